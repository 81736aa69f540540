"""Whole lists as clerks keep them: read in one go, all faults named at once, nothing loaded in silence."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from districts.importers.import_report import ImportReport
from districts.importers.staff.staff_sheets import read_staff_list
from districts.models import Borough, District, Role
from tests.districts.importers.staff_lists import in_english
from tests.districts.importers.workbooks import WRITERS, write_workbook
from tests.thorough import examples

NAMES = ("Plzeň 1", "Plzeň 2-Slovany", "Plzeň 3")
BOROUGHS = {code: Borough(code=code, name=name) for code, name in enumerate(NAMES, start=545970)}
DISTRICTS = {
    number: District(number=number, name=f"Část {number}", borough_id=545970 + number % 3) for number in range(1, 21)
}
HEADER = ["Okrsek", "Název", "Funkce", "Hodnost", "Příjmení a jméno", "Telefon", "E-mail", "Ve funkci od", "Poznámka"]


def read(folder: Path, rows: list[list[Any]], kind: str = ".xlsx") -> tuple[dict[tuple[Role, int], Any], ImportReport]:
    """Who is read for which post, and the report."""
    report = ImportReport()
    with translation.override("en"):
        path = write_workbook(folder, kind, {"Kontakty": rows})
        entries = read_staff_list(path, report, districts=DISTRICTS, boroughs=BOROUGHS)
    return {(entry.role, entry.place): entry for entry in entries}, report


CLERKS: list[list[Any]] = [
    ["Městská policie – kontakty (stav k 1. 12. 2026)"],
    [],
    HEADER,
    [
        1,
        "U Řeky",
        "okrskář",
        "",
        "Bc. Vzorový Karel",
        "tel. 600 000 001, 600 000 002",
        "mailto:a@example.org",
        "1.9.24",
    ],
    [
        2,
        "Na Kopci",
        "okrskář",
        "",
        "Názorná Eva, DiS.",
        420600000003,
        "e@example.org",
        date(2025, 1, 1),
        "MD od 1/2027",
    ],
    [3, "Za Tratí", "okrskář", "", "NEOBSAZENO"],
    ["", "Policie ČR"],
    ["4-6", "", "", "por.", "Ukázka Zdeněk", "600 000 004 kl. 12", "z@example.org", "03/2025", "zastupuje i okrsek 8"],
    ["", "Starostové"],
    [
        "",
        "ÚMO Plzeň 2 - Slovany",
        "starostka",
        "",
        "Mgr. Dana Příkladná, Ph.D.",
        "600000005",
        "d@example.org",
        "20. října 2026",
    ],
    [],
    ["Zpracovala: Vzorová, tel. 600 000 999"],
]


@pytest.mark.parametrize("kind", WRITERS)
def test_a_clerks_list_is_read_whole(tmp_path: Path, kind: str) -> None:
    found, report = read(tmp_path, CLERKS, kind)
    assert report.refused == []
    said = {
        post: (entry.name, entry.phone, entry.email, entry.start)
        for post, entry in found.items()
        if not entry.said.vacant
    }
    officer = ("por. Zdeněk Ukázka", "600 000 004 kl. 12", "z@example.org", date(2025, 3, 1))
    assert said == {
        (Role.OKRSKAR, 1): ("Bc. Karel Vzorový", "600 000 001", "a@example.org", date(2024, 9, 1)),
        (Role.OKRSKAR, 2): ("Eva Názorná, DiS.", "600 000 003", "e@example.org", date(2025, 1, 1)),
        **{(Role.POLICISTA, number): officer for number in (4, 5, 6)},
        (Role.STAROSTA, 545971): ("Mgr. Dana Příkladná, Ph.D.", "600 000 005", "d@example.org", date(2026, 10, 20)),
    }
    assert found[Role.OKRSKAR, 3].said.vacant


def test_what_was_assumed_and_what_is_only_proposed_is_told(tmp_path: Path) -> None:
    _found, report = read(tmp_path, CLERKS)
    notes = "\n".join(map(in_english, report.notes)).replace("\N{NO-BREAK SPACE}", " ")
    for said in (
        "cell F4: Several phones: 600 000 001 was taken and 600 000 002 left out.",
        "cell I5: Proposed absence: “MD od 1/2027”.",
        "cell H8: “03/2025” names no day; it was read as 1 Mar 2025.",
        "cell I8: Proposed substitute: zastupuje i okrsek 8.",
        "cell A8: “4-6” was read as the districts 4, 5, 6.",
        "These lines have no role, so it was taken from the title above them or of the sheet: 8.",
        "read with the given name first: “Mgr. Dana Příkladná, Ph.D.” (line 10).",
        "These lines name no holder and no post, so they were not read: 12.",
    ):
        assert said in notes


def test_all_faults_of_all_rows_are_named_at_once_with_their_cells(tmp_path: Path) -> None:
    rows: list[list[Any]] = [
        HEADER,
        [99, "", "šerif", "", "Volný", "600 000", "jana.example.org", "31. 2. 2026"],
        ["=1+1", "", "okrskář", "", "Vzorová Jana"],
        [5, "", "okrskář", "", "", "600 000 001"],
    ]
    found, report = read(tmp_path, rows)
    assert found == {}
    assert [problem.cell for problem in report.refused] == ["C2", "A2", "E2", "H2", "F2", "G2", "A3", "E4"]
    assert {problem.line for problem in report.refused} == {2, 3, 4}


def test_a_csv_has_lines_and_no_cells(tmp_path: Path) -> None:
    path, report = tmp_path / "lidé.csv", ImportReport()
    path.write_text("okrsek;funkce;jméno\n99;okrskář;Jana Vzorová\n")
    read_staff_list(path, report, districts=DISTRICTS, boroughs=BOROUGHS)
    assert in_english(report.refused[0]).startswith("line 2: ")


def test_phones_and_titles_may_have_several_columns(tmp_path: Path) -> None:
    header: list[Any] = [
        "Okrsek",
        "Funkce",
        "Titul před",
        "Jméno",
        "Příjmení",
        "Titul za",
        "Telefon",
        "Mobil",
        "Kontakt",
    ]
    row = [1, "okrskář", "Bc.", "Pavel", "Petr", "DiS.", "", "600 000 001", "jana@example.org"]
    found, _report = read(tmp_path, [header, row])
    entry = found[Role.OKRSKAR, 1]
    assert (entry.name, entry.phone, entry.email) == ("Bc. Pavel Petr, DiS.", "600 000 001", "jana@example.org")


@pytest.mark.parametrize(
    ("district", "role", "section"),
    [
        ("Plzeň 3", "starosta", ""),
        ("III.", "starosta", ""),
        ("", "starosta ÚMO 3", ""),
        ("2", "starosta/ka", ""),
        ("", "starosta", "Plzeň 3"),
    ],
)
def test_a_mayor_is_placed_by_whatever_names_the_borough(
    tmp_path: Path, district: str, role: str, section: str
) -> None:
    rows = [["Okrsek", "Funkce", "Jméno"], [section], [district, role, "Jana Vzorová"]]
    found, report = read(tmp_path, rows)
    assert report.refused == []
    assert list(found) == [(Role.STAROSTA, 545972)]


@dataclass(frozen=True)
class Officer:
    number: int
    given: str
    surname: str
    phone: str
    since: date


officers = st.lists(
    st.builds(
        Officer,
        number=st.sampled_from(sorted(DISTRICTS)),
        given=st.sampled_from(["Jana", "Petr", "Karel", "Žofie", "Lukáš"]),
        surname=st.sampled_from(["Vzorná", "Ukázka", "Názorný", "Příkladná", "Nová-Malá"]),
        phone=st.integers(600_000_000, 799_999_999).map(str),
        since=st.dates(date(2000, 1, 1), date(2026, 12, 1)),
    ),
    min_size=1,
    max_size=6,
    unique_by=lambda officer: officer.number,
)
_MONTHS_TEXT = "ledna února března dubna května června července srpna září října listopadu prosince"
MONTHS = _MONTHS_TEXT.split()


def written(officer: Officer, choose: st.DataObject) -> list[Any]:
    """A row in one of the ways people write it."""

    def one(*ways: Any) -> Any:
        return choose.draw(st.sampled_from(ways))

    day, threes = officer.since, f"{officer.phone[:3]} {officer.phone[3:6]} {officer.phone[6:]}"
    name = one(
        f"{officer.given} {officer.surname}",
        f"{officer.surname} {officer.given}",
        f"{officer.surname}, {officer.given}",
    )
    return [
        one(officer.number, f"okrsek {officer.number}", f"č. {officer.number}", f"{officer.number}."),
        one("okrskář", "Strážník - okrskář", "MP"),
        one("", "por."),
        one(name, name.upper()),
        one(threes, int(officer.phone), f"420{officer.phone}", f"tel. {threes}", f"00420{officer.phone}"),
        one(day, f"{day.day}. {day.month}. {day.year}", f"od {day.day}.{day.month}.{day.year}", day.isoformat(),
            f"{day.day}. {MONTHS[day.month - 1]} {day.year}"),
    ]  # fmt: skip


@settings(max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=officers, kind=st.sampled_from([".xlsx", ".ods"]), choose=st.data())
def test_a_list_means_the_same_people_however_it_is_written(
    tmp_path: Path, people: list[Officer], kind: str, choose: st.DataObject
) -> None:
    header: list[Any] = ["Okrsek", "Funkce", "Hodnost", "Jméno", "Telefon", "Od"]
    found, report = read(tmp_path, [header, *(written(officer, choose) for officer in people)], kind)
    assert report.refused == []
    meant = {(Role.OKRSKAR, o.number): (f"{o.given} {o.surname}", o.phone, o.since) for o in people}
    assert {
        post: (entry.name.removeprefix("por. "), entry.phone.replace(" ", ""), entry.start)
        for post, entry in found.items()
    } == meant
