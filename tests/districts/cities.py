"""A city whose districts fit, and the ways in which drawings of the same border come to differ between neighbours."""

from collections.abc import Callable
from functools import cache
from itertools import pairwise
from random import Random

import numpy as np
import shapely
from hypothesis import strategies as st
from numpy.typing import NDArray
from pyproj import Transformer
from shapely.geometry.base import BaseGeometry

from districts.demo import demo_map
from districts.map import overlaps_and_gaps
from districts.map.coordinates import CoordinateSystem, to_degrees
from districts.map.distances import SCALE

Points = NDArray[np.float64]
Slip = Callable[[Points, Random], Points]  # a ring in metres, as somebody else would have drawn it

ENCLAVE = 31  # in district 14, and a part of district 15 lies in 18
_MEETS_M = 1.0  # neighbours have at least so much border in common


@cache
def fitting_city() -> dict[int, BaseGeometry]:
    """The demonstration, as it is stored, with an enclave and an exclave; neighbours have all nodes in common."""
    shapes = demo_map.draw_districts()
    enclave, exclave = (shapely.Point(lon, lat).buffer(0.002) for lon, lat in ((13.377, 49.748), (13.335, 49.745)))
    shapes |= {
        ENCLAVE: enclave,
        14: shapes[14].difference(enclave),
        15: shapely.union(shapes[15], exclave),
        18: shapes[18].difference(exclave),
    }
    return {number: to_degrees(shape, CoordinateSystem.WGS84) for number, shape in shapes.items()}


def neighbours(shapes: dict[int, BaseGeometry]) -> dict[int, list[int]]:
    """Who borders on whom, slowly and however the borders are drawn: along a metre no further apart than rounding."""
    plane = {number: overlaps_and_gaps.on_plane(shape) for number, shape in shapes.items()}
    return {
        one: [
            other
            for other in sorted(plane)
            if one != other
            and plane[one].distance(plane[other]) < overlaps_and_gaps.ROUNDING_M
            and _along(plane[one], plane[other]) > _MEETS_M
        ]
        for one in plane
    }


def _along(one: BaseGeometry, other: BaseGeometry) -> float:
    return float(shapely.intersection(one.boundary, other.buffer(overlaps_and_gaps.ROUNDING_M)).length)


def redrawn(shapes: dict[int, BaseGeometry], slip: Slip, dice: Random) -> dict[int, BaseGeometry]:
    """The shapes as they are stored when each was drawn by itself."""

    def ring(points: Points) -> Points:
        return slip(points, dice) / SCALE

    def part(polygon: shapely.Polygon) -> shapely.Polygon:
        outer, *holes = (ring(shapely.get_coordinates(one)) for one in shapely.get_rings(polygon))
        return shapely.Polygon(outer, holes)

    return {
        number: to_degrees(
            shapely.union_all([part(one) for one in shapely.get_parts(overlaps_and_gaps.on_plane(shape))]),
            CoordinateSystem.WGS84,
        )
        for number, shape in shapes.items()
    }


def extra_corners(share: float, off_m: float = 0) -> Slip:
    """On some edges a superfluous corner, so many metres beside them."""

    def slip(points: Points, dice: Random) -> Points:
        drawn = [points[0]]
        for start, end in pairwise(points):
            length = float(np.linalg.norm(end - start))
            if dice.random() < share and length > 1:
                across = (end - start)[::-1] * (-1, 1) / length
                drawn.append(start + (end - start) * dice.uniform(0.1, 0.9) + across * dice.choice((-off_m, off_m)))
            drawn.append(end)
        return np.array(drawn)

    return slip


def moved_corners(by_m: float) -> Slip:
    """Each corner somewhere else, as when every district was measured by itself."""

    def slip(points: Points, dice: Random) -> Points:
        moved = points + [[dice.uniform(-by_m, by_m), dice.uniform(-by_m, by_m)] for _ in points]
        return np.concatenate([moved[:-1], moved[:1]])

    return slip


def dense_corners(points: Points, dice: Random) -> Points:
    """A corner every few metres, as some programs export curves."""
    step = dice.uniform(5, 50)
    dense: Points = shapely.get_coordinates(shapely.segmentize(shapely.LinearRing(points), step))
    return dense


def drawn_in(by_m: float) -> Slip:
    """A little too small all around, so that cracks as narrow as rounding meet at every corner."""

    def slip(points: Points, dice: Random) -> Points:
        smaller = shapely.buffer(shapely.Polygon(points), -by_m, join_style="mitre", mitre_limit=20)
        drawn: Points = shapely.get_coordinates(smaller.exterior)
        return drawn

    return slip


def seven_decimals(points: Points, dice: Random) -> Points:
    """Moved by some millimetres, then written with the usual seven decimals of a degree."""
    return (moved_corners(0.003)(points, dice) / SCALE).round(7) * SCALE


def centimetres(points: Points, dice: Random) -> Points:
    """Through S-JTSK in centimetres, from another corner on."""
    there = Transformer.from_crs(4326, 5514, always_xy=True)
    metres = np.column_stack(there.transform(*(points / SCALE).T)).round(2)
    return np.column_stack(there.transform(metres[:, 0], metres[:, 1], direction="INVERSE")) * SCALE


SLIPS: st.SearchStrategy[Slip] = st.one_of(
    st.builds(extra_corners, st.sampled_from([0.01, 0.1, 0.7]), st.sampled_from([0, 0.001, 0.004])),
    st.builds(drawn_in, st.sampled_from([0.0005, 0.004, 0.009])),
    st.builds(moved_corners, st.sampled_from([0.0005, 0.001, 0.005])),
    st.sampled_from([dense_corners, seven_decimals, centimetres]),
)
