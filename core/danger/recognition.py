"""From a text to the dangers it speaks of: phrases of a few words near each other, in any of the five languages.

What is known of a word is remembered, and only the phrases whose words a text has are looked for in it, so most texts
take no longer than looking up their words. Pure, no Django but for the names of the dangers.
"""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from itertools import chain
from typing import NamedTuple

from .emergency_lines import Danger
from .matching import KnownPhrase, PhraseIndex
from .phrases import EVERYDAY, TITLES, Book, read_books
from .reading import Chunk, Reader, ReadText, Seen, read_text, see_words
from .spelling import join_words

_MOST_OF_TITLE = 8  # words; who asks for a song writes no more
_MOST_READ = 20_000  # characters; no field of the portal takes more
_HARMLESS = frozenset({EVERYDAY, TITLES})


class _Said(NamedTuple):
    """A phrase that stands in a text."""

    says: str  # a danger, `EVERYDAY` or `TITLES`
    words: tuple[int, ...]  # their places

    def is_part_of(self, other: "_Said") -> bool:
        """Whether another one says with the same words something else: `threatens to kill` himself."""
        if self.says == other.says or self.words[-1] not in other.words:
            return False
        return other.words[-1] > self.words[-1] or set(self.words) < set(other.words)


class Recogniser:
    """Knows the phrases."""

    def __init__(self, books: Iterable[Book]) -> None:
        """Sort the phrases by their words."""
        books = list(books)
        self._reader = Reader(books)
        phrases = [(phrase, book) for book in books for phrase in book.phrases]
        self._dangers = PhraseIndex((phrase, book) for phrase, book in phrases if phrase.says not in _HARMLESS)
        self._harmless = PhraseIndex((phrase, book) for phrase, book in phrases if phrase.says in _HARMLESS)

    def recognise(self, text: str) -> tuple[Danger, ...]:
        """The dangers a text speaks of, the most pressing first; none for most texts."""
        text = text[:_MOST_READ]
        chunks = self._reader.split(text)
        accented = self._said_with_diacritics(text, chunks)
        dangers = self._said(see_words(chunks), certain=bool(accented))
        if dangers is None:
            return ()
        dangers |= accented
        return tuple(danger for danger in Danger if danger in dangers) if dangers else ()

    def _said(self, seen: Sequence[Seen], *, certain: bool) -> set[str] | None:
        """The dangers that phrases speak of; None if what is asked for is a song or a film.

        Args:
            seen: the words of the text.
            certain: a danger is already known, so it matters whether that is in a title.
        """
        steps = frozenset[str]().union(*[each.steps for each in seen])
        possible = self._dangers.list_possible(steps)
        if not possible and not certain:
            return set()
        text = read_text(seen)
        said = _find(possible, text, once=True)
        if not said and not certain:
            return set()
        harmless = _find(self._harmless.list_possible(steps), text)
        if any(each.says == TITLES for each in harmless) and text.length <= _MOST_OF_TITLE:
            return None
        everyday = set(chain.from_iterable(each.words for each in harmless if each.says == EVERYDAY))
        dangers = {each.says for each in said}
        if len(dangers) == 1 and any(everyday.isdisjoint(each.words) for each in said):
            return dangers
        every = _find(possible, text, without=everyday)
        dangers.intersection_update(each.says for each in every)
        return {danger for danger in dangers if _is_said_by_itself(danger, every)}

    def _said_with_diacritics(self, text: str, chunks: Iterable[Chunk]) -> set[str]:
        begun = [chunk.accented for chunk in chunks if chunk.accented]
        if not begun:
            return set()
        whole = join_words(text)
        return {says for phrase, says in chain.from_iterable(begun) if phrase in whole}


def _find(
    phrases: Collection[KnownPhrase], text: ReadText, *, without: Collection[int] = (), once: bool = False
) -> list[_Said]:
    """What a text says, of some phrases.

    Args:
        phrases: those to look for.
        text: what somebody wrote.
        without: the places of words that count for nothing.
        once: no more than one phrase of each danger matters.
    """
    if not phrases:
        return []
    wanted = frozenset[str]().union(*[known.needed for known in phrases])
    places: dict[str, list[int]] = {name: [] for name in wanted}
    for place, sense in enumerate(text.senses):
        if sense.steps and place not in without:
            for name in sense.steps & wanted:
                places[name].append(place)
    found: list[_Said] = []
    known_already: set[str] = set()
    for known in phrases:
        says = known.phrase.says
        if says not in known_already and known.may_be_in(text, places):
            said = [_Said(says, words) for words in known.find(text, places)]
            found += said
            if said and once:
                known_already.add(says)
    return found


def _is_said_by_itself(danger: str, said: Collection[_Said]) -> bool:
    """Whether a danger is spoken of by words that do not say another one."""
    return any(each.says == danger and not any(each.is_part_of(other) for other in said) for each in said)


@cache
def _load_recogniser() -> Recogniser:
    return Recogniser(read_books())


def recognise(text: str) -> tuple[Danger, ...]:
    """The dangers a text speaks of, the most pressing first; none for most texts.

    >>> recognise("už fakt nechci žít")
    (<Danger.DESPAIR: 'despair'>,)
    """
    return _load_recogniser().recognise(text)
