"""Mails about messages, written to the mail queue in the transaction of what they tell about.

A mail never contains what somebody wrote, only a link: mail travels and is kept where the portal has no say.
"""

from datetime import datetime
from email.utils import make_msgid
from urllib.parse import urlsplit

from django.conf import settings
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from post_office.models import PRIORITY, STATUS, Email

from mailbox import receipts
from mailbox.models import Event, Happened, Message, Notification, Notified
from mailbox.recipients import Recipient, of_department, of_message

RECEIPT = "[[receipt]]"  # stands in a queued mail for the code, which the mail worker puts in when it sends


def tell_owner(message: Message, kind: Notified, *, now: datetime) -> Recipient:
    """Tell whoever answers for the message today, and remember that it was them."""
    recipient = of_message(message, on=timezone.localdate(now))
    message.told = recipient.key
    message.save(update_fields=["told"])
    _tell(message, kind, recipient, now=now)
    return recipient


def tell_department(message: Message, kind: Notified, *, now: datetime) -> None:
    """Tell the safety department."""
    _tell(message, kind, of_department(), now=now)


def tell_sender(message: Message, kind: Notified, *, now: datetime, receipt: str = "") -> None:
    """Tell the sender, if they left an e-mail, in the language of the form they wrote in."""
    if not message.email:
        return
    sealed = {"receipt": receipts.seal(receipt)} if receipt else None
    email = _queue(message, kind, message.email, language=message.language, sealed=sealed)
    with translation.override(settings.LANGUAGE_CODE):
        _remember(message, kind, _("the sender"), email, now=now)


def _tell(message: Message, kind: Notified, recipient: Recipient, *, now: datetime) -> None:
    Event.objects.create(message=message, kind=Happened.TOLD, at=now, detail=f"{kind.label}: {recipient.name}"[:500])
    if recipient.email:
        email = _queue(message, kind, recipient.email, language=settings.LANGUAGE_CODE)
        _remember(message, kind, recipient.name, email, now=now)


def _remember(message: Message, kind: Notified, recipient: str, email: Email, *, now: datetime) -> None:
    Notification.objects.create(message=message, kind=kind, recipient=recipient[:150], email=email, created_at=now)


def _queue(message: Message, kind: Notified, to: str, *, language: str, sealed: dict[str, str] | None = None) -> Email:
    """Write a mail to the queue.

    Args:
        sealed: what the mail worker puts into the text when it sends, encrypted until then.
    """
    context = {
        "message": message,
        "link": settings.SITE_URL + reverse("admin:mailbox_message_change", args=[message.pk]),
        "follow_up": settings.SITE_URL + reverse("mailbox:status"),
        "receipt": RECEIPT,
    }
    with translation.override(language):
        subject = render_to_string(f"mailbox/mail/{kind}.subject.txt", context)
        text = render_to_string(f"mailbox/mail/{kind}.txt", context)
    email = Email(
        from_email=settings.DEFAULT_FROM_EMAIL,
        to=[to],
        subject=" ".join(subject.split()),
        message=text,
        context=sealed,
        status=STATUS.queued,
        priority=PRIORITY.medium,
        # The same for each try, so that a mail sent twice after a crash can be told by the receiving side.
        message_id=make_msgid(domain=urlsplit(settings.SITE_URL).hostname),
    )
    # In bulk, because saving one validates the addresses: a bad one must not stop a message from being accepted.
    return Email.objects.bulk_create([email])[0]
