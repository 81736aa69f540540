"""What was done with several messages at once, kept for as long as it can be taken back."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from .message import Message


class BulkRun(models.Model):
    """One thing done with several messages."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("who"), on_delete=models.CASCADE, related_name="+", db_index=False
    )
    action = models.CharField(_("action"), max_length=10)
    at = models.DateTimeField(_("when"), db_index=True)
    undone_at = models.DateTimeField(_("taken back"), null=True, blank=True)

    class Meta:
        verbose_name = _("bulk action")
        verbose_name_plural = _("bulk actions")
        indexes = [models.Index(fields=["user", "-at"], name="bulk_run_of_user")]

    def __str__(self) -> str:
        return self.action


class BulkItem(models.Model):
    """One of the messages, as it was before."""

    run = models.ForeignKey(BulkRun, verbose_name=_("bulk action"), on_delete=models.CASCADE, related_name="items")
    message = models.ForeignKey(Message, verbose_name=_("message"), on_delete=models.CASCADE, related_name="+")
    before = models.JSONField(_("before"), help_text=_("The fields of the message that an action may change."))
    event = models.PositiveBigIntegerField(
        _("event"), help_text=_("The last one of the action: if another one follows, the message is left as it is.")
    )
    replies = models.JSONField(_("texts"), help_text=_("The numbers of the texts that the action wrote."))
    mails = models.JSONField(
        _("mails"), help_text=_("The numbers of the mails that wait until it is too late to undo.")
    )

    class Meta:
        verbose_name = _("message of a bulk action")
        verbose_name_plural = _("messages of a bulk action")
        constraints = [models.UniqueConstraint(fields=["run", "message"], name="bulk_item_once_in_run")]

    def __str__(self) -> str:
        return str(self.pk)
