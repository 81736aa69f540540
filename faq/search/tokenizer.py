"""A text cut into words, without case and diacritics. Pure, no Django."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from core.folding import fold_strokes

_MAX_WORD = 40  # no word people search for is longer
# A word as it stands in a text: letters and digits, marks on them, an apostrophe inside.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u00ad\u200b-\u200d\u2060]|['’ʼ](?=[^\W_]))*")


class Word(NamedTuple):
    """A word at its place in a text."""

    text: str  # folded
    start: int
    end: int


def split_words(text: str) -> Iterator[Word]:
    """The words of a text, in order; two texts equal but for case and diacritics have the same ones.

    >>> [word.text for word in split_words("Našel jsem občanku!")]
    ['nasel', 'jsem', 'obcanku']
    """
    for match in find_words(text):
        if word := fold_word(match[0]):
            yield Word(word, *match.span())


def find_words(text: str) -> Iterator[re.Match[str]]:
    """The words of a text as they stand in it; now and then one without any letter."""
    return _WORD.finditer(text)


@lru_cache(maxsize=1 << 15)
def fold_word(word: str) -> str:
    """The letters and digits of a word, folded; of one that never ends, only the beginning."""
    folded = word.lower() if word.isascii() else fold_strokes(word)
    if not folded.isalnum():
        folded = "".join(filter(str.isalnum, folded))
    return folded[:_MAX_WORD]
