"""Colleagues deal with one message at the same time: nothing is done on a state that its author has not seen."""

from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from mailbox import followup
from mailbox.admin import meanwhile
from mailbox.admin.actions import ACTIONS, Case
from mailbox.admin.meanwhile import Overtaken
from mailbox.models import Desk, Event, Happened, Message, ReplyKind
from mailbox.permissions import access
from tests.factories import make_department
from tests.mailbox.factories import make_desk, make_message, make_staff
from tests.signing_in import sign_in

NOW = timezone.now()
ANSWER = "Dobrý den, na místo se podíváme zítra ráno."


@pytest.fixture
def desk(db: None) -> Desk:
    make_department(email="odbor@example.org")
    return make_desk()


@pytest.fixture
def jana(desk: Desk) -> User:
    return _colleague(desk, "Jana")


@pytest.fixture
def petr(desk: Desk) -> User:
    return _colleague(desk, "Petr")


def _colleague(desk: Desk, name: str) -> User:
    user = make_staff(access.OFFICERS, first_name=name, last_name="Ukázka")
    desk.members.add(user)
    return user


def _page(message: Message) -> str:
    return reverse("admin:mailbox_message_change", args=[message.pk])


def _open(client: Client, message: Message) -> int:
    """Open the page of a message; the state that it shows."""
    response = client.get(_page(message))
    assert response.status_code == 200
    seen: int = response.context["seen"]
    return seen


def _post(client: Client, message: Message, seen: int, do: str, **data: Any) -> Any:
    return client.post(_page(message), {"do": do, "seen": seen, **data})


def _text(response: Any) -> str:
    return str(response.content.decode())


def test_an_answer_to_what_a_colleague_has_answered_is_not_sent_but_shown_beside_theirs(
    desk: Desk, jana: User, petr: User
) -> None:
    message = make_message(desk)
    of_jana, of_petr = sign_in(Client(), jana), sign_in(Client(), petr)
    seen = _open(of_petr, message)
    assert _post(of_jana, message, _open(of_jana, message), "answer", text=ANSWER).status_code == 302
    for step in ("answer.check", "answer"):
        response = _post(of_petr, message, seen, step, text="Už jsme to uklidili.")
        assert response.status_code == 409
        shown = _text(response)
        assert "Mezitím: odpovězeno – Jana Ukázka" in shown
        assert ANSWER in shown
        assert "Už jsme to uklidili." in shown
        assert message.replies.count() == 1
    now_seen = response.context["seen"]
    assert f'name="seen" value="{now_seen}"' in shown
    assert _post(of_petr, message, now_seen, "answer", text="Už jsme to uklidili.").status_code == 302
    assert list(message.replies.values_list("text", flat=True)) == [ANSWER, "Už jsme to uklidili."]


@pytest.mark.parametrize(
    ("do", "data"),
    [
        ("note", {"text": "Volal jsem jim."}),
        ("close", {"outcome": "solved", "unanswered": "on"}),
        ("spam", {}),
        ("merge", {"number": 0}),
        ("forward", {"to": "", "reason": "Je to vaše."}),
    ],
)
def test_whatever_is_done_on_an_older_state_is_asked_first(
    desk: Desk, jana: User, petr: User, do: str, data: dict[str, Any]
) -> None:
    message, other = make_message(desk), make_message(desk)
    if do == "merge":
        data = {"number": other.pk}
    if do == "forward":
        data = {**data, "to": f"desk:{make_desk().pk}"}
    of_petr = sign_in(Client(), petr)
    seen = _open(of_petr, message)
    followup.store_addition(message=message, text="Teď tam hoří!", now=timezone.now())
    before = Event.objects.count()
    response = _post(of_petr, message, seen, do, **data)
    assert response.status_code == 409
    assert "Mezitím: pisatel něco doplnil" in _text(response)
    assert "Teď tam hoří!" in _text(response)
    assert Event.objects.count() == before
    assert _post(of_petr, message, response.context["seen"], do, **data).status_code == 302
    assert jana.pk  # a colleague exists, or the desk would be the department's


def test_what_is_refused_by_now_says_why_and_keeps_the_text(desk: Desk, jana: User, petr: User) -> None:
    message = make_message(desk)
    of_jana, of_petr = sign_in(Client(), jana), sign_in(Client(), petr)
    seen = _open(of_petr, message)
    done = _post(of_jana, message, _open(of_jana, message), "answer", text=ANSWER, outcome="solved")
    assert done.status_code == 302
    response = _post(of_petr, message, seen, "answer.check", text="Moje odpověď vám.")
    assert response.status_code == 409
    assert "Zpráva je uzavřená. Nejdřív ji znovu otevřete." in _text(response)
    assert "Moje odpověď vám." in _text(response)


def test_what_only_the_portal_did_meanwhile_hinders_nobody(desk: Desk, petr: User) -> None:
    message = make_message(desk)
    of_petr = sign_in(Client(), petr)
    seen = _open(of_petr, message)
    for kind in (Happened.TOLD, Happened.READ, Happened.REMINDED, Happened.OVERDUE, Happened.UNSENT):
        Event.objects.create(message=message, kind=kind, at=NOW)
    assert _post(of_petr, message, seen, "note", text="Volal jsem jim.").status_code == 302


