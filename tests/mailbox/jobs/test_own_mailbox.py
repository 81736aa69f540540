"""The mailbox of the portal: what is dealt with is deleted, what is for a person stays, and somebody is told of it."""

from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from post_office.models import Email
from pytest_django import Settings

from mailbox.jobs.own_mailbox import LARGEST, MailboxError, Read, read_mailbox
from mailbox.mail.delivery import deliver_due
from mailbox.mail.notifications import tell_owner
from mailbox.mail.states import MailState, state_of
from mailbox.models import Notification, Notified, Stopped
from mailbox.retention.alarms import standing_alarms
from tests.factories import make_person, make_post
from tests.imap import Mailbox, imap
from tests.mailbox.factories import make_message, make_tenure
from tests.mailbox.mail.reports import make_report
from tests.nginx import certify
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]
__all__ = ["imap"]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
LETTER = "From: jana@example.org\r\nSubject: Dobrý den\r\n\r\nText.\r\n".encode()
HOLIDAY = b"From: jana@example.org\r\nAuto-Submitted: auto-replied\r\n\r\nText.\r\n"


@pytest.fixture
def told(smtp: SmtpServer) -> Notification:
    """A mail about a message, which the mail server took."""
    post = make_tenure(make_post(), make_person("Jana Ukázková", email="jana@example.org")).post
    tell_owner(make_message(post), Notified.NEW, now=NOW)
    deliver_due(clock=lambda: NOW)
    return Notification.objects.select_related("email", "message").get()


def report_about(told: Notification, name: str = "postfix_dead") -> bytes:
    assert told.email is not None
    return make_report(name, told.email.message_id)


def test_each_kind_of_mail_ends_where_it_belongs(imap: Mailbox, smtp: SmtpServer, told: Notification) -> None:
    imap.put(report_about(told, "exim_delayed"))
    imap.put(report_about(told).replace(b"\n", b"\r\n"))
    imap.put(HOLIDAY)
    letter = imap.put(LETTER)
    unknown = imap.put(make_report("postfix_dead"))
    large = imap.put(report_about(told) + b"x" * LARGEST)
    by_hand = imap.put(LETTER, "\\Deleted")
    assert read_mailbox(now=NOW) == Read(taken_in=3, left=3, unread=3)
    assert set(imap.mails) == {letter, unknown, large, by_hand}
    assert [imap.flags[each] for each in (letter, unknown, large)] == [{"\\Flagged"}] * 3
    assert state_of(Notification.objects.select_related("email").get(pk=told.pk)) == MailState.BOUNCED
    [alarm] = standing_alarms()
    assert "3 " in alarm
    deliver_due(clock=lambda: NOW)
    assert sorted(str(mail["Subject"]).split()[0] for mail in smtp.mails[1:]) == ["Nelze", "Nová", "Něco"]
    imap.flags[letter].add("\\Seen")
    assert read_mailbox(now=NOW + timedelta(minutes=10)) == Read(unread=2)
    for each in (unknown, large):
        imap.flags[each].add("\\Seen")
    assert read_mailbox(now=NOW + timedelta(minutes=20)) == Read()
    assert standing_alarms() == []


def test_a_server_that_cannot_delete_by_number_deletes_what_is_marked(imap: Mailbox, told: Notification) -> None:
    imap.capabilities = "IMAP4rev1"
    imap.put(report_about(told))
    letter = imap.put(LETTER)
    assert read_mailbox(now=NOW).taken_in == 1
    assert set(imap.mails) == {letter}


def test_what_was_taken_in_but_not_deleted_is_told_once(imap: Mailbox, smtp: SmtpServer, told: Notification) -> None:
    imap.put(report_about(told))
    imap.fails_at = "STORE"
    with pytest.raises(MailboxError):
        read_mailbox(now=NOW)
    assert set(imap.mails) == {1}
    mails = Email.objects.count()
    imap.fails_at = ""
    assert read_mailbox(now=NOW) == Read(taken_in=1)
    assert Email.objects.count() == mails
    assert standing_alarms() == []


def test_only_a_server_with_a_certificate_that_is_good_is_told_the_password(
    imap: Mailbox, settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.put(HOLIDAY)
    certify(tmp_path, "localhost")
    imap.certified = tmp_path
    settings.BOUNCE_MAILBOX |= {"tls": True, "host": "localhost"}
    with pytest.raises(MailboxError, match="SSLCertVerificationError"):
        read_mailbox(now=NOW)
    monkeypatch.setenv("SSL_CERT_FILE", str(tmp_path / "fullchain.pem"))
    assert read_mailbox(now=NOW) == Read(taken_in=1)


@pytest.mark.parametrize("fails_at", ["LOGIN", "SELECT", "SEARCH", "FETCH"])
def test_a_mailbox_that_cannot_be_read_is_said_without_the_password(
    imap: Mailbox, fails_at: str, capsys: pytest.CaptureFixture[str]
) -> None:
    imap.put(LETTER)
    imap.fails_at = fails_at
    with pytest.raises(SystemExit):
        call_command("read_bounces")
    said = capsys.readouterr().err
    assert "error" in said
    assert "heslo" not in said
    assert standing_alarms([Stopped.MAILBOX]) != []
    assert imap.flags == {1: set()}


def test_without_a_mailbox_there_is_nothing_to_read_and_no_alarm_stays(imap: Mailbox, settings: Settings) -> None:
    imap.put(LETTER)
    output = StringIO()
    call_command("read_bounces", stdout=output)
    assert "1" in output.getvalue()
    settings.BOUNCE_MAILBOX = None
    call_command("read_bounces", stdout=output)
    assert "BOUNCE_URL" in output.getvalue()
    assert standing_alarms() == []
