"""Understands a row of a list of staff: everyday words for roles, boroughs by any name, phones and dates as written."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from typing import TypeVar

from django.utils.translation import gettext as _

from districts.importers.import_report import ImportReport, RowRefusal, place_in_file
from districts.importers.spreadsheets.tables import Cell, require_value
from districts.models import Borough, District, Role

from .contact_cells import ReadContact, read_email, read_phone, split_contact
from .day_cells import ReadDay, read_day, read_period
from .name_cells import Doubt, NameCell, is_blank, read_name_cell
from .name_order import arrange_name
from .place_cells import find_borough, named_boroughs, read_districts, says_more
from .plain_words import plain_words
from .role_cells import is_deputy, read_role

SOMEBODY_ELSE = {"novy", "nova", "ne", "nikdo", "jiny", "jina", "nastupce", "nastupkyne", "novy clovek", "nova osoba"}
REMARKS = ("remark", "absence", "substitute")  # columns that propose something, and fill no field
_MAY_BE_BLANK = {
    "phone",
    "mobile",
    "email",
    "contact",
    "start",
    "end",
    "station",
    "verified",
}  # a dash there is nothing
_LONGEST_NAME = 120
_SUMS_AND_LEGENDS = ("celkem", "soucet", "suma", "pocet", "vysvetliv", "legenda", "zpracoval", "vypracoval", "aktualiz")
_Read = TypeVar("_Read")
_Else = TypeVar("_Else")


@dataclass(frozen=True, slots=True)
class StaffEntry:
    """One row of the list: who holds which post. `place` is a district number, for the mayor a borough code."""

    line: int
    sheet: str  # empty unless the file has several
    role: Role
    place: int
    said: NameCell  # what stands where the name belongs
    formerly: str  # the name under which the person is recorded
    is_somebody_else: bool  # whoever it is, nobody who is recorded with a similar name or contact
    phone: str
    email: str
    start: date | None
    end: date | None
    station: str
    verified_on: date | None
    contradicts_header: bool = False  # the name itself tells another order than the header

    @property
    def name(self) -> str:
        """The holder's; empty if the post is vacant or the row only says who stands in."""
        return self.said.name

    @property
    def where(self) -> str:
        """Where the row is, in words."""
        return place_in_file(self.line, self.sheet)


@dataclass(frozen=True, slots=True)
class RowCells:
    """A row under a header."""

    line: int
    sheet: str  # empty unless the file has several
    cells: Mapping[str, Cell]  # by the field that the column means
    names: Mapping[str, str] = field(default_factory=dict)  # of these cells, `B8`; none in a CSV
    elsewhere: tuple[str, ...] = ()  # in columns that are not known, and in the title of the section
    surname_first: bool | None = None  # what the column of names says


class _Row:
    """A row that is being read: each fault goes into the report with its cell, and the reading goes on."""

    def __init__(self, row: RowCells, report: ImportReport) -> None:
        self._row = row
        self._report = report
        self._refused: set[str] = set()  # columns; one fault of a cell is enough
        self._cells: dict[str, str | date] = {}
        for name, cell in row.cells.items():
            if name not in REMARKS:
                self._cells[name] = self.attempt(name, partial(require_value, cell), "")

    def cell(self, name: str) -> str | date:
        """What stands in a column; a dash is nothing where that may be."""
        cell = self._cells.get(name, "")
        return "" if name in _MAY_BE_BLANK and is_blank(str(cell)) else cell

    def text(self, name: str) -> str:
        """The same as a text."""
        return str(self.cell(name))

    def attempt(self, name: str, read: Callable[[], _Read], otherwise: _Else) -> _Read | _Else:
        """What a function reads in a column; if it refuses, that is reported, and `otherwise` is the answer."""
        try:
            return read()
        except RowRefusal as refusal:
            if name not in self._refused:
                cell = self._cell_name(name)
                self._report.refuse(str(refusal), line=self._row.line, sheet=self._row.sheet, cell=cell)
            self._refused.add(name)
            return otherwise

    @property
    def is_sound(self) -> bool:
        """Whether nothing was refused so far."""
        return not self._refused

    def note(self, name: str, message: str) -> None:
        """Report something about a cell; nothing if there is no message."""
        if message:
            self._report.note(message, line=self._row.line, sheet=self._row.sheet, cell=self._cell_name(name))

    def _cell_name(self, name: str) -> str:
        return self._row.names.get(name, "")


