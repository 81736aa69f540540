"""Draws one shape of a set anew, with its neighbours following. Pure geometry, no Django.

Shapes are Polygons or MultiPolygons in degrees, WGS84, longitude before latitude, as they are stored.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import numpy as np
import shapely
from shapely.geometry.base import BaseGeometry

from . import overlaps_and_gaps
from .coordinates import DECIMALS
from .distances import SCALE
from .overlaps_and_gaps import ROUNDING_M


def redraw_shape(
    shapes: Mapping[int, BaseGeometry],
    number: int,
    drawn: BaseGeometry,
    *,
    heirs: Collection[int] | None = None,
    only_among_heirs: bool = False,
) -> dict[int, BaseGeometry]:
    """The set with one shape drawn anew and its neighbours following, so that a border is moved once, not twice.

    What differs from their borders by rounding alone was not moved. Neighbours lose what the new shape takes, and each
    piece it leaves goes to the neighbour along whose border it lies for longest. What the others hold is never touched,
    and outside the shapes nothing is taken.

    Args:
        shapes: valid shapes by number that fit together.
        number: which one changes; it may be a new one.
        drawn: its new shape, valid.
        heirs: who may get what it leaves; by default any neighbour.
        only_among_heirs: the border around the heirs stays: what the new shape takes from others, or outside, it does
            not get, and what it leaves where there is no heir it keeps.
    """
    drawn = _snap_to_corners(drawn, list(shapes.values()))
    before = shapes.get(number, shapely.Polygon())
    others = {key: shape for key, shape in shapes.items() if key != number}
    heirs = set(others) & set(others if heirs is None else heirs)
    # All borders are cut where they meet and the areas between them are handed out whole, so that neighbours share
    # every corner; cutting shapes from one another would leave cracks as wide as rounding errors.
    borders = shapely.union_all([shape.boundary for shape in (*shapes.values(), drawn)])
    areas = shapely.get_parts(shapely.polygonize(shapely.get_parts(borders)))
    inside = shapely.point_on_surface(areas)
    held = shapely.contains_properly(before, inside)
    holder = np.zeros(len(areas), dtype=np.int64)  # 0 is nobody
    for key, shape in others.items():
        holder[shapely.contains_properly(shape, inside)] = key
    taken = shapely.contains_properly(drawn, inside)
    if only_among_heirs:
        outline = [shapely.Polygon(part.exterior) for part in shapely.get_parts(shapely.union_all([*shapes.values()]))]
        gaps = (holder == 0) & shapely.contains_properly(shapely.union_all(outline), inside)
        taken &= held | gaps | np.isin(holder, list(heirs))
    holder[taken] = number
    result = {}
    for key, shape in (*others.items(), (number, drawn)):
        built = shapely.coverage_union_all(areas[holder == key])
        result[key] = shape if shapely.equals_exact(shapely.normalize(built), shapely.normalize(shape)) else built
    left = _hand_out(areas[(holder == 0) & held], result, heirs)
    if only_among_heirs:
        result[number] = shapely.union_all([result[number], *left])
    return result


def _hand_out(
    pieces: Iterable[BaseGeometry], shapes: dict[int, BaseGeometry], heirs: Collection[int]
) -> list[BaseGeometry]:
    """Give each piece to the heir along whose border it lies for longest; return those that lie along no border.

    Args:
        pieces: areas that nobody has.
        shapes: by number; changed in place.
        heirs: numbers of shapes.
    """
    left = list(pieces)
    while left:
        borders = {key: shapes[key].boundary for key in heirs if not shapes[key].is_empty}
        given: dict[int, list[BaseGeometry]] = defaultdict(list)
        for piece in left:
            edge = piece.boundary
            shared = {key: shapely.length(shapely.intersection(border, edge)) for key, border in borders.items()}
            heir = max(shared, key=shared.__getitem__, default=0)
            given[heir if shared.get(heir) else 0].append(piece)
        left = given.pop(0, [])
        if not given:
            break
        # All at once: a shape grows costly to add to with every piece. What is left may lie along these.
        for heir, mine in given.items():
            shapes[heir] = shapely.union_all([shapes[heir], *mine])
    return left


def _snap_to_corners(drawn: BaseGeometry, shapes: Sequence[BaseGeometry]) -> BaseGeometry:
    """A shape with its corners on those of others that they miss by rounding; as it is if that would spoil it."""
    plane, corners = overlaps_and_gaps.on_plane(drawn), shapely.get_coordinates(shapes) * SCALE
    bounds = np.array(plane.bounds)
    near = ((corners > bounds[:2] - ROUNDING_M) & (corners < bounds[2:] + ROUNDING_M)).all(axis=1)
    snapped = shapely.snap(plane, shapely.multipoints(np.unique(corners[near], axis=0)), ROUNDING_M)
    in_degrees = shapely.transform(snapped, lambda metres: (metres / SCALE).round(DECIMALS))
    return in_degrees if shapely.is_valid(in_degrees) else drawn
