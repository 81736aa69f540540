"""Understands a row of a list of staff: everyday words for roles, boroughs by any name, phones and dates as written."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core import email_addresses
from districts.importers.import_report import RowRefusal, place_in_file
from districts.importers.spreadsheets.tables import Cell, require_value
from districts.models import Borough, District, Role

from .name_cells import Doubt, NameCell, is_blank, read_name_cell

SOMEBODY_ELSE = {"novy", "nova", "ne", "nikdo", "jiny", "jina", "nastupce", "nastupkyne", "novy clovek", "nova osoba"}
_MAY_BE_BLANK = {"phone", "email", "start", "end", "station", "verified"}  # where a dash says that there is nothing
YEARS = range(1990, 2100)


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

    @property
    def name(self) -> str:
        """The holder's; empty if the post is vacant or the row only says who stands in."""
        return self.said.name

    @property
    def where(self) -> str:
        """Where the row is, in words."""
        return place_in_file(self.line, self.sheet)


def plain_words(text: str) -> str:
    """Text without case, diacritics and punctuation: `Č. okrsku` and `c okrsku` are the same."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    return " ".join(re.findall(r"[a-z0-9]+", plain))


def read_row(
    line: int, sheet: str, cells: Mapping[str, Cell], districts: Mapping[int, District], boroughs: Mapping[int, Borough]
) -> StaffEntry:
    """What a row says.

    Args:
        cells: by the field that the column means.

    Raises:
        RowRefusal: something in it cannot be used; the message says what to write.
    """
    for cell in cells.values():
        require_value(cell)
    texts = {field: str(cell) for field, cell in cells.items()}
    cells = {field: "" if field in _MAY_BE_BLANK and is_blank(str(cell)) else cell for field, cell in cells.items()}
    texts |= {field: str(cell) for field, cell in cells.items() if field in _MAY_BE_BLANK}
    role, behind = _read_role(texts.get("role", ""))
    district = _find_district(texts["district"], districts) if texts.get("district") else None
    borough = _find_borough(written, boroughs) if (written := texts.get("borough") or behind) else None
    if district and borough and district.borough_id != borough.code:
        raise RowRefusal(
            _("District %(number)s lies in %(right)s, not in %(written)s. Correct one of them.")
            % {"number": district.number, "right": boroughs[district.borough_id], "written": borough}
        )
    name = " ".join(filter(None, (texts.get("name"), texts.get("surname"))))
    if not name:
        raise RowRefusal(_("The name is missing. Write it, or “neobsazeno” if nobody holds the post."))
    if len(name) > 120:
        raise RowRefusal(_("The name is longer than 120 characters. Shorten it."))
    said = _read_name(name)
    start, end = (_read_day(cells.get(field, "")) for field in ("start", "end"))
    if start and end and end < start:
        raise RowRefusal(_("The last day is before the first one. Correct “od” or “do”."))
    formerly = texts.get("formerly", "")
    return StaffEntry(
        line=line,
        sheet=sheet,
        role=role,
        place=_place_key(role, district, borough),
        said=said,
        formerly="" if plain_words(formerly) in SOMEBODY_ELSE else formerly,
        is_somebody_else=plain_words(formerly) in SOMEBODY_ELSE,
        phone=_read_phone(texts.get("phone", "")),
        email=_read_email(texts.get("email", "")),
        start=start or said.since,
        end=end,
        station=texts.get("station", ""),
        verified_on=_read_day(cells.get("verified", "")),
    )


def _read_name(name: str) -> NameCell:
    """What the cell of a name means.

    Raises:
        RowRefusal: it may mean several things; the message says how to write each.
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
            message = _("“%s” is not the name of one person alone. Write given name and surname, or “neobsazeno”.")
    raise RowRefusal(message % name)


