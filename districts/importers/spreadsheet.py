"""Reads tables as people keep them: CSV or XLSX, with titles above the header, empty rows and numbers for text.

What a person who opens the file does not see is not read: hidden sheets, rows and columns, whatever hides them (a
filter, a collapsed group, a height of nothing). Which they are is told, so that nothing is left out in silence.

Files are not to be trusted: their unpacked size is bounded before anything is read, and entities in their XML are
refused (openpyxl does so when defusedxml is installed).
"""

import csv
import io
import re
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import iterparse
from django.utils.translation import gettext as _
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from .import_report import RowRefusal, UnreadableFileError
from .text_files import LIMIT, read_text

_UNPACKED_LIMIT = 32 * 1024 * 1024  # bytes; a list of staff unpacks to far less than one megabyte
_SHEETS = 100
_COLUMNS = 60  # read no further to the right
_ROWS = 100_000  # read no further down
_XLS = b"\xd0\xcf\x11\xe0"  # the container of old .xls files, and of encrypted .xlsx


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed, or failed to be: its value is not in the file for certain."""

    text: str


Cell = str | date | Formula


def require_value(cell: Cell) -> str | date:
    """What stands in a cell.

    Raises:
        RowRefusal: it is computed.
    """
    if isinstance(cell, Formula):
        raise RowRefusal(_("“%s” is computed by a formula. Copy the cells and paste them as values.") % cell.text[:40])
    return cell


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row that is not empty, and its number as the spreadsheet or a text editor shows it, from 1."""

    line: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet, or a whole CSV: what is seen of it, and what is not."""

    sheet: str  # its name; empty in a CSV
    rows: list[SheetRow]
    hidden_rows: tuple[int, ...] = ()  # numbers of rows that hold something
    hidden_columns: tuple[str, ...] = ()  # letters of columns that hold something


@dataclass(frozen=True, slots=True)
class Book:
    """A file: its sheets that are seen, in their order, and the names of the others."""

    tables: list[Table]
    hidden_sheets: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether a row number alone does not say where a row is."""
        return len(self.tables) + len(self.hidden_sheets) > 1


def read_books(path: Path) -> Iterator[Book]:
    """The ways to read a file: an XLSX in one way, a CSV split by each usual separator.

    The caller takes the first that has the header it knows.

    Raises:
        UnreadableFileError: it is no CSV or XLSX, is damaged, too large or locked; the message says what to do.
    """
    magic = _first_bytes(path, len(_XLS))
    if magic.startswith(_XLS):
        if "EncryptedPackage".encode("utf-16-le") in _first_bytes(path, LIMIT):
            raise UnreadableFileError(
                _("The file is locked with a password. Open it in Excel, remove the password and save it again.")
            )
        raise UnreadableFileError(_("This is an old Excel file (.xls). Open it in Excel and save it as .xlsx."))
    if magic.startswith(b"PK"):
        yield _read_workbook(path)
    else:
        for rows in _csv_tables(read_text(path, suffixes=(".csv",))):
            yield Book([Table("", rows)])


def _first_bytes(path: Path, length: int) -> bytes:
    """The first bytes of a file; none if it cannot be read, which `read_text` then explains."""
    try:
        with path.open("rb") as file:
            return file.read(length)
    except OSError:
        return b""


def _csv_tables(text: str) -> Iterator[list[SheetRow]]:
    broken = 0  # the line where the first separator that does not fit stopped
    for separator in ";,\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows, line = [], 1
        try:
            for values in reader:
                cells = tuple(Formula(value) if value.startswith("=") else _as_seen(value) for value in values)
                if any(cells):
                    rows.append(SheetRow(line, cells))
                line = reader.line_num + 1
        except csv.Error:
            broken = broken or line
        else:
            yield rows
    if broken:
        raise UnreadableFileError(
            _("Line %d cannot be read: a quotation mark is probably missing. Correct it and save the file again.")
            % broken
        )


