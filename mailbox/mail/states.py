"""The states of a mail about a message, and who is told in each: one table, which docs/operations.md prints.

Nothing of it is stored by itself: a state follows from the row of the queue.
"""

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Email, RecipientDeliveryStatus

from mailbox.models import Notification

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_FIRST = (1, 2, 4, 8, 15, 30)  # minutes; each hour from then on
# How long a mail waits after each failure: three days together, after which it ends like a refused one.
DELAYS = tuple(timedelta(minutes=minutes) for minutes in (*_FIRST, *[60] * 71))
OFTEN = len(_FIRST)  # failures after which a mail is tried each hour


class MailState(StrEnum):
    """How far a mail came."""

    QUEUED = "queued"
    DEFERRED = "deferred"
    SENT = "sent"
    DELAYED = "delayed"
    REFUSED = "refused"
    GAVE_UP = "gave_up"
    BOUNCED = "bounced"
    RETURNED = "returned"
    ERASED = "erased"


class Told(StrEnum):
    """Who is told of a state."""

    NOBODY = "nobody"
    DEPARTMENT = "department"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Row:
    """What one state means."""

    words: "StrOrPromise"  # of the admin
    when: "StrOrPromise"
    told: Told


TABLE: dict[MailState, Row] = {
    MailState.QUEUED: Row(_("in the queue"), _("it waits for its first try"), Told.NOBODY),
    MailState.DEFERRED: Row(
        _("failed %d times, being tried on"),
        _("the mail server did not take it, or took no mail at all; it is tried on for three days"),
        Told.DEPARTMENT,
    ),
    MailState.SENT: Row(_("sent"), _("the mail server took it"), Told.NOBODY),
    MailState.DELAYED: Row(
        _("sent, on its way for long"),
        _("a report came back that a server on the way has not delivered it yet and tries on"),
        Told.NOBODY,
    ),
    MailState.REFUSED: Row(
        _("not sent, there is no such address"), _("the mail server says that the address is dead"), Told.NEXT
    ),
    MailState.GAVE_UP: Row(_("not sent in three days"), _("all tries of three days were in vain"), Told.NEXT),
    MailState.BOUNCED: Row(
        _("came back, there is no such address"),
        _("the mail server took it, and a report came back to the mailbox that the address is dead"),
        Told.NEXT,
    ),
    MailState.RETURNED: Row(
        _("came back"),
        _("a report came back that it could not be delivered: a full mailbox, a filter, an expired mail"),
        Told.NEXT,
    ),
    MailState.ERASED: Row(_("erased with the message"), _("its message was erased before it was sent"), Told.NOBODY),
}
TOLD: dict[Told, "StrOrPromise"] = {
    Told.NOBODY: _("nobody"),
    Told.DEPARTMENT: _("from the third failure on the department, on the first page of the admin"),
    Told.NEXT: _(
        "whoever is next gets it – the station, then the department – and once the news of the address; of a mail to a "
        "sender, or when nobody is left, the department, on the first page of the admin; the history of the message"
    ),
}


# What a report that came back is in the queue.
REPORTED = {
    MailState.DELAYED: RecipientDeliveryStatus.DEFERRED,
    MailState.BOUNCED: RecipientDeliveryStatus.HARD_BOUNCED,
    MailState.RETURNED: RecipientDeliveryStatus.SOFT_BOUNCED,
}
_CAME_BACK = {int(status): state for state, status in REPORTED.items()}


def state_of(notification: Notification) -> MailState:
    """How far a mail came; one that is gone from the queue went with its message, or was sent long ago."""
    email: Email | None = notification.email
    if email is None:
        return MailState.ERASED if notification.message.erased_at else MailState.SENT
    if (came_back := _CAME_BACK.get(email.recipient_delivery_status or 0)) is not None:
        return came_back
    if email.status == STATUS.failed:
        return MailState.GAVE_UP if (email.number_of_retries or 0) > len(DELAYS) else MailState.REFUSED
    if email.status == STATUS.sent:
        return MailState.SENT
    return MailState.DEFERRED if email.number_of_retries else MailState.QUEUED
