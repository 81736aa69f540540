"""Names found by how they begin, and by how they are spelt, without looking at each of them. Pure, no Django."""

import sys
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from functools import cached_property
from itertools import accumulate
from operator import or_

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz, process

from .place_names import Name

_MARK_BITS = 64
_FEW = 100  # numbers that Python sorts sooner than NumPy
_LAST = chr(sys.maxunicode)  # sorts after every letter


def find_beginning(texts: Sequence[str], beginning: str) -> slice:
    """Where those of sorted texts stand that begin with something."""
    return slice(bisect_left(texts, beginning), bisect_left(texts, beginning + _LAST))


def _find_least(numbers: NDArray[np.int64], count: int) -> list[int]:
    """The least of some numbers, in order."""
    if len(numbers) <= _FEW:
        return sorted(numbers.tolist())
    least: list[int] = np.sort(numbers)[:count].tolist()
    return least


class BegunNames:
    """Finds the names that typed words begin: a name from its first word on, or from a later one.

    All endings of all names that start with a word, sorted, so that those that begin alike stand together.
    """

    def __init__(self, names: Sequence[Name]) -> None:
        """Take the names; of equally good ones, those that stand before others come first."""
        endings = [
            (start, name.kind, name.label, position)
            for position, name in enumerate(names)
            for start in range(len(name.words))
        ]
        endings.sort()
        self._names = names
        self._positions = [position for *_, position in endings]  # by rank: the lower, the better
        texts = [" ".join(names[position].words[start:]) for start, _, _, position in endings]
        ranks = sorted(range(len(texts)), key=texts.__getitem__)
        self._texts = [texts[rank] for rank in ranks]
        self._ranks = np.array(ranks, dtype=np.int64)
        self._longest = max((len(name.words) for name in names), default=0)

    def find(self, typed: str, *, limit: int) -> list[Name]:
        """The names that begin with what was typed, then those that do from their second word on, and so on.

        Args:
            typed: folded words with single spaces between them; the last one may be unfinished.
            limit: how many names at most.
        """
        begun = find_beginning(self._texts, typed)
        if begun.start == begun.stop:
            return []
        found: dict[int, None] = {}
        for rank in _find_least(
            self._ranks[begun], limit * self._longest
        ):  # a name is there once for each of its words
            found[self._positions[rank]] = None
            if len(found) == limit:
                break
        return [self._names[position] for position in found]


