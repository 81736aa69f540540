"""Which refusals say that an address is dead, and which may pass: asked of a real server, at every stage."""

import smtplib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from post_office.models import STATUS, Email, Log

from mailbox.mail import refusals
from mailbox.mail.delivery import Delivered, deliver_due
from tests.smtp import SmtpServer, Stage

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
DEAD = [
    "550 5.1.1 <a@example.org>: Recipient address rejected: User unknown in local recipient table",  # Postfix
    "550-5.1.1 The email account that you tried to reach does not exist.\r\n550 5.1.1 Please try",  # Gmail
    "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",  # Exchange
    "550 sorry, no mailbox here by that name (#5.1.1)",  # qmail
    "550 #5.1.1 unknown",
    "550 5.1.2 Recipient address rejected: Domain not found",
    "556 5.1.10 Domain does not accept mail (nullMX)",
    "501 5.1.3 Bad recipient address syntax",
    "553 5.1.4 ambiguous",
    "551 5.1.6 moved, no forwarding",
]
ALIVE = [
    "550 unknown",
    "550 No such user here",
    "551 user not local",
    "553 mailbox name not allowed",
    "554 transaction failed",
    "550 5.0.0 rejected",
    "550 5.1.0 <infoschranka@example.org>: Sender address rejected: User unknown in local recipient table",
    "553 5.1.7 bad sender syntax",
    "550 5.1.8 <infoschranka@example.org>: Sender address rejected: Domain not found",
    "550 5.1.9 non-compliant",
    "550 5.2.1 The account is disabled",
    "552 5.2.2 Mailbox full",
    "452 4.2.2 Mailbox full",
    "552 5.3.4 Message too big",
    "550 5.4.1 Recipient address rejected: Access denied",
    "554 5.7.1 Relay access denied",
    "550 5.7.1 Service unavailable; client [5.1.1.1] blocked, was 5.1.1",
    "550 5.7.26 unauthenticated",
    "530 5.7.0 Authentication required",
    "535 5.7.8 bad credentials",
    "550 5.6.7 SMTPUTF8 is needed",
    "450 4.1.1 unverified",
    "450 5.1.1 greylisted",
    "451 4.7.1 greylisted",
    "550 4.1.1 greylisted",
    "550 15.1.1 nonsense",
    "550 5.1.11 nonsense",
    "550 5.1.1.1 is your address",
]


def make_mail(to: str = "okrskar@example.org") -> Email:
    return Email.objects.bulk_create(
        [Email(from_email="infoschranka@example.org", to=[to], message="Text", status=STATUS.queued, priority=1)]
    )[0]


def after(smtp: SmtpServer, stage: Stage, how: str, *, to: str = "okrskar@example.org") -> Email:
    """A mail that a server answered so."""
    email = make_mail(to)
    smtp.behave(stage, how)
    deliver_due(clock=lambda: NOW)
    email.refresh_from_db()
    return email


@pytest.mark.parametrize("stage", ["rcpt", "data"])
@pytest.mark.parametrize("how", DEAD)
def test_a_dead_address_ends_the_mail_at_once(smtp: SmtpServer, stage: Stage, how: str) -> None:
    email = after(smtp, stage, how)
    assert (email.status, email.number_of_retries, email.scheduled_time) == (STATUS.failed, 1, None)
    assert "5.1." in Log.objects.get().message
    smtp.recover()
    assert not deliver_due(clock=lambda: NOW)


@pytest.mark.parametrize("stage", ["rcpt", "data"])
@pytest.mark.parametrize("how", ALIVE)
def test_what_may_pass_or_be_our_fault_is_tried_on(smtp: SmtpServer, stage: Stage, how: str) -> None:
    email = after(smtp, stage, how)
    assert email.status == STATUS.requeued
    assert email.scheduled_time is not None


@pytest.mark.parametrize("stage", ["connect", "mail"])
@pytest.mark.parametrize("how", ["550 5.1.1 unknown", "553 5.1.3 bad", "535 5.7.8 bad credentials"])
def test_whatever_a_server_says_before_it_knows_the_recipient_is_tried_on(
    smtp: SmtpServer, stage: Stage, how: str
) -> None:
    assert after(smtp, stage, how).status == STATUS.requeued


@pytest.mark.parametrize(
    "to",
    [
        "čeněk@example.org",
        "a b@example.org",
        "@",
        "nikdo",
        "jan@",
        "jan@localhost",
        "a@b@example.org",
        '"a,b"@example.org',
    ],
)
def test_an_address_that_is_none_ends_the_mail_without_a_server(smtp: SmtpServer, to: str) -> None:
    smtp.stop()
    email = after(smtp, "rcpt", "250 OK", to=to)
    assert (email.status, email.number_of_retries) == (STATUS.failed, 1)
    assert (Log.objects.get().exception_type, Log.objects.get().message) == ("ImpossibleAddressError", "")


@pytest.mark.parametrize("to", ["jan@háčky.cz", "JAN@EXAMPLE.ORG", "o'hara+x@example.org"])
def test_unusual_addresses_are_sent_to(smtp: SmtpServer, to: str) -> None:
    make_mail(to)
    assert deliver_due(clock=lambda: NOW) == Delivered(sent=1)


def test_a_mail_to_two_is_not_taken_for_sent_when_one_of_them_is_refused(smtp: SmtpServer) -> None:
    email = make_mail()
    Email.objects.update(to=["okrskar@example.org", "jiny@example.org"])
    smtp.behave("rcpt", "550 5.1.1 unknown", only="jiny@example.org")
    deliver_due(clock=lambda: NOW)
    email.refresh_from_db()
    assert email.status == STATUS.requeued


@given(
    code=st.integers(200, 599),
    text=st.binary(max_size=60) | st.from_regex(rb"[245]\.\d{1,3}\.\d{1,3}.{0,20}", fullmatch=True),
)
def test_only_a_permanent_code_with_an_address_status_ends_a_mail(code: int, text: bytes) -> None:
    for error in (smtplib.SMTPRecipientsRefused({"a": (code, text)}), smtplib.SMTPDataError(code, text)):
        if refusals.is_for_good(error):
            assert code >= 500
            assert b"5.1." in text
    for elsewhere in (smtplib.SMTPSenderRefused(code, text, "a"), smtplib.SMTPAuthenticationError(code, text)):
        assert not refusals.is_for_good(elsewhere)
        assert refusals.is_of_server(elsewhere)
