"""What came into the mailbox: reports of real mail servers, automatic replies, letters, and whatever else."""

import base64
from email import policy
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from mailbox.mail.queue import new_message_id
from mailbox.mail.reports import MOST_NAMED, Came, Report, read_report
from tests.mailbox.mail.reports import MESSAGE_ID, NAMES, make_report
from tests.thorough import examples

pytestmark = pytest.mark.once

EXPECTED = {
    "exchange_dead": (Came.DEAD, "5.1.10"),
    "exchange_full": (Came.RETURNED, "5.2.2"),
    "exim_bare": (Came.RETURNED, "5.0.0"),
    "exim_dead": (Came.DEAD, "5.1.1"),
    "exim_dead_after_text": (Came.DEAD, "5.1.1"),
    "exim_delayed": (Came.DELAYED, ""),
    "exim_expired": (Came.RETURNED, "5.0.0"),
    "exim_full": (Came.RETURNED, "5.0.0"),
    "exim_international": (Came.DEAD, "5.1.1"),
    "exim_plain_dead": (Came.DEAD, "5.1.1"),
    "postfix_bare": (Came.RETURNED, "5.0.0"),
    "postfix_dead": (Came.DEAD, "5.1.1"),
    "postfix_dead_in_lines": (Came.DEAD, "5.1.1"),
    "postfix_delayed": (Came.DELAYED, ""),
    "postfix_expired": (Came.RETURNED, "4.2.0"),
    "postfix_full": (Came.RETURNED, "5.2.2"),
    "postfix_international": (Came.DEAD, "5.1.1"),
}


def write(text: str = "Text.", **headers: str) -> bytes:
    """A mail that somebody wrote; names of headers with underscores."""
    mail = EmailMessage(policy.SMTPUTF8)
    for name, value in ({"From": "jana@example.org", "Subject": "Dobrý den"} | headers).items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def report_of(fields: str, *, kind: str = "message/delivery-status", encoding: str = "7bit") -> bytes:
    """A report whose fields are these; the copy of the mail behind it has its Message-ID."""
    lines = [
        "Content-Type: multipart/report; report-type=delivery-status; boundary=b",
        "",
        "--b",
        f"Content-Type: {kind}",
        f"Content-Transfer-Encoding: {encoding}",
        "",
        fields,
        "--b",
        "Content-Type: message/rfc822",
        "",
        f"Message-ID: {MESSAGE_ID}",
        "",
        "Text.",
        "--b--",
    ]
    return "\r\n".join(lines).encode()


@pytest.mark.parametrize("name", NAMES)
def test_reports_of_real_servers_say_what_became_of_which_mail(name: str) -> None:
    came, status = EXPECTED[name]
    assert read_report(make_report(name)) == Report(came, (MESSAGE_ID,), status)
    with_carriage_returns = make_report(name).replace(b"\n", b"\r\n")
    assert read_report(with_carriage_returns) == Report(came, (MESSAGE_ID,), status)


@pytest.mark.parametrize(
    ("fields", "came"),
    [
        ("Action: failed\r\nStatus: 5.1.1 (no such mailbox)", Came.DEAD),
        ("ACTION:  Failed \r\nSTATUS: 5.0.0\r\nDiagnostic-Code: smtp; 550 #5.1.1 unknown", Came.DEAD),
        ("Action: failed\r\nStatus: 5.0.0\r\nDiagnostic-Code: smtp; 450 5.1.1 greylisted", Came.RETURNED),
        ("Action: failed\r\nStatus: 5.7.1\r\nDiagnostic-Code: smtp; 550 5.7.1 client [5.1.1.1] blocked", Came.RETURNED),
        ("Action: failed\r\nStatus: 5.1.0", Came.RETURNED),
        ("Action: failed", Came.RETURNED),
        ("Action: delayed\r\nStatus: 4.4.1", Came.DELAYED),
        ("Action: relayed\r\nStatus: 2.0.0", Came.AUTOMATIC),
        ("Action: delivered\r\nStatus: 2.0.0", Came.AUTOMATIC),
        ("Action: delivered\r\n\r\nAction: delayed\r\n\r\nAction: relayed", Came.DELAYED),
        ("Action: failed\r\nDiagnostic-Code: smtp;" + " 550 5.7" * 5_000 + " 550 5.1.1", Came.DEAD),
        ("Action: confused", Came.LETTER),
        ("", Came.LETTER),
    ],
)
@pytest.mark.parametrize("kind", ["message/delivery-status", "message/global-delivery-status"])
@pytest.mark.parametrize("encoding", ["8bit", "base64"])
def test_the_fields_of_a_recipient_decide(fields: str, came: Came, kind: str, encoding: str) -> None:
    said = f"Reporting-MTA: dns; mail.example.org\r\n\r\nFinal-Recipient: utf-8; čeněk@example.org\r\n{fields}\r\n"
    if encoding == "base64":
        said = base64.encodebytes(said.encode()).decode()
    found = read_report(report_of(said, kind=kind, encoding=encoding))
    assert (found.came, found.message_ids) == (came, (MESSAGE_ID,))


@pytest.mark.parametrize(
    "raw",
    [
        write(Auto_Submitted="auto-replied", Subject="Nejsem v kanceláři"),
        write(Auto_Submitted="auto-replied (vacation)", In_Reply_To=MESSAGE_ID),
        write(Auto_Submitted="Auto-Generated; owner-email=jana@example.org", X_Auto_Response_Suppress="All"),
        write(X_Autoreply="yes"),
        write(X_Autorespond="Dovolená"),
        report_of("", kind="message/disposition-notification"),
    ],
)
def test_an_automatic_reply_is_recognised(raw: bytes) -> None:
    assert read_report(raw).came == Came.AUTOMATIC


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        write(),
        write(Auto_Submitted="no"),
        write(In_Reply_To=MESSAGE_ID, Subject="Undelivered Mail Returned to Sender"),
        write(f"Action: failed\nStatus: 5.1.1\nMessage-ID: {MESSAGE_ID}"),
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\n\nPodivejte.\n--x\nContent-Type: message/rfc822\n\n"
        + make_report("postfix_dead")
        + b"\n--x--\n",
    ],
)
def test_a_letter_is_left_for_a_person_also_one_with_a_report_in_it(raw: bytes) -> None:
    assert read_report(raw).came == Came.LETTER


def test_only_what_looks_like_a_message_id_of_ours_is_looked_up() -> None:
    many = " ".join(MESSAGE_ID.replace("0123", f"{number:04}") for number in range(9))
    assert len(read_report(write(many)).message_ids) == MOST_NAMED
    assert read_report(write("<1@example.org> <17.5.9@example.org>")).message_ids == ()
    made = new_message_id()
    assert read_report(write(f"<x> {made}")).message_ids == (made,)


@hypothesis_settings(max_examples=examples(200))
@given(st.data())
def test_whatever_comes_is_read(data: st.DataObject) -> None:
    raw = make_report(data.draw(st.sampled_from(NAMES)))
    start = data.draw(st.integers(0, len(raw)))
    end = data.draw(st.integers(start, len(raw)))
    put_in = data.draw(
        st.binary(max_size=40) | st.sampled_from([b"\r\n\r\n", b"--", b"Content-Type: message/x\r\n\r\n"])
    )
    assert read_report(raw[:start] + put_in + raw[end:]).came in Came


def test_parts_in_parts_without_end_are_a_letter() -> None:
    begun = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n" % (each, each) for each in range(2000)
    )
    assert read_report(begun).came == Came.LETTER
