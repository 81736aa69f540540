"""Invitations: the links by which people set up their first second factor."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from post_office.models import Email


class Invitation(models.Model):
    """The latest invitation of somebody. One that is sent again takes its place, so only the newest link works."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, verbose_name=_("account"), on_delete=models.CASCADE, related_name="invitation"
    )
    # A random part of the link. The link also has a signature, so whoever reads the table cannot make one.
    nonce = models.CharField(max_length=43, unique=True)
    sent_at = models.DateTimeField(_("invited on"))
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, verbose_name=_("invited by"), null=True, on_delete=models.SET_NULL, related_name="+"
    )
    mail = models.ForeignKey(Email, null=True, on_delete=models.SET_NULL, related_name="+")
    accepted_at = models.DateTimeField(_("accepted on"), null=True)

    class Meta:
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(accepted_at__gte=F("sent_at")),
                name="invitation_accepted_after_sending",
            )
        ]

    def __str__(self) -> str:
        return f"{self._meta.verbose_name}: {self.user}"
