"""Who has the page of a message open right now, for colleagues who open it, too.

A page says every `BEAT` that it is still open, and when it is left. One without JavaScript counts as open for `LASTS`.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.contrib.auth.models import User

from core.staff_accounts import name_of
from mailbox.models import Message, Presence

BEAT = timedelta(seconds=30)
LASTS = timedelta(minutes=2)
_A_MOMENT = timedelta(minutes=1)  # since the last stroke: they are writing


@dataclass(frozen=True, slots=True)
class Present:
    """A colleague who has a message open."""

    name: str
    is_writing: bool


def note_presence(*, message: Message, user: User, writing: bool = False, now: datetime) -> None:
    """Somebody has the page of a message open.

    Args:
        writing: they have typed something there just now.
    """
    changed = ["seen_at", *(["writing_at"] if writing else [])]
    presence = Presence(message=message, user=user, seen_at=now, writing_at=now if writing else None)
    Presence.objects.bulk_create(
        [presence], update_conflicts=True, update_fields=changed, unique_fields=["message", "user"]
    )


def forget_presence(*, message: Message, user: User) -> None:
    """Somebody has left the page."""
    Presence.objects.filter(message=message, user=user).delete()


def list_others(message: Message, user: User, *, now: datetime) -> list[Present]:
    """Who else has a message open, in the order of names."""
    others = Presence.objects.filter(message=message, seen_at__gt=now - LASTS).exclude(user=user)
    names = ("user__username", "user__first_name", "user__last_name")
    present = [
        Present(
            name_of(User(username=username, first_name=first, last_name=last)), at is not None and now - at < _A_MOMENT
        )
        for at, username, first, last in others.values_list("writing_at", *names)
    ]
    return sorted(present, key=lambda each: each.name)


def delete_old_presence(*, now: datetime) -> None:
    """Delete what says nothing any more."""
    Presence.objects.filter(seen_at__lt=now - LASTS).delete()
