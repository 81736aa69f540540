"""Lists of staff as people write them: understood, or refused with the line and what to do; never half loaded."""

import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from django.core.management import call_command
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import PatternFill

from districts import demo
from districts.importers.import_report import ImportReport
from districts.importers.staff.plain_words import plain_words
from districts.models import ImportRun, Person, Post, Revision, Role, StationKind, Tenure
from tests.districts.importers.staff_lists import import_file
from tests.factories import make_absence, make_borough, make_district, make_person, make_post, make_station, make_tenure
from tests.thorough import examples

pytestmark = pytest.mark.django_db

TODAY = date(2026, 9, 15)
HEADER = "okrsek;role;jméno;telefon;e-mail;od;do"


@pytest.fixture(autouse=True)
def _city() -> None:
    """Two boroughs with the districts 1, 2 and 7."""
    first, third = make_borough(code=545970, name="Plzeň 1"), make_borough(code=545988, name="Plzeň 2-Slovany")
    make_borough(code=557978, name="Plzeň 10-Lhota")
    make_district(number=1, name="Lochotín", borough=first)
    make_district(number=2, name="Košutka", borough=first)
    make_district(number=7, name="Slovany", borough=third)
    make_district(number=9, name="Zrušený", borough=third, boundary=None)


@pytest.fixture
def load(tmp_path: Path) -> Callable[..., ImportReport]:
    """Import rows under the usual header, or a whole file; the report in English."""

    def run(
        *rows: str, header: str = HEADER, path: Path | None = None, today: date = TODAY, dry_run: bool = False
    ) -> ImportReport:
        if path is None:
            path = tmp_path / "lide.csv"
            path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
        return import_file(path, today=today, dry_run=dry_run)

    return run


Load = Callable[..., ImportReport]


def counts(report: ImportReport) -> tuple[int, int, int, int]:
    """New, changed, unchanged, gone; and nothing refused."""
    assert report.refused == []
    return report.new, report.changed, report.unchanged, report.gone


def holders() -> list[tuple[str, str, date, date | None]]:
    """Where, who, from, to."""
    return [
        (str(t.post.district.number if t.post.district else t.post.borough), t.person.name, t.start, t.end)
        for t in Tenure.objects.select_related("person", "post__district", "post__borough").order_by("start", "pk")
    ]


def write_xlsx(path: Path, rows: Sequence[Sequence[Any]]) -> Path:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    for row in rows:
        workbook.active.append(list(row))
    workbook.save(path)
    return path


# --- what is understood ---------------------------------------------------------------------------------------------
def test_officers_and_mayors_get_their_posts(load: Load) -> None:
    report = load(
        "1;strážník-okrskář;Jana Ukázková;378 032 251;jana@example.org;1. 9. 2026;",
        "1;policista;Jan Vzorový;974 321 111;;1.9.2026;31.12.2026",
        "7;starosta;Eva Příkladná;;eva@example.org;2026-09-01;",
    )
    assert counts(report) == (3, 0, 0, 0)
    assert set(holders()) == {
        ("1", "Jana Ukázková", date(2026, 9, 1), None),
        ("1", "Jan Vzorový", date(2026, 9, 1), date(2026, 12, 31)),
        ("Plzeň 2-Slovany", "Eva Příkladná", date(2026, 9, 1), None),
    }
    jana = Person.objects.get(name="Jana Ukázková")
    assert (jana.phone, jana.email, jana.verified_on) == ("378 032 251", "jana@example.org", None)
    assert ImportRun.objects.get().succeeded


@pytest.mark.parametrize(
    "header",
    [
        "OKRSEK;ROLE;JMÉNO;TELEFON;E-MAIL;OD;DO",
        "Číslo okrsku;Funkce;Jméno a příjmení;Tel.;Email;Od;Do",
        "č. okrsku;funkce;jmeno;mobil;mail;ve funkci od;ve funkci do",
        " okrsek ; Role; Jméno ;telefon:;E-mail ;Platnost od;Platnost do",
    ],
)
def test_headers_are_understood_in_any_usual_form(load: Load, header: str) -> None:
    assert counts(load("1;okrskář;Jana Ukázková;;j@example.org;1. 9. 2026;", header=header)) == (1, 0, 0, 0)


def test_columns_come_in_any_order_and_unknown_ones_are_named(load: Load) -> None:
    report = load("x;Jana Ukázková;okrskář;1", header="Vozidlo;Jméno;Role;Okrsek")
    assert counts(report) == (1, 0, 0, 0)
    assert "Vozidlo" in str(report.notes[0])


