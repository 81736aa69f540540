"""The states of a mail: each is reached, the document has the same table, and somebody is told where it says so."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.utils import translation
from post_office.models import STATUS, Email

from districts.models import Post
from mailbox.mail.delivery import deliver_due
from mailbox.mail.notifications import tell_owner
from mailbox.mail.states import DELAYS, TABLE, TOLD, MailState, Told, state_of
from mailbox.models import Erasure, Notification, Notified
from mailbox.retention.erasing import erase_message
from tests.factories import make_district, make_person, make_post
from tests.mailbox.factories import make_message, make_station, make_tenure
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
ROW = re.compile(r"^\| `(\w+)` \| (.+) \| (.+) \|$", re.MULTILINE)


@pytest.fixture
def post() -> Post:
    district = make_district(mp_station=make_station(name="Služebna Bory", email="sluzebna@example.org"))
    return make_tenure(make_post(district=district), make_person("Jana Ukázková", email="jana@example.org")).post


@pytest.fixture
def told(post: Post) -> Notification:
    """A mail about a message, in the queue."""
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    return Notification.objects.get()


def state_now(notification: Notification) -> MailState:
    return state_of(Notification.objects.select_related("email", "message").get(pk=notification.pk))


def send(*, at: datetime = NOW) -> None:
    deliver_due(clock=lambda: at)


def test_the_document_has_the_table_of_the_code() -> None:
    with translation.override("en"):
        expected = [(str(state), str(row.when), str(TOLD[row.told])) for state, row in TABLE.items()]
    document = (settings.BASE_DIR / "docs/operations.md").read_text(encoding="utf-8")
    assert ROW.findall(document) == expected
    assert list(TABLE) == list(MailState)


def test_a_mail_that_is_taken_is_sent_and_nobody_is_told(smtp: SmtpServer, told: Notification) -> None:
    assert state_now(told) == MailState.QUEUED
    send()
    assert state_now(told) == MailState.SENT
    Email.objects.all().delete()
    assert state_now(told) == MailState.SENT
    assert Notification.objects.count() == 1


@pytest.mark.parametrize("how", ["450 4.2.0 greylisted", "451 4.7.1 try in 300 s", "452 4.2.2 full", "550 unknown"])
def test_a_mail_that_may_pass_later_is_put_off_until_it_does(smtp: SmtpServer, told: Notification, how: str) -> None:
    smtp.behave("rcpt", how)
    send()
    assert state_now(told) == MailState.DEFERRED
    assert not Notification.objects.struggling().exists()
    for minutes in (1, 10):
        send(at=NOW + timedelta(minutes=minutes))
    assert Notification.objects.struggling().get() == told
    smtp.recover()
    send(at=NOW + timedelta(hours=1))
    assert state_now(told) == MailState.SENT


@pytest.mark.parametrize(
    ("how", "failures", "state"),
    [("550 5.1.1 unknown", 0, MailState.REFUSED), ("450 later", len(DELAYS), MailState.GAVE_UP)],
)
def test_a_mail_that_ends_is_told_to_who_is_next(
    smtp: SmtpServer, post: Post, told: Notification, how: str, failures: int, state: MailState
) -> None:
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    last = Email.objects.order_by("pk").last()
    Email.objects.filter(pk=getattr(last, "pk", None)).update(status=STATUS.sent, last_updated=NOW)  # the server works
    Email.objects.filter(status=STATUS.queued).update(number_of_retries=failures)
    smtp.behave("rcpt", how, only="jana@example.org")
    send()
    send(at=NOW + timedelta(minutes=1))
    assert state_now(told) == state
    assert TABLE[state].told == Told.NEXT
    assert {str(mail["To"]) for mail in smtp.mails} == {"sluzebna@example.org"}


def test_what_is_erased_was_not_sent(told: Notification) -> None:
    erase_message(message=told.message, reason=Erasure.Reason.REQUEST, now=NOW)
    assert state_now(told) == MailState.ERASED
