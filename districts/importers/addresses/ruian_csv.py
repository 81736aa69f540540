"""Reads the CSV of all address points of a town that ČÚZK publishes from the register RÚIAN every month.

Source and columns: „RÚIAN – adresní místa ČR, CSV“, file `{YYYYMMDD}_OB_554791_ADR.csv`, also in a zip.
"""

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from districts.importers import ruian_codes
from districts.importers.import_report import ImportReport, UnreadableFileError
from districts.importers.import_runner import Progress
from districts.models import HouseNumberType

REQUIRED = (
    "Kód ADM",
    "Kód obce",
    "Kód MOMC",
    "Kód části obce",
    "Název části obce",
    "Kód ulice",
    "Název ulice",
    "Typ SO",
    "Číslo domovní",
    "Číslo orientační",
    "Znak čísla orientačního",
    "PSČ",
    "Souřadnice Y",
    "Souřadnice X",
)
# Cells that no address can do without; in a few rows the register has not filled them in yet.
NEEDED = (
    "Kód MOMC",
    "Kód části obce",
    "Název části obce",
    "Typ SO",
    "Číslo domovní",
    "PSČ",
    "Souřadnice Y",
    "Souřadnice X",
)
UNUSED = ("Název obce", "Název MOMC", "Kód obvodu Prahy", "Název obvodu Prahy", "Platí Od")
# Read as Windows-1250, the letters š, ť, ž of the other Czech encoding (ISO 8859-2) become these, or letters of the
# neighbours that no Czech name has; a name that does have them can come in UTF-8.
NOT_CZECH = frozenset("ąĄľĽĺĹşŞ»«˝©®")
_POSTCODE = re.compile("3[0-9]{4}")  # of the region of Plzeň
_INCOMPLETE_SHARE = 0.001  # of rows; more of them mean a file that lost cells on its way
_PROBLEMS = 200  # after so many the file is not read further
_STEP = 1000  # rows between two moves of the progress bar


@dataclass(frozen=True, slots=True)
class RuianRow:
    """One address of the file; y and x are S-JTSK metres as the file has them."""

    line: int
    code: int
    borough: int
    part: int
    part_name: str
    street: int | None
    street_name: str
    number_type: str
    house_number: int
    orientation_number: int | None
    letter: str
    postcode: str
    y: float
    x: float


class RowError(ValueError):
    """A row that cannot be used; the message says why."""


class _IncompleteError(RowError):
    """A row that the register itself has left incomplete."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class RegisterFile:
    """What the register says: its addresses, and the codes of those of which it does not know all that is needed."""

    rows: list[RuianRow]
    incomplete: frozenset[int]


def read_rows(text: str, report: ImportReport, progress: Progress, *, boroughs: Set[int]) -> RegisterFile:
    """The good rows of the file's text; the others are refused, each with its line.

    Rows that the register has left incomplete are noted only, as long as they are few.

    Args:
        boroughs: codes of the boroughs that are known.

    Raises:
        UnreadableFileError: the columns are not those of the register, or the lines cannot be told apart.
    """
    records = _read_lines(text)
    header = [name.strip() for name in next(records, (1, []))[1]]
    _check_header(header, report)
    places = {name: header.index(name) for name in REQUIRED}
    seen = _Seen(boroughs=boroughs, lines={}, parts={}, streets={})
    total = text.count("\n")
    cut_line = None if text.endswith(("\n", "\r")) else total + 1  # a line without an end may be cut
    rows: list[RuianRow] = []
    incomplete: dict[int, _IncompleteError] = {}  # by line
    width = 0  # of the last cell of the line before
    for line, cells in records:
        if has_enough_problems(report):
            break
        report.read += 1
        if report.read % _STEP == 0:
            progress(_("Reading the file"), line, total)
        try:
            _check_width(cells, len(header), last_cell=width if line == cut_line else 0)
            row = _read_row(line, {name: cells[place].strip() for name, place in places.items()})
            seen.check(row)
            rows.append(row)
        except _IncompleteError as error:
            incomplete[line] = error
        except RowError as error:
            report.refuse(str(error), line=line)
        width = len(cells[-1])
    if not report.read:
        report.refuse(_("There are no addresses in the file. Download it again."))
    _report_incomplete(incomplete, report)
    progress(_("Reading the file"), total, total)
    return RegisterFile(rows, frozenset(error.code for error in incomplete.values()) - seen.lines.keys())


def _report_incomplete(incomplete: Mapping[int, _IncompleteError], report: ImportReport) -> None:
    """Note what the register has left incomplete; refuse it if that is more than the register ever leaves.

    Args:
        incomplete: by line.
    """
    few = len(incomplete) <= _INCOMPLETE_SHARE * report.read
    left_out = _("The address is left out, or left as it is if it is known already.")
    for line, error in incomplete.items():
        if few:
            report.note(f"{error} {left_out}", line=line)
        elif not has_enough_problems(report):
            report.refuse(f"{error} " + _("Download the file again."), line=line)


def has_enough_problems(report: ImportReport) -> bool:
    """Whether there are so many problems that looking for more helps nobody; then the report says so, once."""
    if len(report.refused) == _PROBLEMS:
        report.refuse(_("There are too many problems; the rest of the file was not checked."))
    return len(report.refused) > _PROBLEMS


def _read_lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Rows that are not blank, with the line each is on."""
    first_line = text[: text.find("\n") + 1] or text
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=max(";,\t", key=first_line.count))
    line = 0
    try:
        for line, cells in enumerate(reader, start=1):
            if reader.line_num != line:
                raise csv.Error
            if any(cells):
                yield line, cells
    except csv.Error:
        raise UnreadableFileError(
            _("Line %d or the next: a quotation mark is not closed, or the line is too long. Download the file again.")
            % max(line, 1)
        ) from None


