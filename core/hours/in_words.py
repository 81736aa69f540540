"""Opening hours in the words of each language."""

from datetime import date, datetime, time, timedelta

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.formats import date_format, time_format
from django.utils.translation import gettext as _
from django.utils.translation import pgettext, pgettext_lazy

from .opening_hours import DAY, NONSTOP, Always, Closed, Open, Span, State, Week, group_days

_SOON = timedelta(hours=12)  # a time of the clock within it can mean only one moment
_ON = (
    pgettext_lazy("opening hours", "on Monday"),
    pgettext_lazy("opening hours", "on Tuesday"),
    pgettext_lazy("opening hours", "on Wednesday"),
    pgettext_lazy("opening hours", "on Thursday"),
    pgettext_lazy("opening hours", "on Friday"),
    pgettext_lazy("opening hours", "on Saturday"),
    pgettext_lazy("opening hours", "on Sunday"),
)


def describe_week(week: Week) -> str:
    """A week's hours: `po, st 8:00–12:00, 13:00–17:00; pá 8:00–11:30`. In Czech, reading it gives the same week."""
    if week == NONSTOP:
        return pgettext("opening hours", "non-stop")
    parts = (
        pgettext("opening hours", "%(days)s %(times)s")
        % {"days": _name_days(runs), "times": ", ".join(_write_span(span) for span in spans)}
        for runs, spans in group_days(week)
    )
    return "; ".join(parts)


def describe_state(state: State, *, at: datetime) -> str:
    """Whether it is open at a moment, and until when or from when."""
    match state:
        case Always():
            return _("Open non-stop")
        case Open(until):
            last = (until - timedelta(minutes=1)).date()  # an end at midnight belongs to the day before
            if last == at.date() or until - at < _SOON:
                return _("Open now until %(time)s") % {"time": _closing_time(until)}
            return _("Open now, closes %(day)s at %(time)s") % {
                "day": _name_day(last, at.date()),
                "time": _closing_time(until),
            }
        case Closed(opens, holiday):
            said = {"day": _name_day(opens.date(), at.date()), "time": time_format(opens.time())}
            if holiday:
                return _("Usually closed on public holidays such as today, opens %(day)s at %(time)s") % said
            return _("Closed now, opens %(day)s at %(time)s") % said


def _name_days(runs: list[tuple[int, int]]) -> str:
    """Days of a week, from runs of the first and the last: `po, st–pá`."""
    if runs == [(0, 6)]:
        return pgettext("opening hours", "daily")
    return ", ".join(_name_run(first, last) for first, last in runs)


def _name_run(first: int, last: int) -> str:
    if first == last:
        return str(WEEKDAYS_ABBR[first])
    between = ", " if last == first + 1 else "–"
    return f"{WEEKDAYS_ABBR[first]}{between}{WEEKDAYS_ABBR[last]}"


def _write_span(span: Span) -> str:
    return f"{_clock_time(span.start)}–{_clock_time(span.end)}"


def _clock_time(minutes: int) -> str:
    """A time of the clock; the end of a day is 24 hours, not midnight."""
    return "24:00" if minutes == DAY else time_format(time(minutes % DAY // 60, minutes % 60))


def _closing_time(until: datetime) -> str:
    return "24:00" if until.time() == time() else time_format(until.time())


def _name_day(day: date, today: date) -> str:
    """When it is, in words; further away than a week it has a date."""
    match (day - today).days:
        case 0:
            return pgettext("opening hours", "today")
        case 1:
            return pgettext("opening hours", "tomorrow")
        case ahead if ahead < 7:
            return str(_ON[day.weekday()])
    return pgettext("opening hours", "on %(date)s") % {"date": date_format(day, "SHORT_DATE_FORMAT")}
