"""The languages of the phrases, and which of them a text may be in. Pure, no Django."""

import re
import unicodedata
from dataclasses import dataclass
from functools import cache

LANGUAGES = frozenset({"cs", "de", "en", "uk", "vi"})
TONAL = "vi"  # the language in which another tone makes another word


# Letters by which a text shows its language, however short it is; each kind a bit, as they are put together often.
_CYRILLIC, _WITH_TONES, _NOT_VIETNAMESE, _NOT_UKRAINIAN = 1, 2, 4, 8
_SHOWN_BY = {
    _CYRILLIC: re.compile("[а-яґєії]"),
    _WITH_TONES: re.compile("[ăđơư\u1ea0-\u1ef9]"),
    _NOT_VIETNAMESE: re.compile("[ěščřžůťďň]"),
    _NOT_UKRAINIAN: re.compile("[ěřůáéíý]"),  # nor Ukrainian in Latin letters
}


@dataclass(frozen=True, slots=True)
class TextLanguages:
    """What the letters of a text say of its language."""

    possible: frozenset[str] = LANGUAGES
    has_tones: bool = False  # somebody writes the tonal language as it is spelt

    @property
    def is_any(self) -> bool:
        """Whether they say nothing."""
        return self.possible == LANGUAGES


_TONAL_ONLY = TextLanguages(frozenset({TONAL, "en"}), has_tones=True)  # English has no letters of its own


def telling_letters(text: str) -> int:
    """Which kinds of telling letters a text has, for `languages_by`; those of its parts are put together by `|`."""
    if text.isascii():
        return 0
    letters = unicodedata.normalize("NFC", text.casefold())
    return sum(kind for kind, pattern in _SHOWN_BY.items() if pattern.search(letters))


@cache
def languages_by(letters: int) -> TextLanguages:
    """The languages that a text with such letters may be in: without them the words of languages are alike."""
    if letters & _CYRILLIC:
        return TextLanguages()
    if letters & _WITH_TONES:
        return _TONAL_ONLY
    excluded = set()
    if letters & _NOT_VIETNAMESE:
        excluded.add("vi")
    if letters & _NOT_UKRAINIAN:
        excluded.add("uk")
    return TextLanguages(LANGUAGES - excluded)


def recognise_languages(text: str) -> TextLanguages:
    """The languages that a text may be in: without diacritics and alphabets their words are alike.

    >>> sorted(recognise_languages("Může být náš dům bezpečnější?").possible)
    ['cs', 'de', 'en']
    """
    return languages_by(telling_letters(text))