def _check_header(header: Sequence[str], report: ImportReport) -> None:
    missing = [name for name in REQUIRED if name not in header]
    if len(missing) == len(REQUIRED):
        raise UnreadableFileError(
            _(
                "The first line does not name the columns of the RÚIAN address file (%s …). "
                "Check that it is the right file."
            )
            % ", ".join(REQUIRED[:3])
        )
    if missing:
        raise UnreadableFileError(_("Columns are missing: %s. Use the file as it was downloaded.") % ", ".join(missing))
    twice = sorted({name for name in header if name in REQUIRED and header.count(name) > 1})
    if twice:
        raise UnreadableFileError(_("Columns are in the file twice: %s.") % ", ".join(twice))
    extra = [name for name in header if name not in REQUIRED and name not in UNUSED]
    if extra:
        report.note(_("Columns that are not used: %s.") % ", ".join(name[:40] or "–" for name in extra[:10]))


def _check_width(cells: Sequence[str], expected: int, *, last_cell: int) -> None:
    """Raise `RowError` if the line does not have all its columns, or its last one is shorter than `last_cell`."""
    if len(cells) != expected:
        message = _("The line has %(found)d columns instead of %(expected)d. Download the file again.")
        if last_cell and len(cells) < expected:
            message = _(
                "The last line is cut short: it has %(found)d columns instead of %(expected)d. Download the file again."
            )
        raise RowError(message % {"found": len(cells), "expected": expected})
    if len(cells[-1]) < last_cell:
        raise RowError(_("The last line is cut short at its end. Download the file again."))


def _read_row(line: int, cells: Mapping[str, str]) -> RuianRow:
    if cells["Kód obce"] != str(ruian_codes.PLZEN):
        raise RowError(
            _(
                "The address belongs to another town (Kód obce “%(town)s”; Plzeň is %(plzen)d). "
                "Download the file of Plzeň."
            )
            % {"town": cells["Kód obce"][:20], "plzen": ruian_codes.PLZEN}
        )
    _check_complete(cells)
    if cells["Typ SO"] not in HouseNumberType.values:
        raise RowError(
            _("“Typ SO” must be one of %(types)s, not “%(value)s”.")
            % {"types": ", ".join(HouseNumberType.values), "value": cells["Typ SO"][:20]}
        )
    letter = cells["Znak čísla orientačního"]
    if letter and not (len(letter) == 1 and letter.isascii() and letter.isalpha() and cells["Číslo orientační"]):
        raise RowError(_("“Znak čísla orientačního” must be one letter after a number, not “%s”.") % letter[:20])
    postcode = cells["PSČ"].replace(" ", "")
    if not _POSTCODE.fullmatch(postcode):
        raise RowError(_("“PSČ” must have five digits and begin with 3, not “%s”.") % cells["PSČ"][:20])
    y, x = _read_metres(cells, "Souřadnice Y"), _read_metres(cells, "Souřadnice X")
    return RuianRow(
        line=line,
        code=_read_code(cells, "Kód ADM"),
        borough=_read_code(cells, "Kód MOMC"),
        part=_read_code(cells, "Kód části obce"),
        part_name=_read_name(cells, "Název části obce"),
        street=_read_code(cells, "Kód ulice") if cells["Kód ulice"] else None,
        street_name=_read_name(cells, "Název ulice") if cells["Název ulice"] else "",
        number_type=cells["Typ SO"],
        house_number=_read_house_number(cells, "Číslo domovní"),
        orientation_number=_read_house_number(cells, "Číslo orientační") if cells["Číslo orientační"] else None,
        letter=letter,
        postcode=postcode,
        y=y,
        x=x,
    )


