"""What happened to a message since somebody opened its page: whoever acts on an older state of it is asked first.

The state that somebody saw is the number of the last event in the history then. Whatever is done with a message writes
one while the row of the message is locked, so what has a greater number was done since.
"""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from core.staff_accounts import name_of
from mailbox.models import Event, Happened, Message
from mailbox.models.message import read_message_number

# What the portal notes by itself and what only looks at a message changes nothing for whoever deals with it.
_BESIDE_THE_POINT = (
    Happened.RECEIVED,
    Happened.QUARANTINED,
    Happened.TOLD,
    Happened.UNSENT,
    Happened.HANDED_OVER,
    Happened.READ,
    Happened.REMINDED,
    Happened.OVERDUE,
    Happened.RESENT,
)
_WITH_DETAIL = (
    Happened.ASSIGNED,
    Happened.SNOOZED,
    Happened.FORWARDED,
    Happened.CLOSED,
    Happened.FOUND_ITEM,
    Happened.MERGED,
)


class Overtaken(ValidationError):  # noqa: N818 - what others did, not an error
    """Something happened since the message was opened; says what."""

    def __init__(self, events: Iterable[Event]) -> None:
        self.events = tuple(events)
        super().__init__(in_words(self.events))


def last_event_of(message: int) -> int:
    """The number of the last event of a message, which stands for its state.

    Ask before reading anything that is shown: what happens in between is then told, never overlooked.

    Args:
        message: its number; of one that does not exist, nothing has happened.
    """
    last: int | None = Event.objects.filter(message=message).order_by("-pk").values_list("pk", flat=True).first()
    return last or 0


def read_history(message: int) -> list[Event]:
    """The events of a message, oldest first; as with `last_event_of`, ask before reading anything else.

    Args:
        message: its number.
    """
    return list(Event.objects.filter(message=message).select_related("actor"))


def read_event_number(typed: str | None) -> int:
    """The number that came back from a page; without one nothing was seen."""
    return read_message_number(typed or "") or 0


def list_since(message: Message, seen: int) -> list[Event]:
    """What was done with a message after an event, oldest first."""
    later = message.events.filter(pk__gt=seen).exclude(kind__in=_BESIDE_THE_POINT)
    return list(later.select_related("actor").order_by("pk"))


def in_words(events: Iterable[Event]) -> str:
    """What was done, in a sentence."""
    return _("Meanwhile: %s.") % "; ".join(map(_in_words, events))


def refuse_if_overtaken(message: Message, seen: int) -> None:
    """Call in the transaction of what is done, with the row of the message locked.

    Raises:
        Overtaken: something was done with the message since.
    """
    if events := list_since(message, seen):
        raise Overtaken(events)


def _in_words(event: Event) -> str:
    """What happened, who did it and when."""
    at = timezone.localtime(event.at)
    when = f"{at.day}.\u00a0{at.month}. {at:%H:%M}"
    what = event.get_kind_display()
    if event.detail and event.kind in _WITH_DETAIL:
        what = f"{what} ({event.detail})"
    return f"{what} – {', '.join(filter(None, (name_of(event.actor), when)))}"
