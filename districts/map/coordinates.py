"""Which coordinate system the numbers of a file are in, and what they are in degrees. No Django.

Degrees are WGS84, longitude before latitude. S-JTSK (EPSG:5514) is the system of Czech land survey, in metres.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from enum import StrEnum
from functools import cache

import numpy as np
import shapely
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

# Stored coordinates have this many decimals of a degree: about a millimetre.
DECIMALS = 8
# A straight line in S-JTSK is bent in degrees; by less than a millimetre if no longer than this.
_STRAIGHT_M = 200

# Plzeň with a few kilometres around: west, south, east, north.
CITY_BOX = (13.15, 49.60, 13.60, 49.88)


class CoordinateSystem(StrEnum):
    """The coordinate system that numbers look like, judged by their size."""

    WGS84 = "wgs84"
    SJTSK = "sjtsk"  # either sign, either order of the axes
    SWAPPED = "swapped"  # WGS84 with latitude first
    WEB_MERCATOR = "web_mercator"
    UTM = "utm"
    UNKNOWN = "unknown"


def looks_like(shape: BaseGeometry) -> CoordinateSystem:
    """The coordinate system of a shape, judged by the size of the numbers in its middle."""
    west, south, east, north = shape.bounds
    x, y = (west + east) / 2, (south + north) / 2
    lower, upper = sorted((abs(x), abs(y)))
    if _is_in_box(x, y, CITY_BOX):
        return CoordinateSystem.WGS84
    if _is_in_box(y, x, CITY_BOX):
        return CoordinateSystem.SWAPPED
    if abs(x) <= 180 and abs(y) <= 90:
        return CoordinateSystem.WGS84
    # The rest are the bounds of Czechia in each system, in metres.
    if _is_in_box(lower, upper, (415_000, 905_000, 944_000, 1_254_000)):
        return CoordinateSystem.SJTSK
    if _is_in_box(x, y, (1_335_000, 6_190_000, 2_104_000, 6_640_000)):
        return CoordinateSystem.WEB_MERCATOR
    if _is_in_box(x, y, (278_000, 5_371_000, 789_000, 5_669_000)):
        return CoordinateSystem.UTM
    return CoordinateSystem.UNKNOWN


def most_like(shapes: Iterable[BaseGeometry]) -> CoordinateSystem:
    """The coordinate system that most of the shapes look like."""
    return Counter(looks_like(shape) for shape in shapes).most_common(1)[0][0]


def _is_in_box(x: float, y: float, box: tuple[float, float, float, float]) -> bool:
    west, south, east, north = box
    return west <= x <= east and south <= y <= north


@cache
def _sjtsk_transformer() -> Transformer:
    # Picks the most exact transformation for each point; the first one listed for the pair is 12 m off here.
    return Transformer.from_crs(5514, 4326, always_xy=True)


def sjtsk_to_degrees(
    y: NDArray[np.float64] | Sequence[float], x: NDArray[np.float64] | Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes (WGS84) of S-JTSK coordinates in metres.

    The sign does not matter, nor which axis comes first: everywhere in Czechia the distance to the west of the origin
    is shorter than the one to the south of it.
    """
    west, south = np.sort(np.abs(np.array([y, x], dtype=np.float64)), axis=0)
    lon, lat = _sjtsk_transformer().transform(-west, -south)
    return lon, lat


def bend_as_in_sjtsk(shape: BaseGeometry) -> BaseGeometry:
    """A shape in degrees whose lines are those that are straight in S-JTSK between its corners."""

    def to_metres(points: NDArray[np.float64]) -> NDArray[np.float64]:
        return np.column_stack(_sjtsk_transformer().transform(points[:, 0], points[:, 1], direction="INVERSE"))

    in_metres = shapely.transform(shape, to_metres)
    return to_degrees(in_metres, CoordinateSystem.SJTSK)


@cache
def _utm_transformer() -> Transformer:
    return Transformer.from_crs(32633, 4326, always_xy=True)


def utm_to_degrees(
    east: NDArray[np.float64] | Sequence[float], north: NDArray[np.float64] | Sequence[float]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Longitudes and latitudes (WGS84) of coordinates in metres of UTM's zone 33 north, which most of Czechia is in."""
    lon, lat = _utm_transformer().transform(np.array(east, dtype=np.float64), np.array(north, dtype=np.float64))
    return lon, lat


def to_degrees(shape: BaseGeometry, system: CoordinateSystem, *, straight: bool = False) -> BaseGeometry:
    """A shape as it is stored: degrees, WGS84, rounded, outer rings counterclockwise, however it was drawn.

    Args:
        system: what the coordinates are; `CoordinateSystem.WGS84` or `CoordinateSystem.SJTSK`.
        straight: lines stay straight between the corners there are, as GIS programs do it.
    """
    if system == CoordinateSystem.SJTSK:
        shape = shapely.transform(
            shape if straight else shapely.segmentize(shape, _STRAIGHT_M),
            lambda points: np.column_stack(sjtsk_to_degrees(points[:, 0], points[:, 1])),
        )
    rounded = shapely.transform(shape, lambda points: points.round(DECIMALS))
    return shapely.orient_polygons(shapely.normalize(rounded), exterior_cw=False)


def in_city_box(shape: BaseGeometry) -> bool:
    """Whether a shape lies in Plzeň or its close surroundings as a whole."""
    west, south, east, north = shape.bounds
    return _is_in_box(west, south, CITY_BOX) and _is_in_box(east, north, CITY_BOX)
