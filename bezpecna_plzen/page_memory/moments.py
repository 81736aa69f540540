"""When pages change by themselves: days begin, doors open and close, texts and news appear and leave.

One moment for all pages, as every page has a banner and most have several hours on them: all are made anew then.
"""

from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise

from django.db.models import Model, Q

from core.hours.opening_hours import DAY, NONSTOP, PRAGUE, read_hours
from districts.models import Department, Notice, Station
from faq.models import Question

_PUBLISHED: dict[type[Model], tuple[str, ...]] = {
    Question: ("published_from", "published_to"),
    Notice: ("published_from", "published_to", "banner_until"),
}
_HALF_A_DAY = DAY // 2  # minutes before it closes, from which on no day is said; see core/hours/in_words.py


def next_change(now: datetime) -> datetime:
    """The first moment after now at which a public page may change though no data does; a day ahead at most.

    Four queries.

    Args:
        now: aware.
    """
    hours = {*Department.objects.values_list("hours", flat=True), *Station.objects.values_list("hours", flat=True)}
    return min([*clock_changes(now, hours), *_publications(now)])


def _publications(now: datetime) -> Iterator[datetime]:
    """When texts and news appear and leave."""
    for model, fields in _PUBLISHED.items():
        coming = Q(*[(f"{field}__gt", now) for field in fields], _connector=Q.OR)
        for times in model._default_manager.filter(coming).order_by().values_list(*fields):
            yield from (moment for moment in times if moment is not None and moment > now)


def clock_changes(now: datetime, hours: Iterable[str]) -> Iterator[datetime]:
    """When clocks in Prague show a time at which a day begins, or at which something opens or closes on some day.

    Those of two days, in no order. A time of the clock stands for both of its moments in the night when it comes twice.

    Args:
        now: aware; earlier ones are left out.
        hours: opening hours as staff wrote them.
    """
    minutes = {0, *_opening_minutes(hours)}
    today = now.astimezone(PRAGUE).date()
    for day in (today, today + timedelta(days=1)):
        yield from (moment for moment in _moments(day, minutes) if moment > now)


def _moments(day: date, minutes: Iterable[int]) -> Iterator[datetime]:
    """The moments, in UTC, at which clocks in Prague show those minutes after midnight, and when clocks are changed."""
    for minute in minutes:
        clock = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=PRAGUE)
        for fold in (0, 1):
            yield clock.replace(fold=fold).astimezone(UTC)
    midnight = datetime.combine(day, time(), tzinfo=PRAGUE).astimezone(UTC)
    hours = [midnight + timedelta(hours=number) for number in range(26)]
    for before, after in pairwise(hours):
        if before.astimezone(PRAGUE).utcoffset() != after.astimezone(PRAGUE).utcoffset():
            yield after


def _opening_minutes(hours: Iterable[str]) -> set[int]:
    """The minutes after midnight at which some door opens or closes, or half a day before."""
    minutes = set()
    for week in map(read_hours, hours):
        if week is None or week == NONSTOP:
            continue
        for spans in week:
            for span in spans:
                minutes |= {span.start % DAY, span.end % DAY, (span.end - _HALF_A_DAY) % DAY}
    return minutes
