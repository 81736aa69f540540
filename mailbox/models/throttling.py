"""Counts that protect from floods without storing who asked."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class DailySalt(models.Model):
    """A random salt of one day; deleted afterwards, so that yesterday's keys can never be traced to an address."""

    day = models.DateField(_("day"), primary_key=True)
    salt = models.CharField(_("salt"), max_length=64)

    class Meta:
        verbose_name = _("salt of the day")
        verbose_name_plural = _("salts of the days")

    def __str__(self) -> str:
        return self.day.isoformat()


class Tally(models.Model):
    """How many times something was done in an hour under one key: a salted hash of a network address."""

    scope = models.CharField(_("what"), max_length=20)
    key = models.CharField(_("key"), max_length=64)
    hour = models.DateTimeField(_("hour"))
    count = models.PositiveIntegerField(_("count"), default=0)

    class Meta:
        verbose_name = _("tally")
        verbose_name_plural = _("tallies")
        constraints = [models.UniqueConstraint(fields=["scope", "key", "hour"], name="tally_once")]
        indexes = [models.Index(fields=["hour"], name="tally_by_hour")]

    def __str__(self) -> str:
        return f"{self.scope} {self.count}"
