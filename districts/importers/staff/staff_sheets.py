"""Reads a list of staff: Czech headers in any order, all sheets as one list, sections under headers of their own.

What is left out is noted: hidden sheets, rows and columns, sheets that are no list, columns that are not known, titles
and footers, and what of a name is not published.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from districts.importers.import_report import ImportReport, RowRefusal, UnreadableFileError
from districts.importers.spreadsheets.book_files import read_books
from districts.importers.spreadsheets.tables import Book, Cell, SheetRow, Table
from districts.models import Borough, District

from .person_names import name_words, outside_brackets
from .staff_rows import StaffEntry, names_post, names_role, plain_words, read_row

# The columns and the names people give them, folded (see `plain_words`).
COLUMNS = {
    "district": {"okrsek", "cislo okrsku", "okrsek c", "okrsek cislo", "c okrsku", "district"},
    "borough": {"obvod", "mestsky obvod", "cislo obvodu", "mo", "umo", "borough"},
    "role": {"role", "funkce", "pozice", "pracovni pozice", "pracovni zarazeni"},
    "name": {"jmeno", "jmeno a prijmeni", "prijmeni a jmeno", "cele jmeno", "osoba", "name"},
    "surname": {"prijmeni"},
    "phone": {"telefon", "tel", "telefonni cislo", "mobil", "mobilni telefon", "cislo telefonu", "phone"},
    "email": {"e mail", "email", "mail", "e mailova adresa", "emailova adresa"},
    "start": {"od", "od data", "platnost od", "platne od", "ve funkci od", "nastup", "from"},
    "end": {"do", "do data", "platnost do", "platne do", "ve funkci do", "to"},
    "station": {"sluzebna", "station"},
    "verified": {"overeno", "overeno dne", "datum overeni", "verified"},
    "formerly": {"drive", "drive jako", "driv", "drivejsi jmeno", "puvodni jmeno", "formerly"},
}
_PLAINLY_VACANT = {"neobsazeno", "neobsazena"}


def read_staff_list(
    path: Path, report: ImportReport, *, districts: Mapping[int, District], boroughs: Mapping[int, Borough]
) -> list[StaffEntry]:
    """The rows of a list; what cannot be understood is refused in the report with its line.

    Args:
        districts: those in force, by number.
        boroughs: by RÚIAN code.

    Raises:
        UnreadableFileError: the file as a whole is of no use.
    """
    book, found = _choose_book(path)
    _note_hidden(book, report)
    entries: list[StaffEntry] = []
    for table, parts in zip(book.tables, _parts_of_sheets(book, found, report), strict=True):
        sheet = table.sheet if book.several else ""
        others = []
        for part in parts:
            for row in part.rows:
                cells = part.cells(row)
                if not any(cells.values()):
                    continue  # something was written outside the known columns, such as a note
                if not names_post(cells):
                    others.append(row.line)
                    continue
                report.read += 1
                try:
                    entry = read_row(row.line, sheet, cells, districts, boroughs)
                except RowRefusal as refusal:
                    report.refuse(str(refusal), line=row.line, sheet=sheet)
                    continue
                entries.append(entry)
                _note_name(entry, report)
        if others:
            report.note(
                _("These lines name no holder and no post, so they were not read: %s.") % _line_ranges(others),
                sheet=sheet,
            )
    _note_readings(entries, report)
    if not report.read:
        raise UnreadableFileError(_("There are no rows under the header. Check that this is the right file."))
    return entries


@dataclass(frozen=True, slots=True)
class _Part:
    """Rows under one header: where each known column is."""

    header: SheetRow
    columns: dict[str, list[int]]
    rows: list[SheetRow]

    def cells(self, row: SheetRow) -> dict[str, Cell]:
        """What a row has in the known columns."""
        return {field: row.cells[at[0]] for field, at in self.columns.items() if at[0] < len(row.cells)}


def _choose_book(path: Path) -> tuple[Book, list[list[_Part]]]:
    """The way to read a file that has the header, and the parts of each of its sheets."""
    hidden = False
    for book in read_books(path):
        found = [_split_by_headers(table) for table in book.tables]
        if any(found):
            return book, found
        hidden |= bool(book.hidden_sheets or any(table.hidden_rows or table.hidden_columns for table in book.tables))
    message = _(
        "There is no header. A row must name the columns okrsek, role and jméno; telefon, e-mail, od, do may follow."
    )
    if hidden:
        message += " " + _("Something in the file is hidden, and hidden sheets, rows and columns are not read.")
    raise UnreadableFileError(message)


def _split_by_headers(table: Table) -> list[_Part]:
    """What is under each header of a sheet; a long list repeats it, a section may have its own."""
    parts: list[_Part] = []
    for row in table.rows:
        columns = _known_columns(row)
        if {"role", "name"} <= columns.keys() and columns.keys() & {"district", "borough"}:
            parts.append(_Part(row, columns, []))
        elif parts:
            parts[-1].rows.append(row)
    return parts


def _parts_of_sheets(book: Book, found: Sequence[list[_Part]], report: ImportReport) -> Iterator[list[_Part]]:
    """The parts of each sheet; one without a header may go on with the list of the sheet before."""
    last: _Part | None = None
    titled = ""  # the sheet that has the last header
    for table, parts in zip(book.tables, found, strict=True):
        sheet = table.sheet if book.several else ""
        if parts:
            for before, part in zip([None, *parts], parts, strict=False):
                if before is None or before.columns != part.columns:
                    _check_header(part.header, part.columns, report, sheet)
            last, titled = parts[-1], table.sheet
            yield parts
        elif last and any(names_role(str(last.cells(row).get("role", ""))) for row in table.rows):
            report.note(
                _("This sheet has no header. Its columns were taken for those of the sheet “%s”.") % titled,
                sheet=sheet,
            )
            yield [_Part(last.header, last.columns, table.rows)]
        else:
            if table.rows:
                report.note(_("This sheet has no header with okrsek, funkce and jméno and was not read."), sheet=sheet)
            yield []


def _note_hidden(book: Book, report: ImportReport) -> None:
    for name in book.hidden_sheets:
        report.note(
            _("The sheet “%s” is hidden and was not read. If it belongs to the list, show it and import again.") % name
        )
    for table in book.tables:
        sheet = table.sheet if book.several else ""
        if table.hidden_rows:
            report.note(
                _("Hidden rows were not read: %s. If they belong to the list, show them or cancel the filter.")
                % _line_ranges(table.hidden_rows),
                sheet=sheet,
            )
        if table.hidden_columns:
            report.note(
                _("Hidden columns were not read: %s. If they belong to the list, show them.")
                % ", ".join(table.hidden_columns),
                sheet=sheet,
            )


def _line_ranges(lines: Sequence[int]) -> str:
    """Row numbers as people write them: `2, 5–8`."""
    hidden = set(lines)
    starts = [line for line in lines if line - 1 not in hidden]
    ends = [line for line in lines if line + 1 not in hidden]
    return ", ".join(_range_text(first, last) for first, last in zip(starts, ends, strict=True))


def _range_text(first: int, last: int) -> str:
    return str(first) if first == last else f"{first}–{last}"


def _note_name(entry: StaffEntry, report: ImportReport) -> None:
    """Say what of a name's cell, and of a row without a holder, is not published."""

    def note(message: str) -> None:
        report.note(message, line=entry.line, sheet=entry.sheet)

    if entry.said.substitute:
        note(
            _("Proposed substitute: %s. Nobody stands in by this import: enter it in the administration, absences.")
            % entry.said.substitute
        )
    if entry.said.remark:
        note(
            _("The remark “%(remark)s” at %(name)s is not published.")
            % {"remark": entry.said.remark, "name": entry.name}
        )
    if not entry.name and (entry.phone or entry.email):
        note(_("Phone and e-mail were left out, since the row names no holder. They may be entered at the station."))


