"""Finds the phrases that stand in a text. Pure, no Django.

A phrase is looked for only in a text that has all of its words, wherever they stand; most texts have those of none.
"""

from bisect import bisect_left, bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from .phrases import EVERYDAY, Book, Phrase
from .reading import ReadText
from .words import step_name

_NEAR = 2  # other words that may stand between two words of a phrase
_NEAR_WITH_SMALL = 8  # words of any kind
_MOST_SLIPS = 1  # of the finger, in one phrase


_Met = dict[tuple[int, int], tuple[int, ...]]  # by the place of the last word and the number of slips: all words


@dataclass(frozen=True, slots=True)
class KnownPhrase:
    """A phrase, with the names of its words."""

    phrase: Phrase
    needed: frozenset[str]
    rarest: tuple[str, str]  # the two that the fewest phrases need; the same if it has only one
    orders: tuple[tuple[tuple[str, bool], ...], ...]  # for each, its words and whether they come right after another
    reach: int  # words that matter, between any two of its words

    def find(self, text: ReadText, places: Mapping[str, Sequence[int]]) -> Iterator[tuple[int, ...]]:
        """The words of a text that say it, each time it is said.

        Args:
            text: what somebody wrote.
            places: where each of the needed words stands in it, in order.
        """
        for (first, _right_after), *others in self.orders:
            met: _Met = {(place, int(text.senses[place].is_slip)): (place,) for place in places[first]}
            for name, is_right_after in others:
                met = _go_on(met, text, places[name], is_right_after=is_right_after)
                if not met:
                    break
            for words in met.values():
                # The next sentence does not make a cry harmless.
                if text.has(self.phrase, words, within_sentence=self.phrase.says == EVERYDAY):
                    yield words

    def may_be_in(self, text: ReadText, places: Mapping[str, Sequence[int]]) -> bool:
        """Whether its two rarest words stand near enough anywhere in a text; for the arguments see `find`."""
        some, others, at = places[self.rarest[0]], places[self.rarest[1]], text.at
        if len(others) == 1:
            some, others = others, some
        if len(some) == 1:
            spot, reach = at[some[0]], self.reach
            return any(-reach <= at[place] - spot <= reach for place in others)
        spots = [at[place] for place in others]
        for place in some:
            nearest = bisect_left(spots, at[place] - self.reach)
            if nearest < len(spots) and spots[nearest] <= at[place] + self.reach:
                return True
        return False


def _go_on(met: _Met, text: ReadText, places: Sequence[int], *, is_right_after: bool) -> _Met:
    """From each beginning of a phrase to its next word, where that is near enough."""
    farther: _Met = {}
    senses, at = text.senses, text.at
    most = 0 if is_right_after else _NEAR
    for (last, slips), words in met.items():
        farthest = at[last] + (not senses[last].is_small) + most
        for number in range(bisect_right(places, last), len(places)):
            place = places[number]
            if at[place] > farthest or place - last > _NEAR_WITH_SMALL:
                break
            all_slips = slips + senses[place].is_slip
            if all_slips <= _MOST_SLIPS:
                farther[place, all_slips] = (*words, place)
    return farther


class PhraseIndex:
    """Finds those of many phrases whose words a text has."""

    def __init__(self, phrases: Iterable[tuple[Phrase, Book]]) -> None:
        """Sort phrases by their two rarest words."""
        named = [(phrase, book, _needed_words(phrase, book)) for phrase, book in phrases]
        uses = Counter(chain.from_iterable(needed for _phrase, _book, needed in named))
        by_words: dict[str, dict[str, list[KnownPhrase]]] = defaultdict(lambda: defaultdict(list))
        for phrase, book, needed in named:
            by_use = sorted(needed, key=lambda name: (uses[name], name))
            rarest = by_use[0], by_use[min(1, len(by_use) - 1)]
            orders = tuple(_orders(phrase, book))
            reach = sum(1 if is_right_after else _NEAR + 1 for _name, is_right_after in orders[0][1:])
            by_words[rarest[0]][rarest[1]].append(KnownPhrase(phrase, needed, rarest, orders, reach))
        self._by_words = {name: (frozenset(by_second), dict(by_second)) for name, by_second in by_words.items()}
        self._names = frozenset(by_words)

    def list_possible(self, steps: frozenset[str]) -> list[KnownPhrase]:
        """The phrases that can be made of these words."""
        possible = []
        for name in self._names & steps:
            seconds, by_second = self._by_words[name]
            for second in seconds & steps:
                possible += [known for known in by_second[second] if known.needed <= steps]
        return possible


def _needed_words(phrase: Phrase, book: Book) -> frozenset[str]:
    return frozenset(step_name(book, word) for word in chain.from_iterable(phrase.groups))


def _orders(phrase: Phrase, book: Book) -> Iterator[tuple[tuple[str, bool], ...]]:
    for steps in phrase.orders():
        yield tuple((step_name(book, step.word), step.right_after) for step in steps)
