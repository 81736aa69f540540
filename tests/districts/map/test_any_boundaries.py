"""Whatever boundaries are accepted, or were once: every public page answers, with a map and the true neighbours."""

import re
from datetime import UTC, datetime
from itertools import permutations, product
from pathlib import Path
from random import Random
from typing import Any

import pytest
import shapely
from django.test import Client
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping, shape
from shapely.geometry.base import BaseGeometry

from districts.demo import demo_map
from districts.importers.boundaries.boundaries_in_force import redraw_district
from districts.importers.import_report import ImportReport
from districts.map import boundary_shapes, overlaps_and_gaps
from districts.map.coordinates import CoordinateSystem, to_degrees
from districts.models import Address, Borough, BoundarySet, District, InfoBox
from tests.districts import cities
from tests.districts.files import feature, run, write_areas
from tests.factories import make_address, make_borough, make_department, make_district, make_infobox
from tests.thorough import daily, examples

pytestmark = [pytest.mark.django_db, pytest.mark.once]
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)
DICE = st.builds(Random, st.integers(0, 2**32))
EXAMPLES = settings(max_examples=examples(10, fewest=2), suppress_health_check=[HealthCheck.function_scoped_fixture])
MAP = '<figure class="map'
ROUNDED = {
    "corners": cities.extra_corners(0.1, 0.001),
    "narrow": cities.drawn_in(0.0005),
    "decimals": cities.seven_decimals,
    "centimetres": cities.centimetres,
}
WITH_MAP = ["/", "/okrsky/", "/schranky/", "/schranky/?lat=49.7475&lon=13.3776"]
OTHERS = ["/najit/?lat=50.08&lon=14.42", "/api/v1/districts.geojson", "/infoschranka/"]
PICTURES = ["/obrazek.png", "/okrsky/14/obrazek.png", f"/okrsky/{cities.ENCLAVE}/obrazek.png"]
BOROUGH_OF = {place.number: place.borough for place in demo_map.DISTRICTS} | {cities.ENCLAVE: 546003}


def features(shapes: dict[int, BaseGeometry]) -> list[Any]:
    return [
        feature(one, cislo=number, nazev=f"Okrsek {number}", obvod_kod=BOROUGH_OF[number])
        for number, one in shapes.items()
    ]


def borough_shapes() -> dict[int, BaseGeometry]:
    city = cities.fitting_city()
    return {
        code: shapely.coverage_union_all([one for number, one in city.items() if BOROUGH_OF[number] == code])
        for code in demo_map.BOROUGHS
    }


def borough_features(shapes: dict[int, BaseGeometry]) -> list[Any]:
    return [feature(one, kod=code, nazev=demo_map.BOROUGHS[code]) for code, one in shapes.items()]


@pytest.fixture
def boroughs(tmp_path: Path) -> Path:
    code, said = run("import_boroughs", write_areas(tmp_path / "obvody.geojson", borough_features(borough_shapes())))
    assert code == 0, said
    return tmp_path


def load(folder: Path, shapes: dict[int, BaseGeometry], *arguments: str) -> str:
    code, said = run("import_districts", write_areas(folder / "okrsky.geojson", features(shapes)), *arguments)
    assert code == 0, said
    return said


def store(shapes: dict[int, BaseGeometry]) -> None:
    """Put boundaries into the database as they are, as earlier versions did."""
    make_department()
    for code, name in demo_map.BOROUGHS.items():
        make_borough(code=code, name=name)
    for number, one in shapes.items():
        make_district(
            number=number,
            name=f"Okrsek {number}",
            borough=Borough.objects.get(code=BOROUGH_OF[number]),
            boundary=mapping(one),
        )


def in_force() -> dict[int, BaseGeometry]:
    return {district.number: shape(district.boundary) for district in District.objects.current()}


def check_pages(caplog: pytest.LogCaptureFixture, true: dict[int, list[int]]) -> None:
    """Of the districts the one around another, that one, and each day others of the rest."""
    client = Client()
    if not InfoBox.objects.exists():
        make_infobox()
    for path in WITH_MAP:
        assert MAP in answer(client, path), path
    for path in OTHERS:
        answer(client, path)
    for number in {14, cities.ENCLAVE, *daily(true, part=15)}:
        page = answer(client, f"/okrsky/{number}/")
        assert MAP in page, number
        listed = re.search(r'<section class="neighbours".*?</section>', page, re.DOTALL)
        assert listed, number
        assert [int(found) for found in re.findall(r'href="/okrsky/(\d+)/"', listed[0])] == true[number]
    for path in PICTURES:
        assert client.get(path).status_code == 200
    assert "cannot be drawn" not in caplog.text