def test_first_name_and_surname_may_stand_apart(load: Load) -> None:
    load("1;okrskář;Jana;Ukázková", header="okrsek;role;jméno;příjmení")
    assert holders()[0][1] == "Jana Ukázková"


def test_titles_above_the_header_and_empty_rows_are_skipped_and_lines_still_count(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "lide.csv"
    path.write_text(f"Seznam;;;;;;\n\n{HEADER}\n;;;;;;\n1;okrskář;Jana Ukázková;;;;\n\n99;okrskář;Jan Vzorový;;;;\n")
    assert [problem.line for problem in load(path=path).refused] == [7]


@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_every_usual_kind_of_csv_is_read(
    load: Load, tmp_path: Path, separator: str, encoding: str, line_end: str
) -> None:
    path = tmp_path / "lide.csv"
    lines = ["číslo okrsku;funkce;jméno;od", '1;strážník-okrskář;"Žofie Ukázková";1. 9. 2026', ""]
    path.write_bytes(line_end.join(lines).replace(";", separator).encode(encoding))
    load(path=path)
    assert holders() == [("1", "Žofie Ukázková", date(2026, 9, 1), None)]


@pytest.mark.parametrize(
    ("written", "role"),
    [
        *(
            (word, Role.OKRSKAR)
            for word in ("okrskář", "Okrskářka", "strážník", "STRÁŽNÍK - OKRSKÁŘ", "strážnice", "MP")
        ),
        ("Městská policie", Role.OKRSKAR),
        *((word, Role.POLICISTA) for word in ("policista", "policistka", "PČR", "Policie ČR", "policista PČR")),
        ("Policie České republiky", Role.POLICISTA),
        *((word, Role.STAROSTA) for word in ("starosta", "Starostka", "starosta Plzeň 1", "starosta MO Plzeň 1")),
    ],
)
def test_roles_are_understood_in_everyday_words(load: Load, written: str, role: Role) -> None:
    load(f"1;{written};Jana Ukázková;;;;")
    assert Tenure.objects.get().post.role == role


@pytest.mark.parametrize("written", ["Plzeň 2-Slovany", "plzen 2", "2", "Slovany", "MO Plzeň 2 - Slovany", "545988"])
def test_a_mayor_is_placed_by_the_borough_in_any_form(load: Load, written: str) -> None:
    load(f"{written};starostka;Eva Příkladná", header="Obvod;Funkce;Jméno")
    load(f";starostka {written};Eva Příkladná", header="okrsek;funkce;jméno")
    assert [where for where, *_ in holders()] == ["Plzeň 2-Slovany"]


def test_a_mayor_named_at_each_district_of_the_borough_is_one_mayor(load: Load) -> None:
    report = load("1;starosta;Eva Příkladná;;e@example.org;;", "2;starosta;Eva Příkladná;;e@example.org;;")
    assert counts(report) == (1, 0, 1, 0)
    assert len(holders()) == 1


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("378032251", "378 032 251"),
        ("+420 378 032 251", "378 032 251"),
        ("00420378032251", "378 032 251"),
        ("378/032-251", "378 032 251"),
        ("156", "156"),
        ("+49 30 1234567", "+49301234567"),
    ],
)
def test_phones_are_kept_as_people_dial_them(load: Load, written: str, kept: str) -> None:
    load(f"1;okrskář;Jana Ukázková;{written};;;")
    assert Person.objects.get().phone == kept


def test_a_spreadsheet_is_read_with_its_numbers_and_dates(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "lide.xlsx"
    workbook = openpyxl.Workbook()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["Strážníci města Plzně"])
    sheet.merge_cells("A1:G1")
    sheet.append([])
    sheet.append(["Okrsek", "Role", "Jméno", "Telefon", "E-mail", "Od", "Ověřeno"])
    midnight = datetime(2026, 9, 1)  # noqa: DTZ001 - spreadsheets know no time zones
    sheet.append([1.0, "okrskář", "Jana Ukázková", 378032251, None, midnight, date(2026, 9, 10)])
    sheet.append([None] * 7)
    sheet.append([7, "policista", "Jan\u00a0Vzorový", 974321111.0, "jan@example.org", "1. 9. 2026", None])
    sheet["C500"].fill = PatternFill("solid", fgColor="FF0000")
    workbook.save(path)
    assert counts(load(path=path)) == (2, 0, 0, 0)
    assert {name for _, name, *_ in holders()} == {"Jana Ukázková", "Jan Vzorový"}
    jana = Person.objects.get(name="Jana Ukázková")
    assert (jana.phone, jana.verified_on) == ("378 032 251", date(2026, 9, 10))


