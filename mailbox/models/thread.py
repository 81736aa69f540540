"""What belongs to a message: replies, photos, and the thing that was found."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from faq.models import Topic

from .message import Message


class ReplyKind(models.TextChoices):
    """Who wrote a text of the thread, and who may read it."""

    ANSWER = "answer", _("answer")
    NOTE = "note", _("internal note")
    ADDITION = "addition", _("added by the sender")


class Reply(models.Model):
    """A text of the thread after the first one."""

    message = models.ForeignKey(Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="replies")
    kind = models.CharField(_("kind"), max_length=8, choices=ReplyKind)
    text = models.TextField(_("text"), blank=True)
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Empty for the sender."),
    )
    signed = models.CharField(
        _("signed"), max_length=150, blank=True, help_text=_("The name and function under which the sender reads it.")
    )
    created_at = models.DateTimeField(_("written"))

    class Meta:
        verbose_name = _("reply")
        verbose_name_plural = _("replies")
        ordering = ["created_at", "pk"]

    def __str__(self) -> str:
        return self.get_kind_display()


class Attachment(models.Model):
    """A photo, as it was made anew from what the sender uploaded; see `mailbox/photos/storage.py` for the files."""

    message = models.ForeignKey(
        Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="attachments"
    )
    reply = models.ForeignKey(
        Reply,
        verbose_name=_("reply"),
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="attachments",
        help_text=_("Empty for photos of the message itself."),
    )
    name = models.CharField(
        _("file"), max_length=40, db_index=True, help_text=_("A random name in the folder of attachments.")
    )
    width = models.PositiveIntegerField(_("width"), help_text=_("Pixels."))
    height = models.PositiveIntegerField(_("height"), help_text=_("Pixels."))
    size = models.PositiveIntegerField(_("size"), help_text=_("Bytes."))

    class Meta:
        verbose_name = _("photo")
        verbose_name_plural = _("photos")
        ordering = ["pk"]
        constraints = [models.UniqueConstraint(fields=["message", "name"], name="attachment_once_in_message")]

    def __str__(self) -> str:
        return f"{self.width} × {self.height}"


class Item(models.TextChoices):
    """What was found."""

    DOKLAD = "doklad", _("document or card")
    PENEZENKA = "penezenka", _("wallet or bag")
    KLICE = "klice", _("keys")
    TELEFON = "telefon", _("phone or electronics")
    KOLO = "kolo", _("bicycle or scooter")
    JINE = "jine", _("something else")


class WhereNow(models.TextChoices):
    """Where the thing is when its finder writes."""

    MAM_U_SEBE = "mam_u_sebe", _("I have it with me")
    SCHRANKA = "schranka", _("I put it in an infobox")
    NECHAL_NA_MISTE = "nechal_na_miste", _("I left it where it was")


class FoundState(models.TextChoices):
    """The way of a found thing to its owner."""

    FOUND = "found", _("found")
    DEPOSITED = "deposited", _("put in an infobox")
    TAKEN_OVER = "taken_over", _("taken over by an officer")
    RETURNED = "returned", _("returned to its owner")
    HANDED_TO_AUTHORITY = "authority", _("handed to the authority")


HANDED_OVER = (FoundState.RETURNED, FoundState.HANDED_TO_AUTHORITY)  # the ends of the way


class FoundItem(models.Model):
    """A found thing and how far it has come."""

    message = models.OneToOneField(
        Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="found_item", primary_key=True
    )
    item = models.CharField(_("what was found"), max_length=9, choices=Item)
    where_now = models.CharField(_("where it was"), max_length=15, choices=WhereNow)
    state = models.CharField(_("state"), max_length=10, choices=FoundState, default=FoundState.FOUND)
    handed_over_at = models.DateTimeField(
        _("handed over"), null=True, blank=True, help_text=_("When it reached its owner or the authority.")
    )

    class Meta:
        verbose_name = _("found item")
        verbose_name_plural = _("found items")
        constraints = [
            models.CheckConstraint(
                condition=Q(state__in=HANDED_OVER, handed_over_at__isnull=False)
                | (~Q(state__in=HANDED_OVER) & Q(handed_over_at__isnull=True)),
                name="found_item_handed_over_when",
            )
        ]

    def __str__(self) -> str:
        return f"{self.get_item_display()}: {self.get_state_display()}"


class SavedReply(models.Model):
    """A text that officers often answer with. What stands in braces is filled when it is put in."""

    class Use(models.TextChoices):
        """Where it is offered."""

        ANSWER = "answer", _("when answering")
        CLOSING = "closing", _("when closing, as a sentence to the sender")

    title = models.CharField(_("title"), max_length=100)
    text = models.TextField(_("text"))
    use = models.CharField(_("offered"), max_length=7, choices=Use, default=Use.ANSWER)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text=_("Offered first for messages of this topic. Empty means for all."),
    )

    objects: ClassVar[models.Manager["SavedReply"]] = models.Manager()

    class Meta:
        verbose_name = _("saved reply")
        verbose_name_plural = _("saved replies")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(condition=Q(text_cs__isnull=False) & ~Q(text_cs=""), name="saved_reply_in_czech")
        ]

    def __str__(self) -> str:
        return self.title
