"""What a reviewer would otherwise have to remember."""

import ast
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.contenttypes.fields import GenericForeignKey
from django.core.management import call_command, get_commands, load_command_class
from django.db import models

from tests.imports import read_imports

ROOT = settings.BASE_DIR
OUR_APPS = [config for config in apps.get_app_configs() if Path(config.path).parent == ROOT]
OUR_MODELS = [model for config in OUR_APPS for model in config.get_models()]
MOST_LINES = 450
MOST_CHARACTERS = 140

# Pure modules: no Django, so that they are understood, tested and used on their own.
PURE = [
    *(
        "districts/map/boundary_shapes.py",
        "districts/map/overlaps_and_gaps.py",
        "districts/lookup/locator.py",
        "districts/lookup/typed_address.py",
        "districts/lookup/spoken_names.py",
        "districts/lookup/spoken_numbers.py",
        "districts/map/city_map.py",
    ),
    *("core/hours/opening_hours.py", "core/czech_order.py", "core/folding.py", "core/word_forms.py"),
    *("core/images/file_headers.py", "core/images/pixels.py", "core/images/decoder_process.py"),
    *("core/images/picture_decoder.py", "core/images/heic_decoder.py"),
    *(
        "core/danger/spelling.py",
        "core/danger/languages.py",
        "core/danger/phrases.py",
        "core/danger/words.py",
        "core/danger/reading.py",
        "core/danger/matching.py",
        "core/danger/distress.py",
    ),
    *(
        "faq/search/tokenizer.py",
        "faq/search/stemming.py",
        "faq/search/stopwords.py",
        "faq/search/synonyms.py",
        "faq/search/spelling.py",
        "faq/search/vocabulary.py",
        "faq/search/inverted_index.py",
        "faq/search/query_words.py",
        "faq/search/corrected_query.py",
    ),
]
# Who may know whom, by folder; the project folder wires everything and is known by nobody.
MAY_IMPORT: dict[str, set[str]] = {
    "core": set(),
    "districts": {"core"},
    "faq": {"core"},
    "mailbox": {"core", "districts", "faq"},
}


def files(*suffixes: str) -> Iterator[Path]:
    """The files of the project with these suffixes; not what running or installing makes."""
    for top in sorted(ROOT.iterdir()):
        if top.is_dir() and top.name not in {"var", "build"} and (not top.name.startswith(".") or top.name == ".ci"):
            yield from (
                path
                for path in sorted(top.rglob("*"))
                if path.suffix in suffixes and "node_modules" not in path.parts and path.is_file()
            )
        elif top.suffix in suffixes and top.is_file() and top.name != ".git":  # a file, in a worktree
            yield top


def sources() -> Iterator[Path]:
    """Our Python files."""
    return files(".py")


def sources_with(*patterns: str) -> list[Path]:
    """Those in whose text all of these are found; to parse the others would only take time."""
    return [path for path in sources() if all(re.search(each, path.read_text(encoding="utf-8")) for each in patterns)]


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model.__name__)
def test_every_model_names_itself_and_its_records(model: type[models.Model]) -> None:
    assert "__str__" in {name for parent in model.__mro__[: model.__mro__.index(models.Model)] for name in vars(parent)}
    # A verbose name that nobody wrote is the class name in lower case, and untranslated.
    meta = model._meta
    assert type(meta.verbose_name) is not str, "verbose_name is missing or not translated"
    assert type(meta.verbose_name_plural) is not str, "verbose_name_plural is missing or not translated"
    unnamed = [
        field.name
        for field in meta.get_fields()
        if isinstance(field, models.Field) and isinstance(field.verbose_name, str)
        if not isinstance(field, GenericForeignKey)  # cannot have one; the two fields it is made of do
    ]
    assert not [name for name in unnamed if name != "id"]


def test_every_setting_is_in_the_readme() -> None:
    code = (ROOT / "bezpecna_plzen" / "settings.py").read_text(encoding="utf-8")
    names = set(re.findall(r'env\.\w+\(\s*"([A-Z_]+)"', code))
    assert {"DATABASE_URL", "SECRET_KEY", "MAP_TILES_URL"} <= names
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert not [name for name in sorted(names) if f"`{name}`" not in readme]


@pytest.mark.django_db
def test_no_migration_is_missing() -> None:
    call_command("makemigrations", check=True, dry_run=True, stdout=StringIO())


