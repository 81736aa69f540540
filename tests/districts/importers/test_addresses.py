"""Importing addresses: the official file is loaded whole, a damaged one changes nothing and its line is named."""

import csv
import io
import zipfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyproj import Transformer

from districts.importers import text_files
from districts.models import (
    Address,
    District,
    HouseNumberType,
    ImportKind,
    ImportRun,
    KnownPlace,
    Part,
    Revision,
    Street,
)
from tests.districts.files import LEFT, RIGHT, import_small_city, run
from tests.factories import make_address, make_part, make_street
from tests.thorough import examples

pytestmark = pytest.mark.django_db

HEADER = [
    *("Kód ADM", "Kód obce", "Název obce", "Kód MOMC", "Název MOMC", "Kód obvodu Prahy", "Název obvodu Prahy"),
    *("Kód části obce", "Název části obce", "Kód ulice", "Název ulice", "Typ SO", "Číslo domovní"),
    *("Číslo orientační", "Znak čísla orientačního", "PSČ", "Souřadnice Y", "Souřadnice X", "Platí Od"),
]
_TO_SJTSK = Transformer.from_crs(4326, 5514, always_xy=True)


def row(code: int, lon: float, lat: float, **changes: Any) -> dict[str, str]:
    """A row as ČÚZK writes it; changes go by the name of the column."""
    east, north = _TO_SJTSK.transform(lon, lat)
    cells = {
        "Kód ADM": code,
        "Kód obce": 554791,
        "Název obce": "Plzeň",
        "Kód MOMC": LEFT if lon < 13.37 else RIGHT,
        "Název MOMC": "Plzeň",
        "Kód obvodu Prahy": "",
        "Název obvodu Prahy": "",
        "Kód části obce": 406392,
        "Název části obce": "Vnitřní Město",
        "Kód ulice": 396303,
        "Název ulice": "náměstí Republiky",
        "Typ SO": "č.p.",
        "Číslo domovní": code % 1000,
        "Číslo orientační": "",
        "Znak čísla orientačního": "",
        "PSČ": "30100",
        "Souřadnice Y": f"{-east:.2f}",
        "Souřadnice X": f"{-north:.2f}",
        "Platí Od": "2014-03-07T00:00:00",
    }
    return {name: str(value) for name, value in (cells | changes).items()}


def good_rows() -> list[dict[str, str]]:
    """One address in each of the four districts, one of them in a part without streets."""
    return [
        row(24570001, 13.365, 49.745, **{"Číslo orientační": 12, "Znak čísla orientačního": "a"}),
        row(24570002, 13.375, 49.745, **{"Kód ulice": 396311, "Název ulice": "Žižkova"}),
        row(
            24570003,
            13.365,
            49.755,
            **{
                "Typ SO": "č.ev.",
                "Kód části obce": 90816,
                "Název části obce": "Dolní Vlkýš",
                "Kód ulice": "",
                "Název ulice": "",
            },
        ),
        row(24570004, 13.375, 49.755, **{"Kód ulice": 396320, "Název ulice": "Žižkova"}),
    ]


def text(rows: Sequence[dict[str, str]], *, end: str = "\n", delimiter: str = ";") -> str:
    out = io.StringIO()
    writer = csv.DictWriter(out, list(rows[0]), delimiter=delimiter, lineterminator=end)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue()


@pytest.fixture
def city(tmp_path: Path) -> Path:
    """Boroughs and districts are in the database; gives a folder for files."""
    import_small_city(tmp_path)
    return tmp_path


@pytest.fixture
def loaded(city: Path) -> Path:
    """The good rows are in the database too."""
    code, said = load(city, text(good_rows()))
    assert code == 0, said
    return city


def load(folder: Path, content: str | bytes, *arguments: str, name: str = "adresy.csv") -> tuple[int, str]:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode("cp1250"))
    return run("import_addresses", path, *arguments)


def state() -> list[Any]:
    return [list(model._default_manager.order_by("pk").values()) for model in (Address, Street, Part)]


# --- what is right --------------------------------------------------------------------------------------------------


