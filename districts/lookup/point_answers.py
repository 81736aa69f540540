"""What the finder answers to a point."""

import math
from collections.abc import Sequence

from .atlas import Atlas
from .locator import Near
from .lookup_results import Found, Neighbour, NotFound, Outside, Point, Why
from .written_coordinates import TypedPoint

BORDER_M = 50  # a place this close to a border is told so
NEIGHBOURS = 3  # districts named to somebody outside the city
NEARBY_M = 5_000  # none farther away is
_MEASURED_M = 300_000  # the distance to places farther away would be wrong: it is measured as if the Earth were flat


def find_at(point: Point, atlas: Atlas) -> Found | Outside | NotFound:
    """The district at a point, or those nearby."""
    if not (math.isfinite(point.lon) and math.isfinite(point.lat) and abs(point.lon) <= 180 and abs(point.lat) <= 90):
        return NotFound(Why.BAD_POINT)
    number = atlas.locator.locate(point.lon, point.lat)
    if number is None:
        return _describe_outside(point, atlas)
    return Found(atlas.districts[number], point=point, near_border=near_border_of(point, number, atlas))


def _describe_outside(point: Point, atlas: Atlas) -> Outside:
    """How far away the city is, and its districts nearby."""
    closest = atlas.locator.closest(point.lon, point.lat, NEIGHBOURS)
    nearby = _name_neighbours([near for near in closest if near.distance_m <= NEARBY_M], atlas)
    measured = [round(near.distance_m) for near in closest if near.distance_m <= _MEASURED_M]
    return Outside(point, nearby, min(measured, default=None))


def near_border_of(point: Point, number: int, atlas: Atlas) -> tuple[Neighbour, ...]:
    """The other districts within `BORDER_M` of a point."""
    near = atlas.locator.near(point.lon, point.lat, BORDER_M)
    return _name_neighbours([district for district in near if district.number != number], atlas)


def _name_neighbours(near: Sequence[Near], atlas: Atlas) -> tuple[Neighbour, ...]:
    return tuple(Neighbour(atlas.districts[one.number], round(one.distance_m)) for one in near)


def choose_reading(typed: TypedPoint, atlas: Atlas) -> Point:
    """Maps write the latitude first; longitude first is taken for what it is if only so the point lies in the city."""
    for point in typed.readings:
        if atlas.locator.locate(point.lon, point.lat) is not None:
            return point
    return typed.readings[0]
