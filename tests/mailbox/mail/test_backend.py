"""Whatever mail the portal sends says that no person wrote it, so that no out-of-office reply comes back."""

import os
import subprocess
import sys
from datetime import UTC, datetime
from email.utils import mktime_tz, parsedate_tz
from pathlib import Path
from time import time

import pytest
from django.conf import settings
from django.core.mail import EmailMessage, get_connection, mail_admins, mail_managers, send_mail, send_mass_mail
from django.utils import timezone
from post_office.models import Email

from mailbox.mail.delivery import deliver_due
from mailbox.mail.notifications import ask_for_review, tell_department, tell_new_owner, tell_owner, tell_sender
from mailbox.models import Notified
from mailbox.recipients import of_message
from tests.bezpecna_plzen.test_settings import values
from tests.factories import make_post
from tests.mailbox.factories import make_message, make_tenure
from tests.smtp import SmtpServer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("reachable_department")]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)


def says_that_it_is_automatic(smtp: SmtpServer, number: int = 1) -> None:
    mails = smtp.mails
    assert len(mails) == number
    for mail in mails:
        assert mail.get_all("Auto-Submitted") == ["auto-generated"]
        assert mail.get_all("X-Auto-Response-Suppress") == ["All"]
        assert len(mail.get_all("Message-ID", [])) == 1
        assert abs(mktime_tz(parsedate_tz(mail["Date"])) - time()) < 600
        assert "@" in mail["From"]


@pytest.mark.parametrize("kind", Notified)
def test_a_queued_mail_of_every_kind(smtp: SmtpServer, kind: Notified) -> None:
    message = make_message(make_tenure(make_post()).post, email="jan@example.org")
    if kind in (Notified.RECEIPT, Notified.ANSWER):
        tell_sender(message, kind, now=NOW)
    elif kind == Notified.HANDOVER:
        tell_new_owner([message], of_message(message, on=NOW.date()), now=NOW)
    elif kind == Notified.REVIEW:
        ask_for_review(message, 2, erased_on=NOW.date(), now=NOW)
    elif kind == Notified.OVERDUE:
        tell_department(message, kind, now=NOW)
    else:
        tell_owner(message, kind, now=NOW)
    deliver_due(clock=timezone.now)
    says_that_it_is_automatic(smtp)


def test_mails_that_were_queued_before_say_it_too(smtp: SmtpServer) -> None:
    """A queue written by an older version has rows without headers, or with their own."""
    about = {"from_email": "a@example.org", "to": ["b@example.org"], "status": 2, "priority": 1}
    Email.objects.bulk_create(
        [Email(**about), Email(**about, headers={"auto-submitted": "no", "Message-ID": "<1@example.org>"})]
    )
    deliver_due(clock=timezone.now)
    says_that_it_is_automatic(smtp, 2)


def test_what_django_and_applications_send_says_it_too(smtp: SmtpServer) -> None:
    settings.ADMINS = settings.MANAGERS = [("Správa", "sprava@example.org")]
    mail_admins("Chyba", "Text")
    mail_managers("Odkaz", "Text")
    send_mail("Heslo", "Text", None, ["jana@example.org"], html_message="<p>Text</p>")
    send_mass_mail([("Heslo", "Text", None, ["jana@example.org"]), ("Heslo", "Text", None, ["eva@example.org"])])
    EmailMessage("Heslo", "Text", to=["jana@example.org"], headers={"AUTO-SUBMITTED": "no"}).send()
    with get_connection() as connection:
        connection.send_messages([EmailMessage("Heslo", "Text", to=["jana@example.org"])])
    says_that_it_is_automatic(smtp, 7)


def test_a_test_mail_of_the_real_command_with_the_real_settings_says_it_too(smtp: SmtpServer, tmp_path: Path) -> None:
    env = {**os.environ, "SECRET_KEY": "x", "EMAIL_URL": smtp.url, "DATABASE_URL": f"sqlite:///{tmp_path}/x.sqlite3"}
    command = [sys.executable, "manage.py", "sendtestemail", "jana@example.org"]
    subprocess.run(command, cwd=settings.BASE_DIR, env=env, check=True)  # noqa: S603 - our own command
    says_that_it_is_automatic(smtp)


@pytest.mark.parametrize(
    ("url", "transport"), [("smtp://localhost", "smtp"), ("submission://localhost", "smtp"), ("console:", "console")]
)
def test_every_transport_is_behind_it(url: str, transport: str) -> None:
    found = values("EMAIL_BACKEND", "MAIL_TRANSPORT", env={"EMAIL_URL": url})
    assert found == ["mailbox.mail.backend.Backend", f"django.core.mail.backends.{transport}.EmailBackend"]