def test_addresses_streets_and_parts_come_from_one_file(loaded: Path) -> None:
    address = Address.objects.get(pk=24570001)
    assert (address.district.number, address.borough_id, address.postcode) == (1, LEFT, "30100")
    assert (str(address.street), str(address.part)) == ("náměstí Republiky", "Vnitřní Město")
    assert (address.house_number, address.orientation_number, address.orientation_letter) == (1, 12, "a")
    assert (address.lon, address.lat) == pytest.approx((13.365, 49.745), abs=2e-7)
    assert (round(address.lon, 7), round(address.lat, 7)) == (address.lon, address.lat)
    without_street = Address.objects.get(pk=24570003)
    assert (without_street.street, without_street.number_type) == (None, HouseNumberType.EV)
    assert list(Address.objects.order_by("pk").values_list("district__number", flat=True)) == [1, 2, 3, 4]


def test_the_official_check_value(city: Path) -> None:
    """Náměstí Republiky 1; it lies in district 2 of the small city."""
    load(
        city,
        text([row(24570222, 13.375, 49.745, **{"Souřadnice Y": "822380.67", "Souřadnice X": "1069630.19"})]),
        "--allow-fewer",
    )
    address = Address.objects.get()
    assert (address.lat, address.lon) == pytest.approx((49.748122, 13.377706), abs=1e-6)


def test_web_addresses_of_streets_are_unique_and_transliterated(loaded: Path) -> None:
    assert dict(Street.objects.values_list("code", "slug")) == {
        396303: "namesti-republiky",
        396311: "zizkova",
        396320: "zizkova-2",
    }


def test_a_renamed_street_keeps_its_web_address(loaded: Path) -> None:
    rows = good_rows()
    rows[0]["Název ulice"] = "náměstí Míru"
    assert load(loaded, text(rows))[0] == 0
    street = Street.objects.get(pk=396303)
    assert (street.name, street.slug) == ("náměstí Míru", "namesti-republiky")


def test_the_same_file_twice_changes_nothing(loaded: Path) -> None:
    before = state()
    code, said = load(loaded, text(good_rows()))
    assert (code, state()) == (0, before)
    assert "read: 4   new: 0   changed: 0   unchanged: 4   gone: 0   refused: 0" in said


def test_a_dry_run_changes_nothing(loaded: Path) -> None:
    before, stamp, runs = state(), Revision.current(), ImportRun.objects.count()
    code, said = load(loaded, text(good_rows()[:2]), "--dry-run")
    assert (code, state(), Revision.current(), ImportRun.objects.count()) == (0, before, stamp, runs)
    assert "unchanged: 2   gone: 2" in said


def test_new_changed_and_gone_addresses_are_told_apart(loaded: Path) -> None:
    rows = [*good_rows()[1:], row(24570005, 13.366, 49.746)]
    rows[0]["Číslo domovní"] = "999"
    code, said = load(loaded, text(rows))
    assert code == 0
    assert "read: 4   new: 1   changed: 1   unchanged: 2   gone: 1   refused: 0" in said
    assert not Address.objects.filter(pk=24570001).exists()
    assert Address.objects.get(pk=24570002).house_number == 999


def test_streets_and_parts_without_addresses_go(loaded: Path) -> None:
    assert load(loaded, text(good_rows()[:1]))[0] == 0
    assert list(Street.objects.values_list("name", flat=True)) == ["náměstí Republiky"]
    assert list(Part.objects.values_list("name", flat=True)) == ["Vnitřní Město"]


def test_parts_may_swap_their_names(loaded: Path) -> None:
    rows = good_rows()
    names = {"Vnitřní Město": "Dolní Vlkýš", "Dolní Vlkýš": "Vnitřní Město"}
    for item in rows:
        item["Název části obce"] = names[item["Název části obce"]]
    code, said = load(loaded, text(rows))
    assert code == 0, said
    assert Part.objects.get(pk=90816).name == "Vnitřní Město"


