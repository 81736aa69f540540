"""Neighbours get common nodes, whatever their drawings differ in, and nothing else changes."""

import json
from pathlib import Path
from random import Random

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from districts.lookup.locator import Locator
from districts.map import overlaps_and_gaps
from districts.map.city_map import CityMap
from districts.map.common_nodes import shared_edges, with_common_nodes
from districts.map.coordinates import CoordinateSystem, to_degrees
from districts.map.distances import SCALE
from tests.districts import cities
from tests.districts.files import cell
from tests.thorough import daily, examples

METRE = 1 / np.array(SCALE)
DICE = st.builds(Random, st.integers(0, 2**32))


def borders(shapes: dict[int, BaseGeometry]) -> dict[int, list[int]]:
    drawn = CityMap(shapes, dict.fromkeys(shapes, 1))
    return {number: drawn.neighbours(number) for number in shapes}


def check(drawn: dict[int, BaseGeometry], fitted: dict[int, BaseGeometry]) -> None:
    """Everything that the map, the pages and the next import rely on."""
    plane = overlaps_and_gaps.on_plane([fitted[number] for number in sorted(fitted)])
    assert shapely.is_valid(plane).all()
    assert shapely.coverage_is_valid(plane)
    assert with_common_nodes(fitted) == fitted
    assert {number: to_degrees(one, CoordinateSystem.WGS84) for number, one in fitted.items()} == fitted
    for number, before in drawn.items():
        moved = shapely.symmetric_difference(
            overlaps_and_gaps.on_plane(before), overlaps_and_gaps.on_plane(fitted[number])
        )
        spots = shapely.get_parts(shapely.buffer(moved, -overlaps_and_gaps.ROUNDING_M / 2))
        assert all(spot.length < 0.5 for spot in spots)  # where a crack bends sharply it is wider for some centimetres


def test_districts_that_fit_are_left_as_they_are() -> None:
    city = cities.fitting_city()
    assert with_common_nodes(city) == city
    assert borders(city) == cities.neighbours(city)


@settings(max_examples=examples(15, fewest=3))
@given(cities.SLIPS, DICE)
def test_neighbours_fit_however_each_was_drawn(slip: cities.Slip, dice: Random) -> None:
    city = cities.fitting_city()
    drawn = cities.redrawn(city, slip, dice)
    fitted = with_common_nodes(drawn)
    check(drawn, fitted)
    assert borders(fitted) == cities.neighbours(drawn) == cities.neighbours(city)


@settings(max_examples=examples(15, fewest=3))
@given(cities.SLIPS, DICE)
def test_no_place_more_than_rounding_away_from_a_border_changes_its_district(slip: cities.Slip, dice: Random) -> None:
    drawn = cities.redrawn(cities.fitting_city(), slip, dice)
    west, south, east, north = shapely.total_bounds(list(drawn.values()))
    lons, lats = np.array([(dice.uniform(west, east), dice.uniform(south, north)) for _ in range(2000)]).T
    before, after = (Locator(shapes) for shapes in (drawn, with_common_nodes(drawn)))
    for lon, lat, one, other in zip(
        lons, lats, before.locate_many(lons, lats), after.locate_many(lons, lats), strict=True
    ):
        assert one == other or before.near(lon, lat, overlaps_and_gaps.ROUNDING_M)


def test_a_superfluous_corner_of_one_district_becomes_one_of_its_neighbour_and_nothing_else_changes() -> None:
    city = {1: cell(0, 0), 2: cell(1, 0), 3: cell(0, 1), 4: cell(1, 1)}
    stored = {number: to_degrees(one, CoordinateSystem.WGS84) for number, one in city.items()}
    corners = [(13.36, 49.74), (13.37, 49.74), (13.37, 49.7451), (13.37, 49.75), (13.36, 49.75)]
    drawn = stored | {1: to_degrees(shapely.Polygon(corners), CoordinateSystem.WGS84)}
    fitted = with_common_nodes(drawn)
    assert {number for number in drawn if fitted[number] != drawn[number]} == {2}
    assert (13.37, 49.7451) in fitted[2].exterior.coords
    assert borders(fitted) == {1: [2, 3], 2: [1, 4], 3: [1, 4], 4: [2, 3]}  # those across a corner are none


def test_a_border_drawn_once_for_two_districts_gets_their_common_corner() -> None:
    """North of the border lies one district, south of it two."""
    north, west, east = cell(0, 1, columns=2), cell(0, 0), cell(1, 0)
    fitted = with_common_nodes({1: north, 2: west, 3: east})
    assert (13.37, 49.75) in fitted[1].exterior.coords
    assert borders(fitted) == {1: [2, 3], 2: [1, 3], 3: [1, 2]}


def moved(area: BaseGeometry, east_m: float, north_m: float = 0) -> BaseGeometry:
    return shapely.transform(area, lambda points: points + np.array([east_m, north_m]) * METRE)


@pytest.mark.parametrize("metres", [-0.019, -0.005, -0.0007, 0.0004, 0.001, 0.005, 0.019])
def test_a_crack_or_an_overlap_of_rounding_along_a_whole_border_is_closed(metres: float) -> None:
    drawn = {1: cell(0, 0), 2: moved(cell(1, 0), metres), 3: cell(0, 1), 4: moved(cell(1, 1), metres)}
    fitted = with_common_nodes({number: to_degrees(one, CoordinateSystem.WGS84) for number, one in drawn.items()})
    check(drawn, fitted)
    assert borders(fitted) == {1: [2, 3], 2: [1, 4], 3: [1, 4], 4: [2, 3]}
    assert overlaps_and_gaps.on_plane(shapely.union_all(list(fitted.values()))).interiors[:] == []


