"""Finds what is wrong with a set of boundaries: overlaps, gaps, what reaches out of the city. Pure geometry, no Django.

Shapes are Polygons or MultiPolygons in degrees, WGS84, longitude before latitude, as they are stored. Sizes are metres
on a plane that is only stretched (`distances.SCALE`), so a border straight in the file is straight in every check.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray
from shapely.geometry.base import BaseGeometry

from .boundary_shapes import Spot
from .distances import SCALE

# Coordinates written with 7 decimals of a degree or with centimetres are off by up to 1 cm, so two drawings of one
# border may lie 2 cm apart. Overlaps and gaps narrower than that are rounding, not mistakes.
ROUNDING_M = 0.02
# Borders of boroughs and of districts come from two sources. Up to this far apart they count as the same line.
SOURCES_M = 1.0
# What is narrower comes from calculating alone.
_NOISE_M = 0.0002


@dataclass(frozen=True, slots=True)
class Overlap:
    """Two shapes share an area: how many pieces, how much, how long the largest piece is and where to look."""

    first: int
    second: int
    pieces: int
    area_m2: float
    length_m: float
    spot: Spot


@dataclass(frozen=True, slots=True)
class Gap:
    """An area inside the city that belongs to no shape, and the shapes around it."""

    neighbours: tuple[int, ...]
    area_m2: float
    length_m: float
    spot: Spot


@dataclass(frozen=True, slots=True)
class Excess:
    """How much of a shape lies outside the area it belongs to, and where to look."""

    area_m2: float
    length_m: float
    spot: Spot


def find_overlaps(shapes: Mapping[int, BaseGeometry]) -> list[Overlap]:
    """Pairs of shapes that share more than rounding explains, the largest first. The shapes must be valid."""
    keys = sorted(shapes)
    plane = on_plane([shapes[key] for key in keys])
    first, second = shapely.STRtree(plane).query(plane, predicate="intersects")
    pairs = [(i, j) for i, j in zip(first.tolist(), second.tolist(), strict=True) if i < j]
    found = []
    for i, j in pairs:
        pieces = _keep_wider(shapely.get_parts(plane[i].intersection(plane[j])), ROUNDING_M)
        if pieces:
            area, length, spot = _measure_pieces(pieces)
            found.append(Overlap(keys[i], keys[j], len(pieces), area, length, spot))
    return sorted(found, key=lambda overlap: -overlap.area_m2)


def find_gaps(shapes: Mapping[int, BaseGeometry], within: BaseGeometry | None = None) -> list[Gap]:
    """Areas that no shape covers, the largest first: holes, cracks between neighbours, uncovered parts of the city.

    Args:
        shapes: valid shapes by number.
        within: what they should cover together; without it the outer border is taken as it is.
    """
    keys = sorted(shapes)
    plane = on_plane([shapes[key] for key in keys])
    holes, whole = _find_holes(plane)
    between = _find_cracks_beside(whole, plane, SOURCES_M)
    city = None if within is None else on_plane(within)
    if city is not None:
        # What narrows to a point where two shapes meet may be the town next to ours.
        between = [part for crack in between for part in shapely.get_parts(crack.intersection(city)).tolist()]
    missing = [*_keep_wider(holes, ROUNDING_M), *_keep_wider(between, ROUNDING_M)]
    if city is not None:
        uncovered = city.difference(shapely.union_all([whole, *missing]))
        missing += _keep_wider(shapely.get_parts(uncovered), SOURCES_M)
    tree = shapely.STRtree(plane)
    found = []
    for piece in missing:
        area, length, spot = _measure_pieces([piece])
        near = tree.query(piece, predicate="dwithin", distance=ROUNDING_M)
        found.append(Gap(tuple(keys[i] for i in sorted(near)), area, length, spot))
    return sorted(found, key=lambda gap: -gap.area_m2)


def _find_holes(plane: NDArray[np.object_]) -> tuple[list[BaseGeometry], BaseGeometry]:
    """What no shape covers although shapes lie all around it, piece by piece, and all shapes with these pieces."""
    parts = shapely.get_parts(shapely.union_all(plane))
    tree = shapely.STRtree(parts)
    holes: list[BaseGeometry] = []
    for ring in chain.from_iterable(part.interiors for part in parts):
        hole = shapely.Polygon(ring)
        islands = parts[tree.query(hole, predicate="contains")]
        if len(islands):
            holes.extend(shapely.get_parts(hole.difference(shapely.union_all(islands))))
        else:
            holes.append(hole)
    return holes, shapely.union_all([shapely.Polygon(part.exterior) for part in parts])


def find_cracks(plane: NDArray[np.object_], width_m: float) -> list[BaseGeometry]:
    """Spaces between neighbours on the plane, up to so wide; of a wider one those ends that are narrow."""
    return _find_cracks_beside(shapely.union_all(plane), plane, width_m)


def _find_cracks_beside(whole: BaseGeometry, plane: NDArray[np.object_], width_m: float) -> list[BaseGeometry]:
    """The same beside a shape on the plane that holds all others, and holes that do not count."""
    closed = _move_border(_move_border(whole, width_m / 2), -width_m / 2)
    # Growing is exact to a hundredth; without the films that this leaves along borders.
    spaces = _move_border(_move_border(closed.difference(whole), -width_m / 100), width_m / 100)
    tree = shapely.STRtree(plane)
    cracks = []
    for piece in shapely.get_parts(spaces):
        neighbours = tree.query(piece, predicate="dwithin", distance=ROUNDING_M)
        # Not the tip of a bay, nor a notch of one shape alone.
        if _diagonal_m(piece) > SOURCES_M and len(neighbours) > 1:
            cracks.append(piece)
    return cracks


def _move_border(shape: BaseGeometry, by_m: float) -> BaseGeometry:
    """A shape with every border moved outwards; corners stay corners unless they are sharper than 12 degrees."""
    return shapely.buffer(shape, by_m, join_style="mitre", mitre_limit=10)


def find_excess(shape: BaseGeometry, area: BaseGeometry) -> Excess | None:
    """What of a shape lies outside an area further than two sources of one border differ, or None."""
    pieces = _keep_wider(shapely.get_parts(on_plane(shape).difference(on_plane(area))), SOURCES_M)
    return Excess(*_measure_pieces(pieces)) if pieces else None


def are_redrawn(one: BaseGeometry, other: BaseGeometry) -> bool:
    """Whether two shapes differ by more than rounding."""
    differing = on_plane(one).symmetric_difference(on_plane(other))
    return bool(are_wider([*shapely.get_parts(differing)], ROUNDING_M).any())


def on_plane(shape: Any) -> Any:  # noqa: ANN401 - one geometry or an array of them, as in Shapely
    """A shape, or several, in metres."""
    return shapely.transform(shape, lambda degrees: degrees * SCALE)


def are_wider(pieces: Sequence[BaseGeometry], width_m: float) -> NDArray[np.bool_]:
    """In which of the pieces on the plane a disc of that width fits somewhere; in lines and points none does."""
    left = shapely.area(shapely.buffer(np.array(pieces, dtype=object), -width_m / 2))
    fits: NDArray[np.bool_] = left > _NOISE_M**2  # of long slivers a crumb may be left although they are too narrow
    return fits


def _keep_wider(pieces: Sequence[BaseGeometry], width_m: float) -> list[BaseGeometry]:
    return [piece for piece, wide in zip(pieces, are_wider(pieces, width_m), strict=True) if wide]


def _diagonal_m(piece: BaseGeometry) -> float:
    west, south, east, north = piece.bounds
    return float(np.hypot(east - west, north - south))


def _measure_pieces(pieces: Sequence[BaseGeometry]) -> tuple[float, float, Spot]:
    """The area of all pieces, the length of the largest and a spot in it."""
    largest = max(pieces, key=lambda piece: float(piece.area))
    inside = largest.representative_point()
    area = sum(float(piece.area) for piece in pieces)
    return area, _diagonal_m(largest), Spot(inside.x / SCALE[0], inside.y / SCALE[1])