def test_illustrative_addresses_are_replaced_wholly(city: Path) -> None:
    """Also where the demonstration uses the same names of streets and parts."""
    street = make_street(code=990_000_001, name="náměstí Republiky", slug="namesti-republiky")
    part = make_part(code=990_000_002, name="Vnitřní Město")
    for _number in range(150):
        make_address(street=street, part=part, district=District.objects.get(number=1))
    now = datetime(2026, 9, 1, tzinfo=UTC)
    ImportRun.objects.create(
        kind=ImportKind.ADDRESSES,
        source="load_demo",
        demo=True,
        started_at=now,
        finished_at=now,
        succeeded=True,
        report={},
    )
    code, said = load(city, text(good_rows()))
    assert code == 0, said
    assert set(Address.objects.values_list("pk", flat=True)) == {24570001, 24570002, 24570003, 24570004}
    assert Street.objects.get(slug="namesti-republiky").pk == 396303
    assert not Part.objects.filter(pk=part.pk).exists()


def test_every_run_is_recorded(loaded: Path) -> None:
    load(loaded, "nic")
    refused, imported = ImportRun.objects.filter(kind=ImportKind.ADDRESSES)
    assert (imported.succeeded, imported.source, imported.report["new"]) == (True, "adresy.csv", 4)
    assert (refused.succeeded, refused.demo) == (False, False)


# --- the ways the same file may be written --------------------------------------------------------------------------


