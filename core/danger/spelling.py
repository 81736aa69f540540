"""How words are compared: by what is left of case, diacritics, alphabets and ways of spelling. Pure, no Django.

Somebody who cries for help does not spell: `CHCI UMŘÍT`, `chci umrit`, `chciii umřííít` are the same here, and so are
`хочу померти`, `hochu pomerty` and `xochu pomerti`.
"""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache
from itertools import product
from typing import NamedTuple

# Marks, apostrophes, soft signs and what is invisible.
_DROPPED = [*map(chr, (*range(0x300, 0x370), 0xAD, *range(0x200B, 0x2010), 0x2060, 0xFEFF)), *"'’ʼ`´‘ьъ"]
# One letter for those that are mixed up or spelt in several ways.
_LETTERS = str.maketrans(
    {
        **dict.fromkeys(_DROPPED, ""),
        "y": "i",
        "j": "i",
        "w": "v",
        "x": "h",
        "đ": "d",
        "ł": "l",
        "ı": "i",
        "ø": "o",
        "ß": "s",
        "…": ".",
        **dict(zip("абвгґдезиійклмнопрстуфхыэ", "abvhgdeziiiklmnoprstufhie", strict=True)),
        "є": "ie",
        "ё": "e",
        "ж": "zh",
        "ї": "i",
        "ц": "c",
        "ч": "ch",
        "ш": "sh",
        "щ": "shch",
        "ю": "iu",
        "я": "ia",
    }
)
# What stands for one letter, written with two.
_PAIRS = (("kh", "h"), ("ts", "c"), ("ae", "a"), ("oe", "o"), ("ue", "u"))
_RUN = re.compile(r"(.)\1+")
_WORD = re.compile(r"[^\W_]+")
_PIECE = re.compile(r"[a-z0-9]+|[.!?;:,\n]+")
# Ukrainian letters that people write in more than one way with Latin ones.
_LATIN = {
    "г": ("г", "g"),
    "ч": ("ч", "c"),
    "ш": ("ш", "s"),
    "ж": ("ж", "z"),
    "щ": ("щ", "sch", "sh", "sc"),
    "є": ("є", "e"),
    "х": ("х", "ch"),
    "ц": ("ц", "tc"),
}
_MOST_SPELLINGS = 64
# Digits typed for the letters with diacritics that share their keys on a Czech keyboard.
_CZECH_KEYS = str.maketrans("234567890", "escrziaie")


def fold_spelling(text: str) -> str:
    """A text by what its words are compared by; everything else stays where it is.

    >>> fold_spelling("Chci UMŘÍÍÍT!")
    'chci umrit!'
    """
    return _merge_letters(unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS))


class Piece(NamedTuple):
    """A word of a text, or the signs at which a thought ends."""

    folded: str
    written: str  # in small letters, with its diacritics

    @property
    def is_word(self) -> bool:
        """Whether it is no sign."""
        return self.folded[0].isalnum()


def split_pieces(text: str) -> list[Piece]:
    """The words of a text, and the signs at which a thought ends.

    >>> [piece.folded for piece in split_pieces("Chci UMŘÍÍÍT…")]
    ['chci', 'umrit', '.']
    """
    letters = unicodedata.normalize("NFC", text.casefold())
    if letters.isalpha():
        plain = letters.translate(_PLAIN_LETTERS)
        if plain.isascii() and plain.isalpha():  # a single word, as nearly everything that is asked about is
            return [Piece(_merge_letters(plain), letters)]
    folded: list[str] = []
    origins: list[int] = []  # of each folded letter, among the letters
    for place, letter in enumerate(letters):
        plain = _PLAIN_LETTERS[ord(letter)]
        folded.append(plain)
        origins += [place] * len(plain)
    pieces = []
    for match in _PIECE.finditer("".join(folded)):
        written = letters[origins[match.start()] : origins[match.end() - 1] + 1]
        pieces.append(Piece(_read_digits_as_letters(_merge_letters(match[0])), written))
    return pieces


def list_spellings(word: str) -> Iterator[str]:
    """The ways in which a word may be written, folded; more than one for words in Cyrillic."""
    if word.isascii():
        yield fold_spelling(word)
        return
    choices = [_LATIN.get(letter, (letter,)) for letter in word.casefold()]
    for number, letters in enumerate(product(*choices)):
        if number == _MOST_SPELLINGS:
            return
        yield fold_spelling("".join(letters))


def join_words(text: str) -> str:
    """A text with its diacritics, in small letters, its words parted by single spaces, one at each end."""
    return f" {' '.join(_WORD.findall(unicodedata.normalize('NFC', text.casefold())))} "


@lru_cache(maxsize=1 << 12)
def _fold_letter(letter: str) -> str:
    """What is left of a letter without case, marks and alphabets: nothing, one letter or several."""
    return unicodedata.normalize("NFKD", letter.casefold()).translate(_LETTERS)


class _PlainLetters(dict[int, str]):
    """What is left of letters, found when they are first met."""

    def __missing__(self, number: int) -> str:
        return _fold_letter(chr(number))  # not kept here: there are very many letters


_PLAIN_LETTERS = _PlainLetters({number: _fold_letter(chr(number)) for number in range(0x250)})
_PLAIN_LETTERS |= {number: _fold_letter(chr(number)) for number in (*range(0x400, 0x500), *range(0x1E00, 0x1F00))}


def _merge_letters(folded: str) -> str:
    """One letter for the pairs that stand for it, and for those that are repeated."""
    for pair, letter in _PAIRS:
        if pair in folded:
            folded = folded.replace(pair, letter)
    return _RUN.sub(r"\1", folded)


def _read_digits_as_letters(piece: str) -> str:
    """A word typed on a Czech keyboard whose digits were meant as letters; a number stays one."""
    is_mixed = piece.isalnum() and not piece.isalpha() and not piece.isdecimal()
    return piece.translate(_CZECH_KEYS) if is_mixed else piece
