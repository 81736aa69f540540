"""Addresses as the finder asks for them: by name and number, nearest to a number, all of a street; and their labels."""

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Case, F, Q, QuerySet, Value, When
from django.db.models.functions import Abs, Coalesce

from districts.gazetteer import Gazetteer, Kind, Name
from districts.models import Address, HouseNumberType
from districts.query import HouseNumber

CITY = "Plzeň"


class Row(NamedTuple):
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


_FIELDS = (
    "code",
    "street_id",
    "part_id",
    "number_type",
    "house_number",
    "orientation_number",
    "orientation_letter",
    "postcode",
    "lon",
    "lat",
    "borough_id",
    "district__number",
)


def numbered(names: Iterable[Name], number: HouseNumber) -> list[Row]:
    """Addresses of streets and parts that the number, as typed, can mean; one query."""
    streets, parts = _codes(names)
    return _rows(
        Address.objects.filter(
            Q(street__in=streets) & _number_in_street(number) | Q(part__in=parts) & _number_in_part(number)
        )
    )


def nearest(names: Iterable[Name], number: HouseNumber, *, limit: int) -> list[Row]:
    """Existing addresses of streets and parts whose number is closest to one that does not exist; one query."""
    wanted = {n for n in (number.first, number.second) if n is not None}
    aim = number.second if number.second is not None else number.first
    by = F("house_number") if number.series else Coalesce("orientation_number", "house_number")
    in_pair = Q(house_number__in=wanted) | Q(orientation_number__in=wanted) if len(wanted) > 1 else Q(pk__in=[])
    ranked = _everywhere(names).annotate(miss=Case(When(in_pair, then=Value(-1)), default=Abs(by - Value(aim))))
    return _rows(ranked.order_by("miss", "orientation_letter", "code")[:limit])


def everything(names: Iterable[Name]) -> list[Row]:
    """All addresses of streets and parts; one query."""
    return _rows(_everywhere(names))


def starting(names: Iterable[Name], digits: str, *, limit: int) -> list[Row]:
    """Addresses of streets and parts one of whose numbers begins with digits, lowest first; one query."""
    streets, parts = _codes(names)
    house, orientation = Q(house_number__startswith=digits), Q(orientation_number__startswith=digits)
    rows = Address.objects.filter(Q(street__in=streets) & (orientation | house) | Q(part__in=parts) & house)
    return _rows(rows.order_by(Coalesce("orientation_number", "house_number"), "orientation_letter", "code")[:limit])


def label(row: Row, gazetteer: Gazetteer) -> str:
    """The address as written on a letter, in one line; typed into the finder it leads back to the same address."""
    series = "č. ev. " if row.series == HouseNumberType.EV else "" if row.orientation is not None else "č. p. "
    orientation = "" if row.orientation is None else f"/{row.orientation}{row.letter}"
    number = f"{series}{row.house}{orientation}"
    part = gazetteer.parts[row.part].label
    street = f"{gazetteer.streets[row.street].label} {number}, {part}" if row.street is not None else f"{part} {number}"
    return f"{street}, {row.postcode[:3]} {row.postcode[3:]} {CITY}"


def short_number(row: Row) -> str:
    """The number that people use for the address: the orientation number where there is one."""
    return f"{row.orientation}{row.letter}" if row.orientation is not None else str(row.house)


def _codes(names: Iterable[Name]) -> tuple[list[int], list[int]]:
    names = list(names)
    return (
        [name.key for name in names if name.kind is Kind.STREET],
        [name.key for name in names if name.kind is Kind.PART],
    )


def _everywhere(names: Iterable[Name]) -> QuerySet[Address]:
    streets, parts = _codes(names)
    return Address.objects.filter(Q(street__in=streets) | Q(part__in=parts))


def _number_in_street(number: HouseNumber) -> Q:
    """In a street a lone number may be either of the two; a letter belongs to the orientation number."""
    if number.first is None:
        return Q(orientation_number=number.second, orientation_letter=number.letter)
    house = _house(number)
    if number.second is not None:
        return house & Q(orientation_number=number.second, orientation_letter=number.letter)
    if number.series:
        return house if not number.letter else Q(pk__in=[])
    orientation = Q(orientation_number=number.first, orientation_letter=number.letter)
    return orientation if number.letter else orientation | house


def _number_in_part(number: HouseNumber) -> Q:
    """In a part only the house number counts; a second one must fit too."""
    if number.first is None or (number.letter and number.second is None):
        return Q(pk__in=[])
    both = {} if number.second is None else {"orientation_number": number.second, "orientation_letter": number.letter}
    return _house(number) & Q(**both)


def _house(number: HouseNumber) -> Q:
    return Q(house_number=number.first, **({"number_type": number.series} if number.series else {}))


def _rows(addresses: QuerySet[Address]) -> list[Row]:
    ordered = addresses if addresses.query.order_by else addresses.order_by()
    return [Row(*values) for values in ordered.values_list(*_FIELDS)]
