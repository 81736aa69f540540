"""Texts as they are compared: without case, diacritics and what cannot be seen. Pure, no Django."""

import unicodedata

# Characters by category: control characters and line ends part words; marks, invisible and private ones are left out.
_KEPT = {"Cc": " ", "Zl": " ", "Zp": " "} | dict.fromkeys(("Mn", "Me", "Mc", "Cf", "Cs", "Co", "Cn"), "")
_STROKED = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ħ": "h", "ґ": "г"})  # no marks to Unicode


def fold(text: str) -> str:
    """Text without case, diacritics, control and invisible characters, with single spaces.

    >>> fold("Náměstí  MÍRU")
    'namesti miru'
    """
    apart = unicodedata.normalize("NFKD", text).casefold()
    kept = (_KEPT.get(unicodedata.category(char), char) for char in apart)
    return " ".join("".join(kept).split())


def fold_strokes(text: str) -> str:
    """Folded text whose letters with a stroke, which to Unicode have no mark, are plain ones, too.

    >>> fold_strokes("Đường Łódź")
    'duong lodz'
    """
    return fold(text).translate(_STROKED)
