"""Taking over a post and leaving it."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError

from districts.duty.appointments import appoint, vacate
from districts.models import Tenure
from tests.factories import make_person, make_post, make_tenure

pytestmark = pytest.mark.django_db


def test_a_successor_ends_the_running_period_of_the_predecessor_the_day_before() -> None:
    before = make_tenure(start=date(2026, 1, 1))
    after = appoint(post=before.post, person=make_person(), start=date(2026, 9, 1))
    before.refresh_from_db()
    assert (before.end, after.start, after.end) == (date(2026, 8, 31), date(2026, 9, 1), None)


def test_a_vacant_post_is_simply_taken() -> None:
    post = make_post()
    tenure = appoint(post=post, person=make_person(), start=date(2026, 9, 1), end=date(2026, 9, 30))
    assert list(Tenure.objects.filter(post=post)) == [tenure]


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 1, 1), None),  # the same first day
        (date(2025, 1, 1), None),  # before, and for ever
        (date(2025, 1, 1), date(2026, 1, 1)),  # up to its first day
    ],
)
def test_a_holder_who_begins_that_day_or_later_is_not_pushed_out(start: date, end: date | None) -> None:
    held = make_tenure(start=date(2026, 1, 1))
    with pytest.raises(ValidationError, match=held.person.name):
        appoint(post=held.post, person=make_person(), start=start, end=end)
    held.refresh_from_db()
    assert (held.start, held.end) == (date(2026, 1, 1), None)
    assert Tenure.objects.filter(post=held.post).count() == 1


def test_a_period_with_its_own_end_is_not_cut_short() -> None:
    held = make_tenure(start=date(2026, 1, 1), end=date(2026, 12, 31))
    with pytest.raises(ValidationError):
        appoint(post=held.post, person=make_person(), start=date(2026, 9, 1))
    held.refresh_from_db()
    assert held.end == date(2026, 12, 31)


def test_when_the_successor_is_refused_the_predecessor_stays() -> None:
    held = make_tenure(start=date(2026, 1, 1))
    with pytest.raises(ValidationError):
        appoint(post=held.post, person=make_person(), start=date(2026, 9, 1), end=date(2026, 8, 1))
    held.refresh_from_db()
    assert held.end is None


def test_an_earlier_period_may_be_added_later() -> None:
    held = make_tenure(start=date(2026, 1, 1))
    appoint(post=held.post, person=make_person(), start=date(2024, 1, 1), end=date(2025, 12, 31))
    assert Tenure.objects.filter(post=held.post).count() == 2


def test_leaving_a_post_ends_the_running_period() -> None:
    held = make_tenure(start=date(2026, 1, 1))
    ended = vacate(post=held.post, last_day=date(2026, 8, 31))
    assert ended == held
    held.refresh_from_db()
    assert held.end == date(2026, 8, 31)
    assert vacate(post=held.post, last_day=date(2026, 8, 31)) is None


def test_a_period_may_end_on_its_first_day_but_not_before() -> None:
    held = make_tenure(start=date(2026, 1, 1))
    assert vacate(post=held.post, last_day=date(2025, 12, 31)) is None
    assert vacate(post=held.post, last_day=date(2026, 1, 1)) == held
