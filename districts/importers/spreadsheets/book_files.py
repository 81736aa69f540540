"""Reads a file with a table, whatever kind it is: its content tells, not its name.

What a person who opens the file does not see is not read: hidden sheets, rows and columns, whatever hides them (a
filter, a collapsed group, a height of nothing). Which they are is told, so that nothing is left out in silence.

Files are not to be trusted: how much they unpack to is bounded before anything is read, entities in their XML are
refused, and what has no such bound (XLS) is read by a process of its own. Nothing in a file is ever run.
"""

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

from django.utils.translation import gettext as _

from districts.importers.import_report import UnreadableFileError
from districts.importers.text_files import LIMIT, read_text

from .ods_files import read_ods
from .tables import UNPACKED_LIMIT, Book, Formula, SheetRow, Table, as_seen
from .xls_files import read_xls
from .xlsx_files import read_xlsx

_OLE = b"\xd0\xcf\x11\xe0"  # the container of old .xls files, and of encrypted .xlsx
_SAVED_AS_XML = "urn:schemas-microsoft-com:office:spreadsheet"
_FLAT_ODS = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"


def read_books(path: Path) -> Iterator[Book]:
    """The ways to read a file: a workbook in one way, a CSV split by each usual separator.

    The caller takes the first that has the header it knows.

    Raises:
        UnreadableFileError: it is none of these, is damaged, too large or locked; the message says what to do.
    """
    magic = _first_bytes(path, len(_OLE))
    if magic.startswith(_OLE):
        yield _read_ole(path)
    elif magic.startswith(b"PK"):
        yield _read_zip(path)
    else:
        text = read_text(path, suffixes=(".csv",))
        if _SAVED_AS_XML in text[:2000] or _FLAT_ODS in text[:10_000]:
            raise UnreadableFileError(
                _("The table is saved as XML. Open it in Excel or LibreOffice, save it as .xlsx.")
            )
        for rows in _csv_tables(text):
            yield Book([Table("", rows)])


def _first_bytes(path: Path, length: int) -> bytes:
    """The first bytes of a file; none if it cannot be read, which `read_text` then explains."""
    try:
        with path.open("rb") as file:
            return file.read(length)
    except OSError:
        return b""


def _read_ole(path: Path) -> Book:
    content = _first_bytes(path, LIMIT + 1)
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise UnreadableFileError(
            _("The file is locked with a password. Open it in Excel, remove the password and save it again.")
        )
    return read_xls(content)


def _read_zip(path: Path) -> Book:
    """The workbook in a zip that claims to unpack to no more than a list of people can; no more is read of it."""
    try:
        with zipfile.ZipFile(path) as archive:
            members = {member.filename: member.file_size for member in archive.infolist()}
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError):
        raise UnreadableFileError(_("The zip is damaged. Download it again.")) from None
    is_xlsx, is_ods = "xl/workbook.xml" in members, "content.xml" in members and "mimetype" in members
    if "xl/workbook.bin" in members:
        raise UnreadableFileError(_("This is a binary Excel file (.xlsb). Open it in Excel and save it as .xlsx."))
    if "encrypted-package" in members:
        raise UnreadableFileError(
            _("The file is locked with a password. Open it in LibreOffice, save it again without the password.")
        )
    if not (is_xlsx or is_ods):
        raise UnreadableFileError(
            _("This is no spreadsheet. Save the list as .xlsx, .ods or .csv; if it is in a zip, unpack it first.")
        )
    if sum(members.values()) > UNPACKED_LIMIT:
        raise UnreadableFileError(
            _("The spreadsheet unpacks to more than %d MB, which no list of people does. Copy the list to a new file.")
            % (UNPACKED_LIMIT // 1024**2)
        )
    return read_xlsx(path) if is_xlsx else read_ods(path)


def _csv_tables(text: str) -> Iterator[list[SheetRow]]:
    broken = 0  # the line where the first separator that does not fit stopped
    for separator in ";,\t":
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
        rows, line = [], 1
        try:
            for values in reader:
                cells = tuple(Formula(value) if value.startswith("=") else as_seen(value) for value in values)
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
