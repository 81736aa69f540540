"""Mails about messages: to the right person, in the transaction of what they tell, without what somebody wrote."""

from datetime import UTC, date, datetime

import pytest
from django.conf import settings
from django.db import transaction
from post_office.models import STATUS, Email

from districts.models import Post
from mailbox.intake import receipt_codes
from mailbox.mail.notifications import (
    MOST_LISTED,
    ask_for_review,
    tell_department,
    tell_new_owner,
    tell_owner,
    tell_sender,
)
from mailbox.models import Event, Happened, Message, Notification, Notified, State
from mailbox.recipients import Recipient, of_message
from tests.factories import make_department, make_person, make_post
from tests.mailbox.factories import make_message, make_tenure

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
SECRET = {
    "text": "Soused Novotný bije psa.",
    "name": "Petr Svědek",
    "phone": "777 123 456",
    "place": "Americká 25",
    "email": "svedek@example.org",
}


@pytest.fixture
def post() -> Post:
    return make_tenure(make_post()).post


def mails() -> list[tuple[str, str]]:
    """To whom, and the whole text."""
    return [
        (email.to[0], f"{email.subject}\n{email.message}\n{email.html_message}\n{email.headers}")
        for email in Email.objects.order_by("pk")
    ]


def test_the_owner_gets_one_mail_and_the_message_remembers_whom_it_told(post: Post) -> None:
    message = make_message(post)
    recipient = tell_owner(message, Notified.NEW, now=NOW)
    message.refresh_from_db()
    assert recipient == of_message(message, on=date(2026, 11, 24))
    assert message.told == recipient.key
    [(to, text)] = mails()
    assert to == recipient.email
    assert f"{settings.SITE_URL}/admin/mailbox/message/{message.pk}/change/" in text
    notification = Notification.objects.get()
    assert (notification.message, notification.recipient) == (message, recipient.name)
    assert notification.email == Email.objects.get(status=STATUS.queued)
    assert Event.objects.get(kind=Happened.TOLD).detail.endswith(recipient.name)


@pytest.mark.parametrize("kind", Notified)
def test_no_mail_contains_what_somebody_wrote(post: Post, kind: Notified) -> None:
    message = make_message(post, **SECRET)
    if kind in (Notified.RECEIPT, Notified.ANSWER):
        tell_sender(message, kind, now=NOW, receipt=receipt_codes.make_code("x"))
    elif kind == Notified.HANDOVER:
        tell_new_owner([message], of_message(message, on=NOW.date()), now=NOW)
    elif kind == Notified.REVIEW:
        ask_for_review(message, 2, erased_on=NOW.date(), now=NOW)
    else:
        tell_owner(message, kind, now=NOW)
    [(_to, text)] = mails()
    assert not [secret for secret in SECRET.values() if secret in text]
    assert settings.SITE_URL in text


@pytest.mark.parametrize("kind", Notified)
def test_every_mail_has_a_subject_in_one_line_and_a_text_without_markup(post: Post, kind: Notified) -> None:
    message = make_message(make_tenure(make_post(), make_person("D'Artagnan & syn <i>")).post, email="a@example.org")
    if kind == Notified.HANDOVER:
        tell_new_owner([message], of_message(message, on=NOW.date()), now=NOW)
    elif kind == Notified.REVIEW:
        ask_for_review(message, 1, erased_on=NOW.date(), now=NOW)
    else:
        tell_owner(message, kind, now=NOW)
    email = Email.objects.get()
    assert email.subject
    assert "\n" not in email.subject
    assert "&" not in email.message
    assert len(email.message) > 50
    assert "\n\n\n" not in email.message.strip()


def test_who_has_no_e_mail_anywhere_gets_none_and_the_history_says_so() -> None:
    make_department(email="")
    message = make_message(make_post())
    recipient = tell_owner(message, Notified.NEW, now=NOW)
    assert recipient.email == ""
    assert not Email.objects.exists()
    assert not Notification.objects.exists()
    detail = Event.objects.get(kind=Happened.TOLD).detail
    assert recipient.name in detail
    assert "e-mail" in detail


def test_the_department_is_told_at_its_own_address(post: Post) -> None:
    message = make_message(post)
    tell_department(message, Notified.OVERDUE, now=NOW)
    assert [to for to, _text in mails()] == ["odbor@example.org"]
    message.refresh_from_db()
    assert message.told == ""


def test_a_sender_without_an_e_mail_is_not_told(post: Post) -> None:
    tell_sender(make_message(post), Notified.ANSWER, now=NOW)
    assert not Email.objects.exists()


def test_a_sender_is_not_named_in_the_history_of_mails(post: Post) -> None:
    tell_sender(make_message(post, **SECRET), Notified.ANSWER, now=NOW)
    notification = Notification.objects.get()
    assert not [secret for secret in SECRET.values() if secret in notification.recipient]


def test_who_left_an_address_that_is_none_gets_no_mail_and_the_history_says_so(post: Post) -> None:
    tell_sender(make_message(post, email="not an address"), Notified.ANSWER, now=NOW)
    assert not Email.objects.exists()
    assert not Notification.objects.exists()
    detail = Event.objects.get(kind=Happened.TOLD).detail
    assert "nejde nic poslat" in detail
    assert "not an address" not in detail


def test_each_mail_has_a_number_of_its_own(post: Post) -> None:
    for _each in range(2):
        tell_owner(make_message(post), Notified.NEW, now=NOW)
    numbers = set(Email.objects.values_list("message_id", flat=True))
    assert len(numbers) == 2
    assert None not in numbers


def test_a_mail_is_written_with_what_it_tells_about_or_not_at_all(post: Post) -> None:
    with transaction.atomic():
        tell_owner(make_message(post), Notified.NEW, now=NOW)
        transaction.set_rollback(True)
    assert not Email.objects.exists()
    assert not Message.objects.exists()


# --- handovers ------------------------------------------------------------------------------------------------------
RECIPIENT = Recipient("person:1", "Jana Nová", "jana@example.org")


def test_many_messages_are_handed_over_in_one_mail_that_lists_them(post: Post) -> None:
    messages = [make_message(post), make_message(post, state=State.ANSWERED)]
    tell_new_owner(messages, RECIPIENT, now=NOW)
    [(to, text)] = mails()
    assert to == "jana@example.org"
    for message in messages:
        assert f"/admin/mailbox/message/{message.pk}/change/" in text
    email = Email.objects.get()
    assert [(each.message, each.email) for each in Notification.objects.order_by("pk")] == [
        (message, email) for message in messages
    ]


def test_a_mail_lists_only_so_many_messages_and_counts_the_rest(post: Post) -> None:
    messages = [make_message(post) for _each in range(MOST_LISTED + 7)]
    tell_new_owner(messages, RECIPIENT, now=NOW)
    [(_to, text)] = mails()
    assert text.count("/change/") == MOST_LISTED
    assert "… a\N{NO-BREAK SPACE}ještě 7\n" in text
    assert Notification.objects.count() == len(messages)
