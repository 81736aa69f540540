"""Addresses of the RÚIAN register, and the names that people use for places."""

from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .places import Borough, District
from .revision import LookupModel


class Part(LookupModel):
    """A part of the city in the register (část obce). Parts are not nested in boroughs."""

    code = models.PositiveIntegerField(_("RÚIAN code"), primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True)

    class Meta:
        verbose_name = _("city part")
        verbose_name_plural = _("city parts")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Street(LookupModel):
    """A street of the register."""

    code = models.PositiveIntegerField(_("RÚIAN code"), primary_key=True)
    name = models.CharField(_("name"), max_length=60)
    slug = models.SlugField(_("web address"), max_length=80, unique=True)

    class Meta:
        verbose_name = _("street")
        verbose_name_plural = _("streets")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("districts:street", args=[self.slug])


class HouseNumberType(models.TextChoices):
    """Which of the two number series of a city part the house number belongs to."""

    CP = "č.p.", _("house number (č. p.)")
    EV = "č.ev.", _("registration number (č. ev.)")


class Address(LookupModel):
    """An address point of the register; its key is the RÚIAN `Kód ADM`."""

    code = models.PositiveIntegerField(_("RÚIAN code"), primary_key=True)
    street = models.ForeignKey(
        Street, verbose_name=_("street"), null=True, blank=True, on_delete=models.PROTECT, related_name="addresses"
    )
    part = models.ForeignKey(Part, verbose_name=_("city part"), on_delete=models.PROTECT, related_name="addresses")
    number_type = models.CharField(_("number type"), max_length=5, choices=HouseNumberType)
    house_number = models.PositiveIntegerField(_("house number"))
    orientation_number = models.PositiveIntegerField(_("orientation number"), null=True, blank=True)
    orientation_letter = models.CharField(_("orientation letter"), max_length=1, blank=True)
    postcode = models.CharField(_("postcode"), max_length=5)
    lat = models.FloatField(_("latitude"))
    lon = models.FloatField(_("longitude"))
    borough = models.ForeignKey(
        Borough, verbose_name=_("borough by the register"), on_delete=models.PROTECT, related_name="addresses"
    )
    district = models.ForeignKey(
        District, verbose_name=_("district"), on_delete=models.PROTECT, related_name="addresses"
    )

    class Meta:
        verbose_name = _("address")
        verbose_name_plural = _("addresses")
        ordering = ["street__name", "orientation_number", "orientation_letter", "house_number"]
        indexes = [
            models.Index(fields=["street", "orientation_number"], name="address_street_orientation"),
            models.Index(fields=["street", "house_number"], name="address_street_house"),
            models.Index(fields=["part", "house_number"], name="address_part_house"),
            models.Index(fields=["part", "district"], name="address_part_district"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(orientation_number__isnull=False) | Q(orientation_letter=""),
                name="address_letter_needs_number",
            ),
            models.CheckConstraint(
                condition=Q(lat__range=(-90, 90), lon__range=(-180, 180)), name="address_point_on_earth"
            ),
        ]

    def __str__(self) -> str:
        series = "č. ev. " if self.number_type == HouseNumberType.EV else ""
        orientation = "" if self.orientation_number is None else f"/{self.orientation_number}{self.orientation_letter}"
        return f"{self.street or self.part} {series}{self.house_number}{orientation}"


class Locality(LookupModel):
    """A name people use for a place that the register does not know, such as Košutka or Bory."""

    name = models.CharField(_("name"), max_length=60, unique=True)
    lat = models.FloatField(_("latitude"), help_text=_("The middle of the place, degrees, WGS84."))
    lon = models.FloatField(_("longitude"), help_text=_("The middle of the place, degrees, WGS84."))
    radius_m = models.PositiveIntegerField(
        _("radius in metres"),
        default=400,
        help_text=_("How far from the middle people still use the name; districts within are offered."),
    )

    class Meta:
        verbose_name = _("place name")
        verbose_name_plural = _("place names")
        ordering = ["name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(lat__range=(-90, 90), lon__range=(-180, 180)), name="locality_point_on_earth"
            )
        ]

    def __str__(self) -> str:
        return self.name