def _note_readings(entries: Sequence[StaffEntry], report: ImportReport) -> None:
    """Say what was read as a vacant post, unless that is plain, and as a name, if it is one word."""
    vacant = [entry for entry in entries if entry.said.vacant and plain_words(entry.said.text) not in _PLAINLY_VACANT]
    if vacant:
        report.note(_("Read as vacant posts: %s.") % _quote_names(vacant))
    short = [entry for entry in entries if entry.name and _is_short(name_words(entry.name))]
    if short:
        report.note(_("Read as names: %s. If one is none, write “neobsazeno” in its place.") % _quote_names(short))


def _is_short(name: Sequence[str]) -> bool:
    """Whether a name may be something else: one word, or single letters."""
    return len(name) == 1 or all(len(word) == 1 for word in name)


def _quote_names(entries: Sequence[StaffEntry]) -> str:
    return ", ".join(_("“%(text)s” (%(where)s)") % {"text": entry.said.text, "where": entry.where} for entry in entries)


def _known_columns(row: SheetRow) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(row.cells):
        for field, names in COLUMNS.items():
            if isinstance(cell, str) and (plain_words(cell) in names or plain_words(outside_brackets(cell)) in names):
                found.setdefault(field, []).append(index)
    return found


def _check_header(row: SheetRow, header: dict[str, list[int]], report: ImportReport, sheet: str) -> None:
    for columns in header.values():
        if len(columns) > 1:
            names = ", ".join(str(row.cells[i]) for i in columns)
            report.refuse(_("These columns mean the same: %s. Keep one of them.") % names, line=row.line, sheet=sheet)
    known = {i for columns in header.values() for i in columns}
    if unknown := [str(cell) for i, cell in enumerate(row.cells) if cell and i not in known]:
        report.note(_("These columns were left out: %s.") % ", ".join(unknown), line=row.line, sheet=sheet)
