"""When pages change by themselves: days begin, doors open and close, texts and news appear and leave.

One moment for all pages, as every page has a banner and most have several hours on them: all are made anew then.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import pairwise

from core.hours.opening_hours import DAY, NONSTOP, PRAGUE, read_hours
from districts.lookup.atlas import Atlas
from districts.news import notices
from faq.library import Library

_HALF_A_DAY = DAY // 2  # minutes before it closes, from which on no day is said; see core/hours/in_words.py


def next_change(now: datetime, *, atlas: Atlas, library: Library) -> datetime:
    """The first moment after now at which a public page may change though no data does; a day ahead at most.

    Args:
        now: aware.
        atlas: whose doors open and close, and which news come and go.
        library: which texts come and go.
    """
    moments = [*clock_changes(now, atlas.roster.hours), *notices.coming_moments(atlas.notices, now=now)]
    published = library.next_moment(now)
    return min(moments) if published is None else min(*moments, published)


def clock_changes(now: datetime, hours: Iterable[str]) -> Iterator[datetime]:
    """When clocks in Prague show a time at which a day begins, or at which something opens or closes on some day.

    Those of two days, in no order. A time of the clock stands for both of its moments in the night when it comes twice.

    Args:
        now: aware; earlier ones are left out.
        hours: opening hours as staff wrote them.
    """
    today, minutes = now.astimezone(PRAGUE).date(), _opening_minutes(frozenset(hours))
    for day in (today, today + timedelta(days=1)):
        yield from (moment for moment in _moments(day, minutes) if moment > now)


@lru_cache(maxsize=4)
def _moments(day: date, minutes: frozenset[int]) -> tuple[datetime, ...]:
    """The moments, in UTC, at which clocks in Prague show those minutes after midnight, and when clocks are changed."""
    clocks = [datetime.combine(day, time(minute // 60, minute % 60), tzinfo=PRAGUE) for minute in minutes]
    moments = [clock.replace(fold=fold).astimezone(UTC) for clock in clocks for fold in (0, 1)]
    midnight = datetime.combine(day, time(), tzinfo=PRAGUE).astimezone(UTC)
    hours = [midnight + timedelta(hours=number) for number in range(26)]
    for before, after in pairwise(hours):
        if before.astimezone(PRAGUE).utcoffset() != after.astimezone(PRAGUE).utcoffset():
            moments.append(after)
    return tuple(moments)


@lru_cache(maxsize=4)
def _opening_minutes(hours: frozenset[str]) -> frozenset[int]:
    """The minutes after midnight at which a day begins, or some door opens or closes, or half a day before."""
    minutes = {0}
    for week in map(read_hours, hours):
        if week is None or week == NONSTOP:
            continue
        for spans in week:
            for span in spans:
                minutes |= {span.start % DAY, span.end % DAY, (span.end - _HALF_A_DAY) % DAY}
    return frozenset(minutes)
