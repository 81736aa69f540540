"""Whether two drawings of an area are the same: one may have come through S-JTSK, which moves points by 1 mm."""

from collections.abc import Iterator

import shapely
from shapely.geometry.base import BaseGeometry

from . import coordinates, overlaps_and_gaps

SAME_M = 0.008  # more than rounding to centimetres does; no two corners that somebody drew are so close


def is_same_drawing(stored: BaseGeometry, corners: BaseGeometry) -> bool:
    """Whether a file draws what is stored, corner for corner, but for some millimetres.

    Lines between corners that are straight in degrees are bent in S-JTSK, and the other way round, by centimetres if
    they are long; which of the two was meant a file does not say, so either is the same.

    Args:
        stored: a valid shape in degrees.
        corners: that of the file in degrees, with its own corners alone.
    """
    return any(_are_close(stored, drawn) for drawn in _ways_to_draw(corners))


def _ways_to_draw(corners: BaseGeometry) -> Iterator[BaseGeometry]:
    yield corners
    yield coordinates.bend_as_in_sjtsk(corners)


def _are_close(one: BaseGeometry, other: BaseGeometry) -> bool:
    if shapely.get_num_geometries(one) != shapely.get_num_geometries(other) or not shapely.is_valid(other):
        return False
    one, other = overlaps_and_gaps.on_plane(one), overlaps_and_gaps.on_plane(other)
    # First what is quick: it tells nearly all that differ.
    if abs(one.area - other.area) > SAME_M * one.length:
        return False
    return bool(
        shapely.hausdorff_distance(one, other) <= SAME_M
        and shapely.symmetric_difference(one, other).area <= SAME_M * one.length
    )
