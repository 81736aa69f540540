"""The languages of the phrases, and which of them a text may be in. Pure, no Django."""

import re
import unicodedata
from dataclasses import dataclass

LANGUAGES = frozenset({"cs", "de", "en", "uk", "vi"})
TONAL = "vi"  # the language in which another tone makes another word
# Letters by which a text shows its language, however short it is.
_CYRILLIC = re.compile("[а-яґєії]")
_WITH_TONES = re.compile("[ăđơư\u1ea0-\u1ef9]")
_NOT_VIETNAMESE = re.compile("[ěščřžůťďň]")
_NOT_UKRAINIAN = re.compile("[ěřůáéíý]")  # nor Ukrainian in Latin letters


@dataclass(frozen=True, slots=True)
class TextLanguages:
    """What the letters of a text say of its language."""

    possible: frozenset[str] = LANGUAGES
    has_tones: bool = False  # somebody writes the tonal language as it is spelt

    @property
    def is_any(self) -> bool:
        """Whether they say nothing."""
        return self.possible == LANGUAGES


_ANY = TextLanguages()
_TONAL_ONLY = TextLanguages(frozenset({TONAL, "en"}), has_tones=True)  # English has no letters of its own


def recognise_languages(text: str) -> TextLanguages:
    """The languages that a text may be in: without diacritics and alphabets their words are alike.

    >>> sorted(recognise_languages("Může být náš dům bezpečnější?").possible)
    ['cs', 'de', 'en']
    """
    letters = unicodedata.normalize("NFC", text.casefold())
    if _CYRILLIC.search(letters):
        return _ANY
    if _WITH_TONES.search(letters):
        return _TONAL_ONLY
    excluded = set()
    if _NOT_VIETNAMESE.search(letters):
        excluded.add("vi")
    if _NOT_UKRAINIAN.search(letters):
        excluded.add("uk")
    return TextLanguages(LANGUAGES - excluded) if excluded else _ANY
