"""What a single word of a text may be: a word of the phrases, one with a slip of the finger, several written as one.

Pure, no Django.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Self

from rapidfuzz.distance import OSA

from .languages import TONAL, TextLanguages
from .phrases import Book
from .spelling import fold_spelling, list_spellings

_LEAST_WITH_SLIP = 4  # letters; shorter words are too like each other
_LEAST_WITH_ANY = 5  # and in shorter ones only two letters may be swapped
_LEAST_JOINED = 7
_LEAST_PART = 2
_MOST_PART = 14
_MEAN_PART = 3.3  # letters; anything is made of syllables
_MOST_LETTERS = 40
_KEPT = 1 << 13  # words whose senses are remembered
_STEM = 3  # letters that the beginnings of words are found by


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word is to the phrases: which of their words, by the names they have there."""

    steps: frozenset[str] = frozenset()
    is_small: bool = False  # says nothing, so it does not count how many there are
    is_slip: bool = False


_NOTHING = (Sense(),)


@dataclass(frozen=True, slots=True)
class _Parts:
    """Words of a language that people may write as one."""

    words: frozenset[str]
    beginnings: frozenset[str]  # of these words, so many letters that most others have none
    endings: frozenset[str]

    @classmethod
    def of(cls, words: Iterable[str]) -> Self:
        """Take some words."""
        known = frozenset(words)
        return cls(known, frozenset(word[:_STEM] for word in known), frozenset(word[-_STEM:] for word in known))

    def may_make(self, word: str) -> bool:
        """Whether a word begins and ends as some of these do; those of two letters are whole beginnings."""
        begins = word[:_STEM] in self.beginnings or word[:_LEAST_PART] in self.beginnings
        return begins and (word[-_STEM:] in self.endings or word[-_LEAST_PART:] in self.endings)


class Lexicon:
    """The words of all phrases."""

    def __init__(self, books: Iterable[Book]) -> None:
        """Take the words of the phrases of some languages."""
        self._known: dict[str, set[str]] = defaultdict(set)
        self._stems: dict[str, list[tuple[str, str]]] = defaultdict(list)
        self._small: set[str] = set()
        self._real: set[str] = set()
        self._toned: dict[str, set[str]] = defaultdict(set)  # Vietnamese words with their tones, by names
        self._senses: dict[str, tuple[Sense, ...]] = {}
        self._parts_of: list[_Parts] = []  # by language
        for book in books:
            mine = _all_spellings(book.small)
            self._small |= mine
            self._real |= _all_spellings(book.not_slips)
            for name, word in _named_words(book):
                self._add(name, word)
                if book.language == TONAL:
                    self._toned[name].add(word)
                mine |= _all_spellings([word])
            if book.joins:
                self._parts_of.append(_Parts.of(word for word in mine if len(word) >= _LEAST_PART))
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._known:
            if len(word) >= _LEAST_WITH_SLIP:
                for shorter in _without_one_letter(word):
                    self._near[shorter].append(word)

    def senses(self, word: str) -> tuple[Sense, ...]:
        """What a folded word of a text is; several if it is several words written as one."""
        found = self._senses.get(word)
        if found is None:
            if len(self._senses) >= _KEPT:
                self._senses.clear()
            found = self._senses[word] = self._sense(word[:_MOST_LETTERS])
        return found

    def keep_possible(self, sense: Sense, written: str, languages: TextLanguages) -> Sense:
        """What a word is in the languages its text may be in; one with tones is no word with other tones.

        Args:
            sense: what it is in any language.
            written: how it is written, with its diacritics.
            languages: those of its text.
        """
        steps = {step for step in sense.steps if language_of_step(step) in languages.possible}
        if languages.has_tones and not written.isascii():
            steps = {step for step in steps if language_of_step(step) != TONAL or written in self._toned[step]}
        return Sense(frozenset(steps), sense.is_small, sense.is_slip)

    def _add(self, name: str, word: str) -> None:
        for spelt in list_spellings(word.removesuffix("*")):
            if word.endswith("*"):
                self._stems[spelt[:_STEM]].append((spelt, name))
            else:
                self._known[spelt].add(name)

    def _sense(self, word: str) -> tuple[Sense, ...]:
        steps = self._steps(word)
        is_small = word in self._small or word.isdecimal()  # an age, a time
        if steps or is_small or word in self._real or len(word) < _LEAST_WITH_SLIP:
            return (Sense(steps, is_small),)
        if meant := self._words_meant(word):
            return (Sense(frozenset().union(*(self._known[known] for known in meant)), is_slip=True),)
        if len(word) >= _LEAST_JOINED:
            for known_parts in self._parts_of:
                if known_parts.may_make(word) and (parts := _split_joined(word, known_parts.words)):
                    return tuple(Sense(self._steps(part), part in self._small) for part in parts)
        return _NOTHING

    def _words_meant(self, word: str) -> set[str]:
        """The words of the phrases that a word is, but for one slip of the finger."""
        index = self._near
        near = [index[shorter] for shorter in _without_one_letter(word) if shorter in index]
        return {known for known in chain.from_iterable(near) if _is_slip(word, known)} if near else set()

    def _steps(self, word: str) -> frozenset[str]:
        known = self._known.get(word, ())
        stems = self._stems.get(word[:_STEM])
        if not stems:
            return frozenset(known)
        return frozenset(known).union([name for stem, name in stems if word.startswith(stem)])


def _named_words(book: Book) -> Iterator[tuple[str, str]]:
    """The names that phrases have for words, and the words; each once, however many phrases have it."""
    for word in set(chain.from_iterable(chain.from_iterable(phrase.groups for phrase in book.phrases))):
        for meant in book.words.get(word, (word,)):
            yield step_name(book, word), meant


def _all_spellings(words: Iterable[str]) -> set[str]:
    return {spelt for word in words for spelt in list_spellings(word)}


def step_name(book: Book, word: str) -> str:
    """The name of a word of a phrase, or of words that mean the same in a language."""
    return f"{book.language} {word}" if word in book.words else f"{book.language}:{fold_spelling(word)}"


def language_of_step(name: str) -> str:
    """The language of a word, from its name."""
    return name[:2]


def _is_slip(word: str, known: str) -> bool:
    """Whether a word is a known one with one slip. Too many short ones differ by a letter; two may be swapped."""
    if OSA.distance(word, known) != 1 or word[:1] != known[:1]:
        return False
    return len(known) >= _LEAST_WITH_ANY or sorted(word) == sorted(known)


def _without_one_letter(word: str) -> list[str]:
    """A word, and what is left of it without one of its letters but the first, which nobody slips on here."""
    return [word, *[word[:place] + word[place + 1 :] for place in range(1, len(word))]]


def _split_joined(word: str, known: Collection[str]) -> list[str] | None:
    """The known words that a long word is made of, the fewest; None if it is not."""
    ways: dict[int, list[str]] = {0: []}  # to each place that known words reach
    for start in range(len(word)):
        if start not in ways:
            continue
        for end in range(start + _LEAST_PART, min(len(word), start + _MOST_PART) + 1):
            if word[start:end] in known and len(ways[start]) + 1 < len(ways.get(end, word)):
                ways[end] = [*ways[start], word[start:end]]
    parts = ways.get(len(word))
    return parts if parts is not None and len(word) >= _MEAN_PART * len(parts) else None