@pytest.mark.parametrize("encoding", ["cp1250", "utf-8", "utf-8-sig"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_encodings_and_line_ends_do_not_matter(loaded: Path, encoding: str, end: str) -> None:
    code, said = load(loaded, text(good_rows(), end=end).encode(encoding))
    assert code == 0, said
    assert "unchanged: 4" in said


@pytest.mark.parametrize("delimiter", [";", ",", "\t"])
def test_a_file_saved_again_by_a_spreadsheet_is_read(loaded: Path, delimiter: str) -> None:
    rows = good_rows()
    for item in rows:
        item["Souřadnice Y"] = item["Souřadnice Y"].replace(".", ",")
        item["PSČ"] = "301 00"
    code, said = load(loaded, text(rows, delimiter=delimiter))
    assert code == 0, said
    assert "unchanged: 4" in said


def test_negative_coordinates_mean_the_same(loaded: Path) -> None:
    rows = good_rows()
    for item in rows:
        item["Souřadnice Y"], item["Souřadnice X"] = "-" + item["Souřadnice Y"], "-" + item["Souřadnice X"]
    assert "unchanged: 4" in load(loaded, text(rows))[1]


def test_the_order_of_columns_and_blank_lines_do_not_matter(loaded: Path) -> None:
    rows = [dict(reversed(item.items())) for item in good_rows()]
    assert "unchanged: 4" in load(loaded, text(rows) + "\n\n")[1]


def test_a_last_line_without_an_end_is_read_if_it_is_whole(loaded: Path) -> None:
    assert "unchanged: 4" in load(loaded, text(good_rows()).rstrip("\n"))[1]


def test_columns_nobody_needs_may_be_missing_and_others_are_noted(loaded: Path) -> None:
    rows = [{k: v for k, v in item.items() if k != "Platí Od"} | {"Poznámka": "x"} for item in good_rows()]
    code, said = load(loaded, text(rows))
    assert code == 0
    assert "Columns that are not used: Poznámka." in said


def zipped(**files: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content.encode("cp1250"))
    return out.getvalue()


def test_a_zip_is_read_without_unpacking(loaded: Path) -> None:
    code, said = load(loaded, zipped(CSV__csv=text(good_rows()), cti__txt="x"), name="adresy.zip")
    assert code == 0, said
    assert "unchanged: 4" in said


@pytest.mark.parametrize("inner", ["CSV/20231231_OB_554791_ADR.csv", "20231231_OB_554791_ADR.csv.zip"])
def test_the_file_of_the_city_is_taken_out_of_an_archive_of_many_towns(loaded: Path, inner: str) -> None:
    mine = text(good_rows()).encode("cp1250")
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("CSV/20231231_OB_554782_ADR.csv", "of Prague")
        archive.writestr("CSV/20231231_OB_539996_ADR.csv.zip", b"not opened")
        archive.writestr(inner, zipped(a__csv=text(good_rows())) if inner.endswith("zip") else mine)
    code, said = load(loaded, out.getvalue(), name="20231231_OB_ADR_csv.zip")
    assert code == 0, said
    assert "unchanged: 4" in said


def many_rows() -> list[dict[str, str]]:
    """A thousand addresses in each of two districts."""
    places = [(24_580_000 + number, 13.365 + 0.01 * (number % 2), 49.745) for number in range(2000)]
    return [row(*place, **{"Číslo domovní": 7}) for place in places]


EMPTY = [{"Souřadnice Y": "", "Souřadnice X": ""}, {"PSČ": ""}, {"Kód MOMC": ""}, {"Kód ulice": ""}]


@pytest.mark.parametrize("empty", EMPTY)
@pytest.mark.once
def test_what_the_register_has_left_incomplete_stays_as_it_is(city: Path, empty: dict[str, str]) -> None:
    rows = many_rows()
    assert load(city, text(rows), "--allow-fewer")[0] == 0
    before = state()
    new = row(24_590_000, 13.365, 49.745)
    code, said = load(city, text([*rows[:7], rows[7] | empty, *rows[8:], new | empty]))
    assert (code, state()) == (0, before), said
    assert "line 9: " in said
    assert "The address is left out, or left as it is if it is known already." in said
    assert "unchanged: 2000" in said
    assert "gone: 0" in said


@pytest.mark.once
def test_more_incomplete_rows_than_one_in_a_thousand_refuse_the_file(city: Path) -> None:
    rows = [each | EMPTY[0] if number < 3 else each for number, each in enumerate(many_rows())]
    code, said = load(city, text(rows), "--allow-fewer")
    assert code == 1
    assert not Address.objects.exists()
    assert "line 4: “Souřadnice Y”, “Souřadnice X” are empty" in said
    assert "refused: 3" in said


@pytest.mark.once
def test_an_incomplete_address_of_a_street_that_is_gone_goes_with_it(city: Path) -> None:
    rows = many_rows()
    rows[7] |= {"Kód ulice": "396311", "Název ulice": "Žižkova"}
    assert load(city, text(rows), "--allow-fewer")[0] == 0
    code, said = load(city, text([*rows[:7], rows[7] | EMPTY[0] | {"Kód ulice": "", "Název ulice": ""}, *rows[8:]]))
    assert code == 0, said
    assert "gone: 1" in said
    assert not Street.objects.filter(name="Žižkova").exists()


# --- what is wrong with a row ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"Kód obce": "554782"}, "The address belongs to another town (Kód obce “554782”; Plzeň is 554791)."),
        ({"Souřadnice Y": ""}, "“Souřadnice Y” is empty: the register has not completed the address 24570002."),
        ({"Souřadnice X": ""}, "“Souřadnice X” is empty: the register has not completed the address 24570002."),
        ({"Souřadnice Y": "abc"}, "“Souřadnice Y” is no S-JTSK coordinate in metres: “abc”."),
        ({"Souřadnice Y": "nan"}, "is no S-JTSK coordinate"),
        ({"Souřadnice Y": "1e400"}, "is no S-JTSK coordinate"),
        ({"Souřadnice Y": "13.37", "Souřadnice X": "49.75"}, "“Souřadnice Y” is no S-JTSK coordinate"),
        ({"Kód ADM": ""}, "“Kód ADM” must be a whole number, not “”."),
        ({"Kód ADM": "12 345"}, "“Kód ADM” must be a whole number"),
        ({"Kód ADM": "99999999999"}, "“Kód ADM” must be a whole number"),
        ({"Kód ADM": "-24570002"}, "“Kód ADM” must be a whole number"),
        ({"Kód ADM": "24570001"}, "The address 24570001 (Kód ADM) is in the file twice, first on line 2."),
        ({"Kód MOMC": "559199"}, "The borough 559199 (Kód MOMC) is not known. Run import_boroughs first."),
        ({"Kód MOMC": "x"}, "“Kód MOMC” must be a whole number"),
        ({"Kód MOMC": "", "PSČ": ""}, "“Kód MOMC”, “PSČ” are empty: the register has not completed"),
        ({"Typ SO": "č.o."}, "“Typ SO” must be one of č.p., č.ev., not “č.o.”."),
        ({"Číslo domovní": "12a"}, "“Číslo domovní” must be a whole number from 1 to 999999, not “12a”."),
        ({"Číslo orientační": "-5"}, "“Číslo orientační” must be a whole number"),
        ({"Znak čísla orientačního": "b"}, "“Znak čísla orientačního” must be one letter after a number"),
        ({"Číslo orientační": "5", "Znak čísla orientačního": "bc"}, "must be one letter after a number, not “bc”."),
        ({"Číslo orientační": "5", "Znak čísla orientačního": "č"}, "must be one letter after a number, not “č”."),
        ({"Číslo domovní": "1000000"}, "“Číslo domovní” must be a whole number from 1 to 999999, not “1000000”."),
        ({"Číslo domovní": "0"}, "“Číslo domovní” must be a whole number from 1 to 999999, not “0”."),
        ({"Číslo orientační": "9999999"}, "“Číslo orientační” must be a whole number from 1 to 999999"),
        ({"PSČ": "3010"}, "“PSČ” must have five digits and begin with 3, not “3010”."),
        ({"PSČ": "3010O"}, "“PSČ” must have five digits and begin with 3"),
        ({"PSČ": "10000"}, "“PSČ” must have five digits and begin with 3, not “10000”."),
        ({"Název části obce": "x" * 61}, "“Název části obce” must be a text of 1 to 60 characters"),
        ({"Název ulice": "x" * 61}, "“Název ulice” must be a text of 1 to 60 characters"),
        ({"Název ulice": ""}, "has only one of “Kód ulice” and “Název ulice”"),
        ({"Kód ulice": ""}, "has only one of “Kód ulice” and “Název ulice”"),
        ({"Kód ulice": "396303", "Název ulice": "Jiná"}, "The street Jiná has two names for one code"),
        ({"Název části obce": "Jiná"}, "The city part Jiná has two names or two codes"),
        ({"Kód části obce": "777"}, "The city part Vnitřní Město has two names or two codes"),
    ],
)
@pytest.mark.once
def test_a_bad_row_refuses_the_file_and_its_line_is_named(loaded: Path, changes: dict[str, str], message: str) -> None:
    before = state()
    rows = good_rows()
    rows[1] |= changes
    code, said = load(loaded, text(rows, end="\r\n"))
    assert (code, state()) == (1, before)
    assert f"line 3: {message}" in said or ("line 3: " in said and message in said)
    assert "refused: 1" in said


