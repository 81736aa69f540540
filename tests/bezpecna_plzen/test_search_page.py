"""The page behind the one field, as people meet it."""

import re
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from faq.models import UnansweredSearch
from tests.factories import make_neighbours, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture(autouse=True)
def _city() -> None:
    make_neighbours()  # Dlouhá: 1 and 3 in district 7, 5 in 8


def main_of(client: Client, address: str, **query: str) -> str:
    response = client.get(address, query)
    assert response.status_code == 200
    body = re.sub(r"(?s)^.*<main|</main>.*$", "", response.content.decode())
    return " ".join(unescape(body).split())


@pytest.mark.parametrize(
    ("query", "slug"),
    [
        ("soused pálí odpad", "soused-pali-odpad"),
        ("nasel jsem obcanku", "nasel-jsem-doklad"),
        ("přišla mi podvodná sms", "prisla-mi-podvodna-sms"),
    ],
)
def test_a_question_leads_to_its_answers(client: Client, query: str, slug: str) -> None:
    response = client.get("/najit/", {"q": query})
    assert response.status_code == 302
    leads_to = urlsplit(response["Location"])
    assert (leads_to.path, parse_qs(leads_to.query)) == ("/dotazy/", {"q": [query]})
    first = re.findall(r'<h3><a href="/dotazy/([\w-]+)/', main_of(client, "/dotazy/", q=query))[0]
    assert first == slug


def test_the_answers_stay_in_the_language_of_the_page(client: Client) -> None:
    assert client.get("/en/najit/", {"q": "soused pálí odpad"})["Location"].startswith("/en/dotazy/?q=")


@pytest.mark.parametrize(("query", "path"), [("Dlouhá 5", "/okrsky/8/"), ("okrsek 7", "/okrsky/7/")])
def test_a_place_leads_to_its_district_and_the_answers_are_not_asked(
    client: Client, query: str, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get("/najit/", {"q": "hluk"})  # the search has its index now
    with django_assert_num_queries(1 if "okrsek" in query else 2):
        response = client.get("/najit/", {"q": query})
    assert urlsplit(response["Location"]).path == path


def test_doubt_shows_answers_and_places_on_one_page(client: Client) -> None:
    make_question("dlouhan", title="Kde bydlí Dlouhán?", answer="<p>Nikdo neví.</p>")
    body = main_of(client, "/najit/", q="Dlouhán")
    assert "Hledáte odpověď, nebo místo?" in body
    assert 'href="/dotazy/dlouhan/"' in body
    assert 'href="/najit/?q=Dlouh%C3%A1"' in body


def test_a_street_in_two_districts_is_asked_about_with_the_question_of_the_same_name(client: Client) -> None:
    make_question("dlouha", title="Jak dlouhá je Dlouhá?", answer="<p>Tak akorát.</p>")
    body = main_of(client, "/najit/", q="Dlouhá")
    assert "leží ve více okrscích" in body
    assert "Nebo se ptáte na tohle?" in body
    assert 'href="/dotazy/dlouha/"' in body


def test_a_question_may_be_searched_as_an_address_all_the_same(client: Client) -> None:
    answers = main_of(client, "/dotazy/", q="soused pálí odpad")
    link = re.findall(r'href="(/najit/[^"]+)">Hledat jako adresu', answers)[0]
    response = client.get(link)
    assert response.status_code == 200
    assert "Nenašli jsme to" in response.content.decode()
    assert "/dotazy/soused-pali-odpad/" not in response.content.decode()


def test_what_nobody_knows_offers_the_questions_and_is_not_noted_as_it_may_be_an_address(client: Client) -> None:
    body = main_of(client, "/najit/", q="Qwxzová 15")
    assert "Nenašli jsme to" in body
    assert '<a href="/dotazy/">dotazy a odpovědi</a>' in body
    assert not UnansweredSearch.objects.exists()


@pytest.mark.parametrize("query", ["Dlouhá 5", "na Dlouhé", "Dlouhá", "Dlouhá 1, Praha", "Praha", "49.745, 13.385"])
def test_a_place_is_no_missing_answer_and_the_finder_is_asked_with_the_same_words(client: Client, query: str) -> None:
    body = main_of(client, "/dotazy/", q=query)
    assert "Hledáte místo?" in body
    assert "odpověď chybí" not in body
    assert not UnansweredSearch.objects.exists()
    link = re.findall(r'<a class="button" href="(/najit/[^"]+)"', body)[0]
    assert parse_qs(urlsplit(link).query)["q"] == [query]


def test_a_question_without_an_answer_is_still_noted(client: Client) -> None:
    body = main_of(client, "/dotazy/", q="qwxz")
    assert "Na tohle zatím odpověď nemáme" in body
    assert "odpověď chybí" in body
    assert UnansweredSearch.objects.get().text == "qwxz"


def test_what_was_typed_never_becomes_markup(client: Client) -> None:
    evil = '"><img src=x onerror=alert(1)>'
    for query in (evil, f"soused pálí odpad {evil}", f"Dlouhán {evil}"):
        body = client.get("/najit/", {"q": query}, follow=True).content.decode()
        assert "<img src" not in body


def test_a_long_question_is_cut_rather_than_refused(client: Client) -> None:
    response = client.get("/najit/", {"q": "soused pálí odpad " * 400}, follow=True)
    assert response.status_code == 200
