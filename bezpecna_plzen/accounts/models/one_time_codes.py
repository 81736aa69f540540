"""What is remembered of codes of authenticator apps, so that each is good for one use."""

from allauth.mfa.models import Authenticator
from django.db import models
from django.utils.translation import gettext_lazy as _


class LastCode(models.Model):
    """The latest code of an authenticator app that was used, by the number of the half minute it is for."""

    authenticator = models.OneToOneField(Authenticator, on_delete=models.CASCADE, related_name="last_code")
    period = models.BigIntegerField()

    class Meta:
        verbose_name = _("last code of an authenticator app")
        verbose_name_plural = _("last codes of authenticator apps")

    def __str__(self) -> str:
        return f"{self.authenticator_id}: {self.period}"
