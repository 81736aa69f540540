"""What colleagues have in hand: who has a message open, and what they have begun to write."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .message import Message
from .thread import ReplyKind


class Draft(models.Model):
    """An answer or a note that somebody has begun to write; only they see it, and it goes with the message."""

    message = models.ForeignKey(Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="drafts")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("author"), on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(_("kind"), max_length=8, choices=ReplyKind)
    text = models.TextField(_("text"))
    version = models.PositiveIntegerField(
        _("version"), help_text=_("Another one each time, so that one device never overwrites what another one kept.")
    )
    saved_at = models.DateTimeField(_("saved"), db_index=True)

    class Meta:
        verbose_name = _("draft")
        verbose_name_plural = _("drafts")
        constraints = [models.UniqueConstraint(fields=["message", "user", "kind"], name="draft_one_of_a_kind")]

    def __str__(self) -> str:
        return self.get_kind_display()


class Presence(models.Model):
    """Somebody has the page of a message open; for minutes, see `mailbox/presence.py`."""

    message = models.ForeignKey(Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="+")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="+"
    )
    seen_at = models.DateTimeField(_("last seen"), db_index=True)
    writing_at = models.DateTimeField(_("last wrote"), null=True, blank=True)

    class Meta:
        verbose_name = _("presence")
        verbose_name_plural = _("presence")
        constraints = [models.UniqueConstraint(fields=["message", "user"], name="presence_once_for_each")]

    def __str__(self) -> str:
        return str(self.seen_at)
