"""Addresses as the finder asks for them: by number, nearest to a number, all of a street; and their labels.

Written in SQL: building the same query through the ORM takes ten times as long as running it, and this is the path of
every lookup. Each function costs one query.
"""

from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from django.db import connection

from districts.models import HouseNumberType

from .gazetteer import Gazetteer
from .place_names import Kind, Name
from .typed_address import HouseNumber

CITY = "Plzeň"


class AddressRow(NamedTuple):
    """One address of the register; codes are RÚIAN's, degrees WGS84, `district` is the district's number."""

    code: int
    street: int | None
    part: int
    series: str
    house: int
    orientation: int | None
    letter: str
    postcode: str
    lon: float
    lat: float
    borough: int
    district: int

    @property
    def used_number(self) -> int:
        """The number people use for it: the house number only where there is no orientation number."""
        return self.house if self.orientation is None else self.orientation


_SELECT = """SELECT
a.code, a.street_id, a.part_id, a.number_type, a.house_number, a.orientation_number, a.orientation_letter, a.postcode,
a.lon, a.lat, a.borough_id, d.number
FROM districts_address a JOIN districts_district d ON d.id = a.district_id WHERE """
# The number that people use for an address, `used_number`.
_USED = "coalesce(a.orientation_number, a.house_number)"
# The closest ones to a number in a street, those before it on its side, and those after it. In these the number is
# compared twice: only alone it is looked up in the index.
_AROUND = """a.code IN (
SELECT code FROM (SELECT a.code FROM districts_address a WHERE a.street_id = %(street)s
  ORDER BY abs(coalesce(a.orientation_number, a.house_number) - %(number)s), a.orientation_letter, a.code
  LIMIT %(nearest)s) nearest
UNION ALL
SELECT code FROM (SELECT a.code FROM districts_address a WHERE a.street_id = %(street)s
  AND a.orientation_number %% 2 = %(number)s %% 2 AND a.orientation_number <= %(number)s
  AND (a.orientation_number, a.orientation_letter) < (%(number)s, %(letter)s)
  ORDER BY a.orientation_number DESC, a.orientation_letter DESC, a.code DESC LIMIT %(beside)s) before
UNION ALL
SELECT code FROM (SELECT a.code FROM districts_address a WHERE a.street_id = %(street)s
  AND a.orientation_number %% 2 = %(number)s %% 2 AND a.orientation_number >= %(number)s
  AND (a.orientation_number, a.orientation_letter) >= (%(number)s, %(letter)s)
  ORDER BY a.orientation_number, a.orientation_letter, a.code LIMIT %(beside)s) after)"""
_MOST_KNOWN = 100  # texts of queries


def find_by_code(code: int) -> AddressRow | None:
    """The address with a RÚIAN code."""
    return next(iter(find_by_codes([code])), None)


def find_by_codes(codes: Sequence[int]) -> list[AddressRow]:
    """The addresses with these RÚIAN codes, those of known places: a few hundred at most."""
    return _fetch_rows(_write_in("a.code", "code", len(codes)), _name_values(code=codes)) if codes else []


def find_by_number(names: Iterable[Name], number: HouseNumber) -> list[AddressRow]:
    """Addresses of streets and parts that a number, as typed, can mean."""
    streets, parts = _codes(names)
    values = [value for value in (number.first, number.second) if value is not None]
    where = _write_by_number(len(streets), len(parts), len(values))
    rows = _fetch_rows(where, _name_values(street=streets * 2, part=parts, value=values))  # two conditions of streets
    return [row for row in rows if _can_mean(number, row, in_street=row.street in streets)]


def find_nearest_numbers(names: Iterable[Name], number: HouseNumber, *, limit: int) -> list[AddressRow]:
    """Existing addresses of streets and parts whose number is closest to one that does not exist.

    Of a pair, addresses that have one of the two numbers come first.
    """
    streets, parts = _codes(names)
    values = [value for value in (number.first, number.second) if value is not None]
    order = f"abs({'a.house_number' if number.series else _USED} - %(value{len(values) - 1})s)"
    if len(values) > 1:
        has_one = " OR ".join(_write_in(column, "value", 2) for column in ("a.house_number", "a.orientation_number"))
        order = f"CASE WHEN {has_one} THEN -1 ELSE {order} END"
    params = _name_values(street=streets, part=parts, value=values)
    where = _write_condition(len(streets), len(parts))
    return _fetch_rows(
        f"{where} ORDER BY {order}, a.orientation_letter, a.code LIMIT %(limit)s", {**params, "limit": limit}
    )


def find_around(
    street: Name, place: tuple[int, str], *, nearest: int, beside: int
) -> tuple[list[AddressRow], list[AddressRow]]:
    """Existing addresses of a street around a number that does not exist.

    Args:
        street: its name.
        place: the orientation number and its letter.
        nearest: how many at most of those whose number is closest, as `find_nearest_numbers` finds them.
        beside: how many before it on its side of the street, and after it, are looked for.

    Returns:
        The closest ones, and those on its side in their order.
    """
    number, letter = place
    params: dict[str, int | str] = {
        "street": street.key,
        "number": number,
        "letter": letter,
        "nearest": nearest,
        "beside": beside,
    }
    rows = _fetch_rows(_AROUND, params)
    closest = sorted(rows, key=lambda row: (abs(row.used_number - number), row.letter, row.code))[:nearest]
    side = [row for row in rows if row.orientation is not None and row.orientation % 2 == number % 2]
    return closest, sorted(side, key=lambda row: (row.orientation or 0, row.letter, row.code))


