"""Reads a list of staff: Czech headers in any order, all sheets as one list, sections under headers of their own.

What is left out is noted: hidden sheets, rows and columns, sheets that are no list, columns that are not known, titles
and footers, and what of a name is not published.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.utils.translation import gettext as _

from districts.importers.import_report import ImportReport, UnreadableFileError
from districts.importers.spreadsheets.book_files import read_books
from districts.importers.spreadsheets.tables import Book, Cell, SheetRow, Table, column_letters
from districts.models import Borough, District

from .name_cells import is_blank
from .name_order import surname_leads
from .person_names import name_words, outside_brackets
from .plain_words import plain_words
from .proposals import Proposal, read_proposal
from .role_cells import names_role, role_of_title
from .staff_rows import REMARKS, RowCells, StaffEntry, names_post, read_row

# The columns and the names people give them, folded (see `plain_words`).
COLUMNS = {
    "district": {
        "okrsek",
        "okrsky",
        "cislo okrsku",
        "okrsek c",
        "okrsek cislo",
        "c okrsku",
        "rajon",
        "cislo rajonu",
        "district",
    },
    "borough": {"obvod", "mestsky obvod", "cislo obvodu", "mo", "umo", "borough"},
    "role": {"role", "funkce", "pozice", "pracovni pozice", "pracovni zarazeni", "zarazeni", "sluzebni zarazeni"},
    "name": {"jmeno", "cele jmeno", "osoba", "name"},
    "surname": {"prijmeni"},
    "rank": {"hodnost"},
    "title": {"titul", "tituly", "titul pred", "titul pred jmenem", "tituly pred jmenem", "tit"},
    "title_after": {"titul za", "titul za jmenem", "tituly za jmenem"},
    "phone": {"telefon", "telefony", "tel", "telefonni cislo", "tel cislo", "cislo telefonu", "tel c", "phone"},
    "mobile": {"mobil", "mobilni telefon", "sluzebni mobil", "sluzebni telefon", "mobil sluzebni"},
    "email": {"e mail", "email", "mail", "e mailova adresa", "emailova adresa", "e maily", "emaily"},
    "contact": {"kontakt", "kontakty", "spojeni", "telefon e mail", "telefon a e mail", "telefon email"},
    "start": {"od", "od data", "platnost od", "platne od", "ve funkci od", "nastup", "datum nastupu", "od do", "from"},
    "end": {"do", "do data", "platnost do", "platne do", "ve funkci do", "ukonceni", "ukonceni funkce", "konec", "to"},
    "station": {"sluzebna", "station"},
    "verified": {"overeno", "overeno dne", "datum overeni", "verified"},
    "formerly": {"drive", "drive jako", "driv", "drivejsi jmeno", "puvodni jmeno", "formerly"},
    "remark": {"poznamka", "poznamky", "pozn", "note"},
    "absence": {"nepritomnost", "nepritomen", "nepritomna", "absence"},
    "substitute": {"zastup", "zastupce", "zastupuje", "zastupovani", "zastoupeni", "zastupujici", "substitute"},
}
# What a header of names in one column is made of: „Příjmení, jméno, titul“.
_NAME_HEADER_LIST = """
    prijmeni jmeno a titul tituly hodnost cele okrskare straznika policisty osoby zamestnance pracovnika
