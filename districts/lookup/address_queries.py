"""Addresses as the finder asks for them: by number, nearest to a number, all of a street; and their labels.

Written in SQL: building the same query through the ORM takes ten times as long as running it, and this is the path of
every lookup. Each function costs one query.
"""

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

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


_COLUMNS = """
    a.code, a.street_id, a.part_id, a.number_type, a.house_number, a.orientation_number, a.orientation_letter,
    a.postcode, a.lon, a.lat, a.borough_id, d.number"""
_FROM = "FROM districts_address a JOIN districts_district d ON d.id = a.district_id WHERE "
_SELECT = f"SELECT {_COLUMNS} {_FROM}"
# The number people use for an address; addresses without an orientation number go by their house number.
_USED = "coalesce(a.orientation_number, a.house_number)"
_PLACE = ("a.orientation_number", "a.orientation_letter")  # in a street


def find_by_code(code: int) -> AddressRow | None:
    """The address with a RÚIAN code."""
    return next(iter(_fetch_rows("a.code = %s", [code])), None)


def find_by_codes(codes: Sequence[int]) -> list[AddressRow]:
    """The addresses with these RÚIAN codes, those of known places: a few hundred at most."""
    return _fetch_rows(_sql_in("a.code", [*codes]), codes) if codes else []


def find_by_number(names: Iterable[Name], number: HouseNumber) -> list[AddressRow]:
    """Addresses of streets and parts that a number, as typed, can mean."""
    values = [value for value in (number.first, number.second) if value is not None]
    either = _sql_in("a.house_number", values)
    orientation = _sql_in("a.orientation_number", values)
    where, params = _build_condition(names, street=(orientation, either), part=(either,), values=values)
    streets = {name.key for name in names if name.kind is Kind.STREET}
    return [row for row in _fetch_rows(where, params) if _can_mean(number, row, in_street=row.street in streets)]


def find_nearest_numbers(names: Iterable[Name], number: HouseNumber, *, limit: int) -> list[AddressRow]:
    """Existing addresses of streets and parts whose number is closest to one that does not exist.

    Of a pair, addresses that have one of the two numbers come first.
    """
    return _fetch_rows(*_build_nearest(names, number, limit))


def find_around(
    street: Name, number: HouseNumber, place: tuple[int, str], *, nearest: int, beside: int
) -> tuple[list[AddressRow], list[AddressRow]]:
    """Existing addresses of a street around a number that does not exist.

    Args:
        street: its name.
        number: as it was typed.
        place: where it would stand, as an orientation number and a letter.
        nearest: how many at most of those whose number is closest, as `find_nearest_numbers` finds them.
        beside: how many at most of those before it on its side of the street, and after it.

    Returns:
        The closest ones, and those on its side in their order.
    """
    where, params = _build_nearest([street], number, nearest)
    queries = [f"SELECT * FROM (SELECT 0, {_COLUMNS} {_FROM}{where}) nearest"]
    for called, sign, way in (("before", "<", "DESC"), ("after", ">=", "ASC")):
        order = ", ".join(f"{column} {way}" for column in (*_PLACE, "a.code"))
        # The number is compared twice: only alone it is looked up in the index.
        on_side = f"a.street_id = %s AND a.orientation_number %% 2 = %s AND a.orientation_number {sign[0]}= %s"
        there = f"{on_side} AND ({', '.join(_PLACE)}) {sign} (%s, %s) ORDER BY {order} LIMIT %s"
        queries.append(f"SELECT * FROM (SELECT 1, {_COLUMNS} {_FROM}{there}) {called}")
        params += [street.key, place[0] % 2, place[0], *place, beside]
    found: tuple[list[AddressRow], list[AddressRow]] = [], []
    for is_beside, *values in _fetch(" UNION ALL ".join(queries), params):
        found[is_beside].append(AddressRow._make(values))
    found[1].sort(key=lambda row: (row.orientation or 0, row.letter, row.code))
    return found


def _build_nearest(names: Iterable[Name], number: HouseNumber, limit: int) -> tuple[str, list[int | str]]:
    """The condition, order and limit of the addresses whose number is closest to one."""
    values = [value for value in (number.first, number.second) if value is not None]
    compared = "a.house_number" if number.series else _USED
    order, order_params = f"abs({compared} - %s)", values[-1:]
    if len(values) > 1:
        has_one = f"{_sql_in('a.house_number', values)} OR {_sql_in('a.orientation_number', values)}"
        order, order_params = f"CASE WHEN {has_one} THEN -1 ELSE {order} END", [*values, *values, *order_params]
    where, params = _build_condition(names)
    return f"{where} ORDER BY {order}, a.orientation_letter, a.code LIMIT %s", [*params, *order_params, limit]


def find_all(names: Iterable[Name]) -> list[AddressRow]:
    """All addresses of streets and parts."""
    return _fetch_rows(*_build_condition(names))


def find_by_first_digits(names: Iterable[Name], digits: str, *, limit: int) -> list[AddressRow]:
    """Addresses of streets and parts one of whose numbers begins with digits, lowest first."""
    begins = f"{digits}%"
    house = "CAST(a.house_number AS TEXT) LIKE %s"
    either = f"(CAST(a.orientation_number AS TEXT) LIKE %s OR {house})"
    where, params = _build_condition(names, street=(either,), part=(house,), values=[begins])
    return _fetch_rows(f"{where} ORDER BY {_USED}, a.orientation_letter, a.code LIMIT %s", [*params, limit])


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


def _build_condition(
    names: Iterable[Name],
    *,
    street: Sequence[str] = ("true",),
    part: Sequence[str] = ("true",),
    values: Iterable[int | str] = (),
) -> tuple[str, list[int | str]]:
    """A condition: in one of the streets and one of `street` holds, or in one of the parts and one of `part` holds.

    Each of them is joined with the names by itself, as a database can then look both up in an index.

    Args:
        values: the parameters of each; it may take them more than once, or not at all.
    """
    names, values = list(names), list(values)
    conditions: list[str] = []
    params: list[int | str] = []
    for kind, column, extras in ((Kind.STREET, "a.street_id", street), (Kind.PART, "a.part_id", part)):
        codes = [name.key for name in names if name.kind is kind]
        for extra in extras if codes else ():
            conditions.append(f"({_sql_in(column, codes)} AND {extra})")
            params += [*codes, *(values * (extra.count("%s") // max(len(values), 1)))]
    return f"({' OR '.join(conditions) or 'false'})", params


def _sql_in(column: str, values: list[int]) -> str:
    return f"{column} IN ({', '.join(['%s'] * len(values))})"


def _fetch_rows(where: str, params: Iterable[int | str]) -> list[AddressRow]:
    return [AddressRow._make(values) for values in _fetch(_SELECT + where, params)]


def _fetch(query: str, params: Iterable[int | str]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, list(params))  # it is built of constants; values are parameters
        found: list[tuple[Any, ...]] = cursor.fetchall()
        return found
