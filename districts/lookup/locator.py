"""Which district a point lies in, and which borders are near. Pure geometry, no Django.

Degrees are WGS84, always longitude before latitude; distances are metres.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from districts.map.distances import SCALE

# Most of a city is far from any border: of a square there, everything is known once it is known of one point.
_SQUARE_M = 100
_ROUNDING_M = 1
_MOST_SQUARES = 1 << 16  # remembered


@dataclass(frozen=True, slots=True)
class Near:
    """A district close to a point, and how far its border is."""

    number: int
    distance_m: float


class _Square(NamedTuple):
    """What is the same for all points of a square on the ground."""

    number: int | None  # of the district that all of it lies in, or None outside all; only if no border is in it
    border_m: float  # no border is nearer; less than 0 if there may be one in it


class Locator:
    """Finds districts by point; built once from their shapes and then read only.

    The fixed rule for a point exactly on a shared border: it belongs to the district with the lowest number.
    """

    def __init__(self, shapes: Mapping[int, BaseGeometry]) -> None:
        """Take the shape (Polygon or MultiPolygon, WGS84) of each district number."""
        # Sorted, so that the lowest position is the lowest number.
        self._numbers = np.array(sorted(shapes), dtype=np.int64)
        polygons = [shapes[int(number)] for number in self._numbers]
        shapely.prepare(polygons)
        self._shapes = shapely.STRtree(polygons)
        # Borders as single edges in metres: asking a few short edges is much faster than whole outlines.
        edges: list[NDArray[np.float64]] = []
        owners: list[NDArray[np.int64]] = []
        for position, polygon in enumerate(polygons):
            for ring in shapely.get_rings(shapely.get_parts(polygon)):
                metres = shapely.get_coordinates(ring) * SCALE
                edges.append(np.stack([metres[:-1], metres[1:]], axis=1))
                owners.append(np.full(len(metres) - 1, position))
        self._edge_owner = np.concatenate(owners) if owners else np.empty(0, dtype=np.int64)
        self._edges = shapely.linestrings(np.concatenate(edges)) if edges else np.empty(0, dtype=object)
        self._edge_tree = shapely.STRtree(self._edges)
        self._squares: dict[tuple[int, int], _Square] = {}

    def locate(self, lon: float, lat: float) -> int | None:
        """The number of the district at a point, or None outside all of them."""
        square = self._find_square(lon, lat)
        return self._locate_exactly(lon, lat) if square.border_m < 0 else square.number

    def _locate_exactly(self, lon: float, lat: float) -> int | None:
        hits = self._shapes.query(shapely.Point(lon, lat), predicate="intersects")
        return int(self._numbers[hits.min()]) if len(hits) else None

    def locate_many(self, lons: Sequence[float], lats: Sequence[float]) -> list[int | None]:
        """The same for many points at once."""
        points, positions = self._shapes.query(shapely.points(lons, lats), predicate="intersects")
        found = np.full(len(lons), len(self._numbers))
        np.minimum.at(found, points, positions)
        return [int(self._numbers[position]) if position < len(self._numbers) else None for position in found]

    def near(self, lon: float, lat: float, within_m: float) -> list[Near]:
        """Districts that have a border within a distance of a point, nearest first, the point's own included."""
        if within_m <= self._find_square(lon, lat).border_m:
            return []
        point = shapely.Point(lon * SCALE[0], lat * SCALE[1])
        hits = self._edge_tree.query(point, predicate="dwithin", distance=within_m)
        if not len(hits):
            return []
        distances = shapely.distance(self._edges[hits], point)
        nearest: dict[int, float] = {}
        for owner, distance in zip(self._edge_owner[hits].tolist(), distances.tolist(), strict=True):
            nearest[owner] = min(distance, nearest.get(owner, math.inf))
        ranked = sorted(nearest.items(), key=lambda item: (item[1], item[0]))
        return [Near(int(self._numbers[owner]), distance) for owner, distance in ranked]

    def is_near_other(self, lon: float, lat: float, within_m: float, *, number: int) -> bool:
        """Whether a district other than the one with a number has a border within a distance of a point."""
        if within_m <= self._find_square(lon, lat).border_m:
            return False
        point = shapely.Point(lon * SCALE[0], lat * SCALE[1])
        hits = self._edge_tree.query(point, predicate="dwithin", distance=within_m)
        return bool((self._numbers[self._edge_owner[hits]] != number).any())

    def closest(self, lon: float, lat: float, count: int) -> list[Near]:
        """The districts whose borders are closest to a point however far it is, for a point outside the city."""
        if not len(self._numbers):
            return []
        point = shapely.Point(lon * SCALE[0], lat * SCALE[1])
        distances = np.full(len(self._numbers), math.inf)
        np.minimum.at(distances, self._edge_owner, shapely.distance(self._edges, point))
        order = np.argsort(distances, kind="stable")[:count]
        return [Near(int(self._numbers[i]), float(distances[i])) for i in order if math.isfinite(distances[i])]

    def _find_square(self, lon: float, lat: float) -> _Square:
        """The square around a point."""
        place = int(lon * SCALE[0] // _SQUARE_M), int(lat * SCALE[1] // _SQUARE_M)
        try:
            return self._squares[place]
        except KeyError:
            pass
        if len(self._squares) >= _MOST_SQUARES:
            self._squares.clear()
        self._squares[place] = square = self._look_at_square(*place)
        return square

    def _look_at_square(self, column: int, row: int) -> _Square:
        west, south = column * _SQUARE_M, row * _SQUARE_M
        square = shapely.box(west, south, west + _SQUARE_M, south + _SQUARE_M)
        nearest = self._edge_tree.nearest(square)
        border_m = math.inf if nearest is None else float(shapely.distance(self._edges[nearest], square)) - _ROUNDING_M
        if border_m < 0:
            return _Square(None, border_m)
        middle = (west + _SQUARE_M / 2) / SCALE[0], (south + _SQUARE_M / 2) / SCALE[1]
        return _Square(self._locate_exactly(*middle), border_m)