def test_the_sheet_with_the_header_is_the_one_that_is_read(load: Load, tmp_path: Path) -> None:
    workbook = openpyxl.Workbook()
    assert workbook.active is not None
    workbook.active.append(["Vysvětlivky"])
    second = workbook.create_sheet("Lidé")
    second.append(["Okrsek", "Role", "Jméno"])
    second.append([1, "okrskář", "Jana Ukázková"])
    workbook.save(tmp_path / "lide.xlsx")
    assert counts(load(path=tmp_path / "lide.xlsx")) == (1, 0, 0, 0)


def test_quoted_cells_may_hold_separators_and_line_ends(load: Load, tmp_path: Path) -> None:
    path = tmp_path / "lide.csv"
    path.write_text(
        '"okrsek","role","jméno","poznámka"\n"1","okrskář","Ukázková, Jana","a;\nb"\n"99","okrskář","B",""\n'
    )
    report = load(path=path)
    assert [problem.line for problem in report.refused] == [4]
    path.write_text(path.read_text().replace("99", "2"))
    load(path=path)
    assert "Jana Ukázková" in {name for _, name, *_ in holders()}


# --- what a row means -----------------------------------------------------------------------------------------------
ROWS = (
    "1;okrskář;Jana Ukázková;378032251;jana@example.org;1. 9. 2026;",
    "1;policista;Jan Vzorový;;jan@example.org;;",
    "2;okrskář;neobsazeno;;;;",
    "7;starosta;Eva Příkladná;;;1. 1. 2024;31. 12. 2027",
)


def test_the_same_file_twice_changes_nothing(load: Load) -> None:
    load(*ROWS)
    before, people = holders(), list(Person.objects.values())
    report = load(*ROWS, today=date(2026, 11, 1))
    assert counts(report) == (0, 0, 4, 0)
    assert (holders(), list(Person.objects.values())) == (before, people)


def test_a_dry_run_reports_the_same_and_changes_nothing(load: Load) -> None:
    before = Revision.current()
    assert counts(load(*ROWS, dry_run=True)) == counts(load(*ROWS)) == (3, 0, 1, 0)
    Revision.objects.update(stamp=before)
    load(*ROWS, dry_run=True)
    assert Revision.current() == before


