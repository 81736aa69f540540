"""One field for places and questions, with the streets of Plzeň and the answers of the portal."""

import pytest
from django.http import HttpRequest
from django.utils import timezone

from bezpecna_plzen.site.place_names_in_questions import read_names
from bezpecna_plzen.site.place_or_question import decide_who_answers
from districts.lookup import atlas, finder
from faq.search import answer_search

pytestmark = [pytest.mark.once, pytest.mark.real_data, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]


def answered_by(asked: str) -> str:
    outcome = finder.find_district(asked, atlas=atlas.current())
    index, now = answer_search.current(), timezone.now()
    said = read_names(HttpRequest(), asked)
    shared = decide_who_answers(
        asked,
        outcome,
        search=lambda text: index.search(text, language="cs", now=now, names=said.names, kinds=said.kinds),
        names_place=said.mentioned,
    )
    if shared.to_answers:
        return "answers"
    return "both" if shared.hits else "finder"


@pytest.mark.parametrize(
    "asked",
    [
        *(
            "soused pálí odpad",
            "nasel jsem obcanku",
            "ztratil jsem klice",
            "drogy",
            "hluk",
            "petardy",
            "podvod",
            "vrak",
        ),
        *("okrskář", "telefon na policii", "domácí násilí", "Ulice bez světla", "kolo", "odtah", "kočka"),
    ],
)
def test_questions_go_to_the_answers(asked: str) -> None:
    assert answered_by(asked) == "answers"


@pytest.mark.parametrize(
    "asked",
    [
        *("Klatovská 10", "Klatovská", "Klatovksá 10", "koterovksa", "Na Pěnkách", "Na Rychtářce", "Lobezy", "Bory"),
        *("okrsek 7", "Plzeň", "Sousedská", "americka trida", "Brojova", "Masarykova 12 byt 3", "158"),
    ],
)
def test_places_stay_with_the_finder(asked: str) -> None:
    assert answered_by(asked) == "finder"


@pytest.mark.parametrize("asked", ["služebna Doubravka", "soused z Klatovské", "Skvrňany hluk", "nádraží", "pes"])
def test_doubt_shows_both(asked: str) -> None:
    assert answered_by(asked) == "both"
