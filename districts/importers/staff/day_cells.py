"""What a clerk writes where a day belongs: `od 1. 3. 2025`, `03/2025`, `1. září 2024`, `dosud`, a number of Excel."""

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from districts.importers.import_report import RowRefusal

from .name_cells import is_blank
from .person_names import plain_letters

YEARS = range(1990, 2100)
_FOR_EVER = 2100  # from this year on an end is none: 31. 12. 9999
_SERIALS_BEGIN = date(1899, 12, 30)  # what Excel counts days from
_MONTHS = (
    ("leden", "ledna", "led", "i"),
    ("unor", "unora", "uno", "ii"),
    ("brezen", "brezna", "bre", "iii"),
    ("duben", "dubna", "dub", "iv"),
    ("kveten", "kvetna", "kve", "v"),
    ("cerven", "cervna", "cvn", "vi"),
    ("cervenec", "cervence", "cvc", "vii"),
    ("srpen", "srpna", "srp", "viii"),
    ("zari", "zar", "ix"),
    ("rijen", "rijna", "rij", "x"),
    ("listopad", "listopadu", "lis", "xi"),
    ("prosinec", "prosince", "pro", "xii"),
)
_MONTH_NUMBERS = {name: number for number, names in enumerate(_MONTHS, start=1) for name in names}
# An end that is none.
_OPEN_LIST = """
    dosud doposud doted trva trvale neurcito neurcita neurcitou neomezene odvolani soucasnost soucasnosti nyni
    stale dal dale
"""
_OPEN = frozenset(_OPEN_LIST.split())
_LEADING = re.compile(r"^(?:(?:ve funkci|platnost|platne|az|nejpozdeji|ode|od|do|dne|ke|k|dni|data)\b[\s:]*)+")
_TRAILING = re.compile(r"(?:[t\s]\s*\d{1,2}:\d\d(?::\d\d(?:\.\d+)?)?z?|\s*r\.|[\s,;]+)$")
_DAY = re.compile(r"(?P<d>\d{1,2})\s*[.-]\s*(?P<m>\d{1,2})\s*[.-]\s*(?P<y>\d{4}|\d\d)")
_NAMED_MONTH_DAY = re.compile(r"(?P<d>\d{1,2})\s*\.?\s*(?P<m>[a-z]+)\s*[.\s]\s*(?P<y>\d{4}|\d\d)")
_SLASHED_DAY = re.compile(r"(?P<d>1[3-9]|[23]\d)/(?P<m>\d{1,2})/(?P<y>\d{4})")  # 9/1/2026 may be 1 September
_ISO_DAY = re.compile(r"(?P<y>\d{4})\s*[-./]\s*(?P<m>\d{1,2})\s*[-./]\s*(?P<d>\d{1,2})\.?")
_WHOLE_DAYS = (_DAY, _NAMED_MONTH_DAY, _SLASHED_DAY, _ISO_DAY)
_MONTH = re.compile(r"(?P<m>\d{1,2})\s*[./-]\s*(?P<y>\d{4})")
_NAMED_MONTH = re.compile(r"(?P<m>[a-z]+)\.?\s*(?P<y>\d{4})")
_ISO_MONTH = re.compile(r"(?P<y>\d{4})-(?P<m>\d\d)")
_YEAR = re.compile(r"(?P<y>\d{4})")
_PARTS_OF_YEARS = (_MONTH, _NAMED_MONTH, _ISO_MONTH, _YEAR)
_BETWEEN_DAYS = re.compile(r"\s*(?:[–—-]|\bdo\b|\baž\b)\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ReadDay:
    """A day, or none, and what was assumed about it."""

    day: date | None = None
    note: str = ""


def read_day(cell: str | date, *, last: bool = False) -> ReadDay:
    """A day as Excel keeps it or as people write it.

    Args:
        last: it ends something, so that a month means its last day, and `dosud` none.

    Raises:
        RowRefusal: it is no day.
    """
    if isinstance(cell, date):
        return _checked(cell, cell, last=last)
    if not cell or is_blank(cell):
        return ReadDay()
    text = _LEADING.sub("", plain_letters(cell).strip())
    while text != (shorter := _TRAILING.sub("", text)):
        text = shorter
    if last and not re.search(r"\d", text) and _OPEN.intersection(re.findall(r"[a-z]+", text)):
        return ReadDay()
    try:
        day = _find_day(text, last=last)
    except (ValueError, OverflowError):
        day = None
    if day is None:
        raise _no_day(cell)
    read = _checked(cell, day, last=last)
    if read.day is None or any(form.fullmatch(text) for form in _WHOLE_DAYS):
        return read
    shown = {"written": cell, "day": date_format(day, "SHORT_DATE_FORMAT")}
    if text.isdecimal() and len(text) == 5:
        return ReadDay(day, _("“%(written)s” is a day as Excel counts them; it was read as %(day)s.") % shown)
    return ReadDay(
        day, _("“%(written)s” names no day; it was read as %(day)s. Write the day if it is another.") % shown
    )


def read_period(cell: str | date) -> tuple[ReadDay, ReadDay | None]:
    """A first day, and the last one if the same cell names it: `1. 9. 2024 – dosud`.

    Raises:
        RowRefusal: it is neither.
    """
    try:
        return read_day(cell), None
    except RowRefusal as refusal:
        ways = [way for between in _BETWEEN_DAYS.finditer(str(cell)) if (way := _read_both(str(cell), between))]
        if not ways:
            raise refusal from None
        return min(ways, key=lambda way: bool(way[0].note))  # „2024-09-01 – dosud“ begins with a day, not with a year


def _read_both(text: str, between: re.Match[str]) -> tuple[ReadDay, ReadDay] | None:
    """The days around what stands between them; None if they are none."""
    try:
        first, last = read_day(text[: between.start()]), read_day(text[between.end() :], last=True)
    except RowRefusal:
        return None
    return (first, last) if first.day else None


def _find_day(text: str, *, last: bool) -> date | None:
    """The day that a text in plain letters names; None if it has no such form.

    Raises:
        ValueError: no calendar has it.
    """
    for form in _WHOLE_DAYS:
        if match := form.fullmatch(text):
            return date(_year(match["y"]), _month(match["m"]), int(match["d"]))
    if re.fullmatch(r"\d{5}", text):
        return _SERIALS_BEGIN + timedelta(days=int(text))
    for form in _PARTS_OF_YEARS:
        if match := form.fullmatch(text):
            parts = match.groupdict()
            month = _month(parts.get("m", "12" if last else "1"))
            year = int(parts["y"])
            return date(year, month, calendar.monthrange(year, month)[1] if last else 1)
    return None


def _year(written: str) -> int:
    """A year, also of two digits: `90` to `99` are in the last century."""
    year = int(written)
    if len(written) == 4:
        return year
    return year + (1900 if year >= YEARS.start % 100 else 2000)


def _month(written: str) -> int:
    if written.isdecimal():
        return int(written)
    if written not in _MONTH_NUMBERS:
        raise ValueError(written)
    return _MONTH_NUMBERS[written]


def _checked(written: str | date, day: date, *, last: bool) -> ReadDay:
    if last and day.year >= _FOR_EVER:
        return ReadDay()
    if day.year not in YEARS:
        raise _no_day(written)
    return ReadDay(day)


def _no_day(written: str | date) -> RowRefusal:
    return RowRefusal(_("“%s” is no date. Write it as 1. 9. 2026.") % written)
