"""What every kind of spreadsheet is read into: sheets, rows and cells as a person sees them."""

import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import gettext as _

from districts.importers.import_report import RowRefusal, UnreadableFileError

COLUMNS = 60  # read no further to the right
ROWS = 100_000  # read no further down
SHEETS = 100
MERGED = 10_000  # cells over several rows of a sheet; more are taken for single ones
UNPACKED_LIMIT = 32 * 1024 * 1024  # bytes; a list of staff unpacks to far less than one megabyte
CHARACTERS = 2000  # of a cell; no list of people has more to say in one


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

    @property
    def has_cell_names(self) -> bool:
        """Whether a program shows its cells as `B8`; a CSV's lines need not be rows."""
        return bool(self.sheet)


@dataclass(frozen=True, slots=True)
class Book:
    """A file: its sheets that are seen, in their order, and the names of the others."""

    tables: list[Table]
    hidden_sheets: tuple[str, ...] = ()

    @property
    def several(self) -> bool:
        """Whether a row number alone does not say where a row is."""
        return len(self.tables) + len(self.hidden_sheets) > 1


def column_letters(index: int) -> str:
    """The letters of a column, which is counted from 0."""
    letters = ""
    while index >= 0:
        index, letter = divmod(index, 26)
        letters, index = chr(ord("A") + letter) + letters, index - 1
    return letters


class TableBuilder:
    """Puts a table together row by row, without what is hidden."""

    def __init__(self, sheet: str) -> None:
        self._sheet = text_as_seen(sheet)
        self._unseen_columns: set[int] = set()
        self._rows: list[SheetRow] = []
        self._hidden_rows: list[int] = []
        self._hidden_columns: set[int] = set()
        self._merged: dict[int, list[tuple[int, int]]] = {}  # columns and last rows of cells, by their first rows
        self._merged_count = 0
        self._reaching: dict[int, tuple[Cell, int]] = {}  # what stands in a cell that reaches further down, by columns

    def merge(self, column: int, first: int, last: int) -> None:
        """Let what stands in one cell stand in all that were made one with it, of the rows that follow.

        Args:
            column: counted from 0; the first, if the cell goes over several.
            first: the number of its first row.
            last: of its last one.
        """
        if first < last and column < COLUMNS and self._merged_count < MERGED:
            self._merged.setdefault(first, []).append((column, last))
            self._merged_count += 1

    def hide_columns(self, indexes: Iterable[int]) -> None:
        """Leave columns out of the rows that follow; they are counted from 0."""
        self._unseen_columns.update(indexes)

    def add(self, line: int, cells: Sequence[Cell], *, hidden: bool = False) -> None:
        """Take a row with its number.

        Raises:
            UnreadableFileError: it is further down than any list goes.
        """
        if line > ROWS:
            raise UnreadableFileError(
                _("The sheet has more than %d rows, some far below the list. Copy the list to a new file.") % ROWS
            )
        if not any(cells):
            return
        if hidden:
            self._hidden_rows.append(line)
            return
        unseen = {index for index, cell in enumerate(cells) if cell and index in self._unseen_columns}
        self._hidden_columns |= unseen
        seen = tuple("" if index in unseen else cell for index, cell in enumerate(cells))
        if any(seen):
            self._rows.append(SheetRow(line, self._fill_merged(line, seen)))

    def _fill_merged(self, line: int, cells: tuple[Cell, ...]) -> tuple[Cell, ...]:
        """A row with what stands in it by cells that begin further up."""
        reaching = {column: (cell, last) for column, (cell, last) in self._reaching.items() if line <= last}
        beginning = {column: last for column, last in self._merged.get(line, ()) if column < len(cells)}
        filled = [*cells, *[""] * (max(reaching, default=0) + 1 - len(cells))]
        for column, (cell, _last) in reaching.items():
            filled[column] = filled[column] or cell
        self._reaching = reaching | {column: (cells[column], last) for column, last in beginning.items()}
        return tuple(filled)

    def finish(self) -> Table:
        """The table."""
        letters = tuple(column_letters(index) for index in sorted(self._hidden_columns))
        return Table(self._sheet, self._rows, tuple(self._hidden_rows), letters)


def as_seen(value: object) -> str | date:
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
    return text_as_seen(str(value))


def text_as_seen(text: str) -> str:
    """Text as it is seen: single spaces, nothing invisible, and no `_x000D_`, the format's code for a line end."""
    decoded = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text[:CHARACTERS])
    seen = "".join(_visible_char(char) for char in decoded)
    return " ".join(seen.split())


def _visible_char(char: str) -> str:
    category = unicodedata.category(char)
    if category == "Cf":  # soft hyphens, joiners and other marks without a width
        return ""
    return " " if category[0] == "C" else char
