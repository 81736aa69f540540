"""Submissions while the mail server is in trouble of every kind, and a mail worker that is killed again and again.

The real worker runs as its own process on a database of its own. The wait between tries is shortened by setting the
times of waiting mails back, as if it had passed.
"""

import os
import random
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial
from pathlib import Path

import pytest
from django.conf import settings
from django.db.backends.base.base import BaseDatabaseWrapper
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import DjangoDbBlocker

from core.danger.recognition import recognise
from districts.models import District, Role
from mailbox.intake import receipt_codes
from mailbox.intake.submission import FilledMessage, Place, submit_message
from mailbox.models import Kind, Message
from tests import databases
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import make_tenure
from tests.smtp import DIE, DROP, HANG, SmtpServer, Stage, wait_until
from tests.thorough import examples

TROUBLE: list[tuple[Stage, str] | None] = [
    None,  # refuses connections
    ("connect", HANG),
    ("connect", "421 too busy"),
    ("connect", "554 go away"),
    ("mail", "451 later"),
    ("rcpt", "450 later"),
    ("rcpt", "550 unknown"),
    ("data", "554 looks like spam"),
    ("data", DROP),
    ("data", HANG),
]
SUBMISSIONS = examples(200, fewest=40)
CRASHES = examples(4, fewest=1)
ANSWER_S = 2  # that the worker waits for an answer
PATIENCE_S = 180  # with the worker, on a busy machine


@dataclass
class Worker:
    """`manage.py send_queued_mail --forever` on a database."""

    env: dict[str, str]
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    def start(self) -> None:
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "send_queued_mail", "--forever", "--every", "0.1"],
            cwd=settings.BASE_DIR,
            env={**os.environ, **self.env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def terminate(self) -> int:
        """Stop it as a service is stopped; its exit code."""
        assert self.process is not None
        self.process.terminate()
        return self.process.wait(PATIENCE_S)

    def kill(self) -> None:
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


@pytest.fixture
def own_database(
    masters: databases.Masters, django_db_setup: None, django_db_blocker: DjangoDbBlocker, tmp_path: Path
) -> Iterator[BaseDatabaseWrapper]:
    """A database that other processes can use, too, with all migrations applied."""
    with django_db_blocker.unblock():
        database = databases.make(databases.own_name(tmp_path, "mail"), like=masters.migrated())
        with databases.in_use(database):
            yield database
        databases.destroy(database)


@pytest.fixture
def worker(own_database: BaseDatabaseWrapper, smtp: SmtpServer) -> Iterator[Worker]:
    values = own_database.settings_dict
    if own_database.vendor == "sqlite":
        url = f"sqlite:///{values['NAME']}"
    else:
        sign_in = f"{values['USER']}:{values['PASSWORD']}".rstrip(":")
        url = f"postgres://{sign_in}@{values['HOST']}:{values['PORT'] or 5432}/{values['NAME']}"
    worker = Worker(
        {"DATABASE_URL": url, "EMAIL_URL": smtp.url_with(timeout_s=ANSWER_S), "SECRET_KEY": settings.SECRET_KEY}
    )
    yield worker
    worker.kill()


@pytest.fixture
def district(own_database: BaseDatabaseWrapper) -> District:
    make_department(email="odbor@example.org")
    district = make_district()
    make_tenure(make_post(Role.OKRSKAR, district=district), make_person(email="okrskar@example.org"))
    return district


def bring_forward() -> None:
    """As if the wait until the next try had passed."""
    waiting = Email.objects.filter(status__in=[STATUS.queued, STATUS.requeued], scheduled_time__gt=timezone.now())
    waiting.update(scheduled_time=timezone.now() - timedelta(seconds=1))


def tries() -> int:
    return sum(Email.objects.exclude(number_of_retries=None).values_list("number_of_retries", flat=True))


def more_tries_than(before: int) -> bool:
    return tries() > before


@pytest.mark.once
def test_nothing_is_lost_and_nobody_waits_while_the_mail_server_is_in_trouble(
    worker: Worker, smtp: SmtpServer, district: District
) -> None:
    chosen = random.Random(20261124)
    recognise("")  # reads the phrases, as the server does before somebody writes
    worker.start()
    codes: list[str] = []
    for trouble in TROUBLE:
        if trouble is None:
            smtp.stop()
        else:
            smtp.behave(*trouble)
            smtp.start()
        before = tries()
        began = time.monotonic()
        for _each in range(SUBMISSIONS // len(TROUBLE)):
            number = len(codes)
            entry = FilledMessage(
                kind=Kind.PODNET,
                text=f"Zpráva {number}",
                place=Place("Americká", district=district),
                email=f"odesilatel{number}@example.org",
            )
            codes.append(submit_message(entry=entry, token=f"token {number}", now=timezone.now()).receipt)
        took_s = (time.monotonic() - began) * len(TROUBLE) / SUBMISSIONS
        assert took_s < ANSWER_S, f"a submission waits for the mail server: {trouble}"
        bring_forward()
        wait_until(partial(more_tries_than, before), why=f"the worker meets {trouble}")
    assert not smtp.received
    assert Message.objects.count() == len(codes) == SUBMISSIONS
    assert Email.objects.count() == 2 * SUBMISSIONS

    smtp.behave("data", HANG)
    connected = smtp.connections
    bring_forward()
    wait_until(lambda: smtp.connections > connected, why="the worker sends")
    assert worker.terminate() == 0, "told to stop, it finishes the mail at hand and ends well"
    worker.start()

    smtp.recover()
    for crash in range(1, CRASHES + 1):
        bring_forward()
        enough = chosen.randrange(10, 2 * SUBMISSIONS // (CRASHES + 2)) * crash // 2
        wait_until(partial(smtp.has_received, enough), why="mails arrive")
        time.sleep(chosen.random() / 50)
        worker.kill()
        worker.start()
    crashes = CRASHES
    smtp.behave("data", DIE)
    seen = len(smtp.received)
    bring_forward()
    wait_until(partial(smtp.has_received, seen + 1), why="a mail arrives at a server that dies")
    worker.kill()
    crashes += 1
    deaths = len(smtp.received) - seen
    smtp.recover()
    worker.start()

    def all_sent() -> bool:
        bring_forward()
        return not Email.objects.exclude(status=STATUS.sent).exists()

    wait_until(all_sent, why="everything is sent")
    mails = smtp.mails
    arrived = Counter(mail["Message-ID"] for mail in mails)
    assert set(arrived) == set(Email.objects.values_list("message_id", flat=True))
    assert len(mails) - 2 * SUBMISSIONS <= crashes + deaths
    texts = {mail["To"]: mail.get_content() for mail in mails}
    for number, code in enumerate(codes):
        assert receipt_codes.format_code(code) in texts[f"odesilatel{number}@example.org"]
