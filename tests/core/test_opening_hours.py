"""Opening hours: what a text means, and whether it is open – against reading the week minute by minute."""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from itertools import pairwise

import pytest
from django.utils import translation
from holidays import country_holidays
from hypothesis import assume, given
from hypothesis import strategies as st

from core.hours import in_words
from core.hours.opening_hours import DAY, NONSTOP, PRAGUE, Always, Closed, Open, Span, Week, read_hours, state_at

MORNING, NIGHT = Span(8 * 60, 16 * 60), Span(22 * 60, 26 * 60)
MINUTE = timedelta(minutes=1)


def week(**days: Span | list[Span]) -> Week:
    """A week by Czech names of days without diacritics."""
    names = ("po", "ut", "st", "ct", "pa", "so", "ne")
    assert set(days) <= set(names)
    found = (days.get(name, []) for name in names)
    return tuple(tuple(spans) if isinstance(spans, list) else (spans,) for spans in found)


def span(start: float, end: float) -> Span:
    return Span(round(start * 60), round(end * 60))


OFFICE = week(po=MORNING, ut=MORNING, st=MORNING, ct=MORNING, pa=MORNING)
MONDAY_WEDNESDAY = week(po=span(8, 17), st=span(8, 17))


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        *((text, NONSTOP) for text in ("nonstop", "Non-stop", "nepřetržitě", "24 hodin denně", "24/7", "denně 0–24")),
        *((f"po{dash}pá 8{dash}16", OFFICE) for dash in ("–", "-", "—", " – ", " až ", "−")),
        *((text, OFFICE) for text in ("pracovní dny 8–16", "Ve všední dny od 8 do 16 hod.", "PO–PÁ: 8.00–16.00 h")),
        *(
            (text, OFFICE)
            for text in ("pondělí až pátek 8:00–16:00", "po-pa 8-16, so zavreno", "po,út,st,čt a pá 8–16")
        ),
        *(
            (text, MONDAY_WEDNESDAY)
            for text in ("po a st 8–17", "Po. a St.\u00a08\u202f–\u202f17", "po 8–17 a st 8–17")
        ),
        *(
            (text, MONDAY_WEDNESDAY)
            for text in ("pondělí 8–17 středa 8–17", "po: 8–17; st: 8–17.", "v pondělí 8–17, ve středu 8–17")
        ),
        (
            "po a st 8–17, út, čt 8–15.30",
            week(po=span(8, 17), st=span(8, 17), ut=span(8, 15.5), ct=span(8, 15.5)),
        ),
        (
            "po, st 8:00–12:00 a 13:00–17:00; pá 8–11.30",
            week(po=[span(8, 12), span(13, 17)], st=[span(8, 12), span(13, 17)], pa=span(8, 11.5)),
        ),
        ("út 13–17, 8–12", week(ut=[span(8, 12), span(13, 17)])),
        ("denně 7–19", (((span(7, 19)),),) * 7),
        ("so 9–12", week(so=span(9, 12))),
        ("o víkendu 9–12", week(so=span(9, 12), ne=span(9, 12))),
        ("pá–po 9–12", week(pa=span(9, 12), so=span(9, 12), ne=span(9, 12), po=span(9, 12))),
        ("pá 22–2", week(pa=NIGHT)),
        ("so 20–24, ne 20–0", week(so=span(20, 24), ne=span(20, 24))),
        ("denně 20–8, 8–20", NONSTOP),
        ("čt nonstop", week(ct=span(0, 24))),
    ],
)
def test_what_staff_write_is_understood(text: str, meant: Week) -> None:
    assert read_hours(text) == meant


@pytest.mark.parametrize(
    "text",
    [
        *("", "po dohodě", "po", "po 8", "8–16", "zavřeno", "po–pá zavřeno"),
        *("po–pá 8–16 nebo po dohodě", "po–pá 8–16 mimo svátky", "sudé po 8–16", "po8–16", "po 8–16st 8–16"),
        *("po 8–25", "po 8–16.75", "po 24–8", "po 8–8", "po 0–0", "po 8–016", "po 8³⁰–16", "po 8–16–18", "po 8.5–16"),
        "po 8–4",  # rather a slip than twenty hours
        *("po 8–12, po 13–17", "po–pá 8–16, st 8–18", "po, po 8–16", "po 8–12, 11–13"),
        *("po 20–8, út 6–12", "ne 20–8, po 6–12"),  # two things at once in the night
        *("po 8–12 13–17", "po 8–16 a", "po–st–pá 8–16", "1. 5. 8–16", "po 8–16 út"),
    ],
)
def test_what_is_not_certain_is_not_guessed(text: str) -> None:
    assert read_hours(text) is None


