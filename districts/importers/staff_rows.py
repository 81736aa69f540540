"""Understands a list of staff as people write it: Czech headers in any order, everyday words for roles, Czech dates.

All sheets that are seen and have the header are read, as one list. What is left out is noted: hidden sheets, rows and
columns, sheets without the header, columns that are not known.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from districts import email_addresses
from districts.models import Borough, District, Role

from .report import Report, UnreadableFileError, place
from .spreadsheet import Book, Cell, Formula, Row, Table, read_books
from .vacancies import Doubt, Written, is_blank, read_name_cell

# The columns and the names people give them, folded (see `fold`).
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
SOMEBODY_ELSE = {"novy", "nova", "ne", "nikdo", "jiny", "jina", "nastupce", "nastupkyne", "novy clovek", "nova osoba"}
_MAY_BE_BLANK = {"phone", "email", "start", "end", "station", "verified"}  # where a dash says that there is nothing
_PLAINLY_VACANT = {"neobsazeno", "neobsazena"}
YEARS = range(1990, 2100)


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the list: who holds which post. `place` is a district number, for the mayor a borough code."""

    line: int
    sheet: str  # empty unless the file has several
    role: Role
    place: int
    said: Written  # what stands where the name belongs
    formerly: str  # the name under which the person is recorded
    is_somebody_else: bool  # whoever it is, nobody who is recorded with a similar name or contact
    phone: str
    email: str
    start: date | None
    end: date | None
    station: str
    verified_on: date | None

    @property
    def name(self) -> str:
        """The holder's; empty if the post is vacant or the row only says who stands in."""
        return self.said.name

    @property
    def where(self) -> str:
        """Where the row is, in words."""
        return place(self.line, self.sheet)


class _Refusal(Exception):  # noqa: N818 - not an error of the program
    """Why a row cannot be used."""


