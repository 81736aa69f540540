"""What happened to a message, and what was erased when."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .message import Message


class Happened(models.TextChoices):
    """What can happen to a message."""

    RECEIVED = "received", _("received")
    QUARANTINED = "quarantined", _("held for review")
    RELEASED = "released", _("found not to be spam")
    SPAM = "spam", _("marked as spam")
    TOLD = "told", _("told")
    UNSENT = "unsent", _("a mail could not be sent")
    HANDED_OVER = "handed_over", _("passed to the next responsible person")
    READ = "read", _("read")
    ANSWERED = "answered", _("answered")
    NOTED = "noted", _("internal note")
    ADDED = "added", _("the sender added something")
    ASSIGNED = "assigned", _("dealt with by")
    SNOOZED = "snoozed", _("put off")
    FORWARDED = "forwarded", _("forwarded")
    MERGED = "merged", _("merged with another message")
    FOUND_ITEM = "found_item", _("found item")
    REMINDED = "reminded", _("reminded")
    OVERDUE = "overdue", _("overdue")
    NO_DANGER = "no_danger", _("found not to be in danger")
    CLOSED = "closed", _("closed")
    REOPENED = "reopened", _("reopened")
    UNDONE = "undone", _("taken back")
    RESENT = "resent", _("mail sent again")
    ERASED = "erased", _("content erased")


class Event(models.Model):
    """One step in the life of a message. Says what and who, never the content."""

    message = models.ForeignKey(Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="events")
    kind = models.CharField(_("what happened"), max_length=12, choices=Happened)
    at = models.DateTimeField(_("when"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty for the sender and for what the portal does by itself."),
    )
    detail = models.CharField(
        _("detail"), max_length=500, blank=True, help_text=_("For example where the message was forwarded to.")
    )

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        ordering = ["at", "pk"]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.detail}".rstrip()


class Erasure(models.Model):
    """The ledger of erased content: what was erased when and why, not what it said. Never deleted."""

    class Reason(models.TextChoices):
        """Why the content had to go."""

        CLOSED = "closed", _("retention period after closing")
        QUARANTINE = "quarantine", _("retention period of the quarantine")
        FOUND_ITEM = "found_item", _("retention period after a found item was handed over")
        REQUEST = "request", _("on request")

    message_number = models.PositiveBigIntegerField(_("message number"))
    reason = models.CharField(_("reason"), max_length=10, choices=Reason)
    erased_at = models.DateTimeField(_("erased"))
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty for what the portal does by itself."),
    )
    replies = models.PositiveIntegerField(_("texts erased"), default=0)
    photos = models.PositiveIntegerField(_("photos erased"), default=0)
    mails = models.PositiveIntegerField(_("mails erased"), default=0)

    class Meta:
        verbose_name = _("erasure")
        verbose_name_plural = _("ledger of erasures")
        ordering = ["-erased_at", "-pk"]

    def __str__(self) -> str:
        return f"{self.message_number}: {self.get_reason_display()}"
