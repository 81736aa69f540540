"""Gives districts (or boroughs) common nodes, so that neighbours share every corner of their border. No Django.

Whatever joins neighbours – merging, simplifying, finding who borders on whom – compares vertices, not places: a vertex
that one of two neighbours has in the middle of their straight border, and the other has not, makes them strangers.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from heapq import heapify, heappop, heappush

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from districts.lookup.locator import Locator

from . import overlaps_and_gaps
from .coordinates import DECIMALS, CoordinateSystem, to_degrees
from .distances import SCALE
from .overlaps_and_gaps import ROUNDING_M

_GRID = 10.0**-DECIMALS  # degrees; what is stored lies on it
_SPOT_M = 0.2  # where a crack of rounding bends sharply or meets others, it is wider for a few centimetres
# One round is nearly always enough; the next ones are for what lies millimetres apart.
_ROUNDS = 5


@dataclass(frozen=True, slots=True)
class SharedEdges:
    """The straight pieces of border that two shapes have in common."""

    owners: NDArray[np.int64]  # two positions a row, the lower one first
    ends: NDArray[np.float64]  # start and end of each, x and y


def shared_edges(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> SharedEdges:
    """Which edges are in two of the shapes (Polygons or MultiPolygons with common nodes), by their positions."""
    ends, owners = _all_edges(shapes)
    backwards = (ends[:, 0, 0] > ends[:, 1, 0]) | ((ends[:, 0, 0] == ends[:, 1, 0]) & (ends[:, 0, 1] > ends[:, 1, 1]))
    ends[backwards] = ends[backwards][:, ::-1]
    order = np.lexsort((owners, *ends.reshape(-1, 4).T))
    ends, owners = ends[order], owners[order]
    common = np.flatnonzero((ends[1:] == ends[:-1]).all(axis=(1, 2)) & (owners[1:] != owners[:-1]))
    return SharedEdges(np.column_stack([owners[common], owners[common + 1]]), ends[common])


def _all_edges(shapes: Sequence[BaseGeometry] | NDArray[np.object_]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """All edges of the shapes (start and end, x and y), and the position of the shape that each belongs to."""
    parts, part_of = shapely.get_parts(shapes, return_index=True)
    rings, ring_of = shapely.get_rings(parts, return_index=True)
    points, point_of = shapely.get_coordinates(rings, return_index=True)
    inner = point_of[:-1] == point_of[1:]  # not from the end of one ring to the start of the next
    ends = np.stack([points[:-1][inner], points[1:][inner]], axis=1)
    return ends, part_of[ring_of[point_of[:-1][inner]]]


def with_common_nodes(shapes: Mapping[int, BaseGeometry]) -> dict[int, BaseGeometry]:
    """The same shapes with every corner of a shared border in both neighbours; those that fit already are unchanged.

    All borders are cut where they meet, on the grid of stored coordinates, and the areas between them are handed out
    whole. A place in two shapes stays with the lower number, as it is for the locator. Gaps up to the width of
    rounding (`overlaps_and_gaps.ROUNDING_M`), closed or open at an end, go to their neighbours; wider ones stay. So
    borders move by less than that width, and corners that fit do not move at all.

    Args:
        shapes: valid Polygons or MultiPolygons by number, in degrees, WGS84. Wide overlaps are resolved like narrow
            ones, so whoever minds looks for them before.

    Returns:
        The shapes as they are stored. One that lies in others of lower numbers as a whole is empty.
    """
    fitting = dict(shapes)
    for _round in range(_ROUNDS):
        plane = overlaps_and_gaps.on_plane(list(fitting.values()))
        if not _has_stray_corners(plane) and shapely.coverage_is_valid(plane):
            break
        before, fitting = fitting, _give_nodes(fitting, overlaps_and_gaps.find_cracks(plane, ROUNDING_M))
        if fitting == before:
            break
    return fitting


def _has_stray_corners(plane: NDArray[np.object_]) -> bool:
    """Whether a corner of a shape lies on, or as good as on, the border of another one that has no such corner."""
    ends, owners = _all_edges(plane)
    points = ends[:, 0]
    near, edges = shapely.STRtree(shapely.linestrings(ends)).query(
        shapely.points(points), predicate="dwithin", distance=ROUNDING_M
    )
    # Each corner as a number, so that it can be looked up who has it.
    corners = np.unique(points[:, 0] + 1j * points[:, 1], return_inverse=True)[1]
    return not np.isin(corners[near] * len(plane) + owners[edges], corners * len(plane) + owners).all()


def _give_nodes(shapes: Mapping[int, BaseGeometry], cracks: Sequence[BaseGeometry]) -> dict[int, BaseGeometry]:
    narrow = shapely.transform(np.array(cracks, dtype=object), lambda metres: metres / SCALE)
    outlines = shapely.boundary([*shapes.values(), *narrow])
    faces, holders = _handed_out(shapely.union_all(outlines, grid_size=_GRID), shapes, narrow)
    return {
        number: to_degrees(shapely.coverage_union_all(faces[holders == number]), CoordinateSystem.WGS84)
        for number in shapes
    }


def _handed_out(
    borders: BaseGeometry, shapes: Mapping[int, BaseGeometry], cracks: NDArray[np.object_]
) -> tuple[NDArray[np.object_], NDArray[np.int64]]:
    """The areas between borders, and the number of the shape that gets each; 0 for those that stay gaps."""
    faces = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    inside = shapely.point_on_surface(faces)
    places = shapely.get_coordinates(inside)
    holders = np.array([number or 0 for number in Locator(shapes).locate_many(*places.T)], dtype=np.int64)
    gaps = np.flatnonzero(holders == 0)
    cracked = np.isin(gaps, gaps[shapely.STRtree(cracks).query(inside[gaps], predicate="intersects")[0]])
    narrow = gaps[cracked | ~_are_wide(overlaps_and_gaps.on_plane(faces[gaps]))]
    if not len(narrow):
        return faces, holders
    # In pieces: a gap may run along the borders of several pairs of neighbours, and each pair shall meet again.
    pieces = shapely.get_parts(shapely.constrained_delaunay_triangles(faces[narrow]))
    faces = np.concatenate([np.delete(faces, narrow), pieces])
    holders = np.concatenate([np.delete(holders, narrow), np.zeros(len(pieces), dtype=np.int64)])
    _fill_gaps(set(range(len(faces) - len(pieces), len(faces))), faces, holders)
    return faces, holders


def _are_wide(gaps: NDArray[np.object_]) -> NDArray[np.bool_]:
    """Which gaps on the plane are wider than rounding, and not only in a spot."""
    cores, gap_of = shapely.get_parts(shapely.buffer(gaps, -ROUNDING_M / 2), return_index=True)
    west, south, east, north = shapely.bounds(cores).T
    return np.isin(np.arange(len(gaps)), gap_of[np.hypot(east - west, north - south) > _SPOT_M])


def _fill_gaps(gaps: set[int], faces: NDArray[np.object_], holders: NDArray[np.int64]) -> None:
    """Give each of these areas, by position, to who holds what lies along its longest edges."""
    edges = shared_edges(faces)
    lengths = np.linalg.norm((edges.ends[:, 1] - edges.ends[:, 0]) * SCALE, axis=1)
    around: defaultdict[int, list[tuple[int, float]]] = defaultdict(list)
    for (one, other), length in zip(edges.owners.tolist(), lengths.tolist(), strict=True):
        around[one].append((other, length))
        around[other].append((one, length))
    # The longest edges first, wherever they are: else whoever touches the short end of a gap as long as a street would
    # get all of it, and stand between those whom it divides.
    queue = [(-length, int(holders[other]), gap) for gap in gaps for other, length in around[gap] if holders[other]]
    heapify(queue)
    while queue:
        _length, number, gap = heappop(queue)
        if holders[gap] == 0:
            holders[gap] = number
            for other, length in around[gap]:
                if other in gaps:
                    heappush(queue, (-length, number, other))
