"""What a single word of a text may be: a word of the phrases, one with a slip of the finger, several written as one.

Pure, no Django.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass, replace

from rapidfuzz.distance import OSA

from .phrases import Book
from .spelling import fold, spellings

_LEAST_WITH_SLIP = 4  # letters; shorter words are too like each other
_LEAST_WITH_ANY = 5  # and in shorter ones only two letters may be swapped
_LEAST_JOINED = 7
_LEAST_PART = 2
_MOST_PART = 14
_MEAN_PART = 3.3  # letters; anything is made of syllables
_MOST_LETTERS = 40
_KEPT = 1 << 13  # words whose senses are remembered
_TONAL = "vi"  # the language in which another tone makes another word
_STEM = 3  # letters that the beginnings of words are found by


@dataclass(frozen=True, slots=True)
class Sense:
    """What a word is to the phrases: which of their words, by the names they have there."""

    steps: frozenset[str] = frozenset()
    is_small: bool = False  # says nothing, so it does not count how many there are
    is_slip: bool = False


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
        self._parts_of: list[set[str]] = []  # by language: what may be written as one word
        for book in books:
            self._small |= {spelt for word in book.small for spelt in spellings(word)}
            self._real |= {spelt for word in book.not_slips for spelt in spellings(word)}
            mine = {spelt for word in book.small for spelt in spellings(word)}
            for name, word in _named(book):
                self._add(name, word)
                if book.language == _TONAL:
                    self._toned[name].add(word)
                mine |= set(spellings(word))
            if book.joins:
                self._parts_of.append({word for word in mine if len(word) >= _LEAST_PART})
        self._near: dict[str, list[str]] = defaultdict(list)
        for word in self._known:
            if len(word) >= _LEAST_WITH_SLIP:
                for shorter in _shorter(word):
                    self._near[shorter].append(word)

    def senses(self, word: str) -> tuple[Sense, ...]:
        """What a folded word of a text is; several if it is several words written as one."""
        found = self._senses.get(word)
        if found is None:
            if len(self._senses) >= _KEPT:
                self._senses.clear()
            found = self._senses[word] = self._sense(word[:_MOST_LETTERS])
        return found

    def of_languages(self, sense: Sense, written: str, *, without: Collection[str]) -> Sense:
        """What a word is in the languages a text may be in; a Vietnamese one with tones is no word with other tones."""
        steps = {step for step in sense.steps if step[:2] not in without}
        if "cs" in without and not written.isascii():  # somebody writes Vietnamese as it is spelt
            steps -= {step for step in steps if step.startswith(_TONAL) and written not in self._toned[step]}
        return replace(sense, steps=frozenset(steps))

    def _add(self, name: str, word: str) -> None:
        for spelt in spellings(word.removesuffix("*")):
            if word.endswith("*"):
                self._stems[spelt[:_STEM]].append((spelt, name))
            else:
                self._known[spelt].add(name)

    def _sense(self, word: str) -> tuple[Sense, ...]:
        steps, is_small = self._steps(word), word in self._small or word.isdecimal()  # an age, a time
        if steps or is_small or word in self._real or len(word) < _LEAST_WITH_SLIP:
            return (Sense(steps, is_small),)
        meant = {known for shorter in _shorter(word) for known in self._near.get(shorter, ()) if _is_slip(word, known)}
        if meant:
            return (Sense(frozenset(step for known in meant for step in self._known[known]), is_slip=True),)
        parts = next(filter(None, (_parts(word, known) for known in self._parts_of)), None)
        return tuple(Sense(self._steps(part), part in self._small) for part in parts) if parts else (Sense(),)

    def _steps(self, word: str) -> frozenset[str]:
        stems = self._stems.get(word[:_STEM], ())
        return frozenset(self._known.get(word, ())) | {name for stem, name in stems if word.startswith(stem)}


def _named(book: Book) -> Iterator[tuple[str, str]]:
    """The names that phrases have for words, and the words."""
    for phrase in book.phrases:
        for word in {word for group in phrase.groups for word in group}:
            for meant in book.words.get(word, (word,)):
                yield step_name(book, word), meant


def step_name(book: Book, word: str) -> str:
    """The name of a word of a phrase, or of words that mean the same in a language."""
    return f"{book.language} {word}" if word in book.words else f"{book.language}:{fold(word)}"


def _is_slip(word: str, known: str) -> bool:
    """Whether a word is a known one with one slip. Too many short ones differ by a letter; two may be swapped."""
    if OSA.distance(word, known) != 1 or word[:1] != known[:1]:
        return False
    return len(known) >= _LEAST_WITH_ANY or sorted(word) == sorted(known)


def _shorter(word: str) -> Iterator[str]:
    """A word, and what is left of it without one of its letters."""
    yield word
    for place in range(len(word)):
        yield word[:place] + word[place + 1 :]


def _parts(word: str, known: Collection[str]) -> list[str] | None:
    """The known words that a long word is made of, the fewest; None if it is not."""
    if len(word) < _LEAST_JOINED:
        return None
    ways: dict[int, list[str]] = {0: []}  # to each place that known words reach
    for start in range(len(word)):
        if start not in ways:
            continue
        for end in range(start + _LEAST_PART, min(len(word), start + _MOST_PART) + 1):
            if word[start:end] in known and len(ways[start]) + 1 < len(ways.get(end, word)):
                ways[end] = [*ways[start], word[start:end]]
    parts = ways.get(len(word))
    return parts if parts is not None and len(word) >= _MEAN_PART * len(parts) else None
