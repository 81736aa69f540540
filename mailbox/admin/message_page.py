"""What the page of a message shows: the thread with its notes, how far the mails came, and the history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from post_office.models import STATUS

from core import email_addresses
from mailbox import lifecycle, recipients
from mailbox.admin.actions import ACTIONS, ActionForm, Case
from mailbox.intake import spam
from mailbox.lifecycle import Fact
from mailbox.models import Attachment, Kind, Message, Notification, ReplyKind
from mailbox.models.delivery import TO_SENDER

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


def page_context(case: Case, forms: dict[str, ActionForm]) -> dict[str, Any]:
    """Everything the page shows.

    Args:
        case: the message and who looks at it.
        forms: by their names, those that came filled in and could not be done; the others are shown empty.
    """
    message = case.message
    mails = list(
        message.notifications.select_related("email", "replacement").only(
            *("message", "kind", "recipient", "created_at", "email__status", "email__number_of_retries"),
            "email__recipient_delivery_status",
            *("replacement__instead_of", "replacement__recipient"),
        )
    )
    shown = {name: forms.get(name) or ACTIONS[name](None, case) for name in list_offered(message)}
    return {
        "message": message,
        "entries": list_thread(message),
        "usable_email": email_addresses.deliverable_form(message.email),
        "forms": shown,
        "due": due_in_words(message, today=case.today),
        "answers": recipients.of_message(message, on=case.today),
        "suspicion": spam.suspicions_in_words(message.suspicion),
        "mails": [
            (each, mail_state(each), each.email is not None and each.email.status == STATUS.failed) for each in mails
        ],
        "sender_unreachable": _is_unreachable(mails),
        "events": message.events.select_related("actor"),
        "duplicates": _list_visible(case, message.duplicates.order_by().values_list("pk", flat=True)),
        "merged_into": next(iter(_list_visible(case, filter(None, [message.merged_into_id]))), None),
    }


def list_offered(message: Message) -> tuple[str, ...]:
    """The names of the actions that the page offers for a message now."""
    if message.kind == Kind.NALEZ and hasattr(message, "found_item"):
        return lifecycle.offered_actions(message, Fact.FOUND_THING)
    return lifecycle.offered_actions(message)


def list_thread(message: Message) -> list[WrittenText]:
    """The message and everything written after it, in the order of time, notes included."""
    photos = list(message.attachments.all())
    sender = message.name or _("the sender")
    entries = [WrittenText("message", sender, message.received_at, message.text, _photos_of(photos, None))]
    for reply in message.replies.select_related("author"):
        signed = reply.signed if reply.kind == ReplyKind.ANSWER else ""  # notes are between colleagues
        who = (
            sender
            if reply.kind == ReplyKind.ADDITION
            else ", ".join(filter(None, (_name_of_user(reply.author), signed)))
        )
        entries.append(WrittenText(reply.kind, who, reply.created_at, reply.text, _photos_of(photos, reply.pk)))
    return entries


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


def _name_of_user(user: Any) -> str:
    return (user.get_full_name() or user.get_username()) if user else ""
