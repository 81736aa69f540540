"""A message ends honestly: with a word to its sender, or counted as unanswered; and its sender learns where it went."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mailbox import followup_page, handling
from mailbox.admin import meanwhile
from mailbox.admin.figures import count_by_week
from mailbox.models import Desk, Erasure, FoundState, Kind, Message, Notified, Outcome, ReplyKind, SavedReply, State
from mailbox.permissions import access
from mailbox.retention.erasing import erase_message
from tests.factories import make_department
from tests.mailbox.factories import let_in, make_desk, make_found_item, make_message, make_staff
from tests.signing_in import sign_in

NOW = timezone.make_aware(datetime(2026, 9, 16, 10, 0))  # noqa: DTZ001 - made aware; a Wednesday
TODAY = NOW.date()
DAY = timedelta(days=1)
EVA = "eva@example.org"


@pytest.fixture
def desk(db: None) -> Desk:
    make_department(email="odbor@example.org")
    return make_desk(email="stul@example.org")


@pytest.fixture
def jana(desk: Desk) -> User:
    user = let_in(make_staff(access.OFFICERS, first_name="Jana", last_name="Ukázka"))
    desk.members.add(user)
    return user


@pytest.fixture
def department(db: None) -> User:
    return let_in(make_staff(access.DEPARTMENT))


def _close(user: User, message: Message, **data: Any) -> int:
    data |= {"do": "close", "outcome": "solved", "seen": meanwhile.last_event_of(message.pk)}
    address = reverse("admin:mailbox_message_change", args=[message.pk])
    return sign_in(Client(), user).post(address, data).status_code


def _told(message: Message) -> list[str]:
    return list(message.notifications.values_list("kind", flat=True))


def test_closing_with_a_sentence_answers_the_sender_once(desk: Desk, jana: User) -> None:
    message = make_message(desk, email=EVA)
    assert _close(jana, message, text="Lampu jsme nechali opravit.") == 302
    message.refresh_from_db()
    assert (message.state, message.answered_at is not None) == (State.CLOSED, True)
    assert message.replies.get().kind == ReplyKind.ANSWER
    assert _told(message) == [Notified.ANSWER]


def test_closing_without_a_word_must_be_chosen_and_the_sender_is_told(desk: Desk, jana: User) -> None:
    message = make_message(desk, email=EVA)
    assert _close(jana, message) == 422
    assert _close(jana, message, text="  ") == 422
    assert _close(jana, message, unanswered="on") == 302
    message.refresh_from_db()
    assert (message.state, message.answered_at) == (State.CLOSED, None)
    assert _told(message) == [Notified.CLOSED]


def test_a_ready_sentence_is_put_in_and_shown_before_it_is_sent(desk: Desk, jana: User) -> None:
    message = make_message(desk)
    ready = SavedReply.objects.get(title="Poděkování")
    data = {"do": "close.insert", "outcome": "solved", "saved": ready.pk, "text": "Dobrý den,"}
    page = sign_in(Client(), jana).post(reverse("admin:mailbox_message_change", args=[message.pk]), data)
    assert page.context["forms"]["close"].data["text"].startswith("Dobrý den,\n\nDěkujeme za zprávu.")
    assert not message.replies.exists()
    assert _close(jana, message, text="Předali jsme to: {doplňte: komu}") == 422


def test_whoever_has_an_answer_already_is_owed_no_other_one(desk: Desk, jana: User) -> None:
    message = make_message(desk, email=EVA)
    handling.answer_message(message=message, user=jana, text="Podíváme se.", now=NOW)
    assert _close(jana, message) == 302
    assert _told(message) == [Notified.ANSWER, Notified.CLOSED]


def test_what_was_closed_without_a_word_is_no_kept_promise(desk: Desk, jana: User, department: User) -> None:
    def figures() -> tuple[int, int, int]:
        week = count_by_week(department, today=TODAY)[-1]
        return week.in_time, week.late, week.waiting

    silent, spoken, merged, erased = (
        make_message(desk, received_at=NOW - DAY, due_on=TODAY + 5 * DAY) for _ in range(4)
    )
    assert figures() == (0, 0, 4)
    handling.close_message(message=silent, user=jana, outcome=Outcome.NOTHING_TO_DO, now=NOW)
    assert figures() == (0, 1, 3)
    handling.answer_message(message=spoken, user=jana, text="Hotovo.", outcome=Outcome.SOLVED, now=NOW)
    assert figures() == (1, 1, 2)
    handling.merge_messages(message=merged, into=spoken_again(desk, jana), user=jana, now=NOW)
    erase_message(message=erased, reason=Erasure.Reason.REQUEST, now=NOW)
    assert figures() == (1, 1, 1)  # the one that it was merged with waits
    handling.reopen_message(message=silent, user=jana, now=NOW)
    assert figures() == (1, 0, 2)


def spoken_again(desk: Desk, jana: User) -> Message:
    return make_message(desk, received_at=NOW - DAY, due_on=TODAY + 5 * DAY)


def test_a_sender_learns_where_the_message_went_and_that_it_was_closed(desk: Desk, jana: User) -> None:
    message, other = make_message(desk, email=EVA, language="en"), make_desk(name="Stůl nálezů")
    duplicate = make_message(desk, email="petr@example.org")
    handling.merge_messages(message=duplicate, into=message, user=jana, now=NOW)
    handling.forward_message(message=message, user=jana, to=other, reason="Patří vám.", now=NOW)
    mail = message.notifications.get(kind=Notified.FORWARDED).email
    assert mail is not None
    assert (mail.to, mail.subject) == ([EVA], "Your message has been passed on")
    assert "Patří vám" not in mail.message
    assert message.text not in mail.message
    handling.answer_message(message=message, user=jana, text="Vyzvedněte si je.", now=NOW + DAY)
    handling.close_message(message=message, user=jana, outcome=Outcome.SOLVED, now=NOW + 2 * DAY)
    assert _told(duplicate) == [Notified.FORWARDED, Notified.ANSWER, Notified.CLOSED]
    entries = followup_page.page_contents(message)["entries"]
    said = [each.words if isinstance(each, followup_page.ShownStep) else each.reply.text for each in entries]
    assert said == ["Předáno dál: Stůl nálezů", "Vyzvedněte si je.", "Zpráva byla uzavřena."]


def test_passed_on_twice_at_once_it_is_news_once(desk: Desk, jana: User) -> None:
    message = make_message(desk, email=EVA)
    for to in (make_desk(), make_desk()):
        handling.forward_message(message=message, user=jana, to=to, reason="Patří vám.", now=NOW)
    assert _told(message).count(Notified.FORWARDED) == 1


@pytest.mark.parametrize("with_answer", [False, True])
def test_a_found_thing_is_not_solved_while_it_is_only_found(desk: Desk, jana: User, with_answer: bool) -> None:
    message = make_message(desk, kind=Kind.NALEZ)
    found = make_found_item(message)

    def close(outcome: Outcome) -> None:
        if with_answer:
            handling.answer_message(message=message, user=jana, text="Hotovo.", outcome=outcome, now=NOW)
        else:
            handling.close_message(message=message, user=jana, outcome=outcome, now=NOW)

    with pytest.raises(ValidationError, match="jen „nalezená“"):
        close(Outcome.SOLVED)
    message.refresh_from_db()
    assert message.state == State.RECEIVED
    assert not message.replies.exists()
    handling.set_found_state(message=message, user=jana, state=FoundState.RETURNED, now=NOW)
    close(Outcome.SOLVED)
    message.refresh_from_db()
    assert message.state == State.CLOSED
    assert found.message_id == message.pk


def test_a_thing_that_is_only_found_can_end_in_another_way(desk: Desk, jana: User) -> None:
    message = make_message(desk, kind=Kind.NALEZ)
    make_found_item(message)
    handling.close_message(message=message, user=jana, outcome=Outcome.NOTHING_TO_DO, now=NOW)
    message.refresh_from_db()
    assert message.state == State.CLOSED


def test_overdue_ones_come_first_the_oldest_promise_before_the_others(desk: Desk, jana: User) -> None:
    today = timezone.localdate()
    late, later = make_message(desk, due_on=today - 2 * DAY), make_message(desk, due_on=today - 9 * DAY)
    new = [make_message(desk) for _ in range(2)]
    page = sign_in(Client(), jana).get(reverse("admin:mailbox_message_changelist"))
    assert [row.message for row in page.context["inbox"].rows] == [later, late, *reversed(new)]


def test_page_by_page_every_open_message_comes_in_its_place(desk: Desk, jana: User) -> None:
    today = timezone.localdate()
    late = [make_message(desk, due_on=today - number * DAY).pk for number in range(1, 32)]
    everything = [*late, *(make_message(desk).pk for _ in range(70))]
    client, address, pages = sign_in(Client(), jana), reverse("admin:mailbox_message_changelist"), []
    query = "?tab=todo"
    while query:
        shown = client.get(address + query).context["inbox"]
        pages.append([row.message.pk for row in shown.rows])
        query = shown.older
    assert pages[0][:25] == late[:-26:-1], "the oldest promises first"
    assert len(pages[0]) == 50
    assert [number for page in (pages[0][25:], *pages[1:]) for number in page if number not in late[6:]] == [
        number for number in reversed(everything) if number not in late[6:]
    ]
    assert {number for page in pages for number in page} == set(everything)