def drawn_in(areas: dict[int, BaseGeometry], metres: float) -> dict[int, BaseGeometry]:
    """Each area smaller by so much all around, so that cracks run along all borders and meet."""
    smaller = shapely.buffer(
        overlaps_and_gaps.on_plane(list(areas.values())), -metres, join_style="mitre", mitre_limit=20
    )
    return {
        number: to_degrees(shapely.transform(area, lambda points: points / SCALE), CoordinateSystem.WGS84)
        for number, area in zip(areas, smaller, strict=True)
    }


def pointed(tip: tuple[float, float]) -> dict[int, BaseGeometry]:
    """One area reaches into the other one with a sharp point."""
    point = shapely.Polygon([(13.36, 49.745), (13.37, 49.745), tip, (13.37, 49.7455), (13.36, 49.7455)])
    return {1: point, 2: cell(0, 0, columns=2).difference(point), 3: cell(0, 1, columns=2)}


@pytest.mark.parametrize("metres", [0.002, 0.005, 0.009])
def test_cracks_of_rounding_are_closed_although_they_are_wider_at_a_sharp_corner(metres: float) -> None:
    city = pointed((13.375, 49.7452))
    fitted = with_common_nodes(drawn_in(city, metres))
    assert borders(fitted) == {1: [2], 2: [1, 3], 3: [2]}
    assert overlaps_and_gaps.find_gaps(fitted) == []
    assert with_common_nodes(fitted) == fitted


def test_cracks_of_rounding_are_closed_up_to_a_gap_that_they_end_in() -> None:
    pond = shapely.Point(13.37, 49.75).buffer(0.0002)
    city = {1: cell(0, 0), 2: cell(1, 0), 3: cell(0, 1), 4: cell(1, 1)}
    around = cell(-1, -1, columns=4, rows=4).difference(cell(0, 0, columns=2, rows=2))
    drawn = {number: area.difference(pond) for number, area in drawn_in(city, 0.005).items()} | {5: around}
    fitted = with_common_nodes(drawn)
    assert borders(fitted) == {1: [2, 3, 5], 2: [1, 4, 5], 3: [1, 4, 5], 4: [2, 3, 5], 5: [1, 2, 3, 4]}
    (gap,) = overlaps_and_gaps.find_gaps(fitted)
    assert gap.neighbours == (1, 2, 3, 4)
    assert gap.area_m2 == pytest.approx(pond.area * SCALE[0] * SCALE[1], rel=0.01)


def test_numbers_that_differ_in_the_last_bit_of_a_float_are_the_same_corner() -> None:
    west, east = shapely.box(13.37, 49.74, 13.37 + 0.01, 49.75), shapely.box(13.38, 49.74, 13.39, 49.75)
    assert 13.37 + 0.01 != 13.38
    assert borders({1: west, 2: east}) == {1: [2], 2: [1]}


def test_a_gap_wider_than_rounding_stays_a_gap() -> None:
    drawn = {1: cell(0, 0), 2: moved(cell(1, 0), 0.5), 3: cell(0, 1, columns=2)}
    fitted = with_common_nodes(drawn)
    assert borders(fitted) == {1: [3], 2: [3], 3: [1, 2]}
    assert [gap.neighbours for gap in overlaps_and_gaps.find_gaps(fitted)] == [(1, 2, 3)]


def test_what_two_districts_claim_stays_with_the_lower_number() -> None:
    drawn = {1: moved(cell(0, 0), 0.015), 2: cell(1, 0)}
    place = moved(shapely.Point(13.37, 49.745), 0.007)
    fitted = with_common_nodes(drawn)
    assert Locator(drawn).locate(place.x, place.y) == Locator(fitted).locate(place.x, place.y) == 1


def test_a_district_that_lies_in_another_one_as_a_whole_is_left_empty() -> None:
    """Wide overlaps are refused before; one of a width below rounding is not, so whoever asks has to look."""
    thread = to_degrees(moved(shapely.box(13.362, 49.742, 13.368, 49.742 + 0.01 * METRE[1]), 0), CoordinateSystem.WGS84)
    fitted = with_common_nodes({1: cell(0, 0), 2: thread})
    assert fitted[2].is_empty


def test_edges_in_common_are_found_whichever_way_they_are_drawn() -> None:
    edges = shared_edges([cell(0, 0), cell(1, 0).reverse(), cell(1, 1)])
    assert edges.owners.tolist() == [[0, 1], [1, 2]]
    assert edges.ends.tolist() == [[[13.37, 49.74], [13.37, 49.75]], [[13.37, 49.75], [13.38, 49.75]]]


@pytest.mark.real_data
def test_superfluous_corners_in_the_official_city_leave_its_neighbours(real_data: Path) -> None:
    features = json.loads((real_data / "sample_districts.geojson").read_text())["features"]
    city = {one["properties"]["cislo"]: to_degrees(shape(one["geometry"]), CoordinateSystem.WGS84) for one in features}
    true = borders(city)
    assert true == cities.neighbours(city)
    for seed in daily(range(5)):
        dice = Random(seed)
        number = dice.choice(sorted(city))
        drawn = city | cities.redrawn({number: city[number]}, cities.extra_corners(0.1), dice)
        fitted = with_common_nodes(drawn)
        check(drawn, fitted)
        assert borders(drawn) == borders(fitted) == true
