"""The drawn map: small, without gaps, every district there."""

import gzip
import json
import re
from pathlib import Path

import pytest
from shapely import Polygon, affinity, box, coverage_is_valid, union_all
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from districts.demo import demo_map
from districts.map.city_map import CityMap, Drawing
from districts.map.distances import SCALE

# Four squares of about 720 × 1110 m: 1 and 2 in the north, 3 and 4 in the south; the boroughs are west and east.
SIDE = 0.01
GRID = {
    1: box(13.37, 49.75, 13.38, 49.76),
    2: box(13.38, 49.75, 13.39, 49.76),
    3: box(13.37, 49.74, 13.38, 49.75),
    4: box(13.38, 49.74, 13.39, 49.75),
}
BOROUGHS = {1: 10, 2: 20, 3: 10, 4: 20}


@pytest.fixture
def grid() -> CityMap:
    return CityMap(GRID, BOROUGHS)


def polygons(path: str) -> BaseGeometry:
    """Read a path back: `M x y l dx dy … z`, several times."""
    assert re.fullmatch(r"(M-?\d+[ -]\d+l-?\d+([ -]\d+)+z)*", path), path
    rings = []
    for ring in path.split("M")[1:]:
        x, y, *moves = map(int, re.findall(r"-?\d+", ring))
        points = [(x, y)]
        for dx, dy in zip(moves[::2], moves[1::2], strict=True):
            points.append((points[-1][0] + dx, points[-1][1] + dy))
        rings.append(Polygon(points))
    # Holes and islands alike: what is inside an odd number of rings.
    whole: BaseGeometry = Polygon()
    for one in rings:
        whole = whole.symmetric_difference(one)
    return whole


def city(one: CityMap) -> Drawing:
    assert one.city is not None
    return one.city


def around(one: CityMap, number: int) -> Drawing:
    drawing = one.around(number)
    assert drawing is not None
    return drawing


def test_the_whole_city_is_drawn_with_north_up(grid: CityMap) -> None:
    drawing = city(grid)
    assert [area.number for area in drawing.areas] == [1, 2, 3, 4]
    labels = {area.number: area.label for area in drawing.areas}
    north_west, south_east = labels[1], labels[4]
    assert north_west
    assert south_east
    assert north_west[0] < south_east[0]
    assert north_west[1] < south_east[1]


def test_the_drawing_has_the_proportions_of_the_ground(grid: CityMap) -> None:
    _, _, width, height = city(grid).box
    assert width / height == pytest.approx(0.646, abs=0.01)  # a degree of longitude is this much shorter


def test_neighbours_share_their_edges(grid: CityMap) -> None:
    shapes = [polygons(area.path) for area in city(grid).areas]
    assert union_all(shapes).area == sum(one.area for one in shapes)
    assert union_all(shapes).equals(box(*union_all(shapes).bounds))


def test_borders_of_boroughs_are_drawn_once_and_only_between_them(grid: CityMap) -> None:
    drawing = city(grid)
    x, _y, *moves = map(int, re.findall(r"-?\d+", drawing.borders))
    middle = drawing.box[2] / 2
    assert x == pytest.approx(middle, abs=1)
    assert abs(sum(moves[1::2])) == pytest.approx(drawing.box[3], abs=1)
    assert not any(moves[::2])


def test_a_label_stands_inside_its_district() -> None:
    horseshoe = box(13.37, 49.74, 13.39, 49.76) - box(13.375, 49.745, 13.385, 49.76)
    drawing = city(CityMap({1: horseshoe}, {1: 10}))
    (area,) = drawing.areas
    assert area.label
    assert polygons(area.path).contains(shape({"type": "Point", "coordinates": area.label}))


def test_a_district_in_another_one_is_drawn_as_a_hole() -> None:
    inner = box(13.378, 49.748, 13.382, 49.752)
    drawing = city(CityMap({1: box(13.37, 49.74, 13.39, 49.76) - inner, 2: inner}, {1: 10, 2: 10}))
    outer, hole = (polygons(area.path) for area in drawing.areas)
    assert outer.intersection(hole).area == 0


