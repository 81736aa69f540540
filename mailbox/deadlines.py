"""The promise of a reply, in Czech working days."""

from datetime import date, datetime, timedelta

from django.utils import timezone

from core.hours.opening_hours import is_public_holiday
from faq.models import Topic

DEFAULT_DAYS = 5  # for messages without a topic
_FRIDAY = 4


def is_working(day: date) -> bool:
    """Whether offices work on a day: not on Saturdays, Sundays and public holidays."""
    return day.weekday() <= _FRIDAY and not is_public_holiday(day)


def add_working_days(day: date, working_days: int) -> date:
    """The last of so many working days after a day; the day itself does not count."""
    while working_days > 0:
        day += timedelta(days=1)
        working_days -= is_working(day)
    return day


def last_working_day_before(day: date) -> date:
    """The last working day before a day."""
    day -= timedelta(days=1)
    while not is_working(day):
        day -= timedelta(days=1)
    return day


def promised_day(topic: Topic | None, *, now: datetime) -> date:
    """The day by which a message that comes (or comes back) now is promised an answer, by Prague's calendar."""
    return add_working_days(timezone.localdate(now), topic.reply_days if topic else DEFAULT_DAYS)