def read_row(
    row: RowCells, report: ImportReport, districts: Mapping[int, District], boroughs: Mapping[int, Borough]
) -> list[StaffEntry]:
    """What a row says, once for each of its posts; nothing if something in it cannot be used.

    All faults go into the report, with what to write, and so does what was assumed.
    """
    reading = _Row(row, report)
    if is_deputy(reading.text("role")):
        message = _(
            "Proposed substitute: %s. Nobody stands in by this import: enter it in the administration, absences."
        )
        reading.note("role", message % f"{reading.text('name')} ({reading.text('role')})")
        return []
    role, behind = reading.attempt("role", lambda: read_role(reading.text("role")), (None, ""))
    places = _read_places(reading, row, role, behind, districts, boroughs)
    said, contradicts = _read_holder(reading, row)
    start, end = _read_days(reading)
    phone, email = _read_contact(reading)
    verified = reading.attempt("verified", lambda: read_day(reading.cell("verified")), ReadDay())
    reading.note("verified", verified.note)
    if not reading.is_sound or role is None:
        return []
    formerly = reading.text("formerly")
    entry = StaffEntry(
        line=row.line,
        sheet=row.sheet,
        role=role,
        place=0,
        said=said,
        formerly="" if plain_words(formerly) in SOMEBODY_ELSE else formerly,
        is_somebody_else=plain_words(formerly) in SOMEBODY_ELSE,
        phone=phone,
        email=email,
        start=start or said.since,
        end=end,
        station=reading.text("station"),
        verified_on=verified.day,
        contradicts_header=contradicts,
    )
    return [replace(entry, place=place) for place in places]


def _read_holder(reading: _Row, row: RowCells) -> tuple[NameCell, bool]:
    """What the cell of the name means, the name in order; and whether that is another order than the header's."""
    stands_apart = bool(reading.text("surname"))
    written = " ".join(filter(None, (reading.text("name"), reading.text("surname"))))
    said = reading.attempt("name", lambda: _read_name(written), None)
    if said is None:
        return NameCell(), False
    if not said.name:
        return said, False
    titles = " ".join(text for part in ("rank", "title", "title_after") if not is_blank(text := reading.text(part)))
    first = False if stands_apart else row.surname_first
    arranged = arrange_name(said.name, titles=titles, surname_first=first, is_settled=stands_apart)
    if len(arranged.name) > _LONGEST_NAME:
        reading.attempt("name", lambda: _refuse_length(), None)
    return replace(said, name=arranged.name), arranged.contradicts


def _refuse_length() -> None:
    raise RowRefusal(_("The name is longer than 120 characters. Shorten it."))


def _read_days(reading: _Row) -> tuple[date | None, date | None]:
    first, last_there = reading.attempt("start", lambda: read_period(reading.cell("start")), (ReadDay(), None))
    last = reading.attempt("end", lambda: read_day(reading.cell("end"), last=True), ReadDay())
    reading.note("start", first.note)
    if last_there is not None and last.day is None:
        reading.note("start", last_there.note)
        last = last_there
    else:
        reading.note("end", last.note)
    if first.day and last.day and last.day < first.day:
        reading.attempt("end", _refuse_order, None)
    return first.day, last.day


def _refuse_order() -> None:
    raise RowRefusal(_("The last day is before the first one. Correct “od” or “do”."))


def _read_contact(reading: _Row) -> tuple[str, str]:
    """Phone and e-mail, from columns of their own or from one for both."""
    more_phones, more_emails = split_contact(reading.text("contact"))
    phones = ", ".join(filter(None, (reading.text("phone"), reading.text("mobile"), more_phones)))
    emails = ", ".join(filter(None, (reading.text("email"), more_emails)))
    at_phone = next((name for name in ("phone", "mobile", "contact") if reading.text(name)), "phone")
    at_email = "email" if reading.text("email") else "contact"
    phone = reading.attempt(at_phone, lambda: read_phone(phones), ReadContact())
    email = reading.attempt(at_email, lambda: read_email(emails), ReadContact())
    reading.note(at_phone, phone.note)
    reading.note(at_email, email.note)
    return phone.value, email.value


