"""The settings of mails and of retention."""

import os
import subprocess
import sys

import pytest
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

from bezpecna_plzen.settings import _bounce_mailbox
from tests.bezpecna_plzen.test_settings import fresh, refusal, values


@pytest.mark.parametrize(
    ("env", "sender"),
    [
        ({}, "infoschranka@localhost"),
        ({"SITE_URL": "https://www.bezpecnaplzen.eu"}, "infoschranka@bezpecnaplzen.eu"),
        ({"SITE_URL": "https://portal.plzen.eu"}, "infoschranka@portal.plzen.eu"),
        ({"MAIL_FROM": "Bezpečná Plzeň <portal@plzen.eu>"}, "Bezpečná Plzeň <portal@plzen.eu>"),
    ],
)
def test_mails_come_from_the_domain_of_the_portal_unless_told_otherwise(env: dict[str, str], sender: str) -> None:
    assert values("DEFAULT_FROM_EMAIL", "SERVER_EMAIL", env=env) == [sender, sender]


@pytest.mark.parametrize(("sender", "status"), [("portal", 1), ("a@example.org, b@example.org", 1), ("", 0)])
def test_nothing_starts_with_a_sender_that_no_mail_server_takes(sender: str, status: int) -> None:
    result = subprocess.run(
        [sys.executable, "manage.py", "check"],
        cwd=settings.BASE_DIR,
        env={"PATH": os.environ["PATH"], "SECRET_KEY": "x", "MAIL_FROM": sender},
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == status
    assert ("MAIL_FROM" in result.stderr) == bool(status)


@pytest.mark.parametrize(("url", "seconds"), [("smtp://localhost", 10), ("smtp://localhost?timeout=3", 3)])
def test_no_mail_server_is_waited_for_for_ever(url: str, seconds: int) -> None:
    assert values("EMAIL_TIMEOUT", env={"EMAIL_URL": url}) == [seconds]


def test_the_mail_queue_logs_discreetly() -> None:
    """What mail servers say quotes addresses; the queue would print it through a handler of its own."""
    script = (
        "import django, json, logging; django.setup(); logger = logging.getLogger('post_office');"
        "print(json.dumps([logger.propagate, *(type(each.formatter).__name__ for each in logger.handlers)]))"
    )
    assert fresh(script, {"SECRET_KEY": "x"}) == [False, "DiscreetFormatter"]


def test_content_is_kept_for_a_year_and_doubtful_content_for_a_month() -> None:
    assert values("RETENTION_DAYS", "QUARANTINE_DAYS", "FOUND_ITEM_DAYS", "MAIL_DAYS") == [365, 30, 30, 30]


def test_what_the_staff_did_is_remembered_for_two_years_and_at_least_for_a_month() -> None:
    assert values("AUDIT_DAYS") == [730]
    assert "AUDIT_DAYS" in refusal({"AUDIT_DAYS": "29"})


@pytest.mark.parametrize("name", ["RETENTION_DAYS", "QUARANTINE_DAYS", "FOUND_ITEM_DAYS", "MAIL_DAYS"])
@pytest.mark.parametrize("value", ["0", "-5", "a year"])
def test_a_period_that_would_erase_everything_at_once_is_refused(name: str, value: str) -> None:
    assert name in refusal({name: value})


@pytest.mark.parametrize(
    ("url", "mailbox"),
    [
        ("", None),
        ("imaps://portal:a%40b@mail.example.org", (True, "mail.example.org", 993, "portal", "a@b", "INBOX")),
        (
            "imaps://p%40x.cz:b@mail.example.org:1993/Vrácené",
            (True, "mail.example.org", 1993, "p@x.cz", "b", "Vrácené"),
        ),
        ("imap://portal:b@localhost/INBOX", (False, "localhost", 143, "portal", "b", "INBOX")),
    ],
)
def test_mails_that_come_back_are_in_a_mailbox(
    url: str, mailbox: tuple[object, ...] | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUNCE_URL", url)
    found = _bounce_mailbox()
    names = ("tls", "host", "port", "user", "password", "folder")
    assert (found and tuple(found[name] for name in names)) == mailbox


@pytest.mark.parametrize(
    "url",
    [
        "imap://portal:geheim@mail.example.org",
        "pop3://portal:geheim@mail.example.org",
        "imaps://mail.example.org:geheim",
    ],
)
def test_a_mailbox_that_cannot_be_read_safely_is_refused_without_the_password(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("BOUNCE_URL", url)
    with pytest.raises(ImproperlyConfigured, match="BOUNCE_URL") as error:
        _bounce_mailbox()
    assert "geheim" not in str(error.value)
    assert error.value.__cause__ is error.value.__context__ is None


def test_the_mailbox_of_the_settings_is_that_of_the_environment() -> None:
    [found] = values("BOUNCE_MAILBOX", env={"BOUNCE_URL": "imaps://portal:b@mail.example.org"})
    assert found["host"] == "mail.example.org"
