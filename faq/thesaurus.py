"""Words and phrases that mean the same, found in texts and queries. Pure, no Django.

Each set of synonyms has a number. Whoever finds any of its members, in any form, notes the number; so a query and a
text that use different members meet at it.
"""

import operator
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

from faq.words import key, words


class Mention(NamedTuple):
    """A member of a set in a sequence of words."""

    start: int  # of its first word
    end: int  # behind its last word
    number: int  # of the set


class Thesaurus:
    """The sets of synonyms, read in one language."""

    def __init__(self, sets: Iterable[str], language: str) -> None:
        """Take the sets, each as its members separated by commas."""
        self.words: set[str] = set()  # all words of all members, folded
        self._phrases: dict[str, list[tuple[tuple[str, ...], int]]] = {}  # by their first key
        for number, members in enumerate(sets):
            for member in members.split(","):
                phrase = [word.text for word in words(member)]
                keys = tuple(key(word, language) for word in phrase)
                if keys and (keys, number) not in self._phrases.setdefault(keys[0], []):
                    self._phrases[keys[0]].append((keys, number))
                    self.words.update(phrase)

    def mentions(self, sequence: Sequence[tuple[str, ...]]) -> Iterator[Mention]:
        """The members in a sequence of words, each of them as the keys that it may have."""
        phrases = self._phrases
        for start, keys in enumerate(sequence):
            for first in keys:
                if first not in phrases:
                    continue
                for phrase, number in phrases[first]:
                    following = sequence[start + 1 : start + len(phrase)]
                    if len(following) == len(phrase) - 1 and all(map(operator.contains, following, phrase[1:])):
                        yield Mention(start, start + len(phrase), number)
