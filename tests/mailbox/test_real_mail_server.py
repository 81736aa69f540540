"""The portal, a real Postfix and its mailbox: whatever becomes of a mail, it ends in a state of the table, at a person.

The next server after Postfix and the mailbox's IMAP are those of the tests, so that they can be told what to say.
"""

from datetime import timedelta
from email.message import EmailMessage
from smtplib import SMTP

import pytest
from django.utils import timezone
from post_office.models import Email
from pytest_django import Settings

from mailbox.jobs.own_mailbox import Read, read_mailbox
from mailbox.mail.delivery import deliver_due
from mailbox.mail.notifications import tell_owner, tell_sender
from mailbox.mail.states import MailState, state_of
from mailbox.models import DeadAddress, Message, Notification, Notified
from tests.factories import make_district, make_person, make_post
from tests.imap import Mailbox, imap
from tests.mailbox.factories import make_message, make_station, make_tenure
from tests.postfix import Postfix, postfix
from tests.smtp import SmtpServer, wait_until

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]
pytestmark += [pytest.mark.thorough, pytest.mark.root]
__all__ = ["imap", "postfix"]

STATION = "sluzebna@remote.example.org"


def message_for(email: str) -> Message:
    """A message that somebody with this e-mail answers for."""
    district = make_district(mp_station=make_station(email=STATION))
    return make_message(make_tenure(make_post(district=district), make_person(f"Osoba {email}", email=email)).post)


def send(*, later: timedelta = timedelta()) -> None:
    deliver_due(clock=lambda: timezone.now() + later)


def told(message: Message) -> Notification:
    """The first mail about a message, as it is now."""
    return Notification.objects.select_related("email", "message").filter(message=message).earliest("pk")


def come_back(postfix: Postfix, imap: Mailbox) -> Read:
    """Wait until Postfix has written to the portal, and read that."""

    def deliver() -> bool:
        for raw in postfix.take_mails():
            imap.put(raw.replace(b"\n", b"\r\n"))
        return bool(imap.mails)

    wait_until(deliver, why="Postfix writes back")
    return read_mailbox(now=timezone.now())


def test_every_way_of_a_mail_ends_in_a_state_and_at_a_person(
    postfix: Postfix, smtp: SmtpServer, imap: Mailbox, settings: Settings
) -> None:
    settings.EMAIL_PORT = postfix.port
    settings.DEFAULT_FROM_EMAIL = "infoschranka@portal.example.org"

    # Refused at once, and passed on to the station.
    refused = message_for("nikdo@portal.example.org")
    tell_owner(refused, Notified.NEW, now=timezone.now())
    send()
    assert state_of(told(refused)) == MailState.REFUSED
    send()
    wait_until(lambda: [str(mail["To"]) for mail in smtp.mails] == [STATION] * 2, why="the station gets it")

    # Greylisted by our own server: put off, and seen as such.
    greylisted = message_for("seda@portal.example.org")
    tell_owner(greylisted, Notified.NEW, now=timezone.now())
    for minutes in (0, 2, 5):
        send(later=timedelta(minutes=minutes))
    assert state_of(told(greylisted)) == MailState.DEFERRED
    assert Notification.objects.struggling().get() == told(greylisted)

    # Taken and sent back: passed on to the station, who is told of the address.
    smtp.behave("rcpt", "550 5.1.1 unknown", only="jana@remote.example.org")
    bounced = message_for("jana@remote.example.org")
    tell_owner(bounced, Notified.NEW, now=timezone.now())
    send()
    assert state_of(told(bounced)) == MailState.SENT
    assert come_back(postfix, imap) == Read(taken_in=1)
    assert state_of(told(bounced)) == MailState.BOUNCED
    assert DeadAddress.objects.filter(address="jana@remote.example.org", refused=True).exists()
    send()
    wait_until(lambda: smtp.has_received(4), why="the station gets it")
    assert {str(mail["To"]) for mail in smtp.mails} == {STATION}

    # An answer to a sender that a filter refuses: the department sees it.
    smtp.behave("data", "550 5.7.1 spam")
    answer = make_message(email="svedek@remote.example.org")
    tell_sender(answer, Notified.ANSWER, now=timezone.now())
    send()
    assert come_back(postfix, imap) == Read(taken_in=1)
    assert state_of(told(answer)) == MailState.RETURNED
    assert told(answer) in Notification.objects.undelivered()

    # Greylisted further on: late, which is no failure, then delivered.
    smtp.behave("rcpt", "450 4.2.0 greylisted", only="petr@remote.example.org")
    late = message_for("petr@remote.example.org")
    tell_owner(late, Notified.NEW, now=timezone.now())
    send()
    assert come_back(postfix, imap) == Read(taken_in=1)
    assert state_of(told(late)) == MailState.DELAYED
    smtp.recover()
    wait_until(lambda: "petr@remote.example.org" in {str(mail["To"]) for mail in smtp.mails}, why="Postfix tries on")

    # From an address with diacritics: the report is of another type.
    smtp.behave("rcpt", "550 5.1.1 unknown")
    abroad = message_for("dana@remote.example.org")
    tell_owner(abroad, Notified.NEW, now=timezone.now())
    email = told(abroad).email
    assert email is not None
    with SMTP("127.0.0.1", postfix.port) as connection:
        mail = EmailMessage()
        mail["Message-ID"], mail["Subject"] = email.message_id, "Nová zpráva"
        mail.set_content("Text.")
        connection.send_message(mail, "infoschranka@portal.example.org", "čeněk@remote.example.org")
    Email.objects.filter(pk=email.pk).update(status=0)  # sent, as if by the worker
    assert come_back(postfix, imap) == Read(taken_in=1)
    assert state_of(told(abroad)) == MailState.RETURNED  # the next server knows no such addresses

    # Somebody is on holiday, and somebody writes a letter.
    with SMTP("127.0.0.1", postfix.port) as connection:
        for headers in ({"Auto-Submitted": "auto-replied"}, {}):
            mail = EmailMessage()
            for name, value in ({"Subject": "Nejsem tu"} | headers).items():
                mail[name] = value
            mail.set_content("Text.")
            connection.send_message(mail, "jana@remote.example.org", "infoschranka@portal.example.org")
    read = Read()
    while read.unread == 0 or imap.find(["UNFLAGGED"]):
        read = come_back(postfix, imap)
    assert len(imap.mails) == read.unread == 1
