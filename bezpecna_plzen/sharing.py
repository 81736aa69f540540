"""One field for places and for questions: who answers what somebody typed."""

from collections.abc import Callable
from dataclasses import dataclass

from rapidfuzz import fuzz

from districts.outcomes import Choose, NotFound, Outcome, Point, Why
from districts.query import fold
from faq.search import Hit, Results

_SLIP = 80  # of 100: from here on a text is a name of a place with a slip of the finger
# Numbers that people type to be helped at once; the finder's page dials them.
_EMERGENCY_LINES = frozenset({"112", "150", "155", "156", "158"})


@dataclass(frozen=True, slots=True)
class Shared:
    """Who answers: the finder alone, the answers alone, or both on one page."""

    to_answers: bool = False  # the finder has nothing to say, the answers clearly have
    hits: tuple[Hit, ...] = ()  # questions to show beside what the finder says


def share(asked: str | Point, outcome: Outcome, *, search: Callable[[str], Results]) -> Shared:
    """Decide who answers what was asked in the field.

    A place that the finder knows is the finder's; the questions are not even searched. A text that it does not know, or
    knows as a name that may mean something else, is a question if the search is sure of it. What neither is sure of,
    both answer.

    Args:
        asked: what was typed, or the place that was pointed at.
        outcome: what the finder says about it.
        search: finds questions; called at most once.
    """
    if not isinstance(asked, str) or asked.strip() in _EMERGENCY_LINES:
        return Shared()
    match outcome:
        case Choose():
            results = search(asked)
            # The name of a place as it is written is no slip of another word.
            return Shared(hits=results.hits if results.confident and not results.correction else ())
        case NotFound(why=Why.UNKNOWN):
            results = search(asked)
            return Shared(to_answers=results.confident and not _slip(asked, outcome), hits=results.hits)
    return Shared()


def _slip(asked: str, outcome: NotFound) -> bool:
    """Whether what was typed is nearly a place, or has all the words of one."""
    text = fold(asked)
    names = [fold(suggestion.q) for suggestion in outcome.suggestions]
    return any(max(fuzz.ratio(text, name), fuzz.token_set_ratio(text, name)) >= _SLIP for name in names)