def _read_workbook(path: Path) -> Book:
    _check_archive(path)
    try:
        with path.open("rb") as file, warnings.catch_warnings():  # openpyxl leaves a file that it refuses open
            warnings.simplefilter("ignore")  # about charts and styles, which do not matter here
            workbook = load_workbook(file, read_only=True, keep_links=False)
            try:
                sheets = workbook.worksheets
                seen = [sheet for sheet in sheets if sheet.sheet_state == "visible"]
                unseen = tuple(_text_as_seen(sheet.title) for sheet in sheets if sheet.sheet_state != "visible")
                book = Book([_read_table(sheet) for sheet in seen[:_SHEETS]], unseen)
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
    if len(sheets) > _SHEETS:
        raise UnreadableFileError(_("The file has more than %d sheets. Copy the list to a new file.") % _SHEETS)
    if not sheets:  # what openpyxl makes of the strict variant of the format
        raise UnreadableFileError(
            _("No sheet can be read. If the file is saved as “Strict Open XML”, save it as an ordinary .xlsx.")
        )
    return book


def _check_archive(path: Path) -> None:
    """Refuse what is no XLSX, or claims to unpack to more than a list of people can; no more than that is read."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError):
        raise UnreadableFileError(_("The zip is damaged. Download it again.")) from None
    if not any(member.filename == "xl/workbook.xml" for member in members):
        raise UnreadableFileError(
            _("This is no Excel file. Save the list as .xlsx or .csv; if it is in a zip, unpack it first.")
        )
    if sum(member.file_size for member in members) > _UNPACKED_LIMIT:
        raise UnreadableFileError(
            _("The Excel file unpacks to more than %d MB, which no list of people does. Copy the list to a new file.")
            % (_UNPACKED_LIMIT // 1024**2)
        )


def _find_hidden(sheet: Any) -> tuple[set[int], set[int]]:  # noqa: ANN401 - openpyxl's types do not know its read-only sheets
    """Numbers of rows and of columns that are not seen, which openpyxl leaves out when it reads row by row."""
    rows: set[int] = set()
    columns: set[int] = set()
    line = 0
    with sheet._get_source() as source:
        for _event, element in iterparse(source):
            tag = element.tag.rpartition("}")[2]
            if tag == "col" and (_is_true(element.get("hidden")) or _is_nothing(element.get("width"))):
                columns.update(range(max(int(element.get("min")), 1), min(int(element.get("max")), _COLUMNS) + 1))
            elif tag == "row":
                line = int(float(element.get("r", line + 1)))
                if _is_true(element.get("hidden")) or _is_nothing(element.get("ht")):
                    rows.add(line)
                element.clear()
    return rows, columns


def _is_true(written: str | None) -> bool:
    return written in ("1", "true")


def _is_nothing(size: str | None) -> bool:
    """Whether a height or width is too small to be seen, in points or characters."""
    return size is not None and float(size) < 0.5


def _read_table(sheet: Any) -> Table:  # noqa: ANN401 - as above
    unseen_rows, unseen_columns = _find_hidden(sheet)
    rows, hidden_rows, hidden_columns = [], [], set()
    sheet.reset_dimensions()  # what a file says about its own size is often wrong
    for line, values in enumerate(sheet.iter_rows(max_col=_COLUMNS), start=1):
        if line > _ROWS:
            raise UnreadableFileError(
                _("The sheet has more than %d rows, some far below the list. Copy the list to a new file.") % _ROWS
            )
        cells = [Formula(str(cell.value)) if cell.data_type in ("f", "e") else _as_seen(cell.value) for cell in values]
        if any(cells) and line in unseen_rows:
            hidden_rows.append(line)
            continue
        for index, cell in enumerate(cells):
            if cell and index + 1 in unseen_columns:
                hidden_columns.add(index + 1)
                cells[index] = ""
        if any(cells):
            rows.append(SheetRow(line, tuple(cells)))
    letters = tuple(get_column_letter(column) for column in sorted(hidden_columns))
    return Table(_text_as_seen(sheet.title), rows, tuple(hidden_rows), letters)


def _as_seen(value: object) -> str | date:
    """A value as a person reads it: dates without a time, whole numbers without `.0`."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date()
        case date():
            return value
        case float() if value.is_integer():
            return str(int(value))
    return _text_as_seen(str(value))


def _text_as_seen(text: str) -> str:
    """Text as it is seen: single spaces, nothing invisible, and no `_x000D_`, the format's code for a line end."""
    decoded = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text)
    seen = "".join(_visible_char(char) for char in decoded)
    return " ".join(seen.split())


def _visible_char(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":  # soft hyphens, joiners and other marks without a width
        return ""
    return " " if category[0] == "C" else char
