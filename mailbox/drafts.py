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
        The draft; None if nothing is kept, because there is no text, or the message has been erased.

    Raises:
        NewerDraft: another page has kept another text since. Nothing is overwritten.
    """
    locked = Message.objects.select_for_update().only("erased_at").get(pk=message.pk)
    draft = Draft.objects.filter(message=message, user=user, kind=kind).first()
    if draft is not None and draft.version != version and draft.text != text:
        raise NewerDraft(draft)
    if not text.strip() or locked.erased_at is not None:
        discard_draft(message=message, user=user, kind=kind)
        return None
    if draft is None:
        draft = Draft(message=message, user=user, kind=kind)
    # Never the same twice, also after a draft was discarded and begun anew.
    draft.text, draft.version, draft.saved_at = text, 1 + randbelow(_VERSIONS), now
    draft.save()
    return draft


def find_drafts(message: Message, user: User) -> dict[str, Draft]:
    """What somebody has begun to write to a message, by its kind."""
    return {draft.kind: draft for draft in Draft.objects.filter(message=message, user=user)}


def discard_draft(*, message: Message, user: User, kind: ReplyKind) -> None:
    """Delete a draft: it was sent, or its author does not want it."""
    Draft.objects.filter(message=message, user=user, kind=kind).delete()


def delete_old_drafts(*, now: datetime) -> int:
    """Delete what nobody has gone on with; how many there were."""
    deleted, _rows = Draft.objects.filter(saved_at__lt=now - KEPT_FOR).delete()
    return deleted
