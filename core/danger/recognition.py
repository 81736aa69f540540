"""From a text to the dangers it speaks of: phrases of a few words near each other, in any of the five languages.

The phrases of all languages make one tree of words. A text is read once from left to right, and what has been met of
each phrase is moved on word by word, so the time grows with the text and no input makes it grow faster. Pure, no Django
but for the names of the dangers.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from itertools import chain
from typing import NamedTuple

from .emergency_lines import Danger
from .languages import recognise_languages
from .phrases import EVERYDAY, TITLES, Book, Phrase, read_books
from .spelling import Piece, join_words, split_pieces
from .words import Lexicon, Sense, step_name

_NEAR = 2  # other words that may stand between two words of a phrase
_MOST_SLIPS = 1  # of the finger, in one phrase
_MOST_OF_TITLE = 8  # words; who asks for a song writes no more
_NEAR_WITH_SMALL = 8  # words of any kind
_PAUSE = 1  # the end of a sentence counts as so many words
_MOST_READ = 20_000  # characters; no field of the portal takes more


@dataclass(slots=True)
class _Node:
    """Where the reading of a phrase has come: what may follow, and the phrases that are whole here."""

    near: dict[str, "_Node"] = field(default_factory=dict)
    right_after: dict[str, "_Node"] = field(default_factory=dict)
    whole: list[Phrase] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Met:
    """A beginning of a phrase that was met in a text."""

    node: _Node
    at: int  # words that matter before its last word
    slips: int
    words: tuple[int, ...]  # their places

    def may_go_on(self, place: int, at: int) -> bool:
        """Whether a word is near enough to be the next one."""
        return at - self.at <= _NEAR and place - self.words[-1] <= _NEAR_WITH_SMALL


class _Said(NamedTuple):
    """A phrase that stands in a text."""

    says: str  # a danger, `EVERYDAY` or `TITLES`
    places: tuple[int, ...]  # of its words


@dataclass(frozen=True, slots=True)
class _Text:
    """A text as the phrases see it."""

    senses: Sequence[Sense]
    at: Sequence[int]  # for each word, how many words that matter come before it
    ends: frozenset[int]  # the places of words after which a thought ends
    stops: frozenset[int]  # those after which more than a comma ends it

    @property
    def length(self) -> int:
        """How many words matter."""
        return self._count(range(len(self.senses)))

    def has(self, phrase: Phrase, words: Sequence[int]) -> bool:
        """Whether a phrase made of these words stands where it must."""
        if phrase.alone and self._count(words) < self.length:
            return False
        if phrase.says == EVERYDAY and not self.stops.isdisjoint(range(words[0], words[-1])):
            return False  # the next sentence does not make a cry harmless
        if phrase.begins and words[0] > 0 and words[0] - 1 not in self.ends:
            return False
        return not phrase.ends or words[-1] in self.ends

    def _count(self, words: Iterable[int]) -> int:
        return sum(not self.senses[word].is_small for word in words)


class Recogniser:
    """Knows the phrases."""

    def __init__(self, books: Iterable[Book]) -> None:
        """Make the tree."""
        books = list(books)
        self._lexicon = Lexicon(books)
        self._root = _Node()
        self._needs: dict[str, set[frozenset[str]]] = defaultdict(set)  # the words of each phrase, by one of them
        for book in books:
            for phrase in book.phrases:
                for steps in phrase.orders():
                    self._add(phrase, [(step_name(book, step.word), step.right_after) for step in steps])
                needed = frozenset(step_name(book, word) for word in chain.from_iterable(phrase.groups))
                self._needs[max(needed, key=len)].add(needed)
        self._accented = [(join_words(phrase), says) for book in books for phrase, says in book.accented]

    def _add(self, phrase: Phrase, steps: Iterable[tuple[str, bool]]) -> None:
        """Put a phrase into the tree: the names of its words, and whether each comes right after the one before."""
        node = self._root
        for name, is_right_after in steps:
            following = node.right_after if is_right_after else node.near
            node = following.setdefault(name, _Node())
        node.whole.append(phrase)

    def recognise(self, text: str) -> tuple[Danger, ...]:
        """The dangers a text speaks of, the most pressing first; none for most texts."""
        text = text[:_MOST_READ]
        pieces = split_pieces(text)
        said: list[_Said] = []
        if self._may_say(pieces):
            read = self._read(text, pieces)
            said = self._said(read)
            if any(each.says == TITLES for each in said) and read.length <= _MOST_OF_TITLE:
                return ()
            everyday = set(chain.from_iterable(each.places for each in said if each.says == EVERYDAY))
            if everyday:
                said = self._said(self._without(read, everyday))
        dangers = {each.says for each in said}
        whole = join_words(text)
        dangers |= {says for phrase, says in self._accented if phrase in whole}
        return tuple(danger for danger in Danger if danger in dangers)

    def _read(self, text: str, pieces: Iterable[Piece]) -> _Text:
        senses: list[Sense] = []
        at: list[int] = []
        ends: set[int] = set()
        stops: set[int] = set()
        count = 0
        languages = recognise_languages(text)
        for piece in pieces:
            if not piece.folded[0].isalnum():
                ends.add(len(senses) - 1)
                if piece.folded != ",":
                    stops.add(len(senses) - 1)
                    count += _PAUSE
                continue
            for sense in self._lexicon.senses(piece.folded):
                if not languages.is_any:
                    sense = self._lexicon.keep_possible(sense, piece.written, languages)
                senses.append(sense)
                at.append(count)
                count += not sense.is_small
        ends.add(len(senses) - 1)
        return _Text(senses, at, frozenset(ends), frozenset(stops))

    def _may_say(self, pieces: Iterable[Piece]) -> bool:
        """Whether a text has all words of any phrase, in any language, wherever they stand. Most texts have not."""
        words = [piece.folded for piece in pieces if piece.folded[0].isalnum()]
        steps = frozenset[str]().union(*(sense.steps for word in words for sense in self._lexicon.senses(word)))
        return any(needed <= steps for step in steps & self._needs.keys() for needed in self._needs[step])

    @staticmethod
    def _without(text: _Text, places: set[int]) -> _Text:
        """The text without what some of its words mean."""
        nothing = Sense()
        return replace(text, senses=[nothing if place in places else sense for place, sense in enumerate(text.senses)])

    def _said(self, text: _Text) -> list[_Said]:
        """What is said, and in which words."""
        said: list[_Said] = []
        begun: dict[tuple[int, int], _Met] = {}
        for place, sense in enumerate(text.senses):
            if not sense.steps:
                continue
            at = text.at[place]
            begun = {key: met for key, met in begun.items() if met.may_go_on(place, at)}
            for met in [_Met(self._root, at, 0, ()), *begun.values()]:
                slips = met.slips + sense.is_slip
                if slips > _MOST_SLIPS:
                    continue
                for node in _follow_word(met, sense, at):
                    words = (*met.words, place)
                    begun[id(node), slips] = _Met(node, at + (not sense.is_small), slips, words)
                    said += [_Said(phrase.says, words) for phrase in node.whole if text.has(phrase, words)]
        return said


def _follow_word(met: _Met, sense: Sense, at: int) -> Iterator[_Node]:
    """Where a word leads from a beginning of a phrase."""
    for step in sense.steps:
        if step in met.node.near:
            yield met.node.near[step]
        if at == met.at and step in met.node.right_after:
            yield met.node.right_after[step]


@cache
def _load_recogniser() -> Recogniser:
    return Recogniser(read_books())


def recognise(text: str) -> tuple[Danger, ...]:
    """The dangers a text speaks of, the most pressing first; none for most texts.

    >>> recognise("už fakt nechci žít")
    (<Danger.DESPAIR: 'despair'>,)
    """
    return _load_recogniser().recognise(text)