def test_a_successor_ends_the_predecessors_period(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;;1. 1. 2026;")
    assert counts(load("1;okrskář;Jan Vzorový;;;1. 10. 2026;")) == (1, 0, 0, 1)
    assert holders() == [
        ("1", "Jana Ukázková", date(2026, 1, 1), date(2026, 9, 30)),
        ("1", "Jan Vzorový", date(2026, 10, 1), None),
    ]


def test_a_new_holder_without_a_date_begins_today(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;;;")
    assert holders() == [("1", "Jana Ukázková", TODAY, None)]


def test_a_row_without_dates_leaves_the_dates_of_the_running_period(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;;1. 1. 2026;31. 12. 2026")
    assert counts(load("1;okrskář;Jana Ukázková;;;;")) == (0, 0, 1, 0)
    assert holders() == [("1", "Jana Ukázková", date(2026, 1, 1), date(2026, 12, 31))]


def test_corrected_dates_correct_the_period(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;;1. 1. 2026;31. 12. 2026")
    assert counts(load("1;okrskář;Jana Ukázková;;;1. 2. 2026;")) == (0, 1, 0, 0)
    assert holders() == [("1", "Jana Ukázková", date(2026, 2, 1), None)]


def test_a_vacant_post_loses_its_holder_from_that_day(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;;1. 1. 2026;")
    assert counts(load("1;okrskář;Neobsazeno;;;1. 10. 2026;")) == (0, 1, 0, 1)
    assert holders() == [("1", "Jana Ukázková", date(2026, 1, 1), date(2026, 9, 30))]


def test_posts_that_the_file_does_not_name_stay(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;;1. 1. 2026;", "2;okrskář;Jan Vzorový;;;1. 1. 2026;")
    before = holders()
    load("1;okrskář;Jana Ukázková;;;1. 1. 2026;")
    assert holders() == before


@pytest.mark.parametrize(
    "row", ["2;okrskář;jana  UKÁZKOVÁ;;JANA@example.org;;", "2;okrskář;Jana Ukázková;378 032 251;;;"]
)
def test_a_person_is_known_by_name_and_mail_or_phone(load: Load, row: str) -> None:
    load("1;okrskář;Jana Ukázková;378032251;jana@example.org;;")
    load(row)
    assert Person.objects.count() == 1
    assert Tenure.objects.count() == 2


def test_a_namesake_with_another_contact_is_somebody_else(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;jana@example.org;;", "2;okrskář;Jana Ukázková;;jina@example.org;;")
    assert Person.objects.count() == 2
    assert counts(load("1;okrskář;Jana Ukázková;;jana@example.org;;")) == (0, 0, 1, 0)


def test_the_holder_of_a_post_may_get_a_new_phone(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;111222333;;1. 1. 2026;")
    assert counts(load("1;okrskář;Jana Ukázková;444555666;;1. 1. 2026;")) == (0, 1, 0, 0)
    assert Person.objects.get().phone == "444 555 666"


def test_an_empty_cell_leaves_what_is_known(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;378032251;jana@example.org;1. 1. 2026;")
    load("1;okrskář;Jana Ukázková;;;1. 1. 2026;")
    assert Person.objects.get().phone == "378 032 251"


def test_a_station_is_assigned_by_its_name(load: Load) -> None:
    station = make_station(StationKind.MP, name="Pokusná")
    header = "okrsek;role;jméno;služebna"
    load("1;okrskář;Jana Ukázková;pokusna", header=header)
    post = Post.objects.get(district__number=1, role=Role.OKRSKAR)
    assert post.district is not None
    assert post.district.mp_station == station
    assert counts(load("1;okrskář;Jana Ukázková;Pokusná", header=header)) == (0, 0, 1, 0)
    assert "Pokusná" in str(load("1;okrskář;Jana Ukázková;Neznámá", header=header).refused[0])


def test_the_first_real_list_takes_all_illustrative_people_away(load: Load) -> None:
    made_up = make_tenure(make_post(district=make_district()), make_person(illustrative=True))
    make_absence(made_up.post, make_person(illustrative=True))
    make_station(illustrative=True)
    report = load("1;okrskář;Jana Ukázková;;;;")
    assert [person.name for person in Person.objects.all()] == ["Jana Ukázková"]
    assert len(report.notes) == 1
    assert demo.database_state() is demo.DatabaseState.REAL


def test_a_refused_list_leaves_the_illustrative_people(load: Load) -> None:
    make_tenure(person=make_person(illustrative=True))
    assert load("99;okrskář;Jana Ukázková;;;;").refused
    assert Tenure.objects.filter(person__illustrative=True).exists()


# --- what is refused ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("row", "says"),
    [
        ("99;okrskář;Jana Ukázková;;;;", "99"),
        ("9;okrskář;Jana Ukázková;;;;", "9"),  # abolished
        (";okrskář;Jana Ukázková;;;;", "okrsk|district"),
        (";starosta;Jana Ukázková;;;;", "obvod"),
        (";starosta Praha 3;Jana Ukázková;;;;", "praha 3"),
        ("7;starosta Plzeň 1;Jana Ukázková;;;;", "Plzeň 2-Slovany"),
        ("1;šerif;Jana Ukázková;;;;", "šerif"),
        ("1;okrskář PČR;Jana Ukázková;;;;", "okrskář PČR"),
        ("1;;Jana Ukázková;;;;", "strážník-okrskář"),
        ("1;okrskář;;;;;", "neobsazeno"),
        (f"1;okrskář;{'J' * 121};;;;", "120"),
        ("1;okrskář;Jana Ukázková;volejte ráno;;;", "volejte ráno"),
        ("1;okrskář;Jana Ukázková;;jana(zavináč)example.org;;", "zavináč"),
        ("1;okrskář;Jana Ukázková;;;31. 2. 2026;", "31. 2. 2026"),
        ("1;okrskář;Jana Ukázková;;;9/1/2026;", "9/1/2026"),
        ("1;okrskář;Jana Ukázková;;;1. 9. 0206;", "0206"),
        ("1;okrskář;Jana Ukázková;;;1. 9. 2026;31. 8. 2026", "od"),
        ("1;okrskář;Jana Ukázková;;;;1. 1. 2026", "od"),
        ("=A1;okrskář;Jana Ukázková;;;;", "=A1"),
    ],
)
@pytest.mark.once
def test_what_cannot_be_is_refused_with_its_line(load: Load, row: str, says: str) -> None:
    report = load("2;okrskář;Petr Názorný;;;;", row)
    assert [problem.line for problem in report.refused] == [3]
    assert any(part in report.refused[0].message for part in says.split("|"))
    assert not Person.objects.exists()
    assert not ImportRun.objects.get().succeeded


def test_two_holders_at_once_are_refused(load: Load) -> None:
    report = load("1;okrskář;Jana Ukázková;;;1. 1. 2026;30. 9. 2026", "1;okrskář;Jan Vzorový;;;30. 9. 2026;")
    assert [problem.line for problem in report.refused] == [3]
    assert "Jana Ukázková (line 2)" in report.refused[0].message
    assert counts(load("1;okrskář;Jana Ukázková;;;1. 1. 2026;29. 9. 2026", "1;okrskář;Jan Vzorový;;;30. 9. 2026;"))


def test_a_holder_who_begins_later_is_not_pushed_out(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;;1. 1. 2027;")
    report = load("1;okrskář;Jan Vzorový;;;1. 10. 2026;")
    assert "Jana Ukázková" in report.refused[0].message


@pytest.mark.parametrize("since", ["15. 9. 2026", "", "1. 1. 2027"])
def test_a_list_put_right_replaces_who_was_to_begin_on_the_same_day(load: Load, since: str) -> None:
    load("1;okrskář;Jan Vzorový;;;1. 9. 2020;")
    load(f"1;okrskář;Petr Omyl;;;{since};")
    report = load(f"1;okrskář;Eva Pravá;;;{since};")
    assert counts(report) == (1, 0, 0, 1)
    day = date(2027, 1, 1) if "2027" in since else TODAY
    assert holders() == [
        ("1", "Jan Vzorový", date(2020, 9, 1), day - timedelta(days=1)),
        ("1", "Eva Pravá", day, None),
    ]
    assert "Petr Omyl" in str(report.notes[0])
    assert Person.objects.filter(name="Petr Omyl").exists()  # an account may be theirs already


def test_a_post_put_right_to_vacant_on_the_same_day_is_vacant(load: Load) -> None:
    load("1;okrskář;Jan Vzorový;;;1. 9. 2020;")
    load("1;okrskář;Petr Omyl;;;;")
    assert counts(load("1;okrskář;neobsazeno;;;;")) == (0, 1, 0, 1)
    assert holders() == [("1", "Jan Vzorový", date(2020, 9, 1), TODAY - timedelta(days=1))]


def test_a_post_that_is_held_then_is_not_vacant(load: Load) -> None:
    load("1;okrskář;Jana Ukázková;;;1. 1. 2026;31. 12. 2026")
    assert "Jana Ukázková" in load("1;okrskář;neobsazeno;;;;").refused[0].message


@pytest.mark.once
def test_two_phones_of_one_person_are_refused(load: Load) -> None:
    report = load(
        "1;okrskář;Jana Ukázková;111222333;j@example.org;;", "2;okrskář;Jana Ukázková;444555666;j@example.org;;"
    )
    assert [problem.line for problem in report.refused] == [3]
    assert "111 222 333" in report.refused[0].message


@pytest.mark.once
def test_every_wrong_row_is_named_at_once(load: Load) -> None:
    report = load("99;okrskář;A;;;;", "1;okrskář;Jana Ukázková;;;;", "1;šerif;B;;;;", "1;okrskář;;;;;")
    assert [problem.line for problem in report.refused] == [2, 4, 5]


@pytest.mark.parametrize(
    ("content", "says"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (HEADER.encode(), "header"),
        (b"a;b;c\n1;2;3\n", "okrsek"),
        ("okrsek;role;jméno;Jméno a příjmení\n1;okrskář;A;B\n".encode(), "Jméno a příjmení"),
        (f'{HEADER}\n1;okrskář;"Jana Uk\x00;;;;\n'.encode(), "text"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "password"),
        (b"PK\x03\x04 and nothing more", "zip"),
        (f'{HEADER}\n1;okrskář;A;;;;\n2;okrskář;"B;;;;\n7;okrskář;C;;;;\n'.encode(), "Line 3"),
        (b"%PDF-1.7", "PDF"),
    ],
)
@pytest.mark.once
def test_a_file_that_is_no_list_is_refused(load: Load, tmp_path: Path, content: bytes, says: str) -> None:
    path = tmp_path / "lide.csv"
    path.write_bytes(content)
    report = load(path=path)
    assert any(says in problem.message for problem in report.refused)


@pytest.mark.once
def test_a_missing_file_is_refused(load: Load, tmp_path: Path) -> None:
    assert "lide.csv" in load(path=tmp_path / "lide.csv").refused[0].message


@pytest.mark.once
def test_formulas_are_refused_with_their_line(load: Load, tmp_path: Path) -> None:
    rows = [["okrsek", "role", "jméno"], ["=1+1", "okrskář", "Jana Ukázková"]]
    report = load(path=write_xlsx(tmp_path / "lide.xlsx", rows))
    assert [problem.line for problem in report.refused] == [2]
    assert "=1+1" in report.refused[0].message


@pytest.mark.once
def test_a_spreadsheet_without_the_header_is_refused(load: Load, tmp_path: Path) -> None:
    assert "okrsek" in load(path=write_xlsx(tmp_path / "lide.xlsx", [["a", "b"], [1, 2]])).refused[0].message


@pytest.mark.once
def test_a_spreadsheet_that_unpacks_to_gigabytes_is_refused_unread(load: Load, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "lide.xlsx", [["okrsek", "role", "jméno"]])
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/bomb.xml", bytes(64 * 1024 * 1024))
    assert path.stat().st_size < 200_000
    assert "32 MB" in load(path=path).refused[0].message


def replaced(path: Path, member: str, content: str) -> Path:
    """A spreadsheet with one of its XML parts replaced."""
    other = path.with_name("upraveno.xlsx")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for name in source.namelist():
            target.writestr(name, content if name == member else source.read(name))
    return other


@pytest.mark.parametrize("member", ["xl/worksheets/sheet1.xml", "xl/workbook.xml"])
@pytest.mark.once
def test_entities_in_a_spreadsheet_are_refused(load: Load, tmp_path: Path, member: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]><x>&b;</x>'
    path = write_xlsx(tmp_path / "lide.xlsx", [["okrsek", "role", "jméno"], [1, "okrskář", "Jana Ukázková"]])
    assert load(path=replaced(path, member, bomb)).refused
    assert not Person.objects.exists()


def test_a_row_number_beyond_the_format_does_not_keep_the_importer_busy(load: Load, tmp_path: Path) -> None:
    path = write_xlsx(tmp_path / "lide.xlsx", [["okrsek", "role", "jméno"]])
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    row = '<row r="99999999999"><c r="A99999999999"><v>1</v></c></row>'
    sheet = f'<worksheet xmlns="{main}"><sheetData>{row}</sheetData></worksheet>'
    assert "100000" in load(path=replaced(path, "xl/worksheets/sheet1.xml", sheet)).refused[0].message


@pytest.mark.once
def test_a_spreadsheet_cut_anywhere_is_refused_in_words(load: Load, tmp_path: Path) -> None:
    whole = write_xlsx(tmp_path / "lide.xlsx", [["okrsek", "role", "jméno"], [1, "okrskář", "Jana Ukázková"]])
    content = whole.read_bytes()
    for length in range(4, len(content) - 1, 97):
        whole.write_bytes(content[:length])
        assert load(path=whole, dry_run=True).refused


@settings(max_examples=examples(150), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    content=st.binary(max_size=300)
    | st.text(max_size=300).map(lambda text: f"{HEADER}\n{text}".encode("utf-8", "ignore"))
)
def test_any_bytes_are_loaded_or_refused_never_an_error(load: Load, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "cokoli.csv"
    path.write_bytes(content)
    report = load(path=path, dry_run=True)
    assert report.refused or report.read


def test_names_are_compared_without_case_diacritics_and_punctuation() -> None:
    assert plain_words("  Č. Okrsku: ") == "c okrsku"


# --- the command ----------------------------------------------------------------------------------------------------
def test_the_command_imports_and_reports(tmp_path: Path) -> None:
    path = tmp_path / "lide.csv"
    path.write_text(f"{HEADER}\n1;okrskář;Jana Ukázková;;;;\n")
    output = StringIO()
    call_command("import_staff", path, stdout=output)
    assert Tenure.objects.get().start == timezone.localdate()


def test_the_command_exits_with_1_when_it_refuses(tmp_path: Path) -> None:
    path = tmp_path / "lide.csv"
    path.write_text(f"{HEADER}\n99;okrskář;Jana Ukázková;;;;\n")
    output = StringIO()
    with pytest.raises(SystemExit) as stop:
        call_command("import_staff", path, stdout=output)
    assert stop.value.code == 1
    assert "99" in output.getvalue()
