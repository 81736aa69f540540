"""Queries with a place and a matter in them: each word is read as what it is, never as a slip of the other."""

import itertools

import pytest
from django.http import HttpRequest
from django.test import Client
from django.utils import timezone

from bezpecna_plzen.site.place_names_in_questions import read_names
from bezpecna_plzen.site.place_or_question import WhoAnswers, decide_who_answers
from districts.lookup import atlas as atlases
from districts.lookup import finder
from districts.lookup.lookup_results import LookupResult, NotFound
from faq.models import UnansweredSearch
from faq.search import answer_search
from tests.thorough import daily

pytestmark = [pytest.mark.once, pytest.mark.real_data, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]

MATTERS = ("hluk", "grafiti", "opilec", "ukradli mi kolo", "nesvítí lampa", "pes bez vodítka", "soused pálí odpad")
PLACES = {
    "Klatovská": "Klatovská",
    "Slovanská třída": "Slovanská",
    "Doubravka": "Doubravka",
    "v Koterovské": "Koterovská",
    "na Americké": "Americká",
    "Lobezská 15": "Lobezská 15",
    "náměstí Republiky": "náměstí Republiky",
    "Skvrňany": "Skvrňany",
    "Karlovarská": "Karlovarská",
    "Zahradní": "Zahradní",
    "Sokolovská": "Sokolovská",
    "Částkova": "Částkova",
    "Francouzská": "Francouzská třída",
    "v Manětínské": "Manětínská",
    "Gerská": "Gerská",
}
MIXED = list(itertools.product(MATTERS, PLACES.items()))


def asked(query: str) -> tuple[LookupResult, WhoAnswers]:
    atlas, index, now = atlases.current(), answer_search.current(), timezone.now()
    said = read_names(HttpRequest(), query)
    outcome = finder.find_district(query, atlas=atlas)
    shared = decide_who_answers(
        query,
        outcome,
        search=lambda text: index.search(text, language="cs", now=now, names=said.names, kinds=said.kinds),
        names_place=said.mentioned,
    )
    return outcome, shared


def first_answer(query: str) -> str:
    return answer_search.current().search(query, language="cs", now=timezone.now()).hits[0].slug


def test_a_matter_with_a_place_shows_the_place_first_and_the_answers_of_the_matter() -> None:
    wrong = []
    for matter, (place, name) in daily(MIXED):
        for query in (f"{matter} {place}", f"{place} {matter}"):
            outcome, shared = asked(query)
            suggested = outcome.suggestions[0].q if isinstance(outcome, NotFound) and outcome.suggestions else None
            answered = shared.hits[0].slug if shared.hits else None
            if suggested != name or answered != first_answer(matter) or not shared.places_first:
                wrong.append((query, suggested, answered))
    assert not wrong


@pytest.mark.parametrize(
    "query",
    [
        *("Americká třída 40", "dr. E. Beneše", "E. Beneše", "Chrást", "Praha", "v Praze", "Starý Plzenec", "Rokycany"),
        *("Klatovská třída", "Slovanská tř.", "17.listopadu", "Košutka", "7", "tř. Míru 5", "Lhota"),
    ],
)
def test_a_place_alone_has_no_answers_of_words_spelt_like_it(query: str, client: Client) -> None:
    _outcome, shared = asked(query)
    assert not shared.hits
    assert not shared.to_answers
    page = client.get("/dotazy/", {"q": query}).content.decode()
    assert 'class="hits"' not in page
    assert "odpověď chybí" not in page
    assert not UnansweredSearch.objects.exists()
    assert client.get("/api/v1/faq", {"q": query}).json() == {"questions": []}


@pytest.mark.parametrize(
    "query",
    [
        *("hluk v noci", "soused pálí odpad", "šikana ve škole", "parkování na chodníku", "klíče", "park", "koloběžka"),
        *("ulice bez světla", "nasel jsem obcanku", "pes", "policie", "petardy", "vrak auta", "žebrání na ulici"),
    ],
)
def test_a_matter_alone_is_answered_as_before(query: str) -> None:
    _outcome, shared = asked(query)
    assert shared.hits[0].slug == first_answer(query)
    assert not shared.places_first


@pytest.mark.parametrize(
    "query",
    [
        *("ztracená věc", "ztracené klíče", "dopravní přestupek", "dopravní nehoda", "školní šikana", "školním hřišti"),
        *("sousedský spor", "sousedské spory", "co je dopravní přestupek"),
    ],
)
def test_an_adjective_before_a_noun_is_a_matter_though_a_street_is_called_so(query: str) -> None:
    _outcome, shared = asked(query)
    assert not shared.places_first
    assert shared.hits[0].slug == first_answer(query)


@pytest.mark.parametrize(
    "query",
    [
        *(
            "hluk Dopravní",
            "přestupek v Dopravní",
            "Dopravní 5 přestupek",
            "ulice Školní šikana",
            "Školní ulice šikana",
        ),
        *("Sokolovská hluk", "Zahradní hluk", "Krátká pes bez vodítka", "ve Školní šikana"),
    ],
)
def test_a_street_that_is_said_as_one_stays_a_place_beside_a_matter(query: str) -> None:
    _outcome, shared = asked(query)
    assert shared.places_first


def test_no_street_called_by_an_adjective_hides_a_clear_answer() -> None:
    labels = {street.label for street in atlases.current().gazetteer.streets.values() if " " not in street.label}
    everyday = sorted(label for label in labels if label.endswith(("á", "í")) and not label.endswith(("ská", "cká")))
    index, now = answer_search.current(), timezone.now()
    nouns = ("nehoda", "přestupek", "věc", "hřiště")
    wrong = []
    for query in daily([f"{label.lower()} {noun}" for label in everyday for noun in nouns]):
        plain = index.search(query, language="cs", now=now, limit=1)
        if plain.confident and not plain.correction and asked(query)[1].places_first:
            wrong.append(query)
    assert not wrong
