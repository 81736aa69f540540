"""One field for places and for questions: who answers what somebody typed."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz

from core.danger.emergency_lines import EMERGENCY_NUMBERS
from core.folding import fold
from districts.lookup.lookup_results import Choose, LookupResult, NotFound, Point, Why
from faq.search.answer_search import Hit, Results

_ALIKE = 80  # of 100: from here on a text is a name of a place with a slip of the finger, or has all its words


@dataclass(frozen=True, slots=True)
class WhoAnswers:
    """Who answers: the finder alone, the answers alone, or both on one page."""

    to_answers: bool = False  # the finder has nothing to say, the answers clearly have
    hits: tuple[Hit, ...] = ()  # questions to show beside what the finder says
    places_first: bool = False  # a street or place was named


def decide_who_answers(
    asked: str | Point, outcome: LookupResult, *, search: Callable[[str], Results], names_place: bool = False
) -> WhoAnswers:
    """Decide who answers what was asked in the field.

    A place that the finder knows is the finder's; the questions are not even searched. Any other text is a question if
    the search is sure of it. What may be both, and what neither is sure of, is answered by both.

    Args:
        asked: what was typed, or the place that was pointed at.
        outcome: what the finder says about it.
        search: finds questions; called at most once.
        names_place: whether the whole name of a street or place stands among what was typed.
    """
    if not isinstance(asked, str) or asked.strip() in EMERGENCY_NUMBERS:  # the finder's page dials it
        return WhoAnswers()
    if isinstance(outcome, Choose):
        return WhoAnswers(hits=_exact_hits(search(asked)))
    if isinstance(outcome, NotFound) and outcome.why is Why.UNKNOWN:
        text, results = fold(asked), search(asked)
        names = [fold(suggestion.q) for suggestion in outcome.suggestions]
        if not names_place and any(fuzz.ratio(text, name) >= _ALIKE for name in names):
            return WhoAnswers(hits=_exact_hits(results))
        has_place = names_place or mentions_place(asked, outcome)
        return WhoAnswers(to_answers=results.confident and not has_place, hits=results.hits, places_first=names_place)
    return WhoAnswers()


def mentions_place(asked: str, outcome: LookupResult) -> bool:
    """Whether a text is a place to the finder, wherever it is, or has all the words of one, perhaps with slips."""
    if not isinstance(outcome, NotFound) or outcome.why not in (Why.UNKNOWN, Why.EMPTY):
        return True
    text = fold(asked)
    return any(fuzz.token_set_ratio(text, fold(suggestion.q)) >= _ALIKE for suggestion in outcome.suggestions)


def _exact_hits(results: Results) -> tuple[Hit, ...]:
    """What says exactly the same as the name of a place: such a name is no slip of another word."""
    return results.hits if results.confident and not results.correction else ()