# --- properties -----------------------------------------------------------------------------------------------------


@st.composite
def weeks(draw: st.DrawFn) -> Week:
    """Any week: some days the same, up to three spans a day, some nights, sometimes to or from midnight."""
    kinds = []
    for _ in range(draw(st.integers(1, 3))):
        times = sorted(draw(st.sets(st.integers(0, DAY), min_size=2, max_size=6)))
        spans = [Span(start, end) for start, end in zip(times[::2], times[1::2], strict=False)]
        last = spans[-1]
        if draw(st.booleans()) and last.start >= DAY // 2:
            spans[-1] = Span(last.start, DAY + draw(st.integers(0, min(360, last.start - 1))))
        kinds.append(tuple(spans))
    days = tuple(draw(st.sampled_from([(), *kinds])) for _ in range(7))
    found = [(day * DAY + each.start, day * DAY + each.end) for day, spans in enumerate(days) for each in spans]
    assume(found)
    found.append((found[0][0] + 7 * DAY, 0))
    assume(all(earlier[1] <= later[0] for earlier, later in pairwise(found)))
    assume(sum(end - start for start, end in found[:-1]) < 7 * DAY)
    return days


@given(st.one_of(weeks(), st.just(NONSTOP)))
def test_hours_written_in_czech_are_read_as_the_same_week(hours: Week) -> None:
    with translation.override("cs"):
        assert read_hours(in_words.describe_week(hours)) == hours


@given(
    st.lists(
        st.sampled_from([*"0812345,;:.-– ", " a ", "po", "st", "ne", "hod", " do ", "denně", "nonstop"]), max_size=60
    )
)
def test_no_text_is_too_odd_to_be_read_or_refused(pieces: list[str]) -> None:
    hours = read_hours("".join(pieces))
    assert hours is None or any(hours)


@cache
def is_holiday(day: date) -> bool:
    return day in country_holidays("CZ", years=day.year)


def is_open(hours: Week, at: datetime) -> bool:
    """Whether a week is open, said by what a clock in Prague shows: today's hours, or last night's."""
    today, minute = at.date(), at.hour * 60 + at.minute
    yesterday = today - timedelta(days=1)
    if is_holiday(today):
        return False
    if any(each.start <= minute < each.end for each in hours[today.weekday()]):
        return True
    return not is_holiday(yesterday) and any(minute + DAY < each.end for each in hours[yesterday.weekday()])


MOMENTS = (
    st.datetimes(datetime(2026, 1, 1), datetime(2027, 1, 31), timezones=st.just(UTC))  # noqa: DTZ001
    .map(lambda moment: moment.replace(second=0, microsecond=0).astimezone(PRAGUE))
    .filter(lambda moment: not moment.fold)
)


def minutes(since: datetime, until: datetime) -> range:
    """How many minutes of the clock lie between; each can be added to `since`."""
    return range(round((until - since) / MINUTE))


@given(weeks(), MOMENTS)
def test_the_state_is_what_the_clock_and_the_week_say_and_the_next_change_is_the_first(
    hours: Week, at: datetime
) -> None:
    found = state_at(hours, at=at)
    assert isinstance(found, Open | Closed)
    now_open = isinstance(found, Open)
    change = found.until if isinstance(found, Open) else found.opens
    assert change > at
    assert all(is_open(hours, at + minute * MINUTE) == now_open for minute in minutes(at, change))
    assert is_open(hours, change) != now_open
    if isinstance(found, Closed):
        assert found.holiday == is_holiday(at.date())


