"""What a sender reads and can do with the receipt code."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from districts.models import Post, Role
from mailbox import followup, handling
from mailbox.models import (
    Erasure,
    Happened,
    Kind,
    Message,
    Notification,
    Notified,
    Outcome,
    ReplyKind,
    Screening,
    State,
)
from mailbox.photos.storage import StoredPhoto
from mailbox.retention import erasing
from tests.factories import make_department, make_district, make_person
from tests.mailbox.factories import make_attachment, make_message, make_reply, make_staff, make_tenure

NOW = timezone.now()
PHOTO = StoredPhoto(name="1" * 32 + ".jpg", width=10, height=10, size=100)

pytestmark = pytest.mark.django_db


@pytest.fixture
def message() -> Message:
    """A message of a post that somebody holds."""
    make_department(email="odbor@example.org")
    post = Post.objects.create(role=Role.OKRSKAR, district=make_district())
    make_tenure(post, make_person())
    return make_message(post, email="eva@example.org")


def closed(message: Message) -> Message:
    handling.close_message(message=message, user=make_staff(), outcome=Outcome.SOLVED, now=NOW)
    message.refresh_from_db()
    return message


def test_answers_and_additions_are_read_in_order_and_notes_never(message: Message) -> None:
    texts = ["first", "hidden", "second", "third"]
    kinds = [ReplyKind.ANSWER, ReplyKind.NOTE, ReplyKind.ADDITION, ReplyKind.ANSWER]
    for number, (text, kind) in enumerate(zip(texts, kinds, strict=True)):
        make_reply(message, kind, text=text, created_at=NOW + timedelta(minutes=number))
    own = make_attachment(message)
    make_attachment(message, reply=message.replies.get(text="second"))
    thread = followup.read_thread(message)
    assert [reply.text for reply in thread.replies] == ["first", "second", "third"]
    assert thread.photos == (own,)


def test_an_addition_is_stored_and_whoever_answers_is_told(message: Message) -> None:
    Message.objects.update(unread=False)
    reply = followup.store_addition(message=message, text="Dnes zase. Žluťoučký.", photos=[PHOTO], now=NOW)
    message.refresh_from_db()
    assert reply.attachments.get().name == PHOTO.name
    assert message.unread
    assert "zlutoucky" in message.search_text
    assert message.notifications.get().kind == Notified.ADDITION
    assert message.events.filter(kind=Happened.ADDED).count() == 1


def test_the_same_addition_sent_twice_is_one(message: Message) -> None:
    first = followup.store_addition(message=message, text="Dnes zase.", photos=[PHOTO], now=NOW)
    assert followup.store_addition(message=message, text="Dnes zase.", photos=[PHOTO], now=NOW) == first
    followup.store_addition(message=message, text="A zítra.", photos=[PHOTO], now=NOW)
    assert message.replies.count() == 2
    assert message.attachments.count() == 1


def test_the_same_words_after_an_answer_are_a_new_addition(message: Message) -> None:
    first = followup.store_addition(message=message, text="Pořád totéž.", now=NOW)
    make_reply(message, ReplyKind.ANSWER)
    assert followup.store_addition(message=message, text="Pořád totéž.", now=NOW) != first


def test_numbers_of_documents_are_hidden_in_additions_to_found_items(message: Message) -> None:
    Message.objects.update(kind=Kind.NALEZ)
    assert "123456789" not in followup.store_addition(message=message, text="č. 123456789", now=NOW).text


def test_an_unsolved_message_is_opened_again_with_a_new_promise(message: Message) -> None:
    Message.objects.update(due_on=timezone.localdate() - timedelta(days=90))
    followup.store_addition(message=closed(message), text="Nic se nezměnilo.", unsolved=True, now=NOW)
    message.refresh_from_db()
    assert (message.state, message.closed_at, message.outcome) == (State.IN_PROGRESS, None, "")
    assert message.due_on > timezone.localdate()
    assert message.events.filter(kind=Happened.REOPENED).count() == 1


def test_unsolved_sent_twice_opens_once_and_again_after_the_next_closing(message: Message) -> None:
    for _ in range(2):
        followup.store_addition(message=closed(message), text="Nic.", unsolved=True, now=NOW)
        followup.store_addition(message=message, text="Nic.", unsolved=True, now=NOW)
        message.refresh_from_db()
        assert message.state == State.IN_PROGRESS
    assert message.events.filter(kind=Happened.REOPENED).count() == 2
    assert message.replies.count() == 2


def test_an_addition_alone_does_not_open_a_closed_message(message: Message) -> None:
    followup.store_addition(message=closed(message), text="Děkuji.", now=NOW)
    message.refresh_from_db()
    assert message.state == State.CLOSED
    assert message.unread


def test_nobody_is_told_about_an_addition_to_a_message_under_review(message: Message) -> None:
    Message.objects.update(screening=Screening.QUARANTINE)
    followup.store_addition(message=message, text="Haló?", now=NOW)
    assert not Notification.objects.exists()


def test_after_a_merge_later_answers_are_shared_and_nothing_else_is(message: Message) -> None:
    user, other = make_staff(), make_message(message.post, text="Cizí text")
    handling.answer_message(message=other, user=user, text="before", now=NOW - timedelta(hours=1))
    handling.merge_messages(message=message, into=other, user=user, now=NOW)
    later = NOW + timedelta(hours=1)
    handling.add_note(message=other, user=user, text="internal", now=later)
    followup.store_addition(message=other, text="private", now=later)
    handling.answer_message(message=other, user=user, text="after", now=later)
    assert [reply.text for reply in followup.read_thread(message).replies] == ["after"]


def test_answers_stay_readable_whatever_becomes_of_the_message_they_were_given_to(message: Message) -> None:
    user = make_staff()
    first, second = make_message(message.post), make_message(message.post)
    handling.merge_messages(message=message, into=first, user=user, now=NOW)
    handling.answer_message(message=first, user=user, text="shared", now=NOW)
    handling.answer_message(message=second, user=user, text="not for them", now=NOW)
    handling.merge_messages(message=first, into=second, user=user, now=NOW + timedelta(hours=1))
    erasing.erase_message(message=second, reason=Erasure.Reason.REQUEST, now=NOW)
    followup.store_addition(message=message, text="Pořád nic.", unsolved=True, now=NOW + timedelta(hours=2))
    assert [reply.text for reply in followup.read_thread(message).replies] == ["shared", "Pořád nic."]


def test_an_erased_duplicate_gets_no_copy_of_an_answer(message: Message) -> None:
    user, other = make_staff(), make_message(message.post)
    handling.merge_messages(message=message, into=other, user=user, now=NOW)
    erasing.erase_message(message=message, reason=Erasure.Reason.REQUEST, now=NOW)
    handling.answer_message(message=other, user=user, text="Hotovo.", now=NOW)
    assert not message.replies.exists()


def test_the_same_words_much_later_are_meant(message: Message) -> None:
    followup.store_addition(message=message, text="Pořád totéž.", now=NOW)
    followup.store_addition(message=message, text="Pořád totéž.", now=NOW + timedelta(minutes=10))
    followup.store_addition(message=message, text="Pořád totéž.", now=NOW + timedelta(days=7))
    assert message.replies.count() == 2


def test_nothing_is_added_to_what_nobody_will_read(message: Message) -> None:
    handling.mark_spam(message=message, user=make_staff(), now=NOW)
    with pytest.raises(ValidationError):
        followup.store_addition(message=message, text="Haló?", now=NOW)
    erasing.erase_message(message=message, reason=Erasure.Reason.REQUEST, now=NOW)
    with pytest.raises(ValidationError):
        followup.store_addition(message=message, text="Haló?", now=NOW)
    assert not message.replies.exists()


def test_an_unsolved_duplicate_goes_its_own_way_again(message: Message) -> None:
    other = make_message(message.post)
    handling.merge_messages(message=message, into=other, user=make_staff(), now=NOW)
    followup.store_addition(message=message, text="U mě je to jinak.", unsolved=True, now=NOW)
    message.refresh_from_db()
    assert (message.merged_into, message.state) == (None, State.IN_PROGRESS)
