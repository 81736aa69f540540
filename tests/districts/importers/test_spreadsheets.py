"""Spreadsheets of every kind are read alike: what is seen, in words as they are seen; damaged ones are refused."""

import random
import resource
import zipfile
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import odfdo
import pytest
import xlwt
from django.utils import translation

from districts.importers.import_report import UnreadableFileError
from districts.importers.spreadsheets.book_files import read_books
from districts.importers.spreadsheets.tables import Book, Formula, column_letters
from tests.districts.importers.workbooks import WRITERS, Hidden, write_workbook
from tests.thorough import examples

HEADER = ["Okrsek", "Funkce", "Jméno", "Telefon", "Od"]
JANA = [1, "okrskář", "Jana Vzorová", 600000001, date(2026, 9, 1)]
PETR = ["2", "policista", "Petr\N{NO-BREAK SPACE} Ukázka ", "600 000 002", "1. 9. 2026"]

every_kind = pytest.mark.parametrize("kind", WRITERS)


def read(path: Path) -> Book:
    return next(iter(read_books(path)))


def refusal(path: Path) -> str:
    with translation.override("en"), pytest.raises(UnreadableFileError) as refused:
        list(read_books(path))
    return str(refused.value)


@every_kind
def test_cells_are_read_as_they_are_seen_with_their_row(tmp_path: Path, kind: str) -> None:
    rows: list[list[Any]] = [[], [], HEADER, JANA, [], ["", *PETR[1:]]]
    book = read(write_workbook(tmp_path, kind, {"Lidé": rows, "List2": []}))
    assert [table.sheet for table in book.tables] == ["Lidé", "List2"]
    lines = [(row.line, [cell for cell in row.cells if cell]) for row in book.tables[0].rows]
    assert lines == [
        (3, HEADER),
        (4, ["1", "okrskář", "Jana Vzorová", "600000001", date(2026, 9, 1)]),
        (6, ["policista", "Petr Ukázka", "600 000 002", "1. 9. 2026"]),
    ]
    assert book.tables[0].rows[2].cells[0] == ""


@every_kind
def test_what_is_hidden_is_left_out_and_told(tmp_path: Path, kind: str) -> None:
    sheets: dict[str, list[list[Any]]] = {"Lidé": [HEADER, JANA, PETR], "archiv": [HEADER, JANA]}
    hidden = Hidden(sheets=("archiv",), rows=(1,), columns=(3,))
    book = read(write_workbook(tmp_path, kind, sheets, hidden=hidden))
    (table,) = book.tables
    assert (book.hidden_sheets, table.hidden_rows, table.hidden_columns) == (("archiv",), (2,), ("D",))
    assert [row.cells[:4] for row in table.rows] == [
        ("Okrsek", "Funkce", "Jméno", ""),
        ("2", "policista", "Petr Ukázka", ""),
    ]


@every_kind
def test_a_cell_over_several_rows_stands_in_each_that_has_something_else(tmp_path: Path, kind: str) -> None:
    rows: list[list[Any]] = [HEADER, JANA, ["", *PETR[1:]], [""], ["3", "policista"], ["", "okrskář"]]
    merged = Hidden(merged=((0, 1, 3),))
    book = read(write_workbook(tmp_path, kind, {"Lidé": rows}, hidden=merged))
    found = [(row.line, *row.cells[:2]) for row in book.tables[0].rows[1:]]
    assert found == [(2, "1", "okrskář"), (3, "1", "policista"), (5, "3", "policista"), (6, "", "okrskář")]


@pytest.mark.parametrize("kind", [".ods", ".xlsx"])
def test_a_computed_cell_is_no_value(tmp_path: Path, kind: str) -> None:
    path = write_workbook(tmp_path, kind, {"Lidé": [["=1+1"]]})
    if kind == ".ods":
        document = odfdo.Document(str(path))
        table = first_table(document)
        cell = table.get_cell("A1")
        cell.formula = "of:=1+1"
        table.set_cell("A1", cell)
        document.save(path)
    assert read(path).tables[0].rows[0].cells[0] == Formula("=1+1")


def test_a_comment_and_a_covered_cell_of_an_ods_are_no_text_of_it(tmp_path: Path) -> None:
    path = write_workbook(tmp_path, ".ods", {"Lidé": [["Jana", "skrytá", "Petr"]]})
    document = odfdo.Document(str(path))
    table = first_table(document)
    first = table.get_cell("A1")
    first.append(odfdo.Annotation("volejte ráno", creator="Eva"))
    table.set_cell("A1", first)
    table.set_span((0, 0, 1, 0))
    document.save(path)
    assert read(path).tables[0].rows[0].cells[:3] == ("Jana", "", "Petr")


def test_rows_and_cells_that_repeat_are_read_as_often(tmp_path: Path) -> None:
    path = write_ods_content(
        tmp_path,
        '<table:table-row table:number-rows-repeated="3"><table:table-cell table:number-columns-repeated="2" '
        'office:value-type="float" office:value="7"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048573"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row>',
    )
    assert [(row.line, row.cells) for row in read(path).tables[0].rows] == [(n, ("7", "7")) for n in (1, 2, 3)]


