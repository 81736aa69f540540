"""What a row of the inbox says, in words: whose message it is, how it begins, and by when it is to be answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Prefetch
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from districts.models import Post
from faq.models import Topic
from mailbox import deadlines, lifecycle
from mailbox.lifecycle import Action
from mailbox.models import Message, Outcome, Screening, State

BEGINNING = 160  # characters of the text that a row shows


@dataclass(frozen=True, slots=True)
class Due:
    """By when an answer was promised, in words."""

    text: str
    overdue: bool = False
    soon: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A message in the inbox."""

    message: Message  # without what a row does not show
    number: str
    name: str
    choose: str  # what ticking its box means
    address: str
    topic: str  # nothing where there is none
    beginning: str  # of its text
    owner: str  # the post or desk
    photos: str  # how many there are; nothing without any
    standing: Due  # by when to answer, else how far it is
    received: str
    received_at: str  # the same for programs


def due_in_words(message: Message, *, today: date) -> Due | None:
    """By when an answer is promised; None when none is, or it has been given."""
    if not lifecycle.allows(Action.REMIND, message):
        return None
    days = (message.due_on - today).days
    if days < 0:
        return Due(ngettext("%d day overdue", "%d days overdue", -days) % -days, overdue=True)
    if days == 0:
        return Due(gettext("answer today"), soon=True)
    text = gettext("answer by %s") % date_format(message.due_on, "j.\u00a0n.")
    return Due(text, soon=message.due_on <= deadlines.add_working_days(today, 1))


def load_rows(keys: Sequence[int], first: Sequence[int], *, today: date) -> tuple[Row, ...]:
    """The rows of these messages, newest first, after the `first` ones."""
    if not keys and not first:
        return ()
    messages = (
        Message.objects.filter(pk__in={*keys, *first})
        .only(
            *("kind", "topic", "post", "desk", "place", "unread", "danger", "state", "screening", "outcome"),
            *("merged_into", "received_at", "due_on", "answered_at", "erased_at"),
        )
        .annotate(beginning=Left("text", BEGINNING + 1), photos=Count("attachments"))
        .prefetch_related(
            "desk",
            Prefetch("topic", Topic.objects.only("title")),
            Prefetch(
                "post",
                Post.objects.select_related("district", "borough").only(
                    "role", "district__number", "district__name", "borough__name"
                ),
            ),
        )
        .order_by("-pk")
    )
    newest_first = sorted(messages, key=lambda message: message.pk not in first)
    return tuple(_describe(message, today) for message in newest_first)


def _describe(message: Message, today: date) -> Row:
    name, received = str(message), timezone.localtime(message.received_at)
    count: int = message.photos  # type: ignore[attr-defined] # counted with it
    return Row(
        message=message,
        number=str(message.pk),
        name=capfirst(name),
        choose=gettext("Choose %(message)s") % {"message": name},
        address=reverse("admin:mailbox_message_change", args=[message.pk]),
        topic=str(message.topic or ""),
        beginning=_shorten(message.beginning),  # type: ignore[attr-defined] # read with it
        owner=str(message.owner),
        photos=ngettext("%(count)s photo", "%(count)s photos", count) % {"count": count} if count else "",
        standing=due_in_words(message, today=today) or _standing_in_words(message),
        received=f"{received.day}. {received.month}. {received:%Y %H:%M}",
        received_at=f"{received:%Y-%m-%dT%H:%M:%S%z}",
    )


def _standing_in_words(message: Message) -> Due:
    """How far a message is to which no promise applies."""
    if message.screening != Screening.CLEAN:
        return Due(str(Screening(message.screening).label), soon=True)
    if message.state == State.CLOSED:
        return Due(f"{gettext('closed')}: {Outcome(message.outcome).label}")
    return Due(str(State(message.state).label))


def _shorten(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[: BEGINNING - 1]}…"
