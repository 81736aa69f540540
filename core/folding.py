"""Texts as they are compared: without case, diacritics and what cannot be seen. Pure, no Django."""

import unicodedata

# Characters by category: control characters and line ends part words; marks, invisible and private ones are left out.
_BY_CATEGORY = {"Cc": " ", "Zl": " ", "Zp": " "} | dict.fromkeys(("Mn", "Me", "Mc", "Cf", "Cs", "Co", "Cn"), "")
_MOST_KNOWN = 0x2000  # characters: those of alphabets; of all that Unicode has the table would take 100 MB
_STROKED = str.maketrans({"đ": "d", "ł": "l", "ø": "o", "ı": "i", "ħ": "h", "ґ": "г"})  # no marks to Unicode


class _Kept(dict[int, str]):
    """What is left of each character, as `str.translate` asks for it; worked out when it is first met."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        kept = _BY_CATEGORY.get(unicodedata.category(char), char)
        if code < _MOST_KNOWN:
            self[code] = kept
        return kept


_KEPT = _Kept()


def fold(text: str) -> str:
    """Text without case, diacritics, control and invisible characters, with single spaces.

    >>> fold("Náměstí  MÍRU")
    'namesti miru'
    """
    return " ".join(unicodedata.normalize("NFKD", text).casefold().translate(_KEPT).split())


def fold_strokes(text: str) -> str:
    """Folded text whose letters with a stroke, which to Unicode have no mark, are plain ones, too.

    >>> fold_strokes("Đường Łódź")
    'duong lodz'
    """
    return fold(text).translate(_STROKED)
