"""Reads a text as the phrases see it: what each word may be, and where a thought ends. Pure, no Django.

People say much the same words, so what stands between two spaces is read once and remembered.
"""

import re
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain

from .languages import languages_by, telling_letters
from .phrases import Book, Phrase
from .spelling import Piece, join_words, split_pieces
from .words import Lexicon, Sense

_SPACES = re.compile(r"[^\S\n]+")
_PAUSE = 1  # the end of a sentence counts as so many words
_MOST_REMEMBERED = 1 << 14
_LONGEST_REMEMBERED = 40  # characters


class Seen:
    """What stands between two spaces, as it is in a text of some languages."""

    __slots__ = ("parts", "steps", "word")

    def __init__(self, parts: Sequence[Sense | str]) -> None:
        """Take its words, and the signs at which a thought ends: a comma, or a point for any stronger one."""
        senses = [part for part in parts if isinstance(part, Sense)]
        self.parts = parts
        self.word = senses[0] if len(senses) == len(parts) == 1 else None  # if it is a single word, as nearly all are
        self.steps = self.word.steps if self.word else frozenset[str]().union(*[sense.steps for sense in senses])


class Chunk(dict[int, Seen]):
    """What stands between two spaces, by the telling letters of the text that it is in."""

    __slots__ = ("_lexicon", "_pieces", "accented", "letters")

    def __init__(self, text: str, lexicon: Lexicon, accented: Sequence[tuple[str, str]]) -> None:
        """Take it apart.

        Args:
            text: what stands there.
            lexicon: knows the words of the phrases.
            accented: the phrases with their diacritics that may begin here, and what they say.
        """
        super().__init__()
        self._pieces = split_pieces(text)
        self._lexicon = lexicon
        self.letters = telling_letters(text)
        self.accented = accented

    def __missing__(self, letters: int) -> Seen:
        """Read it."""
        seen = self[letters] = Seen([part for piece in self._pieces for part in self._parts(piece, letters)])
        return seen

    def _parts(self, piece: Piece, letters: int) -> Iterator[Sense | str]:
        if not piece.is_word:
            yield "," if piece.folded == "," else "."
            return
        languages = languages_by(letters)
        for sense in self._lexicon.senses(piece.folded):
            yield sense if languages.is_any else self._lexicon.keep_possible(sense, piece.written, languages)


@dataclass(frozen=True, slots=True)
class ReadText:
    """A text as the phrases see it."""

    senses: Sequence[Sense]
    at: Sequence[int]  # for each word, how many words that matter come before it
    length: int  # how many words matter
    ends: frozenset[int]  # the places of words after which a thought ends
    stops: Sequence[int]  # those after which more than a comma ends it, in order

    def has(self, phrase: Phrase, words: Sequence[int], *, within_sentence: bool) -> bool:
        """Whether a phrase made of these words stands where it must."""
        if phrase.alone and sum(not self.senses[word].is_small for word in words) < self.length:
            return False
        if within_sentence and bisect_left(self.stops, words[0]) < bisect_left(self.stops, words[-1]):
            return False
        if phrase.begins and words[0] > 0 and words[0] - 1 not in self.ends:
            return False
        return not phrase.ends or words[-1] in self.ends


class Reader:
    """Knows the words of the phrases, and remembers what it has read."""

    def __init__(self, books: Sequence[Book]) -> None:
        """Take the words of the phrases of some languages."""
        self._lexicon = Lexicon(books)
        self._accented: dict[str, list[tuple[str, str]]] = defaultdict(list)  # phrases by their first words
        for phrase, says in chain.from_iterable(book.accented for book in books):
            self._accented[join_words(phrase).split()[0]].append((join_words(phrase), says))
        self._remembered: dict[str, Chunk] = {}

    def split(self, text: str) -> list[Chunk]:
        """What a text is made of, between its spaces."""
        remembered = self._remembered
        return [remembered[part] if part in remembered else self._take(part) for part in _SPACES.split(text)]

    def _take(self, part: str) -> Chunk:
        words = join_words(part).split()
        accented = [phrase for word in words if word in self._accented for phrase in self._accented[word]]
        chunk = Chunk(part, self._lexicon, accented)
        if len(part) <= _LONGEST_REMEMBERED:
            if len(self._remembered) >= _MOST_REMEMBERED:
                self._remembered.clear()
            self._remembered[part] = chunk
        return chunk


def see_words(chunks: Iterable[Chunk]) -> list[Seen]:
    """The words of a text, each as what it may be in the languages that the text may be in."""
    letters = 0
    for chunk in chunks:
        letters |= chunk.letters
    return [chunk[letters] for chunk in chunks]


def read_text(seen: Iterable[Seen]) -> ReadText:
    """A text, from its words."""
    senses: list[Sense] = []
    at: list[int] = []
    ends: set[int] = set()
    stops: list[int] = []
    count = 0
    for each in seen:
        if word := each.word:
            senses.append(word)
            at.append(count)
            count += not word.is_small
            continue
        for part in each.parts:
            if isinstance(part, Sense):
                senses.append(part)
                at.append(count)
                count += not part.is_small
                continue
            ends.add(len(senses) - 1)
            if part == ".":
                stops.append(len(senses) - 1)
                count += _PAUSE
    ends.add(len(senses) - 1)
    return ReadText(senses, at, count - _PAUSE * len(stops), frozenset(ends), stops)
