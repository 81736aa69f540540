"""What the database itself forbids about people and posts, whichever way somebody tries to write it."""

import threading
from collections.abc import Callable
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, connections, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from districts.duty.appointments import appoint
from districts.models import Absence, Person, Post, Role, Tenure
from tests.factories import make_absence, make_borough, make_district, make_person, make_post, make_tenure
from tests.thorough import examples

Period = type[Tenure] | type[Absence]
PERIODS: list[Period] = [Tenure, Absence]


def refused(write: Callable[[], object]) -> bool:
    """Whether the database refuses a write; what was there before is kept."""
    try:
        with transaction.atomic():
            write()
    except IntegrityError:
        return True
    return False


def unsaved(model: Period, post: Post, person: Person, start: date, end: date | None) -> Any:
    if model is Tenure:
        return Tenure(post=post, person=person, start=start, end=end)
    return Absence(post=post, substitute=person, start=start, end=end)


# --- posts ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("in_district", [True, False])
@pytest.mark.parametrize("in_borough", [True, False])
def test_an_officer_belongs_to_a_district_and_a_mayor_to_a_borough(
    role: Role, in_district: bool, in_borough: bool
) -> None:
    post = Post(
        role=role,
        district=make_district() if in_district else None,
        borough=make_borough() if in_borough else None,
    )
    right = (in_district, in_borough) == ((False, True) if role == Role.STAROSTA else (True, False))
    assert refused(lambda: Post.objects.bulk_create([post])) is not right


@pytest.mark.django_db
def test_a_post_of_an_unknown_role_is_refused() -> None:
    district = make_district()
    assert refused(lambda: Post.objects.bulk_create([Post(role="sheriff", district=district)]))


@pytest.mark.django_db
@pytest.mark.parametrize("role", [Role.OKRSKAR, Role.POLICISTA])
def test_a_district_has_each_post_once(role: Role) -> None:
    post = make_post(role)
    assert refused(lambda: Post.objects.bulk_create([Post(role=role, district=post.district)]))


@pytest.mark.django_db
def test_a_borough_has_one_mayor() -> None:
    post = make_post(Role.STAROSTA)
    assert refused(lambda: Post.objects.bulk_create([Post(role=Role.STAROSTA, borough=post.borough)]))


@pytest.mark.django_db
def test_moving_a_post_onto_another_one_is_refused() -> None:
    first, second = make_post(), make_post()
    assert refused(lambda: Post.objects.filter(pk=first.pk).update(district=second.district))


# --- periods --------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
@pytest.mark.parametrize("model", PERIODS)
def test_a_period_does_not_end_before_it_starts(model: Period) -> None:
    post, person = make_post(), make_person()
    backwards = unsaved(model, post, person, date(2026, 5, 2), date(2026, 5, 1))
    assert refused(lambda: model.objects.bulk_create([backwards]))
    one_day = unsaved(model, post, person, date(2026, 5, 2), date(2026, 5, 2))
    one_day.save()
    assert refused(lambda: model.objects.filter(pk=one_day.pk).update(end=date(2026, 5, 1)))


@pytest.mark.django_db
@pytest.mark.parametrize("model", PERIODS)
@pytest.mark.parametrize(
    ("start", "end", "meets"),
    [
        (date(2026, 3, 1), date(2026, 3, 9), False),
        (date(2026, 3, 1), date(2026, 3, 10), True),
        (date(2026, 3, 12), date(2026, 3, 14), True),
        (date(2026, 3, 20), date(2026, 3, 25), True),
        (date(2026, 3, 21), None, False),
        (date(2026, 3, 20), None, True),
        (date(2026, 1, 1), None, True),
    ],
)
def test_periods_of_a_post_do_not_share_a_day(model: Period, start: date, end: date | None, meets: bool) -> None:
    post, person = make_post(), make_person()
    unsaved(model, post, make_person(), date(2026, 3, 10), date(2026, 3, 20)).save()
    other_post = unsaved(model, make_post(), person, start, end)
    other_post.save()
    assert refused(lambda: unsaved(model, post, person, start, end).save()) is meets
    if meets:
        assert refused(lambda: model.objects.bulk_create([unsaved(model, post, person, start, end)]))
        assert refused(lambda: model.objects.filter(pk=other_post.pk).update(post=post))


@pytest.mark.django_db
@pytest.mark.parametrize("model", PERIODS)
def test_periods_written_together_may_not_overlap_either(model: Period) -> None:
    post = make_post()
    both = [unsaved(model, post, make_person(), date(2026, 3, day), None) for day in (1, 2)]
    assert refused(lambda: model.objects.bulk_create(both))
    assert not model.objects.filter(post=post).exists()


@pytest.mark.django_db
@pytest.mark.parametrize("model", PERIODS)
def test_prolonging_a_period_into_the_next_one_is_refused(model: Period) -> None:
    post = make_post()
    first = unsaved(model, post, make_person(), date(2026, 3, 1), date(2026, 3, 9))
    second = unsaved(model, post, make_person(), date(2026, 3, 10), None)
    model.objects.bulk_create([first, second])
    assert refused(lambda: model.objects.filter(pk=first.pk).update(end=date(2026, 3, 10)))
    assert refused(lambda: model.objects.filter(pk=first.pk).update(end=None))
    assert refused(lambda: model.objects.filter(pk=second.pk).update(start=date(2026, 3, 9)))
    first.end = None
    assert refused(lambda: model.objects.bulk_update([first], ["end"]))


@pytest.mark.django_db
@pytest.mark.parametrize("model", PERIODS)
def test_a_period_may_be_rewritten_as_it_is(model: Period) -> None:
    period = unsaved(model, make_post(), make_person(), date(2026, 3, 1), None)
    period.save()
    period.save()
    assert model.objects.filter(pk=period.pk).update(start=date(2026, 3, 2)) == 1