class Spellings:
    """Finds the texts that are spelt like another one.

    Two texts that are alike have most letters in common, in whatever order. Counting those in all texts at once costs
    a fraction of comparing each of them, and leaves few to compare. Before that, each text is known by 64 bits: whether
    it has a letter, or has it several times. What two of them differ in, the texts differ in, too.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        """Take the texts."""
        self._texts = texts
        self._by_length = np.array(sorted(range(len(texts)), key=lambda place: len(texts[place])), dtype=np.int64)
        self._lengths = [len(texts[place]) for place in self._by_length]
        self._all_lengths = np.array(self._lengths, dtype=np.int64)
        self._rows = {letter: row for row, letter in enumerate(sorted(set("".join(texts))))}
        # How often each letter is in each text: a row for a letter, a column for a text.
        self._counts = np.array(
            [[texts[place].count(letter) for place in self._by_length] for letter in self._rows], dtype=np.uint16
        )
        self._marks_of_letters = _choose_marks(self._counts, list(self._rows))
        marks = [_mark(texts[place], self._marks_of_letters) for place in self._by_length]
        self._marks = np.array(marks, dtype=np.uint64)
        self._with_word: dict[str, list[int]] = defaultdict(list)
        for place, text in enumerate(texts):
            for word in set(text.split()):
                self._with_word[word].append(place)
        lengths = [_length_without_repetition(texts[place]) for place in self._by_length]
        self._lengths_without_repetition = np.array(lengths, dtype=np.int64)

    def find(self, text: str, *, at_least: int, limit: int) -> list[int]:
        """The places of the texts most like another one, best first, then in their order.

        Args:
            text: to compare with; not empty.
            at_least: of 100, by `rapidfuzz.fuzz.ratio`.
            limit: how many at most.
        """
        # The longer one of two has so many letters more than the other at most.
        first = bisect_left(self._lengths, len(text) * at_least / (200 - at_least))
        end = bisect_left(self._lengths, len(text) * (200 - at_least) / at_least + 1)
        if first == end:
            return []
        # The ratio is twice the letters that two texts have in common in one order, by the letters of both: those that
        # only one of them has are so many at most.
        differing = np.bitwise_count(self._marks[first:end] ^ np.uint64(_mark(text, self._marks_of_letters)))
        most = (100 - at_least) * (len(text) + self._lengths[end - 1]) // 100
        close = np.flatnonzero(differing <= most)
        both = len(text) + self._all_lengths[first:end][close]
        places = self._by_length[first:end][close[100 * differing[close].astype(np.int64) <= (100 - at_least) * both]]
        if not len(places):
            return []
        alike = {place: self._texts[place] for place in sorted(places.tolist())}
        matches = process.extract(text, alike, scorer=fuzz.ratio, score_cutoff=at_least, limit=limit)
        return [place for _text, _score, place in matches]

    def find_resembling(self, text: str, *, at_least: int, limit: int) -> list[tuple[str, float, int]]:
        """The texts that are like another one or a part of it, words in any order; each with how much, and its place.

        Best first, then in their order.

        Args:
            text: to compare with; not empty.
            at_least: of 100, by `rapidfuzz.fuzz.WRatio`; more than 60.
            limit: how many at most.
        """
        places: set[int] = set().union(*(self._with_word.get(word, ()) for word in text.split()))
        # Without a word in common, the shorter text is compared with parts of the longer one, for 0.9 of what their
        # ratio is: a part has as many letters as there are in common, or more.
        ratio = at_least / 0.9
        shorter = np.minimum(self._lengths_without_repetition, _length_without_repetition(text))
        enough = (200 - ratio) * self._count_common(text, 0, len(self._lengths)) >= ratio * shorter - 1e-6
        places.update(self._by_length[enough].tolist())
        alike = {place: self._texts[place] for place in sorted(places)}
        return process.extract(text, alike, scorer=fuzz.WRatio, score_cutoff=at_least, limit=limit)

    def _count_common(self, text: str, first: int, end: int) -> NDArray[np.int64]:
        """How many letters of a text, in whatever order, each of the texts by length has, from one to another."""
        letters = [(self._rows[letter], count) for letter, count in Counter(text).items() if letter in self._rows]
        if not letters:
            return np.zeros(end - first, dtype=np.int64)
        rows, counts = zip(*letters, strict=True)
        said = np.array(counts, dtype=np.uint16)[:, None]
        common: NDArray[np.int64] = np.minimum(self._counts[:, first:end][list(rows)], said).sum(axis=0, dtype=np.int64)
        return common


def _choose_marks(counts: NDArray[np.uint16], letters: Sequence[str]) -> dict[str, list[int]]:
    """The bits that stand for a letter, by how often it comes: never, once, twice, and so on.

    There is a bit for each time; of all, those are taken that tell most, as about half of the texts have them.

    Args:
        counts: how often each letter is in each text.
        letters: those of the rows.
    """
    shares = [
        (abs(float((row >= times).mean()) - 0.5), letter, times)
        for letter, row in zip(letters, counts, strict=True)
        for times in range(1, int(row.max(initial=0)) + 1)
    ]
    bits = {(letter, times): 1 << place for place, (_, letter, times) in enumerate(sorted(shares)[:_MARK_BITS])}
    most = {letter: int(row.max(initial=0)) for letter, row in zip(letters, counts, strict=True)}
    return {
        letter: list(accumulate((bits.get((letter, times), 0) for times in range(most[letter] + 1)), or_))
        for letter in letters
    }


def _mark(text: str, marks: Mapping[str, Sequence[int]]) -> int:
    """The bits of a text."""
    mark = 0
    for letter, count in Counter(text).items():
        if known := marks.get(letter):
            mark |= known[min(count, len(known) - 1)]
    return mark


class NameIndex:
    """Names found by how they begin and by how they are spelt; each of the two is made when it is first asked."""

    def __init__(self, names: Sequence[Name]) -> None:
        """Take the names; of equally good ones, those that stand before others come first."""
        self._names = names

    @cached_property
    def begun(self) -> BegunNames:
        """What finds them by their beginnings."""
        return BegunNames(self._names)

    @cached_property
    def texts(self) -> list[str]:
        """Their words, folded, in one text each."""
        return [" ".join(name.words) for name in self._names]

    @cached_property
    def spelt(self) -> Spellings:
        """What finds the places of those spelt alike."""
        return Spellings(self.texts)


def _length_without_repetition(text: str) -> int:
    """How many letters a text has if each of its words is there once: so it is compared with parts of others."""
    return len(" ".join(set(text.split())))
