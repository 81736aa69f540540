"""What the existing house numbers around one that the register lacks say about where it would be."""

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass

from districts.map.distances import distance_m
from districts.models import District

from .address_queries import AddressRow
from .atlas import Atlas
from .typed_address import HouseNumber

AROUND = 5  # existing numbers looked at before a missing one, and as many after it
# How far a border has to be from the existing numbers next to a missing one, so that it cannot lie beyond.
_LEAST_M = 50
_MOST_M = 150  # of half the way from one to the other
_LEAST_AT_END_M = 100
_STEP_M = 40  # for each number from the last one at an end of a street


@dataclass(frozen=True, slots=True)
class Around:
    """The one district of the addresses around a missing one, and the numbers next to it as written."""

    district: District
    rows: tuple[AddressRow, ...]
    neighbours: tuple[str, ...]


def find_place(number: HouseNumber) -> tuple[int, str] | None:
    """Where a number stands in a street: the orientation number that was typed, alone or after a slash, and its letter.

    None if a house number was typed, too.
    """
    if number.series or (number.first is not None and number.second is not None):
        return None
    orientation = number.first or number.second
    return (orientation, number.letter) if orientation else None


def look_around(side: Sequence[AddressRow], place: tuple[int, str], atlas: Atlas) -> Around | None:
    """What the addresses on the side of a street where a number would be tell about it.

    Only orientation numbers go along a street, odd ones on one side and even ones on the other. The five before the
    missing one and the five after it have to lie in one district, and those next to it so far from its border that what
    is between them cannot lie beyond it. At an end of a street five are needed.

    Args:
        side: of that side in order, at least those five and five.
        place: the number, from 1 on, and the letter with it, or nothing.
        atlas: the data.
    """
    at = bisect_left(side, place, key=_order)
    before, after = side[max(0, at - AROUND) : at], side[at : at + AROUND]
    rows = (*before, *after)
    nearest = (*before[-1:], *after[:1])
    if len({row.district for row in rows}) != 1 or (len(nearest) == 1 and len(rows) < AROUND):
        return None
    needed_m = _measure_between(*nearest) if len(nearest) == 2 else _measure_to_end(place[0], *nearest)
    if any(atlas.locator.is_near_other(row.lon, row.lat, needed_m, number=row.district) for row in nearest):
        return None
    neighbours = tuple(f"{row.orientation}{row.letter}" for row in nearest)
    return Around(atlas.districts[rows[0].district], rows, neighbours)


def _order(row: AddressRow) -> tuple[int, str]:
    return row.orientation or 0, row.letter


def _measure_between(one: AddressRow, other: AddressRow) -> float:
    """Metres that a border has to be from two addresses."""
    return max(_LEAST_M, min(_MOST_M, distance_m(one.lon, one.lat, other.lon, other.lat) / 2))


def _measure_to_end(wanted: int, last: AddressRow) -> float:
    """Metres that a border has to be from the last address before or after which a number would be."""
    return max(_LEAST_AT_END_M, _STEP_M * abs(_order(last)[0] - wanted))
