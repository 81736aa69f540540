"""A district drawn anew: its neighbours follow, and what was not moved stays where it is."""

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st

from districts.map import overlaps_and_gaps
from districts.map.coordinates import CoordinateSystem, to_degrees
from districts.map.distances import SCALE
from districts.map.redrawing import redraw_shape
from tests.districts.files import cell

CITY = {1: cell(0, 0), 2: cell(1, 0), 3: cell(0, 1), 4: cell(1, 1)}


@given(
    number=st.sampled_from(sorted(CITY)),
    corners=st.lists(
        st.tuples(st.floats(0.0001, 0.0199), st.floats(0.0001, 0.0199)), min_size=3, max_size=8, unique=True
    ),
)
def test_a_redrawn_district_leaves_the_city_covered_without_overlaps(
    number: int, corners: list[tuple[float, float]]
) -> None:
    drawn = shapely.MultiPoint([(13.36 + x, 49.74 + y) for x, y in corners]).convex_hull
    if drawn.geom_type != "Polygon" or drawn.area < 1e-8:
        return
    drawn = shapely.union(drawn, CITY[number]) if drawn.intersects(CITY[number]) else drawn
    redrawn = redraw_shape(CITY, number, drawn)
    left = {key: to_degrees(area, CoordinateSystem.WGS84) for key, area in redrawn.items() if not area.is_empty}
    assert overlaps_and_gaps.find_overlaps(left) == []
    assert overlaps_and_gaps.find_gaps(left, within=cell(0, 0, columns=2, rows=2)) == []


def test_neighbours_give_up_what_is_taken_and_get_what_is_left() -> None:
    west, south, east, north = CITY[1].bounds
    drawn = shapely.box(west, south, east + 0.002, north - 0.003)
    redrawn = redraw_shape(CITY, 1, drawn)
    assert redrawn[1].equals(drawn)
    assert redrawn[2].area == pytest.approx(CITY[2].area - drawn.intersection(CITY[2]).area)
    # What it left lies along the whole side of 3, and only for a short way along 2.
    assert redrawn[3].area == pytest.approx(CITY[3].area + CITY[1].difference(drawn).area)
    assert redrawn[4].equals(CITY[4])


@pytest.mark.parametrize("metres", [-0.009, -0.004, 0.004, 0.009])
def test_a_drawing_that_differs_by_rounding_alone_moves_nothing(metres: float) -> None:
    plane = overlaps_and_gaps.on_plane(CITY[1]).buffer(metres, join_style="mitre")
    redrawn = redraw_shape(CITY, 1, shapely.transform(plane, lambda points: points / SCALE))
    assert shapely.equals(list(redrawn.values()), [CITY[number] for number in redrawn]).all()


def test_only_the_corner_that_was_moved_moves() -> None:
    smaller = (
        shapely.get_coordinates(overlaps_and_gaps.on_plane(CITY[1]).buffer(-0.009, join_style="mitre"))[:-1] / SCALE
    )
    inner = np.linalg.norm(smaller - (13.37, 49.75), axis=1).argmin()
    smaller[inner] = (13.369, 49.749)
    redrawn = redraw_shape(CITY, 1, shapely.Polygon(smaller))
    assert shapely.get_coordinates(redrawn[1]).tolist().count([13.369, 49.749]) == 1
    assert {tuple(corner) for corner in shapely.get_coordinates(redrawn[1])} == {
        *[(13.36, 49.74), (13.37, 49.74), (13.369, 49.749), (13.36, 49.75)]
    }


def test_a_drawing_that_snapping_would_make_cross_itself_stays_as_it_is() -> None:
    """An inlet ends a centimetre before the common corner, and an edge passes between them."""
    inlet = [(-700, 1), (-0.009, -0.008), (-700, -1)]
    metres = [(-700, -1000), (100, -1000), (100, -100.007), (-100, 99.993), (-700, 100), *inlet]
    drawn = shapely.Polygon(np.array(metres) / SCALE + (13.37, 49.75))
    redrawn = redraw_shape(CITY, 1, drawn)[1]
    assert redrawn.symmetric_difference(drawn).area < 1e-12
