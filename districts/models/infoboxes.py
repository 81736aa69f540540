"""The boxes in the street: letters for the officer, and documents that somebody found."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .revision import LookupModel


class InfoBoxState(models.TextChoices):
    """Whether people can put things in."""

    IN_SERVICE = "in_service", _("in service")
    DAMAGED = "damaged", _("damaged")
    MOVED = "moved", _("moved away")


class InfoBox(LookupModel):
    """A physical infobox (infoschránka): where it is, how often somebody empties it and whether it can be used."""

    name = models.CharField(_("name"), max_length=100, unique=True, help_text=_("For example: At the town hall."))
    address = models.CharField(_("address"), max_length=200, help_text=_("Where exactly people should look for it."))
    lat = models.FloatField(_("latitude"), help_text=_("Degrees, WGS84, for example 49.7475."))
    lon = models.FloatField(_("longitude"), help_text=_("Degrees, WGS84, for example 13.3776."))
    emptied = models.CharField(
        _("emptied"), max_length=100, blank=True, help_text=_("In plain words, for example: every working day.")
    )
    state = models.CharField(_("state"), max_length=10, choices=InfoBoxState, default=InfoBoxState.IN_SERVICE)
    note = models.CharField(
        _("note for people"), max_length=200, blank=True, help_text=_("For example where the box has moved to.")
    )
    photo = models.ImageField(
        _("photo"),
        upload_to="infoboxes/",
        blank=True,
        help_text=_("So that people recognise it. Hidden data (place, camera) is removed."),
    )
    verified_on = models.DateField(
        _("verified on"), null=True, blank=True, help_text=_("The day somebody last saw the box. Shown to the public.")
    )
    illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Made up for the demonstration; marked so on every page.")
    )

    class Meta:
        verbose_name = _("infobox")
        verbose_name_plural = _("infoboxes")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(condition=Q(lat__range=(-90, 90), lon__range=(-180, 180)), name="infobox_on_earth")
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its entry in the list of all."""
        return f"{reverse('districts:infoboxes')}#schranka-{self.pk}"
