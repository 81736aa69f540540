"""How many wrong passwords and codes are left."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class AttemptCount(models.Model):
    """How many attempts were made under one key until a time; see `bezpecna_plzen/accounts/attempts.py`."""

    key = models.CharField(_("key"), max_length=64, primary_key=True)  # a keyed hash
    count = models.PositiveIntegerField(_("count"))
    ends_at = models.DateTimeField(_("counted until"))

    class Meta:
        verbose_name = _("count of attempts")
        verbose_name_plural = _("counts of attempts")
        indexes = [models.Index(fields=["ends_at"], name="attempts_by_end")]

    def __str__(self) -> str:
        return f"{self.count}, {self.ends_at:%H:%M}"