@pytest.mark.parametrize(
    "hours",
    [OFFICE, MONDAY_WEDNESDAY, week(pa=NIGHT, so=NIGHT, ne=span(1.5 + 12, 26.5)), (((span(22, 26)),),) * 7],
)
def test_every_quarter_of_a_year_agrees(hours: Week) -> None:
    """Also through both nights when the clocks change, counted in real time."""
    at, end = datetime(2026, 1, 1, tzinfo=PRAGUE), datetime(2027, 1, 1, tzinfo=PRAGUE)
    moment = at.timestamp()
    while moment < end.timestamp():
        at = datetime.fromtimestamp(moment, tz=PRAGUE)
        if not at.fold:
            assert isinstance(state_at(hours, at=at), Open) == is_open(hours, at), at
        moment += 15 * 60


# --- single moments -------------------------------------------------------------------------------------------------


def at(day: int, month: int, hour: float, *, year: int = 2026, fold: int = 0) -> datetime:
    return datetime(year, month, day, int(hour), round(hour % 1 * 60), tzinfo=PRAGUE, fold=fold)


def test_open_until_the_end_and_not_a_minute_longer() -> None:
    assert state_at(OFFICE, at=at(30, 11, 7.99)) == Closed(at(30, 11, 8), holiday=False)
    assert state_at(OFFICE, at=at(30, 11, 8)) == Open(at(30, 11, 16))
    assert state_at(OFFICE, at=at(30, 11, 16)) == Closed(at(1, 12, 8), holiday=False)


def test_the_moment_may_come_in_any_zone() -> None:
    assert state_at(OFFICE, at=datetime.fromisoformat("2026-11-30T07:30:00+00:00")) == Open(at(30, 11, 16))


def test_hours_that_follow_each_other_are_one() -> None:
    hours = week(so=[span(8, 12), span(12, 24)], ne=span(0, 6))
    assert state_at(hours, at=at(28, 11, 9)) == Open(at(29, 11, 6))


def test_on_a_public_holiday_nothing_is_said_to_be_open_but_what_never_closes() -> None:
    """17 November 2026 is a Tuesday."""
    assert state_at(OFFICE, at=at(16, 11, 20)) == Closed(at(18, 11, 8), holiday=False)
    assert state_at(OFFICE, at=at(17, 11, 9)) == Closed(at(18, 11, 8), holiday=True)
    assert state_at(NONSTOP, at=at(17, 11, 9)) == Always()


def test_a_night_shift_ends_when_a_holiday_begins_and_none_begins_on_one() -> None:
    hours = (((span(22, 26)),),) * 7
    assert state_at(hours, at=at(16, 11, 23)) == Open(at(17, 11, 0))
    assert state_at(hours, at=at(17, 11, 1)) == Closed(at(18, 11, 22), holiday=True)
    assert state_at(hours, at=at(18, 11, 1)) == Closed(at(18, 11, 22), holiday=False)


def test_two_holidays_in_a_row_of_weeks_are_skipped() -> None:
    """25 December 2026 and 1 January 2027 are Fridays."""
    assert state_at(week(pa=MORNING), at=at(24, 12, 9)) == Closed(at(8, 1, 8, year=2027), holiday=True)


def test_the_hour_that_spring_leaves_out_is_past_when_the_clock_is_past_it() -> None:
    hours = week(so=span(20, 26.5))  # until half past two, which is not on 29 March
    assert state_at(hours, at=datetime.fromisoformat("2026-03-29T00:59:00+00:00")) == Open(at(29, 3, 2.5))
    assert isinstance(state_at(hours, at=datetime.fromisoformat("2026-03-29T01:00:00+00:00")), Closed)


def test_what_ends_in_the_hour_that_autumn_repeats_ends_once() -> None:
    hours = week(so=span(20, 26.5))
    assert state_at(hours, at=at(25, 10, 2.25)) == Open(at(25, 10, 2.5))
    assert isinstance(state_at(hours, at=at(25, 10, 2.75)), Closed)
    assert isinstance(state_at(hours, at=at(25, 10, 2.25, fold=1)), Closed)
    begins = week(ne=span(2.5, 8))
    assert isinstance(state_at(begins, at=at(25, 10, 2.25)), Closed)
    assert state_at(begins, at=at(25, 10, 2.25, fold=1)) == Open(at(25, 10, 8))
