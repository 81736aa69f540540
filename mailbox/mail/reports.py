"""What a mail server writes back about a mail: read from the bytes that came, whatever they are.

| what came                                                                      | what it is                       |
|--------------------------------------------------------------------------------|----------------------------------|
| a delivery report (RFC 3464, or RFC 6533 for addresses with diacritics) with   | came back: the address is dead   |
| `Action: failed` and a status or answer of a dead address (`refusals.py`)      |                                  |
| one with `Action: failed` and anything else, an expired mail (4.x.x), too      | came back, for another reason    |
| one with `Action: delayed`                                                     | delayed, which is no failure     |
| one with `Action: delivered`, `relayed` or `expanded`                          | an automatic reply               |
| no such part, but `X-Failed-Recipients` (Exim's plain text)                    | came back                        |
| `Auto-Submitted` other than `no` (RFC 3834), a receipt that something was read | an automatic reply               |
| anything else: a letter, a report that has no end                              | for a person                     |

Which mail it is about say the Message-IDs in it, wherever they stand: the headers, the copy of the mail or of its
headers, the text. Ours hold 128 random bits, so nobody but whoever was sent a mail can write back about it.
"""

import base64
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, message_from_string
from email.message import Message
from enum import StrEnum
from itertools import islice

from .refusals import is_dead_status

MOST_NAMED = 5  # Message-IDs in one report; each is looked up
_MOST_PARTS = 50
_FINE = ("delivered", "relayed", "expanded")
_REPORTS = ("message/delivery-status", "message/global-delivery-status")
# As `queue.new_message_id` makes them.
_OURS = re.compile(rb"<([0-9a-f]{32}@[A-Za-z0-9.-]{1,250})>")
_STATUS = re.compile(r"\s*([245]\.\d{1,3}\.\d{1,3})(?![.\d])")
# What the other server said, in a diagnostic or a text: `550 5.1.1`, `550-5.1.1`, `550 #5.1.1`.
_ANSWER = re.compile(r"(?<![\d.])5\d\d[ -]\s*#?(5\.\d{1,3}\.\d{1,3})(?![.\d])")


class Came(StrEnum):
    """What came into the mailbox."""

    DEAD = "dead"
    RETURNED = "returned"
    DELAYED = "delayed"
    AUTOMATIC = "automatic"
    LETTER = "letter"


@dataclass(frozen=True, slots=True)
class Report:
    """What came, and which mails of ours it may be about."""

    came: Came
    message_ids: tuple[str, ...] = ()  # with their angle brackets, as in the queue
    status: str = ""  # `5.1.1`


def read_report(raw: bytes) -> Report:
    """What somebody or something wrote to the portal. Whatever cannot be read is a letter, for a person."""
    try:
        mail = message_from_bytes(raw)
        message_ids = _find_message_ids(mail)
        parts = list(_own_parts(mail))
        for part in parts:
            if part.get_content_type() in _REPORTS:
                return _read_fields(_text_of_report(part), message_ids)
        if "X-Failed-Recipients" in mail:
            text = " ".join(_decoded(part).decode("latin-1") for part in parts)
            status = _dead_answer(text.partition("This is a copy of")[0])
            return Report(Came.DEAD if status else Came.RETURNED, message_ids, status)
        return Report(Came.AUTOMATIC if _is_automatic(mail, parts) else Came.LETTER, message_ids)
    except (ValueError, LookupError, RecursionError):  # whatever a parser may make of what no standard knows
        return Report(Came.LETTER)


def _own_parts(part: Message) -> Iterator[Message]:
    """What a mail consists of, without what is in other mails that it holds: somebody may send on a report."""
    payload = part.get_payload()
    if part.get_content_maintype() != "multipart" or not isinstance(payload, list):
        yield part
        return
    for each in payload:
        if isinstance(each, Message):
            yield from _own_parts(each)


def _find_message_ids(mail: Message) -> tuple[str, ...]:
    """The Message-IDs of ours that stand anywhere in a mail, also in what it holds."""
    named: dict[str, None] = {}
    for part in islice(mail.walk(), _MOST_PARTS):
        headers = "\n".join(str(value) for _name, value in part.items()).encode("ascii", "replace")
        for text in (headers, _decoded(part)):
            named |= {f"<{found[1].decode('ascii')}>": None for found in _OURS.finditer(text)}
    return tuple(named)[:MOST_NAMED]


def _decoded(part: Message) -> bytes:
    """The content of a part; nothing of one that consists of others."""
    payload = part.get_payload(decode=True)
    return payload if isinstance(payload, bytes) else b""


def _text_of_report(part: Message) -> str:
    """The fields of a report. Python takes those of `message/global-delivery-status` for a mail with a text, and never
    decodes what stands in any `message/…`.
    """
    payload = part.get_payload()
    blocks = payload if isinstance(payload, list) else [payload]
    text = "\n\n".join(_written_out(each) if isinstance(each, Message) else str(each) for each in blocks)
    encoding = str(part.get("Content-Transfer-Encoding", "")).strip().lower()
    if encoding == "base64":
        return base64.b64decode(text.encode("ascii", "replace")).decode("utf-8", "replace")
    if encoding == "quoted-printable":
        return quopri.decodestring(text.encode("ascii", "replace")).decode("utf-8", "replace")
    return text


def _written_out(block: Message) -> str:
    """The fields of a block and what stands behind them; Python's own way folds lines, for a minute if one is long."""
    behind = block.get_payload()
    fields = "\n".join(f"{name}: {value}" for name, value in block.items())
    return f"{fields}\n\n{behind}" if isinstance(behind, str) else fields


def _read_fields(text: str, message_ids: tuple[str, ...]) -> Report:
    """What the fields of the recipients say; each mail of ours has one recipient, so the worst counts."""
    worst = Came.LETTER
    for block in re.split(r"\r?\n[ \t]*\r?\n", text):
        fields = message_from_string(block.lstrip())
        action = str(fields.get("Action", "")).strip().lower()
        if action == "failed":
            found = _STATUS.match(str(fields.get("Status", "")))
            status = found[1] if found else ""
            if not is_dead_status(status):
                status = _dead_answer(str(fields.get("Diagnostic-Code", ""))) or status
            return Report(Came.DEAD if is_dead_status(status) else Came.RETURNED, message_ids, status)
        if action == "delayed":
            worst = Came.DELAYED
        elif action in _FINE and worst == Came.LETTER:
            worst = Came.AUTOMATIC
    return Report(worst, message_ids)


def _dead_answer(text: str) -> str:
    """The status of a dead address that a server answered with, if it is in a text."""
    unfolded = " ".join(text.split())
    return next((found[1] for found in _ANSWER.finditer(unfolded) if is_dead_status(found[1])), "")


def _is_automatic(mail: Message, parts: list[Message]) -> bool:
    said = str(mail.get("Auto-Submitted", "no")).partition(";")[0].strip().lower()
    receipt = any(part.get_content_type() == "message/disposition-notification" for part in parts)
    return said != "no" or receipt or "X-Autoreply" in mail or "X-Autorespond" in mail
