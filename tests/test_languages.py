"""Every public page in every language: walked from the home page, and nothing on it is left untranslated."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from districts import demo
from districts.models import Borough, Department, District, InfoBox, Person, Station, Street
from faq.models import HelpContact, Page, Topic
from tests.factories import make_district, make_notice
from tests.pages import PLAIN_FILES
from tests.reading import links, texts
from tests.thorough import examples

# A database also so that they come before tests that empty it.
pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = [code for code, _name in settings.LANGUAGES]
OTHERS = [code for code in LANGUAGES if code != settings.LANGUAGE_CODE]
# Of pages that differ only in what they are about, so many are read.
SAMPLE = examples(3, fewest=1)
# Words that are the same in Czech and another of the languages.
SAME = {"E-mail:", "E-mail", "Telefon", "Telefon:", "Kontakt", "Kontakt –", "Infoschránka", "info"}
# Names that the site's own pages use.
NAMES = {
    *("Bezpečná Plzeň", "Městská policie", "Statutární město Plzeň", "Plzni.to", "Bezpečný kraj"),
    *("Digitální a informační agentura", "Na Vápence 915/14", "130 00 Praha 3"),
}
# What nobody translates: parts of addresses on the web, distances, letters of the alphabet.
NO_WORDS = re.compile(r"\S*[.@]\S+|[\d,.\s]+k?m\b|^(\w|Ch)$")
# Where translations name the Czech word that stands on doors and papers.
QUOTED = re.compile(r"\([^)]*\)|[„“«][^“”»]*[“”»]")
# Letters that no other of the languages has, nor the names of Plzeň and its boroughs.
ONLY_CZECH = re.compile("[ěřůĚŘŮ]")


def prefix(language: str) -> str:
    return "/" if language == settings.LANGUAGE_CODE else f"/{language}/"


def kind(path: str) -> str:
    """Pages with the same kind are made by the same template: the path without numbers, slugs and values."""
    bare = re.sub(r"=[^&]*", "=", path)
    return re.sub(r"(?<=/)(okrsky|ulice|temata|dotazy|aktuality)/[^/?]+", r"\1/…", bare)


def walk(client: Client, language: str) -> Iterator[tuple[str, str]]:
    """The pages of a language, with their addresses."""
    start = prefix(language)
    waiting, met, read = [start], {start}, dict[str, int]()
    while waiting:
        path = waiting.pop(0)
        response = client.get(path)
        if response.status_code in (301, 302):
            waiting.append(response["Location"])
            continue
        if "html" not in response["Content-Type"]:
            continue
        page = response.content.decode()
        yield path, page
        for link in links(page, path):
            elsewhere = language == settings.LANGUAGE_CODE and link.split("/")[1] in OTHERS
            ours = link.startswith(start) and not elsewhere and not link.startswith(("/admin/", "/ucet/", "/api/"))
            if ours and link not in met and read.get(kind(link), 0) < SAMPLE:
                met.add(link)
                read[kind(link)] = read.get(kind(link), 0) + 1
                waiting.append(link)


@dataclass(frozen=True)
class Pages:
    """All pages of the demonstration."""

    html: dict[str, dict[str, str]]  # by language and address
    names: list[str]


@pytest.fixture(scope="module")
def pages(django_db_setup: None, django_db_blocker: DjangoDbBlocker, _empty_static_root: Path) -> Pages:
    """The site as it is walked once for all tests; the demonstration is gone afterwards."""
    with django_db_blocker.unblock(), transaction.atomic():
        demo.load_demo(now=timezone.now())
        with override_settings(STORAGES=PLAIN_FILES, STATIC_ROOT=_empty_static_root):
            walked = {language: dict(walk(Client(), language)) for language in LANGUAGES}
        found = Pages(walked, names())
        transaction.set_rollback(True)
    return found


def names() -> list[str]:
    """What is called the same in every language, longest first: people, places and offices."""
    found = {*NAMES, *(name for _code, name in settings.LANGUAGES)}
    for model, field in (
        *((District, "name"), (Borough, "name"), (Street, "name"), (Person, "name"), (Station, "name")),
        *((InfoBox, "name"), (InfoBox, "address"), (Station, "address"), (Department, "name"), (HelpContact, "name")),
    ):
        found |= set(model.objects.values_list(field, flat=True))
    return sorted(found - {""}, key=len, reverse=True)


def without(text: str, left_out: Iterable[str]) -> str:
    """A text without names; nothing if only digits and marks are left."""
    for name in left_out:
        text = text.replace(name, " ")
    text = NO_WORDS.sub(" ", text.strip())
    return " ".join(text.split()) if re.search(r"[^\W\d_]", text) else ""


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_walk_meets_every_kind_of_page(pages: Pages, language: str) -> None:
    met = {kind(path.removeprefix(prefix(language).rstrip("/"))) for path in pages.html[language]}
    assert met >= {
        *("/", "/okrsky/", "/okrsky/…/", "/ulice/", "/ulice/…/", "/schranky/", "/infoschranka/", "/infoschranka/stav/"),
        *("/temata/…/", "/dotazy/", "/dotazy/…/", "/o-projektu/", "/kontakt/", "/pristupnost/", "/soukromi/"),
        "/aktuality/",
    }


@pytest.mark.parametrize("language", OTHERS)
def test_nothing_is_left_untranslated(pages: Pages, language: str) -> None:
    """What a page says in a language and its Czech counterpart says in the same words is a name."""
    left: dict[str, str] = {}
    for path, page in pages.html[language].items():
        czech = {text for _language, text in texts(pages.html["cs"].get(path.removeprefix(f"/{language}"), ""))}
        said = {text for spoken, text in texts(page) if spoken == language} & czech
        left |= {text: path for text in said if without(text, pages.names) not in {"", *SAME}}
    assert not left


@pytest.mark.parametrize("language", OTHERS)
def test_czech_is_marked_as_czech(pages: Pages, language: str) -> None:
    """So that a screen reader pronounces it right, and nobody wonders what it says."""
    left = {
        text: path
        for path, page in pages.html[language].items()
        for spoken, text in texts(page)
        if spoken == language and ONLY_CZECH.search(QUOTED.sub(" ", without(text, pages.names)))
    }
    assert not left


@pytest.mark.parametrize("path", ["/en/", "/en/aktuality/", "/en/aktuality/{}/"])
def test_the_districts_of_a_notice_are_named_in_the_language_of_the_page(client: Client, path: str) -> None:
    district = make_district(number=7, name="Slovany")
    notice = make_notice(district, banner_until=timezone.now() + timedelta(hours=1))
    said = texts(client.get(path.format(notice.pk)).content.decode())
    assert {language for language, text in said if "District 7 Slovany" in text} == {"en"}


def test_an_untranslated_topic_is_marked_as_czech_on_the_home_page(client: Client) -> None:
    Topic.objects.create(slug="ceske-tema", title="České téma")
    assert ("cs", "České téma") in texts(client.get("/en/").content.decode())


def test_the_title_and_description_are_marked_with_the_language_they_are_in(client: Client) -> None:
    Page.objects.filter(slug="kontakt").delete()
    Page.objects.create(slug="kontakt", title="Český nadpis", body="<p>Český text.</p>")
    czech = {"title": "Český nadpis", "text": "Český text."}
    untranslated, translated = make_notice(**czech), make_notice(**czech, title_en="A title", text_en="A text.")
    for path, language in (
        ("/en/kontakt/", "cs"),
        (f"/en{untranslated.get_absolute_url()}", "cs"),
        (f"/en{translated.get_absolute_url()}", "en"),
    ):
        body = client.get(path).content.decode()
        assert re.findall(r'<(?:title|meta name="description") lang="(\w+)"', body) == [language] * 2, path


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_a_page_says_which_language_it_is_in(language: str) -> None:
    response = Client().get(prefix(language))
    assert response["Content-Language"] == language
    assert f'<html lang="{language}">' in response.content.decode()
