"""The catalogues are complete and compiled, and the pure-Python tooling understands what our templates write."""

import gettext
import re
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from django.conf import settings
from django.utils import translation
from pytest_django import Settings

from bezpecna_plzen import translations

PLACEHOLDER = re.compile(r"%\(\w+\)[sdif]|%[sdif%]|\{\w*\}")
LANGUAGES = list(translations.PLURALS)


def keys(catalog: Catalog) -> set[tuple[str | None, object]]:
    return {(message.context, message.id) for message in translations.messages(catalog)}


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def catalog(language: str) -> Catalog:
    return translations.read_catalogue(language)


def test_every_language_but_english_has_a_catalogue() -> None:
    assert {code for code, _name in settings.LANGUAGES} == {*LANGUAGES, "en"}


def test_every_message_of_the_code_is_in_the_catalogue_and_nothing_else(language: str, catalog: Catalog) -> None:
    code = keys(translations.extract_messages(language))
    assert keys(catalog) == code, "run manage.py update_translations and write what is missing"
    assert not catalog.obsolete


def test_every_message_is_translated_in_all_plural_forms(language: str, catalog: Catalog) -> None:
    assert not [message.id for message in translations.messages(catalog) if not translations.is_translated(message)]
    forms = translations.PortalCatalog(language).forms
    assert not [
        message.id
        for message in translations.messages(catalog)
        if message.pluralizable and len(message.string or ()) != forms
    ]


def test_nothing_is_fuzzy(catalog: Catalog) -> None:
    assert not [message.id for message in translations.messages(catalog) if message.fuzzy]


def test_placeholders_are_the_same_in_every_language(catalog: Catalog) -> None:
    done = filter(translations.is_translated, translations.messages(catalog))
    assert not [message.id for message in done if not same_placeholders(message)]


def test_markup_is_the_same_in_every_language(catalog: Catalog) -> None:
    """A link or a line that a translation forgets is lost for its readers."""

    def tags(text: str) -> list[str]:
        return sorted(re.findall(r"</?\w+|(?:href|src)=[\"']?[^\"'>\s]*", text))

    for message in translations.messages(catalog):
        english = message.id if isinstance(message.id, list | tuple) else (message.id,)
        forms = message.string if isinstance(message.string, list | tuple) else (message.string or "",)
        assert all(tags(form) in [tags(text) for text in english] for form in forms), message.id


def test_the_compiled_catalogue_is_fresh(language: str, catalog: Catalog) -> None:
    assert translations.po_path(language).with_suffix(".mo").read_bytes() == translations.compile_catalogue(
        language, catalog
    )


def test_the_catalogue_is_written_as_the_tool_writes_it(catalog: Catalog) -> None:
    """So that the next update changes only what the code changed."""
    ids = [(message.id, message.context or "") for message in translations.messages(catalog)]
    as_text = [((key if isinstance(key, str) else key[0]), context) for key, context in ids]
    assert as_text == sorted(as_text)


def test_django_finds_the_czech_without_any_gettext_program() -> None:
    with translation.override("cs"):
        assert translation.gettext("municipal district officer") == "strážník-okrskář"


def test_no_line_of_a_czech_text_ends_in_a_word_of_one_letter() -> None:
    """Nor between a number and its unit."""
    loose = re.compile(r"(?<!\S)[AIKOSUVZaikosuvz] |(?:\d|%d|%\(\w+\)[ds]|\{\w+\}) (?:MB|m²?|metrů|%%)(?!\w)")
    said = [message.string or "" for message in translations.messages(translations.read_catalogue("cs"))]
    texts = chain.from_iterable([text] if isinstance(text, str) else text for text in said)
    assert not [text for text in texts if loose.search(text)], "run manage.py update_translations"


def same_placeholders(message: Message) -> bool:
    """Each form uses the placeholders of the English one; a singular may say "one" instead of the number."""
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
    assert keys(translations.extract_messages()) == expected


