"""Reads a list of known places: Czech or English headers in any order, one place in a row."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from core.folding import fold
from districts.importers.import_report import ImportReport, RowRefusal, UnreadableFileError
from districts.importers.spreadsheets.book_files import read_books
from districts.importers.spreadsheets.tables import Cell, SheetRow, require_value
from districts.models import PlaceKind

# The columns by the fields that they fill, and the names people give them, folded.
COLUMNS = {
    "name": {"nazev", "jmeno", "misto", "name"},
    "other_names": {"dalsi nazvy", "jine nazvy", "other names"},
    "kind": {"druh", "typ", "kind"},
    "address": {"adresa", "address"},
    "lat": {"lat", "sirka", "zemepisna sirka", "latitude"},
    "lon": {"lon", "lng", "delka", "zemepisna delka", "longitude"},
    "radius_m": {"okruh", "okruh v metrech", "polomer", "radius"},
    "source": {"zdroj", "source"},
    "verified_on": {"overeno", "overeno dne", "verified"},
    "published": {"zverejneno", "published"},
}
_NEEDED = ({"name", "address"}, {"name", "lat", "lon"})
_BETWEEN_NAMES = re.compile(r"[|;\n]")
# What people call the kinds, folded, besides their keys and their names in the portal.
_KINDS = {
    PlaceKind.HOSPITAL: "nemocnice poliklinika",
    PlaceKind.STATION: "nadrazi stanice",
    PlaceKind.STOP: "zastavka",
    PlaceKind.SCHOOL: "skola",
    PlaceKind.SHOP: "obchod",
    PlaceKind.OFFICE: "urad soud policie posta",
    PlaceKind.CULTURE: "kultura divadlo muzeum knihovna",
    PlaceKind.SPORT: "sport bazen stadion",
    PlaceKind.PARK: "park",
    PlaceKind.CHURCH: "kostel",
    PlaceKind.CEMETERY: "hrbitov",
    PlaceKind.OTHER: "jine",
}
_YES, _NO = {"ano", "yes", "true", "1", "x"}, {"ne", "no", "false", "0"}
_DAYS = (
    re.compile(r"(?P<y>\d{4})-(?P<m>\d\d?)-(?P<d>\d\d?)"),
    re.compile(r"(?P<d>\d\d?)\. ?(?P<m>\d\d?)\. ?(?P<y>\d{4})"),
)


@dataclass(frozen=True, slots=True)
class PlaceEntry:
    """One row: what it says of a place, by the fields of `KnownPlace`. Empty cells say nothing."""

    line: int
    sheet: str  # empty unless the file has several
    fields: Mapping[str, Any]

    @property
    def name(self) -> str:
        """The name, by which places are told apart."""
        return str(self.fields["name"])


def read_places(path: Path, report: ImportReport) -> list[PlaceEntry]:
    """The rows of a list; what cannot be understood is refused in the report with its line.

    Raises:
        UnreadableFileError: the file as a whole is of no use.
    """
    for book in read_books(path):
        for table in book.tables:
            for position, row in enumerate(table.rows):
                columns = _known_columns(row)
                if not any(columns.keys() >= needed for needed in _NEEDED):
                    continue
                if table.hidden_rows or table.hidden_columns or book.hidden_sheets:
                    report.note(_("Something in the file is hidden, and hidden sheets, rows and columns are not read."))
                sheet = table.sheet if book.several else ""
                return _read_rows(table.rows[position + 1 :], columns, sheet, report)
    raise UnreadableFileError(
        _("There is no header. A row must name the columns název and adresa, or název, lat and lon.")
    )


def _known_columns(row: SheetRow) -> dict[str, int]:
    """Where each known column is."""
    found: dict[str, int] = {}
    for index, cell in enumerate(row.cells):
        title = " ".join(re.findall(r"\w+", fold(str(cell))))
        for field, titles in COLUMNS.items():
            if title in titles:
                found.setdefault(field, index)
    return found


def _read_rows(rows: list[SheetRow], columns: Mapping[str, int], sheet: str, report: ImportReport) -> list[PlaceEntry]:
    entries: list[PlaceEntry] = []
    lines: dict[str, int] = {}
    for row in rows:
        cells = {field: row.cells[at] for field, at in columns.items() if at < len(row.cells)}
        if not any(cells.values()):
            continue
        report.read += 1
        try:
            entry = PlaceEntry(row.line, sheet, _read_row(cells))
            if (first := lines.setdefault(fold(entry.name), row.line)) != row.line:
                message = _("%(name)s is in the list twice, first on line %(line)d.")
                raise RowRefusal(message % {"name": entry.name, "line": first})
        except RowRefusal as refusal:
            report.refuse(str(refusal), line=row.line, sheet=sheet)
            continue
        entries.append(entry)
    if not report.read:
        raise UnreadableFileError(_("There are no rows under the header. Check that this is the right file."))
    return entries


def _read_row(cells: Mapping[str, Cell]) -> dict[str, Any]:
    fields = {}
    for field, cell in cells.items():
        if (value := require_value(cell)) != "":
            fields[field] = _READERS.get(field, _read_text)(value)
    if "name" not in fields:
        raise RowRefusal(_("The row has no name."))
    return fields


def _read_text(cell: Cell) -> str:
    return str(cell)


def _read_names(cell: Cell) -> str:
    return "\n".join(filter(None, (name.strip() for name in _BETWEEN_NAMES.split(str(cell)))))


def _read_kind(cell: Cell) -> str:
    said = fold(str(cell))
    for kind in PlaceKind:
        if said in {kind.value, fold(str(kind.label)), *_KINDS[kind].split()}:
            return kind.value
    message = _("“%(kind)s” is no kind of place. Write one of: %(kinds)s.")
    raise RowRefusal(message % {"kind": str(cell)[:40], "kinds": ", ".join(str(kind.label) for kind in PlaceKind)})


def _read_degrees(cell: Cell) -> float:
    try:
        return float(str(cell).replace(",", "."))
    except ValueError:
        raise RowRefusal(_("“%s” is no coordinate in degrees, such as 49.7475.") % str(cell)[:40]) from None


def _read_metres(cell: Cell) -> int:
    if not (str(cell).isdecimal() and len(str(cell)) <= 5):
        raise RowRefusal(_("“%s” is no radius in whole metres.") % str(cell)[:40])
    return int(str(cell))


def _read_day(cell: Cell) -> date:
    if isinstance(cell, date):
        return cell
    for form in _DAYS:
        if match := form.fullmatch(str(cell)):
            try:
                return date(int(match["y"]), int(match["m"]), int(match["d"]))
            except ValueError:
                break
    raise RowRefusal(_("“%s” is no day. Write it as 1. 9. 2026.") % str(cell)[:40])


def _read_yes(cell: Cell) -> bool:
    said = fold(str(cell))
    if said not in _YES | _NO:
        raise RowRefusal(_("“%s” is neither yes nor no. Write ano or ne.") % str(cell)[:40])
    return said in _YES


_READERS: dict[str, Callable[[Cell], Any]] = {
    "other_names": _read_names,
    "kind": _read_kind,
    "lat": _read_degrees,
    "lon": _read_degrees,
    "radius_m": _read_metres,
    "verified_on": _read_day,
    "published": _read_yes,
}
