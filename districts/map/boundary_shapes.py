"""Reads one boundary that is not to be trusted: from GeoJSON to a valid shape, and back. Pure geometry, no Django.

Shapes are Polygons or MultiPolygons, longitude before latitude; those that are stored are in degrees, WGS84.
"""

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import shapely
from shapely.geometry.base import BaseGeometry

_DEEPEST = 8  # collections in collections
_OVERLAP = 1e-7  # of an area: rounding of coordinates along a border in common


@dataclass(frozen=True, slots=True)
class Spot:
    """A place to look at on a map; degrees, WGS84."""

    lon: float
    lat: float

    def __str__(self) -> str:
        """Latitude first, as maps on the web expect it in their search field."""
        return f"{self.lat:.6f}, {self.lon:.6f}"


class ShapeFault(StrEnum):
    """Why something is no usable boundary."""

    MISSING = "missing"
    NOT_AN_AREA = "not_an_area"  # a point, a line
    MALFORMED = "malformed"  # not lists of numbers as GeoJSON has them
    TOO_FEW_POINTS = "too_few_points"
    OPEN_RING = "open_ring"
    CROSSES_ITSELF = "crosses_itself"
    HOLE_OUTSIDE = "hole_outside"
    PARTS_OVERLAP = "parts_overlap"  # two parts of it, or two holes, lie over each other
    PINCHED = "pinched"  # holes cut it in two


class ShapeError(ValueError):
    """A geometry that is no usable boundary; `spot` says where, for a shape in degrees."""

    def __init__(self, fault: ShapeFault, spot: Spot | None = None) -> None:
        super().__init__(fault.value)
        self.fault = fault
        self.spot = spot


def read_shape(geometry: object) -> BaseGeometry:
    """The shape of a GeoJSON geometry, in whatever coordinates it has; heights are dropped.

    Raises:
        ShapeError: it is no area, or its rings are no rings. Crossings are looked for by `require_valid`.
    """
    if geometry is None:
        raise ShapeError(ShapeFault.MISSING)
    if not isinstance(geometry, dict):
        raise ShapeError(ShapeFault.MALFORMED)
    coordinates = geometry.get("coordinates")
    match geometry.get("type"):
        case "Polygon":
            return _read_polygon(coordinates)
        case "MultiPolygon":
            return shapely.MultiPolygon([_read_polygon(part) for part in _nonempty_list(coordinates)])
        case "Point" | "MultiPoint" | "LineString" | "MultiLineString" | "GeometryCollection":
            raise ShapeError(ShapeFault.NOT_AN_AREA)
        case _:
            raise ShapeError(ShapeFault.MALFORMED)


def read_areas(geometry: object) -> tuple[BaseGeometry, bool]:
    """The shape of a GeoJSON geometry, and whether it was a collection: of that the areas count, points and lines not.

    Raises:
        ShapeError: as `read_shape`.
    """
    if not isinstance(geometry, dict) or geometry.get("type") != "GeometryCollection":
        return read_shape(geometry), False
    areas = [read_shape(part) for part in _areas_in(geometry, _DEEPEST)]
    if not areas:
        raise ShapeError(ShapeFault.NOT_AN_AREA)
    return join_parts(areas), True


def _areas_in(collection: dict[Any, Any], depth: int) -> list[object]:
    if not depth:
        raise ShapeError(ShapeFault.MALFORMED)
    found: list[object] = []
    for part in _list(collection.get("geometries")):
        match part:
            case {"type": "GeometryCollection", **collected}:
                found += _areas_in(collected, depth - 1)
            case {"type": "Point" | "MultiPoint" | "LineString" | "MultiLineString"}:
                pass  # what clipping leaves where areas touch
            case _:
                found.append(part)
    return found


def join_parts(parts: Sequence[BaseGeometry]) -> BaseGeometry:
    """One shape of several, which may have borders in common; if it is valid its parts did not lie over each other."""
    if len(parts) == 1:
        return parts[0]
    beside = shapely.MultiPolygon([polygon for part in parts for polygon in shapely.get_parts(part)])
    if shapely.is_valid(beside) or not shapely.is_valid(list(parts)).all():
        return beside
    joined = shapely.union_all(list(parts))
    lost = sum(part.area for part in parts) - joined.area
    return joined if lost < _OVERLAP * joined.area else beside


def _list(value: object) -> Sequence[object]:
    if not isinstance(value, list | tuple):
        raise ShapeError(ShapeFault.MALFORMED)
    return value


def _nonempty_list(value: object) -> Sequence[object]:
    value = _list(value)
    if not value:
        raise ShapeError(ShapeFault.MISSING)
    return value


def _read_polygon(value: object) -> shapely.Polygon:
    rings = [_read_ring(ring) for ring in _nonempty_list(value)]
    return shapely.Polygon(rings[0], rings[1:])


def _read_ring(value: object) -> list[tuple[float, float]]:
    points: list[tuple[float, float]] = []
    for position in _nonempty_list(value):
        match position:
            case [int() | float() as x, int() | float() as y, *_] if abs(x) < 1e8 and abs(y) < 1e8:  # nor NaN
                points.append((float(x), float(y)))
            case _:
                raise ShapeError(ShapeFault.MALFORMED)
    if points[0] != points[-1]:
        raise ShapeError(ShapeFault.OPEN_RING)
    if len(points) < 4:
        raise ShapeError(ShapeFault.TOO_FEW_POINTS)
    return points


def as_geojson(shape: BaseGeometry) -> dict[str, Any]:
    """A shape as it comes back from the database: lists, not tuples."""
    geojson: dict[str, Any] = json.loads(shapely.to_geojson(shape))
    return geojson


_FAULTS = {
    "Self-intersection": ShapeFault.CROSSES_ITSELF,
    "Ring Self-intersection": ShapeFault.CROSSES_ITSELF,
    "Hole lies outside shell": ShapeFault.HOLE_OUTSIDE,
    "Holes are nested": ShapeFault.PARTS_OVERLAP,
    "Nested shells": ShapeFault.PARTS_OVERLAP,
    "Duplicate Rings": ShapeFault.PARTS_OVERLAP,
    "Interior is disconnected": ShapeFault.PINCHED,
    "Too few points in geometry component": ShapeFault.TOO_FEW_POINTS,
}
_REASON = re.compile(r"(?P<fault>[^\[]+)\[(?P<x>\S+) (?P<y>\S+)\]")


def require_valid(shape: BaseGeometry) -> None:
    """Raise `ShapeError`, with the place, if the outline crosses itself or its parts or holes do not fit."""
    if shapely.is_valid(shape):
        return
    reason = _REASON.fullmatch(shapely.is_valid_reason(shape))
    if reason is None:
        raise ShapeError(ShapeFault.MALFORMED)
    fault = _FAULTS.get(reason["fault"], ShapeFault.MALFORMED)
    raise ShapeError(fault, Spot(float(reason["x"]), float(reason["y"])))


def middle_of_box(shape: BaseGeometry) -> Spot:
    """The middle of a shape's bounding box."""
    west, south, east, north = shape.bounds
    return Spot((west + east) / 2, (south + north) / 2)