def test_surroundings_show_the_district_in_the_middle_and_its_neighbours_cut_off(grid: CityMap) -> None:
    drawing = around(grid, 1)
    left, top, width, height = drawing.box
    frame = box(left, top, left + width, top + height)
    shapes = {area.number: polygons(area.path) for area in drawing.areas}
    assert set(shapes) == {1, 2, 3, 4}
    assert all(frame.buffer(1).contains(one) for one in shapes.values())
    assert shapes[1].centroid.distance(frame.centroid) < 2
    assert shapes[1].area > shapes[4].area


def test_a_district_that_hardly_reaches_into_the_frame_is_left_out() -> None:
    """Its corner would be a single point: nothing to see, but to stop at with Tab."""
    alone = around(CityMap({1: GRID[1]}, {1: 10}), 1)
    left, _top, width, _height = alone.box
    unit = alone.unit_m / SCALE[0]  # in degrees of longitude
    edge = alone.corner[0] + (left + width) * unit
    for inside, expected in ((0.3, {1}), (30, {1, 5})):
        tip = edge - inside * unit
        spike = Polygon([(tip, 49.755), (tip + SIDE, 49.758), (tip + SIDE, 49.752)])
        drawing = around(CityMap({1: GRID[1], 5: spike}, {1: 10, 5: 10}), 1)
        assert {area.number for area in drawing.areas} == expected


def test_a_long_narrow_district_gets_a_frame_that_fits_a_page() -> None:
    strip = box(13.30, 49.7499, 13.40, 49.7501)
    flat, tall = strip, affinity.rotate(strip, 90)
    for one in (flat, tall):
        _, _, width, height = around(CityMap({1: one}, {1: 10}), 1).box
        assert 1 <= width / height <= 1.34


def test_an_unknown_district_has_no_surroundings(grid: CityMap) -> None:
    with pytest.raises(ValueError, match="99"):
        grid.around(99)


def test_neighbours_share_a_border_not_just_a_corner(grid: CityMap) -> None:
    assert grid.neighbours(1) == [2, 3]


def test_a_point_is_drawn_where_its_district_is(grid: CityMap) -> None:
    for drawing in (city(grid), around(grid, 4)):
        spot = shape({"type": "Point", "coordinates": drawing.xy(13.383, 49.743)})
        assert drawing.shows(13.383, 49.743)
        assert [area.number for area in drawing.areas if polygons(area.path).contains(spot)] == [4]
    assert not city(grid).shows(13.5, 49.743)


def test_without_districts_there_is_no_drawing() -> None:
    assert CityMap({}, {}).city is None


def test_the_demonstration_has_a_number_in_each_district() -> None:
    shapes = demo_map.draw_districts()
    check_whole(CityMap(shapes, {place.number: place.borough for place in demo_map.DISTRICTS}), shapes)


@pytest.mark.real_data
def test_the_official_city_has_a_number_in_each_district(real_data: Path) -> None:
    features = json.loads((real_data / "sample_districts.geojson").read_text())["features"]
    shapes = {one["properties"]["cislo"]: shape(one["geometry"]) for one in features}
    boroughs = {one["properties"]["cislo"]: one["properties"]["obvod_kod"] for one in features}
    check_whole(CityMap(shapes, boroughs), shapes)


def check_whole(drawn: CityMap, shapes: dict[int, BaseGeometry]) -> None:
    drawing = city(drawn)
    assert [area.number for area in drawing.areas if area.label] == sorted(shapes)
    paths = "".join(area.path for area in drawing.areas) + drawing.borders
    assert len(gzip.compress(paths.encode())) < 8_000
    assert coverage_is_valid([polygons(area.path) for area in drawing.areas])
    # What is drawn covers the ground that it stands for, but for what cannot be seen.
    metres = drawing.unit_m**2
    for area in drawing.areas:
        true = shapes[area.number].area * 111_195**2 * 0.6462
        assert polygons(area.path).buffer(0).area * metres == pytest.approx(true, rel=0.03)
        near = around(drawn, area.number)
        assert area.number in {one.number for one in near.areas if one.label}
