"""What the page of a message shows: the thread with its notes, how far the mails came, and the history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from post_office.models import STATUS

from core import email_addresses
from core.staff_accounts import name_of
from mailbox import drafts, lifecycle, presence, recipients
from mailbox.admin.actions import ACTIONS, ActionForm, Case
from mailbox.intake import spam
from mailbox.lifecycle import Fact
from mailbox.models import Attachment, Kind, Message, Notification, Reply, ReplyKind
from mailbox.models.delivery import TO_SENDER

from . import meanwhile, side_by_side
from .inbox_rows import due_in_words
from .mail_log import mail_state


@dataclass(frozen=True, slots=True)
class WrittenText:
    """A text of the thread."""

    kind: str  # of the reply, or "message" for the first text
    who: str
    at: datetime
    text: str
    photos: tuple[Attachment, ...]
    is_new: bool = False  # it came while an action was prepared that it may change


def page_context(
    case: Case, forms: dict[str, ActionForm], *, since: datetime | None = None, now: datetime
) -> dict[str, Any]:
    """Everything the page shows.

    Args:
        case: the message and who looks at it.
        forms: by their names, those that came filled in and could not be done; the others are shown empty.
        since: what was written from this moment on is marked as new.
    """
    message = case.message
    mails = list(
        message.notifications.select_related("email", "replacement").only(
            *("message", "kind", "recipient", "created_at", "email__status", "email__number_of_retries"),
            "email__recipient_delivery_status",
            *("replacement__instead_of", "replacement__recipient"),
        )
    )
    begun = drafts.find_drafts(message, case.user)
    case = replace(case, begun={kind: draft.text for kind, draft in begun.items()})
    shown = {name: forms.get(name) or ACTIONS[name](None, case) for name in list_offered(message)}
    return {
        "message": message,
        "entries": list_thread(message, since=since),
        "usable_email": email_addresses.deliverable_form(message.email),
        "forms": shown,
        "drafts": (said := side_by_side.drafts_in_words(begun)),
        "begun_in_vain": [
            {"kind": kind, "text": draft.text, "said": said[kind]} for kind, draft in begun.items() if kind not in shown
        ],
        "versions": {kind: draft.version for kind, draft in begun.items()},
        "others": side_by_side.others_in_words(presence.list_others(message, case.user, now=now)),
        "dealt_with_by": name_of(message.assigned_to),
        "is_put_off": message.snoozed_until is not None and message.snoozed_until > case.today,
        "due": due_in_words(message, today=case.today),
        "answers": recipients.of_owner(message.owner, on=case.today, openers=case.openers),
        "suspicion": spam.suspicions_in_words(message.suspicion),
        "mails": [
            (each, mail_state(each), each.email is not None and each.email.status == STATUS.failed) for each in mails
        ],
        "sender_unreachable": _is_unreachable(mails),
        "events": meanwhile.read_history(message.pk) if case.history is None else case.history,
        "duplicates": _list_visible(case, message.duplicates.order_by().values_list("pk", flat=True)),
        "merged_into": next(iter(_list_visible(case, filter(None, [message.merged_into_id]))), None),
    }


def list_offered(message: Message) -> tuple[str, ...]:
    """The names of the actions that the page offers for a message now."""
    return lifecycle.offered_actions(message, *list_facts(message))


def list_facts(message: Message) -> list[Fact]:
    """What decides about a message besides its own row."""
    return [Fact.FOUND_THING] if message.kind == Kind.NALEZ and hasattr(message, "found_item") else []


def list_thread(message: Message, *, since: datetime | None = None) -> list[WrittenText]:
    """The message and everything written after it, in the order of time, notes included.

    Args:
        since: what was written from this moment on is marked as new.
    """
    photos = list(message.attachments.all())
    sender = message.name or _("the sender")
    entries = [WrittenText("message", sender, message.received_at, message.text, _photos_of(photos, None))]
    for reply in message.replies.select_related("author"):
        who = sender if reply.kind == ReplyKind.ADDITION else _name_writer(reply)
        is_new = since is not None and reply.created_at >= since
        entries.append(WrittenText(reply.kind, who, reply.created_at, reply.text, _photos_of(photos, reply.pk), is_new))
    return entries


def _name_writer(reply: Reply) -> str:
    """Who of the staff wrote a text, and how an answer is signed; their name once."""
    name = name_of(reply.author)
    signed = reply.signed if reply.kind == ReplyKind.ANSWER else ""  # notes are between colleagues
    return signed if name and name in signed else ", ".join(filter(None, (name, signed)))


def _list_visible(case: Case, keys: Iterable[int]) -> list[Message]:
    """Those of a few messages that the user may see; by their numbers, or all of a post would be gone through."""
    few = list(keys)
    return list(case.visible.filter(pk__in=few).only("kind")) if few else []


def _is_unreachable(mails: Sequence[Notification]) -> bool:
    """Whether the last mail to the sender that came to an end could not be sent."""
    ends = (None, STATUS.sent, STATUS.failed)
    statuses = [each.email.status if each.email else None for each in mails if each.kind in TO_SENDER]
    ended = [status for status in statuses if status in ends]
    return bool(ended) and ended[-1] == STATUS.failed


def _photos_of(photos: Sequence[Attachment], reply: int | None) -> tuple[Attachment, ...]:
    return tuple(photo for photo in photos if photo.reply_id == reply)
