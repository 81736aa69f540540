"""The official files of the whole city, as they were imported for the tests, and once more."""

import json
from pathlib import Path

import pytest
from django.db.models import F

from districts.models import Address, Borough, District, HouseNumberType, Part, Post, Street
from tests import official_files
from tests.databases import Masters
from tests.districts.files import run
from tests.districts.gis_writer import Wanted, pack, write_files
from tests.districts.importers.test_addresses import state
from tests.thorough import daily

pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.usefixtures("real_city")]

SYSTEMS = (4326, 5514, 5513)


def test_the_official_boundaries_are_imported_and_fit(masters: Masters) -> None:
    assert "Notes" not in masters.said("import_districts")
    assert (Borough.objects.count(), District.objects.current().count(), Post.objects.count()) == (10, 30, 70)


def test_the_official_file_is_imported_and_every_address_is_in_the_district_of_its_borough(
    masters: Masters, real_data: Path
) -> None:
    said = masters.said("import_addresses")
    assert "read: 27207   new: 27207   changed: 0   unchanged: 0   gone: 0   refused: 0" in said
    assert Address.objects.count() == 27_207
    assert Address.objects.filter(borough_id=F("district__borough_id")).count() == 27_207
    assert (Street.objects.count(), Part.objects.count()) == (1192, 25)
    assert Address.objects.filter(street=None).count() == 1771
    assert Address.objects.filter(number_type=HouseNumberType.EV).count() == 3528
    check = Address.objects.get(pk=24570222)
    assert (check.lat, check.lon) == pytest.approx((49.748122, 13.377706), abs=1e-6)
    before = state()
    _code, said = run("import_addresses", real_data / official_files.NAMES["import_addresses"])
    assert "unchanged: 27207" in said
    assert state() == before


def whole_city_files() -> list[tuple[str, Wanted]]:
    """Each format in each coordinate system that it carries: the name to import, and what is to be written."""
    files = []
    for epsg in SYSTEMS:
        files += [
            (f"{epsg}.gpkg", Wanted(f"{epsg}.gpkg", "GPKG", epsg)),
            (f"{epsg}.shp.zip", Wanted(f"{epsg}.shp", "ESRI Shapefile", epsg, encoding="CP1250")),
            (f"{epsg}.fgb", Wanted(f"{epsg}.fgb", "FlatGeobuf", epsg)),
            (f"{epsg}.gml", Wanted(f"{epsg}.gml", "GML", epsg)),
            (f"{epsg}-2.gml", Wanted(f"{epsg}-2.gml", "GML", epsg, options={"FORMAT": "GML2"})),
            (f"{epsg}.geojson", Wanted(f"{epsg}.geojson", "GeoJSON", epsg)),
        ]
    return [
        *files,
        ("okrsky.kml", Wanted("okrsky.kml", "LIBKML")),
        ("okrsky.kmz", Wanted("doc.kml", "KML")),
        ("okrsky.geojsonl", Wanted("okrsky.geojsonl", "GeoJSONSeq")),
        ("okrsky.geojsons", Wanted("okrsky.geojsons", "GeoJSONSeq", options={"RS": "YES"})),
    ]


@pytest.mark.once
@pytest.mark.parametrize(("name", "wanted"), daily(whole_city_files(), part=11))
def test_the_city_is_the_same_from_every_format(name: str, wanted: Wanted, real_data: Path, tmp_path: Path) -> None:
    text = (real_data / official_files.NAMES["import_districts"]).read_text(encoding="utf-8")
    written = tmp_path / wanted.path
    write_files(json.loads(text)["features"], [wanted.at(written)])
    path = tmp_path / name
    if name.endswith(".shp.zip"):
        pack(path, written, folder="export/", leave_out=[".cpg"])
    elif name.endswith(".kmz"):
        pack(path, written)
    before, names = assigned(), dict(District.objects.values_list("number", "name"))
    code, said = run("import_districts", path)
    assert (code, assigned()) == (0, before), said
    assert "unchanged: 30" in said
    # Once more, with nothing stored that could be kept: S-JTSK moves points by a millimetre.
    District.objects.update(boundary=None, name="?")
    code, said = run("import_districts", path)
    assert code == 0, said
    moved = {key for key, district in assigned().items() if district != before[key]}
    assert len(moved) <= (3 if wanted.epsg != 4326 else 0)
    assert dict(District.objects.values_list("number", "name")) == names


def assigned() -> dict[int, int]:
    """The district of each address."""
    return dict(Address.objects.values_list("code", "district__number"))
