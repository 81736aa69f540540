"""Spreadsheets as clerks keep them: every sheet that is seen is read, and the report says what was left out."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.utils import translation
from openpyxl.worksheet.worksheet import Worksheet

from districts.importers.spreadsheets.book_files import read_books
from districts.models import Person
from tests.districts.importers.staff_lists import (
    Sheets,
    holders,
    import_file,
    import_rows,
    in_english,
    make_city,
    write_sheets,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

HEADER = ["Okrsek", "Funkce", "Jméno", "Telefon"]
JANA = [1, "okrskář", "Jana Vzorová", "600 000 001"]
PETR = [2, "okrskář", "Petr Ukázka", "600 000 002"]
EVA = [3, "okrskář", "Eva Příkladná", "600 000 003"]


@pytest.fixture(autouse=True)
def _city() -> None:
    make_city(1, 2, 3)


def notes(path: Path) -> str:
    report = import_file(path)
    assert report.refused == []
    return "\n".join(map(in_english, report.notes))


def two(folder: Path, *, state: Any = "visible") -> Path:
    def hide(sheets: dict[str, Worksheet]) -> None:
        sheets["archiv 2019"].sheet_state = state

    return write_sheets(folder / "lidé.xlsx", {"archiv 2019": [HEADER, JANA], "aktuální": [HEADER, PETR, EVA]}, hide)


def test_all_sheets_that_are_seen_are_read(tmp_path: Path) -> None:
    assert notes(two(tmp_path)) == ""
    assert holders() == {1: "Jana Vzorová", 2: "Petr Ukázka", 3: "Eva Příkladná"}


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_is_not_read_and_is_named(tmp_path: Path, state: str) -> None:
    assert "“archiv 2019” is hidden" in notes(two(tmp_path, state=state))
    assert holders() == {2: "Petr Ukázka", 3: "Eva Příkladná"}


def hide_rows(sheets: dict[str, Worksheet]) -> None:
    sheets["Lidé"].row_dimensions[2].hidden = True


def filter_rows(sheets: dict[str, Worksheet]) -> None:
    sheets["Lidé"].auto_filter.ref = "A1:D4"
    sheets["Lidé"].auto_filter.add_filter_column(0, ["2", "3"])
    hide_rows(sheets)


def collapse_rows(sheets: dict[str, Worksheet]) -> None:
    sheets["Lidé"].row_dimensions.group(2, 2, hidden=True)


def flatten_rows(sheets: dict[str, Worksheet]) -> None:
    sheets["Lidé"].row_dimensions[2].height = 0.1


@pytest.mark.parametrize("hide", [hide_rows, filter_rows, collapse_rows, flatten_rows])
def test_a_hidden_row_is_not_read_and_is_named(tmp_path: Path, hide: Any) -> None:
    path = write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [HEADER, JANA, PETR, EVA]}, hide)
    assert "Hidden rows were not read: 2." in notes(path)
    assert holders() == {2: "Petr Ukázka", 3: "Eva Příkladná"}


def test_hidden_rows_are_named_as_ranges_and_empty_ones_are_not(tmp_path: Path) -> None:
    def hide(sheets: dict[str, Worksheet]) -> None:
        for row in (2, 3, 5, 7):
            sheets["Lidé"].row_dimensions[row].hidden = True

    path = write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [HEADER, JANA, JANA, PETR, JANA, EVA]}, hide)
    assert "Hidden rows were not read: 2–3, 5." in notes(path)


def test_rows_in_a_group_that_is_open_are_read(tmp_path: Path) -> None:
    def group(sheets: dict[str, Worksheet]) -> None:
        sheets["Lidé"].row_dimensions.group(2, 3)

    assert notes(write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [HEADER, JANA, PETR]}, group)) == ""
    assert len(holders()) == 2


def test_a_hidden_column_is_not_read_and_is_named(tmp_path: Path) -> None:
    def hide(sheets: dict[str, Worksheet]) -> None:
        sheets["Lidé"].column_dimensions["D"].hidden = True

    path = write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [HEADER, JANA]}, hide)
    assert "Hidden columns were not read: D." in notes(path)
    assert Person.objects.get().phone == ""


@pytest.mark.parametrize("hidden", ["column", "header", "sheet"])
def test_a_header_that_is_hidden_is_explained(tmp_path: Path, hidden: str) -> None:
    def hide(sheets: dict[str, Worksheet]) -> None:
        if hidden == "column":
            sheets["Lidé"].column_dimensions["B"].hidden = True
        elif hidden == "header":
            sheets["Lidé"].row_dimensions[1].hidden = True
        else:
            sheets["Lidé"].sheet_state = "hidden"

    path = write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [HEADER, JANA], "List2": []}, hide)
    assert "hidden" in import_file(path).refused[0].message


def test_a_sheet_of_notes_is_named_and_an_empty_one_is_not(tmp_path: Path) -> None:
    sheets: Sheets = {"Lidé": [HEADER, JANA], "Poznámky": [["Zpracovala: Vzorová"]], "List3": []}
    said = notes(write_sheets(tmp_path / "lidé.xlsx", sheets))
    assert "“Poznámky”: This sheet has no header" in said
    assert "List3" not in said


@pytest.mark.parametrize("above", [[], [["Pokračování seznamu"], []]])
def test_a_sheet_that_goes_on_without_a_header_is_read_and_told(tmp_path: Path, above: list[list[str]]) -> None:
    sheets: Sheets = {"List1": [HEADER, JANA], "List2": [*above, PETR, EVA], "Poznámky": [["MD", "od ledna", "Eva"]]}
    said = notes(write_sheets(tmp_path / "lidé.xlsx", sheets))
    assert holders() == {1: "Jana Vzorová", 2: "Petr Ukázka", 3: "Eva Příkladná"}
    assert "“List2”: This sheet has no header. Its columns were taken for those of the sheet “List1”." in said
    assert "“Poznámky”: This sheet has no header with okrsek, funkce and jméno and was not read." in said


def test_a_header_that_is_repeated_begins_again_in_its_own_order(tmp_path: Path) -> None:
    other = ["Jméno", "Funkce", "Okrsek", "Telefon"]
    rows: list[list[Any]] = [["Městská policie"], HEADER, JANA, [], HEADER, PETR, other, [EVA[2], "PČR", 3, ""]]
    assert notes(write_sheets(tmp_path / "lidé.xlsx", {"Lidé": rows})) == ""
    assert holders() == {1: "Jana Vzorová", 2: "Petr Ukázka", 3: "Eva Příkladná"}


def test_titles_of_sections_and_a_footer_are_told_and_no_rows(tmp_path: Path) -> None:
    sections: list[list[Any]] = [
        HEADER,
        ["Plzeň 1"],
        JANA,
        ["", "Policie ČR"],
        PETR,
        ["Zpracovala: Vzorová, tel. 600 000 999"],
    ]
    said = notes(write_sheets(tmp_path / "lidé.xlsx", {"Lidé": sections}))
    assert said == "These lines name no holder and no post, so they were not read: 2, 4, 6."
    assert holders() == {1: "Jana Vzorová", 2: "Petr Ukázka"}


@pytest.mark.parametrize("row", [[2], ["okrsek č. 2"], [None, None, "Petr Ukázka"], [2, "okrskář"], [2, None, "Petr"]])
def test_a_row_that_lacks_something_is_no_title(tmp_path: Path, row: list[Any]) -> None:
    assert import_file(write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [HEADER, JANA, row]})).refused


def test_a_remark_in_a_header_makes_no_difference(tmp_path: Path) -> None:
    header = ["Okrsek (číslo)", "Funkce", "Jméno", "Tel.\n(mobil)"]
    assert notes(write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [header, JANA]})) == ""
    assert Person.objects.get().phone == "600 000 001"


def test_errors_name_the_sheet_when_there_are_several(tmp_path: Path) -> None:
    wrong = [99, "okrskář", "Jan Nový", ""]
    several = import_file(write_sheets(tmp_path / "lidé.xlsx", {"A": [HEADER, JANA], "B": [HEADER, PETR, wrong]}))
    assert in_english(several.refused[0]).startswith("sheet “B”, cell A3: ")
    one = import_file(write_sheets(tmp_path / "lidé.xlsx", {"A": [HEADER, JANA, wrong]}))
    assert in_english(one.refused[0]).startswith("cell A3: ")


def test_two_sheets_that_differ_about_a_post_are_refused_with_both_places(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "lidé.xlsx", {"A": [HEADER, JANA], "B": [HEADER, [1, *PETR[1:]]]})
    said = in_english(import_file(path).refused[0])
    assert "sheet “A”, line 2" in said
    assert said.startswith("sheet “B”, line 2")


@pytest.mark.parametrize("name", ["Jana Vzorová", "Vzorová Jana", "Bc. Jana Vzorová"])
def test_two_sheets_that_say_the_same_are_one(tmp_path: Path, name: str) -> None:
    again = [1, "okrskář", name, "600000001"]
    report = import_file(write_sheets(tmp_path / "lidé.xlsx", {"A": [HEADER, JANA], "B": [HEADER, again]}))
    assert (report.refused, report.new, Person.objects.count()) == ([], 1, 1)


def test_a_post_that_is_vacant_in_one_sheet_and_held_in_another_is_refused(tmp_path: Path) -> None:
    vacant = [1, "okrskář", "neobsazeno", ""]
    report = import_file(write_sheets(tmp_path / "lidé.xlsx", {"A": [HEADER, vacant], "B": [HEADER, JANA]}))
    assert "vacant" in report.refused[0].message


@pytest.mark.parametrize(
    "written", ["Jana_x000D_\nVzorová", "Jana Vzorová_x000D_", "_x000d_Jana Vzorová_x0000__x0009_"]
)
def test_codes_of_line_ends_are_no_part_of_a_name(tmp_path: Path, written: str) -> None:
    write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [HEADER, [1, "okrskář_x000D_", written, ""]]})
    assert notes(tmp_path / "lidé.xlsx") == ""
    assert holders() == {1: "Jana Vzorová"}


def test_a_code_that_is_meant_as_text_stays(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [["a_x005F_x000D_b"]]})
    assert next(read_books(path)).tables[0].rows[0].cells[0] == "a_x000D_b"


def test_invisible_characters_are_no_part_of_a_name(tmp_path: Path) -> None:
    import_rows(tmp_path, "1;okrskář;Ja\N{SOFT HYPHEN}na\N{ZERO WIDTH SPACE} Vzo\N{ZERO WIDTH JOINER}rová")
    assert holders() == {1: "Jana Vzorová"}


def test_a_workbook_of_hundreds_of_sheets_is_refused(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "lidé.xlsx", {str(number): [] for number in range(101)})
    assert "100 sheets" in import_file(path).refused[0].message


def test_a_dash_in_any_other_cell_is_nothing(tmp_path: Path) -> None:
    report = import_rows(tmp_path, "1;okrskář;Jana Vzorová;–;x;-;není", "2;okrskář;neobsazeno;–;–;–;–")
    assert report.refused == []
    assert holders() == {1: "Jana Vzorová"}


def test_what_was_read_as_vacant_is_told_unless_it_is_plain(tmp_path: Path) -> None:
    report = import_rows(tmp_path, "1;okrskář;x", "2;okrskář;výběrové řízení", "3;okrskář;NEOBSAZENO")
    assert [in_english(note) for note in report.notes] == [
        "Read as vacant posts: “x” (line 2), “výběrové řízení” (line 3)."
    ]


def test_what_was_written_is_quoted_as_the_language_does(tmp_path: Path) -> None:
    path = tmp_path / "lidé.csv"
    path.write_text("okrsek;funkce;jméno\n1;okrskář;obsazuje se\n", encoding="utf-8")
    said = StringIO()
    with translation.override("cs"):
        call_command("import_staff", path, stdout=said)
    assert "„obsazuje se“ (řádek 2)" in said.getvalue()


def test_a_name_of_one_word_is_told(tmp_path: Path) -> None:
    report = import_rows(tmp_path, "1;okrskář;Kdosi", "2;okrskář;Bc. Jana Vzorová", "3;okrskář;Q. Q.")
    assert [in_english(note) for note in report.notes] == [
        "Read as names: “Kdosi” (line 2), “Q. Q.” (line 4). If one is none, write “neobsazeno” in its place."
    ]


def test_a_doubtful_name_refuses_the_list_and_says_how_to_write_either(tmp_path: Path) -> None:
    report = import_rows(tmp_path, "1;okrskář;Jana Vzorová", "2;okrskář;Volný")
    assert in_english(report.refused[0]).startswith("line 3: “Volný” may be a name or a vacant post.")
    assert not Person.objects.exists()


def test_a_proposed_substitute_is_told_and_nobody_is_published(tmp_path: Path) -> None:
    report = import_rows(tmp_path, "1;okrskář;zástup: Novák")
    assert "Proposed substitute: Novák." in in_english(report.notes[0])
    assert not Person.objects.exists()


def test_a_proposed_substitute_leaves_the_holder_in_office(tmp_path: Path) -> None:
    import_rows(tmp_path, "1;okrskář;Jana Vzorová;;;1. 1. 2026")
    report = import_rows(tmp_path, "1;okrskář;zástup: Novák")
    assert (report.refused, holders()) == ([], {1: "Jana Vzorová"})


def test_a_vacancy_with_a_day_begins_on_that_day(tmp_path: Path) -> None:
    import_rows(tmp_path, "1;okrskář;Jana Vzorová;;;1. 1. 2026", "2;okrskář;Petr Ukázka;;;1. 1. 2026")
    report = import_rows(tmp_path, "1;okrskář;neobsazeno (od 1. 1. 2027)")
    assert (report.refused, holders()[1]) == ([], "Jana Vzorová")
    assert "od" in import_rows(tmp_path, "2;okrskář;neobsazeno (od 1. 10.)").refused[0].message
    assert import_rows(tmp_path, "3;okrskář;neobsazeno (od 1. 10.)").refused == []


NO_ROLE = ["Okrsek", "Jméno", "Telefon"]


@pytest.mark.parametrize(
    ("sheet", "above", "below"),
    [
        ("Okrskáři", [], []),
        ("MP", [["P. č. 1"]], []),
        ("List1", [["Městská policie Plzeň"], ["stav k 1. 9. 2026"]], []),
        ("Policie ČR", [["Kontakty na strážníky"]], []),
        ("List1", [], [["Strážníci"]]),
    ],
)
def test_whose_list_it_is_a_title_or_the_name_of_the_sheet_may_say(
    tmp_path: Path, sheet: str, above: list[list[str]], below: list[list[str]]
) -> None:
    rows: list[list[Any]] = [*above, NO_ROLE, *below, [1, "Jana Vzorová", "600 000 001"]]
    assert "no role" in notes(write_sheets(tmp_path / "lidé.xlsx", {sheet: rows}))
    assert holders() == {1: "Jana Vzorová"}


@pytest.mark.parametrize("title", ["List1", "Kontakty na strážníky a policisty", "Úřady městských obvodů"])
def test_a_header_without_roles_is_told_what_it_lacks(tmp_path: Path, title: str) -> None:
    path = write_sheets(tmp_path / "lidé.xlsx", {"List1": [[title], NO_ROLE, [1, "Jana Vzorová", "600 000 001"]]})
    assert "Line 2 has okrsek, jméno; it lacks funkce." in in_english(import_file(path).refused[0])


def test_a_list_with_a_column_for_each_post_is_told_to_have_rows(tmp_path: Path) -> None:
    header = ["Okrsek", "Okrskář", "Telefon", "Policista", "Telefon"]
    path = write_sheets(tmp_path / "lidé.xlsx", {"List1": [header, [1, "Jana Vzorová", "", "Petr Ukázka", ""]]})
    assert "Okrskář, Policista" in in_english(import_file(path).refused[0])


@pytest.mark.parametrize("row", [["Celkem", 3], ["", "Počet okrskářů: 3", None, "3"], ["Vysvětlivky", "MD"]])
def test_sums_and_legends_are_no_rows(tmp_path: Path, row: list[Any]) -> None:
    said = notes(write_sheets(tmp_path / "lidé.xlsx", {"Lidé": [HEADER, JANA, row]}))
    assert said == "These lines name no holder and no post, so they were not read: 3."


@pytest.mark.parametrize("role", ["zástupce okrskáře", "strážník - zástup. okrskáře", "místostarosta"])
def test_a_deputy_is_proposed_and_holds_nothing(tmp_path: Path, role: str) -> None:
    rows: list[list[Any]] = [HEADER, JANA, [2, role, "Petr Ukázka", "600 000 002"]]
    said = notes(write_sheets(tmp_path / "lidé.xlsx", {"Lidé": rows}))
    assert f"Proposed substitute: Petr Ukázka ({role})." in said
    assert holders() == {1: "Jana Vzorová"}