DAYS = st.integers(0, 25).map(lambda offset: date(2026, 1, 1) + timedelta(days=offset))


@pytest.mark.django_db
@pytest.mark.parametrize("model", PERIODS)
@settings(max_examples=examples(60))
@given(asked=st.lists(st.tuples(st.integers(0, 1), DAYS, st.none() | DAYS), max_size=12))
def test_the_database_accepts_exactly_the_periods_that_do_not_overlap(
    model: Period, asked: list[tuple[int, date, date | None]]
) -> None:
    with transaction.atomic():
        posts, person = [make_post(), make_post()], make_person()
        taken: list[set[date]] = [set(), set()]
        for index, start, end in asked:
            last = end or date(2026, 12, 31)
            days = {start + timedelta(days=offset) for offset in range((last - start).days + 1)}
            period = unsaved(model, posts[index], person, start, end)
            fits = bool(days) and not days & taken[index]
            assert refused(lambda period=period: model.objects.bulk_create([period])) is not fits  # type: ignore[misc]
            if fits:
                taken[index] |= days
        transaction.set_rollback(True)


# --- writers at the same moment -------------------------------------------------------------------------------------
def at_once(writes: list[Callable[[], object]]) -> list[BaseException | None]:
    """Run writes in threads that start together; what each of them raised."""
    start = threading.Barrier(len(writes))
    raised: list[BaseException | None] = [None] * len(writes)

    def run(index: int, write: Callable[[], object]) -> None:
        start.wait()
        try:
            write()
        except (IntegrityError, ValidationError) as error:
            raised[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=item) for item in enumerate(writes)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return raised


@pytest.mark.usefixtures("committing_database")
@pytest.mark.parametrize("model", PERIODS)
def test_of_several_writers_at_the_same_moment_exactly_one_gets_the_post(model: Period) -> None:
    for _ in range(5):
        post = make_post()
        periods = [unsaved(model, post, make_person(), date(2026, 1, 1 + n), None) for n in range(6)]
        raised = at_once([period.save for period in periods])
        assert len([error for error in raised if error is None]) == 1
        assert model.objects.filter(post=post).count() == 1


@pytest.mark.usefixtures("committing_database")
def test_appointments_at_the_same_moment_take_turns() -> None:
    post = make_post()
    people = [make_person() for _ in range(6)]
    starts = [date(2026, 1, 1) + timedelta(days=7 * n) for n in range(6)]

    def appointing(person: Person, start: date) -> Callable[[], object]:
        return lambda: appoint(post=post, person=person, start=start)

    at_once([appointing(*pair) for pair in zip(people, starts, strict=True)])
    tenures = list(Tenure.objects.filter(post=post).order_by("start"))
    assert tenures
    assert tenures[-1].end is None
    for earlier, later in pairwise(tenures):
        assert earlier.end is not None
        assert earlier.end < later.start


# --- words ----------------------------------------------------------------------------------------------------------
@pytest.mark.django_db
def test_validation_says_whom_a_period_meets_before_the_database_refuses_it() -> None:
    tenure = make_tenure(person=make_person("Jana Ukázková"))
    with pytest.raises(ValidationError, match="Jana Ukázková"):
        Tenure(post=tenure.post, person=make_person(), start=date(2026, 2, 1)).full_clean()


@pytest.mark.django_db
def test_validation_points_at_an_end_before_the_start() -> None:
    with pytest.raises(ValidationError) as caught:
        Absence(post=make_post(), start=date(2026, 2, 1), end=date(2026, 1, 1)).full_clean()
    assert "end" in caught.value.message_dict


@pytest.mark.django_db
def test_periods_in_force_include_their_first_and_last_day() -> None:
    absence = make_absence(start=date(2026, 2, 1), end=date(2026, 2, 3))
    days = [date(2026, 1, 31), date(2026, 2, 1), date(2026, 2, 3), date(2026, 2, 4)]
    assert [Absence.objects.on(day).filter(pk=absence.pk).exists() for day in days] == [False, True, True, False]


@pytest.mark.django_db
def test_everything_about_people_reads_as_text() -> None:
    post = make_post(district=make_district(number=7, name="Bory"))
    tenure = make_tenure(post, make_person("Jana Ukázková"), end=date(2026, 3, 1))
    assert "7 Bory" in str(post)
    assert str(tenure).startswith("Jana Ukázková, ")
    assert str(make_absence(post))
    assert str(make_post(Role.STAROSTA))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("start", "end", "accepted"),
    [
        (date(2026, 3, 1), date(2026, 3, 7), False),
        (date(2025, 12, 1), date(2026, 1, 1), False),
        (date(2026, 6, 30), None, False),
        (date(2025, 12, 1), date(2025, 12, 31), True),
        (date(2026, 7, 1), None, True),
    ],
)
def test_nobody_stands_in_for_themselves(start: date, end: date | None, accepted: bool) -> None:
    tenure = make_tenure(start=date(2026, 1, 1), end=date(2026, 6, 30))
    absence = Absence(post=tenure.post, substitute=tenure.person, start=start, end=end)
    if accepted:
        absence.full_clean()
    else:
        with pytest.raises(ValidationError, match=tenure.person.name) as refusal:
            absence.full_clean()
        assert set(refusal.value.error_dict) == {"substitute"}
    Absence(post=tenure.post, substitute=make_person(), start=start, end=end).full_clean()


@pytest.mark.django_db
def test_an_absence_without_a_substitute_says_so_in_czech() -> None:
    assert str(make_absence()).startswith("bez zástupce")
