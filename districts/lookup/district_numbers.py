"""How people ask for a district by its number or designation, in any of the portal's languages. Pure, no Django."""

from collections.abc import Container, Sequence
from itertools import pairwise

from .address_context import CITY_WORD
from .typed_address import MAX_NUMBER_DIGITS, Token

# As people call a district in any of the portal's languages, folded; in Vietnamese it is two words.
DISTRICT = frozenset(
    {
        *("okrsek", "okrsku", "okr", "district", "bezirk", "polizeibezirk", "polizeirevier", "revier"),
        *("дільниця", "дільниці", "дільницю", "khu", "vuc"),
    }
)
_ABOUT_IT = DISTRICT | {
    *("policejni", "c", "cislo", "police", "polizei", "no", "number", "nr", "nummer"),
    *("поліцеиська", "номер", "canh", "sat", "so", "plzen", ","),
}

_BEHIND = frozenset({",", CITY_WORD})


def read_district_number(tokens: Sequence[Token]) -> int | None:
    """The number of a district in "okrsek 7", "policejní okrsek č. 7", "7. okrsek" or "Bezirk 7", or None."""
    words = [token.text for token in tokens if token.text not in _ABOUT_IT]
    numbers = [token for token in tokens if token.is_number]
    if len(tokens) < 2 or not any(token.text in DISTRICT for token in tokens):
        return None
    if len(words) != 1 or len(numbers) != 1:
        return None
    number = numbers[0]
    if (CITY_WORD, number.text) in pairwise(token.text for token in tokens):
        return None  # in "district Plzeň 3" it is a borough's
    if number.letter or len(number.text) > MAX_NUMBER_DIGITS:
        return None
    return int(number.text)


def read_designation(tokens: Sequence[Token], known: Container[str]) -> str | None:
    """The designation in "okrsek D" or "policejní okrsek č. 12A", or None.

    Args:
        known: the designations there are, folded and in one word.
    """
    texts = [f"{token.text}{token.letter}" for token in tokens]
    while texts and texts[-1] in _BEHIND:
        texts.pop()
    for start in range(1, len(texts)):
        before, called = texts[:start], "".join(texts[start:])
        if called in known and DISTRICT.intersection(before) and _ABOUT_IT.issuperset(before):
            return called
    return None
