"""Places that everybody knows by a name: hospitals, stations, schools, shops, parks."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .addresses import Address
from .revision import LookupModel


class PlaceKind(models.TextChoices):
    """What a place is; people say it beside the name: "nemocnice", "zastávka"."""

    HOSPITAL = "hospital", _("hospital, clinic")
    STATION = "station", _("railway or bus station")
    STOP = "stop", _("stop of public transport")
    SCHOOL = "school", _("school")
    SHOP = "shop", _("shop, shopping centre")
    OFFICE = "office", _("office, court, police, post")
    CULTURE = "culture", _("theatre, museum, library")
    SPORT = "sport", _("swimming pool, stadium")
    PARK = "park", _("park, garden")
    CHURCH = "church", _("church")
    CEMETERY = "cemetery", _("cemetery")
    OTHER = "other", _("other place")


class KnownPlace(LookupModel):
    """A place people name instead of its address, and where it is: by an address of the register or by a point.

    The address is kept as it was written: the register's own record may be deleted by the next import, and come back.
    Only published places are found.
    """

    name = models.CharField(_("name"), max_length=100, unique=True, help_text=_("For example FN Lochotín."))
    other_names = models.TextField(
        _("other names"),
        blank=True,
        help_text=_("One on each line, as people say it. A name that several places have leads to a question."),
    )
    kind = models.CharField(_("kind"), max_length=10, choices=PlaceKind)
    address = models.CharField(
        _("address"),
        max_length=200,
        blank=True,
        help_text=_("Street and number as in the register, for example alej Svobody 80. Without one, set the point."),
    )
    register_address = models.ForeignKey(
        Address,
        verbose_name=_("address of the register"),
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="known_places",
    )
    lat = models.FloatField(_("latitude"), null=True, blank=True, help_text=_("Degrees, WGS84, for example 49.7475."))
    lon = models.FloatField(_("longitude"), null=True, blank=True, help_text=_("Degrees, WGS84, for example 13.3776."))
    radius_m = models.PositiveIntegerField(
        _("radius in metres"),
        default=0,
        help_text=_("How far the place reaches; where that is several districts, people are asked. 0 for a building."),
    )
    source = models.CharField(
        _("source"), max_length=300, blank=True, help_text=_("Where it can be checked: mostly a web address.")
    )
    verified_on = models.DateField(
        _("verified on"), null=True, blank=True, help_text=_("The day somebody last checked that it is there.")
    )
    published = models.BooleanField(
        _("published"), default=False, help_text=_("Only published places are found; publish what has been confirmed.")
    )

    UNCONFIRMED: ClassVar[Q] = Q(published=False)  # waits for somebody to check and publish it
    # Nobody finds it: the register does not have its address, and there is no point instead.
    UNPLACED: ClassVar[Q] = Q(published=True, register_address=None, lat=None)

    class Meta:
        verbose_name = _("known place")
        verbose_name_plural = _("known places")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                # Said explicitly, because a comparison with NULL would pass.
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
                name="known_place_point_whole",
                violation_error_message=_("Set both latitude and longitude, or neither."),
            ),
            models.CheckConstraint(
                condition=~Q(address="") | Q(lat__isnull=False),
                name="known_place_is_somewhere",
                violation_error_message=_("Say where it is: an address, or a point."),
            ),
            models.CheckConstraint(
                condition=Q(published=False) | ~Q(source=""),
                name="known_place_published_with_source",
                violation_error_message=_("Before it is published, say where it was confirmed."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def all_names(self) -> list[str]:
        """The name, then the other ones."""
        return [self.name, *(line.strip() for line in self.other_names.splitlines() if line.strip())]