@pytest.mark.once
def test_a_point_outside_every_district_is_refused_with_its_place(loaded: Path) -> None:
    before = state()
    code, said = load(loaded, text([*good_rows(), row(24570009, 13.45, 49.745)]))
    assert (code, state()) == (1, before)
    assert "line 6: The address 24570009 lies in no district: 49.745000, 13.450000." in said


@pytest.mark.once
def test_an_address_in_a_district_of_another_borough_is_refused_unless_allowed(loaded: Path) -> None:
    before = state()
    rows = good_rows()
    rows[1]["Kód MOMC"] = str(LEFT)
    code, said = load(loaded, text(rows))
    assert (code, state()) == (1, before)
    assert f"line 3: The address 24570002 belongs to borough {LEFT}, but lies in district 2 of borough {RIGHT}" in said
    assert "add --allow-borough-mismatch" in said
    code, said = load(loaded, text(rows), "--allow-borough-mismatch")
    assert code == 0
    assert Address.objects.get(pk=24570002).district.number == 2


def test_districts_without_an_address_are_noted(loaded: Path) -> None:
    assert "Districts without a single address: 3, 4." in load(loaded, text(good_rows()[:2]))[1]


def test_reading_stops_after_many_problems(loaded: Path) -> None:
    rows = [row(30_000_001 + number, 13.365, 49.745, PSČ="x") for number in range(500)]
    code, said = load(loaded, text(rows))
    assert code == 1
    assert "refused: 201" in said
    assert "… and 181 more" in said
    assert "There are too many problems" in str(ImportRun.objects.latest("pk").report)


# --- what is wrong with a file --------------------------------------------------------------------------------------


@pytest.mark.parametrize("kept", [3, 40, 90, 100])
@pytest.mark.once
def test_a_last_line_cut_short_is_refused(loaded: Path, kept: int) -> None:
    before = state()
    whole, last = text(good_rows()).rstrip("\n").rsplit("\n", 1)
    code, said = load(loaded, f"{whole}\n{last[:kept]}")
    assert (code, state()) == (1, before)
    assert "line 5: The last line is cut short: it has " in said


