"""What files of boroughs, districts and addresses change is told before; what was changed by hand is marked."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone, translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from shapely.geometry import mapping

from districts.importers import import_report
from districts.importers.boundaries.boundaries_in_force import redraw_district
from districts.importers.import_report import ImportReport
from districts.models import Address, Borough, District, ImportRun, KnownPlace
from tests.districts.files import borough_features, cell, district_features, import_small_city, run, write_areas
from tests.districts.importers.test_addresses import good_rows, load, row, text
from tests.thorough import examples

pytestmark = pytest.mark.django_db


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """The small city with an address in each of its districts."""
    import_small_city(tmp_path)
    KnownPlace.objects.all().delete()  # to look for their addresses takes most of the time
    assert load(tmp_path, text(good_rows()))[0] == 0
    return tmp_path


def districts(folder: Path, features: Sequence[Any], *arguments: str) -> tuple[int, str]:
    return run("import_districts", write_areas(folder / "okrsky.geojson", features), *arguments)


def told(kind: str) -> dict[str, dict[str, tuple[str, str, bool]]]:
    """What the last report says of the records of a kind: by record and field, old, new, whether by hand."""
    changes = ImportRun.objects.latest("pk").report["changes"]
    return {
        change["record"]: {each["field"]: (each["old"], each["new"], each["by_hand"]) for each in change["fields"]}
        for change in changes
        if change["kind"] == kind
    }


def move_border(folder: Path) -> None:
    """On the map district 1 gets a strip of its neighbour to the north, 3."""
    south, north = cell(0, 0), cell(0, 1)
    wider = mapping(south.union(north.intersection(south.buffer(0.001, cap_style="square", join_style="mitre"))))
    report = ImportReport()
    redraw_district(1, wider, author="jana", now=timezone.now(), report=report)
    assert report.refused == []


# --- boundaries -----------------------------------------------------------------------------------------------------
def test_districts_are_told_old_and_new_and_so_are_addresses_that_move(city: Path) -> None:
    features = district_features()
    features[0]["geometry"] = mapping(cell(0, 0, rows=2))
    features[0]["properties"]["nazev"] = "Sever"
    del features[2]
    _code, dry = districts(city, features, "--dry-run")
    code, said = districts(city, features)
    assert dry.partition("All is fine")[0] == said.partition("Done.")[0]
    assert told("police district")["District 1 Sever"]["name"] == ("Okrsek 1", "Sever", False)
    old, new, _by_hand = told("police district")["District 1 Sever"]["boundary"]
    assert (old, new) == ("0.798 km²", "1.597 km² (gains 79.89 ha, loses 0.00 ha)")
    assert told("police district")["District 3"]["boundary"][:2] == ("0.798 km²", "")
    assert told("address") == {
        "Dolní Vlkýš č. ev. 3 [24570003]": {"district": ("District 3", "District 1 Sever", False)}
    }
    assert (code, "address: changed 1" in said) == (0, True), said


def test_a_border_moved_on_the_map_is_marked_or_left(city: Path) -> None:
    move_border(city)
    moved = {district.number: district.boundary for district in District.objects.all()}
    code, said = districts(city, district_features(), "--dry-run")
    assert (code, said.count("corrected by hand")) == (0, 2), said
    for _month in range(2):
        code, said = districts(city, district_features(), "--keep-hand")
        assert (code, "Left as corrected by hand" in said) == (0, True), said
        assert {district.number: district.boundary for district in District.objects.all()} == moved
    districts(city, district_features())
    marked = {name for name, fields in told("police district").items() if fields["boundary"][2]}
    assert marked == {"District 1", "District 3"}  # their neighbour only got a corner
    assert "corrected by hand" not in districts(city, district_features())[1]


def test_a_name_corrected_by_hand_is_marked_or_left(city: Path) -> None:
    District.objects.filter(number=2).update(name="Náměstí")
    features = district_features()
    features[1]["properties"]["popis"] = "Kolem náměstí."
    assert "Left as corrected by hand" in districts(city, features, "--keep-hand")[1]
    district = District.objects.get(number=2)
    assert (district.name, district.description) == ("Náměstí", "Kolem náměstí.")
    districts(city, features)
    assert told("police district")["District 2"]["name"] == ("Náměstí", "Okrsek 2", True)


def test_boroughs_are_told_old_and_new(city: Path) -> None:
    features = borough_features()
    features[0]["properties"]["nazev"] = "Plzeň 1-Sever"
    path = write_areas(city / "obvody.geojson", features)
    code, said = run("import_boroughs", path)
    assert (code, "changed: borough Plzeň 1-Sever: name: Plzeň 1 → Plzeň 1-Sever" in said) == (0, True), said
    Borough.objects.filter(name="Plzeň 1-Sever").update(name="Sever")
    assert "Left as corrected by hand" in run("import_boroughs", path, "--keep-hand")[1]
    assert Borough.objects.filter(name="Sever").exists()


@settings(max_examples=examples(40), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    renamed=st.sampled_from([0, 1, 2]),  # 0 for none
    redrawn=st.booleans(),
    names=st.lists(st.sampled_from(["Okrsek 1", "Sever", "Jih"]), min_size=4, max_size=4),
    merged=st.booleans(),
    keep_hand=st.booleans(),
)
def test_what_is_told_of_districts_is_what_happens_to_them(
    city: Path, renamed: int, redrawn: bool, names: list[str], merged: bool, keep_hand: bool
) -> None:
    features = district_features()
    for feature, name in zip(features, names, strict=True):
        feature["properties"]["nazev"] = name
    if merged:
        features[0]["geometry"] = mapping(cell(0, 0, rows=2))
        del features[2]
    with transaction.atomic():
        District.objects.filter(number=renamed).update(name="Ručně")
        if redrawn:
            move_border(city)
        before = {district.pk: district for district in District.objects.all()}
        arguments = ["--keep-hand"] * keep_hand
        dry_code, dry = districts(city, features, *arguments, "--dry-run")
        code, said = districts(city, features, *arguments)
        assert (dry_code, dry.partition("All is fine")[0]) == (code, said.partition("Done.")[0])
        happened = set()
        for district in District.objects.all():
            old = before[district.pk]
            changed = {name for name in ("name", "boundary") if getattr(old, name) != getattr(district, name)}
            with translation.override("en"):
                happened |= {(str(district), name) for name in changed}
        assert {(record, name) for record, fields in told("police district").items() for name in fields} == happened
        transaction.set_rollback(True)


# --- addresses ------------------------------------------------------------------------------------------------------
def test_addresses_are_told_old_and_new_and_counted_by_street(city: Path) -> None:
    rows = good_rows()
    rows[0]["PSČ"] = "32100"
    rows[1] = row(24570002, 13.376, 49.755, **{"Kód ulice": 396311, "Název ulice": "Jana Žižky"})
    rows[2] = row(24570009, 13.365, 49.755, **{"Číslo orientační": 7})
    code, said = load(city, text(rows))
    assert told("address") == {
        "náměstí Republiky 1/12a [24570001]": {"postcode": ("30100", "32100", False)},
        "Jana Žižky 2 [24570002]": {
            "district": ("District 2", "District 4", False),
            "point": ("49.745000, 13.375000", "49.755000, 13.376000", False),
        },
        "Dolní Vlkýš č. ev. 3 [24570003]": told("address")["Dolní Vlkýš č. ev. 3 [24570003]"],
        "náměstí Republiky 9/7 [24570009]": told("address")["náměstí Republiky 9/7 [24570009]"],
    }
    assert told("street") == {"Jana Žižky": {"name": ("Žižkova", "Jana Žižky", False)}}
    assert list(told("city part")) == ["Dolní Vlkýš"]
    assert (code, "náměstí Republiky: new 1, changed 1" in said) == (0, True), said
    assert "Dolní Vlkýš: gone 1" in said


def test_of_many_addresses_the_first_are_told_and_all_are_counted(city: Path) -> None:
    rows = [*good_rows(), *(row(24580000 + number, 13.3651, 49.745) for number in range(1, 701))]
    code, said = load(city, text(rows))
    report = ImportRun.objects.latest("pk").report
    assert report["counts_by_kind"]["address"] == {"new": 700}
    assert len(report["changes"]) == import_report.CHANGES_KEPT
    assert (code, "… and 600 more" in said) == (0, True), said


CODES = [24570001, 24570002, 24570003, 24570004, 24570005]
ROWS = st.builds(
    lambda code, place, postcode, street: row(
        code, *place, **{"PSČ": postcode, "Kód ulice": street, "Název ulice": f"Ulice {street}"}
    ),
    st.sampled_from(CODES),
    st.sampled_from([(13.365, 49.745), (13.375, 49.745), (13.375, 49.755)]),
    st.sampled_from(["30100", "32100"]),
    st.sampled_from([396303, 396311]),
)


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=st.lists(ROWS, min_size=1, max_size=5, unique_by=lambda cells: cells["Kód ADM"]))
def test_what_is_told_of_addresses_is_what_happens_to_them(city: Path, rows: list[dict[str, str]]) -> None:
    with transaction.atomic():
        before = {address.pk: address for address in Address.objects.select_related("district")}
        arguments = (city, text(rows), "--allow-fewer")
        dry = load(*arguments, "--dry-run")[1]
        code, said = load(*arguments)
        assert (code, dry.partition("All is fine")[0]) == (0, said.partition("Done.")[0])
        after = {address.pk: address for address in Address.objects.select_related("district")}
        happened: dict[int, object] = {}
        for key in before.keys() | after.keys():
            old, new = before.get(key), after.get(key)
            if old is None or new is None:
                happened[key] = "gone" if new is None else "new"
            elif fields := {
                field.attname
                for field in Address._meta.fields
                if getattr(old, field.attname) != getattr(new, field.attname)
            }:
                happened[key] = "changed", fields - {"lat", "lon"} | ({"point"} if fields & {"lat", "lon"} else set())
        columns = {"street": "street_id", "city part": "part_id", "district": "district_id", "point": "point"}
        columns |= {"borough by the register": "borough_id", "number type": "number_type"}
        columns |= {
            name.replace("_", " "): name for name in ("orientation_letter", "orientation_number", "house_number")
        }
        reported: dict[int, object] = {}
        for change in ImportRun.objects.latest("pk").report["changes"]:
            if change["kind"] == "address":
                key = int(change["record"].partition("[")[2].rstrip("]"))
                fields = {columns.get(each["field"], each["field"]) for each in change["fields"]}
                reported[key] = ("changed", fields) if change["fate"] == "changed" else change["fate"]
        assert reported == happened
        transaction.set_rollback(True)
