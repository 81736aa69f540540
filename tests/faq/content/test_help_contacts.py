"""The Czech topics, pages and help contacts that the portal starts with: whole, confirmed, fit for the tables."""

import html
import re
from datetime import date
from importlib import import_module
from typing import Any
from urllib.parse import urlsplit

import pytest

from core.rich_text import sanitise_html
from faq.content.loading import read_records
from faq.models import HelpContact, Page, Topic

TOPICS = read_records("cs", "topics")
PAGES = read_records("cs", "pages")
CONTACTS = read_records("cs", "contacts")
TEXTS = {
    f"{key}: {field}": said[field]
    for records in (TOPICS, PAGES)
    for key, said in records.items()
    for field in ("urgent", "guidance", "body")
    if field in said
}
LINK = re.compile(r'<a href="([^"]+)">([^<]+)</a>')
TAG = re.compile(r"<[^>]+>")
PERIOD = re.compile(r"\d+\s*(?:hod|dn[íůeiy]|den|týd|měs|ro[kc]|let\b)")


def words(text: str) -> str:
    return " ".join(html.unescape(TAG.sub(" ", text)).split())


def said_by_migrations() -> dict[str, tuple[str, str]]:
    first = import_module("faq.migrations.0002_topics").TOPICS
    return {slug: (title, summary) for slug, title, summary, _days in first}


@pytest.mark.parametrize("slug", [*said_by_migrations(), "plzni-to"])
def test_every_topic_says_when_to_call_and_what_to_do(slug: str) -> None:
    for field in ("urgent", "guidance"):
        assert len(words(TOPICS[slug][field]).split()) >= 20, field
    assert any(href.startswith("tel:") for href, _label in LINK.findall(TOPICS[slug]["urgent"]))


def test_the_topics_of_the_migrations_keep_their_words() -> None:
    said = {slug: (TOPICS[slug]["title"], TOPICS[slug]["summary"]) for slug in said_by_migrations()}
    assert said == said_by_migrations()
    assert len(TOPICS) == len(said) + 1


@pytest.mark.parametrize(("slug", "said"), TOPICS.items())
def test_a_topic_fits_its_table(slug: str, said: dict[str, Any]) -> None:
    Topic(slug=slug, **said).full_clean(validate_unique=False, validate_constraints=False)


@pytest.mark.parametrize("slug", Page.Slug.values)
def test_a_page_fits_its_table_and_says_when_it_was_reviewed(slug: str) -> None:
    page = Page(slug=slug, **PAGES[slug])
    page.full_clean(validate_unique=False, validate_constraints=False)
    assert isinstance(page.reviewed_on, date)


def test_there_is_no_page_without_an_address() -> None:
    assert set(PAGES) == set(Page.Slug.values)


def test_the_privacy_notice_leaves_periods_to_the_table_made_from_the_settings() -> None:
    assert not PERIOD.findall(words(PAGES["soukromi"]["body"]))
    assert "z tabulky níže" in words(PAGES["soukromi"]["body"])


def test_the_accessibility_statement_has_the_parts_that_the_law_asks_for() -> None:
    text = words(PAGES["pristupnost"]["body"])
    for part in ("č. 99/2019 Sb.", "částečně v souladu", "EN 301 549", "info@bezpecnaplzen.eu", "24. 11. 2026"):
        assert part in text, part
    assert "Digitální a informační agentura" in text


@pytest.mark.parametrize(("where", "text"), TEXTS.items())
def test_cleaning_takes_nothing_away(where: str, text: str) -> None:
    clean = sanitise_html(text)
    assert words(clean) == words(text), where
    assert [href for href, _label in LINK.findall(text)] == re.findall(r'href="([^"]+)"', clean)


@pytest.mark.parametrize(("where", "text"), TEXTS.items())
def test_a_telephone_link_dials_what_it_shows(where: str, text: str) -> None:
    for href, label in LINK.findall(text):
        if href.startswith("tel:"):
            shown = "".join(label.split())
            assert href in {f"tel:{shown}", f"tel:+420{shown}"}, where


@pytest.mark.parametrize(("name", "said"), CONTACTS.items())
def test_a_help_contact_fits_its_table(name: str, said: dict[str, Any]) -> None:
    fields = {field: value for field, value in said.items() if field != "topics"}
    HelpContact(name=name, **fields).full_clean(validate_unique=False, validate_constraints=False)


@pytest.mark.parametrize(("name", "said"), CONTACTS.items())
def test_a_help_contact_has_a_number_confirmed_in_two_places(name: str, said: dict[str, Any]) -> None:
    places = {urlsplit(source).hostname or source for source in said["sources"].split("\n") if source}
    assert len({str(place).removeprefix("www.") for place in places}) >= 2, name
    assert len("".join(said["phone"].split())) in {6, 9}, name


@pytest.mark.parametrize(("name", "said"), CONTACTS.items())
def test_a_help_contact_belongs_to_topics(name: str, said: dict[str, Any]) -> None:
    assert said["topics"], name
    assert set(said["topics"]) <= set(TOPICS), name


def test_nobody_but_the_department_says_that_a_number_was_verified() -> None:
    assert not [name for name, said in CONTACTS.items() if "verified_on" in said]


def test_each_help_contact_has_its_own_number_and_place_in_the_lists() -> None:
    for field in ("phone", "position"):
        values = [said[field] for said in CONTACTS.values()]
        assert len(set(values)) == len(values), field
