"""Places: boroughs, stations, police districts and their boundaries."""

from functools import lru_cache
from typing import ClassVar

from django.conf import settings
from django.core.validators import MinValueValidator, RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from core.email_addresses import deliverable_form
from core.email_fields import EmailAddressField
from core.revision import TrackedQuerySet

from .revision import LookupModel

_HOURS_HELP = _(
    "As people write it, for example: “po a st 8–17, pá 8–11.30”, “denně 7–19” or “nonstop”; with a break at noon "
    "“8–12, 13–17”. What the portal understands it shows in every language, and says whether it is open now. Other "
    "words, such as “po dohodě”, are shown as they are."
)


@lru_cache(maxsize=1000)  # all are published, and pages ask for the same ones again and again
def _is_usable(email: str) -> bool:
    return bool(deliverable_form(email))


class Contact(LookupModel):
    """How somebody is reached, and when a human last checked that it is true."""

    phone = models.CharField(
        _("phone"), max_length=20, blank=True, help_text=_("As people dial it, for example 378 032 251.")
    )
    email = EmailAddressField(_("e-mail"), blank=True)
    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        help_text=_("The day somebody last checked that phone and e-mail work. Shown to the public."),
    )

    class Meta:
        abstract = True

    web = ""  # pages ask everybody who can be reached; of those of the city they name none

    @property
    def usable_email(self) -> str:
        """The e-mail; nothing if it is one that no mail can be sent to, from before such were refused."""
        return self.email if _is_usable(self.email) else ""


class StationKind(models.TextChoices):
    """Whose station it is."""

    MP = "mp", _("Municipal Police station")
    PCR = "pcr", _("Police of the Czech Republic station")
    OFFICE = "office", _("Borough office")


class Station(Contact):
    """A place with a counter: a police station, or a borough office (the mayor's)."""

    kind = models.CharField(_("kind"), max_length=6, choices=StationKind)
    name = models.CharField(_("name"), max_length=100, help_text=_("For example Lochotín."))
    address = models.CharField(_("address"), max_length=200)
    lat = models.FloatField(_("latitude"), null=True, blank=True, help_text=_("Degrees, WGS84, for example 49.7475."))
    lon = models.FloatField(_("longitude"), null=True, blank=True, help_text=_("Degrees, WGS84, for example 13.3776."))
    hours = models.CharField(_("opening hours"), max_length=200, blank=True, help_text=_HOURS_HELP)
    staff = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accounts"),
        blank=True,
        related_name="stations",
        help_text=_("With these accounts the officers on duty see messages that the station answers."),
    )
    illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Made up for the demonstration; marked so on every page.")
    )

    class Meta:
        verbose_name = _("station")
        verbose_name_plural = _("stations")
        ordering = ["kind", "name"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "name"], name="station_kind_name_unique"),
            models.CheckConstraint(
                # Said explicitly, because a comparison with NULL would pass.
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
                name="station_point_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.name}"


class Department(Contact):
    """The city's safety department: the last resort that answers when nobody else does. One row."""

    name = models.CharField(_("name"), max_length=200)
    address = models.CharField(_("address"), max_length=200)
    hours = models.CharField(_("opening hours"), max_length=200, blank=True, help_text=_HOURS_HELP)

    class Meta:
        verbose_name = _("safety department")
        verbose_name_plural = _("safety department")
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="department_is_one_row")]

    def __str__(self) -> str:
        return self.name


