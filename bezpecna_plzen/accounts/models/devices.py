"""The devices that people have signed in on."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Device(models.Model):
    """A browser that somebody has signed in on, known again by a cookie; see `bezpecna_plzen/accounts/devices.py`."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="devices", verbose_name=_("user")
    )
    key_hash = models.CharField(_("hash of the key"), max_length=64)  # the key itself is in the cookie only
    name = models.CharField(_("name"), max_length=60)  # of the browser and the system: "Firefox, Windows"
    first_seen = models.DateTimeField(_("first signed in"))
    last_seen = models.DateTimeField(_("last signed in"))

    class Meta:
        verbose_name = _("device")
        verbose_name_plural = _("devices")
        constraints = [models.UniqueConstraint(fields=["user", "key_hash"], name="device_once_for_each_user")]
        indexes = [
            models.Index(fields=["key_hash"], name="device_by_key"),
            models.Index(fields=["last_seen"], name="device_by_last_seen"),
        ]

    def __str__(self) -> str:
        return self.name
