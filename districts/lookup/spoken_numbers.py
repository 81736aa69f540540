"""Numbers that belong to a street's name, however they are said: "28.10. 10" is no. 10 of "28. října". Pure, no Django.

Only the days that streets of the city are named after are known; anything else stays as it was typed.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise, product

from core.folding import fold
from core.word_forms import inflect

from .place_names import Name
from .typed_address import Token

_MONTHS = (
    *("leden", "únor", "březen", "duben", "květen", "červen", "červenec", "srpen", "září", "říjen", "listopad"),
    "prosinec",
)
_MONTH_NUMBERS = {form: number for number, month in enumerate(_MONTHS, 1) for form in inflect(month)}
_CARDINALS = (
    *("jeden", "dva", "tři", "čtyři", "pět", "šest", "sedm", "osm", "devět", "deset", "jedenáct", "dvanáct", "třináct"),
    *("čtrnáct", "patnáct", "šestnáct", "sedmnáct", "osmnáct", "devatenáct"),
)
_ORDINALS = (
    *("první", "druhý", "třetí", "čtvrtý", "pátý", "šestý", "sedmý", "osmý", "devátý", "desátý", "jedenáctý"),
    *("dvanáctý", "třináctý", "čtrnáctý", "patnáctý", "šestnáctý", "sedmnáctý", "osmnáctý", "devatenáctý"),
)
_TENS = {20: ("dvacet", "dvacátý"), 30: ("třicet", "třicátý")}
# How words begin that are made of a number: "Pětatřicátníci", soldiers of the 35th regiment.
_NUMERALS = {
    fold(f"{unit}a{ordinal[:-1]}"): tens + one
    for tens, (_, ordinal) in _TENS.items()
    for one, unit in enumerate(_CARDINALS[:9], 1)
}
_ENDING = 4  # letters of such a word behind its number written in digits, at least: "35tníků"

_Step = tuple[list[Token], int]  # what stands for some tokens, and the position after these


class SpokenNumbers:
    """Brings numbers that belong to names to the form that the names have; built once and then read only."""

    def __init__(self, names: Iterable[Name]) -> None:
        """Take the names."""
        self._dates: dict[tuple[int, int], list[Token]] = {}  # as names have them, by day and month
        self._days: dict[tuple[str, ...], int] = {}  # by how they are said in words
        self._numerals: dict[str, set[str]] = defaultdict(set)  # words made of a number, by its digits
        for name in names:
            for day, month in pairwise(name.words):
                if day.isdecimal() and month in _MONTH_NUMBERS:
                    self._dates[int(day), _MONTH_NUMBERS[month]] = [Token(day, True, dotted=True), Token(month)]
                    self._days.update(dict.fromkeys(_say_day(int(day)), int(day)))
            for word in name.words:
                for beginning, number in _NUMERALS.items():
                    if word.startswith(beginning):
                        self._numerals[str(number)].add(word)
        self._first_words = frozenset(words[0] for words in self._days)

    def write(self, tokens: Sequence[Token]) -> Sequence[Token]:
        """The tokens with the numbers of names as names have them; other numbers are left alone."""
        if not any(token.is_number or token.text in self._first_words for token in tokens[:-1]):
            return tokens  # the last one has nothing behind it that would make it more than a number
        written: list[Token] = []
        position = 0
        while position < len(tokens):
            step = self._read_date(tokens, position) or self._read_numeral(tokens, position)
            new, position = step or ([tokens[position]], position + 1)
            written += new
        return written

    def _read_date(self, tokens: Sequence[Token], start: int) -> _Step | None:
        """A day that streets are named after: "28.10.", "5. květen", "sedmnáctého listopadu"."""
        for length in (1, 2):
            day = self._read_day(tokens[start : start + length])
            position = start + length
            if day is None or position >= len(tokens):
                continue
            month = _read_month(tokens[position], in_digits=tokens[start].is_number and tokens[start].dotted)
            name = self._dates.get((day, month))
            if name and tokens[position].text != name[1].text:
                return name, position + 1
            if name and not tokens[start].is_number:
                return name, position + 1
        return None

    def _read_day(self, tokens: Sequence[Token]) -> int | None:
        if len(tokens) == 1 and tokens[0].is_number and not tokens[0].letter and len(tokens[0].text) <= 2:
            return int(tokens[0].text)
        return self._days.get(tuple(token.text for token in tokens))

    def _read_numeral(self, tokens: Sequence[Token], start: int) -> _Step | None:
        """A number said in front of the word that is made of it, or written for it: "35. pětatřicátníků", "35tníků"."""
        words = self._numerals.get(tokens[start].text, set()) if tokens[start].is_number else set()
        if not words or start + 1 >= len(tokens):
            return None
        said = tokens[start + 1].text
        if said in words and not tokens[start].dotted and not any(token.is_number for token in tokens[start + 2 :]):
            return None  # it may be the number of a house, too
        for word in sorted(words):
            if word == said or (len(said) >= _ENDING and word.endswith(said)):
                return [Token(word)], start + 2
        return None


def _read_month(token: Token, *, in_digits: bool) -> int:
    """The number of a month, of which digits are one only behind a day with a full stop; 0 if it is none."""
    if token.is_number:
        return int(token.text) if in_digits and not token.letter and len(token.text) <= 2 else 0
    return _MONTH_NUMBERS.get(token.text, 0)


def _say_day(day: int) -> Iterator[tuple[str, ...]]:
    """A day of a month in words, folded: "sedmnáctého", "dvacátého osmého", "osmadvacátého", "osmadvacet"."""
    if day < 20:
        yield from ((form,) for form in (*inflect(_ORDINALS[day - 1]), fold(_CARDINALS[day - 1])))
        return
    one = day % 10
    cardinal, ordinal = _TENS[day - one]
    if not one:
        yield from ((form,) for form in (*inflect(ordinal), cardinal))
        return
    unit = _CARDINALS[one - 1]
    yield from product(inflect(ordinal), inflect(_ORDINALS[one - 1]))
    yield from ((form,) for form in (*inflect(f"{unit}a{ordinal}"), fold(f"{unit}a{cardinal}")))
    yield fold(cardinal), fold(unit)