def fold(text: str) -> str:
    """Text without case, diacritics and punctuation: `Č. okrsku` and `c okrsku` are the same."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def read(
    path: Path, report: Report, *, districts: Mapping[int, District], boroughs: Mapping[int, Borough]
) -> list[Entry]:
    """The rows of a list; what cannot be understood is refused in the report with its line.

    Args:
        districts: those in force, by number.
        boroughs: by RÚIAN code.

    Raises:
        UnreadableFileError: the file as a whole is of no use.
    """
    book, found = _choose(path)
    _note_hidden(book, report)
    entries: list[Entry] = []
    for table, header in zip(book.tables, found, strict=True):
        sheet = table.sheet if book.several else ""
        if header is None:
            if table.rows:
                report.note(_("This sheet has no header with okrsek, funkce and jméno and was not read."), sheet=sheet)
            continue
        _check_header(header.row, header.columns, report, sheet)
        for row in header.rows:
            cells = {field: row.cells[at[0]] for field, at in header.columns.items() if at[0] < len(row.cells)}
            if not any(cells.values()):
                continue  # something was written outside the known columns, such as a note
            report.read += 1
            try:
                entry = _entry(row.line, sheet, cells, districts, boroughs)
            except _Refusal as refusal:
                report.refuse(str(refusal), line=row.line, sheet=sheet)
                continue
            entries.append(entry)
            _note_name(entry, report)
    _note_vacancies(entries, report)
    if not report.read:
        raise UnreadableFileError(_("There are no rows under the header. Check that this is the right file."))
    return entries


@dataclass(frozen=True, slots=True)
class _Header:
    """The row that names the columns, where each known one is, and the rows under it."""

    row: Row
    columns: dict[str, list[int]]
    rows: list[Row]


def _choose(path: Path) -> tuple[Book, list[_Header | None]]:
    """The way to read a file that has the header, and the header of each of its sheets."""
    hidden = False
    for book in read_books(path):
        found = [_find_header(table) for table in book.tables]
        if any(found):
            return book, found
        hidden |= bool(book.hidden_sheets or any(table.hidden_rows or table.hidden_columns for table in book.tables))
    message = _(
        "There is no header. A row must name the columns okrsek, role and jméno; telefon, e-mail, od, do may follow."
    )
    if hidden:
        message += " " + _("Something in the file is hidden, and hidden sheets, rows and columns are not read.")
    raise UnreadableFileError(message)


def _find_header(table: Table) -> _Header | None:
    for position, row in enumerate(table.rows):
        columns = _header(row)
        if {"role", "name"} <= columns.keys() and columns.keys() & {"district", "borough"}:
            return _Header(row, columns, table.rows[position + 1 :])
    return None


def _note_hidden(book: Book, report: Report) -> None:
    for name in book.hidden_sheets:
        report.note(
            _("The sheet “%s” is hidden and was not read. If it belongs to the list, show it and import again.") % name
        )
    for table in book.tables:
        sheet = table.sheet if book.several else ""
        if table.hidden_rows:
            report.note(
                _("Hidden rows were not read: %s. If they belong to the list, show them or cancel the filter.")
                % _ranges(table.hidden_rows),
                sheet=sheet,
            )
        if table.hidden_columns:
            report.note(
                _("Hidden columns were not read: %s. If they belong to the list, show them.")
                % ", ".join(table.hidden_columns),
                sheet=sheet,
            )


def _ranges(lines: Sequence[int]) -> str:
    """Row numbers as people write them: `2, 5–8`."""
    hidden = set(lines)
    starts = [line for line in lines if line - 1 not in hidden]
    ends = [line for line in lines if line + 1 not in hidden]
    return ", ".join(
        str(first) if first == last else f"{first}–{last}" for first, last in zip(starts, ends, strict=True)
    )


def _note_name(entry: Entry, report: Report) -> None:
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
    if len(entry.name) == 1:
        note(_("“%s” is taken for a name. If it is none, write “neobsazeno”.") % entry.name)
    if not entry.name and (entry.phone or entry.email):
        note(_("Phone and e-mail were left out, since the row names no holder. They may be entered at the station."))


def _note_vacancies(entries: Sequence[Entry], report: Report) -> None:
    """Say what was read as a vacant post, unless that is plain."""
    read = [entry for entry in entries if entry.said.vacant and fold(entry.said.text) not in _PLAINLY_VACANT]
    if read:
        report.note(_("Read as vacant posts: %s.") % ", ".join(f"“{each.said.text}” ({each.where})" for each in read))


def _header(row: Row) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(row.cells):
        for field, names in COLUMNS.items():
            if isinstance(cell, str) and fold(cell) in names:
                found.setdefault(field, []).append(index)
    return found


def _check_header(row: Row, header: dict[str, list[int]], report: Report, sheet: str) -> None:
    for columns in header.values():
        if len(columns) > 1:
            names = ", ".join(str(row.cells[i]) for i in columns)
            report.refuse(_("These columns mean the same: %s. Keep one of them.") % names, line=row.line, sheet=sheet)
    known = {i for columns in header.values() for i in columns}
    if unknown := [str(cell) for i, cell in enumerate(row.cells) if cell and i not in known]:
        report.note(_("These columns were left out: %s.") % ", ".join(unknown), line=row.line, sheet=sheet)


def _entry(
    line: int, sheet: str, cells: Mapping[str, Cell], districts: Mapping[int, District], boroughs: Mapping[int, Borough]
) -> Entry:
    for cell in cells.values():
        if isinstance(cell, Formula):
            raise _Refusal(
                _("“%s” is computed by a formula. Copy the cells and paste them as values.") % cell.text[:40]
            )
    texts = {field: str(cell) for field, cell in cells.items()}
    cells = {field: "" if field in _MAY_BE_BLANK and is_blank(str(cell)) else cell for field, cell in cells.items()}
    texts |= {field: str(cell) for field, cell in cells.items() if field in _MAY_BE_BLANK}
    role, behind = _role(texts.get("role", ""))
    district = _district(texts["district"], districts) if texts.get("district") else None
    borough = _borough(written, boroughs) if (written := texts.get("borough") or behind) else None
    if district and borough and district.borough_id != borough.code:
        raise _Refusal(
            _("District %(number)s lies in %(right)s, not in %(written)s. Correct one of them.")
            % {"number": district.number, "right": boroughs[district.borough_id], "written": borough}
        )
    name = " ".join(filter(None, (texts.get("name"), texts.get("surname"))))
    if not name:
        raise _Refusal(_("The name is missing. Write it, or “neobsazeno” if nobody holds the post."))
    if len(name) > 120:
        raise _Refusal(_("The name is longer than 120 characters. Shorten it."))
    said = _said(name)
    start, end = (_day(cells.get(field, "")) for field in ("start", "end"))
    if start and end and end < start:
        raise _Refusal(_("The last day is before the first one. Correct “od” or “do”."))
    formerly = texts.get("formerly", "")
    return Entry(
        line=line,
        sheet=sheet,
        role=role,
        place=_place(role, district, borough),
        said=said,
        formerly="" if fold(formerly) in SOMEBODY_ELSE else formerly,
        is_somebody_else=fold(formerly) in SOMEBODY_ELSE,
        phone=_phone(texts.get("phone", "")),
        email=_email(texts.get("email", "")),
        start=start or said.since,
        end=end,
        station=texts.get("station", ""),
        verified_on=_day(cells.get("verified", "")),
    )


def _said(name: str) -> Written:
    """What the cell of a name means.

    Raises:
        _Refusal: it may mean several things; the message says how to write each.
    """
    said = read_name_cell(name)
    if said.doubt is None:
        return said
    match said.doubt:
        case Doubt.PERSON_OR_VACANT:
            message = _("“%s” may be a name or a vacant post. Write given name and surname, or “neobsazeno”.")
        case Doubt.PERSON_OR_SUBSTITUTE:
            message = _(
                "“%s” may be the holder or a substitute. Write given name and surname alone for the holder, or "
                "“zástup:” and the name for a substitute."
            )
        case Doubt.DATE:
            message = _("“%s”: days belong to the columns od and do, not to the name. Write them there.")
        case Doubt.NO_NAME:
            message = _("“%s” does not look like a name. Write given name and surname, or “neobsazeno”.")
    raise _Refusal(message % name)


def _role(written: str) -> tuple[Role, str]:
    """The role, and for a mayor what is written behind the word: `starosta Plzeň 3`."""
    words = fold(written).split()
    if words and words[0] in ("starosta", "starostka"):
        return Role.STAROSTA, " ".join(words[1:])
    roles = set(_roles(words))
    if len(roles) != 1:
        raise _Refusal(
            _("The role “%s” is not known. Write strážník-okrskář, policista or starosta.") % written
            if written
            else _("The role is missing. Write strážník-okrskář, policista or starosta.")
        )
    return roles.pop(), ""


def _roles(words: list[str]) -> Iterator[Role]:
    for word in words:
        if word == "mp" or word.startswith(("okrskar", "straznik", "straznice", "mestsk")):
            yield Role.OKRSKAR
        elif word in ("pcr", "cr", "ceske") or word.startswith("policist"):
            yield Role.POLICISTA


def _place(role: Role, district: District | None, borough: Borough | None) -> int:
    if role is not Role.STAROSTA:
        if district is None:
            raise _Refusal(_("The district is missing. Write its number in every row; cells must not be merged."))
        return district.number
    if borough is not None:
        return borough.code
    if district is None:
        raise _Refusal(
            _("The mayor's borough is missing. Fill in the column obvod, or okrsek with any district of the borough.")
        )
    return district.borough_id


def _district(written: str, districts: Mapping[int, District]) -> District:
    numbers = re.findall(r"\d+", written)
    if len(numbers) != 1:
        raise _Refusal(_("“%s” is no district number. Write one number, one district in a row.") % written)
    if len(numbers[0]) > 5 or int(numbers[0]) not in districts:
        raise _Refusal(
            _("District %(number)s does not exist. There are districts %(first)s to %(last)s.")
            % {"number": numbers[0], "first": min(districts), "last": max(districts)}
        )
    return districts[int(numbers[0])]


def _borough(written: str, boroughs: Mapping[int, Borough]) -> Borough:
    """A borough named in any usual way: `Plzeň 2-Slovany`, `Plzeň 2`, `2`, `Slovany`, `545988`."""
    asked = fold(written)
    numbers = re.findall(r"\d+", asked)
    for code, borough in boroughs.items():
        official = fold(borough.name)
        own = re.findall(r"\d+", official)[:1]
        if (numbers in (own, [str(code)])) if numbers else official.endswith(f" {asked}"):
            return borough
    raise _Refusal(
        _("The borough “%(written)s” does not exist. Write one of: %(names)s.")
        % {"written": written, "names": ", ".join(borough.name for borough in boroughs.values())}
    )


def _phone(written: str) -> str:
    """A phone as people dial it; Czech numbers without the prefix and in threes."""
    digits = re.sub(r"[\s./()-]", "", written)
    digits = re.sub(r"^(\+|00)420(?=\d{9}$)", "", digits)
    if re.fullmatch(r"\d{9}", digits):
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    if digits and not re.fullmatch(r"\d{3,6}|(\+|00)\d{7,15}", digits):
        raise _Refusal(_("“%s” is no phone number. Write one number with nine digits.") % written)
    return digits


def _email(written: str) -> str:
    try:
        return email_addresses.read(written) if written else ""
    except ValidationError as error:
        advice = " ".join(error.messages)
        raise _Refusal(
            _("“%(written)s” is no e-mail address. %(advice)s") % {"written": written, "advice": advice}
        ) from None


def _day(cell: Cell) -> date | None:
    """A date as Excel keeps it, or written 1. 9. 2026 or 2026-09-01."""
    if not cell:
        return None
    try:
        if isinstance(cell, str):
            if match := re.fullmatch(r"(\d{1,2})\. ?(\d{1,2})\. ?(\d{4})", cell):
                cell = date(int(match[3]), int(match[2]), int(match[1]))
            elif re.fullmatch(r"\d{4}-\d\d-\d\d", cell):
                cell = date.fromisoformat(cell)
        if isinstance(cell, date) and cell.year in YEARS:
            return cell
    except ValueError:
        pass
    raise _Refusal(_("“%s” is no date. Write it as 1. 9. 2026.") % cell)
