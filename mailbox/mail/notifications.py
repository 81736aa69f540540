"""Mails about messages, written to the mail queue in the transaction of what they tell about.

A mail never contains what somebody wrote, only a link: mail travels and is kept where the portal has no say.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Model, QuerySet
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from post_office.models import STATUS, Email

from core.email_addresses import deliverable_form
from core.staff_accounts import name_of
from mailbox.intake import receipt_codes
from mailbox.models import Event, Happened, Message, Notification, Notified, State
from mailbox.recipients import Recipient, of_department, of_message

from .queue import RECEIPT, compose_mail, make_mail, new_message_id, put_into_queue, queue_mail, queued_address
from .states import MailState

MOST_LISTED = 50  # messages in one mail; the rest are counted


@dataclass(frozen=True, slots=True)
class Telling:
    """What one recipient is told about a message; nothing of it is stored yet."""

    event: Event | None  # for the history of the message; mails to its sender leave none
    mail: Notification | None  # with its `email`; none if there is no address to write to


def write_down(tellings: Sequence[Telling], *, happened: Sequence[Event] = ()) -> None:
    """Store what is told and put the mails into the queue: three queries however many there are.

    Args:
        happened: what stands before it in the history.
    """
    mails = [telling.mail for telling in tellings if telling.mail is not None]
    Event.objects.bulk_create([*happened, *(telling.event for telling in tellings if telling.event is not None)])
    put_into_queue([mail.email for mail in mails if mail.email is not None])
    Notification.objects.bulk_create(mails)


def tell_owner(message: Message, kind: Notified, *, now: datetime) -> Recipient:
    """Tell whoever answers for the message today, and remember that it was them."""
    recipient = of_message(message, on=timezone.localdate(now))
    message.told = recipient.key
    message.save(update_fields=["told"])
    write_down([for_staff(message, kind, recipient, now=now)])
    return recipient


def announce_message(message: Message, *, now: datetime) -> Recipient:
    """Tell whoever answers of a message that is new to them, and add to its routing why it is them."""
    recipient = of_message(message, on=timezone.localdate(now))
    message.told = recipient.key
    message.routing = " ".join((message.routing, *recipient.reasons))
    message.save(update_fields=["told", "routing"])
    write_down([for_staff(message, Notified.NEW, recipient, now=now)])
    return recipient


def tell_of_danger(message: Message, *, told: Recipient | None, now: datetime) -> None:
    """Tell the safety department at once that somebody may be in danger; for the arguments see `of_danger`."""
    write_down(of_danger(message, told=told, department=of_department(), now=now))


def of_danger(message: Message, *, told: Recipient | None, department: Recipient, now: datetime) -> list[Telling]:
    """That somebody may be in danger, for the safety department.

    Args:
        told: who is told of the message anyway; the department gets no second mail where the first one goes.
    """
    if told is not None and told.email == department.email:
        return []
    return [for_staff(message, Notified.DANGER, department, now=now)]


def tell_new_owner(messages: Sequence[Message], recipient: Recipient, *, now: datetime) -> None:
    """Tell somebody, in one mail, that they answer for these messages from now on; those of people in danger first."""
    Event.objects.bulk_create(_told_event(message, Notified.HANDOVER, recipient, now=now) for message in messages)
    if not queued_address(recipient.email):
        return
    pressing_first = sorted(messages, key=lambda message: not message.presses)
    context = {
        "count": len(messages),
        "danger": pressing_first[0].presses,
        "listed": [
            {"message": message, "link": _link_to(message), "answered": message.state == State.ANSWERED}
            for message in pressing_first[:MOST_LISTED]
        ],
        "more": max(0, len(messages) - MOST_LISTED),
        "inbox": settings.SITE_URL + reverse("admin:mailbox_message_changelist"),
    }
    email = queue_mail(f"mailbox/mail/{Notified.HANDOVER}", recipient.email, context, language=settings.LANGUAGE_CODE)
    Notification.objects.bulk_create(
        _mail_about(message, Notified.HANDOVER, recipient.name, email, now=now) for message in messages
    )


def tell_colleague(message: Message, colleague: User, *, now: datetime) -> None:
    """Tell somebody that a colleague has given a message to them, if their account has a usable e-mail."""
    recipient = Recipient(f"user:{colleague.pk}", name_of(colleague), deliverable_form(colleague.email))
    if queued_address(recipient.email):
        write_down([for_staff(message, Notified.ASSIGNED, recipient, now=now)])


def tell_department(message: Message, kind: Notified, *, now: datetime) -> None:
    """Tell the safety department."""
    write_down([for_staff(message, kind, of_department(), now=now)])


def ask_for_review(oldest: Message, count: int, *, erased_on: date, now: datetime) -> None:
    """Tell the safety department, in one mail, that suspicious messages wait for review.

    Args:
        oldest: the one that has waited longest.
        count: how many wait, with it.
        erased_on: when that one is erased if nobody looks at it.
    """
    recipient = of_department()
    if not queued_address(recipient.email):
        return
    quarantine = settings.SITE_URL + reverse("admin:mailbox_message_changelist") + "?tab=quarantine"
    context = {"count": count, "oldest": oldest, "erased_on": erased_on, "quarantine": quarantine}
    email = queue_mail(f"mailbox/mail/{Notified.REVIEW}", recipient.email, context, language=settings.LANGUAGE_CODE)
    _mail_about(oldest, Notified.REVIEW, recipient.name, email, now=now).save()


def sound_alarms(alarms: Sequence[str]) -> None:
    """Tell the safety department, in one mail, what stands still until somebody has looked at it.

    Args:
        alarms: in words, each with what to do.
    """
    if to := of_department().email:
        context = {"alarms": alarms, "administration": settings.SITE_URL + reverse("admin:index")}
        queue_mail("mailbox/mail/alarm", to, context, language=settings.LANGUAGE_CODE)


def tell_sender(message: Message, kind: Notified, *, now: datetime, receipt: str = "") -> None:
    """Tell the sender, if they left an e-mail, in the language of the form they wrote in."""
    write_down(for_sender(message, kind, now=now, receipt=receipt))


def for_sender(message: Message, kind: Notified, *, now: datetime, receipt: str = "") -> list[Telling]:
    """What the sender is told, if they left an e-mail, in the language of the form they wrote in."""
    if not message.email:
        return []
    with translation.override(settings.LANGUAGE_CODE):
        sender = _("the sender")
        if not queued_address(message.email):
            detail = _("%s – the e-mail cannot be used, so no mail was sent") % f"{kind.label}: {sender}"
            return [Telling(Event(message=message, kind=Happened.TOLD, at=now, detail=detail), None)]
    sealed = {"receipt": receipt_codes.seal_code(receipt)} if receipt else None
    email = compose_mail(
        f"mailbox/mail/{kind}", message.email, _context_about(message), language=message.language, sealed=sealed
    )
    return [Telling(None, _mail_about(message, kind, sender, email, now=now))]


def for_staff(message: Message, kind: Notified, recipient: Recipient, *, now: datetime) -> Telling:
    """What one of those who answer is told, in Czech; without an address it is noted that no mail went."""
    event = _told_event(message, kind, recipient, now=now)
    if not queued_address(recipient.email):
        return Telling(event, None)
    email = compose_mail(
        f"mailbox/mail/{kind}", recipient.email, _context_about(message), language=settings.LANGUAGE_CODE
    )
    return Telling(event, _mail_about(message, kind, recipient.name, email, now=now))


def tell_of_dead_address(
    message: Message, recipient: Recipient, *, address: str, holders: Sequence[Model], state: MailState, now: datetime
) -> None:
    """Tell whoever gets a mail instead that no mail can be sent to an address, and what to do.

    Args:
        message: the one that the mail was about.
        holders: the people, places and desks that have the address.
        state: how the mail ended.
    """
    context = _context_about(message) | {
        "whose": ", ".join(str(each) for each in holders),
        "address": address,
        "state": state,
        "records": [
            settings.SITE_URL + reverse(f"admin:{each._meta.app_label}_{each._meta.model_name}_change", args=[each.pk])
            for each in holders
        ],
    }
    email = queue_mail(
        f"mailbox/mail/{Notified.DEAD_ADDRESS}", recipient.email, context, language=settings.LANGUAGE_CODE
    )
    _mail_about(message, Notified.DEAD_ADDRESS, recipient.name, email, now=now).save()


def pass_on(
    email: Email, notifications: Sequence[Notification], recipient: Recipient, *, why: str = "", now: datetime
) -> None:
    """Send what a mail says to somebody else instead.

    Args:
        notifications: what of it they are to be told.
        why: a sentence above the text.
    """
    text = f"{why}\n\n{email.message}" if why else email.message
    copy = make_mail(recipient.email, email.subject, text, sealed=email.context)
    put_into_queue([copy])
    for each in notifications:
        Notification.objects.create(
            message=each.message,
            kind=each.kind,
            recipient=recipient.name[:150],
            email=copy,
            created_at=now,
            instead_of=each,
        )
        detail = f"{each.get_kind_display()}: {each.recipient} → {recipient.name}"
        Event.objects.create(message=each.message, kind=Happened.TOLD, at=now, detail=detail[:500])


def requeue_to(email: Email, notifications: Sequence[Notification], recipient: Recipient) -> None:
    """Put a mail back into the queue, for an address that may be a new one."""
    to = [queued_address(recipient.email)]
    # Somebody else gets it, so it is another mail; so is one that came back, whose report may come once more.
    if email.to != to or email.recipient_delivery_status is not None:
        email.message_id = new_message_id()
    email.to = to
    email.from_email = settings.DEFAULT_FROM_EMAIL
    email.status, email.number_of_retries, email.scheduled_time = STATUS.queued, None, None
    email.recipient_delivery_status = None
    # In bulk, because saving one validates the addresses, as above.
    changed = ["to", "message_id", "from_email", "status", "number_of_retries", "scheduled_time"]
    Email.objects.bulk_update([email], [*changed, "recipient_delivery_status"])
    told = Notification.objects.filter(pk__in=[each.pk for each in notifications])
    told.update(recipient=recipient.name[:150])
    release_replacements(told)


def release_replacements(notifications: QuerySet[Notification]) -> None:
    """Let mails that are sent again be passed on again, if they fail again: whoever got them instead keeps theirs."""
    Notification.objects.filter(instead_of__in=notifications).update(instead_of=None)


def _told_event(message: Message, kind: Notified, recipient: Recipient, *, now: datetime) -> Event:
    with translation.override(settings.LANGUAGE_CODE):
        detail = f"{kind.label}: {recipient.name}"
        if not queued_address(recipient.email):
            detail = _("%s – no e-mail is known, so no mail was sent") % detail
    return Event(message=message, kind=Happened.TOLD, at=now, detail=detail[:500])


def _mail_about(message: Message, kind: Notified, recipient: str, email: Email, *, now: datetime) -> Notification:
    return Notification(message=message, kind=kind, recipient=recipient[:150], email=email, created_at=now)


def _context_about(message: Message) -> dict[str, Any]:
    """What a mail about one message says."""
    return {
        "message": message,
        "link": _link_to(message),
        "follow_up": settings.SITE_URL + reverse("mailbox:status"),
        "receipt": RECEIPT,
    }


def _link_to(message: Message) -> str:
    return settings.SITE_URL + reverse("admin:mailbox_message_change", args=[message.pk])