def find_all(names: Iterable[Name]) -> list[AddressRow]:
    """All addresses of streets and parts."""
    streets, parts = _codes(names)
    return _fetch_rows(_write_condition(len(streets), len(parts)), _name_values(street=streets, part=parts))


def find_by_first_digits(names: Iterable[Name], digits: str, *, limit: int) -> list[AddressRow]:
    """Addresses of streets and parts one of whose numbers begins with digits, lowest first."""
    streets, parts = _codes(names)
    params: dict[str, int | str] = {**_name_values(street=streets, part=parts), "begun": f"{digits}%", "limit": limit}
    return _fetch_rows(_write_by_first_digits(len(streets), len(parts)), params)


def address_label(row: AddressRow, gazetteer: Gazetteer) -> str:
    """The address as written on a letter, in one line; typed into the finder it leads back to the same address."""
    part = gazetteer.parts[row.part].label
    number = _written_number(row)
    town = f"{row.postcode[:3]} {row.postcode[3:]} {CITY}"
    if row.street is None:
        return f"{part} {number}, {town}"
    return f"{gazetteer.streets[row.street].label} {number}, {part}, {town}"


def _written_number(row: AddressRow) -> str:
    """The numbers of an address as written: `381/43a`, `č. p. 381`, `č. ev. 12`."""
    number = str(row.house)
    if row.orientation is not None:
        number += f"/{row.orientation}{row.letter}"
    if row.series == HouseNumberType.EV:
        return f"č. ev. {number}"
    if row.orientation is None:
        return f"č. p. {number}"
    return number


def can_become(number: HouseNumber, row: AddressRow) -> bool:
    """Whether a number that is being typed can become that of an address."""
    if number.second is not None:
        orientation = str(row.orientation).startswith(str(number.second)) and row.letter.startswith(number.letter)
        return orientation and number.first in (None, row.house)
    return not number.letter or (row.orientation == number.first and row.letter == number.letter)


def _can_mean(number: HouseNumber, row: AddressRow, *, in_street: bool) -> bool:
    """Whether a number, as typed, can mean an address.

    In a street a lone number may be either of the two, in a part only the house number; a letter belongs to the
    orientation number.
    """
    if number.series and number.series != row.series:
        return False
    orientation = (row.orientation, row.letter)
    if number.second is not None:
        return orientation == (number.second, number.letter) and number.first in (None, row.house)
    if in_street and not number.series and orientation == (number.first, number.letter):
        return True
    return row.house == number.first and not number.letter


def _codes(names: Iterable[Name]) -> tuple[list[int], list[int]]:
    """The codes of streets, and of parts."""
    codes: tuple[list[int], list[int]] = [], []
    for name in names:
        if name.kind in (Kind.STREET, Kind.PART):
            codes[name.kind is Kind.PART].append(name.key)
    return codes


# --- writing queries ---
# Values are named, in place of standing in order: so a text depends only on how many there are, and is written once.


@lru_cache(maxsize=_MOST_KNOWN)
def _write_by_number(streets: int, parts: int, values: int) -> str:
    house = _write_in("a.house_number", "value", values)
    orientation = _write_in("a.orientation_number", "value", values)
    return _write_condition(streets, parts, street=(orientation, house), part=(house,))


@lru_cache(maxsize=_MOST_KNOWN)
def _write_by_first_digits(streets: int, parts: int) -> str:
    house = "CAST(a.house_number AS TEXT) LIKE %(begun)s"
    either = f"(CAST(a.orientation_number AS TEXT) LIKE %(begun)s OR {house})"
    where = _write_condition(streets, parts, street=(either,), part=(house,))
    return f"{where} ORDER BY {_USED}, a.orientation_letter, a.code LIMIT %(limit)s"


def _write_condition(
    streets: int, parts: int, *, street: Sequence[str] = ("true",), part: Sequence[str] = ("true",)
) -> str:
    """A condition: in one of the streets and one of `street` holds, or in one of the parts and one of `part` holds.

    Each of them is joined with the names by itself, and with values that are called otherwise: a database can then look
    both up in an index, where SQLite would have put what is the same in both in front of them.
    """
    conditions: list[str] = []
    for column, name, count, extras in (("a.street_id", "street", streets, street), ("a.part_id", "part", parts, part)):
        for number, extra in enumerate(extras if count else ()):
            conditions.append(f"({_write_in(column, name, count, start=number * count)} AND {extra})")
    return f"({' OR '.join(conditions) or 'false'})"


def _write_in(column: str, name: str, count: int, *, start: int = 0) -> str:
    """A condition for some of the values as `_name_values` names them."""
    return f"{column} IN ({', '.join(f'%({name}{number})s' for number in range(start, start + count))})"


def _name_values(**values: Sequence[int]) -> dict[str, int | str]:
    """Several values of a name by that and their numbers."""
    return {f"{name}{number}": value for name, each in values.items() for number, value in enumerate(each)}


def _fetch_rows(where: str, params: Mapping[str, int | str]) -> list[AddressRow]:
    with connection.cursor() as cursor:
        cursor.execute(_SELECT + where, params)  # `where` is built of constants; values are parameters
        return [AddressRow._make(values) for values in cursor.fetchall()]