def answer(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200, path
    return response.content.decode()


@EXAMPLES
@given(slip=cities.SLIPS, dice=DICE)
def test_any_import_that_is_accepted(
    boroughs: Path, caplog: pytest.LogCaptureFixture, slip: cities.Slip, dice: Random
) -> None:
    drawn = cities.redrawn(cities.fitting_city(), slip, dice)
    load(boroughs, drawn)
    assert shapely.coverage_is_valid(list(in_force().values()))
    assert not overlaps_and_gaps.find_gaps(in_force())
    assert not overlaps_and_gaps.find_overlaps(in_force())
    check_pages(caplog, cities.neighbours(drawn))
    before = in_force(), BoundarySet.objects.count()
    assert "changed: 0   unchanged: 31" in load(boroughs, drawn)
    assert (in_force(), BoundarySet.objects.count()) == before


@pytest.mark.parametrize(("before", "slip"), daily(permutations(ROUNDED, 2), part=6))
def test_a_file_that_is_loaded_again_changes_nothing(boroughs: Path, before: str, slip: str) -> None:
    """Although of what was there before it draws some districts as they are, and others nearly so."""
    load(boroughs, cities.redrawn(cities.fitting_city(), ROUNDED[before], Random(0)))
    drawn = cities.redrawn(cities.fitting_city(), ROUNDED[slip], Random(0))
    load(boroughs, drawn)
    stored = in_force()
    for _time in range(2):
        assert "changed: 0   unchanged: 31" in load(boroughs, drawn)
    assert in_force() == stored


@EXAMPLES
@given(slip=cities.SLIPS, dice=DICE)
def test_any_boundaries_of_an_older_version(caplog: pytest.LogCaptureFixture, slip: cities.Slip, dice: Random) -> None:
    drawn = cities.redrawn(cities.fitting_city(), slip, dice)
    District.objects.all().delete()
    Borough.objects.all().delete()
    store(drawn)
    check_pages(caplog, cities.neighbours(drawn))


def test_a_copy_kept_by_an_older_version_is_restored(boroughs: Path, caplog: pytest.LogCaptureFixture) -> None:
    city = cities.fitting_city()
    drawn = cities.redrawn(city, cities.extra_corners(0.1), Random(1))
    load(boroughs, city)
    old = BoundarySet.objects.create(
        created_at=NOW, origin="old.geojson", features={"type": "FeatureCollection", "features": features(drawn)}
    )
    code, said = run("restore_boundaries", old.pk)
    assert code == 0, said
    assert shapely.coverage_is_valid(list(in_force().values()))
    check_pages(caplog, cities.neighbours(city))
    newest = BoundarySet.objects.order_by("-pk")[0]
    code, said = run("restore_boundaries", newest.pk)
    assert "changed: 0   unchanged: 31" in said


@pytest.mark.parametrize(("off_m", "older"), daily(product([0, 0.001, 0.01], [False, True]), part=3))
def test_a_boundary_drawn_by_hand(
    boroughs: Path, caplog: pytest.LogCaptureFixture, off_m: float, *, older: bool
) -> None:
    """With a corner between two of the neighbour's, over boundaries of this version or of an earlier one."""
    city = cities.fitting_city()
    if older:
        load(boroughs, city)
        for number, one in cities.redrawn(city, cities.extra_corners(0.1), Random(2)).items():
            District.objects.filter(number=number).update(boundary=mapping(one))
    else:
        load(boroughs, city)
    drawn = cities.redrawn({14: city[14]}, cities.extra_corners(0.3, off_m), Random(3))[14]
    report = ImportReport()
    redraw_district(
        14,
        boundary_shapes.as_geojson(drawn),
        author="eva",
        now=NOW,
        report=report,
        stay_in_borough=True,
        allow_gaps=False,
    )
    assert not report.refused
    assert shapely.coverage_is_valid(list(in_force().values()))
    check_pages(caplog, cities.neighbours(city))


@pytest.mark.parametrize("number", daily([3, 14], part=2))
def test_a_boundary_drawn_over_cracks_of_an_older_version(
    boroughs: Path, caplog: pytest.LogCaptureFixture, number: int
) -> None:
    """What is not moved is where the cracks were closed meanwhile, and no strip of another district comes between."""
    city = cities.fitting_city()
    load(boroughs, city)
    for one, area in cities.redrawn(city, cities.drawn_in(0.004), Random(1)).items():
        District.objects.filter(number=one).update(boundary=mapping(area))
    drawn = District.objects.get(number=number).boundary
    report = ImportReport()
    redraw_district(number, drawn, author="eva", now=NOW, report=report, stay_in_borough=True)
    assert not report.refused
    check_pages(caplog, cities.neighbours(city))


def test_boroughs_get_common_nodes_and_the_same_file_changes_nothing(tmp_path: Path) -> None:
    drawn = cities.redrawn(borough_shapes(), cities.extra_corners(0.2, 0.001), Random(4))
    path = write_areas(tmp_path / "obvody.geojson", borough_features(drawn))
    assert run("import_boroughs", path)[0] == 0
    assert shapely.coverage_is_valid([shape(borough.boundary) for borough in Borough.objects.all()])
    assert "changed: 0   unchanged: 10" in run("import_boroughs", path)[1]


def test_gaps_that_were_let_through_are_drawn_as_gaps(boroughs: Path, caplog: pytest.LogCaptureFixture) -> None:
    city = cities.fitting_city()
    lake = shapely.Point(13.3815, 49.7590).buffer(0.001)
    drawn = {number: to_degrees(one.difference(lake), CoordinateSystem.WGS84) for number, one in city.items()}
    load(boroughs, drawn, "--allow-gaps")
    check_pages(caplog, cities.neighbours(drawn))
    assert len(overlaps_and_gaps.find_gaps(in_force())) == 1


def test_a_district_no_wider_than_rounding_is_refused(boroughs: Path) -> None:
    city = cities.fitting_city()
    middle = city[14].representative_point()
    thread = to_degrees(shapely.box(middle.x, middle.y, middle.x + 0.001, middle.y + 1e-7), CoordinateSystem.WGS84)
    BOROUGH_OF[40] = BOROUGH_OF[14]
    try:
        items = features(city | {40: thread})
    finally:
        del BOROUGH_OF[40]
    code, said = run("import_districts", write_areas(boroughs / "okrsky.geojson", items))
    assert code == 1
    assert "Nothing would be left of district 40." in said
    assert not District.objects.exists()


def test_addresses_keep_their_district_when_only_nodes_are_added(boroughs: Path) -> None:
    city = cities.fitting_city()
    load(boroughs, city)
    by_number = {district.number: district for district in District.objects.all()}
    for number, one in city.items():
        for corner in shapely.get_coordinates(one)[::9]:  # right on the border, the hardest case
            lowest = min(other for other, shape in city.items() if shape.intersects(shapely.Point(corner)))
            if lowest == number:
                make_address(
                    district=by_number[number], borough=by_number[number].borough, lon=corner[0], lat=corner[1]
                )
    before = dict(Address.objects.values_list("code", "district"))
    drawn = cities.redrawn(city, cities.extra_corners(0.1), Random(5))
    said = load(boroughs, drawn)
    assert dict(Address.objects.values_list("code", "district")) == before
    assert "moved" not in said


# --- what cannot be drawn -------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "boundary",
    [
        *({}, [], "x", {"type": "Polygon"}, {"type": "Polygon", "coordinates": []}),
        {"type": "Point", "coordinates": [13.37, 49.74]},
        {"type": "Polygon", "coordinates": [[[13.37, 49.74], [13.38, 49.74]]]},
        {"type": "Polygon", "coordinates": [[["13", 49.74], [13.38, 49.74], [13.38, 49.75], ["13", 49.74]]]},
    ],
)
def test_a_map_that_cannot_be_drawn_takes_no_page_down(caplog: pytest.LogCaptureFixture, boundary: Any) -> None:
    """Instead of it there is a way to all districts, and the log has it once."""
    borough = make_borough(code=545970, name="Plzeň 1")
    make_district(number=1, borough=borough, boundary=boundary)
    make_infobox()
    client = Client()
    for _again in range(2):
        for path in [*OTHERS, "/schranky/?q=okrsek+1", "/infoschranka/?district=1"]:
            answer(client, path)
        for path in [*WITH_MAP, "/okrsky/1/"]:
            page = answer(client, path)
            assert MAP not in page
            assert "Mapu teď nejde zobrazit." in page, path
        for path in ["/obrazek.png", "/okrsky/1/obrazek.png"]:
            assert client.get(path).content.startswith(b"\x89PNG")
    reported = [record.getMessage() for record in caplog.records if record.levelname == "ERROR"]
    assert reported
    assert len(reported) == len(set(reported))
