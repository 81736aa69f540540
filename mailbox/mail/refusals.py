"""What it means when a mail could not be handed to the mail server.

Only what says that the recipient's address is dead ends a mail at once. All else may pass, or be our server's fault:

| what happens                                                             | what becomes of the mail          |
|--------------------------------------------------------------------------|-----------------------------------|
| 5xx with 5.1.1, 5.1.2, 5.1.3, 5.1.4, 5.1.6 or 5.1.10, at RCPT or DATA    | ends at once: no such mailbox,    |
|                                                                          | domain or form of address; moved  |
| the address is none that a mail can be written to (`jan novák@`, `čeněk@`) | ends at once, no server is asked |
| 550, 551, 553 or 554 without an enhanced code                            | tried on: also said to a spam     |
|                                                                          | sender, or by a relay that is off |
| 5.1.0, 5.1.7, 5.1.8, 5.1.9                                               | tried on: about our own address   |
| 5.2.x (disabled, full), 5.3.x (too large, closed), 5.4.x (route)         | tried on: may be repaired         |
| 5.5.x, 5.6.x (protocol, content), 5.7.x (policy, spam, greylisting)      | tried on                          |
| any 4xx, also with 5.1.1 behind it; 5xx with 4.x.x behind it             | tried on                          |
| anything at the greeting, the sign-in or MAIL FROM; no connection        | tried on, and the pass ends       |
| any of these while no mail at all has been sent for a day                | tried on for as long as it takes  |

What a server sends back later, after it took a mail, is read by `reports.py`.
"""

import re
import smtplib

from core.email_addresses import deliverable_form

_SHUTTING_DOWN = 421  # SMTP: the server closes the connection, whatever it was asked
# RFC 3463 and RFC 7505. Postfix says 5.1.0, 5.1.7 and 5.1.8 of the sender, at RCPT.
_DEAD = {"5.1.1", "5.1.2", "5.1.3", "5.1.4", "5.1.6", "5.1.10"}
# At the beginning of a reply, or behind "#" as qmail and Cisco write it; not in an address of four numbers.
_ENHANCED = re.compile(r"(?:^|#)([245]\.\d{1,3}\.\d{1,3})(?![.\d])")


class ImpossibleAddressError(ValueError):
    """An address that no mail can be written to."""


def refuse_impossible(address: str) -> None:
    """Raise ImpossibleAddressError for an address that is not acceptable, as one from before such were refused."""
    if not deliverable_form(address):
        raise ImpossibleAddressError


def is_for_good(error: Exception) -> bool:
    """Whether the error says that the recipient's address is dead, so that trying again is no use."""
    if isinstance(error, ImpossibleAddressError):
        return True
    if not isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return False
    code, text = _server_answer(error)
    return 500 <= code < 600 and is_dead_status(_enhanced_code(text))


def is_dead_status(status: str) -> bool:
    """Whether an enhanced code, such as `5.1.1`, says that there is no such address."""
    return status in _DEAD


def is_of_server(error: Exception) -> bool:
    """Whether other mails would meet the same: no connection, no sign-in, an unwelcome sender, a server going down."""
    if isinstance(error, smtplib.SMTPRecipientsRefused | smtplib.SMTPDataError):
        return _server_answer(error)[0] == _SHUTTING_DOWN
    return isinstance(error, OSError)  # what smtplib raises is one, too


def reply_numbers(error: Exception) -> str:
    """The numbers a server answered with, such as `SMTP 550 5.1.1`; never its text, which quotes addresses."""
    code, text = _server_answer(error)
    return f"SMTP {code} {_enhanced_code(text)}".rstrip() if code else ""


def _server_answer(error: Exception) -> tuple[int, str]:
    code: int
    text: bytes | str
    code, text = 0, ""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, text = next(iter(error.recipients.values()), (0, ""))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, text = error.smtp_code, error.smtp_error
    if isinstance(text, bytes):
        text = text.decode("latin-1")
    return code, text.strip()


def _enhanced_code(text: str) -> str:
    found = _ENHANCED.search(text)
    return found[1] if found else ""