def _check_complete(cells: Mapping[str, str]) -> None:
    """Raise `_IncompleteError` if the register does not say all that is needed."""
    code = _read_code(cells, "Kód ADM")
    if empty := [name for name in NEEDED if not cells[name]]:
        names = ", ".join(f"“{name}”" for name in empty)
        raise _IncompleteError(
            code,
            ngettext(
                "%(names)s is empty: the register has not completed the address %(code)d.",
                "%(names)s are empty: the register has not completed the address %(code)d.",
                len(empty),
            )
            % {"names": names, "code": code},
        )
    if bool(cells["Kód ulice"]) != bool(cells["Název ulice"]):
        raise _IncompleteError(
            code, _("The street of the address %d has only one of “Kód ulice” and “Název ulice”.") % code
        )


def _read_code(cells: Mapping[str, str], name: str) -> int:
    value = cells[name]
    if not (value.isascii() and value.isdecimal() and len(value) <= 10 and 1 <= int(value) <= ruian_codes.LARGEST):
        raise RowError(_("“%(name)s” must be a whole number, not “%(value)s”.") % {"name": name, "value": value[:20]})
    return int(value)


def _read_house_number(cells: Mapping[str, str], name: str) -> int:
    value = cells[name]
    if not (value.isascii() and value.isdecimal() and len(value) <= 6 and int(value)):
        raise RowError(
            _("“%(name)s” must be a whole number from 1 to 999999, not “%(value)s”.")
            % {"name": name, "value": value[:20]}
        )
    return int(value)


def _read_name(cells: Mapping[str, str], name: str) -> str:
    value = cells[name]
    if not value or len(value) > 60 or not value.isprintable():
        raise RowError(
            _("“%(name)s” must be a text of 1 to 60 characters, not “%(value)s”.") % {"name": name, "value": value[:60]}
        )
    return value


def _read_metres(cells: Mapping[str, str], name: str) -> float:
    value = cells[name]
    try:
        # A spreadsheet in Czech writes a comma.
        metres = float(value.replace(",", "."))
    except ValueError:
        metres = 0
    # Both axes of S-JTSK in Czechia, whichever sign they have; also refuses NaN and infinity.
    if not 400_000 <= abs(metres) <= 1_300_000:
        raise RowError(
            _("“%(name)s” is no S-JTSK coordinate in metres: “%(value)s”.") % {"name": name, "value": value[:20]}
        )
    return metres


@dataclass(frozen=True, slots=True)
class _Seen:
    """What the rows before have said, to find contradictions."""

    boroughs: Set[int]  # known in the database
    lines: dict[int, int]  # address code -> line
    parts: dict[int | str, str | int]  # code -> name and name -> code
    streets: dict[int, str]  # code -> name

    def check(self, row: RuianRow) -> None:
        """Raise `RowError` if the row contradicts an earlier one, or names an unknown borough."""
        if row.borough not in self.boroughs:
            raise RowError(_("The borough %d (Kód MOMC) is not known. Run import_boroughs first.") % row.borough)
        if (line := self.lines.setdefault(row.code, row.line)) != row.line:
            raise RowError(
                _("The address %(code)d (Kód ADM) is in the file twice, first on line %(line)d.")
                % {"code": row.code, "line": line}
            )
        if (
            self.parts.setdefault(row.part, row.part_name) != row.part_name
            or self.parts.setdefault(row.part_name, row.part) != row.part
        ):
            raise RowError(_("The city part %s has two names or two codes in the file.") % row.part_name)
        if row.street is not None and self.streets.setdefault(row.street, row.street_name) != row.street_name:
            raise RowError(_("The street %s has two names for one code in the file.") % row.street_name)