def test_only_czech_has_what_only_staff_see(tmp_path: Path, settings: Settings) -> None:
    (tmp_path / "templates" / "admin").mkdir(parents=True)
    (tmp_path / "templates" / "page.html").write_text("{% translate 'For all' %}", encoding="utf-8")
    (tmp_path / "templates" / "admin" / "page.html").write_text("{% translate 'For staff' %}", encoding="utf-8")
    settings.BASE_DIR = tmp_path
    assert keys(translations.extract_messages("uk")) == {(None, "For all")}
    assert keys(translations.extract_messages()) == {(None, "For all"), (None, "For staff")}


def test_of_models_only_the_names_of_choices_are_for_all() -> None:
    public, everything = keys(translations.extract_messages("uk")), keys(translations.extract_messages())
    assert (None, "in service") in public  # a state of infoboxes
    assert (None, "longitude") in everything - public  # a field


def test_updating_keeps_what_is_translated_and_drops_what_the_code_no_longer_says() -> None:
    code, known = Catalog(), Catalog()
    code.add("kept")
    code.add("new")
    code.add(("one", "many"))
    known.add("kept", "zůstává")
    known.add("gone", "pryč")
    known.add("one", "jeden")
    for language, forms in (("cs", 3), ("de", 2), ("vi", 1)):
        result = translations.merge_catalogue(language, code, known)
        assert {message.id: message.string for message in translations.messages(result)} == {
            "kept": "zůstává",
            "new": "",
            ("one", "many"): ("",) * forms,
        }


def test_updating_binds_what_belongs_together_in_czech_only() -> None:
    english = ("at {n} m", "at {n} m and %(size)s MB")
    known = Catalog()
    known.add(english, ("a v <a href='/'>noci</a> do 15 MB", "u {n} m² a %(all)s z %(size)s MB", "V %d %% i k a"))
    assert translations.merge_catalogue("cs", known, known)[english[0]].string == (
        "a\N{NO-BREAK SPACE}v\N{NO-BREAK SPACE}<a href='/'>noci</a> do 15\N{NO-BREAK SPACE}MB",
        "u\N{NO-BREAK SPACE}{n}\N{NO-BREAK SPACE}m² a\N{NO-BREAK SPACE}%(all)s "
        "z\N{NO-BREAK SPACE}%(size)s\N{NO-BREAK SPACE}MB",
        "V\N{NO-BREAK SPACE}%d\N{NO-BREAK SPACE}%% i\N{NO-BREAK SPACE}k\N{NO-BREAK SPACE}a",
    )
    assert translations.merge_catalogue("uk", known, known)[english[0]].string == known[english[0]].string


def test_saving_twice_changes_nothing(tmp_path: Path, settings: Settings) -> None:
    settings.BASE_DIR = tmp_path
    catalog = translations.PortalCatalog("cs")
    catalog.add(("%(n)s street", "%(n)s streets"), ("%(n)s ulice", "%(n)s ulice", "%(n)s ulic"))
    catalog.add("Find", "Najít")
    translations.save_catalogue(catalog)
    path = translations.po_path("cs")
    before = path.read_bytes(), path.with_suffix(".mo").read_bytes()
    translations.save_catalogue(translations.merge_catalogue("cs", catalog, translations.read_catalogue("cs")))
    assert (path.read_bytes(), path.with_suffix(".mo").read_bytes()) == before


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        ("cs", ["c", "a", "b", "b", "c", "c", "c"]),
        ("uk", ["c", "a", "b", "b", "c", "b", "a"]),
        ("de", ["b", "a", "b", "b", "b", "b", "b"]),
        ("vi", ["a", "a", "a", "a", "a", "a", "a"]),
    ],
)
def test_plurals_follow_the_number(language: str, expected: list[str]) -> None:
    catalog = translations.PortalCatalog(language)
    catalog.add(("one", "many"), tuple("abc"[: catalog.forms]))
    compiled = gettext.GNUTranslations(BytesIO(translations.compile_catalogue(language, catalog)))
    assert [compiled.ngettext("one", "many", n) for n in (0, 1, 2, 4, 5, 22, 21)] == expected
