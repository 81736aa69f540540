"""When pages change by themselves: nothing that a page says about time changes before the moment that is named."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bezpecna_plzen.page_memory import moments
from core.hours import in_words, opening_hours
from core.hours.opening_hours import PRAGUE, read_hours
from districts.lookup import atlas
from districts.models import Department
from faq import library
from faq.models import Question
from tests.factories import make_department, make_notice, make_question, make_station

SPRING, AUTUMN = datetime(2026, 3, 28, 12, tzinfo=UTC), datetime(2026, 10, 24, 12, tzinfo=UTC)
ORDINARY = datetime(2026, 12, 21, tzinfo=UTC)  # Christmas comes


def next_change(now: datetime) -> datetime:
    return moments.next_change(now, atlas=atlas.current(), library=library.current())


def prague(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PRAGUE)


@pytest.fixture
def _nothing_published(db: None) -> None:
    """The questions that the portal starts with appear when its database is made, which may be later than `now`."""
    Question.objects.all().delete()


@pytest.mark.usefixtures("_nothing_published")
def test_without_hours_pages_change_at_midnight_in_prague() -> None:
    Department.objects.all().delete()
    assert next_change(prague("2026-07-01T12:00")) == prague("2026-07-02T00:00")


@pytest.mark.usefixtures("_nothing_published")
@pytest.mark.parametrize(
    ("hours", "at", "change"),
    [
        ("po–pá 8–17", "2026-11-30T06:00", "2026-11-30T08:00"),
        ("po–pá 8–17", "2026-11-30T08:00", "2026-11-30T17:00"),
        ("po–pá 9.30–20", "2026-11-30T08:00", "2026-11-30T09:30"),
        ("so 18–24, ne 0–14.30", "2026-11-28T23:00", "2026-11-29T00:00"),
        ("so 18–24, ne 0–14.30", "2026-11-29T01:00", "2026-11-29T02:30"),  # from then on no day is said
        ("nonstop", "2026-11-30T06:00", "2026-12-01T00:00"),
        ("po dohodě", "2026-11-30T06:00", "2026-12-01T00:00"),
    ],
)
def test_doors_open_and_close(hours: str, at: str, change: str) -> None:
    make_department(hours="")
    make_station(hours=hours)
    assert next_change(prague(at)) == prague(change)


@pytest.mark.usefixtures("_nothing_published")
def test_texts_and_news_come_and_go() -> None:
    now = prague("2036-11-30T01:00")
    later = [now + timedelta(minutes=number) for number in range(1, 6)]
    make_notice(published_from=later[4])
    assert next_change(now) == later[4]
    make_notice(published_from=now - timedelta(days=1), published_to=later[3])
    assert next_change(now) == later[3]
    make_notice(published_from=now - timedelta(days=1), banner_until=later[2])
    assert next_change(now) == later[2]
    make_question(published_from=later[1])
    assert next_change(now) == later[1]
    make_question(published_from=now - timedelta(days=1), published_to=later[0])
    assert next_change(now) == later[0]
    assert next_change(later[0]) == later[1]


spans = st.tuples(st.integers(0, 23), st.sampled_from([0, 5, 30]), st.integers(1, 24), st.sampled_from([0, 15, 30]))


@st.composite
def weeks(draw: st.DrawFn) -> str:
    """Hours as staff write them, night shifts and nights between days included."""
    days = draw(st.lists(st.sampled_from(["po", "út", "st", "čt", "pá", "so", "ne"]), min_size=1, unique=True))
    parts = []
    for day in days:
        start, minutes, end, more = draw(spans)
        parts.append(f"{day} {start}.{minutes:02}–{end}.{0 if end == 24 else more:02}")
    return ", ".join(parts)


@given(weeks(), st.sampled_from([SPRING, AUTUMN, ORDINARY]), st.integers(0, 72 * 60))
def test_between_two_moments_hours_say_the_same(text: str, since: datetime, minutes: int) -> None:
    week = read_hours(text)
    if week is None:
        return
    now = since + timedelta(minutes=minutes)
    change = min(moment for moment in moments.clock_changes(now, [text]) if moment > now)
    assert change - now <= timedelta(days=1, hours=1)
    ahead = int((change - now).total_seconds()) - 1
    for seconds in {0, ahead, ahead // 2, ahead // 3}:
        at = (now + timedelta(seconds=max(seconds, 0))).astimezone(PRAGUE)
        assert said(week, at) == said(week, now.astimezone(PRAGUE)), at


def said(week: opening_hours.Week, at: datetime) -> str:
    return in_words.describe_state(opening_hours.state_at(week, at=at), at=at)
