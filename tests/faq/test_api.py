"""The questions and answers in the public API."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from faq.api import AnswerOut, AnswersOut
from faq.models import Question, Topic
from tests.factories import make_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _questions() -> None:
    Question.objects.all().delete()
    Topic.objects.filter(slug="zvirata").update(shown=False)
    make_question(
        "strikacka",
        title="Našel jsem stříkačku. Co s ní?",
        answer="<p>Nesahejte na ni.</p>",
        title_en="I found a syringe. What now?",
        answer_en="<p>Do not touch it.</p>",
        topics=Topic.objects.filter(slug__in=["drogy", "verejny-poradek", "zvirata"]),
        verified_on=date(2026, 11, 3),
    )
    make_question("hluk", title="Ruší mě hluk. Co s tím?", answer="<p>Volejte <strong>156</strong>.</p>")
    make_question("koncept", published_from=None)
    make_question("pozdeji", published_from=timezone.now() + timedelta(days=1))


def get(client: Client, **query: Any) -> list[dict[str, Any]]:
    response = client.get("/api/v1/faq", query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    body = response.json()
    AnswersOut.model_validate(body)
    assert set(body) == {"questions"}
    questions: list[dict[str, Any]] = body["questions"]
    assert all(set(question) == set(AnswerOut.model_fields) for question in questions)
    return questions


def test_published_questions_are_given_whole(client: Client) -> None:
    first, second = get(client)
    assert first == {
        "slug": "strikacka",
        "title": "Našel jsem stříkačku. Co s ní?",
        "url": "http://testserver/dotazy/strikacka/",
        "answer_html": "<p>Nesahejte na ni.</p>",
        "topics": ["verejny-poradek", "drogy"],
        "language": "cs",
        "verified_on": "2026-11-03",
    }
    assert (second["slug"], second["topics"], second["verified_on"]) == ("hluk", [], None)


def test_they_are_given_in_a_language_as_far_as_translated(client: Client) -> None:
    first, second = get(client, lang="en")
    assert (first["title"], first["language"]) == ("I found a syringe. What now?", "en")
    assert first["answer_html"] == "<p>Do not touch it.</p>"
    assert first["url"] == "http://testserver/en/dotazy/strikacka/"
    assert (second["title"], second["language"]) == ("Ruší mě hluk. Co s tím?", "cs")


@pytest.mark.parametrize(
    ("query", "found"), [("strikacku", ["strikacka"]), ("hluku", ["hluk"]), ("qwxz", []), (" ", ["strikacka", "hluk"])]
)
def test_they_can_be_searched(client: Client, query: str, found: list[str]) -> None:
    assert [question["slug"] for question in get(client, q=query)] == found


def test_the_search_is_in_the_language_asked_for(client: Client) -> None:
    assert [question["title"] for question in get(client, q="syringe", lang="en")] == ["I found a syringe. What now?"]


@pytest.mark.parametrize("language", ["fr", "", "cs-CZ", "../cs"])
def test_an_unknown_language_is_refused_in_words(client: Client, language: str) -> None:
    response = client.get("/api/v1/faq", {"lang": language})
    assert response.status_code == 422
    assert response["Content-Type"] == "application/problem+json"
    assert "lang" in response.json()["detail"]


def test_it_is_described(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()
    operation = description["paths"]["/api/v1/faq"]["get"]
    assert {parameter["name"] for parameter in operation["parameters"]} == {"q", "lang"}
    assert operation["summary"] == "Questions and answers"
    assert "AnswersOut" in description["components"]["schemas"]


@pytest.mark.parametrize(("query", "cost"), [("", 2), ("?q=hluk&lang=en", 4)])
def test_it_costs_a_fixed_number_of_queries(
    client: Client, query: str, cost: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(2):
        client.get(f"/api/v1/faq{query}")  # the search has its index now
        with django_assert_num_queries(cost):
            client.get(f"/api/v1/faq{query}")
        for _ in range(5):
            make_question(title="Hluk?", topics=Topic.objects.filter(slug="drogy"))