"""
_NAME_HEADER = frozenset(_NAME_HEADER_LIST.split())
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
        others: list[int] = []
        for part in parts:
            for row in _rows_with_posts(part, table, sheet, others, report):
                report.read += 1
                read = read_row(row, report, districts, boroughs)
                entries += read
                for entry in read[:1]:
                    _note_name(entry, report)
                _note_proposals(row, report)
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
    title: str = ""  # above the header

    def cells(self, row: SheetRow) -> dict[str, Cell]:
        """What a row has in the known columns."""
        return {name: row.cells[at[0]] for name, at in self.columns.items() if at[0] < len(row.cells)}

    def elsewhere(self, row: SheetRow) -> list[str]:
        """What a row has in the columns that are not known."""
        known = {index for at in self.columns.values() for index in at}
        return [str(cell) for index, cell in enumerate(row.cells) if cell and index not in known]

    def surname_first(self) -> bool | None:
        """Whether surnames stand first in the column of names: by its header, or by all names that tell."""
        words = plain_words(str(self.header.cells[self.columns["name"][0]])).split()
        if "prijmeni" in words and "jmeno" in words:
            return words.index("prijmeni") < words.index("jmeno")
        return surname_leads(str(self.cells(row).get("name", "")) for row in self.rows)


def _rows_with_posts(
    part: _Part, table: Table, sheet: str, others: list[int], report: ImportReport
) -> Iterator[RowCells]:
    """The rows that speak of a post, with what the title of their section says; the others' numbers are added.

    The title of a section, of the list or of the sheet gives the role where the row has none, and that is told.
    """
    section, taken = part.title, []
    surname_first = part.surname_first()
    for row in part.rows:
        cells = part.cells(row)
        if not any(cell for name, cell in cells.items() if name not in REMARKS):
            section = " ".join(part.elsewhere(row)) or section  # such as a title beside the known columns
            continue
        if not names_post(cells):
            others.append(row.line)
            section = " ".join([*(str(cell) for cell in cells.values() if cell), *part.elsewhere(row)])
            continue
        if not cells.get("role") and (
            role := next(filter(None, map(role_of_title, (section, part.title, table.sheet))), "")
        ):
            cells["role"] = role
            taken.append(row.line)
        letters = {name: f"{column_letters(at[0])}{row.line}" for name, at in part.columns.items()}
        elsewhere = (*part.elsewhere(row), section)
        yield RowCells(row.line, sheet, cells, letters if table.has_cell_names else {}, elsewhere, surname_first)
    if taken:
        message = _("These lines have no role, so it was taken from the title above them or of the sheet: %s.")
        report.note(message % _line_ranges(taken), sheet=sheet)


def _choose_book(path: Path) -> tuple[Book, list[list[_Part]]]:
    """The way to read a file that has the header, and the parts of each of its sheets."""
    hidden, nearest = False, ""
    for book in read_books(path):
        found = [_split_by_headers(table) for table in book.tables]
        if any(found):
            return book, found
        nearest = nearest or _describe_nearest(book)
        hidden |= bool(book.hidden_sheets or any(table.hidden_rows or table.hidden_columns for table in book.tables))
    message = _(
        "There is no header. A row must name the columns okrsek, funkce and jméno; telefon, e-mail, od, do may follow."
    )
    if nearest:
        message += " " + nearest
    if hidden:
        message += " " + _("Something in the file is hidden, and hidden sheets, rows and columns are not read.")
    raise UnreadableFileError(message)


def _split_by_headers(table: Table) -> list[_Part]:
    """What is under each header of a sheet; a long list repeats it, a section may have its own."""
    parts: list[_Part] = []
    titles = [role_of_title(text) and text for text in (table.sheet, *map(_join_cells, table.rows))]
    above: list[str] = []
    for row in table.rows:
        columns = _known_columns(row)
        if not _missing_columns(columns) or (_missing_columns(columns) == ["funkce"] and any(titles)):
            parts.append(_Part(row, columns, [], next((text for text in reversed(above) if role_of_title(text)), "")))
        elif parts:
            parts[-1].rows.append(row)
        else:
            above.append(_join_cells(row))
    return parts


def _join_cells(row: SheetRow) -> str:
    return " ".join(str(cell) for cell in row.cells if cell)


def _missing_columns(columns: Collection[str]) -> list[str]:
    """What a header must have, and this one has not."""
    needed = {"okrsek": {"district", "borough"}, "funkce": {"role"}, "jméno": {"name"}}
    return [called for called, names in needed.items() if not names & {*columns}]


def _describe_nearest(book: Book) -> str:
    """What the row that looks most like a header lacks; empty if none does."""
    rows = [row for table in book.tables for row in table.rows]
    nearest = min(rows, key=lambda row: len(_missing_columns(_known_columns(row))), default=None)
    if nearest is None:
        return ""
    missing = _missing_columns(_known_columns(nearest))
    posts = [str(cell) for cell in nearest.cells if isinstance(cell, str) and names_role(cell)]
    if posts and "okrsek" not in missing:
        return _(
            "In line %(line)s posts are columns (%(posts)s). Write each of them into a row of its own, with its "
            "name in funkce and its holder in jméno."
        ) % {"line": nearest.line, "posts": ", ".join(posts)}
    if len(missing) > 1:
        return ""
    found = [called for called in ("okrsek", "funkce", "jméno") if called not in missing]
    told = {"line": nearest.line, "found": ", ".join(found), "missing": missing[0]}
    return _("Line %(line)s has %(found)s; it lacks %(missing)s.") % told


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


def _note_proposals(row: RowCells, report: ImportReport) -> None:
    """Repeat what a row proposes for an absence or a substitute; whoever reads it decides."""
    for name in REMARKS:
        text = str(row.cells.get(name) or "")
        if not text or is_blank(text):
            continue
        about = {"absence": Proposal.ABSENCE, "substitute": Proposal.SUBSTITUTE}.get(name) or read_proposal(text)
        match about:
            case Proposal.ABSENCE:
                message = _(
                    "Proposed absence: “%s”. Nobody is away by this import: enter it in the administration, absences."
                )
            case Proposal.SUBSTITUTE:
                message = _(
                    "Proposed substitute: %s. Nobody stands in by this import: enter it in the administration, "
                    "absences."
                )
            case _:
                message = _("The remark “%s” is not published.")
        report.note(message % text, line=row.line, sheet=row.sheet, cell=row.names.get(name, ""))


def _note_readings(entries: Sequence[StaffEntry], report: ImportReport) -> None:
    """Say what was read as a vacant post, unless that is plain, and as a name, if it is one word."""
    vacant = [entry for entry in entries if entry.said.vacant and plain_words(entry.said.text) not in _PLAINLY_VACANT]
    if vacant:
        report.note(_("Read as vacant posts: %s.") % _quote_names(vacant))
    short = [entry for entry in entries if entry.name and _is_short(name_words(entry.name))]
    if short:
        report.note(_("Read as names: %s. If one is none, write “neobsazeno” in its place.") % _quote_names(short))

    if other := [entry for entry in entries if entry.contradicts_header]:
        report.note(
            _("The header says that surnames stand first; read with the given name first: %s.") % _quote_names(other)
        )


def _is_short(name: Sequence[str]) -> bool:
    """Whether a name may be something else: one word, or single letters."""
    return len(name) == 1 or all(len(word) == 1 for word in name)


def _quote_names(entries: Sequence[StaffEntry]) -> str:
    quoted = [_("“%(text)s” (%(where)s)") % {"text": entry.said.text, "where": entry.where} for entry in entries]
    return ", ".join(dict.fromkeys(quoted))


def _known_columns(row: SheetRow) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for index, cell in enumerate(row.cells):
        if isinstance(cell, str) and (name := _column_of(cell) or _column_of(outside_brackets(cell))):
            found.setdefault(name, []).append(index)
    return found


def _column_of(header: str) -> str:
    """The field that a header means; empty if it is not known."""
    plain = plain_words(header)
    words = plain.split()
    if "jmeno" in words and _NAME_HEADER.issuperset(words):
        return "name"
    return next((name for name, names in COLUMNS.items() if plain in names), "")


def _check_header(row: SheetRow, header: dict[str, list[int]], report: ImportReport, sheet: str) -> None:
    for columns in header.values():
        if len(columns) > 1:
            names = ", ".join(str(row.cells[i]) for i in columns)
            report.refuse(_("These columns mean the same: %s. Keep one of them.") % names, line=row.line, sheet=sheet)
    known = {i for columns in header.values() for i in columns}
    if unknown := [str(cell) for i, cell in enumerate(row.cells) if cell and i not in known]:
        report.note(_("These columns were left out: %s.") % ", ".join(unknown), line=row.line, sheet=sheet)