def _read_name(name: str) -> NameCell:
    """What the cell of a name means.

    Raises:
        RowRefusal: there is none, or it may mean several things; the message says how to write each.
    """
    if not name:
        raise RowRefusal(_("The name is missing. Write it, or “neobsazeno” if nobody holds the post."))
    if len(name) > _LONGEST_NAME:
        _refuse_length()
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
            message = _("“%s” is not the name of one person alone. Write given name and surname, or “neobsazeno”.")
    raise RowRefusal(message % name)


def names_post(cells: Mapping[str, Cell]) -> bool:
    """Whether a row speaks of a post or its holder; a section's title or a footer does not."""
    filled = {name: str(cell) for name, cell in cells.items() if cell and name not in REMARKS}
    if "name" not in filled and any(plain_words(text).startswith(_SUMS_AND_LEGENDS) for text in filled.values()):
        return False
    if len(filled) > 1 or "name" in filled:
        return True
    return bool(re.fullmatch(r"(okrsek )?(c |cislo )?\d+", plain_words(filled.get("district", ""))))


def _read_places(
    reading: _Row,
    row: RowCells,
    role: Role | None,
    behind: str,
    districts: Mapping[int, District],
    boroughs: Mapping[int, Borough],
) -> list[int]:
    """The districts of an officer by number, the borough of a mayor by code; nothing if it was refused.

    Args:
        behind: what is written behind the word for a mayor.
    """
    written = reading.cell("district")
    is_borough = role is Role.STAROSTA and isinstance(written, str) and bool(_sole_borough(written, boroughs))
    named = reading.text("borough") or behind or (str(written) if is_borough else "")
    found: list[District] | None = []
    if written and not is_borough:
        found = reading.attempt("district", lambda: read_districts(written, districts), None)
    borough = None
    if named:
        at = "borough" if reading.text("borough") else "role"
        borough = reading.attempt(at, lambda: find_borough(named, boroughs), None)
    if found is None or (named and borough is None):
        return []
    if wrong := [district for district in found if borough and district.borough_id != borough.code]:
        reading.attempt("district", lambda: _refuse_borough(wrong[0], borough, boroughs), None)
    if role is not Role.STAROSTA:
        _note_districts(reading, written, found)
    if role is None:
        return []
    return reading.attempt("district", lambda: _place_keys(role, found, borough, row.elsewhere, boroughs), [])


def _note_districts(reading: _Row, written: str | date, districts: list[District]) -> None:
    """Say what a cell was read as, unless that is plain."""
    if len(districts) > 1:
        message = _("“%(written)s” was read as the districts %(numbers)s.")
        numbers = ", ".join(str(district.number) for district in districts)
        reading.note("district", message % {"written": written, "numbers": numbers})
    elif districts and says_more(written, districts[0]):
        message = _("“%(written)s” was read as the district %(number)s.")
        reading.note("district", message % {"written": written, "number": districts[0].number})


def _sole_borough(written: str, boroughs: Mapping[int, Borough]) -> Borough | None:
    """The borough in a cell that is for districts; a bare number is a district."""
    if re.fullmatch(r"[\W_]*\d+[\W_]*", written):
        return None
    try:
        return find_borough(written, boroughs)
    except RowRefusal:
        return None


def _refuse_borough(district: District, borough: Borough | None, boroughs: Mapping[int, Borough]) -> None:
    raise RowRefusal(
        _("District %(number)s lies in %(right)s, not in %(written)s. Correct one of them.")
        % {"number": district.number, "right": boroughs[district.borough_id], "written": borough}
    )


def _place_keys(
    role: Role,
    districts: list[District],
    borough: Borough | None,
    elsewhere: tuple[str, ...],
    boroughs: Mapping[int, Borough],
) -> list[int]:
    if role is not Role.STAROSTA:
        if not districts:
            raise RowRefusal(_("The district is missing. Write its number in every row."))
        return [district.number for district in districts]
    if borough is not None:
        return [borough.code]
    meant = {district.borough_id for district in districts}
    for text in elsewhere if not meant else ():
        meant = {named.code for named in named_boroughs(text, boroughs)}
        if meant:
            break
    if len(meant) != 1:
        raise RowRefusal(
            _("The mayor's borough is missing. Fill in the column obvod, or okrsek with any district of the borough.")
        )
    return list(meant)
