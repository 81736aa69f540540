"""What is wrong with a set of boundaries is found, measured and located; what is only rounding is let through."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import strategies as st
from pyproj import Transformer
from shapely.affinity import translate
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from districts.map import boundary_shapes, overlaps_and_gaps
from districts.map.boundary_shapes import ShapeError, ShapeFault
from districts.map.coordinates import CoordinateSystem, in_city_box, looks_like, most_like, sjtsk_to_degrees, to_degrees
from districts.map.distances import SCALE
from tests.districts.files import cell

METRE = 1 / np.array(SCALE)  # degrees of longitude and latitude
CITY = {1: cell(0, 0), 2: cell(1, 0), 3: cell(0, 1), 4: cell(1, 1)}
SQUARE = [[13.36, 49.74], [13.37, 49.74], [13.37, 49.75], [13.36, 49.75], [13.36, 49.74]]


def moved(area: BaseGeometry, east_m: float, north_m: float) -> BaseGeometry:
    return translate(area, east_m * METRE[0], north_m * METRE[1])


def in_system(epsg: int) -> BaseGeometry:
    transformer = Transformer.from_crs(4326, epsg, always_xy=True)
    return shapely.transform(cell(0, 0), lambda points: np.column_stack(transformer.transform(*points.T)))


# --- reading --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("geojson", "fault"),
    [
        (None, ShapeFault.MISSING),
        ({"type": "Polygon", "coordinates": []}, ShapeFault.MISSING),
        ({"type": "MultiPolygon", "coordinates": []}, ShapeFault.MISSING),
        ({"type": "Polygon", "coordinates": [[]]}, ShapeFault.MISSING),
        ({"type": "Point", "coordinates": [13.36, 49.74]}, ShapeFault.NOT_AN_AREA),
        ({"type": "LineString", "coordinates": SQUARE}, ShapeFault.NOT_AN_AREA),
        ({"type": "GeometryCollection", "geometries": []}, ShapeFault.NOT_AN_AREA),
        ("Polygon", ShapeFault.MALFORMED),
        ({}, ShapeFault.MALFORMED),
        ({"type": "Circle", "coordinates": [SQUARE]}, ShapeFault.MALFORMED),
        ({"type": "Polygon", "coordinates": SQUARE}, ShapeFault.MALFORMED),
        ({"type": "Polygon", "coordinates": "13.36 49.74"}, ShapeFault.MALFORMED),
        ({"type": "Polygon", "coordinates": [[["13.36", "49.74"]] * 4]}, ShapeFault.MALFORMED),
        ({"type": "Polygon", "coordinates": [[[13.36]] * 4]}, ShapeFault.MALFORMED),
        ({"type": "Polygon", "coordinates": [[[float("nan"), 49.74]] * 4]}, ShapeFault.MALFORMED),
        ({"type": "Polygon", "coordinates": [[[10**400, 49.74]] * 4]}, ShapeFault.MALFORMED),
        ({"type": "Polygon", "coordinates": [SQUARE[:-1]]}, ShapeFault.OPEN_RING),
        ({"type": "Polygon", "coordinates": [[SQUARE[0], SQUARE[1], SQUARE[0]]]}, ShapeFault.TOO_FEW_POINTS),
    ],
)
def test_what_is_no_area_is_refused_by_name(geojson: object, fault: ShapeFault) -> None:
    with pytest.raises(ShapeError) as error:
        boundary_shapes.read_shape(geojson)
    assert error.value.fault == fault


def test_heights_are_dropped() -> None:
    with_heights = {"type": "Polygon", "coordinates": [[[*point, 310.5] for point in SQUARE]]}
    assert boundary_shapes.read_shape(with_heights).equals(cell(0, 0))


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.sampled_from(["Polygon", "MultiPolygon", "", "13.4"]),
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.fixed_dictionaries({"type": st.sampled_from(["Polygon", "MultiPolygon", "Point"]), "coordinates": inner})
    ),
    max_leaves=30,
)


@given(JSON)
def test_any_json_is_a_shape_or_refused(value: Any) -> None:
    try:
        read = boundary_shapes.read_shape(value)
        boundary_shapes.require_valid(read)
    except ShapeError:
        return
    assert read.geom_type in {"Polygon", "MultiPolygon"}


@pytest.mark.parametrize(
    ("wkt", "fault", "where"),
    [
        (
            "POLYGON ((13.36 49.74, 13.38 49.76, 13.38 49.74, 13.36 49.76, 13.36 49.74))",
            ShapeFault.CROSSES_ITSELF,
            (13.37, 49.75),
        ),
        (
            "POLYGON ((13.36 49.74, 13.38 49.74, 13.38 49.76, 13.37 49.74, 13.36 49.76, 13.36 49.74))",
            ShapeFault.CROSSES_ITSELF,
            (13.37, 49.74),
        ),
        (
            "POLYGON ((13.36 49.74, 13.38 49.74, 13.38 49.76, 13.36 49.76, 13.36 49.74), "
            "(13.4 49.74, 13.41 49.74, 13.41 49.75, 13.4 49.74))",
            ShapeFault.HOLE_OUTSIDE,
            (13.4, 49.74),
        ),
        (
            "MULTIPOLYGON (((13.36 49.74, 13.38 49.74, 13.38 49.76, 13.36 49.76, 13.36 49.74)), "
            "((13.365 49.745, 13.37 49.745, 13.37 49.75, 13.365 49.745)))",
            ShapeFault.PARTS_OVERLAP,
            (13.365, 49.745),
        ),
        (
            "POLYGON ((0 0, 10 0, 10 10, 0 10, 0 0), (0 5, 5 2, 10 5, 5 8, 0 5))",
            ShapeFault.PINCHED,
            None,
        ),
    ],
)
def test_an_invalid_outline_is_refused_with_its_place(
    wkt: str, fault: ShapeFault, where: tuple[float, float] | None
) -> None:
    with pytest.raises(ShapeError) as error:
        boundary_shapes.require_valid(shapely.from_wkt(wkt))
    assert error.value.fault == fault
    assert error.value.spot is not None
    if where:
        assert (error.value.spot.lon, error.value.spot.lat) == pytest.approx(where)


# --- coordinate systems ---------------------------------------------------------------------------------------------


def test_sjtsk_gives_the_official_place_of_a_known_address() -> None:
    """Náměstí Republiky 1, address 24570222 of the register."""
    lon, lat = sjtsk_to_degrees([822380.67], [1069630.19])
    assert (lon[0], lat[0]) == pytest.approx((13.377706, 49.748122), abs=2e-6)


@pytest.mark.parametrize(
    "axes",
    [
        lambda east, north: (east, north),
        lambda east, north: (-east, -north),
        lambda east, north: (north, east),
        lambda east, north: (-north, -east),
    ],
    ids=["EPSG:5514", "positive", "axes swapped", "EPSG:5513"],
)
def test_every_convention_of_sjtsk_is_recognised_and_means_the_same(axes: Any) -> None:
    area = shapely.transform(in_system(5514), lambda points: np.column_stack(axes(*points.T)))
    assert looks_like(area) == CoordinateSystem.SJTSK
    corners = shapely.points(shapely.get_coordinates(cell(0, 0)))
    assert shapely.distance(corners, to_degrees(area, CoordinateSystem.SJTSK).exterior).max() < 2e-8


def test_systems_are_told_apart_by_the_size_of_numbers() -> None:
    swapped = shapely.transform(cell(0, 0), lambda points: points[:, ::-1])
    assert looks_like(cell(0, 0)) == CoordinateSystem.WGS84
    assert looks_like(swapped) == CoordinateSystem.SWAPPED
    assert looks_like(in_system(3857)) == CoordinateSystem.WEB_MERCATOR
    assert looks_like(in_system(32633)) == CoordinateSystem.UTM
    assert looks_like(shapely.box(1000, 1000, 2000, 2000)) == CoordinateSystem.UNKNOWN
    assert most_like([cell(0, 0), cell(1, 0), in_system(3857)]) == CoordinateSystem.WGS84


def test_another_town_is_outside_the_city_box() -> None:
    assert in_city_box(cell(0, 0))
    assert not in_city_box(shapely.box(14.4, 50.0, 14.5, 50.1))  # Prague
    assert not in_city_box(shapely.box(13.3, 49.7, 14.5, 50.1))


def test_a_long_straight_line_of_sjtsk_stays_straight() -> None:
    """A neighbour may have a point in the middle of a 4 km line, which is bent by 35 cm in degrees."""
    north = shapely.Polygon(
        [(-824_000, -1_070_000), (-820_000, -1_070_000), (-820_000, -1_069_000), (-824_000, -1_069_000)]
    )
    south = [
        shapely.Polygon(
            [(-824_000, -1_070_000), (-824_000, -1_071_000), (-822_000, -1_071_000), (-822_000, -1_070_000)]
        ),
        shapely.Polygon(
            [(-822_000, -1_070_000), (-822_000, -1_071_000), (-820_000, -1_071_000), (-820_000, -1_070_000)]
        ),
    ]
    areas = {number: to_degrees(area, CoordinateSystem.SJTSK) for number, area in enumerate([north, *south])}
    assert overlaps_and_gaps.find_overlaps(areas) == []
    assert overlaps_and_gaps.find_gaps(areas) == []


@given(st.integers(0, 3), st.booleans())
def test_a_shape_is_stored_the_same_however_it_was_drawn(start: int, reverse: bool) -> None:
    ring = SQUARE[:-1][::-1] if reverse else SQUARE[:-1]
    ring = ring[start:] + ring[:start]
    stored = to_degrees(shapely.Polygon(ring), CoordinateSystem.WGS84)
    assert stored == to_degrees(cell(0, 0), CoordinateSystem.WGS84)
    assert stored.exterior.is_ccw
    assert (
        to_degrees(shape(json.loads(json.dumps(boundary_shapes.as_geojson(stored)))), CoordinateSystem.WGS84) == stored
    )


# --- overlaps -------------------------------------------------------------------------------------------------------


def test_districts_that_fit_have_neither_overlap_nor_gap() -> None:
    assert overlaps_and_gaps.find_overlaps(CITY) == []
    assert overlaps_and_gaps.find_gaps(CITY, within=cell(0, 0, columns=2, rows=2)) == []


def test_an_overlap_is_measured_and_located() -> None:
    overlap, *more = overlaps_and_gaps.find_overlaps({1: CITY[1], 2: moved(CITY[2], -10, 0)})
    assert not more
    assert (overlap.first, overlap.second, overlap.pieces) == (1, 2, 1)
    assert overlap.area_m2 == pytest.approx(10 * SCALE[1] * 0.01, rel=0.001)  # ten metres by the side of the square
    assert overlap.length_m == pytest.approx(SCALE[1] * 0.01, rel=0.01)
    assert shapely.Point(overlap.spot.lon, overlap.spot.lat).within(CITY[1])


@pytest.mark.parametrize(
    "second",
    [CITY[1], CITY[1].buffer(-0.002), CITY[1].buffer(0.002)],
    ids=["the same twice", "one inside the other", "one around the other"],
)
def test_total_overlaps_are_found(second: BaseGeometry) -> None:
    assert [
        (overlap.first, overlap.second) for overlap in overlaps_and_gaps.find_overlaps({1: CITY[1], 2: second})
    ] == [(1, 2)]


def test_a_pair_is_told_once_with_the_number_of_places() -> None:
    comb = shapely.union_all(
        [moved(cell(1, 0), 5, 0), *(shapely.box(13.3699, 49.741 + i, 13.3705, 49.742 + i) for i in (0, 0.003))]
    )
    (overlap,) = overlaps_and_gaps.find_overlaps({1: CITY[1], 2: comb})
    assert overlap.pieces == 2


def test_the_largest_overlap_comes_first() -> None:
    found = overlaps_and_gaps.find_overlaps({1: CITY[1], 2: moved(CITY[2], -1, 0), 3: moved(CITY[3], 0, -30)})
    assert (found[0].first, found[0].second) == (1, 3)


@pytest.mark.parametrize(("metres", "found"), [(0.01, 0), (0.05, 1), (0.5, 1)])
def test_only_what_rounding_explains_is_no_overlap(metres: float, found: int) -> None:
    assert len(overlaps_and_gaps.find_overlaps({1: CITY[1], 2: moved(CITY[2], -metres, 0)})) == found


def test_a_long_sliver_is_narrow_although_shrinking_it_leaves_a_crumb() -> None:
    corners = [
        *[(964901.6737206577, 5526696.55792275), (964901.6737203645, 5526696.5579232145)],
        *[(964902.3031543544, 5526695.56161555), (964903.5613032166, 5526693.5678892)],
        *[(964904.8201706103, 5526691.57416285), (964906.0783194724, 5526689.5804365)],
    ]
    sliver = shapely.Polygon(corners)  # eight metres by a tenth of a millimetre
    assert not sliver.buffer(-overlaps_and_gaps.ROUNDING_M / 2).is_empty
    assert not overlaps_and_gaps.are_wider([sliver], overlaps_and_gaps.ROUNDING_M).any()


def test_a_point_that_the_neighbour_lacks_is_no_fault() -> None:
    west, south, east, north = CITY[2].bounds
    dense = shapely.Polygon([(west, south), (east, south), (east, north), (west, north), (west, 49.74321)])
    assert overlaps_and_gaps.find_overlaps({1: CITY[1], 2: dense}) == []
    assert overlaps_and_gaps.find_gaps({1: CITY[1], 2: dense}) == []


# --- gaps -----------------------------------------------------------------------------------------------------------


def test_a_hole_is_measured_located_and_its_neighbours_named() -> None:
    hole = shapely.box(13.3695, 49.743, 13.3705, 49.744)
    gap, *more = overlaps_and_gaps.find_gaps({number: area.difference(hole) for number, area in CITY.items()})
    assert not more
    assert gap.neighbours == (1, 2)
    assert gap.area_m2 == pytest.approx(0.001 * SCALE[0] * 0.001 * SCALE[1], rel=0.001)
    assert shapely.Point(gap.spot.lon, gap.spot.lat).within(hole)


def test_a_crack_between_neighbours_that_is_open_at_its_ends_is_a_gap() -> None:
    gap, *more = overlaps_and_gaps.find_gaps({1: CITY[1], 2: moved(CITY[2], 0.5, 0)})
    assert not more
    assert gap.neighbours == (1, 2)
    assert gap.area_m2 == pytest.approx(0.5 * SCALE[1] * 0.01, rel=0.05)


@pytest.mark.parametrize("step_m", [0.1, 0.3, 0.7, 3])
@pytest.mark.parametrize("width_m", [0.04, 0.5, 0.9])
def test_an_open_crack_is_found_however_dense_the_corners_along_it_are(width_m: float, step_m: float) -> None:
    dense = {number: shapely.segmentize(CITY[number], step_m * METRE[1]) for number in (1, 2)}
    gap, *more = overlaps_and_gaps.find_gaps({1: dense[1], 2: moved(dense[2], width_m, 0)})
    assert not more
    assert gap.neighbours == (1, 2)
    assert gap.area_m2 == pytest.approx(width_m * SCALE[1] * 0.01, rel=0.05)


@pytest.mark.parametrize(("degrees", "found"), [(2, 1), (20, 0), (60, 0)])
def test_a_crack_gapes_less_than_a_bay(degrees: float, found: int) -> None:
    """Both begin where two districts meet, and widen to the outside."""
    tip, mouth = np.array([13.37, 49.745]), np.array([np.tan(np.radians(degrees / 2)), 1]) * 100 * METRE
    wedge = shapely.Polygon([tip, tip + mouth, tip + mouth * (-1, 1)])
    upper = shapely.box(13.36, 49.745 + 90 * METRE[1], 13.38, 49.76)
    assert len(overlaps_and_gaps.find_gaps({key: CITY[key] - upper - wedge for key in (1, 2)})) == found


def test_an_uncovered_part_of_the_city_is_a_gap() -> None:
    gap, *more = overlaps_and_gaps.find_gaps({1: CITY[1], 2: CITY[2], 3: CITY[3]}, within=cell(0, 0, columns=2, rows=2))
    assert not more
    assert gap.neighbours == (1, 2, 3)
    assert shapely.Point(gap.spot.lon, gap.spot.lat).within(CITY[4])


def test_without_the_city_a_bay_in_the_outer_border_is_no_gap() -> None:
    assert overlaps_and_gaps.find_gaps({1: CITY[1], 2: CITY[2], 3: CITY[3]}) == []


def test_a_city_border_from_another_source_may_differ_by_less_than_a_metre() -> None:
    assert overlaps_and_gaps.find_gaps(CITY, within=moved(cell(0, 0, columns=2, rows=2), 0.4, 0)) == []
    assert len(overlaps_and_gaps.find_gaps(CITY, within=moved(cell(0, 0, columns=2, rows=2), 3, 0))) == 1


def test_a_shape_may_reach_out_of_its_area_by_less_than_a_metre() -> None:
    assert overlaps_and_gaps.find_excess(moved(CITY[1], 0.5, 0), CITY[1]) is None
    out = overlaps_and_gaps.find_excess(moved(CITY[1], 5, 0), CITY[1])
    assert out is not None
    assert out.area_m2 == pytest.approx(5 * SCALE[1] * 0.01, rel=0.001)


# --- properties -----------------------------------------------------------------------------------------------------

STEP = st.floats(0.2, 300)
SIGN = st.sampled_from([-1, 0, 1])


@given(number=st.sampled_from(sorted(CITY)), east=STEP, north=STEP, signs=st.tuples(SIGN, SIGN).filter(any))
def test_a_district_that_is_moved_is_always_noticed(
    number: int, east: float, north: float, signs: tuple[int, int]
) -> None:
    """Whatever the direction, it then overlaps a neighbour, leaves a gap, or reaches out of the city."""
    city = cell(0, 0, columns=2, rows=2)
    changed = CITY | {number: moved(CITY[number], east * signs[0], north * signs[1])}
    overlaps, gaps = overlaps_and_gaps.find_overlaps(changed), overlaps_and_gaps.find_gaps(changed, within=city)
    assert overlaps or gaps
    assert all(number in (overlap.first, overlap.second) for overlap in overlaps)
    assert all(shapely.Point(gap.spot.lon, gap.spot.lat).disjoint(changed[number]) for gap in gaps)


BOX = st.builds(
    lambda west, south, width, height: shapely.box(
        13.3 + west / 1000, 49.7 + south / 1000, 13.3 + (west + width) / 1000, 49.7 + (south + height) / 1000
    ),
    *[st.integers(0, 20)] * 2,
    *[st.integers(1, 10)] * 2,
)


@given(st.lists(BOX, min_size=2, max_size=6))
def test_overlaps_are_exactly_the_pairs_that_share_an_area(boxes: list[BaseGeometry]) -> None:
    areas = dict(enumerate(boxes))
    expected = {(i, j) for i in areas for j in areas if i < j and areas[i].intersection(areas[j]).area > 1e-12}
    assert {(overlap.first, overlap.second) for overlap in overlaps_and_gaps.find_overlaps(areas)} == expected


@pytest.mark.real_data
@pytest.mark.parametrize("name", ["plzen_boroughs.geojson", "sample_districts.geojson"])
def test_the_official_boundaries_fit(real_data: Path, name: str) -> None:
    features = json.loads((real_data / name).read_text(encoding="utf-8"))["features"]
    areas = {
        number: to_degrees(boundary_shapes.read_shape(item["geometry"]), CoordinateSystem.WGS84)
        for number, item in enumerate(features)
    }
    assert overlaps_and_gaps.find_overlaps(areas) == []
    assert overlaps_and_gaps.find_gaps(areas) == []
    assert all(mapping(area)["type"] in {"Polygon", "MultiPolygon"} for area in areas.values())
