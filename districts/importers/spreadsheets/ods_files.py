"""Reads ODS, the format of LibreOffice, straight from its XML: no library tells what is hidden in it.

The XML is read as it streams by and never built in memory, so that one made for harm has nothing to fill.
"""

import re
import zipfile
import zlib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from xml.sax import SAXException
from xml.sax.handler import ContentHandler, feature_namespaces

from defusedxml import DefusedXmlException
from defusedxml.sax import make_parser
from django.utils.translation import gettext as _

from districts.importers.import_report import UnreadableFileError

from .tables import COLUMNS, SHEETS, Book, Cell, Formula, TableBuilder, as_seen, text_as_seen

_ODF = "urn:oasis:names:tc:opendocument:xmlns:"
_OFFICE, _TABLE, _TEXT, _STYLE = (f"{_ODF}{part}:1.0" for part in ("office", "table", "text", "style"))
_DRAWING = f"{_ODF}drawing:1.0"
_DEEPEST = 200  # elements within elements; a table has about ten
_TEXT_LENGTH = 10_000  # characters of a cell that are kept
# What stands beside the cells, or in them: comments, pictures, what was there before.
_PASSED_OVER = {(_OFFICE, "annotation"), (_TABLE, "shapes"), (_TABLE, "tracked-changes"), (_TEXT, "note")}
_CELLS = {(_TABLE, "table-cell"), (_TABLE, "covered-table-cell")}
_SPACES = {(_TEXT, "p"), (_TEXT, "s"), (_TEXT, "tab"), (_TEXT, "line-break")}
_NUMBER = re.compile(r"[-+]?\d+(\.\d+)?([eE][-+]?\d+)?")
_MEASURE = re.compile(r"(\d+(?:\.\d+)?)(in|cm|mm|pt)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835}
_NOTHING_PT = 0.5  # a height or width that is too small to be seen

_Name = tuple[str | None, str]
_Attributes = Mapping[_Name, str]


def read_ods(path: Path) -> Book:
    """The workbook in a zip of a bounded size.

    Raises:
        UnreadableFileError: it is damaged, locked, or has too much; the message says what to do.
    """
    handler = _Content()
    try:
        with zipfile.ZipFile(path) as archive:
            if "META-INF/manifest.xml" in archive.namelist() and b"encryption-data" in archive.read(
                "META-INF/manifest.xml"
            ):
                raise UnreadableFileError(
                    _("The file is locked with a password. Open it in LibreOffice, save it again without the password.")
                )
            parser = make_parser()
            parser.setFeature(feature_namespaces, True)
            parser.setContentHandler(handler)
            with archive.open("content.xml") as content:
                parser.parse(content)
    except (
        *(zipfile.BadZipFile, zlib.error, DefusedXmlException, SAXException, OSError, EOFError),
        *(ValueError, ArithmeticError, LookupError, NotImplementedError, RuntimeError),
    ):
        raise UnreadableFileError(
            _("The spreadsheet is damaged. Open it in LibreOffice and save it again as .ods.")
        ) from None
    if handler.sheets > SHEETS:
        raise UnreadableFileError(_("The file has more than %d sheets. Copy the list to a new file.") % SHEETS)
    return Book([table.finish() for table in handler.tables], tuple(handler.hidden_sheets))


class _Content(ContentHandler):
    """Takes the tables out of `content.xml`."""

    def __init__(self) -> None:
        super().__init__()
        self.sheets = 0
        self.tables: list[TableBuilder] = []
        self.hidden_sheets: list[str] = []
        self._open: list[_Name] = []
        self._passing = 0  # how deep what is passed over begins; 0: nothing is
        self._style = ""  # that is being defined
        self._unseen_styles: set[str] = set()  # of sheets, rows and columns
        self._table: TableBuilder | None = None  # None in a sheet that is hidden
        self._column = self._line = 0
        self._cells: list[Cell] = []
        self._row: _Attributes = {}
        self._cell: _Attributes | None = None
        self._said: list[str] = []
        self._said_length = 0

    def startElementNS(self, name: _Name, qname: str | None, attrs: object) -> None:  # noqa: N802 - SAX
        """Take the beginning of an element."""
        self._open.append(name)
        if len(self._open) > _DEEPEST:
            raise ValueError("nested too deep")
        if self._passing:
            return
        if name in _PASSED_OVER or (name[0] or "").startswith(_DRAWING):
            self._passing = len(self._open)
            return
        self._begin(name, dict(attrs.items()))  # type: ignore[attr-defined] # of SAX, which has no types

    def _begin(self, name: _Name, attributes: _Attributes) -> None:
        if name in _SPACES and self._cell is not None:
            self._say(" ")
        elif name in _CELLS:
            self._cell, self._said, self._said_length = attributes, [], 0
        elif name == (_TABLE, "table-row"):
            self._row, self._cells = attributes, []
        elif name == (_TABLE, "table-column"):
            self._take_column(attributes)
        elif name == (_TABLE, "table"):
            self._begin_table(attributes)
        elif name == (_STYLE, "style"):
            self._style = attributes.get((_STYLE, "name"), "")
        elif name[0] == _STYLE and _hides(attributes):
            self._unseen_styles.add(self._style)

    def endElementNS(self, name: _Name, qname: str | None) -> None:  # noqa: N802
        """Take the end of an element."""
        depth = len(self._open)
        self._open.pop()
        if self._passing:
            if self._passing == depth:
                self._passing = 0
            return
        if name in _CELLS and self._cell is not None:
            self._end_cell(name, self._cell)
        elif name == (_TABLE, "table-row"):
            self._end_row()

    def characters(self, content: str) -> None:
        """Take text."""
        if self._cell is not None and not self._passing:
            self._say(content)

    def _say(self, text: str) -> None:
        if self._said_length < _TEXT_LENGTH:
            self._said.append(text)
            self._said_length += len(text)

    def _begin_table(self, attributes: _Attributes) -> None:
        name = attributes.get((_TABLE, "name"), "")
        self.sheets += 1
        self._column = self._line = 0
        self._table = None
        if self.sheets > SHEETS:
            return
        if attributes.get((_TABLE, "style-name")) in self._unseen_styles:
            self.hidden_sheets.append(text_as_seen(name))
            return
        self._table = TableBuilder(name)
        self.tables.append(self._table)

    def _take_column(self, attributes: _Attributes) -> None:
        first, self._column = self._column, min(self._column + _repeats(attributes, "columns"), COLUMNS)
        if self._table is not None and self._is_hidden(attributes):
            self._table.hide_columns(range(first, self._column))

    def _end_cell(self, name: _Name, attributes: _Attributes) -> None:
        self._cell = None
        count = min(_repeats(attributes, "columns"), COLUMNS - len(self._cells))
        covered = name == (_TABLE, "covered-table-cell")
        if self._table is not None and not covered and count > 0:
            last = self._line + _counts(attributes, "rows-spanned")
            self._table.merge(len(self._cells), self._line + 1, last)
        self._cells += ["" if covered else _value(attributes, "".join(self._said))] * count

    def _end_row(self) -> None:
        first, self._line = self._line + 1, self._line + _repeats(self._row, "rows")
        if self._table is None or not any(self._cells):
            return
        hidden = self._is_hidden(self._row)
        for line in range(first, self._line + 1):
            self._table.add(line, self._cells, hidden=hidden)

    def _is_hidden(self, attributes: _Attributes) -> bool:
        visibility = attributes.get((_TABLE, "visibility"), "visible")
        return visibility != "visible" or attributes.get((_TABLE, "style-name")) in self._unseen_styles


def _hides(attributes: _Attributes) -> bool:
    """Whether the properties of a style make a sheet, row or column unseen."""
    if attributes.get((_TABLE, "display")) == "false":
        return True
    size = attributes.get((_STYLE, "row-height")) or attributes.get((_STYLE, "column-width")) or ""
    measure = _MEASURE.fullmatch(size)
    return measure is not None and float(measure[1]) * _POINTS[measure[2]] < _NOTHING_PT


def _repeats(attributes: _Attributes, what: str) -> int:
    """How many times a row, a column or a cell stands there.

    Raises:
        ValueError: the file says nonsense.
    """
    return _counts(attributes, f"{what}-repeated")


def _counts(attributes: _Attributes, what: str) -> int:
    return max(int(attributes.get((_TABLE, f"number-{what}"), "1")[:9]), 1)


def _value(attributes: _Attributes, said: str) -> Cell:
    """What a cell holds.

    Raises:
        ValueError: it is no such thing.
    """
    if (_TABLE, "formula") in attributes:
        return Formula(text_as_seen(attributes[_TABLE, "formula"]).removeprefix("of:"))
    kind = attributes.get((_OFFICE, "value-type"))
    number = attributes.get((_OFFICE, "value"), "")
    if kind == "float" and _NUMBER.fullmatch(number):
        return as_seen(float(number))
    if kind == "date":
        return date.fromisoformat(attributes.get((_OFFICE, "date-value"), "")[:10])
    return text_as_seen(said or attributes.get((_OFFICE, "string-value"), ""))
