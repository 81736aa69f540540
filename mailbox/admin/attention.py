"""What the safety department should look at in the infoschránka, for the first page of the admin."""

from collections.abc import Sequence
from datetime import date

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from districts import atlas
from districts.admin.attention import Matter
from districts.models import Post
from mailbox import recipients
from mailbox.models import Desk, Notification

from . import inbox


def matters(user: User | AnonymousUser, today: date) -> list[Matter]:
    """Overdue messages, the quarantine, mails that do not arrive, and messages that nobody can be told about."""
    counts = inbox.totals(user, today=today)
    return [*_messages(counts["overdue"], counts["quarantine"]), *_mails(), *_nobody_told(today)]


def tabs(user: User | AnonymousUser, today: date) -> Sequence[tuple[str, str, str]]:
    """The counted tabs of somebody's inbox: name, count and address."""
    address = reverse("admin:mailbox_message_changelist")
    counts = inbox.totals(user, today=today)
    return [(str(inbox.TABS[tab]), inbox.said(count), f"{address}?tab={tab}") for tab, count in counts.items()]


def _messages(overdue: int, quarantine: int) -> list[Matter]:
    address = reverse("admin:mailbox_message_changelist")
    found = []
    if overdue:
        text = ngettext(
            "%(count)s message is waiting for an answer after the promised time.",
            "%(count)s messages are waiting for an answer after the promised time.",
            overdue,
        )
        found.append(Matter(text % {"count": inbox.said(overdue)}, f"{address}?tab=overdue"))
    if quarantine:
        text = ngettext(
            "%(count)s suspicious message is waiting for review.",
            "%(count)s suspicious messages are waiting for review.",
            quarantine,
        )
        found.append(Matter(text % {"count": inbox.said(quarantine)}, f"{address}?tab=quarantine"))
    return found


def _mails() -> list[Matter]:
    address = reverse("admin:mailbox_notification_changelist")
    found = []
    if count := Notification.objects.undelivered().count():
        text = ngettext("%d mail could not be delivered.", "%d mails could not be delivered.", count)
        found.append(Matter(text % count, f"{address}?delivery=undelivered"))
    if count := Notification.objects.struggling().count():
        text = ngettext("%d mail is failing again and again.", "%d mails are failing again and again.", count)
        found.append(Matter(text % count, f"{address}?delivery=struggling"))
    return found


def _nobody_told(today: date) -> list[Matter]:
    """Who has no e-mail is written to through the station or the department, so only without theirs is nobody told."""
    current = atlas.current()
    if current.department.email:
        return []
    owners: list[Post | Desk] = [*Post.objects.select_related("district", "borough"), *Desk.objects.all()]
    told = [recipients.of_owner(owner, on=today, current=current) for owner in owners]
    deaf = sorted({each.name for each in told if not each.email})
    if not deaf:
        return []
    text = _("Nobody is told about messages, because there is no e-mail: %s. Enter one for the department.")
    return [Matter(text % ", ".join(deaf), reverse("admin:districts_department_change", args=[1]))]
