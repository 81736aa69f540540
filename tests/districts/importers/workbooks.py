"""Workbooks of every kind, written by libraries as office programs write them."""

import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import odfdo
import openpyxl
import xlwt

Rows = Sequence[Sequence[Any]]


@dataclass(frozen=True, slots=True)
class Hidden:
    """What is not seen: names of sheets, and of the first sheet indexes of rows and columns, from 0."""

    sheets: tuple[str, ...] = ()
    rows: tuple[int, ...] = ()
    columns: tuple[int, ...] = ()
    merged: tuple[tuple[int, int, int], ...] = ()  # cells in a column, from a row to a row, of which the first is seen


def write_xlsx(path: Path, sheets: Mapping[str, Rows], hidden: Hidden) -> None:
    """Write an XLSX."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(list(row))
        sheet.sheet_state = "hidden" if title in hidden.sheets else "visible"
    first = book.worksheets[0]
    for line in hidden.rows:
        first.row_dimensions[line + 1].hidden = True
    for column in hidden.columns:
        first.column_dimensions["ABCDEFG"[column]].hidden = True
    for column, start, end in hidden.merged:
        first.merge_cells(start_row=start + 1, end_row=end + 1, start_column=column + 1, end_column=column + 1)
    book.save(path)


def write_xlsm(path: Path, sheets: Mapping[str, Rows], hidden: Hidden) -> None:
    """Write an XLSM with a part for macros, whatever is in it."""
    plain = path.with_suffix(".xlsx")
    write_xlsx(plain, sheets, hidden)
    usual, macros = "spreadsheetml.sheet.main+xml", "ms-excel.sheet.macroEnabled.main+xml"
    _rewrite(plain, path, lambda text: text.replace(f"vnd.openxmlformats-officedocument.{usual}", f"vnd.{macros}"))
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"macros")


def write_strict(path: Path, sheets: Mapping[str, Rows], hidden: Hidden) -> None:
    """Write what Excel calls “Strict Open XML”."""
    plain = path.with_suffix(".transitional.xlsx")
    write_xlsx(plain, sheets, hidden)
    old, new = "http://schemas.openxmlformats.org", "http://purl.oclc.org/ooxml"
    names = {
        f"{old}/spreadsheetml/2006/main": f"{new}/spreadsheetml/main",
        f"{old}/officeDocument/2006/relationships": f"{new}/officeDocument/relationships",
    }

    def rename(text: str) -> str:
        for usual, strict in names.items():
            text = text.replace(usual, strict)
        return text

    _rewrite(plain, path, rename)


def _rewrite(source: Path, target: Path, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name).decode()))


def write_ods(path: Path, sheets: Mapping[str, Rows], hidden: Hidden) -> None:
    """Write an ODS."""
    document = odfdo.Document("spreadsheet")
    document.body.clear()
    document.insert_style(
        '<style:style style:name="unseen" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>",
        automatic=True,
    )
    for place, (title, rows) in enumerate(sheets.items()):
        table = odfdo.Table(title)
        if title in hidden.sheets:
            table.set_attribute("table:style-name", "unseen")
        for number, values in enumerate(rows):
            row = odfdo.Row()
            row.set_values([value if value != "" else None for value in values])
            if place == 0 and number in hidden.rows:
                row.set_attribute("table:visibility", "collapse")
            table.append_row(row)
        for number in hidden.columns if place == 0 else ():
            column = table.get_column(number)
            column.repeated = None  # else it is one of many alike
            column.set_attribute("table:visibility", "collapse")
            table.set_column(number, column)
        for number, start, end in hidden.merged if place == 0 else ():
            table.set_span((number, start, number, end))
        document.body.append(table)
    document.save(path)


def write_xls(path: Path, sheets: Mapping[str, Rows], hidden: Hidden) -> None:
    """Write an XLS."""
    book = xlwt.Workbook()
    as_day = xlwt.easyxf(num_format_str="D. M. YYYY")
    for title, rows in sheets.items():
        sheet = book.add_sheet(title)
        sheet.visibility = int(title in hidden.sheets)
        for number, values in enumerate(rows):
            for column, value in enumerate(values):
                if value not in (None, ""):
                    sheet.write(number, column, value, *([as_day] if isinstance(value, date) else []))
    first = book.get_sheet(0)
    for row in hidden.rows:
        first.row(row).hidden = True
    for column in hidden.columns:
        first.col(column).hidden = True
    for column, start, end in hidden.merged:
        first.merge(start, end, column, column)
    book.save(str(path))


WRITERS = {".xlsx": write_xlsx, ".xlsm": write_xlsm, ".strict.xlsx": write_strict, ".ods": write_ods, ".xls": write_xls}


def write_workbook(folder: Path, kind: str, sheets: Mapping[str, Rows], *, hidden: Hidden | None = None) -> Path:
    """Write a workbook of one of the kinds of `WRITERS`."""
    path = folder / f"lidé{kind}"
    WRITERS[kind](path, sheets, hidden or Hidden())
    return path
