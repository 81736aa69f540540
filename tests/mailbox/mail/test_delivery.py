"""The mail worker: what is sent, what waits and for how long, and that no trouble stops the other mails."""

import logging
import os
import signal
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from io import StringIO
from threading import Barrier, Thread
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from post_office.models import STATUS, Email, Log
from pytest_django import Settings

from mailbox.intake import receipt_codes
from mailbox.mail.delivery import LATE, LEASE, Delivered, deliver_due, measure_queue
from mailbox.mail.notifications import tell_sender
from mailbox.mail.queue import RECEIPT
from mailbox.mail.states import DELAYS
from mailbox.models import Notification, Notified
from tests.mailbox.factories import make_message
from tests.smtp import ANSWER_S, DIE, DROP, HANG, SmtpServer, Stage

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


class Clock:
    """Time that passes only when told to."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        return self.now

    def tick(self, time: timedelta) -> None:
        self.now += time


def make_mail(to: str | None = "okrskar@example.org", **fields: Any) -> Email:
    email = Email(
        **{
            "from_email": "infoschranka@example.org",
            "to": [to] if to else [],
            "subject": "Zpráva č. 7",
            "message": "Čtěte na odkazu.",
            "status": STATUS.queued,
            "priority": 1,
            "message_id": f"<{Email.objects.count()}@example.org>",
        }
        | fields
    )
    return Email.objects.bulk_create([email])[0]


def sent() -> int:
    return len(Email.objects.filter(status=STATUS.sent))


def test_waiting_mails_are_sent_oldest_first_over_one_connection(smtp: SmtpServer) -> None:
    for number in range(3):
        make_mail(f"prijemce{number}@example.org")
    before = smtp.connections
    assert deliver_due(clock=Clock()) == Delivered(sent=3)
    assert [mail["to"] for mail in smtp.received] == [[f"prijemce{number}@example.org"] for number in range(3)]
    assert smtp.connections == before + 1
    assert sent() == 3


def test_a_mail_arrives_as_it_was_written(smtp: SmtpServer) -> None:
    make_mail()
    deliver_due(clock=Clock())
    [mail] = smtp.mails
    assert (mail["From"], mail["To"]) == ("infoschranka@example.org", "okrskar@example.org")
    assert (mail["Subject"], mail["Message-ID"]) == ("Zpráva č. 7", "<0@example.org>")
    assert mail.get_content().strip() == "Čtěte na odkazu."


def test_nothing_is_sent_twice(smtp: SmtpServer) -> None:
    make_mail()
    deliver_due(clock=Clock())
    assert not deliver_due(clock=Clock())
    assert len(smtp.received) == 1


# --- receipt codes --------------------------------------------------------------------------------------------------
def test_the_receipt_code_is_in_the_sent_copy_only(smtp: SmtpServer) -> None:
    code = receipt_codes.make_code("something submitted")
    tell_sender(make_message(email="jan@example.org"), Notified.RECEIPT, now=NOW, receipt=code)
    queued = Email.objects.get()
    assert RECEIPT in queued.message
    assert code not in str(vars(queued))
    deliver_due(clock=Clock())
    assert receipt_codes.format_code(code) in smtp.mails[0].get_content()
    queued.refresh_from_db()
    assert queued.status == STATUS.sent
    assert queued.context is None
    assert RECEIPT in queued.message


def test_a_code_sealed_under_a_lost_key_is_replaced_by_a_sentence(smtp: SmtpServer) -> None:
    make_mail(message=f"Váš kód: {RECEIPT}", context={"receipt": "not sealed by us"})
    deliver_due(clock=Clock())
    text = smtp.mails[0].get_content()
    assert RECEIPT not in text
    assert len(text) > len("Váš kód: ") + 10


# --- retries --------------------------------------------------------------------------------------------------------
def test_a_refused_recipient_is_tried_again_later_and_the_others_get_theirs(smtp: SmtpServer) -> None:
    first = make_mail()
    smtp.behave("rcpt", "550 unknown")
    clock = Clock()
    assert deliver_due(clock=clock) == Delivered(requeued=1)
    smtp.recover()
    make_mail("jiny@example.org")
    assert deliver_due(clock=clock) == Delivered(sent=1)
    clock.tick(timedelta(minutes=1))
    assert deliver_due(clock=clock) == Delivered(sent=1)
    first.refresh_from_db()
    assert (first.status, first.number_of_retries) == (STATUS.sent, 1)


@pytest.mark.parametrize(("stage", "how"), [("rcpt", "450 later"), ("rcpt", "550 no"), ("data", "451 later")])
def test_trouble_with_one_mail_does_not_end_the_pass(smtp: SmtpServer, stage: Stage, how: str) -> None:
    for _each in range(3):
        make_mail()
    smtp.behave(stage, how)
    assert deliver_due(clock=Clock()) == Delivered(requeued=3)


@pytest.mark.parametrize(
    ("stage", "how"),
    [
        ("connect", "421 closing"),
        ("connect", "554 no"),
        ("connect", DROP),
        ("mail", "451 later"),
        ("mail", "550 sender unknown"),
        ("rcpt", "421 closing"),
        ("data", "421 closing"),
        ("data", DROP),
        pytest.param("connect", HANG, id="hang when connected"),
        pytest.param("data", HANG, id="hang after the mail"),
    ],
)
def test_trouble_with_the_server_ends_the_pass_after_one_mail(
    smtp: SmtpServer, settings: Settings, stage: Stage, how: str
) -> None:
    for _each in range(3):
        make_mail()
    smtp.behave(stage, how)
    clock = Clock()
    if how == HANG:
        settings.EMAIL_TIMEOUT = 0.3
    assert deliver_due(clock=clock) == Delivered(requeued=1)
    settings.EMAIL_TIMEOUT = ANSWER_S
    assert Email.objects.filter(status=STATUS.queued, scheduled_time=None).count() == 2
    smtp.recover()
    assert deliver_due(clock=clock) == Delivered(sent=2)


def test_a_server_that_is_not_there_ends_the_pass_after_one_mail(smtp: SmtpServer) -> None:
    make_mail()
    make_mail()
    smtp.stop()
    assert deliver_due(clock=Clock()) == Delivered(requeued=1)
    assert Log.objects.get().exception_type == "ConnectionRefusedError"


def test_a_server_that_dies_after_accepting_gets_the_mail_again_under_the_same_number(smtp: SmtpServer) -> None:
    make_mail()
    smtp.behave("data", DIE)
    clock = Clock()
    deliver_due(clock=clock)
    smtp.recover()
    clock.tick(DELAYS[0])
    assert deliver_due(clock=clock) == Delivered(sent=1)
    assert [mail["Message-ID"] for mail in smtp.mails] == ["<0@example.org>"] * 2


def test_the_wait_grows_for_three_days_and_then_the_mail_is_given_up(smtp: SmtpServer) -> None:
    email, other = make_mail(), make_mail(status=STATUS.sent)
    smtp.behave("rcpt", "550 unknown")
    clock, waits = Clock(), []
    while deliver_due(clock=clock).requeued:
        Email.objects.filter(pk=other.pk).update(last_updated=clock.now)  # others get theirs
        email.refresh_from_db()
        assert email.scheduled_time is not None
        waits.append(email.scheduled_time - clock.now)
        assert not deliver_due(clock=clock)
        clock.now = email.scheduled_time
    assert [wait.seconds // 60 for wait in waits[:8]] == [1, 2, 4, 8, 15, 30, 60, 60]
    assert timedelta(days=2.5) < clock.now - NOW < timedelta(days=3.5)
    email.refresh_from_db()
    assert (email.status, email.scheduled_time) == (STATUS.failed, None)
    assert Log.objects.filter(email=email).count() == 2  # the first time and the last: the reason was the same


def test_a_mail_that_fails_again_and_again_is_visible_before_it_is_given_up(smtp: SmtpServer) -> None:
    email = make_mail()
    Notification.objects.create(message=make_message(), kind=Notified.NEW, recipient="A", email=email, created_at=NOW)
    smtp.behave("rcpt", "550 unknown")
    clock = Clock()
    for _each in range(3):
        assert not Notification.objects.struggling()
        deliver_due(clock=clock)
        clock.tick(timedelta(hours=1))
    assert Notification.objects.struggling().count() == 1
    assert not Notification.objects.undelivered()


@pytest.mark.parametrize("to", ["a b@example.org", "čeněk@example.org", "@", "\n@example.org"])
def test_an_impossible_address_is_put_back_and_the_others_get_theirs(smtp: SmtpServer, to: str) -> None:
    make_mail(to)
    make_mail()
    deliver_due(clock=Clock())
    deliver_due(clock=Clock())
    assert Email.objects.get(to="okrskar@example.org").status == STATUS.sent


def test_a_mail_for_nobody_is_not_taken_for_sent(smtp: SmtpServer) -> None:
    make_mail(None)
    assert deliver_due(clock=Clock()) == Delivered(requeued=1)


def test_neither_address_nor_text_is_logged_or_kept_as_a_reason(
    smtp: SmtpServer, caplog: pytest.LogCaptureFixture
) -> None:
    make_mail("pan.tajny@example.org", message="Tajný text")
    smtp.behave("rcpt", "550 pan.tajny@example.org does not exist")
    with caplog.at_level(logging.DEBUG):
        deliver_due(clock=Clock())
    log = Log.objects.get()
    assert (log.exception_type, log.message) == ("SMTPRecipientsRefused", "SMTP 550")
    assert "SMTP 550" in caplog.text
    assert "tajn" not in caplog.text.lower() + str(vars(log)).lower()


# --- several workers, crashes ---------------------------------------------------------------------------------------
class Died(BaseException):
    """The process is gone: nothing after it is done."""


def test_a_mail_being_sent_is_not_taken_by_another_worker(smtp: SmtpServer) -> None:
    make_mail()
    make_mail("jiny@example.org")
    others: list[Delivered] = []

    def while_the_first_is_taken() -> bool:
        if len(smtp.received) == 1 and not others:
            others.append(deliver_due(clock=clock))
        return False

    clock = Clock()
    assert deliver_due(clock=clock, stopped=while_the_first_is_taken) == Delivered(sent=1)
    assert others == [Delivered(sent=1)]
    assert len(smtp.received) == 2


@pytest.mark.postgresql
@pytest.mark.django_db(transaction=True)
def test_several_workers_at_once_send_each_mail_once(smtp: SmtpServer) -> None:
    for number in range(40):
        make_mail(f"prijemce{number}@example.org")
    start, results = Barrier(4), []

    def work() -> None:
        start.wait()
        results.append(deliver_due(clock=Clock()).sent)
        connection.close()

    workers = [Thread(target=work) for _each in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sum(results) == 40
    assert len({mail["to"][0] for mail in smtp.received}) == len(smtp.received) == 40


def test_a_worker_that_dies_leaves_the_mail_to_the_next_one_after_the_lease(smtp: SmtpServer) -> None:
    make_mail()
    clock, asked = Clock(), []

    def dies_on_second_asking() -> datetime:
        asked.append(1)
        if len(asked) == 3:  # started, taken, to be marked as sent
            raise Died
        return clock.now

    with pytest.raises(Died):
        deliver_due(clock=dies_on_second_asking)
    assert not deliver_due(clock=clock)
    clock.tick(LEASE)
    assert deliver_due(clock=clock) == Delivered(sent=1)
    assert [mail["Message-ID"] for mail in smtp.mails] == ["<0@example.org>"] * 2


def test_a_mail_erased_while_it_is_sent_is_let_go(smtp: SmtpServer) -> None:
    make_mail()
    smtp.behave("rcpt", "550 no")
    asked = []

    def erased_meanwhile() -> datetime:
        asked.append(1)
        if len(asked) == 3:  # after the try, before it is put back
            Email.objects.all().delete()
        return NOW

    deliver_due(clock=erased_meanwhile)
    assert not Log.objects.exists()


# --- the queue ------------------------------------------------------------------------------------------------------
def test_the_queue_tells_a_worker_that_is_down_from_a_server_that_is() -> None:
    assert (measure_queue(now=NOW).undelivered, measure_queue(now=NOW).late) == (0, False)
    tried = make_mail(status=STATUS.requeued, scheduled_time=NOW + timedelta(minutes=30))
    Email.objects.update(created=NOW - timedelta(days=1))
    assert measure_queue(now=NOW).oldest == timedelta(days=1)
    assert not measure_queue(now=NOW).late
    tried.status = STATUS.queued
    Email.objects.update(scheduled_time=NOW - LATE)
    assert not measure_queue(now=NOW).late
    assert measure_queue(now=NOW + timedelta(seconds=1)).late


# --- the command ----------------------------------------------------------------------------------------------------
def test_the_command_sends_and_says_how_much(smtp: SmtpServer) -> None:
    make_mail()
    output = StringIO()
    call_command("send_queued_mail", stdout=output)
    assert len(smtp.received) == 1
    assert "1" in output.getvalue()


def test_the_command_says_nothing_when_there_is_nothing_to_do() -> None:
    output = StringIO()
    call_command("send_queued_mail", stdout=output)
    assert output.getvalue() == ""


@pytest.mark.parametrize("seconds", [0, -1, 1e9])
def test_an_interval_that_makes_no_sense_is_refused(seconds: float) -> None:
    with pytest.raises(CommandError, match="--every"):
        call_command("send_queued_mail", every=seconds, forever=True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_the_worker_ends_when_it_is_told_to(number: signal.Signals, tmp_path: Any) -> None:
    """Also while its database cannot be read, which it survives."""
    command = [sys.executable, "manage.py", "send_queued_mail", "--forever", "--every", "60"]
    env = {**os.environ, "SECRET_KEY": "x", "DATABASE_URL": f"sqlite:///{tmp_path}/empty.sqlite3"}
    with subprocess.Popen(  # noqa: S603 - our own command
        command, cwd=settings.BASE_DIR, env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        assert process.stderr is not None
        assert any("OperationalError" in line for line in process.stderr)
        process.send_signal(number)
        assert process.wait(timeout=60) == 0
