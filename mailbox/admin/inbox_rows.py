"""The rows of the inbox: whose message it is, how it begins, and by when it is to be answered."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.db.models.functions import Left
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext

from core.staff_accounts import name_of
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
    html: SafeString


def due_in_words(message: Message, *, today: date) -> Due | None:
    """By when an answer is promised; None when none is, or it has been given."""
    if not lifecycle.allows(Action.REMIND, message):
        return None
    days = (message.due_on - today).days
    if days < 0:
        return Due(ngettext("%d day overdue", "%d days overdue", -days) % -days, overdue=True)
    if days == 0:
        return Due(gettext("answer today"), soon=True)
    text = gettext("answer by %s") % f"{message.due_on.day}.\u00a0{message.due_on.month}."
    return Due(text, soon=message.due_on <= deadlines.add_working_days(today, 1))


def load_rows(
    keys: Sequence[int], first: Sequence[int], *, today: date, with_boxes: bool, begun: Collection[int] = ()
) -> tuple[Row, ...]:
    """The rows of these messages, newest first, after the `first` ones in their order.

    Args:
        with_boxes: whether each has a box to tick.
        begun: messages to which whoever looks has begun to write something.
    """
    if not keys and not first:
        return ()
    posts: QuerySet[Any] = Post.objects.select_related("district", "borough").only(
        "role", "district__number", "district__name", "borough__name"
    )
    messages = (
        Message.objects.filter(pk__in={*keys, *first})
        .only(
            *("kind", "topic", "post", "desk", "place", "unread", "danger", "state", "screening", "outcome"),
            *("merged_into", "received_at", "due_on", "answered_at", "erased_at", "assigned_to", "snoozed_until"),
        )
        .annotate(beginning=Left("text", BEGINNING + 1), photos=Count("attachments"))
        .prefetch_related(
            "desk", "assigned_to", Prefetch("topic", Topic.objects.only("title")), Prefetch("post", posts)
        )
        .order_by()
    )
    place = {number: index for index, number in enumerate(first)}
    newest_first = sorted(messages, key=lambda message: (place.get(message.pk, len(first)), -message.pk))
    inbox, name_of = reverse("admin:mailbox_message_changelist"), cache(str)
    return tuple(
        Row(
            message,
            _write_row(
                message,
                f"{inbox}{message.pk}/change/",
                name_of(message.owner),
                _write_plans(message, today, message.pk in begun),
                _write_standing(due_in_words(message, today=today) or _standing_in_words(message)),
                with_boxes,
            ),
        )
        for message in newest_first
    )


def _write_row(
    message: Message, address: str, owner: str, plans: SafeString, standing: SafeString, with_box: bool
) -> SafeString:
    """A row as HTML: fifty of them by a template would take longer than all else on the page."""
    name, received = str(message), timezone.localtime(message.received_at)
    return format_html(
        '<li class="row{}{}">{}<div class="about"><h2><a href="{}">{}</a>{}</h2>{}{}'
        '<p class="meta"><span>{}</span>{}{}{}</p></div>'
        '<div class="when">{}{}<time datetime="{}">{}</time></div></li>',
        " unread" if message.unread else "",
        " pressing" if message.presses else "",
        _write_box(message, name) if with_box else "",
        address,
        capfirst(name),
        format_html('<span class="topic">{}</span>', message.topic) if message.topic else "",
        _write_danger() if message.presses else "",
        _write_beginning(message),
        owner,
        format_html("<span>{}</span>", message.place) if message.place else "",
        _write_photos(message.photos),  # type: ignore[attr-defined] # counted with it
        plans,
        format_html('<strong class="new">{}</strong>', gettext("unread")) if message.unread else "",
        standing,
        f"{received:%Y-%m-%dT%H:%M:%S%z}",
        f"{received.day}. {received.month}. {received:%Y %H:%M}",
    )


def _write_box(message: Message, name: str) -> SafeString:
    return format_html(
        '<label class="choose"><input type="checkbox" name="chosen" value="{}">'
        '<span class="visually-hidden">{}</span></label>',
        message.pk,
        gettext("Choose %(message)s") % {"message": name},
    )


def _write_danger() -> SafeString:
    return format_html(
        '<p class="danger"><span aria-hidden="true">⚠ </span>{}</p>', gettext("Possible danger to life or health")
    )


def _write_beginning(message: Message) -> SafeString | str:
    text: str = message.beginning  # type: ignore[attr-defined] # read with it
    if text:
        return format_html('<p class="beginning">{}</p>', _shorten(text))
    if message.erased_at:
        return format_html('<p class="beginning"><em>{}</em></p>', gettext("content erased"))
    return ""


def _write_photos(count: int) -> SafeString | str:
    if not count:
        return ""
    return format_html("<span>{}</span>", ngettext("%(count)s photo", "%(count)s photos", count) % {"count": count})


def _write_plans(message: Message, today: date, is_begun: bool) -> SafeString:
    """Whether something has been begun, who deals with it, and until when it is put off."""
    plans = [gettext("you began to write")] if is_begun else []
    if message.assigned_to_id:
        plans.append(gettext("dealt with by %s") % name_of(message.assigned_to))
    if message.snoozed_until and message.snoozed_until > today:
        plans.append(gettext("put off until %s") % f"{message.snoozed_until.day}.\u00a0{message.snoozed_until.month}.")
    return format_html_join("", "<span>{}</span>", ((plan,) for plan in plans))


def _write_standing(due: Due) -> SafeString:
    if due.overdue:
        return format_html('<span class="due overdue"><span aria-hidden="true">⚠ </span>{}</span>', due.text)
    return format_html('<span class="due{}">{}</span>', " soon" if due.soon else "", due.text)


def _standing_in_words(message: Message) -> Due:
    """How far a message is to which no promise applies."""
    if message.screening != Screening.CLEAN:
        return Due(str(Screening(message.screening).label), soon=True)
    if message.state == State.CLOSED:
        return Due(f"{State.CLOSED.label}: {Outcome(message.outcome).label}")
    return Due(str(State(message.state).label))


def _shorten(text: str) -> str:
    return text if len(text) <= BEGINNING else f"{text[: BEGINNING - 1]}…"