@pytest.mark.once
def test_a_last_line_cut_in_its_last_column_is_refused(loaded: Path) -> None:
    before = state()
    code, said = load(loaded, text(good_rows()).rstrip("\n")[:-4])
    assert (code, state()) == (1, before)
    assert "line 5: The last line is cut short at its end." in said


@pytest.mark.once
def test_a_line_with_too_few_or_too_many_columns_is_refused(loaded: Path) -> None:
    lines = text(good_rows()).splitlines()
    lines[2] += ";navíc"
    lines[3] = lines[3].rsplit(";", 2)[0]
    code, said = load(loaded, "\n".join(lines) + "\n")
    assert code == 1
    assert "line 3: The line has 20 columns instead of 19." in said
    assert "line 4: The line has 17 columns instead of 19." in said


@pytest.mark.once
def test_a_file_cut_at_the_end_of_a_line_is_noticed_by_the_addresses_it_lacks(city: Path) -> None:
    rows = [*good_rows(), *(row(30_000_001 + number, 13.365, 49.745) for number in range(300))]
    assert load(city, text(rows))[0] == 0
    before = state()
    code, said = load(city, text(rows[:-21]))
    assert (code, state()) == (1, before)
    assert "21 of 304 addresses in the database are not in the file. The file was probably cut." in said
    code, said = load(city, text(rows[:-21]), "--allow-fewer")
    assert code == 0
    assert "Addresses that are gone: 21 (náměstí Republiky 280 [30000280], " in said
    assert Address.objects.count() == 283


def test_the_few_addresses_that_go_in_a_month_are_named(loaded: Path) -> None:
    code, said = load(loaded, text(good_rows()[:3]), "--dry-run")
    assert code == 0
    assert "Addresses that are gone: 1 (Žižkova 4 [24570004])." in said


@pytest.mark.once
def test_a_part_that_loses_all_its_addresses_is_noticed(city: Path) -> None:
    village = {"Kód části obce": 90816, "Název části obce": "Dolní Vlkýš"}
    others = [row(30_000_001 + number, 13.365, 49.745) for number in range(20)]
    rows = [*good_rows(), *others, *(row(31_000_001 + number, 13.365, 49.755, **village) for number in range(11))]
    assert load(city, text(rows))[0] == 0
    before = state()
    code, said = load(city, text([item for item in rows if item["Kód části obce"] != "90816"]))
    assert (code, state()) == (1, before)
    assert "None of the addresses of Dolní Vlkýš is in the file. The file was probably cut." in said
    for item in rows:
        if item["Kód části obce"] == "90816":
            item |= {"Kód části obce": "90999", "Název části obce": "Nová Ves"}
    assert load(city, text(rows))[0] == 0  # a part may get another code


def test_the_first_file_must_have_addresses_everywhere(city: Path) -> None:
    code, said = load(city, text(good_rows()[::2]))
    assert (code, Address.objects.count()) == (1, 0)
    assert "Boroughs without a single address: Plzeň 3." in said
    assert "Districts without a single address: 2, 4." in said
    assert "add --allow-fewer" in said
    assert load(city, text(good_rows()[::2]), "--allow-fewer")[0] == 0


def test_renamed_new_and_gone_streets_and_parts_are_named(loaded: Path) -> None:
    rows = good_rows()
    rows[0]["Název ulice"] = "náměstí Míru"
    rows[2]["Kód části obce"], rows[2]["Název části obce"] = "90999", "Nová Ves"
    rows[3] |= {"Kód ulice": "396330", "Název ulice": "Nová"}
    for arguments in (["--dry-run"], []):
        code, said = load(loaded, text(rows), *arguments)
        assert code == 0, said
        assert "Renamed streets (1): náměstí Republiky → náměstí Míru." in said
        assert "New streets (1): Nová." in said
        assert "Streets that are gone (1): Žižkova." in said
        assert "New city parts (1): Nová Ves." in said
        assert "City parts that are gone (1): Dolní Vlkýš." in said
        assert "Renamed city parts" not in said
    assert "Notes" not in load(loaded, text(rows))[1]


