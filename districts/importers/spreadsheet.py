"""Reads tables as people keep them: CSV or XLSX, with titles above the header, empty rows and numbers for text.

Files are not to be trusted: their unpacked size is bounded before anything is read, and entities in their XML are
refused (openpyxl does so when defusedxml is installed).
"""

import csv
import io
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from defusedxml import DefusedXmlException
from django.utils.translation import gettext as _
from openpyxl import load_workbook

from .report import UnreadableFileError
from .source import LIMIT, read_text

_UNPACKED_LIMIT = 32 * 1024 * 1024  # bytes; a list of staff unpacks to far less than one megabyte
_COLUMNS = 60  # read no further to the right
_ROWS = 100_000  # read no further down
_XLS = b"\xd0\xcf\x11\xe0"  # the container of old .xls files, and of encrypted .xlsx


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell that is computed, or failed to be: its value is not in the file for certain."""

    text: str


Cell = str | date | Formula


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not empty, and its number as the spreadsheet or a text editor shows it, from 1."""

    line: int
    cells: tuple[Cell, ...]


def read_tables(path: Path) -> Iterator[list[Row]]:
    """The ways to read a file: each sheet of an XLSX, or a CSV split by each usual separator.

    The caller takes the first that has the header it knows.

    Raises:
        UnreadableFileError: it is no CSV or XLSX, is damaged, too large or locked; the message says what to do.
    """
    magic = _beginning(path, len(_XLS))
    if magic.startswith(_XLS):
        raise UnreadableFileError(
            _("The file is locked with a password. Open it in Excel, remove the password and save it again.")
            if "EncryptedPackage".encode("utf-16-le") in _beginning(path, LIMIT)
            else _("This is an old Excel file (.xls). Open it in Excel and save it as .xlsx.")
        )
    if magic.startswith(b"PK"):
        yield from _sheets(path)
    else:
        yield from _csv_tables(read_text(path, suffixes=(".csv",)))


def _beginning(path: Path, length: int) -> bytes:
    """The first bytes of a file; none if it cannot be read, which `read_text` then explains."""
    try:
        with path.open("rb") as file:
            return file.read(length)
    except OSError:
        return b""


def _csv_tables(text: str) -> Iterator[list[Row]]:
    broken = 0  # the line where the first separator that does not fit stopped
    for separator in ";,\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows, line = [], 1
        try:
            for values in reader:
                cells = tuple(Formula(value) if value.startswith("=") else _plain(value) for value in values)
                if any(cells):
                    rows.append(Row(line, cells))
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


def _sheets(path: Path) -> list[list[Row]]:
    _check_archive(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # about charts and styles, which do not matter here
            workbook = load_workbook(path, read_only=True, keep_links=False)
            try:
                return [list(_sheet_rows(sheet)) for sheet in workbook.worksheets]
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


def _sheet_rows(sheet: Any) -> Iterator[Row]:  # noqa: ANN401 - openpyxl's types do not know its read-only sheets
    sheet.reset_dimensions()  # what a file says about its own size is often wrong
    for line, values in enumerate(sheet.iter_rows(max_col=_COLUMNS), start=1):
        if line > _ROWS:
            raise UnreadableFileError(
                _("The sheet has more than %d rows, some far below the list. Copy the list to a new file.") % _ROWS
            )
        cells = tuple(
            Formula(str(cell.value)) if cell.data_type in ("f", "e") else _plain(cell.value) for cell in values
        )
        if any(cells):
            yield Row(line, cells)


def _plain(value: object) -> str | date:
    """A value as a person reads it: dates without a time, whole numbers without `.0`, single spaces."""
    match value:
        case None:
            return ""
        case datetime():
            return value.date()
        case date():
            return value
        case float() if value.is_integer():
            return str(int(value))
    return " ".join(str(value).split())
