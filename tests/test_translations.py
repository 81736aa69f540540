"""The Czech catalogue is complete and compiled, and the pure-Python tooling understands what our templates write."""

import gettext
import re
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.utils import translation
from pytest_django import Settings

from bezpecna_plzen import translations

PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif%]|\{\w*\}")
PLURAL_FORMS = 3  # jeden, dva až čtyři, pět a více


def keys(catalog: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in translations.messages(catalog)}


@pytest.fixture(scope="module")
def czech() -> Catalog:
    return translations.translated()


def test_every_message_of_the_code_is_in_the_catalogue_and_nothing_else(czech: Catalog) -> None:
    code = keys(translations.extracted())
    assert keys(czech) == code, "run manage.py update_translations and write the missing Czech"
    assert not czech.obsolete


def test_every_message_has_its_czech_in_all_plural_forms(czech: Catalog) -> None:
    assert not [message.id for message in translations.messages(czech) if not translations.is_translated(message)]
    for message in translations.messages(czech):
        if message.pluralizable:
            assert len(message.string or ()) == PLURAL_FORMS, message.id


def test_nothing_is_fuzzy(czech: Catalog) -> None:
    assert not [message.id for message in translations.messages(czech) if message.fuzzy]


def test_placeholders_are_the_same_in_czech(czech: Catalog) -> None:
    done = filter(translations.is_translated, translations.messages(czech))
    assert not [message.id for message in done if not same_placeholders(message)]


def test_the_compiled_catalogue_is_fresh(czech: Catalog, settings: Settings) -> None:
    assert (settings.BASE_DIR / translations.MO).read_bytes() == translations.compiled(czech)


def test_the_catalogue_is_written_as_the_tool_writes_it(czech: Catalog) -> None:
    """So that the next update changes only what the code changed."""
    ids = [(message.id, message.context or "") for message in translations.messages(czech)]
    as_text = [((key if isinstance(key, str) else key[0]), context) for key, context in ids]
    assert as_text == sorted(as_text)


def test_django_finds_the_czech_without_any_gettext_program() -> None:
    with translation.override("cs"):
        assert translation.gettext("municipal district officer") == "strážník-okrskář"


def same_placeholders(message: Message) -> bool:
    """Each Czech form uses the placeholders of the English one; a singular may say "one" instead of the number."""
    english = message.id if isinstance(message.id, list | tuple) else (message.id,)
    allowed = [sorted(PLACEHOLDER.findall(text)) for text in english]
    texts = message.string if isinstance(message.string, list | tuple) else (message.string or "",)
    return all(sorted(PLACEHOLDER.findall(text)) in allowed for text in texts)


@pytest.mark.parametrize(
    ("template", "expected"),
    [
        ("{% translate 'Find' %}", {(None, "Find")}),
        (
            "<p>\n      {% translate \"It's here\" %}\n  <b>{% translate 'B' %}</b></p>",
            {(None, "It's here"), (None, "B")},
        ),
        ("{% translate 'May' context 'month' %}", {("month", "May")}),
        ("{{ name|default:_('nobody') }}", {(None, "nobody")}),
        (
            "{% blocktranslate trimmed with n=number %}\n   District\n   {{ n }}\n{% endblocktranslate %}",
            {(None, "District %(n)s")},
        ),
        (
            "{% blocktranslate count n=number %}one “street”{% plural %}{{ n }} streets{% endblocktranslate %}",
            {(None, ("one “street”", "%(n)s streets"))},
        ),
        (
            "{% blocktranslate context 'post' count n=x trimmed %}\n one {% plural %}\n{{ n }} {% endblocktranslate %}",
            {("post", ("one", "%(n)s"))},
        ),
        (
            "<script>if (a) { b('x\") }</script>\n   {# note #}\n{% comment %} x {% endcomment %} {% translate 'Z' %}",
            {(None, "Z")},
        ),
    ],
)
def test_messages_are_found_in_templates(
    tmp_path: Path, settings: Settings, template: str, expected: set[tuple[str | None, object]]
) -> None:
    (tmp_path / "templates").mkdir()
    (tmp_path / "templates" / "page.html").write_text(template, encoding="utf-8")
    settings.BASE_DIR = tmp_path
    assert keys(translations.extracted()) == expected


def test_updating_keeps_what_is_translated_and_drops_what_the_code_no_longer_says() -> None:
    code, czech = Catalog(), Catalog()
    code.add("kept")
    code.add("new")
    code.add(("one", "many"))
    czech.add("kept", "zůstává")
    czech.add("gone", "pryč")
    czech.add("one", "jeden")
    result = translations.updated(code, czech)
    assert {message.id: message.string for message in translations.messages(result)} == {
        "kept": "zůstává",
        "new": "",
        ("one", "many"): ("", "", ""),
    }


def test_saving_twice_changes_nothing(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = tmp_path
    catalog = translations.CzechCatalog()
    catalog.add(("%(n)s street", "%(n)s streets"), ("%(n)s ulice", "%(n)s ulice", "%(n)s ulic"))
    catalog.add("Find", "Najít")
    translations.save(catalog)
    before = (tmp_path / translations.PO).read_bytes(), (tmp_path / translations.MO).read_bytes()
    translations.save(translations.updated(catalog, translations.translated()))
    assert ((tmp_path / translations.PO).read_bytes(), (tmp_path / translations.MO).read_bytes()) == before


def test_czech_plurals_follow_the_number() -> None:
    catalog = translations.CzechCatalog()
    catalog.add(("%(n)s street", "%(n)s streets"), ("ulice", "ulice (2–4)", "ulic"))
    compiled = gettext.GNUTranslations(BytesIO(translations.compiled(catalog)))
    texts = [compiled.ngettext("%(n)s street", "%(n)s streets", n) for n in (0, 1, 2, 4, 5, 22)]
    assert texts == ["ulic", "ulice", "ulice (2–4)", "ulice (2–4)", "ulic", "ulic"]