def test_the_same_answer_pressed_twice_is_one_answer_and_no_question(desk: Desk, petr: User) -> None:
    message = make_message(desk)
    of_petr = sign_in(Client(), petr)
    seen = _open(of_petr, message)
    for _press in range(2):
        assert _post(of_petr, message, seen, "answer", text=ANSWER).status_code == 302
    assert message.replies.count() == 1


def test_what_was_written_to_a_message_that_was_forwarded_meanwhile_is_given_back(desk: Desk, petr: User) -> None:
    message = make_message(desk)
    of_petr = sign_in(Client(), petr)
    seen = _open(of_petr, message)
    Message.objects.filter(pk=message.pk).update(desk=make_desk())
    response = _post(of_petr, message, seen, "answer", text=ANSWER)
    assert response.status_code == 404
    assert ANSWER in _text(response)
    assert message.text not in _text(response)
    nobodys = reverse("admin:mailbox_message_change", args=[message.pk + 1000])
    assert of_petr.get(nobodys).status_code == 404
    there_is_none = of_petr.post(nobodys, {"do": "answer", "text": ANSWER})
    assert there_is_none.status_code == 404
    assert there_is_none.context["written"] == response.context["written"] == [ANSWER]


@pytest.mark.postgresql  # SQLite's database in memory does not queue writers as a file does
@pytest.mark.django_db(transaction=True)
def test_two_answers_at_the_same_moment_are_one_answer_and_one_question() -> None:
    make_department(email="odbor@example.org")
    desk = make_desk()
    people = [_colleague(desk, name) for name in ("Jana", "Petr", "Eva")]
    message = make_message(desk)
    seen, together, came = meanwhile.last_event_of(message.pk), Barrier(len(people)), []

    def answer(user: User) -> None:
        together.wait()
        try:
            came.append(_do(user, message, seen, "answer", text=f"{ANSWER} {user.first_name}"))
        finally:
            connection.close()

    threads = [Thread(target=answer, args=[user]) for user in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (came.count(True), came.count(False)) == (1, 2)
    assert message.replies.count() == 1


def _do(user: User, message: Message, seen: int, name: str, **data: str) -> bool | None:
    """Whether something could be done on a state; None if it makes no sense at all."""
    asked, today = QueryDict(mutable=True), timezone.localdate(NOW)
    asked.update(data)
    form = ACTIONS[name](asked, Case(message, user, access.visible_messages(user, on=today), today, seen))
    assert form.is_valid(), form.errors
    try:
        form.run(now=timezone.now())
    except Overtaken:
        return False
    except ValidationError:
        return None
    return True


# Who does what with which of two messages; they act on the state that they opened last.
STEPS = st.lists(
    st.tuples(
        st.integers(0, 3), st.integers(0, 1), st.sampled_from(["open", "answer", "note", "close", "reopen", "addition"])
    ),
    min_size=4,
    max_size=25,
)
LEFT = {
    "answer": Happened.ANSWERED,
    "note": Happened.NOTED,
    "close": Happened.CLOSED,
    "reopen": Happened.REOPENED,
    "addition": Happened.ADDED,
}


@given(steps=STEPS)
@pytest.mark.django_db
def test_nothing_is_done_on_a_state_that_its_author_did_not_see(steps: list[tuple[int, int, str]]) -> None:
    with transaction.atomic():
        make_department(email="odbor@example.org")
        desk = make_desk()
        people = [_colleague(desk, name) for name in ("Jana", "Petr", "Eva", "Adam")]
        messages = [make_message(desk), make_message(desk)]
        history: list[list[str]] = [[], []]  # what was done with each message, in order
        seen = {
            (who, which): (0, 0) for who in range(4) for which in range(2)
        }  # of the page: its event, and of `history`
        for number, (who, which, step) in enumerate(steps):
            message, done = messages[which], history[which]
            if step == "open":
                seen[who, which] = (meanwhile.last_event_of(message.pk), len(done))
                continue
            if step == "addition":
                followup.store_addition(message=message, text=f"Ještě něco {number}.", now=NOW)
                done.append(step)
                continue
            event, knew = seen[who, which]
            filled = {"outcome": "solved", "unanswered": "on"} if step == "close" else {"text": f"Text {number}."}
            came = _do(people[who], message, event, step, **filled)
            assert came is not True or knew == len(done), "done on a state that was not seen"
            assert came is not False or knew < len(done), "asked though nothing happened"
            if came:
                done.append(step)
        for message, done in zip(messages, history, strict=True):
            kinds = list(message.events.order_by("pk").values_list("kind", flat=True))
            assert [kind for kind in kinds if kind in LEFT.values()] == _events_of(done)
            answers = message.replies.filter(kind=ReplyKind.ANSWER).count()
            assert answers == done.count("answer")
        transaction.set_rollback(True)


def _events_of(done: list[str]) -> list[Happened]:
    return [LEFT[step] for step in done]
