"""How words are compared: by what is left of case, diacritics, alphabets and ways of spelling. Pure, no Django.

Somebody who cries for help does not spell: `CHCI UMŘÍT`, `chci umrit`, `chciii umřííít` are the same here, and so are
`хочу померти`, `hochu pomerty` and `xochu pomerti`.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import product

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
# Letters by which a text shows its language, however short it is.
_CZECH, _NOT_UKRAINIAN = re.compile("[ěščřžůťďň]"), re.compile("[ěřůáéíý]")
_CYRILLIC = re.compile("[а-яґєії]")
_VIETNAMESE = re.compile("[ăđơư\u1ea0-\u1ef9]")
# Digits typed for the letters with diacritics that share their keys on a Czech keyboard.
_CZECH_KEYS = str.maketrans("234567890", "escrziaie")


def fold(text: str) -> str:
    """A text by what its words are compared by; everything else stays where it is.

    >>> fold("Chci UMŘÍÍÍT!")
    'chci umrit!'
    """
    folded = unicodedata.normalize("NFKD", text.casefold()).translate(_LETTERS)
    for pair, letter in _PAIRS:
        folded = folded.replace(pair, letter)
    return _RUN.sub(r"\1", folded)


def pieces(text: str) -> list[str]:
    """The folded words of a text, and the signs at which a thought ends."""
    found = _PIECE.findall(fold(text))
    return [piece.translate(_CZECH_KEYS) if _is_mixed(piece) else piece for piece in found]


def spellings(word: str) -> Iterator[str]:
    """The ways in which a word may be written, folded; more than one for words in Cyrillic."""
    if word.isascii():
        yield fold(word)
        return
    choices = [_LATIN.get(letter, (letter,)) for letter in word.casefold()]
    for number, letters in enumerate(product(*choices)):
        if number == _MOST_SPELLINGS:
            return
        yield fold("".join(letters))


def strangers(text: str) -> frozenset[str]:
    """The languages that a text is not in, by its letters: without diacritics and alphabets their words are alike.

    >>> sorted(strangers("Může být náš dům bezpečnější?"))
    ['uk', 'vi']
    """
    letters = unicodedata.normalize("NFC", text.casefold())
    if _CYRILLIC.search(letters):
        return frozenset()
    if _VIETNAMESE.search(letters):
        return frozenset({"cs", "de", "uk"})
    seen = {"vi": _CZECH, "uk": _NOT_UKRAINIAN}
    return frozenset(language for language, others in seen.items() if others.search(letters))


def written(text: str) -> list[str]:
    """The words of a text with their diacritics, in small letters."""
    return _WORD.findall(unicodedata.normalize("NFC", text.casefold()))


def accented(text: str) -> str:
    """A text with its diacritics, its words parted by single spaces, one at each end."""
    return f" {' '.join(written(text))} "


def _is_mixed(piece: str) -> bool:
    """Whether a piece has both letters and digits."""
    return piece.isalnum() and not piece.isalpha() and not piece.isdecimal()
