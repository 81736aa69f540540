"""Keeps the Czech catalogue in step with the code, in pure Python (Babel) instead of the gettext programs.

Needed while developing only: the compiled catalogue is committed, so Babel is not installed where the portal runs.
"""

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

PO = Path("locale/cs/LC_MESSAGES/django.po")
MO = PO.with_suffix(".mo")
TEMPLATE_SUFFIXES = {".html", ".txt", ".svg"}

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


class CzechCatalog(Catalog):
    """The catalogue with a header that is always the same: no dates and no tool versions to differ about."""

    mime_headers = [
        ("Language", "cs"),
        ("MIME-Version", "1.0"),
        ("Content-Type", "text/plain; charset=utf-8"),
        ("Content-Transfer-Encoding", "8bit"),
        ("Plural-Forms", "nplurals=3; plural=(n==1 ? 0 : n>=2 && n<=4 ? 1 : 2);"),
    ]

    def __init__(self) -> None:
        super().__init__(locale="cs", header_comment="# Czech texts of the portal.", fuzzy=False)


def extracted() -> Catalog:
    """Every message of our Python code and templates, without translations.

    Raises:
        SyntaxError: a template translates something that cannot be translated; the message names the file and line.
    """
    catalog = Catalog()
    for path in _sources():
        source = path.read_text(encoding="utf-8")
        if path.suffix in TEMPLATE_SUFFIXES:
            # Blanked-out markup keeps its indentation, which Python would refuse as inconsistent.
            source = "\n".join(line.lstrip() for line in templatize(source, origin=str(path)).splitlines())
        for _line, message, comments, context in extract(
            "python",
            BytesIO(source.encode()),
            keywords=_KEYWORDS,
            comment_tags=("Translators",),
            strip_comment_tags=False,
        ):
            catalog.add(message, context=context, auto_comments=comments)
    return catalog


def translated() -> Catalog:
    """The Czech catalogue as committed, obsolete messages included."""
    path = settings.BASE_DIR / PO
    with path.open("rb") if path.exists() else BytesIO() as file:
        return read_po(file, locale="cs")


def updated(code: Catalog, czech: Catalog) -> CzechCatalog:
    """The messages of the code with the translations there are; what the code no longer says is dropped."""
    result = CzechCatalog()
    for message in messages(code):
        known = czech.get(message.id, context=message.context)
        keep = known is not None and known.pluralizable == message.pluralizable
        result.add(
            message.id,
            string=known.string if keep and known else (("",) * 3 if message.pluralizable else ""),
            context=message.context,
            auto_comments=message.auto_comments,
        )
    return result


def messages(catalog: Catalog) -> Iterator[Message]:
    """The messages of a catalogue without its header."""
    return (message for message in catalog if message.id)


def is_translated(message: Message) -> bool:
    """Whether every form of a message has a text."""
    return all(message.string) if isinstance(message.string, list | tuple) else bool(message.string)


def compiled(catalog: Catalog) -> bytes:
    """What the portal reads at run time; the same catalogue always gives the same bytes."""
    complete = CzechCatalog()
    for message in messages(catalog):
        if is_translated(message):
            complete.add(message.id, string=message.string, context=message.context)
    file = BytesIO()
    write_mo(file, complete)
    return file.getvalue()


def save(catalog: CzechCatalog) -> None:
    """Write the catalogue and its compiled form."""
    file = BytesIO()
    # Without line numbers and wrapping, a change of the code shows only the texts that it changed.
    write_po(file, catalog, width=0, no_location=True, sort_output=True)
    (settings.BASE_DIR / PO).parent.mkdir(parents=True, exist_ok=True)
    (settings.BASE_DIR / PO).write_bytes(file.getvalue().rstrip() + b"\n")
    (settings.BASE_DIR / MO).write_bytes(compiled(catalog))


def update() -> list[str]:
    """Bring the catalogue up to date with the code, and compile it.

    Returns:
        The messages that still have no Czech.
    """
    catalog = updated(extracted(), translated())
    save(catalog)
    return [str(message.id) for message in messages(catalog) if not is_translated(message)]


def _sources() -> Iterator[Path]:
    """Our Python files and templates, in a fixed order."""
    folders = {settings.BASE_DIR / "templates"} | {
        path for app in apps.get_app_configs() if (path := Path(app.path)).parent == settings.BASE_DIR
    }
    for folder in sorted(folders):
        for path in sorted(folder.rglob("*")):
            if path.suffix in {".py", *TEMPLATE_SUFFIXES} and "migrations" not in path.parts:
                yield path
