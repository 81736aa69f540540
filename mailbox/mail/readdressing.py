"""Mails follow an e-mail that was put right, in the administration or by an import: what waits for the old address, or
was refused there, goes to the new one.

Such mails are found by looking, so it does not matter who corrected the record, or how. What goes to the new address is
another mail; the old one is gone, also for a worker that is just sending it.
"""

from collections import defaultdict
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from districts.models import Department, Person, Station
from mailbox.models import Desk, Event, Happened, Notification, State
from mailbox.models.delivery import TO_SENDER
from mailbox.recipients import Recipient

from .notifications import release_replacements
from .queue import make_mail, put_into_queue
from .undeliverable import about_what, next_recipient, plain_address, way_of_mail

_UNSENT = (STATUS.queued, STATUS.requeued, STATUS.failed)


def find_misaddressed() -> list[int]:
    """The keys of unsent mails to staff whose address nobody has any more, or not the one whom they are for.

    Of those that were refused only what is about open messages: nobody has to know of the others any more.
    """
    addresses: dict[str, set[str]] = defaultdict(set)  # by name
    for table in (Person, Station, Department, Desk):
        for each in table._default_manager.exclude(email=""):
            addresses[str(each)[:150]].add(plain_address(each.email))
    held = set().union(*addresses.values())
    unsent = Notification.objects.filter(email__status__in=_UNSENT, message__erased_at=None)
    unsent = unsent.exclude(kind__in=TO_SENDER).exclude(email__status=STATUS.failed, message__state=State.CLOSED)
    found = set()
    for number, to, recipient in unsent.values_list("email", "email__to", "recipient"):
        address = plain_address(", ".join(to))
        if address not in held or address not in addresses.get(recipient, {address}):
            found.add(number)
    return sorted(found)


@transaction.atomic
def readdress_mail(number: int, *, now: datetime) -> int:
    """Write one of the mails that were found anew, for the right address; whether there was one."""
    email = Email.objects.select_for_update().filter(pk=number, status__in=_UNSENT).first()
    if email is None:
        return 0
    groups: dict[Recipient, list[Notification]] = defaultdict(list)
    for notification in about_what(email).exclude(kind__in=TO_SENDER):
        recipient = _right_recipient(notification, email, now=now)
        if recipient is not None:
            groups[recipient].append(notification)
    for recipient, theirs in groups.items():
        _write_anew(email, theirs, recipient, now=now)
    if groups and not email.notifications.exists():
        email.delete()
    return 1 if groups else 0


def _right_recipient(notification: Notification, email: Email, *, now: datetime) -> Recipient | None:
    """Whose address a mail should have gone to; None if to the one that it has, or if somebody else got it instead."""
    address = plain_address(", ".join(email.to))
    way = way_of_mail(notification, on=timezone.localdate(now))
    right = next((each for each in way if each.name[:150] == notification.recipient), None)
    if right is None and not hasattr(notification, "replacement"):
        right = next_recipient(way, "")  # the record has another name by now, too, or is gone
    return right if right is not None and plain_address(right.email) != address else None


def _write_anew(email: Email, notifications: list[Notification], recipient: Recipient, *, now: datetime) -> None:
    copy = make_mail(recipient.email, email.subject, email.message, sealed=email.context)
    put_into_queue([copy])
    told = Notification.objects.filter(pk__in=[each.pk for each in notifications])
    told.update(email=copy, recipient=recipient.name[:150])
    release_replacements(told)
    with translation.override(settings.LANGUAGE_CODE):
        for each in notifications:
            detail = _("%(what)s: %(who)s – to a new e-mail") % {
                "what": each.get_kind_display(),
                "who": recipient.name,
            }
            Event.objects.create(message=each.message, kind=Happened.TOLD, at=now, detail=detail[:500])