def _read_role(written: str) -> tuple[Role, str]:
    """The role, and for a mayor what is written behind the word: `starosta Plzeň 3`."""
    words = plain_words(written).split()
    if words and words[0] in ("starosta", "starostka"):
        return Role.STAROSTA, " ".join(words[1:])
    roles = set(_mentioned_roles(words))
    if len(roles) != 1:
        if not written:
            raise RowRefusal(_("The role is missing. Write strážník-okrskář, policista or starosta."))
        raise RowRefusal(_("The role “%s” is not known. Write strážník-okrskář, policista or starosta.") % written)
    return roles.pop(), ""


def names_role(written: str) -> bool:
    """Whether a text is a role."""
    try:
        return bool(_read_role(written))
    except RowRefusal:
        return False


def names_post(cells: Mapping[str, Cell]) -> bool:
    """Whether a row speaks of a post or its holder; a section's title or a footer does not."""
    filled = {field: str(cell) for field, cell in cells.items() if cell}
    if len(filled) > 1 or "name" in filled:
        return True
    return bool(re.fullmatch(r"(okrsek )?(c |cislo )?\d+", plain_words(filled.get("district", ""))))


def _mentioned_roles(words: list[str]) -> Iterator[Role]:
    for word in words:
        if word == "mp" or word.startswith(("okrskar", "straznik", "straznice", "mestsk")):
            yield Role.OKRSKAR
        elif word in ("pcr", "cr", "ceske") or word.startswith("policist"):
            yield Role.POLICISTA


def _place_key(role: Role, district: District | None, borough: Borough | None) -> int:
    if role is not Role.STAROSTA:
        if district is None:
            raise RowRefusal(_("The district is missing. Write its number in every row; cells must not be merged."))
        return district.number
    if borough is not None:
        return borough.code
    if district is None:
        raise RowRefusal(
            _("The mayor's borough is missing. Fill in the column obvod, or okrsek with any district of the borough.")
        )
    return district.borough_id


def _find_district(written: str, districts: Mapping[int, District]) -> District:
    numbers = re.findall(r"\d+", written)
    if len(numbers) != 1:
        raise RowRefusal(_("“%s” is no district number. Write one number, one district in a row.") % written)
    if len(numbers[0]) > 5 or int(numbers[0]) not in districts:
        raise RowRefusal(
            _("District %(number)s does not exist. There are districts %(first)s to %(last)s.")
            % {"number": numbers[0], "first": min(districts), "last": max(districts)}
        )
    return districts[int(numbers[0])]


def _find_borough(written: str, boroughs: Mapping[int, Borough]) -> Borough:
    """A borough named in any usual way: `Plzeň 2-Slovany`, `Plzeň 2`, `2`, `Slovany`, `545988`."""
    asked = plain_words(written)
    numbers = re.findall(r"\d+", asked)
    for code, borough in boroughs.items():
        official = plain_words(borough.name)
        own = re.findall(r"\d+", official)[:1]
        is_meant = numbers in (own, [str(code)]) if numbers else official.endswith(f" {asked}")
        if is_meant:
            return borough
    raise RowRefusal(
        _("The borough “%(written)s” does not exist. Write one of: %(names)s.")
        % {"written": written, "names": ", ".join(borough.name for borough in boroughs.values())}
    )


def _read_phone(written: str) -> str:
    """A phone as people dial it; Czech numbers without the prefix and in threes."""
    digits = re.sub(r"[\s./()-]", "", written)
    digits = re.sub(r"^(\+|00)420(?=\d{9}$)", "", digits)
    if re.fullmatch(r"\d{9}", digits):
        return f"{digits[:3]} {digits[3:6]} {digits[6:]}"
    if digits and not re.fullmatch(r"\d{3,6}|(\+|00)\d{7,15}", digits):
        raise RowRefusal(_("“%s” is no phone number. Write one number with nine digits.") % written)
    return digits


def _read_email(written: str) -> str:
    try:
        return email_addresses.read_address(written) if written else ""
    except ValidationError as error:
        advice = " ".join(error.messages)
        raise RowRefusal(
            _("“%(written)s” is no e-mail address. %(advice)s") % {"written": written, "advice": advice}
        ) from None


def _read_day(cell: Cell) -> date | None:
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
    raise RowRefusal(_("“%s” is no date. Write it as 1. 9. 2026.") % cell)
