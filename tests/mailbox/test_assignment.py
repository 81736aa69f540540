"""Those who share messages say who deals with which, and when; nothing is hidden from anybody, and no promise moves."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.models import StationKind
from mailbox import assignment, followup, handling
from mailbox.admin import inbox, meanwhile
from mailbox.models import Desk, Happened, Message, Notified, Outcome
from mailbox.permissions import access
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import let_in, make_desk, make_message, make_staff, make_station, make_tenure
from tests.signing_in import sign_in

NOW = timezone.make_aware(datetime(2026, 9, 16, 10, 0))  # noqa: DTZ001 - made aware; a Wednesday
TODAY = NOW.date()
DAY = timedelta(days=1)


@pytest.fixture
def desk(db: None) -> Desk:
    make_department(email="odbor@example.org")
    return make_desk()


def _colleague(desk: Desk, name: str, **fields: Any) -> User:
    user = let_in(make_staff(access.OFFICERS, first_name=name, last_name="Ukázka", **fields))
    desk.members.add(user)
    return user


def _do(user: User, message: Message, do: str, **data: Any) -> Any:
    data |= {"do": do, "seen": meanwhile.last_event_of(message.pk)}
    return sign_in(Client(), user).post(reverse("admin:mailbox_message_change", args=[message.pk]), data)


def test_whoever_answers_takes_a_message_over_and_gives_it_to_a_colleague_who_is_told(desk: Desk) -> None:
    jana, petr = _colleague(desk, "Jana"), _colleague(desk, "Petr", email="petr@example.org")
    message = make_message(desk)
    assert _do(jana, message, "assign", to=jana.pk).status_code == 302
    message.refresh_from_db()
    assert message.assigned_to == jana
    assert not message.notifications.exists()
    assert _do(jana, message, "assign", to=petr.pk).status_code == 302
    told = message.notifications.get()
    assert (told.kind, told.recipient) == (Notified.ASSIGNED, "Petr Ukázka")
    assert told.email is not None
    assert told.email.to == ["petr@example.org"]
    assert [event.detail for event in message.events.filter(kind=Happened.ASSIGNED)] == ["Jana Ukázka", "Petr Ukázka"]
    assert _do(petr, message, "assign", to="").status_code == 302
    message.refresh_from_db()
    assert message.assigned_to is None


def test_a_message_is_given_to_nobody_who_does_not_answer_for_it(desk: Desk) -> None:
    jana, stranger = _colleague(desk, "Jana"), let_in(make_staff(access.OFFICERS))
    message = make_message(desk)
    assert _do(jana, message, "assign", to=stranger.pk).status_code == 422
    with pytest.raises(ValidationError):
        assignment.assign_message(message=message, user=jana, to=stranger, now=NOW)
    assert not message.events.exists()


def test_who_answers_for_a_post_is_its_holder_or_the_station_or_the_department(db: None) -> None:
    make_department()
    station = make_station(StationKind.MP)
    post = make_post(district=make_district(mp_station=station))
    assert access.list_answerers(post, on=TODAY) == list(station.staff.all())
    tenure = make_tenure(post, make_person())
    assert access.list_answerers(post, on=TODAY) == [tenure.person.user]
    department = let_in(make_staff(access.DEPARTMENT))
    assert access.list_answerers(make_post(), on=TODAY) == [department]
    assert access.list_answerers(make_desk(), on=TODAY) == [department]


def test_a_message_that_is_put_off_comes_back_on_its_day_or_when_its_sender_writes(desk: Desk) -> None:
    jana = _colleague(desk, "Jana")
    message = make_message(desk, due_on=TODAY + 30 * DAY)

    def numbers(tab: str, today: Any = TODAY) -> set[int]:
        return set(Message.objects.filter(inbox.of_tab(tab, today=today)).values_list("pk", flat=True))

    assignment.snooze_message(message=message, user=jana, until=TODAY + 5 * DAY, now=NOW)
    assert (numbers("todo"), numbers("snoozed")) == (set(), {message.pk})
    assert numbers("todo", TODAY + 5 * DAY) == {message.pk}
    followup.store_addition(message=message, text="Už je to horší.", now=NOW)
    assert (numbers("todo"), numbers("snoozed")) == ({message.pk}, set())


@pytest.mark.parametrize("days", [-1, 0, 91])
def test_a_message_is_put_off_for_a_day_to_three_months(desk: Desk, days: int) -> None:
    message = make_message(desk)
    with pytest.raises(ValidationError):
        assignment.snooze_message(message=message, user=_colleague(desk, "Jana"), until=TODAY + days * DAY, now=NOW)
    assert not message.events.exists()


def test_what_was_promised_is_due_and_overdue_although_it_is_put_off(desk: Desk) -> None:
    jana = _colleague(desk, "Jana")
    due, late = make_message(desk, due_on=TODAY), make_message(desk, due_on=TODAY - DAY)
    for message in (due, late):
        assignment.snooze_message(message=message, user=jana, until=TODAY + 5 * DAY, now=NOW)
    assert Message.objects.get(inbox.of_tab("due", today=TODAY)) == due
    assert Message.objects.get(inbox.of_tab("overdue", today=TODAY)) == late


def test_somebody_elses_message_and_a_closed_one_have_no_plans_of_before(desk: Desk) -> None:
    jana = _colleague(desk, "Jana")
    forwarded, closed = make_message(desk), make_message(desk)
    for message in (forwarded, closed):
        assignment.assign_message(message=message, user=jana, to=jana, now=NOW)
        assignment.snooze_message(message=message, user=jana, until=TODAY + DAY, now=NOW)
    handling.forward_message(message=forwarded, user=jana, to=make_desk(), reason="Patří vám.", now=NOW)
    handling.close_message(message=closed, user=jana, outcome=Outcome.SOLVED, now=NOW)
    forwarded.refresh_from_db()
    closed.refresh_from_db()
    assert (forwarded.assigned_to, forwarded.snoozed_until, closed.snoozed_until) == (None, None, None)


def test_the_inbox_says_who_deals_with_what_and_shows_ones_own(desk: Desk) -> None:
    jana, petr = _colleague(desk, "Jana"), _colleague(desk, "Petr")
    mine, others = make_message(desk), make_message(desk)
    assignment.assign_message(message=mine, user=jana, to=jana, now=NOW)
    assignment.assign_message(message=others, user=petr, to=petr, now=NOW)
    assignment.snooze_message(message=others, user=petr, until=timezone.localdate() + DAY, now=timezone.now())
    page = sign_in(Client(), jana).get(f"{reverse('admin:mailbox_message_changelist')}?tab=mine")
    assert [row.message for row in page.context["inbox"].rows] == [mine]
    assert "řeší Jana Ukázka" in page.content.decode()
    page = sign_in(Client(), jana).get(f"{reverse('admin:mailbox_message_changelist')}?tab=all")
    assert "odloženo do" in page.content.decode().replace("\u00a0", " ")
    assert "zpráva, kterou máte řešit" in sign_in(Client(), jana).get("/admin/").content.decode().replace("\u00a0", " ")
