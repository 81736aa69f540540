"""Who sees which messages, as people come, go and stand in."""

from datetime import date, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser, User
from django.utils import timezone

from districts.lookup import atlas
from districts.models import Post, Role
from mailbox.models import Message
from mailbox.permissions.access import DEPARTMENT, EDITORS, OFFICERS, posts_answered_by, visible_messages
from tests.factories import make_borough, make_department, make_district, make_person
from tests.mailbox.factories import make_absence, make_desk, make_message, make_staff, make_station, make_tenure

TODAY = timezone.localdate()
YESTERDAY, TOMORROW = TODAY - timedelta(days=1), TODAY + timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _department() -> None:
    make_department()


def sees(user: User | AnonymousUser, message: Message, on: date = TODAY) -> bool:
    return message in visible_messages(user, on=on)


def officer_and_post() -> tuple[User, Post]:
    """An officer and the post they hold in a district with a station."""
    user = make_staff(OFFICERS)
    post = Post.objects.create(role=Role.OKRSKAR, district=make_district(mp_station=make_station()))
    make_tenure(post, make_person(user=user))
    return user, post


def test_an_officer_sees_the_messages_of_the_own_post_and_no_others() -> None:
    (user, post), (other, _other_post) = officer_and_post(), officer_and_post()
    message = make_message(post)
    assert sees(user, message)
    assert not sees(other, message)
    assert not sees(user, make_message(make_desk()))


def test_the_department_and_superusers_see_everything() -> None:
    message, at_desk = make_message(), make_message(make_desk())
    for user in (make_staff(DEPARTMENT), User.objects.create_superuser("root")):
        assert sees(user, message)
        assert sees(user, at_desk)


def test_editors_residents_and_those_who_left_see_nothing() -> None:
    user, post = officer_and_post()
    message = make_message(post)
    assert not sees(make_staff(EDITORS), message)
    assert not sees(AnonymousUser(), message)
    assert not sees(User.objects.create_user("resident"), message)
    for lost in ({"is_staff": False}, {"is_staff": True, "is_active": False}):
        User.objects.filter(pk=user.pk).update(**lost)
        assert not sees(User.objects.get(pk=user.pk), message)
    coordinator = make_staff(DEPARTMENT)
    coordinator.is_staff = False
    assert not sees(coordinator, message)


def test_when_the_post_changes_hands_the_next_holder_sees_and_the_last_one_does_not() -> None:
    user, post = officer_and_post()
    post.tenures.update(end=TODAY)
    successor = make_staff(OFFICERS)
    make_tenure(post, make_person(user=successor), start=TOMORROW)
    message = make_message(post)
    assert [sees(user, message), sees(successor, message)] == [True, False]
    assert [sees(user, message, TOMORROW), sees(successor, message, TOMORROW)] == [False, True]


def test_during_an_absence_the_substitute_sees_and_the_holder_does_not() -> None:
    user, post = officer_and_post()
    substitute = make_staff(OFFICERS)
    make_absence(post, make_person(user=substitute), start=TODAY, end=TODAY)
    message = make_message(post)
    assert [sees(user, message), sees(substitute, message)] == [False, True]
    assert [sees(user, message, TOMORROW), sees(substitute, message, TOMORROW)] == [True, False]
    assert [sees(user, message, YESTERDAY), sees(substitute, message, YESTERDAY)] == [True, False]


def test_a_vacant_post_is_seen_by_its_station_and_a_held_one_is_not() -> None:
    user, post = officer_and_post()
    on_duty, elsewhere = make_staff(OFFICERS), make_staff(OFFICERS)
    assert post.district is not None
    assert post.district.mp_station is not None
    post.district.mp_station.staff.add(on_duty)
    make_station().staff.add(elsewhere)
    message = make_message(post)
    assert [sees(user, message), sees(on_duty, message)] == [True, False]
    post.tenures.update(end=YESTERDAY)
    assert [sees(user, message), sees(on_duty, message), sees(elsewhere, message)] == [False, True, False]


def test_a_desk_is_seen_by_those_who_sit_at_it() -> None:
    desk, member = make_desk(), make_staff(OFFICERS)
    desk.members.add(member)
    assert sees(member, make_message(desk))
    assert not sees(member, make_message(make_desk()))


def test_a_mayor_answers_for_the_borough_also_when_it_has_several_districts() -> None:
    borough, mayor = make_borough(), make_staff(OFFICERS)
    make_district(borough=borough), make_district(borough=borough)
    post = Post.objects.create(role=Role.STAROSTA, borough=borough)
    make_tenure(post, make_person(user=mayor))
    assert posts_answered_by(mayor, on=TODAY) == [post.pk]


def test_messages_of_an_abolished_district_are_left_to_the_department() -> None:
    user, post = officer_and_post()
    message = make_message(post)
    assert post.district is not None
    post.district.boundary = None
    post.district.save()
    assert not sees(user, message)
    assert sees(make_staff(DEPARTMENT), message)


def test_asking_costs_few_queries_however_many_posts_there_are(django_assert_max_num_queries: object) -> None:
    user, post = officer_and_post()
    for _ in range(10):
        officer_and_post()
    make_message(post)
    atlas.current()
    with django_assert_max_num_queries(10):  # type: ignore[operator]
        assert visible_messages(user, on=TODAY).count() == 1