class Borough(LookupModel):
    """A municipal borough (městský obvod), led by a mayor."""

    code = models.PositiveIntegerField(_("RÚIAN code"), primary_key=True)
    name = models.CharField(_("name"), max_length=60, unique=True, help_text=_("For example Plzeň 2-Slovany."))
    office = models.ForeignKey(
        Station,
        verbose_name=_("borough office"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        limit_choices_to={"kind": StationKind.OFFICE},
        related_name="boroughs",
        help_text=_("Answers for the mayor when there is nobody else."),
    )
    boundary = models.JSONField(
        _("boundary"), null=True, blank=True, help_text=_("GeoJSON Polygon or MultiPolygon, WGS84, lon then lat.")
    )

    class Meta:
        verbose_name = _("borough")
        verbose_name_plural = _("boroughs")
        ordering = ["code"]

    def __str__(self) -> str:
        return self.name


class DistrictQuerySet(TrackedQuerySet["District"]):
    """Questions about districts."""

    def current(self) -> "DistrictQuerySet":
        """Districts in force: those with a boundary. The others were abolished and stay for the record."""
        return self.filter(boundary__isnull=False)


class District(LookupModel):
    """A police district (policejní okrsek)."""

    number = models.PositiveSmallIntegerField(_("number"), unique=True, validators=[MinValueValidator(1)])
    designation = models.CharField(
        _("designation"),
        max_length=10,
        blank=True,
        validators=[RegexValidator(r"\A(?=.*[^\W\d_])[\w ./-]+\Z", _("Letters and digits, at least one letter."))],
        help_text=_("What the city calls it if that is no number, for example D. Empty means the number."),
    )
    name = models.CharField(_("name"), max_length=100)
    borough = models.ForeignKey(Borough, verbose_name=_("borough"), on_delete=models.PROTECT, related_name="districts")
    mp_station = models.ForeignKey(
        Station,
        verbose_name=_("Municipal Police station"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        limit_choices_to={"kind": StationKind.MP},
        related_name="mp_districts",
        help_text=_("Answers when the municipal officer has no substitute."),
    )
    pcr_station = models.ForeignKey(
        Station,
        verbose_name=_("Police of the Czech Republic station"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        limit_choices_to={"kind": StationKind.PCR},
        related_name="pcr_districts",
        help_text=_("Answers when the police officer has no substitute."),
    )
    boundary = models.JSONField(
        _("boundary"),
        null=True,
        blank=True,
        help_text=_("GeoJSON Polygon or MultiPolygon, WGS84, lon then lat. Empty means the district was abolished."),
    )
    description = models.TextField(
        _("description"), blank=True, help_text=_("What a resident should know about the district, in plain words.")
    )

    objects: ClassVar[models.Manager["District"]] = models.Manager.from_queryset(DistrictQuerySet)()

    class Meta:
        verbose_name = _("police district")
        verbose_name_plural = _("police districts")
        ordering = ["number"]
        constraints = [
            models.CheckConstraint(condition=Q(number__gte=1), name="district_number_from_one"),
            models.UniqueConstraint(
                fields=["designation"],
                condition=Q(boundary__isnull=False) & ~Q(designation=""),
                name="district_designation_unique",
                violation_error_message=_("Another district in force has this designation."),
            ),
        ]

    def __str__(self) -> str:
        """As people call it: `District 7 Slovany – střed`."""
        # The message of the templates, which all languages have: of those in models they have only the choices.
        numbered = _("District %(number)s") % {"number": self.label}
        return f"{numbered} {self.proper_name}".rstrip()

    def get_absolute_url(self) -> str:
        return reverse("districts:district", args=[self.number])

    @property
    def label(self) -> str:
        """The number, and the designation if it has one: `7`, `31 (D)`."""
        return f"{self.number} ({self.designation})" if self.designation else str(self.number)

    @property
    def proper_name(self) -> str:
        """The name; nothing when it only repeats the number (`Okrsek 7`) or designation, which is said anyway."""
        words = self.name.split()
        said = ([str(self.number)], [self.designation])
        return "" if len(words) < 3 and words[-1:] in said else self.name


class BoundarySet(models.Model):
    """All district boundaries as they were put in force together; the old ones stay and can be restored."""

    created_at = models.DateTimeField(_("put in force"))
    origin = models.CharField(
        _("origin"), max_length=200, help_text=_("A file, an edit on the map, or a restored set.")
    )
    author = models.CharField(_("author"), max_length=150, blank=True)
    features = models.JSONField(
        _("boundaries"), help_text=_("GeoJSON FeatureCollection with the number, name and borough of each district.")
    )

    class Meta:
        verbose_name = _("set of boundaries")
        verbose_name_plural = _("sets of boundaries")
        ordering = ["-created_at", "-pk"]

    def __str__(self) -> str:
        return f"{date_format(localtime(self.created_at), 'SHORT_DATETIME_FORMAT')} {self.origin}"