def first_table(document: odfdo.Document) -> odfdo.Table:
    table = document.body.get_table(0)
    assert table is not None
    return table


def write_ods_content(folder: Path, rows: str, *, prolog: str = "") -> Path:
    """An ODS with this XML for the rows of its only sheet."""
    names = "".join(
        f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in ("office", "table", "text")
    )
    path = folder / "lidé.ods"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"{prolog}<office:document-content{names}><office:body><office:spreadsheet>"
            f'<table:table table:name="Lidé">{rows}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


# --- what is refused ------------------------------------------------------------------------------------------------
ROW = (
    '<table:table-row><table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    "</table:table-row>"
)


@pytest.mark.parametrize(
    ("rows", "prolog", "says"),
    [
        (ROW.format("&b;"), '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>', "damaged"),
        (ROW.format("&b;"), '<!DOCTYPE x [<!ENTITY b SYSTEM "file:///etc/hostname">]>', "damaged"),
        ("<text:p>" * 100_000 + "</text:p>" * 100_000, "", "damaged"),
        (
            ROW.format("Jana").replace("<table:table-row", '<table:table-row table:number-rows-repeated="999999999"'),
            "",
            "rows",
        ),
        (ROW.format("x" * 34_000_000), "", "32 MB"),
        ('<table:table-row table:number-rows-repeated="x"/>', "", "damaged"),
    ],
)
def test_an_ods_made_for_harm_is_refused(tmp_path: Path, rows: str, prolog: str, says: str) -> None:
    assert says in refusal(write_ods_content(tmp_path, rows, prolog=prolog))


@pytest.mark.parametrize(
    ("members", "says"),
    [
        ({"xl/workbook.bin": b""}, "xlsb"),
        ({"mimetype": b"", "encrypted-package": b""}, "password"),
        ({"mimetype": b"", "content.xml": b"\1", "META-INF/manifest.xml": b"<manifest:encryption-data/>"}, "password"),
        ({"word/document.xml": b""}, "no spreadsheet"),
    ],
)
def test_a_zip_that_cannot_be_read_is_named(tmp_path: Path, members: dict[str, bytes], says: str) -> None:
    path = tmp_path / "lidé.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert says in refusal(path)


def test_a_table_saved_as_xml_is_named(tmp_path: Path) -> None:
    path = tmp_path / "lidé.xls"
    path.write_text('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>')
    assert "saved as XML" in refusal(path)


def test_an_old_workbook_that_is_locked_or_another_document_is_refused(tmp_path: Path) -> None:
    path = write_workbook(tmp_path, ".xls", {"Lidé": [HEADER, JANA]})
    content = path.read_bytes()
    begins = content.index(b"\x09\x08\x10\x00") + 20  # after the first record, where the one of the lock stands
    path.write_bytes(content[:begins] + b"\x2f\x00\x02\x00\x00\x00" + content[begins + 6 :])
    assert "password" in refusal(path)
    path.write_bytes(content.replace("Workbook".encode("utf-16-le"), "WordDoc_".encode("utf-16-le")))
    assert "damaged or none" in refusal(path)


def test_an_old_workbook_with_more_than_a_list_holds_is_refused(tmp_path: Path) -> None:
    book = xlwt.Workbook()
    sheet = book.add_sheet("Lidé")
    for row in range(20_000):
        sheet.write(row, 0, f"Jana Vzorová a její přátelé, všichni v okrsku {row}" * 4)
    book.save(str(tmp_path / "lidé.xls"))
    assert "too much" in refusal(tmp_path / "lidé.xls")


@pytest.mark.parametrize("kind", [".ods", ".xls"])
def test_a_damaged_workbook_is_read_or_refused_and_takes_little_memory(tmp_path: Path, kind: str) -> None:
    path = write_workbook(tmp_path, kind, {"Lidé": [HEADER, JANA, PETR], "List2": [HEADER]})
    content, chance = path.read_bytes(), random.Random(kind)
    before_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for _again in range(examples(20)):
        path.write_bytes(damage(content, chance))
        with suppress(UnreadableFileError):
            list(read_books(path))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024 - before_mb < 100


def damage(content: bytes, chance: random.Random) -> bytes:
    """A file cut short, with bytes changed, or with a number in it that is far too large."""
    match chance.randrange(3):
        case 0:
            return content[: chance.randrange(8, len(content))]
        case 1:
            changed = bytearray(content)
            for _again in range(chance.randrange(1, 30)):
                changed[chance.randrange(8, len(content))] = chance.randrange(256)
            return bytes(changed)
    place = chance.randrange(8, len(content) - 4)
    return content[:place] + b"\xff\xff\xff\x7f" + content[place + 4 :]


def test_columns_are_called_as_spreadsheets_call_them() -> None:
    assert [column_letters(index) for index in (0, 25, 26, 59)] == ["A", "Z", "AA", "BH"]
