"""Promises in Czech working days."""

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from faq.models import Topic
from mailbox import deadlines

DAYS = st.dates(date(2020, 1, 1), date(2050, 12, 31))


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [
        (date(2026, 11, 23), 1, date(2026, 11, 24)),  # Monday
        (date(2026, 11, 20), 1, date(2026, 11, 23)),  # Friday: the weekend does not count
        (date(2026, 11, 21), 1, date(2026, 11, 23)),  # Saturday
        (date(2026, 11, 16), 1, date(2026, 11, 18)),  # 17 November is a holiday
        (date(2026, 12, 23), 1, date(2026, 12, 28)),  # Christmas: Thursday to Saturday, then Sunday
        (date(2026, 12, 22), 5, date(2026, 12, 31)),
        (date(2026, 12, 31), 1, date(2027, 1, 4)),
        (date(2026, 4, 2), 1, date(2026, 4, 7)),  # Good Friday and Easter Monday
        (date(2030, 4, 18), 1, date(2030, 4, 23)),
    ],
)
def test_weekends_and_czech_holidays_do_not_count(day: date, days: int, expected: date) -> None:
    assert deadlines.add_working_days(day, days) == expected


@given(DAYS, st.integers(1, 60))
def test_a_promise_ends_on_a_working_day_with_exactly_so_many_working_days_on_the_way(day: date, days: int) -> None:
    last = deadlines.add_working_days(day, days)
    assert deadlines.is_working(last)
    between = [date.fromordinal(number) for number in range(day.toordinal() + 1, last.toordinal() + 1)]
    assert sum(map(deadlines.is_working, between)) == days


@given(DAYS)
def test_the_working_day_before_is_the_nearest_one(day: date) -> None:
    before = deadlines.last_working_day_before(day)
    assert before < day
    assert deadlines.is_working(before)
    assert not [n for n in range(before.toordinal() + 1, day.toordinal()) if deadlines.is_working(date.fromordinal(n))]


def test_the_day_is_that_of_prague() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # in Prague it is already Tuesday
    assert deadlines.promised_day(Topic(reply_days=1), now=late) == date(2026, 11, 25)


def test_each_topic_has_its_own_promise_and_no_topic_the_usual_one() -> None:
    now = datetime(2026, 11, 23, 12, tzinfo=UTC)
    assert deadlines.promised_day(Topic(reply_days=3), now=now) == date(2026, 11, 26)
    assert deadlines.promised_day(None, now=now) == date(2026, 11, 30)
