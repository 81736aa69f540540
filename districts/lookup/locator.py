"""Which district a point lies in, and which borders are near. Pure geometry, no Django.

Degrees are WGS84, always longitude before latitude; distances are metres.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from districts.map.distances import SCALE

# Most of a city is far from any border: of a square there, everything is known once it is known of one point.
_SQUARE_M = 100
_CALM_M = 50  # no border is so near to a calm square
_MOST_SQUARES = 1 << 16  # remembered


@dataclass(frozen=True, slots=True)
class Near:
    """A district close to a point, and how far its border is."""

    number: int
    distance_m: float


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
        self._calm: dict[tuple[int, int], int | None] = {}

    def locate(self, lon: float, lat: float) -> int | None:
        """The number of the district at a point, or None outside all of them."""
        calm = self._find_calm(lon, lat)
        return self._locate_exactly(lon, lat) if calm is None else calm

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
        if within_m <= _CALM_M and self._find_calm(lon, lat) is not None:
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

    def closest(self, lon: float, lat: float, count: int) -> list[Near]:
        """The districts whose borders are closest to a point however far it is, for a point outside the city."""
        if not len(self._numbers):
            return []
        point = shapely.Point(lon * SCALE[0], lat * SCALE[1])
        distances = np.full(len(self._numbers), math.inf)
        np.minimum.at(distances, self._edge_owner, shapely.distance(self._edges, point))
        order = np.argsort(distances, kind="stable")[:count]
        return [Near(int(self._numbers[i]), float(distances[i])) for i in order if math.isfinite(distances[i])]

    def _find_calm(self, lon: float, lat: float) -> int | None:
        """The number of the district that all of the square around a point lies in, with no border within `_CALM_M`.

        None where there is one, and outside all districts.
        """
        square = int(lon * SCALE[0] // _SQUARE_M), int(lat * SCALE[1] // _SQUARE_M)
        try:
            return self._calm[square]
        except KeyError:
            pass
        if len(self._calm) >= _MOST_SQUARES:
            self._calm.clear()
        self._calm[square] = calm = self._look_at_square(*square)
        return calm

    def _look_at_square(self, column: int, row: int) -> int | None:
        west, south, around = column * _SQUARE_M, row * _SQUARE_M, _CALM_M + 1  # a metre for rounding
        square = shapely.box(west - around, south - around, west + _SQUARE_M + around, south + _SQUARE_M + around)
        if len(self._edge_tree.query(square, predicate="intersects")):
            return None
        return self._locate_exactly((west + _SQUARE_M / 2) / SCALE[0], (south + _SQUARE_M / 2) / SCALE[1])
