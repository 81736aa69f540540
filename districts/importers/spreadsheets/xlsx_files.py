"""Reads XLSX and XLSM, macros aside, by openpyxl; entities in their XML are refused, since defusedxml is installed."""

import warnings
import zipfile
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.worksheet.cell_range import CellRange

from districts.importers.import_report import UnreadableFileError

from .tables import COLUMNS, SHEETS, Book, Formula, Table, TableBuilder, as_seen, text_as_seen

# What the strict variant of the format calls what openpyxl knows by the usual names.
_STRICT = b"http://purl.oclc.org/ooxml/"
_USUAL_NAMES = {
    b"http://purl.oclc.org/ooxml/spreadsheetml/main": b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    b"http://purl.oclc.org/ooxml/officeDocument/relationships": (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    ),
}


def read_xlsx(path: Path) -> Book:
    """The workbook in a zip of a bounded size.

    Raises:
        UnreadableFileError: it is damaged, or has too much; the message says what to do.
    """
    try:
        with path.open("rb") as file, warnings.catch_warnings():  # openpyxl leaves a file that it refuses open
            warnings.simplefilter("ignore")  # about charts and styles, which do not matter here
            workbook = load_workbook(_with_usual_names(path) or file, read_only=True, keep_links=False)
            try:
                sheets = workbook.worksheets
                seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
                unseen = tuple(text_as_seen(sheet.title) for sheet in sheets if sheet.sheet_state != "visible")
                book = Book([_read_table(sheet) for sheet in seen[:SHEETS]], unseen)
            finally:
                workbook.close()
    except (
        *(zipfile.BadZipFile, zlib.error, DefusedXmlException, SyntaxError, OSError, EOFError),
        # openpyxl has no error of its own for files that only look like its format.
        *(ValueError, TypeError, AttributeError, LookupError, ArithmeticError, NotImplementedError, RuntimeError),
    ):
        raise UnreadableFileError(
            _("The Excel file is damaged. Open it in Excel and save it again as .xlsx.")
        ) from None
    if len(sheets) > SHEETS:
        raise UnreadableFileError(_("The file has more than %d sheets. Copy the list to a new file.") % SHEETS)
    if not sheets:
        raise UnreadableFileError(_("No sheet can be read. Open the file in Excel and save it again as .xlsx."))
    return book


def _with_usual_names(path: Path) -> BytesIO | None:
    """A “Strict Open XML” workbook as an ordinary one; None if it is one already."""
    with zipfile.ZipFile(path) as archive:
        if _STRICT not in archive.read("xl/workbook.xml"):
            return None
        usual = BytesIO()
        with zipfile.ZipFile(usual, "w") as target:
            for member in archive.infolist():
                content = archive.read(member)
                for strict, name in _USUAL_NAMES.items():
                    content = content.replace(strict, name)
                target.writestr(member.filename, content)
    return usual


def _find_layout(sheet: Any, table: TableBuilder) -> set[int]:  # noqa: ANN401 - openpyxl's types do not know its read-only sheets
    """Tell the table of hidden columns and merged cells, which openpyxl leaves out when it reads row by row.

    Returns:
        The numbers of rows that are not seen, from 1.
    """
    rows: set[int] = set()
    line = 0
    with sheet._get_source() as source:
        for _event, element in iterparse(source):
            tag = element.tag.rpartition("}")[2]
            if tag == "col" and (_is_true(element.get("hidden")) or _is_nothing(element.get("width"))):
                table.hide_columns(range(max(int(element.get("min")), 1) - 1, min(int(element.get("max")), COLUMNS)))
            elif tag == "mergeCell":
                merged = CellRange(element.get("ref"))
                table.merge(merged.min_col - 1, merged.min_row, merged.max_row)
            elif tag == "row":
                line = int(float(element.get("r", line + 1)))
                if _is_true(element.get("hidden")) or _is_nothing(element.get("ht")):
                    rows.add(line)
                element.clear()
    return rows


def _is_true(written: str | None) -> bool:
    return written in ("1", "true")


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is too small to be seen, in points or characters."""
    return size is not None and float(size) < 0.5


def _read_table(sheet: Any) -> Table:  # noqa: ANN401 - as above
    table = TableBuilder(sheet.title)
    hidden_rows = _find_layout(sheet, table)
    sheet.reset_dimensions()  # what a file says about its own size is often wrong
    for line, values in enumerate(sheet.iter_rows(max_col=COLUMNS), start=1):
        cells = [Formula(str(c.value)) if c.data_type in ("f", "e") else as_seen(c.value) for c in values]
        table.add(line, cells, hidden=line in hidden_rows)
    return table.finish()
