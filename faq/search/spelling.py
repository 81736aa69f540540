"""Slips of the finger: which of the words in the texts a misspelt one is most like. Pure, no Django."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import NamedTuple

from rapidfuzz.distance import OSA

# How much a word counts that is so many slips away: letters added, left out, replaced or swapped.
_WEIGHTS = {1: 0.8, 2: 0.6}
_OTHER_INITIAL = 0.8  # people rarely get the first letter wrong
_SHORTEST = 4  # letters of a word that may hold a slip: too many other words are like shorter ones
_SHORTEST_WITH_TWO = 8
_MOST = 8  # words that a typed one may mean by guessing


class Slip(NamedTuple):
    """A known spelling that a misspelt word is like."""

    distance: int  # in slips
    other_initial: bool
    spelling: str

    @property
    def weight(self) -> float:
        """How much the spelling counts for the typed word."""
        weight = _WEIGHTS[self.distance]
        return weight * _OTHER_INITIAL if self.other_initial else weight


class SpellingIndex:
    """Finds known spellings by misspelt ones."""

    def __init__(self, spellings: Iterable[str]) -> None:
        """Take the known spellings, folded; short ones and those with digits are left out."""
        # Two spellings one slip apart are the same when the right letter of each, or of one, is left out; those with
        # two slips are looked for among the spellings that begin alike.
        self._shortened: dict[str, str] = {}  # spellings with spaces between: so many lists would be slow
        self._by_beginning: dict[str, list[str]] = defaultdict(list)
        for spelling in spellings:
            if len(spelling) < _SHORTEST - 1 or has_digits(spelling):
                continue
            self._by_beginning[spelling[:2]].append(spelling)
            for shorter in _without_one_letter(spelling):
                others = self._shortened.get(shorter)
                self._shortened[shorter] = f"{others} {spelling}" if others else spelling

    def find_nearest(self, forms: Collection[str], *, initial: str) -> list[Slip]:
        """The known spellings that are nearest to any form of a misspelt word, by the alphabet.

        Args:
            forms: the word as it was typed, and what else stands for it.
            initial: the first letter that was typed.
        """
        slips = [slip for form in forms for slip in self._find_near(form, initial)]
        if not slips:
            return []
        least = min(slips)[:2]
        return sorted(slip for slip in slips if slip[:2] == least)[:_MOST]

    def _find_near(self, form: str, initial: str) -> Iterator[Slip]:
        limit = _slips_allowed(form)
        if not limit:
            return
        for spelling in self._candidates(form, limit):
            distance = max(1, OSA.distance(form, spelling, score_cutoff=limit))
            if distance <= limit and not _is_another(form, spelling):
                yield Slip(distance, spelling[0] != initial, spelling)

    def _candidates(self, form: str, limit: int) -> set[str]:
        """The spellings that can be within so many slips."""
        found: set[str] = set()
        for shorter in _without_one_letter(form):
            found.update(self._shortened.get(shorter, "").split())
        if limit > 1:
            found.update(self._by_beginning.get(form[:2], ()))
        return found


def has_digits(word: str) -> bool:
    """Whether a word is a number or has one in it; of those, nobody can tell a slip."""
    return not word.isalpha() and any(char.isdecimal() for char in word)


def _without_one_letter(word: str) -> set[str]:
    """A word, and what is left of it without any one of its letters."""
    return {word, *(word[:place] + word[place + 1 :] for place in range(len(word)))}


def _slips_allowed(word: str) -> int:
    if len(word) < _SHORTEST:
        return 0
    return 1 if len(word) < _SHORTEST_WITH_TWO else 2


def _is_another(word: str, other: str) -> bool:
    """Whether two short words differ in one letter: moře and míře are two words, but moře and more or mroe one."""
    return len(word) == len(other) == _SHORTEST and sorted(word) != sorted(other)
