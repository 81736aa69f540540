"""Several messages at once: asked first, done each by itself, and taken back while nothing else has been done."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import transaction
from django.forms.models import model_to_dict
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import example, given
from hypothesis import strategies as st
from post_office.models import Email

from mailbox import assignment, followup, handling
from mailbox.admin import bulk_runs, meanwhile
from mailbox.admin.bulk_actions import ACTIONS
from mailbox.mail.delivery import deliver_due
from mailbox.models import BulkRun, Desk, Happened, Message, Outcome, Reply, SavedReply, Screening, State
from mailbox.permissions import access
from mailbox.retention.erasing import expire_messages
from tests.factories import make_department
from tests.mailbox.factories import let_in, make_desk, make_message, make_staff
from tests.signing_in import sign_in

INBOX = "/admin/mailbox/message/"
CLOSING = {"action": "close", "outcome": "solved", "text": "Hotovo, děkujeme."}


@pytest.fixture
def desk(db: None) -> Desk:
    make_department(email="odbor@example.org")
    return make_desk(email="stul@example.org")


@pytest.fixture
def jana(desk: Desk) -> User:
    return _colleague(desk, "Jana")


@pytest.fixture
def client(jana: User) -> Client:
    return sign_in(Client(), jana)


def _colleague(desk: Desk, name: str) -> User:
    user = let_in(make_staff(access.OFFICERS, first_name=name, last_name="Ukázka"))
    desk.members.add(user)
    return user


def _text(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ")


def test_nothing_is_done_before_it_was_looked_at(client: Client, desk: Desk) -> None:
    told, silent, closed = (
        make_message(desk, email="eva@example.org"),
        make_message(desk),
        make_message(desk, state=State.CLOSED),
    )
    chosen = [told.pk, silent.pk, closed.pk]
    page = client.post(INBOX, {"action": "close", "chosen": chosen})
    assert "Věta pro pisatele" in _text(page)
    assert client.post(INBOX, {"action": "close", "chosen": chosen, "step": "check"}).status_code == 422
    page = client.post(INBOX, {**CLOSING, "chosen": chosen, "step": "check"})
    assert "Týká se 2 zpráv." in _text(page)
    assert "Odpověď pisateli: <strong>1</strong>" in _text(page)
    assert "Zpráva je uzavřená. Nejdřív ji znovu otevřete." in _text(page)
    assert not Message.objects.exclude(pk=closed.pk).filter(state=State.CLOSED).exists()
    assert not Email.objects.exists()
    assert not Reply.objects.exists()
    assert not BulkRun.objects.exists()
    done = client.post(INBOX, {**CLOSING, "chosen": page.context["chosen"], "step": "do"}, follow=True)
    assert "Hotovo u 2 zpráv." in _text(done)
    assert "Uzavřít: 2 zprávy." in _text(done)
    assert Message.objects.filter(state=State.CLOSED).count() == 3


def test_a_message_to_which_something_happened_meanwhile_is_left(client: Client, desk: Desk, jana: User) -> None:
    touched, quiet = make_message(desk), make_message(desk)
    page = client.post(INBOX, {"action": "spam", "chosen": [touched.pk, quiet.pk]})
    handling.add_note(message=touched, user=jana, text="To není spam.", now=timezone.now())
    done = client.post(INBOX, {"action": "spam", "chosen": page.context["chosen"], "step": "do"}, follow=True)
    assert "Mezitím: interní poznámka" in _text(done)
    touched.refresh_from_db()
    quiet.refresh_from_db()
    assert (touched.screening, quiet.screening) == (Screening.CLEAN, Screening.SPAM)


def test_mails_wait_until_it_is_too_late_and_do_not_go_when_it_is_taken_back(client: Client, desk: Desk) -> None:
    message = make_message(desk, email="eva@example.org")
    client.post(INBOX, {**CLOSING, "chosen": [message.pk], "step": "do"})
    now, run = timezone.now(), BulkRun.objects.get()
    assert deliver_due(clock=lambda: now).sent == 0
    done = client.post(reverse("admin:mailbox_message_undo", args=[run.pk]), follow=True)
    assert "Vráceno zpět u 1 zprávy." in _text(done)
    assert not Email.objects.exists()
    assert not message.replies.exists()
    assert not message.notifications.exists()
    message.refresh_from_db()
    assert (message.state, message.answered_at) == (State.RECEIVED, None)
    kinds = list(message.events.order_by("pk").values_list("kind", flat=True))
    assert kinds == [Happened.ANSWERED, Happened.CLOSED, Happened.UNDONE]
    again = client.post(reverse("admin:mailbox_message_undo", args=[run.pk]), follow=True)
    assert "Tohle už zpět vzít nejde." in _text(again)


def test_a_saved_reply_goes_to_each_sender_in_their_language(client: Client, desk: Desk) -> None:
    czech, german = make_message(desk), make_message(desk, language="de")
    ready = SavedReply.objects.get(title="Poděkování")
    page = client.post(INBOX, {"action": "close", "chosen": [czech.pk, german.pk]})
    assert "Poděkování" in _text(page)
    assert "Předáno jinam" not in _text(page), "to be filled in by hand"
    closing = {"action": "close", "outcome": "answered", "saved": ready.pk, "chosen": page.context["chosen"]}
    client.post(INBOX, {**closing, "step": "do"})
    said = [message.replies.get().text for message in (czech, german)]
    assert said[0].startswith("Děkujeme za zprávu.")
    assert said[1].startswith("Danke für Ihre Nachricht.")


def test_several_are_forwarded_at_once_and_come_back(client: Client, desk: Desk) -> None:
    other = make_desk(email="jiny@example.org")
    messages = [make_message(desk, email="eva@example.org") for _ in range(3)]
    chosen = [message.pk for message in messages]
    page = client.post(INBOX, {"action": "forward", "chosen": chosen})
    filled = {"action": "forward", "to": f"desk:{other.pk}", "reason": "Patří vám.", "chosen": page.context["chosen"]}
    assert "Nová zpráva: <strong>3</strong>" in _text(client.post(INBOX, {**filled, "step": "check"}))
    client.post(INBOX, {**filled, "step": "do"})
    assert Message.objects.filter(desk=other).count() == 3
    client.post(reverse("admin:mailbox_message_undo", args=[BulkRun.objects.get().pk]))
    assert Message.objects.filter(desk=desk).count() == 3
    assert not Email.objects.exists()


def test_what_somebody_dealt_with_since_is_left_as_it_is(client: Client, desk: Desk, jana: User) -> None:
    reopened, left = make_message(desk), make_message(desk)
    client.post(INBOX, {**CLOSING, "chosen": [reopened.pk, left.pk], "step": "do"})
    followup.store_addition(message=reopened, text="Není to hotovo.", unsolved=True, now=timezone.now())
    done = client.post(reverse("admin:mailbox_message_undo", args=[BulkRun.objects.get().pk]), follow=True)
    assert "mezitím se s ní něco stalo" in _text(done)
    reopened.refresh_from_db()
    left.refresh_from_db()
    assert (reopened.state, left.state) == (State.IN_PROGRESS, State.RECEIVED)
    assert reopened.replies.count() == 2


def test_it_is_taken_back_only_by_whoever_did_it_and_for_ten_minutes(client: Client, desk: Desk, jana: User) -> None:
    message = make_message(desk)
    client.post(INBOX, {**CLOSING, "chosen": [message.pk], "step": "do"})
    run = BulkRun.objects.get()
    address = reverse("admin:mailbox_message_undo", args=[run.pk])
    for other in (_colleague(desk, "Petr"), let_in(make_staff(access.DEPARTMENT))):
        assert sign_in(Client(), other).post(address).status_code == 404
        assert "Vzít zpět" not in _text(sign_in(Client(), other).get(INBOX))
    assert client.get(address).status_code == 405
    assert "Vzít zpět" in _text(client.get(INBOX))
    assert bulk_runs.find_undoable(jana, now=run.at + timedelta(minutes=9))
    assert not bulk_runs.find_undoable(jana, now=run.at + timedelta(minutes=11))
    assert not bulk_runs.undo_run(run, user=jana, now=run.at + timedelta(minutes=11)).done
    expire_messages(now=run.at + timedelta(hours=23))
    assert BulkRun.objects.exists()
    expire_messages(now=run.at + timedelta(hours=25))
    assert not BulkRun.objects.exists()


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["bulk", "bulk", "undo", "note", "reopen", "assign", "addition"]),
        st.sets(st.integers(0, 2), min_size=1),
        st.sampled_from(sorted(ACTIONS)),
    ),
    max_size=12,
)


@pytest.mark.django_db
@given(steps=STEPS)
@example(steps=[("bulk", {0}, "close"), ("bulk", {0}, "close"), ("undo", {0}, "close")])  # times to the microsecond
def test_what_is_taken_back_is_as_it_was_and_history_keeps_both(steps: list[tuple[str, set[int], str]]) -> None:
    with transaction.atomic():
        make_department(email="odbor@example.org")
        desk = make_desk(email="stul@example.org")
        jana, other = _colleague(desk, "Jana"), make_desk(email="jiny@example.org")
        messages = [make_message(desk, email=f"{number}@example.org") for number in range(3)]
        start, before, run = timezone.now(), {}, None
        for number, (step, which, action) in enumerate(steps):
            now = start + timedelta(seconds=number)
            chosen = {messages[index].pk: meanwhile.last_event_of(messages[index].pk) for index in which}
            counted = Message.objects.get(pk=messages[0].pk).events.count()
            if step == "bulk":
                before = {each.pk: _state_of(each.pk) for each in messages}
                run = _do_in_bulk(action, chosen, jana, other, now)
            elif step == "undo" and run is not None:
                touched = {
                    item.message_id for item in run.items.all() if meanwhile.list_since(item.message, item.event)
                }
                result = bulk_runs.undo_run(run, user=jana, now=now)
                assert {each.pk for each in result.done}.isdisjoint(touched)
                for each in result.done:
                    assert _state_of(each.pk) == before[each.pk]
                run = None
            else:
                _do_alone(step, messages[min(which)], jana, now)
            assert Message.objects.get(pk=messages[0].pk).events.count() >= counted
        transaction.set_rollback(True)


def _state_of(number: int) -> Any:
    """All that a message and what hangs on it says, but for its history."""
    message = Message.objects.get(pk=number)
    mails = sorted(message.notifications.values_list("pk", "email", "email__status"))
    return model_to_dict(message), sorted(message.replies.values_list("pk", "text")), mails


def _do_in_bulk(action: str, chosen: dict[int, int], user: User, other: Desk, now: Any) -> BulkRun | None:
    data = QueryDict(mutable=True)
    data.update({"outcome": Outcome.SOLVED, "text": "Hotovo.", "to": f"desk:{other.pk}", "reason": "Patří vám."})
    form = ACTIONS[action](data)
    assert form.is_ready()
    result = bulk_runs.do_in_bulk(
        chosen, Message.objects.all(), lambda message: form.act(message, user, now), user=user, action=action, now=now
    )
    waiting = Email.objects.filter(notifications__created_at=now)
    assert all(mail.scheduled_time == now + bulk_runs.UNDO_WITHIN for mail in waiting)
    return result.run if result.done else None


def _do_alone(step: str, message: Message, user: User, now: Any) -> None:
    message.refresh_from_db()
    if step == "note":
        handling.add_note(message=message, user=user, text="Volat.", now=now)
    elif step == "reopen" and message.state == State.CLOSED and message.screening == Screening.CLEAN:
        handling.reopen_message(message=message, user=user, now=now)
    elif step == "assign" and message.state != State.CLOSED and message.screening == Screening.CLEAN:
        assignment.assign_message(message=message, user=user, to=user, now=now)
    elif step == "addition" and message.screening == Screening.CLEAN:
        followup.store_addition(message=message, text=f"Ještě {now}.", now=now)
