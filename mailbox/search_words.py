"""What a message is found by: its words and phone numbers as one folded text, and what was typed, read the same way.

Pure, no Django. A phone number is kept under all of its endings, so that any six or more of its digits find it, however
they are written; a mark before them keeps them apart from numbers that somebody searches for as words.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.folding import fold, fold_strokes

LONGEST = 100_000  # characters that are searched of one message: its own first, then what was written last
_FEWEST, _MOST = 6, 15  # digits by which a phone is found, and that one can have
_NATIONAL = 9  # digits of a Czech number; of longer ones the last so many are enough to find it
_COUNTRY = "420"
_MARK = "qx"  # begins no word of the portal's languages

_WORD = re.compile(r"[^\W_]+")
_PHONE_IN_TEXT = re.compile(r"(?<!\w)\+?(?:[ ./()-]{0,2}[0-9]){9,15}(?!\w)")
_TYPED_PHONE = re.compile(r"(?<!\w)\+?(?:[ ./()-]{0,3}[0-9]){6,20}(?!\w)")


@dataclass(frozen=True, slots=True)
class Term:
    """A part of what was typed: words that must all be there, or the beginning of an ending of a phone number."""

    words: tuple[str, ...]
    phone: str = ""


def searchable(*texts: str, phone: str = "") -> str:
    """The text that a message is found by.

    Args:
        texts: all that was written, in the order of importance.
        phone: how its sender is called.
    """
    said = fold_strokes(" ".join(filter(None, texts)))[:LONGEST]
    numbers = [*(list(_numbers_in(fold(phone))) or [_digits(phone)]), *_numbers_in(said)]
    endings = dict.fromkeys(ending for number in numbers for ending in _endings(number))
    return " ".join(filter(None, (said, *endings)))


def read_typed(typed: str) -> list[Term]:
    """What was typed, as terms that must all fit."""
    typed, at, terms = fold_strokes(typed), 0, []
    for found in _TYPED_PHONE.finditer(typed):
        terms += [Term((word,)) for word in _WORD.findall(typed[at : found.start()])]
        terms.append(Term(tuple(_WORD.findall(found[0])), _key_of(_digits(found[0]))))
        at = found.end()
    return [*terms, *(Term((word,)) for word in _WORD.findall(typed[at:]))]


def _numbers_in(folded: str) -> Iterator[str]:
    return (_digits(found[0]) for found in _PHONE_IN_TEXT.finditer(folded))


def _digits(written: str) -> str:
    return "".join(re.findall("[0-9]", fold(written)))


def _without_country(digits: str) -> str:
    digits = digits.removeprefix("00")
    return digits.removeprefix(_COUNTRY) if len(digits) > _NATIONAL else digits


def _endings(digits: str) -> Iterable[str]:
    digits = _without_country(digits)[:_MOST]
    return (_MARK + digits[start:] for start in range(len(digits) - _FEWEST + 1))


def _key_of(digits: str) -> str:
    """By what a phone number that was typed is found; nothing if there are too few digits."""
    digits = _without_country(digits)[-_NATIONAL:]
    return _MARK + digits if len(digits) >= _FEWEST else ""
