"""Boundaries from files of GIS programs: whatever they are written in, the same areas come out."""

import gzip
import json
import zipfile
from pathlib import Path
from typing import Any

import pytest
import shapely
from shapely.geometry import shape

from districts.models import Borough, BoundarySet, District
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
from tests.districts.gis_writer import Wanted, pack, write_files
from tests.districts.importers.test_boundaries import districts, state

KML = '<?xml version="1.0" encoding="%s"?><kml xmlns="http://www.opengis.net/kml/2.2"><Document>%s</Document></kml>'
VFR = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<vf:VymennyFormat xmlns:gml="http://www.opengis.net/gml/3.2" xmlns:obi="urn:cz:isvs:ruian:schemas:ObecIntTypy:v1"'
    ' xmlns:mci="urn:cz:isvs:ruian:schemas:MomcIntTypy:v1" xmlns:vf="urn:cz:isvs:ruian:schemas:VymennyFormatTypy:v1">'
    "<vf:Hlavicka><vf:TypSouboru>OB</vf:TypSouboru></vf:Hlavicka><vf:Data><vf:Obce/>%s<vf:Ulice/></vf:Data>"
    "</vf:VymennyFormat>"
)


# --- the small city, as people really export it ---------------------------------------------------------------------


@pytest.fixture
def city(tmp_path: Path, db: None) -> Path:
    """The small city of `files.py` is in the database; gives a folder for more files."""
    import_small_city(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the small city in several formats."""
    folder = tmp_path_factory.mktemp("written")
    write_files(
        [item | {"properties": renamed(item["properties"])} for item in district_features()],
        [
            Wanted(str(folder / "okrsky.gpkg"), "GPKG", 5514),
            Wanted(str(folder / "okrsky.shp"), "ESRI Shapefile", 5514, encoding="CP1250"),
            Wanted(str(folder / "okrsky.gml"), "GML"),
            Wanted(str(folder / "utm.gpkg"), "GPKG", 32633),
            Wanted(str(folder / "bessel.gpkg"), "GPKG", 4156),
        ],
    )
    return folder


def renamed(properties: dict[str, Any]) -> dict[str, Any]:
    """The properties as a department may have called them."""
    return {
        "Číslo": f"Okrsek {properties['cislo']}",
        "Název": f"Žluťoučká čtvrť {properties['cislo']}",
        "OBVOD_KOD": f"{properties['obvod_kod']}.0",
    }


def assert_loaded(path: Path, *arguments: str, command: str = "import_districts") -> str:
    code, said = run(command, path, *arguments)
    assert code == 0, said
    return said


def assert_refused(path: Path, *arguments: str, command: str = "import_districts") -> str:
    before = state()
    code, said = run(command, path, *arguments)
    assert (code, state()) == (1, before), said
    return said


@pytest.mark.once
@pytest.mark.parametrize("name", ["okrsky.gpkg", "okrsky.zip", "okrsky.shp", "okrsky.gml"])
def test_names_and_numbers_are_read_as_a_department_writes_them(city: Path, written: Path, name: str) -> None:
    if name == "okrsky.zip":
        pack(city / name, written / "okrsky.shp", folder="Výstup/S-JTSK/", leave_out=[".cpg"])
    path = city / name if name == "okrsky.zip" else written / name
    said = assert_loaded(path)
    assert "was read as “cislo”." in said
    assert "“cislo” was read as a whole number, “Okrsek 1” as 1. Areas read so: 4." in said
    assert "changed: 4" in said
    assert District.objects.get(number=3).name == "Žluťoučká čtvrť 3"
    assert ("read as cp1250" in said) == (name == "okrsky.zip")


@pytest.mark.once
@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("utm.gpkg", "The file says its coordinates are in EPSG:32633."),
        ("bessel.gpkg", "The file says its coordinates are in EPSG:4156."),  # S-JTSK in degrees: 100 m away
    ],
)
def test_other_systems_are_named(city: Path, written: Path, name: str, message: str) -> None:
    assert message in assert_refused(written / name)


@pytest.mark.once
def test_what_is_missing_in_a_shapefile_is_named(city: Path, written: Path) -> None:
    path = pack(city / "okrsky.zip", written / "okrsky.shp", leave_out=[".dbf"])
    assert "has no .dbf file" in assert_refused(path)


def placemarks(*names: str) -> str:
    """The districts of the small city in KML, under other names."""
    texts = []
    for item, name in zip(district_features(), names or ("1", "2", "3", "4"), strict=True):
        ring = " ".join(f"{x},{y}" for x, y in shape(item["geometry"]).exterior.coords)
        data = f'<Data name="obvod_kod"><value>{item["properties"]["obvod_kod"]}</value></Data>'
        data += f'<Data name="cislo"><value>{name}</value></Data>'
        polygon = f"<outerBoundaryIs><LinearRing><coordinates>{ring}</coordinates></LinearRing></outerBoundaryIs>"
        texts.append(
            f"<Folder><Placemark><name>Slovany {name}</name><ExtendedData>{data}</ExtendedData>"
            f"<Polygon>{polygon}</Polygon></Placemark></Folder>"
        )
    return "".join(texts)


@pytest.mark.once
def test_folders_of_a_kml_are_read_as_one_and_its_names_as_names(city: Path) -> None:
    (city / "okrsky.kml").write_bytes((KML % ("windows-1250", placemarks())).encode("cp1250"))
    said = assert_loaded(city / "okrsky.kml")
    assert "The column “name” was read as “nazev”." in said
    assert District.objects.get(number=4).name == "Slovany 4"


@pytest.mark.once
def test_a_kml_in_a_kmz_is_found_beside_pictures(city: Path) -> None:
    with zipfile.ZipFile(city / "okrsky.kmz", "w") as archive:
        archive.writestr("doc.kml", KML % ("UTF-8", placemarks()))
        archive.writestr("files/legend.kml", KML % ("UTF-8", ""))
        archive.writestr("files/icon.png", b"\x89PNG")
    assert_loaded(city / "okrsky.kmz")


def momc(code: int, name: str, area: Any) -> str:
    """A borough as the register's exchange format has it: as a point, and as an area."""
    x, y = shapely.get_coordinates(area.centroid)[0]
    ring = " ".join(f"{x:.2f} {y:.2f}" for x, y in shapely.get_coordinates(area))
    reference = 'srsName="urn:ogc:def:crs:EPSG::5514" srsDimension="2"'
    linear = f"<gml:LinearRing><gml:posList>{ring}</gml:posList></gml:LinearRing>"
    surface = f'<gml:Polygon gml:id="P{code}" {reference}><gml:exterior>{linear}</gml:exterior></gml:Polygon>'
    return (
        f'<vf:Momc gml:id="MC.{code}"><mci:Kod>{code}</mci:Kod><mci:Nazev>{name}</mci:Nazev><mci:Obec>'
        f"<obi:Kod>554791</obi:Kod></mci:Obec><mci:Geometrie><mci:DefinicniBod>"
        f'<gml:Point gml:id="D{code}" {reference}><gml:pos>{x} {y}</gml:pos></gml:Point></mci:DefinicniBod>'
        f'<mci:OriginalniHranice><gml:MultiSurface gml:id="O{code}" {reference}><gml:surfaceMember>{surface}'
        "</gml:surfaceMember></gml:MultiSurface></mci:OriginalniHranice></mci:Geometrie></vf:Momc>"
    )


def exchange_file() -> bytes:
    boroughs = [
        momc(item["properties"]["kod"], item["properties"]["nazev"] + " nový", shape(item["geometry"]))
        for item in reproject(borough_features(), 5514)
    ]
    return (VFR % f"<vf:Momc>{''.join(boroughs)}</vf:Momc>").encode()


@pytest.mark.once
@pytest.mark.parametrize("name", ["20260630_OB_554791_UKSH.xml", "OB.xml.gz", "OB.xml.zip"])
def test_boroughs_come_from_the_exchange_file_of_the_register(city: Path, name: str) -> None:
    """With their borders, which the file has beside their points; in centimetres, so nothing is redrawn."""
    before = dict(Borough.objects.values_list("code", "boundary"))
    path, content = city / name, exchange_file()
    if name.endswith(".gz"):
        content = gzip.compress(content)
    if name.endswith(".zip"):
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("OB.xml", content)
    else:
        path.write_bytes(content)
    said = assert_loaded(path, command="import_boroughs")
    assert "changed: 2" in said
    assert dict(Borough.objects.values_list("code", "name")) == {LEFT: "Plzeň 1 nový", RIGHT: "Plzeň 3 nový"}
    assert dict(Borough.objects.values_list("code", "boundary")) == before


@pytest.mark.once
def test_an_exchange_file_without_boroughs_or_for_districts_is_refused_in_words(city: Path) -> None:
    path = city / "OB.xml"
    path.write_text(VFR % "", encoding="utf-8")
    assert "holds no boroughs (MOMC)" in assert_refused(path, command="import_boroughs")
    path.write_bytes(exchange_file())
    assert "it holds boroughs, no districts" in assert_refused(path)


# --- what needs no GIS program --------------------------------------------------------------------------------------


@pytest.mark.once
def test_a_sequence_of_areas_is_read_with_and_without_separators(city: Path) -> None:
    lines = [json.dumps(item) for item in district_features()]
    for separator in ("", "\x1e"):
        (city / "okrsky.geojsonl").write_text("".join(f"{separator}{line}\n" for line in lines), encoding="utf-8")
        assert "unchanged: 4" in assert_loaded(city / "okrsky.geojsonl")
    (city / "okrsky.geojsonl").write_text("\n".join([*lines[:2], lines[2][:50]]), encoding="utf-8")
    assert "was cut: line 3, column" in assert_refused(city / "okrsky.geojsonl")


@pytest.mark.once
def test_a_single_area_is_refused_in_words(city: Path) -> None:
    (city / "okrsek.geojson").write_text(json.dumps(district_features()[0]), encoding="utf-8")
    assert "but a single Feature. Export the whole layer" in assert_refused(city / "okrsek.geojson")
    said = assert_refused(write_areas(city / "okrsek.geojson", district_features()[:1]))
    assert "3 of the 4 districts in force are not in the file." in said


@pytest.mark.once
def test_areas_in_collections_are_read_with_a_note(city: Path) -> None:
    features = district_features()
    line = {"type": "LineString", "coordinates": [[13.36, 49.74], [13.37, 49.74]]}
    for item in features:
        halves = [shapely.box(*bounds) for bounds in halved(shape(item["geometry"]).bounds)]
        areas = [shapely.geometry.mapping(half) for half in halves]
        inner = {"type": "GeometryCollection", "geometries": areas}
        item["geometry"] = {"type": "GeometryCollection", "geometries": [line, inner]}
    said = districts(city, features)[1]
    assert "Areas that were collections of shapes: 4." in said
    assert "changed: 0   unchanged: 4" in said
    features[0]["geometry"] = {"type": "GeometryCollection", "geometries": [line]}
    code, said = districts(city, features)
    assert code == 1
    assert "It is a point or a line" in said


def halved(bounds: tuple[float, float, float, float]) -> list[tuple[float, float, float, float]]:
    west, south, east, north = bounds
    middle = round((west + east) / 2, 7)
    return [(west, south, middle, north), (middle, south, east, north)]


@pytest.mark.once
def test_parts_of_one_district_are_joined_and_others_of_its_number_refused(city: Path) -> None:
    first, *others = district_features()
    parts = [feature(shapely.box(*bounds), **first["properties"]) for bounds in halved(shape(first["geometry"]).bounds)]
    code, said = districts(city, [*parts, *others])
    assert (code, "District 1 is in the file in 2 areas; they were joined." in said) == (0, True), said
    assert "unchanged: 4" in said
    code, said = districts(city, [first, *parts, *others])
    assert (code, "district 1 is in the file twice." in said) == (1, True), said


@pytest.mark.once
def test_a_missing_name_is_warned_of_and_the_old_one_kept(city: Path) -> None:
    District.objects.filter(number=1).update(name="Bory")
    features = district_features()
    features[0]["properties"]["nazev"] = None
    features[1]["properties"]["nazev"] = " "
    code, said = districts(city, features)
    assert (code, "Areas without a name (“nazev”): 1, 2." in said) == (0, True), said
    assert list(District.objects.order_by("number").values_list("name", flat=True)[:2]) == ["Bory", "Okrsek 2"]


@pytest.mark.once
@pytest.mark.parametrize("value", ["Okrsek 1", "okr. č. 1", "1.0", "1,00", "č. 1", "01", 1.0])
def test_numbers_as_people_write_them(city: Path, value: Any) -> None:
    features = district_features()
    features[0]["properties"]["cislo"] = value
    assert districts(city, features)[0] == 0


@pytest.mark.once
@pytest.mark.parametrize("name", ["číslo", "CISLO_OKR", "Okrsek", "Číslo okrsku"])
def test_a_column_may_have_another_name(city: Path, name: str) -> None:
    features = district_features()
    for item in features:
        item["properties"][name] = item["properties"].pop("cislo")
    code, said = districts(city, features)
    assert (code, f"The column “{name.lower()}” was read as “cislo”." in said) == (0, True), said


@pytest.mark.once
def test_columns_that_cannot_be_told_apart_are_asked_about(city: Path) -> None:
    features = district_features()
    for item in features:
        item["properties"] |= {"cislo_okr": item["properties"]["cislo"], "cislo_mp": item["properties"].pop("cislo")}
    code, said = districts(city, features)
    assert code == 1
    assert "Several columns may be “cislo”: cislo_mp, cislo_okr." in said


@pytest.mark.once
@pytest.mark.parametrize("slip_m", [0, 0.0007])
def test_the_way_through_sjtsk_and_back_changes_nothing(city: Path, slip_m: float) -> None:
    before = state()
    features = reproject(district_features(), 5514)
    for item in features:
        moved = shapely.transform(shape(item["geometry"]), lambda points: points + slip_m)
        item["geometry"] = shapely.geometry.mapping(moved)
    code, said = districts(city, features)
    assert "unchanged: 4" in said, said
    assert (code, state()) == (0, before)


def test_a_district_may_be_called_by_a_letter(city: Path) -> None:
    features = district_features()
    features[3]["properties"]["cislo"] = "Okrsek D"
    features[3]["properties"]["nazev"] = "Doubravka"
    code, said = districts(city, features)
    assert code == 0, said
    assert "“D” is no number: the district has the number 4 and this designation." in said  # it was called 4
    called = District.objects.current().get(designation="D")
    assert (called.number, called.label, BoundarySet.objects.latest("pk").features["features"][3]["properties"]) == (
        4,
        "4 (D)",
        {"cislo": 4, "nazev": "Doubravka", "obvod_kod": RIGHT, "oznaceni": "D"},
    )
    assert "unchanged: 4" in districts(city, features)[1]
    code, said = run("restore_boundaries", BoundarySet.objects.latest("pk").pk)
    assert (code, "unchanged: 4" in said) == (0, True), said
    halves = [feature(shapely.box(*bounds), **features[3]["properties"]) for bounds in halved(cell(1, 1).bounds)]
    halves[1]["properties"]["cislo"] = "E"
    said = districts(city, [*features[:3], *halves])[1]
    assert "“E” is no number: the district has the number 5 and this designation." in said
    assert dict(District.objects.current().values_list("number", "designation")) == {
        1: "",
        2: "",
        3: "",
        4: "D",
        5: "E",
    }


def test_designations_may_stand_in_a_column_and_be_swapped(city: Path) -> None:
    features = district_features()
    for item, designation in zip(features, ("A", "B", "", "4"), strict=True):
        item["properties"]["Označení"] = designation
    assert districts(city, features)[0] == 0
    assert list(District.objects.order_by("number").values_list("designation", flat=True)) == ["A", "B", "", ""]
    for item, designation in zip(features, ("B", "A", "", ""), strict=True):
        item["properties"]["Označení"] = designation
    code, said = districts(city, features)
    assert (code, "changed: 2   unchanged: 2" in said) == (0, True), said
    assert "unchanged: 4" in districts(city, district_features())[1]  # a file that says nothing of them
    features[2]["properties"]["Označení"] = "A"
    code, said = districts(city, features)
    assert (code, "Several districts have the designation “A”." in said) == (1, True), said


def test_a_designation_has_a_letter(city: Path) -> None:
    features = district_features()
    features[0]["properties"]["oznaceni"] = "12"
    code, said = districts(city, features)
    assert (code, "“oznaceni” is “12”." in said) == (1, True), said


@pytest.mark.once
def test_what_is_drawn_in_a_map_has_its_number_in_its_name_and_its_borough_around_it(city: Path) -> None:
    """As somebody draws it who knows nothing of columns."""
    features = district_features()
    for item in features:
        item["properties"] = {"name": f"Okrsek {item['properties']['cislo']}"}
    code, said = districts(city, features)
    assert (code, "unchanged: 4" in said) == (0, True), said
    assert "The file names no boroughs" in said
    assert "“nazev” was read as a whole number, “Okrsek 1” as 1." in said


@pytest.mark.once
def test_metadata_beside_a_file_are_passed_over(city: Path, written: Path) -> None:
    path = pack(city / "okrsky.zip", written / "okrsky.shp")
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("okrsky.shp.xml", "<metadata/>")
        archive.writestr("metadata.xml", "<metadata/>")
        archive.writestr("styl.json", "{}")
    assert_loaded(path)


@pytest.mark.once
def test_several_geojsons_in_a_zip_are_told_as_ever(city: Path) -> None:
    with zipfile.ZipFile(city / "okrsky.zip", "w") as archive:
        for name in ("a.geojson", "b.geojson"):
            archive.writestr(name, json.dumps({"type": "FeatureCollection", "features": district_features()}))
    said = assert_refused(city / "okrsky.zip")
    assert "The zip must hold one .geojson file; this one holds 2. Unpack it and name one." in said
