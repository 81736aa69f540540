"""Mails that tell people about messages, as the message remembers them."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from post_office.models import STATUS, Email

from .message import Message


class Notified(models.TextChoices):
    """What a mail tells."""

    NEW = "new", _("new message")
    DANGER = "danger", _("told at once")
    ADDITION = "addition", _("the sender added something")
    HANDOVER = "handover", _("the message has come to you")
    ASSIGNED = "assigned", _("a colleague has given it to you")
    REMINDER = "reminder", _("a reply is due")
    OVERDUE = "overdue", _("the promised time has passed")
    REVIEW = "review", _("suspicious messages wait for review")
    RECEIPT = "receipt", _("confirmation for the sender")
    ANSWER = "answer", _("an answer for the sender")
    FORWARDED = "forwarded", _("news for the sender: forwarded")
    CLOSED = "closed", _("news for the sender: closed")
    DEAD_ADDRESS = "dead_address", _("an address to which no mail can be sent")


TO_SENDER = (Notified.RECEIPT, Notified.ANSWER, Notified.FORWARDED, Notified.CLOSED)
UNDELIVERED = Q(email__status=STATUS.failed, replacement=None)
STRUGGLING = Q(email__status=STATUS.requeued, email__number_of_retries__gte=3)


class NotificationQuerySet(models.QuerySet["Notification"]):
    """Questions about mails."""

    def undelivered(self) -> "NotificationQuerySet":
        """Those that ended without being sent, and that nobody else was sent instead."""
        return self.filter(UNDELIVERED)

    def struggling(self) -> "NotificationQuerySet":
        """Those that failed several times and are still being tried."""
        return self.filter(STRUGGLING)


class Notification(models.Model):
    """One mail about one message to one recipient. The mail itself is in the mail queue until it is cleaned up."""

    message = models.ForeignKey(
        Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(_("kind"), max_length=12, choices=Notified)
    recipient = models.CharField(
        _("recipient"), max_length=150, help_text=_("Who it was for, by name or function; never an address.")
    )
    email = models.ForeignKey(
        Email,
        verbose_name=_("mail"),
        null=True,
        on_delete=models.SET_NULL,
        related_name="notifications",
        help_text=_("Empty once a sent mail has been cleaned up."),
    )
    instead_of = models.OneToOneField(
        "self",
        verbose_name=_("instead of"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="replacement",
        help_text=_("The mail that could not be sent, and that somebody else got therefore."),
    )
    created_at = models.DateTimeField(_("written"))

    objects: ClassVar[models.Manager["Notification"]] = models.Manager.from_queryset(NotificationQuerySet)()

    class Meta:
        verbose_name = _("notification")
        verbose_name_plural = _("notifications")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.recipient}"


class DeadAddress(models.Model):
    """An address of somebody who answers to which no mail can be sent.

    Gone as soon as a mail can be sent to it; if mails came back from there, when one has not come back for a week.
    """

    address = models.CharField(_("e-mail"), max_length=254, unique=True, help_text=_("In small letters."))
    since = models.DateTimeField(_("since"))
    refused = models.BooleanField(_("refused for good"), help_text=_("Otherwise all tries of three days were in vain."))
    bounced_at = models.DateTimeField(
        _("a mail came back"), null=True, blank=True, help_text=_("The last time; empty if none was taken at all.")
    )

    class Meta:
        verbose_name = _("dead address")
        verbose_name_plural = _("dead addresses")
        ordering = ["since", "pk"]

    def __str__(self) -> str:
        return self.address
