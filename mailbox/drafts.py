"""Answers and notes that somebody has begun to write: kept on the server while they type, for nobody else.

A draft goes when it is sent, when its author discards it, with the content of the message, with the account, and after
`KEPT_FOR` without a change.
"""

from datetime import datetime, timedelta
from secrets import randbelow

from django.contrib.auth.models import User
from django.db import transaction

from mailbox.models import Draft, Message, ReplyKind

KEPT_FOR = timedelta(days=30)
_VERSIONS = 2**31 - 2  # as many as fit in the column


class NewerDraft(Exception):  # noqa: N818 - what another device kept, not an error
    """Another page of the same person has kept another text since."""

    def __init__(self, draft: Draft) -> None:
        super().__init__()
        self.draft = draft


@transaction.atomic
def keep_draft(
    *, message: Message, user: User, kind: ReplyKind, text: str, version: int, now: datetime
) -> Draft | None:
    """Keep what somebody has typed so far; an empty text leaves nothing.

    Args:
        version: of the draft that the page goes on with; 0 if it began anew.

    Returns:
        The draft; None if nothing is kept, because there is no text, it has just been sent, or the message was erased.

    Raises:
        NewerDraft: another page has kept another text since. Nothing is overwritten but what goes on in the new text,
            such as what was kept while the answer about it got lost.
    """
    text = _as_typed(text)
    locked = Message.objects.select_for_update().only("erased_at").get(pk=message.pk)
    draft = Draft.objects.filter(message=message, user=user, kind=kind).first()
    if draft is not None and draft.version != version and not text.startswith(draft.text):
        raise NewerDraft(draft)
    if not text.strip() or locked.erased_at is not None:
        discard_draft(message=message, user=user, kind=kind)
        return None
    if draft is None:
        if _was_sent(message, user, kind, text, version):
            return None
        draft = Draft(message=message, user=user, kind=kind)
    # Never the same twice, also after a draft was discarded and begun anew.
    draft.text, draft.version, draft.saved_at = text, 1 + randbelow(_VERSIONS), now
    draft.save()
    return draft


def find_drafts(message: Message, user: User) -> dict[str, Draft]:
    """What somebody has begun to write to a message, by its kind."""
    return {draft.kind: draft for draft in Draft.objects.filter(message=message, user=user)}


def list_begun(user: int | None) -> set[int]:
    """The numbers of messages to which somebody has begun to write something; few, as drafts do not last.

    Args:
        user: their number.
    """
    return set(Draft.objects.filter(user=user).values_list("message", flat=True)) if user else set()


def discard_draft(*, message: Message, user: User, kind: ReplyKind) -> None:
    """Delete a draft: its author does not want it."""
    Draft.objects.filter(message=message, user=user, kind=kind).delete()


def forget_sent(*, message: Message, user: User, kind: ReplyKind, text: str, version: int) -> None:
    """Delete the draft of a text that is sent, in its transaction; what another page went on with stays.

    Args:
        version: of the draft that the page with the text goes on with.
    """
    draft = Draft.objects.filter(message=message, user=user, kind=kind).first()
    if draft is not None and (draft.version == version or _as_typed(text).startswith(draft.text.strip())):
        draft.delete()


def read_version(typed: str | None) -> int:
    """The version that came back from a page; 0 if it has none."""
    typed = typed or ""
    return int(typed) if typed.isascii() and typed.isdecimal() and len(typed) < 11 else 0


def delete_old_drafts(*, now: datetime) -> int:
    """Delete what nobody has gone on with; how many there were."""
    deleted, _rows = Draft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    return deleted


def _as_typed(text: str) -> str:
    """A text with the ends of lines that a page shows; forms send others than scripts."""
    return text.replace("\r\n", "\n")


def _was_sent(message: Message, user: User, kind: ReplyKind, text: str, version: int) -> bool:
    """Whether a text that comes now was sent before: it was on its way when its author pressed the button.

    Args:
        version: of the draft that the page went on with, which is not there any more.
    """
    last = message.replies.filter(author=user, kind=kind).order_by("-pk").values_list("text", flat=True).first()
    sent, text = _as_typed(last or ""), text.strip()
    return sent == text or (version != 0 and sent.startswith(text))
