"""Importing boundaries: what is right comes into force as a whole, what is wrong changes nothing and is explained."""

import json
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import shapely
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping, shape

from districts.importers.boundaries.boundaries_in_force import plans_in_force, put_in_force, redraw_district
from districts.importers.import_report import ImportReport
from districts.map import overlaps_and_gaps
from districts.models import (
    Address,
    Borough,
    BoundarySet,
    District,
    ImportKind,
    ImportRun,
    Person,
    Post,
    Revision,
    Role,
    StationKind,
)
from tests.districts.files import (
    LEFT,
    RIGHT,
    borough_features,
    cell,
    district_features,
    feature,
    import_small_city,
    reproject,
    run,
    write_areas,
)
from tests.factories import make_address, make_borough, make_district, make_person, make_post, make_station, make_tenure
from tests.thorough import examples

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 9, 1, 8, tzinfo=UTC)


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The small city of `files.py` is in the database; gives a folder for more files."""
    import_small_city(tmp_path)
    return tmp_path


def districts(path: Path, features: list[Any], *arguments: str, **members: Any) -> tuple[int, str]:
    return run("import_districts", write_areas(path / "okrsky.geojson", features, **members), *arguments)


def state() -> list[Any]:
    """Everything an import of boundaries may change."""
    return [
        list(Borough.objects.order_by("code").values()),
        list(District.objects.order_by("number").values()),
        list(Address.objects.order_by("code").values()),
        list(Post.objects.order_by("pk").values()),
        list(BoundarySet.objects.order_by("pk").values()),
    ]


def english(call: Callable[[], Any]) -> Any:
    with translation.override("en"):
        return call()


# --- what is right --------------------------------------------------------------------------------------------------


def test_a_city_comes_from_two_files(city: Path) -> None:
    assert list(Borough.objects.values_list("code", "name")) == [(LEFT, "Plzeň 1"), (RIGHT, "Plzeň 3")]
    assert [(district.number, district.name, district.borough_id) for district in District.objects.current()] == [
        (1, "Okrsek 1", LEFT),
        (2, "Okrsek 2", RIGHT),
        (3, "Okrsek 3", LEFT),
        (4, "Okrsek 4", RIGHT),
    ]
    assert shape(District.objects.get(number=1).boundary).equals(cell(0, 0))


def test_posts_come_with_the_places(city: Path) -> None:
    assert set(Post.objects.values_list("role", "district__number", "borough")) == {
        *((role, number, None) for role in (Role.OKRSKAR, Role.POLICISTA) for number in (1, 2, 3, 4)),
        (Role.STAROSTA, None, LEFT),
        (Role.STAROSTA, None, RIGHT),
    }


def test_the_same_file_twice_changes_nothing(city: Path) -> None:
    before = state()
    code, said = districts(city, district_features())
    assert (code, state()) == (0, before)
    assert "read: 4   new: 0   changed: 0   unchanged: 4   gone: 0   refused: 0" in said
    code, said = run("import_boroughs", write_areas(city / "obvody.geojson", borough_features()))
    assert (code, state()) == (0, before)
    assert "unchanged: 2" in said


def test_a_dry_run_checks_and_changes_nothing(city: Path) -> None:
    before, stamp, runs = state(), Revision.current(), ImportRun.objects.count()
    renamed = district_features()
    renamed[0]["properties"]["nazev"] = "Nový název"
    code, said = districts(city, renamed, "--dry-run")
    assert (code, state(), Revision.current(), ImportRun.objects.count()) == (0, before, stamp, runs)
    assert "changed: 1   unchanged: 3" in said
    assert "dry run" in said


def test_every_run_is_recorded_with_its_report(city: Path) -> None:
    districts(city, [])
    refused, imported = ImportRun.objects.filter(kind=ImportKind.DISTRICTS)
    assert (imported.succeeded, imported.source, imported.demo) == (True, "import_districts.geojson", False)
    assert imported.report["new"] == 4
    assert (refused.succeeded, refused.source) == (False, "okrsky.geojson")
    assert refused.report["refused"][0]["message"]


@pytest.mark.parametrize(
    "epsg", ["EPSG:5514", "urn:ogc:def:crs:EPSG::5514", "http://www.opengis.net/def/crs/EPSG/0/5514"]
)
def test_sjtsk_is_taken_by_its_crs_member(city: Path, epsg: str) -> None:
    before = district_features()
    code, said = districts(city, reproject(before, 5514), crs={"type": "name", "properties": {"name": epsg}})
    assert code == 0, said
    for item, district in zip(before, District.objects.current(), strict=True):
        corners = shapely.points(shapely.get_coordinates(shape(item["geometry"])))
        assert shapely.distance(corners, shape(district.boundary).exterior).max() < 2e-8


@pytest.mark.parametrize("arguments", [[], ["--crs=5514"]])
def test_sjtsk_is_recognised_without_a_crs_member(city: Path, arguments: list[str]) -> None:
    code, said = districts(city, reproject(district_features(), 5514), *arguments)
    assert code == 0, said


def test_names_of_properties_may_be_in_capitals_and_numbers_in_quotes(city: Path) -> None:
    shouted = [
        item | {"properties": {name.upper(): str(value) for name, value in item["properties"].items()}}
        for item in district_features()
    ]
    code, said = districts(city, shouted)
    assert "unchanged: 4" in said, said
    assert code == 0


def test_a_file_may_be_zipped(city: Path) -> None:
    plain = write_areas(city / "okrsky.geojson", district_features())
    with zipfile.ZipFile(city / "okrsky.zip", "w") as archive:
        archive.write(plain, "export/okrsky.geojson")
    code, said = run("import_districts", city / "okrsky.zip")
    assert code == 0, said


@pytest.mark.once
def test_characters_that_cannot_be_shown_do_not_get_into_a_description(city: Path) -> None:
    described = district_features()
    described[0]["properties"]["popis"] = " První řádek\r\ndruhý\0 řádek\ud800 "
    assert districts(city, described)[0] == 0
    assert District.objects.get(number=1).description == "První řádek\ndruhý� řádek�"


def test_a_description_is_taken_and_kept_when_the_next_file_has_none(city: Path) -> None:
    described = district_features()
    described[0]["properties"]["popis"] = "Okolí náměstí."
    districts(city, described)
    districts(city, district_features())
    assert District.objects.get(number=1).description == "Okolí náměstí."


@pytest.mark.once
@pytest.mark.parametrize(("properties", "is_left_out"), [({"nazev": "Služebna"}, True), ({"cislo": 3}, False)])
def test_a_point_beside_the_areas_is_left_out_unless_it_has_a_number(
    city: Path, properties: dict[str, object], is_left_out: bool
) -> None:
    """Such as a label of the map, or a district that nobody drew."""
    point = {"type": "Feature", "properties": properties, "geometry": {"type": "Point", "coordinates": [13.36, 49.74]}}
    code, said = districts(city, [*district_features(), point])
    assert (code == 0, "were left out: 1." in said) == (is_left_out, is_left_out)
    assert districts(city, [point])[0] == 1


# --- addresses follow -----------------------------------------------------------------------------------------------


def merged() -> list[dict[str, Any]]:
    """Districts 1 and 3 joined into 1."""
    features = district_features()
    features[0]["geometry"] = mapping(cell(0, 0, rows=2))
    return [features[0], features[1], features[3]]


def test_changed_boundaries_reassign_every_address(city: Path) -> None:
    stays = make_address(district=District.objects.get(number=2), lon=13.375, lat=49.745)
    moves = make_address(district=District.objects.get(number=3), lon=13.365, lat=49.755)
    code, said = districts(city, merged())
    assert code == 0
    assert "Addresses that moved to another district: 1." in said
    assert Address.objects.get(pk=stays.pk).district.number == 2
    assert Address.objects.get(pk=moves.pk).district.number == 1


def test_a_district_missing_in_the_file_is_abolished_and_comes_back_with_the_next(city: Path) -> None:
    code, said = districts(city, merged())
    assert "changed: 1   unchanged: 2   gone: 1" in said
    assert list(District.objects.current().values_list("number", flat=True)) == [1, 2, 4]
    assert District.objects.get(number=3).boundary is None
    assert Post.objects.filter(district__number=3).count() == 2  # for the record
    code, said = districts(city, district_features())
    assert (code, District.objects.current().count()) == (0, 4)


def test_an_address_left_without_a_district_refuses_the_file(city: Path) -> None:
    make_address(district=District.objects.get(number=3), lon=13.365, lat=49.755, code=123, house_number=77)
    before = state()
    features = [item for item in district_features() if item["properties"]["cislo"] != 3]
    code, said = districts(city, features, "--allow-gaps")
    assert (code, state()) == (1, before)
    assert "Addresses that would be in no district: 1 (" in said
    assert "77 [123]" in said


@pytest.mark.once
def test_an_address_in_a_district_of_another_borough_than_registered_refuses_the_file_unless_allowed(
    city: Path,
) -> None:
    make_address(
        district=District.objects.get(number=1), borough=Borough.objects.get(code=RIGHT), lon=13.365, lat=49.745, code=5
    )
    before = state()
    code, said = districts(city, district_features())
    assert (code, state()) == (1, before)
    assert "Addresses in a district of another borough than the register says: 1" in said
    assert "add --allow-borough-mismatch" in said
    code, said = districts(city, district_features(), "--allow-borough-mismatch")
    assert code == 0
    assert "Addresses in a district of another borough than the register says: 1" in said


def test_an_address_allowed_in_another_borough_does_not_stop_work_on_the_map(city: Path) -> None:
    make_address(
        district=District.objects.get(number=1), borough=Borough.objects.get(code=RIGHT), lon=13.365, lat=49.745, code=5
    )
    assert redraw(1, WIDER).refused == []


# --- what does not fit ----------------------------------------------------------------------------------------------


def replace(number: int, **changes: Any) -> list[dict[str, Any]]:
    """The districts with the geometry or properties of one changed."""
    features = district_features()
    item = next(item for item in features if item["properties"]["cislo"] == number)
    if "geometry" in changes:
        item["geometry"] = changes.pop("geometry")
    item["properties"] |= changes
    return features


@pytest.mark.once
def test_an_overlap_is_refused_and_located_even_when_gaps_are_allowed(city: Path) -> None:
    before = state()
    wide = mapping(shapely.box(13.36, 49.74, 13.37, 49.7505))
    code, said = districts(city, replace(1, geometry=wide), "--allow-gaps")
    assert (code, state()) == (1, before)
    assert "Overlap: district 1 and district 3 share" in said
    assert "m². Places: 1; the largest is" in said
    assert "49.750250, 13.365000" in said


@pytest.mark.once
def test_a_gap_is_refused_and_located_unless_it_is_allowed(city: Path) -> None:
    before = state()
    narrow = replace(1, geometry=mapping(shapely.box(13.36, 49.74, 13.37, 49.7495)))
    code, said = districts(city, narrow)
    assert (code, state()) == (1, before)
    assert "Gap: " in said
    assert "Around it: district 1, district 2, district 3, district 4." in said
    assert "add --allow-gaps" in said
    code, said = districts(city, narrow, "--allow-gaps")
    assert code == 0
    assert "Gap: " in said


@pytest.mark.once
def test_what_closing_the_cracks_would_leave_as_a_hole_is_refused_at_once(city: Path) -> None:
    """A crack as narrow as rounding, and in the middle of it a hole: no hole before the crack is closed around it."""
    crack = shapely.box(13.359, 49.75 - 0.5e-7, 13.371, 49.75 + 0.5e-7)
    hole = shapely.box(13.365, 49.749997, 13.365008, 49.750003)
    features = replace(1, geometry=mapping(cell(0, 0) - crack - hole))
    features[2]["geometry"] = mapping(cell(0, 1) - crack - hole)
    before = state()
    code, said = districts(city, features)
    assert (code, state()) == (1, before)
    assert "Around it: district 1, district 3." in said
    code, said = districts(city, features, "--allow-gaps")
    assert code == 0
    assert "Gap: " in said
    assert len(overlaps_and_gaps.find_gaps({plan.number: plan.shape for plan in plans_in_force()})) == 1


def test_a_sharp_notch_of_the_boroughs_is_no_gap_between_the_districts_beside_it(city: Path) -> None:
    """The town next to ours may reach into it with a point as sharp as it likes."""
    notch = shapely.Polygon([(13.365, 49.744), (13.37, 49.745), (13.365, 49.7445)])
    around = borough_features()
    around[0]["geometry"] = mapping(shapely.box(13.365, 49.74, 13.37, 49.76) - notch)
    code, said = boroughs(city, around)
    assert code == 0, said
    features = district_features()
    features[0]["geometry"] = mapping(shapely.box(13.365, 49.74, 13.37, 49.745) - notch)
    features[2]["geometry"] = mapping(shapely.box(13.365, 49.745, 13.37, 49.76) - notch)
    code, said = districts(city, features)
    assert code == 0, said
    assert "Gap" not in said


@pytest.mark.once
def test_a_district_reaching_out_of_its_borough_is_refused(city: Path) -> None:
    before = state()
    features = replace(1, geometry=mapping(shapely.box(13.36, 49.74, 13.3705, 49.75)))
    features[1]["geometry"] = mapping(shapely.box(13.3705, 49.74, 13.38, 49.75))
    code, said = districts(city, features)
    assert (code, state()) == (1, before)
    assert "Outside the borough: district 1 reaches out of Plzeň 1 by" in said


@pytest.mark.once
def test_a_district_of_an_unknown_borough_is_refused(city: Path) -> None:
    before = state()
    code, said = districts(city, replace(1, obvod_kod=559199))
    assert (code, state()) == (1, before)
    assert "The borough 559199 of district 1 is not known" in said
    assert "import_boroughs" in said


BOW_TIE = {
    "type": "Polygon",
    "coordinates": [[[13.36, 49.74], [13.37, 49.75], [13.37, 49.74], [13.36, 49.75], [13.36, 49.74]]],
}
OPEN = {"type": "Polygon", "coordinates": [[[13.36, 49.74], [13.37, 49.74], [13.37, 49.75], [13.36, 49.75]]]}


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        (
            {"geometry": BOW_TIE},
            "Area no. 1 (Okrsek 1): Its boundary crosses or touches itself. Correct the drawing. "
            "Where: 49.745000, 13.365000.",
        ),
        ({"geometry": OPEN}, "Area no. 1 (Okrsek 1): Its boundary is not closed"),
        ({"geometry": None}, "Area no. 1 (Okrsek 1): It has no boundary"),
        ({"geometry": {"type": "Point", "coordinates": [13.36, 49.74]}}, "It is a point or a line"),
        ({"geometry": {"type": "Polygon", "coordinates": [[["a"]]]}}, "not written as GeoJSON has it"),
        (
            {"geometry": mapping(shapely.box(14.40, 50.05, 14.41, 50.06))},
            "It lies outside Plzeň, around 50.055000, 14.405000.",
        ),
        ({"geometry": mapping(shapely.box(49.74, 13.36, 49.75, 13.37))}, "Latitude and longitude are swapped"),
        (
            {"geometry": mapping(shapely.box(-823000, -1070000, -822000, -1069000))},
            "in another system than those of the others",
        ),
        ({"cislo": None}, "Area no. 1: “cislo” must be a whole number from 1 to 999, not “”."),
        ({"cislo": 0}, "“cislo” must be a whole number"),
        ({"cislo": -1}, "“cislo” must be a whole number"),
        ({"cislo": 1.5}, "“cislo” must be a whole number from 1 to 999, not “1.5”."),
        ({"cislo": True}, "“cislo” must be a whole number"),
        ({"cislo": 70000}, "“cislo” must be a whole number"),
        ({"cislo": 2}, "Area no. 2: district 2 is in the file twice."),
        ({"nazev": "x" * 101}, "“nazev” must be a text of 1 to 100 characters"),
        ({"nazev": ["Okrsek"]}, "“nazev” must be a text"),
        ({"nazev": "Okrsek\0"}, "“nazev” must be a text"),
        ({"nazev": "\ud800"}, "“nazev” must be a text"),
        ({"cislo": "\0\x1b[2J"}, "“cislo” must be a whole number from 1 to 999, not “��[2J”."),
        ({"obvod_kod": "Plzeň 1"}, "“obvod_kod” must be a whole number"),
        ({"obvod_kod": 10**30}, "“obvod_kod” must be a whole number"),
    ],
)
@pytest.mark.once
def test_a_bad_area_is_refused_by_its_position_and_name(city: Path, changes: dict[str, Any], message: str) -> None:
    before = state()
    code, said = districts(city, replace(1, **changes))
    assert (code, state()) == (1, before)
    assert message in said
    assert "Nothing was changed" in said


@pytest.mark.parametrize("item", [None, 5, {}, {"type": "Feature", "properties": None, "geometry": BOW_TIE}])
@pytest.mark.once
def test_what_is_no_feature_is_refused(city: Path, item: Any) -> None:
    code, said = districts(city, [*district_features(), item])
    assert code == 1
    assert "Area no. 5 is no GeoJSON Feature with properties." in said


@pytest.mark.parametrize(("epsg", "name"), [(3857, "Web Mercator (EPSG:3857)"), (32633, "UTM (EPSG:32633)")])
def test_a_known_but_unusable_system_is_named(city: Path, epsg: int, name: str) -> None:
    code, said = districts(city, reproject(district_features(), epsg))
    assert code == 1
    assert f"The coordinates look like {name}." in said


def test_swapped_latitude_and_longitude_are_recognised(city: Path) -> None:
    swapped = [
        item | {"geometry": mapping(shapely.transform(shape(item["geometry"]), lambda points: points[:, ::-1]))}
        for item in district_features()
    ]
    code, said = districts(city, swapped)
    assert code == 1
    assert "Latitude and longitude are swapped." in said


@pytest.mark.once
def test_numbers_of_no_known_system_are_refused(city: Path) -> None:
    code, said = districts(city, [feature(shapely.box(5000, 5000, 6000, 6000), cislo=1, nazev="A", obvod_kod=LEFT)])
    assert code == 1
    assert "in no known system" in said


def test_a_declared_system_that_nobody_supports_is_named(city: Path) -> None:
    code, said = districts(city, district_features(), crs={"type": "name", "properties": {"name": "EPSG:3857"}})
    assert code == 1
    assert "The file says its coordinates are in EPSG:3857." in said


@pytest.mark.parametrize("crs", [5, "EPSG:5514", {"type": "link", "properties": {"href": "x"}}])
@pytest.mark.once
def test_an_unreadable_crs_member_is_refused(city: Path, crs: Any) -> None:
    assert districts(city, district_features(), crs=crs)[0] == 1


@pytest.mark.once
def test_the_crs_option_must_agree_with_the_numbers(city: Path) -> None:
    code, said = districts(city, district_features(), "--crs=5514")
    assert code == 1
    assert "should be in S-JTSK (EPSG:5514), but look like WGS84 (EPSG:4326)" in said


def test_several_faults_are_all_told(city: Path) -> None:
    features = replace(1, geometry=BOW_TIE)
    features[1]["properties"]["cislo"] = "druhý"
    code, said = districts(city, features)
    assert code == 1
    assert "refused: 2" in said
    assert "Area no. 1 (Okrsek 1)" in said
    assert "Area no. 2: “cislo”" in said


# --- files that are something else ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"  \r\n", "The file is empty."),
        (b"<!DOCTYPE html><html><body>404</body></html>", "This is a web page"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "This is no text file."),
        (b"%PDF-1.7\n", "The file is in the format PDF"),
        (b"SQLite format 3\0", "The file (GeoPackage) is damaged or was cut."),
        (b"PK\x03\x04 and then nothing", "The zip is damaged."),
        (b"\xff\xfe{\0}\0", "UTF-16"),
        (b'{"type": "FeatureCollection", "features": [', "The file is no GeoJSON, or was cut: line 1"),
        (b'{"type": "FeatureCollection",\n "features": [}', "line 2, column"),
        (b'{"type": "FeatureCollection", "features": [NaN]}', "The file is no GeoJSON."),
        (b"[" * 100_000, "The file is no GeoJSON."),
        (b"[]", "no GeoJSON FeatureCollection"),
        (b'{"type": "Feature"}', "no GeoJSON FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "The file holds no areas."),
        (b'{"type": "FeatureCollection", "features": []}', "The file holds no areas."),
        (b'{"type": "FeatureCollection", "features": {"a": 1}}', "The file holds no areas."),
    ],
)
def test_a_file_that_is_something_else_is_recognised(city: Path, content: bytes, message: str) -> None:
    before = state()
    path = city / "okrsky.geojson"
    path.write_bytes(content)
    code, said = run("import_districts", path)
    assert (code, state()) == (1, before)
    assert message in said


def test_a_missing_file_and_a_folder_are_told(city: Path) -> None:
    assert "does not exist" in run("import_districts", city / "neni.geojson")[1]
    code, said = run("import_districts", city)
    assert code == 1
    assert "is a folder" in said


@settings(max_examples=examples(80), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_file_is_loaded_whole_or_not_at_all(city: Path, data: st.DataObject) -> None:
    """Any bytes of a good file are replaced; there is never a traceback, and never half of a file in the database."""
    content = bytearray(json.dumps({"type": "FeatureCollection", "features": district_features()}).encode())
    for place, value in data.draw(
        st.lists(st.tuples(st.integers(0, len(content) - 1), st.integers(0, 255)), min_size=1, max_size=4)
    ):
        content[place] = value
    path = city / "damaged.geojson"
    path.write_bytes(content)
    before = state()
    code, said = run("import_districts", path, "--allow-gaps")
    assert code in (0, 1)
    if code:
        assert state() == before
        assert "Refused" in said
    else:
        assert len(BoundarySet.objects.latest("pk").features["features"]) == District.objects.current().count()


# --- boroughs -------------------------------------------------------------------------------------------------------


def boroughs(path: Path, features: list[Any], *arguments: str) -> tuple[int, str]:
    return run("import_boroughs", write_areas(path / "obvody.geojson", features), *arguments)


@pytest.mark.once
def test_boroughs_must_not_overlap_nor_leave_gaps(city: Path) -> None:
    before = state()
    features = borough_features()
    features[0]["geometry"] = mapping(shapely.box(13.36, 49.74, 13.371, 49.76))
    code, said = boroughs(city, features)
    assert (code, state()) == (1, before)
    assert "Overlap: Plzeň 1 and Plzeň 3 share" in said
    features[0]["geometry"] = mapping(cell(0, 0, rows=2).difference(shapely.box(13.364, 49.744, 13.366, 49.746)))
    code, said = boroughs(city, features)
    assert (code, state()) == (1, before)
    assert "Around it: Plzeň 1." in said
    assert boroughs(city, features, "--allow-gaps")[0] == 0


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"kod": "x"}, "“kod” must be a whole number"),
        ({"kod": RIGHT}, "is in the file twice"),
        ({"nazev": "Plzeň 3"}, "Plzeň 3 is in the file twice"),
        ({"nazev": None}, "“nazev” must be a text of 1 to 60 characters"),
        ({"kod_obec": 554782}, "belongs to another town (kod_obec 554782"),
    ],
)
@pytest.mark.once
def test_a_bad_borough_is_refused(city: Path, changes: dict[str, Any], message: str) -> None:
    before = state()
    features = borough_features()
    features[0]["properties"] |= changes
    code, said = boroughs(city, features)
    assert (code, state()) == (1, before)
    assert message in said


def test_two_boroughs_may_swap_their_names(city: Path) -> None:
    features = borough_features()
    names = [item["properties"]["nazev"] for item in features]
    for item, name in zip(features, reversed(names), strict=True):
        item["properties"]["nazev"] = name
    code, said = boroughs(city, features)
    assert code == 0, said
    assert dict(Borough.objects.values_list("code", "name")) == {LEFT: "Plzeň 3", RIGHT: "Plzeň 1"}


def test_a_borough_that_something_belongs_to_must_stay_in_the_file(city: Path) -> None:
    before = state()
    code, said = boroughs(city, borough_features()[:1])
    assert (code, state()) == (1, before)
    assert "The borough Plzeň 3 is not in the file, but districts, addresses or a mayor belong to it." in said


def test_a_borough_that_nothing_belongs_to_goes_with_its_post(tmp_path: Path) -> None:
    boroughs(tmp_path, borough_features())
    code, said = boroughs(tmp_path, borough_features()[:1])
    assert code == 0
    assert "gone: 1" in said
    assert list(Post.objects.values_list("borough", flat=True)) == [LEFT]


def test_districts_outside_their_changed_borough_are_noted(city: Path) -> None:
    features = borough_features()
    features[0]["geometry"] = mapping(shapely.box(13.36, 49.74, 13.369, 49.76))
    features[1]["geometry"] = mapping(shapely.box(13.369, 49.74, 13.38, 49.76))
    code, said = boroughs(city, features)
    assert code == 0
    assert "Outside the borough: district 1 reaches out of Plzeň 1" in said


# --- the demonstration goes -----------------------------------------------------------------------------------------


def pretend_demo(*kinds: ImportKind) -> None:
    for kind in kinds:
        ImportRun.objects.create(
            kind=kind, source="load_demo", demo=True, started_at=NOW, finished_at=NOW, succeeded=True, report={}
        )


def test_real_districts_replace_illustrative_ones_without_a_trace(tmp_path: Path) -> None:
    boroughs(tmp_path, borough_features())
    kept = make_district(
        number=1,
        borough=Borough.objects.get(code=LEFT),
        description="Smyšlený popis",
        mp_station=make_station(),
        pcr_station=make_station(StationKind.PCR, illustrative=True),
    )
    extra = make_district(number=77, borough=Borough.objects.get(code=LEFT))
    make_tenure(make_post(district=extra), make_person(illustrative=True))
    inside = make_address(district=extra, lon=13.365, lat=49.745)
    outside = make_address(district=extra, lon=13.5, lat=49.70)
    BoundarySet.objects.create(created_at=NOW, origin="mapa", features={"type": "FeatureCollection", "features": []})
    pretend_demo(ImportKind.DISTRICTS, ImportKind.ADDRESSES)

    code, said = districts(tmp_path, district_features())
    assert code == 0, said
    kept.refresh_from_db()
    assert (kept.description, kept.mp_station, kept.pcr_station) == ("", None, None)
    assert not District.objects.filter(number=77).exists()
    assert Address.objects.get(pk=inside.pk).district == kept
    assert not Address.objects.filter(pk=outside.pk).exists()
    assert BoundarySet.objects.count() == 1


def test_an_illustrative_district_in_which_a_real_person_serves_stays_for_the_record(tmp_path: Path) -> None:
    boroughs(tmp_path, borough_features())
    extra = make_district(number=77, borough=Borough.objects.get(code=LEFT))
    make_tenure(make_post(district=extra), make_person())
    pretend_demo(ImportKind.DISTRICTS)
    assert districts(tmp_path, district_features())[0] == 0
    assert District.objects.get(number=77).boundary is None
    assert Person.objects.count() == 1


def test_districts_wait_for_real_boroughs(tmp_path: Path) -> None:
    make_borough(code=LEFT)
    pretend_demo(ImportKind.BOROUGHS)
    code, said = districts(tmp_path, district_features())
    assert code == 1
    assert "The boroughs are still illustrative." in said


def test_real_boroughs_lose_illustrative_offices(tmp_path: Path) -> None:
    make_borough(code=LEFT, name="Plzeň 1", office=make_station(StationKind.OFFICE, illustrative=True))
    make_borough(code=RIGHT, name="Plzeň 3", office=make_station(StationKind.OFFICE))
    pretend_demo(ImportKind.BOROUGHS)
    assert boroughs(tmp_path, borough_features())[0] == 0
    assert Borough.objects.get(code=LEFT).office is None
    assert Borough.objects.get(code=RIGHT).office is not None


# --- drawn on the map -----------------------------------------------------------------------------------------------


def redraw(number: int, boundary: Any, **options: Any) -> ImportReport:
    report = ImportReport()
    english(lambda: redraw_district(number, boundary, author="jana", now=NOW, report=report, **options))
    return report


WIDER = mapping(shapely.box(13.36, 49.74, 13.37, 49.755))


def test_a_redrawn_district_takes_from_its_neighbours_and_addresses_follow(city: Path) -> None:
    address = make_address(district=District.objects.get(number=3), lon=13.365, lat=49.752)
    report = redraw(1, WIDER)
    assert report.refused == []
    assert (report.changed, report.unchanged) == (3, 1)  # 4 only gains the corner where the new border meets its own
    assert Address.objects.get(pk=address.pk).district.number == 1
    assert shape(District.objects.get(number=3).boundary).equals(shapely.box(13.36, 49.755, 13.37, 49.76))
    latest = BoundarySet.objects.latest("pk")
    assert (latest.origin, latest.author, latest.created_at) == ("District 1 redrawn on the map", "jana", NOW)


def test_trying_a_boundary_changes_nothing(city: Path) -> None:
    before = state()
    report = redraw(1, WIDER, dry_run=True)
    assert (report.changed, state()) == (3, before)


@pytest.mark.parametrize(
    ("boundary", "message"),
    [
        (BOW_TIE, "crosses or touches itself"),
        (None, "It has no boundary"),
        ({"type": "Polygon"}, "not written as GeoJSON"),
        (mapping(shapely.box(13.36, 49.74, 13.379, 49.75)), "Outside the borough: district 1 reaches out of Plzeň 1"),
        (mapping(cell(0, 0, rows=2)), "Nothing would be left of district 3."),
        (mapping(shapely.box(13.355, 49.74, 13.37, 49.75)), "Outside the borough"),
    ],
)
def test_a_drawing_goes_through_the_same_checks(city: Path, boundary: Any, message: str) -> None:
    before = state()
    report = redraw(1, boundary)
    assert state() == before
    assert message in " ".join(map(str, report.refused))


def test_a_new_district_comes_into_force_when_it_is_drawn(city: Path) -> None:
    District.objects.create(number=5, name="Okrsek 5", borough=Borough.objects.get(code=LEFT))
    report = redraw(5, mapping(shapely.box(13.36, 49.757, 13.37, 49.76)))
    assert report.refused == []
    assert District.objects.current().count() == 5
    assert Post.objects.filter(district__number=5).count() == 2


def test_what_was_in_force_before_the_first_drawing_is_kept(tmp_path: Path) -> None:
    """Districts that came another way (the demonstration) can be restored too."""
    boroughs(tmp_path, borough_features())
    for item in district_features():
        number, name, borough = (item["properties"][key] for key in ("cislo", "nazev", "obvod_kod"))
        geometry = json.loads(json.dumps(item["geometry"]))
        make_district(number=number, name=name, borough=Borough.objects.get(code=borough), boundary=geometry)
    redraw(1, WIDER)
    origins = list(BoundarySet.objects.values_list("origin", flat=True))
    assert origins == ["District 1 redrawn on the map", "Before the first change"]


def test_the_whole_set_may_be_put_in_force_directly(city: Path) -> None:
    report = ImportReport()
    put_in_force(plans_in_force(), origin="test", author="jana", now=NOW, report=report)
    assert (report.read, report.unchanged, report.refused) == (4, 4, [])
    assert BoundarySet.objects.count() == 1  # nothing changed, so nothing new is kept


# --- the official files ---------------------------------------------------------------------------------------------


@pytest.mark.real_data
def test_the_official_districts_in_sjtsk_give_the_same_map(real_data: Path, tmp_path: Path) -> None:
    run("import_boroughs", real_data / "plzen_boroughs.geojson")
    features = json.loads((real_data / "sample_districts.geojson").read_text(encoding="utf-8"))["features"]
    for item in features:  # lines straight in degrees are bent in S-JTSK, so they get points on the way
        item["geometry"] = mapping(shapely.segmentize(shape(item["geometry"]), 0.001))
    code, said = districts(tmp_path, reproject(features, 5514))
    assert code == 0, said
    for item, district in zip(features, District.objects.current(), strict=True):
        assert shapely.hausdorff_distance(shape(district.boundary), shape(item["geometry"])) < 2e-8
