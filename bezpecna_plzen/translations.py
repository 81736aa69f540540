"""Keeps the catalogues in step with the code, in pure Python (Babel) instead of the gettext programs.

Messages are English in the code. The Czech catalogue has all of them; those of the other languages have what the public
sees, as staff work in Czech. English needs none.

Needed while developing only: the compiled catalogues are committed, so Babel is not installed where the portal runs.
"""

import ast
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.apps import apps
from django.conf import settings
from django.utils.translation.template import templatize

from bezpecna_plzen.templatetags.languages import bound

TEMPLATE_SUFFIXES = {".html", ".txt", ".svg"}
# Languages with a catalogue, and how a number chooses the form of a word in each.
PLURALS = {
    "cs": "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);",
    "uk": "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);",
    "de": "nplurals=2; plural=(n != 1);",
    "vi": "nplurals=1; plural=0;",
}
# What only staff see: the administration and its forms, commands and imports, accounts.
_STAFF_ONLY = re.compile(
    r"(^|/)(admin|management|importers|demo|accounts|account|mfa|jobs|links|saved_replies)/|(^|/)(alarms|checks|apps|handling|staff_refusals|undeliverable|readdressing|states|links|revision)\.py$"
)
# Between a number, or what stands for one, and its unit.
_BEFORE_UNIT = re.compile(r"(\d|%d|\)[ds]|\}) (?=(?:MB|m²?|metrů|%%)(?!\w))")

# Which arguments of Django's functions are messages; "c" marks the context.
_KEYWORDS = {
    name + lazy: arguments
    for name, arguments in {
        "gettext": None,
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"_": None, "gettext_noop": None}


class PortalCatalog(Catalog):
    """A catalogue with a header that is always the same: no dates and no tool versions to differ about."""

    def __init__(self, language: str) -> None:
        super().__init__(locale=language, header_comment="# Texts of the portal.", fuzzy=False)
        self.language = language

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """What the file says about itself."""
        return [
            ("Language", self.language),
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit"),
            ("Plural-Forms", PLURALS[self.language]),
        ]

    @mime_headers.setter
    def mime_headers(self, _headers: object) -> None:
        """What a file that is read says about itself is of no interest."""

    @property
    def forms(self) -> int:
        """How many forms a word that follows a number has."""
        return int(PLURALS[self.language][len("nplurals=")])

    def empty_string(self, message: Message) -> str | tuple[str, ...]:
        """A text not written yet, in as many forms as the message needs."""
        return ("",) * self.forms if message.pluralizable else ""


def extract_messages(language: str = settings.LANGUAGE_CODE) -> Catalog:
    """Every message of our Python code and templates that a catalogue of a language has, without translations.

    Raises:
        SyntaxError: a template translates something that cannot be translated; the message names the file and line.
    """
    catalog = Catalog()
    for path in _source_files():
        name = path.relative_to(settings.BASE_DIR).as_posix()
        if language != settings.LANGUAGE_CODE and _STAFF_ONLY.search(name):
            continue
        source = path.read_text(encoding="utf-8")
        seen = _lines_of_choices(source) if language != settings.LANGUAGE_CODE and _is_model(name) else None
        if path.suffix in TEMPLATE_SUFFIXES:
            # Blanked-out markup keeps its indentation, which Python would refuse as inconsistent.
            source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
        for line, message, comments, context in extract(
            "python",
            BytesIO(source.encode()),
            keywords=_KEYWORDS,
            comment_tags=("Translators",),
            strip_comment_tags=False,
        ):
            if seen is None or line in seen:
                catalog.add(message, context=context, auto_comments=comments)
    return catalog


def _is_model(name: str) -> bool:
    return "/models/" in name or name.endswith("/models.py")


def _lines_of_choices(source: str) -> set[int]:
    """The lines of a module of models that the public may see: the names of choices, not those of fields."""
    lines: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ClassDef) and any(ast.unparse(base).endswith("Choices") for base in node.bases):
            lines.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))
    return lines


def po_path(language: str) -> Path:
    """The file with the texts of a language."""
    return Path(settings.BASE_DIR) / "locale" / language / "LC_MESSAGES" / "django.po"


def read_catalogue(language: str) -> Catalog:
    """The catalogue of a language as committed, obsolete messages included."""
    path = po_path(language)
    with path.open("rb") if path.exists() else BytesIO() as file:
        return read_po(file, locale=language)


def merge_catalogue(language: str, code: Catalog, known: Catalog) -> PortalCatalog:
    """The messages of the code with the translations there are; what the code no longer says is dropped."""
    result = PortalCatalog(language)
    for message in messages(code):
        string = _find_translation(message, known) or result.empty_string(message)
        if language == "cs":
            string = typeset_czech(string) if isinstance(string, str) else tuple(map(typeset_czech, string))
        result.add(
            message.id,
            string=string,
            context=message.context,
            auto_comments=message.auto_comments,
        )
    return result


def _find_translation(message: Message, known: Catalog) -> str | tuple[str, ...] | None:
    """The text of a message in a catalogue; none if it had no plural there, and has one now, or the other way round."""
    old = known.get(message.id, context=message.context)
    if old is None or old.pluralizable != message.pluralizable:
        return None
    return tuple(old.string) if isinstance(old.string, list) else old.string


def typeset_czech(text: str) -> str:
    """A Czech text in which no line ends in a word of one letter, nor between a number and its unit."""
    return _BEFORE_UNIT.sub("\\1\N{NO-BREAK SPACE}", bound(text))


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalog if message.id)


def is_translated(message: Message) -> bool:
    """Whether every form of a message has a text."""
    forms = message.string if isinstance(message.string, list | tuple) else [message.string]
    return all(forms)


def compile_catalogue(language: str, catalog: Catalog) -> bytes:
    """What the portal reads at run time; the same catalogue always gives the same bytes."""
    complete = PortalCatalog(language)
    for message in messages(catalog):
        if is_translated(message):
            complete.add(message.id, string=message.string, context=message.context)
    file = BytesIO()
    write_mo(file, complete)
    return file.getvalue()


def save_catalogue(catalog: PortalCatalog) -> None:
    """Write a catalogue and its compiled form."""
    file, path = BytesIO(), po_path(catalog.language)
    # Without line numbers and wrapping, a change of the code shows only the texts that it changed.
    write_po(file, catalog, width=0, no_location=True, sort_output=True)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(file.getvalue().rstrip() + b"\n")
    path.with_suffix(".mo").write_bytes(compile_catalogue(catalog.language, catalog))


def update_catalogue(language: str) -> list[str]:
    """Bring the catalogue of a language up to date with the code, and compile it.

    Returns:
        The messages that still have no text in it.
    """
    catalog = merge_catalogue(language, extract_messages(language), read_catalogue(language))
    save_catalogue(catalog)
    return [str(message.id) for message in messages(catalog) if not is_translated(message)]


def _source_files() -> Iterator[Path]:
    """Our Python files and templates, in a fixed order."""
    ours = [Path(app.path) for app in apps.get_app_configs() if Path(app.path).parent == settings.BASE_DIR]
    for folder in sorted([settings.BASE_DIR / "templates", *ours]):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", *TEMPLATE_SUFFIXES} and "migrations" not in path.parts:
                yield path