def test_many_new_streets_are_counted_and_some_named(loaded: Path) -> None:
    streets = [
        row(30_000_001 + number, 13.365, 49.745, **{"Kód ulice": 400_000 + number, "Název ulice": f"Nová {number:02}"})
        for number in range(12)
    ]
    code, said = load(loaded, text([*good_rows(), *streets]))
    assert code == 0
    assert "New streets (12): Nová 00, Nová 01, Nová 02" in said
    assert "Nová 09, …" in said


def test_the_first_file_names_no_streets(city: Path) -> None:
    assert "Notes" not in load(city, text(good_rows()))[1]


def test_a_known_place_survives_its_address_and_is_found_there_again_when_it_comes_back(loaded: Path) -> None:
    station = {"address": "Žižkova 2", "source": "radnice", "published": True}
    KnownPlace.objects.create(name="Stanice", **station)
    load(loaded, text(good_rows()))
    assert KnownPlace.objects.get(name="Stanice").register_address_id == 24570002
    without = [item for item in good_rows() if item["Kód ADM"] != "24570002"]
    said = load(loaded, text(without), "--allow-fewer")[1]
    assert "Known places whose address has left the register (1): Stanice." in said
    assert KnownPlace.objects.get(name="Stanice").register_address is None
    assert "Known places" not in load(loaded, text(without), "--allow-fewer")[1]
    load(loaded, text(good_rows()))
    assert KnownPlace.objects.get(name="Stanice").register_address_id == 24570002


def test_missing_columns_are_named(loaded: Path) -> None:
    before = state()
    rows = [{k: v for k, v in item.items() if k not in {"PSČ", "Kód MOMC"}} for item in good_rows()]
    code, said = load(loaded, text(rows))
    assert (code, state()) == (1, before)
    assert "Columns are missing: Kód MOMC, PSČ." in said


def test_a_column_that_is_there_twice_is_named(loaded: Path) -> None:
    lines = [f"{line};{line.split(';')[15]}" for line in text(good_rows()).splitlines()]
    assert "Columns are in the file twice: PSČ." in load(loaded, "\n".join(lines) + "\n")[1]


@pytest.mark.once
def test_a_file_in_a_wrong_encoding_is_refused(loaded: Path) -> None:
    """UTF-8 with one damaged character must not be taken for Windows-1250 with strange names."""
    content = text(good_rows()).encode().replace("Vnitřní".encode(), b"Vnit\xffn")
    code, said = load(loaded, content)
    assert code == 1
    assert "Save it as UTF-8." in said


def test_another_czech_encoding_is_not_taken_for_windows_1250(loaded: Path) -> None:
    """ISO 8859-2 differs in six letters only, so Žižkova would become ®iľkova."""
    before = state()
    code, said = load(loaded, text(good_rows()).encode("iso8859-2"))
    assert (code, state()) == (1, before)
    assert "Line 3 has “®”, which no Czech name has" in said
    assert "Save the file as Windows-1250 or UTF-8." in said


def test_a_foreign_letter_is_read_from_utf_8(loaded: Path) -> None:
    rows = good_rows()
    rows[1]["Název ulice"] = "Ľudovíta Štúra"
    assert load(loaded, text(rows))[0] == 1
    assert load(loaded, text(rows).encode())[0] == 0
    assert Street.objects.get(pk=396311).name == "Ľudovíta Štúra"


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "The file is empty."),
        (b"\xef\xbb\xbf\r\n", "The file is empty."),
        ("\n".join([";".join(HEADER)]).encode("cp1250") + b"\n", "There are no addresses in the file."),
        (b"a;b;c\n1;2;3\n", "The first line does not name the columns of the RUIAN"),
        (b"\xef\xbb\xbf<!doctype html>\n<html>", "This is a web page, not .csv."),
        (b"\0\1\2\3", "This is no text file."),
        (b"\x81\x83\x88", "The text is neither in UTF-8 nor in Windows-1250."),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "The file is in the format Excel (.xls), not .csv."),
        (b"\x1f\x8b\x08\0", "The file is in the format gzip"),
        ((";".join(HEADER) + '\n"' + "a" * 200_000).encode("cp1250"), "a quotation mark is not closed"),
    ],
)
def test_a_file_that_is_something_else_is_recognised(loaded: Path, content: bytes, message: str) -> None:
    before = state()
    code, said = load(loaded, content)
    assert (code, state()) == (1, before)
    assert message.replace("RUIAN", "RÚIAN") in said