@pytest.mark.parametrize("path", PURE)
def test_pure_modules_know_no_django(path: str) -> None:
    assert not [name for name in read_imports(ROOT / path) if name.split(".")[0] == "django" or ".models" in name]


@pytest.mark.parametrize("folder", MAY_IMPORT)
def test_apps_import_only_what_they_may_know(folder: str) -> None:
    ours = {config.name for config in OUR_APPS} | {"tests"}
    forbidden = ours - MAY_IMPORT[folder] - {folder}
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in sources()
        if path.is_relative_to(ROOT / folder)
        for name in read_imports(path)
        if name.split(".")[0] in forbidden
    }
    assert not found


def test_every_app_has_its_rule_of_imports() -> None:
    assert {config.name for config in OUR_APPS} - {"bezpecna_plzen"} == set(MAY_IMPORT)


def test_files_stay_short_enough_to_read() -> None:
    lengths = {str(path.relative_to(ROOT)): len(path.read_text(encoding="utf-8").splitlines()) for path in sources()}
    exempt = ("tests/", "bench/")
    assert not {
        name: lines
        for name, lines in lengths.items()
        if lines > MOST_LINES and not name.startswith(exempt) and "/migrations/" not in name
    }


def test_lines_of_templates_are_short_enough_to_read() -> None:
    templates = [
        path
        for path in files(".html", ".svg", ".txt", ".xml")
        if path.suffix == ".html" or path.is_relative_to(ROOT / "templates")
    ]
    assert {"deploy/busy.html", "templates/base.html", "templates/mailbox/mail/new.txt"} <= {
        str(path.relative_to(ROOT)) for path in templates
    }
    assert not [
        f"{path.relative_to(ROOT)}:{number}"
        for path in templates
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if len(line) > MOST_CHARACTERS
    ]


def test_modules_are_named_for_their_job_and_nothing_happens_behind_the_back() -> None:
    names = {str(path.relative_to(ROOT)) for path in sources()}
    assert not {
        name for name in names if re.search(r"(^|/)(utils?|helpers?|services?|common|misc|signals)(\.py|/)", name)
    }
    assert not {
        str(path.relative_to(ROOT))
        for path in sources_with("signals|dispatch")
        if any(name.startswith("django.db.models.signals") or name == "django.dispatch" for name in read_imports(path))
    }


def test_no_text_is_translated_inside_an_f_string() -> None:
    """There it would not be found for translation, and people would see it in English."""
    functions = re.compile(r"_|u?(n|p|np)?gettext(_lazy|_noop)?")
    found = {
        f"{path.relative_to(ROOT)}:{call.lineno}"
        for path in sources_with("[fF][\"']", r"gettext|\b_\(")
        for text in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(text, ast.JoinedStr)
        for call in ast.walk(text)
        if isinstance(call, ast.Call)
        and functions.fullmatch(call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", ""))
    }
    assert not found


def test_no_conditional_expression_stands_within_another() -> None:
    """Which `else` belongs to which `if` is more than a reader should have to work out in one line."""
    found = {
        f"{path.relative_to(ROOT)}:{inner.lineno}"
        for path in sources_with(r"\S if ", r" else\b")
        for outer in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(outer, ast.IfExp)
        for inner in ast.walk(outer)
        if isinstance(inner, ast.IfExp) and inner is not outer
    }
    assert not sorted(found)


def test_every_command_says_what_it_does() -> None:
    ours = {name: app for name, app in get_commands().items() if app in {config.name for config in OUR_APPS}}
    assert {"serve", "load_demo", "import_addresses"} <= set(ours)
    assert not [name for name, app in ours.items() if not load_command_class(app, name).help]


def test_nothing_depends_on_where_it_was_written() -> None:
    """No path of the machine at hand is named, but for the system's own programs."""
    candidate = re.compile(r"(?<![\w.:/}~*-])/[\w.-]+/[\w.-]+")
    found = {
        f"{path.relative_to(ROOT)}: {name}"
        for path in files(".py", ".html", ".js", ".css", ".md", ".toml", ".txt", ".po", "")
        for name in candidate.findall(path.read_text(encoding="utf-8"))
        if not name.startswith(("/usr/", "/etc/", "/var/lib", "/dev/")) and Path(name).exists()
    }
    assert not found
