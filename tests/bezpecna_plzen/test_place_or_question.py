"""One field for places and questions: who answers what, decided without a page."""

import pytest
from django.utils.safestring import SafeString

from bezpecna_plzen.site.place_or_question import WhoAnswers, decide_who_answers
from districts.lookup.lookup_results import (
    Choice,
    Choose,
    Found,
    LookupResult,
    NotFound,
    Outside,
    Point,
    Suggestion,
    Why,
)
from districts.models import District
from faq.search.answer_search import Hit, Results

HIT = Hit("otazka", "Otázka?", SafeString("odpověď"), "cs", 1.0)
PLACE = Point(13.37, 49.74)


class Search:
    """Finds what it is told to, and remembers what it was asked."""

    def __init__(self, *hits: Hit, confident: bool = False, correction: str = "") -> None:
        self.found = (hits, confident, correction)
        self.asked: list[str] = []

    def __call__(self, text: str) -> Results:
        self.asked.append(text)
        return Results(text, *self.found)


def unknown(*suggestions: str) -> NotFound:
    return NotFound(Why.UNKNOWN, suggestions=tuple(Suggestion(one, one) for one in suggestions))


def sure(correction: str = "") -> Search:
    return Search(HIT, confident=True, correction=correction)


CHOOSE = Choose(Why.SEVERAL_DISTRICTS, "Klatovská třída", (Choice("okrsek 7", "okrsek 7", District(number=7)),))


@pytest.mark.parametrize(
    ("asked", "outcome"),
    [
        ("Klatovská 10", Found(District(number=7))),
        (PLACE, Found(District(number=7))),
        (PLACE, Outside(PLACE, ())),
        (PLACE, NotFound(Why.BAD_POINT)),
        ("", NotFound(Why.EMPTY)),
        ("okrsek 99", NotFound(Why.NO_SUCH_DISTRICT)),
        ("Klatovská 999999", NotFound(Why.NUMBER_MISSING)),
        ("Bory 5", NotFound(Why.NO_NUMBERS_HERE)),
        ("158", unknown()),
        (" 112 ", unknown()),
    ],
)
def test_what_is_clearly_a_place_or_an_emergency_is_not_even_searched(
    asked: str | Point, outcome: LookupResult
) -> None:
    search = sure()
    assert decide_who_answers(asked, outcome, search=search) == WhoAnswers()
    assert not search.asked


def test_a_question_that_is_no_place_goes_to_the_answers() -> None:
    search = sure()
    assert decide_who_answers("soused pálí odpad", unknown(), search=search).to_answers
    assert search.asked == ["soused pálí odpad"]


def test_names_that_are_little_like_a_question_do_not_keep_it_from_the_answers() -> None:
    assert decide_who_answers("okrskář", unknown("Borská"), search=sure()).to_answers


@pytest.mark.parametrize(
    ("asked", "suggestion"),
    [("Klatovksá 10", "Klatovská 10"), ("americka trida", "Americká"), ("kolova", "Kolová"), ("Lobezy", "Lobzy")],
)
def test_what_is_nearly_a_place_and_maybe_a_question_shows_both(asked: str, suggestion: str) -> None:
    assert decide_who_answers(asked, unknown(suggestion), search=sure()) == WhoAnswers(hits=(HIT,))


@pytest.mark.parametrize("search", [Search(HIT), sure(correction="něco jiného")])
def test_a_place_with_a_slip_is_not_mixed_with_vague_hits(search: Search) -> None:
    assert decide_who_answers("Dlouchá třýda", unknown("Dlouhá třída"), search=search) == WhoAnswers()


def test_hits_that_the_search_is_not_sure_of_are_shown_beside_the_places() -> None:
    assert decide_who_answers("služebna Doubravka", unknown("Doubravka"), search=Search(HIT)) == WhoAnswers(hits=(HIT,))


def test_what_nobody_knows_is_left_to_the_finder() -> None:
    assert decide_who_answers("xyz", unknown(), search=Search()) == WhoAnswers()


def test_the_name_of_a_place_shows_a_question_only_when_it_says_exactly_that() -> None:
    assert decide_who_answers("Klatovská", CHOOSE, search=sure()) == WhoAnswers(hits=(HIT,))
    assert decide_who_answers("Bory", CHOOSE, search=sure(correction="boty")) == WhoAnswers()
    assert decide_who_answers("Klatovská", CHOOSE, search=Search(HIT)) == WhoAnswers()