def test_an_open_quotation_mark_does_not_swallow_lines(loaded: Path) -> None:
    before = state()
    content = text(good_rows()).replace(";Žižkova;", ';"Žižkova;', 1)
    code, said = load(loaded, content)
    assert (code, state()) == (1, before)
    assert "a quotation mark is not closed" in said


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (zipped(cti__txt="x"), "The zip must hold one .csv file"),
        (zipped(a__csv="x", b__csv="x"), "or one with “OB_554791_ADR” in its name; this one holds 2."),
        (zipped(OB_554791_ADR__csv="x", b_OB_554791_ADR__csv="x"), "this one holds 2."),
        (zipped(a__csv=""), "The file is empty."),
        (zipped(**{"[Content_Types]__xml": "<x/>", "xl/workbook__xml": "<x/>"}), "This is an Excel or Word file."),
        (zipped(a__csv="Kód ADM")[:-30], "The zip is damaged."),
    ],
)
@pytest.mark.once
def test_a_zip_that_cannot_be_used_is_explained(loaded: Path, content: bytes, message: str) -> None:
    before = state()
    code, said = load(loaded, content, name="adresy.zip")
    assert (code, state()) == (1, before)
    assert message in said


def test_a_zip_locked_with_a_password_is_told(loaded: Path) -> None:
    content = bytearray(zipped(a__csv=text(good_rows())))
    for signature, flags in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        content[content.index(signature) + flags] |= 1
    assert "locked with a password" in load(loaded, bytes(content), name="adresy.zip")[1]


@pytest.mark.once
def test_a_zip_that_unpacks_beyond_all_limits_is_refused(loaded: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(text_files, "LIMIT", 100_000)
    code, said = load(loaded, zipped(a__csv="0" * 1_000_000), name="adresy.zip")
    assert code == 1
    assert "The file has more than" in said
    assert "The file has more than" in load(loaded, b"0" * 1_000_000)[1]


def test_a_missing_file_is_told(city: Path) -> None:
    code, said = run("import_addresses", city / "neni.csv")
    assert code == 1
    assert "does not exist" in said


def test_without_districts_the_order_of_imports_is_told(tmp_path: Path) -> None:
    code, said = load(tmp_path, text(good_rows()))
    assert code == 1
    assert "Run import_districts first." in said


def test_illustrative_districts_must_be_replaced_first(city: Path) -> None:
    now = datetime(2026, 9, 1, tzinfo=UTC)
    ImportRun.objects.create(
        kind=ImportKind.DISTRICTS,
        source="load_demo",
        demo=True,
        started_at=now,
        finished_at=now,
        succeeded=True,
        report={},
    )
    code, said = load(city, text(good_rows()))
    assert code == 1
    assert "The districts are still illustrative." in said


@settings(max_examples=examples(100), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(st.tuples(st.floats(0, 1, exclude_max=True), st.binary(max_size=3)), min_size=1, max_size=5),
    cut=st.none() | st.floats(0, 1),
    packed=st.booleans(),
)
def test_a_damaged_file_is_loaded_whole_or_not_at_all(
    loaded: Path, places: list[tuple[float, bytes]], cut: float | None, packed: bool
) -> None:
    content = zipped(a__csv=text(good_rows())) if packed else text(good_rows()).encode("cp1250")
    for place, piece in places:
        at = int(place * len(content))
        content = content[:at] + piece + content[at + len(piece) :]
    if cut is not None:
        content = content[: int(cut * len(content))]
    before = state()
    code, said = load(loaded, content)
    assert code in (0, 1)
    if code:
        assert state() == before
        assert "Refused" in said
    else:
        assert f"read: {Address.objects.count()} " in said


# --- the official file ----------------------------------------------------------------------------------------------


@pytest.mark.real_data
def test_the_official_file_cut_anywhere_changes_nothing(real_data: Path, tmp_path: Path) -> None:
    run("import_boroughs", real_data / "plzen_boroughs.geojson")
    run("import_districts", real_data / "sample_districts.geojson")
    content = (real_data / "20231231_OB_554791_ADR.csv").read_bytes()
    code, said = load(tmp_path, content[:1_000_000])
    assert code == 1
    assert "The last line is cut short" in said
    assert not Address.objects.exists()
