"""What to look at in the infoschránka, for the first page of the admin: of one's own messages, or of all."""

from datetime import date

from django.contrib.auth.models import AnonymousUser, User
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from core.admin.matters import Matter
from districts.lookup import atlas
from districts.models import Person, Post, Station
from mailbox import recipients
from mailbox.mail import delivery, undeliverable
from mailbox.models import DeadAddress, Desk, Notification, Stopped
from mailbox.permissions import access
from mailbox.recipients import Addressee
from mailbox.retention import alarms

from . import inbox


def matters(user: User | AnonymousUser, today: date) -> list[Matter]:
    """Dead addresses and messages that concern somebody; for the department alarms, mails and who is not told, too."""
    everything = access.sees_all_messages(user)
    dead = _dead_addresses(user, everything=everything)
    messages = _messages(inbox.count_under_tabs(user, today=today), everything=everything)
    if not everything:
        return [*dead, *messages]
    return [*dead, *_alarms(), *messages, *_mails(), *_nobody_told(today), *_unusable()]


def _alarms() -> list[Matter]:
    """What a brake has stopped, where the ledger shows what was erased so far; and of the mailbox of the portal."""
    ledger, mails = (reverse(f"admin:mailbox_{model}_changelist") for model in ("erasure", "notification"))
    about_mails = (Stopped.LETTERS, Stopped.MAILBOX)
    return [
        Matter("", words, mails if kind in about_mails else ledger, urgent=True)
        for kind, words in alarms.explain_standing().items()
    ]


def _dead_addresses(user: User | AnonymousUser, *, everything: bool) -> list[Matter]:
    """Addresses to which no mail can be sent: all for the department, who puts them right; others see their own."""
    found: list[Matter] = []
    inbox_url = reverse("admin:mailbox_message_changelist")
    for dead in DeadAddress.objects.all():
        whose = undeliverable.holders_of(dead.address)
        own = [each for each in whose if user.pk in _accounts_of(each)]
        if everything and whose:
            words = _("No mail can be sent to %(whose)s: the address %(address)s is dead. Enter the right one.")
            if dead.bounced_at and not dead.refused:
                words = _("Mails to %(whose)s come back from %(address)s. Find out why, or enter another address.")
            found.append(_dead_address(dead, words, whose, _admin_page_of(whose[0])))
        elif own:
            words = _("No mail can be sent to %(whose)s: %(address)s is dead. Tell the department the right address.")
            found.append(_dead_address(dead, words, own, inbox_url))
    return found


def _dead_address(dead: DeadAddress, words: str, whose: list[Addressee], url: str) -> Matter:
    names = ", ".join(str(each) for each in whose)
    return Matter("", words % {"whose": names, "address": dead.address}, url, urgent=True)


def _admin_page_of(record: Addressee) -> str:
    return reverse(f"admin:{record._meta.app_label}_{record._meta.model_name}_change", args=[record.pk])


def _accounts_of(holder: Addressee) -> set[int]:
    """The accounts of whoever reads the mails to a person, station or desk."""
    match holder:
        case Person():
            return {holder.user_id} if holder.user_id else set()
        case Station():
            return set(holder.staff.values_list("pk", flat=True))
        case Desk():
            return set(holder.members.values_list("pk", flat=True))
    return set()


def _messages(counts: dict[str, int], *, everything: bool) -> list[Matter]:
    """What each tab of the inbox holds, the most pressing first; whether the department has read is of no interest."""
    words = {
        "danger": ngettext(
            "message about somebody who may be in danger",
            "messages about somebody who may be in danger",
            counts["danger"],
        ),
        "mine": ngettext("message that you are to deal with", "messages that you are to deal with", counts["mine"]),
        "overdue": ngettext(
            "message waiting for an answer after the promised time",
            "messages waiting for an answer after the promised time",
            counts["overdue"],
        ),
        "due": ngettext(
            "message to answer by the next working day",
            "messages to answer by the next working day",
            counts["due"],
        ),
        "quarantine": ngettext(
            "suspicious message waiting for review", "suspicious messages waiting for review", counts["quarantine"]
        ),
        "unread": ngettext("message that nobody read yet", "messages that nobody read yet", counts["unread"]),
    }
    if everything:
        del words["unread"]
    for tab in ("danger", "mine"):
        if not counts[tab]:
            del words[tab]
    address = reverse("admin:mailbox_message_changelist")
    return [
        Matter(inbox.count_in_words(counts[tab]), said, f"{address}?tab={tab}", urgent=tab in ("danger", "overdue"))
        for tab, said in words.items()
    ]


def _mails() -> list[Matter]:
    address = reverse("admin:mailbox_notification_changelist")
    undelivered, struggling = (
        mails.count() for mails in (Notification.objects.undelivered(), Notification.objects.struggling())
    )
    words = ngettext("mail that could not be sent", "mails that could not be sent", undelivered)
    found = [Matter(str(undelivered), words, f"{address}?delivery=undelivered", urgent=True)]
    if delivery.is_silent(now=timezone.now()):
        words = _(
            "For a day no mail could be sent at all. Nothing is lost: the mails wait and go out when the mail server "
            "works again. Have whoever looks after the server see to it."
        )
        found.insert(0, Matter("", words, f"{address}?delivery=queued", urgent=True))
    if struggling:
        words = ngettext("mail that fails again and again", "mails that fail again and again", struggling)
        found.append(Matter(str(struggling), words, f"{address}?delivery=struggling"))
    return found


def _nobody_told(today: date) -> list[Matter]:
    """Who has no e-mail is written to through the station or the department, so only without theirs is nobody told."""
    current = atlas.current()
    if current.department.usable_email:
        return []
    owners: list[Post | Desk] = [*Post.objects.select_related("district", "borough"), *Desk.objects.all()]
    openers = access.find_openers()
    told = [recipients.of_owner(owner, on=today, current=current, openers=openers) for owner in owners]
    deaf = sorted({each.name for each in told if not each.email})
    if not deaf:
        return []
    words = _("Nobody is told about messages, because there is no e-mail: %s. Enter one for the department.")
    url = reverse("admin:districts_department_change", args=[1])
    return [Matter("", words % ", ".join(deaf), url, urgent=True)]


def _unusable() -> list[Matter]:
    """E-mails that no mail can be sent to; each leads to where it is corrected."""
    words = _("%s has an e-mail that nothing can be sent to. Correct it.")
    return [Matter("", words % who, _admin_page_of(who), urgent=True) for who in recipients.list_unusable()]
