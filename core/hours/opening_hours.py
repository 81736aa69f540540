"""Opening hours: the week that a Czech text means, and whether it is open at a moment. Pure.

A text is either understood word by word or not at all: a wrong "open now" sends somebody to a locked door.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, lru_cache
from itertools import count, pairwise
from typing import NamedTuple
from zoneinfo import ZoneInfo

from holidays import country_holidays

from core.folding import fold

PRAGUE = ZoneInfo("Europe/Prague")
DAY = 24 * 60  # minutes
_NOON = 12 * 60


class Span(NamedTuple):
    """From when to when, in minutes after the midnight its day begins with; a night shift ends beyond the next one."""

    start: int
    end: int


Week = tuple[tuple[Span, ...], ...]  # seven days from Monday; some time of it is open, and no two spans overlap
NONSTOP: Week = ((Span(0, DAY),),) * 7


@dataclass(frozen=True, slots=True)
class Always:
    """Open around the clock, on public holidays, too."""


@dataclass(frozen=True, slots=True)
class Open:
    """Open now."""

    until: datetime  # in Prague


@dataclass(frozen=True, slots=True)
class Closed:
    """Closed now; on a public holiday only as a rule, as the hours of a week do not speak of holidays."""

    opens: datetime  # in Prague
    holiday: bool  # whether today is one


State = Always | Open | Closed

# --- reading --------------------------------------------------------------------------------------------------------

# All of these see texts without case and diacritics, as staff write some of them anyway, with no spaces around signs.
_DAY_STEMS = ("po", "ut", "st", "ct", "pa", "so", "ne")
_SEVERAL = {
    **dict.fromkeys(("denne", "kazdy den", "cely tyden"), range(7)),
    **dict.fromkeys(("pracovni dny", "vsedni dny"), range(5)),
    **dict.fromkeys(("vikend", "vikendu", "vikendech"), range(5, 7)),
}
_ALL_DAY = r"(?:nonstop|non-stop|non stop|nepretrzite|24 hodin(?: denne)?|24/7)"
_ONE = r"(?:(?:pondeli|utery|stred[au]|ctvrtek|patek|sobot[au]|nedel[ei])\b|(?:po|ut|st|ct|pa|so|ne)\b\.?)"
_DAYS = rf"(?:{_ONE}(?:(?:-| az ){_ONE})?|(?:{'|'.join(sorted(_SEVERAL, reverse=True))})\b)"
_AND = r"(?:,(?:a )?| a )"
_TIME = r"(\d{1,2})(?:[.:](\d\d))?(?![\d.:]\d)(?: ?(?:hodin|hod\.?|h)\b\.?)?"
_SPAN = rf"(?:od )?{_TIME}(?:-| az | do ){_TIME}"
_CLAUSE = re.compile(
    rf"(?:ve? |o )?(?P<days>{_DAYS}(?:{_AND}{_DAYS})*)[: ]"
    rf"(?P<hours>{_SPAN}(?:{_AND}{_SPAN})*|{_ALL_DAY}|zavreno)"
    rf"\.?(?:$|;|{_AND}| )"
)


@lru_cache(maxsize=512)
def read_hours(text: str) -> Week | None:
    """The week that a text such as `po a st 8–17, pá 8–11.30` means; None unless all of it is certain.

    Days that are not named are closed. Not certain are hours without days, days named twice, hours that overlap, a week
    in which nothing is open, and hours over midnight that begin in the morning: `8–4` is rather a slip.
    """
    signs = "".join("-" if unicodedata.category(char) == "Pd" or char == "−" else char for char in text)
    plain = re.sub(r" ?([-,;:]) ?", r"\1", fold(signs)).rstrip(".,;")
    if re.fullmatch(_ALL_DAY, plain):
        return NONSTOP
    found: dict[int, list[Span]] = {}
    position = 0
    while position < len(plain):
        clause = _CLAUSE.match(plain, position)
        days = list(_read_days(clause["days"])) if clause else []
        spans = _read_spans(clause["hours"]) if clause else None
        if clause is None or spans is None or len(set(days)) < len(days) or found.keys() & set(days):
            return None
        found |= dict.fromkeys(days, spans)
        position = clause.end()
    return _whole_week(tuple(tuple(sorted(found.get(day, ()))) for day in range(7)))


def _read_days(text: str) -> Iterator[int]:
    """The days that words name, Monday is 0; a day named twice comes twice."""
    for part in re.finditer(_DAYS, text):
        if part[0] in _SEVERAL:
            yield from _SEVERAL[part[0]]
            continue
        first, *rest = (_DAY_STEMS.index(name[:2]) for name in re.findall(_ONE, part[0]))
        last = rest[0] if rest else first
        yield from (day % 7 for day in range(first, last + 1 if last >= first else last + 8))


def _read_spans(text: str) -> list[Span] | None:
    """The spans of some days; None if a time does not exist or a span is doubtful."""
    if text == "zavreno":
        return []
    if re.fullmatch(_ALL_DAY, text):
        return [Span(0, DAY)]
    spans = []
    for found in re.finditer(_SPAN, text):
        hours, minutes = [int(found[1]), int(found[3])], [int(found[2] or 0), int(found[4] or 0)]
        start, end = (60 * hour + minute for hour, minute in zip(hours, minutes, strict=True))
        if max(minutes) > 59 or start >= DAY or end > DAY or start == end:
            return None
        if end < start:
            if end and start < _NOON:
                return None
            end += DAY
        spans.append(Span(start, end))
    return spans


def _whole_week(week: Week) -> Week | None:
    """A week if it is certain, in its one form when nothing in it is closed."""
    spans = [(DAY * day + span.start, DAY * day + span.end) for day, spans in enumerate(week) for span in spans]
    if not spans:
        return None
    again = (spans[0][0] + 7 * DAY, spans[0][1] + 7 * DAY)  # Sunday's night may reach into Monday
    if any(earlier[1] > later[0] for earlier, later in pairwise([*spans, again])):
        return None
    return NONSTOP if sum(end - start for start, end in spans) == 7 * DAY else week


def group_days(week: Week) -> list[tuple[list[tuple[int, int]], tuple[Span, ...]]]:
    """A week as people write it: days with the same hours together, each run of days as its first and last."""
    grouped: dict[tuple[Span, ...], list[tuple[int, int]]] = {}
    for day, spans in enumerate(week):
        if spans:
            runs = grouped.setdefault(spans, [])
            if runs and runs[-1][1] == day - 1:
                runs[-1] = runs[-1][0], day
            else:
                runs.append((day, day))
    return [(runs, spans) for spans, runs in grouped.items()]


# --- open or closed -------------------------------------------------------------------------------------------------


def state_at(week: Week, *, at: datetime) -> State:
    """Whether it is open at a moment, and when that changes.

    On public holidays only what never closes counts as open: the rest of the hours of a week is silent about them.
    A night shift belongs to the day on which it begins, and ends at midnight if a holiday follows.

    Args:
        week: the hours.
        at: the moment; aware.
    """
    if week == NONSTOP:
        return Always()
    now = at.astimezone(UTC).astimezone(PRAGUE)  # by way of UTC, so that its fold is right
    if now.fold:  # in the hour that autumn repeats our clock waits, so that nothing opens or closes twice
        now = now.replace(minute=59, second=59, microsecond=999_999, fold=0)
    today = now.date()
    start, end = next(period for period in _open_periods(week, today - timedelta(days=1)) if now < period[1])
    return Open(end) if start <= now else Closed(start, holiday=is_public_holiday(today))


def _open_periods(week: Week, since: date) -> Iterator[tuple[datetime, datetime]]:
    """When it is open without a break, in order, from a day on and for ever; times are what clocks in Prague show."""
    joined: tuple[datetime, datetime] | None = None
    for day in (since + timedelta(days=number) for number in count()):
        midnight = datetime.combine(day, time(), tzinfo=PRAGUE)
        for span in () if is_public_holiday(day) else week[day.weekday()]:
            last = DAY if is_public_holiday(day + timedelta(days=1)) else 2 * DAY
            start, end = midnight + timedelta(minutes=span.start), midnight + timedelta(minutes=min(span.end, last))
            if joined and joined[1] == start:
                joined = joined[0], end
                continue
            if joined:
                yield joined
            joined = start, end


def is_public_holiday(day: date) -> bool:
    """Whether a day is a Czech public holiday."""
    return day in _holidays(day.year)


@cache
def _holidays(year: int) -> frozenset[date]:
    # Whole before anybody sees it: the library's own object fills itself while other threads already ask.
    return frozenset(country_holidays("CZ", years=year))
