"""Where a point lies: exactly, always in one district, by a fixed rule on borders; and how far borders are."""

import pyproj
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from districts.demo import demo_map
from districts.lookup.locator import Locator
from districts.map.distances import distance_m
from tests.thorough import examples

SHAPES = demo_map.draw_districts()
CITY = shapely.union_all(list(SHAPES.values()))
LOCATOR = Locator(SHAPES)
WEST, SOUTH, EAST, NORTH = shapely.total_bounds(list(SHAPES.values()))
LONS = st.floats(WEST - 0.02, EAST + 0.02)
LATS = st.floats(SOUTH - 0.02, NORTH + 0.02)
VERTICES = shapely.get_coordinates(list(SHAPES.values())).tolist()
EDGES = [
    (tuple(a), tuple(b))
    for shape in SHAPES.values()
    for ring in shapely.get_rings(shapely.get_parts(shape))
    for a, b in zip(shapely.get_coordinates(ring)[:-1], shapely.get_coordinates(ring)[1:], strict=True)
]
BORDERS = shapely.segmentize(shapely.boundary(list(SHAPES.values())), 0.001)
GEOD = pyproj.Geod(ellps="WGS84")


def by_looking_at_all(lon: float, lat: float) -> int | None:
    point = shapely.Point(lon, lat)
    return min((number for number, shape in SHAPES.items() if shape.intersects(point)), default=None)


def metres_to_borders(lon: float, lat: float) -> dict[int, float]:
    """By the ellipsoid: the plane is laid at the point, so that distances from it are true."""
    plane = pyproj.Transformer.from_crs(4326, f"+proj=aeqd +lon_0={lon} +lat_0={lat}", always_xy=True)
    flat = shapely.transform(BORDERS, plane.transform, interleaved=False)
    return dict(zip(SHAPES, shapely.distance(flat, shapely.Point(0, 0)).tolist(), strict=True))


@settings(max_examples=examples(500))
@given(LONS, LATS)
def test_a_point_lies_where_looking_at_every_shape_finds_it(lon: float, lat: float) -> None:
    assert LOCATOR.locate(lon, lat) == by_looking_at_all(lon, lat)
    assert (LOCATOR.locate(lon, lat) is not None) == CITY.intersects(shapely.Point(lon, lat))


def test_a_vertex_of_several_districts_belongs_to_the_lowest_number() -> None:
    shared = 0
    for lon, lat in VERTICES:
        owners = [number for number, shape in SHAPES.items() if shape.intersects(shapely.Point(lon, lat))]
        assert LOCATOR.locate(lon, lat) == min(owners)
        shared += len(owners) > 1
    assert shared > 500


@settings(max_examples=examples(500))
@given(st.sampled_from(EDGES), st.floats(0, 1))
def test_a_point_along_a_border_belongs_to_exactly_one_district(
    edge: tuple[tuple[float, float], tuple[float, float]], along: float
) -> None:
    (lon1, lat1), (lon2, lat2) = edge
    lon, lat = lon1 + along * (lon2 - lon1), lat1 + along * (lat2 - lat1)
    assert LOCATOR.locate(lon, lat) == by_looking_at_all(lon, lat)


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_the_rule_for_borders_does_not_depend_on_the_order_of_shapes(order: tuple[int, int]) -> None:
    west, east = shapely.box(13, 49, 13.5, 50), shapely.box(13.5, 49, 14, 50)
    locator = Locator(dict(zip(order, (west, east), strict=True)))
    assert locator.locate(13.5, 49.5) == 1
    assert locator.locate(13.25, 49.5) == order[0]
    assert locator.locate(13.75, 49.5) == order[1]


@settings(max_examples=examples(100))
@given(st.lists(st.tuples(LONS, LATS) | st.sampled_from(VERTICES).map(tuple), max_size=30))
def test_many_points_at_once_are_found_like_one_by_one(points: list[tuple[float, float]]) -> None:
    lons, lats = [lon for lon, _ in points], [lat for _, lat in points]
    assert LOCATOR.locate_many(lons, lats) == [LOCATOR.locate(lon, lat) for lon, lat in points]


@settings(max_examples=examples(150))
@given(LONS, LATS, st.sampled_from([50.0, 400.0, 2000.0]))
def test_near_borders_are_those_within_the_distance_measured_on_the_ellipsoid(
    lon: float, lat: float, within: float
) -> None:
    found = {near.number: near.distance_m for near in LOCATOR.near(lon, lat, within)}
    for number, true in metres_to_borders(lon, lat).items():
        if number in found:
            assert found[number] == pytest.approx(true, rel=0.01, abs=0.1)
        else:
            assert true > within * 0.99


@settings(max_examples=examples(100))
@given(LONS, LATS)
def test_near_borders_come_nearest_first_and_each_district_once(lon: float, lat: float) -> None:
    found = LOCATOR.near(lon, lat, 3000)
    assert [(near.distance_m, near.number) for near in found] == sorted(
        (near.distance_m, near.number) for near in found
    )
    assert len({near.number for near in found}) == len(found)


def test_on_a_border_the_distance_is_nothing_and_both_districts_are_near() -> None:
    locator = Locator({1: shapely.box(13, 49, 13.5, 50), 2: shapely.box(13.5, 49, 14, 50)})
    assert [(near.number, near.distance_m) for near in locator.near(13.5, 49.5, 50)] == [(1, 0), (2, 0)]


@settings(max_examples=examples(100))
@given(LONS, LATS)
def test_the_closest_districts_are_the_closest_ones(lon: float, lat: float) -> None:
    found = LOCATOR.closest(lon, lat, 3)
    true = sorted(metres_to_borders(lon, lat).values())
    assert len(found) == 3
    assert [near.distance_m for near in found] == pytest.approx(true[:3], rel=0.01, abs=0.1)


@settings(max_examples=examples(200))
@given(LONS, LATS, LONS, LATS)
def test_distances_of_points_agree_with_the_ellipsoid(lon1: float, lat1: float, lon2: float, lat2: float) -> None:
    assert distance_m(lon1, lat1, lon2, lat2) == pytest.approx(GEOD.inv(lon1, lat1, lon2, lat2)[2], rel=0.01, abs=0.1)


def test_a_hole_is_outside_and_a_second_part_inside() -> None:
    outer = [(13.0, 49.0), (13.4, 49.0), (13.4, 49.4), (13.0, 49.4)]
    hole = [(13.1, 49.1), (13.2, 49.1), (13.2, 49.2), (13.1, 49.2)]
    locator = Locator({5: shapely.MultiPolygon([shapely.Polygon(outer, [hole]), shapely.box(14, 49, 14.1, 49.1)])})
    assert locator.locate(13.15, 49.15) is None
    assert locator.locate(13.05, 49.05) == 5
    assert locator.locate(14.05, 49.05) == 5
    assert [near.number for near in locator.near(13.15, 49.1999, 50)] == [5]  # the border of a hole is a border


def test_without_districts_nothing_is_found() -> None:
    locator = Locator({})
    assert locator.locate(13.37, 49.74) is None
    assert locator.locate_many([13.37], [49.74]) == [None]
    assert locator.near(13.37, 49.74, 50) == []
    assert locator.closest(13.37, 49.74, 3) == []
