"""Words and phrases that mean the same, found in texts and queries. Pure, no Django.

Each set of synonyms has a number. Whoever finds any of its members, in any form, notes the number; so a query and a
text that use different members meet at it.
"""

import operator
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from .stemming import CZECH, stem_word
from .tokenizer import split_words

_MARK = re.compile(r"\s*([a-z]{2}):")


class Mention(NamedTuple):
    """A member of a set in a sequence of words."""

    start: int  # of its first word
    end: int  # behind its last word
    number: int  # of the set


class Thesaurus:
    """The sets of synonyms, read in one language."""

    def __init__(self, sets: Iterable[str], language: str) -> None:
        """Take the sets, each as its members separated by commas; "de:" makes those behind it only German."""
        self.spelt: set[str] = set()  # the words of all members that are in this language, as they are written
        self._phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}  # by their first stem
        for number, members in enumerate(sets):
            for member, is_native in _members_in(language, members):
                phrase = list(split_words(member))
                stems = tuple(stem_word(word.text, language) for word in phrase)
                if stems and (stems, number) not in self._phrases.setdefault(stems[0], []):
                    self._phrases[stems[0]].append((stems, number))
                    if is_native:
                        self.spelt.update(member[word.start : word.end] for word in phrase)

    def find_mentions(self, sequence: Sequence[tuple[str, ...]]) -> Iterator[Mention]:
        """The members in a sequence of words, each of them as the stems that it may have."""
        phrases = self._phrases
        for start, stems in enumerate(sequence):
            for first in stems:
                for phrase, number in phrases.get(first, ()):
                    end = start + len(phrase)
                    if len(phrase) == 1 or _goes_on(sequence[start + 1 : end], phrase[1:]):
                        yield Mention(start, end, number)


def _goes_on(words: Sequence[tuple[str, ...]], phrase: Sequence[str]) -> bool:
    """Whether the words are those of the rest of a phrase; fewer where the text ends before it."""
    return len(words) == len(phrase) and all(map(operator.contains, words, phrase))


def _members_in(language: str, members: str) -> Iterator[tuple[str, bool]]:
    """The members of a set that are read in a language, those marked with it and unmarked ones, which are Czech.

    With each, whether it is in the language.
    """
    marked = CZECH
    for member in members.split(","):
        if mark := _MARK.match(member):
            marked = mark[1]
        if marked in (CZECH, language):
            yield member[mark.end() :] if mark else member, marked == language
