"""People, the posts they hold, and who stands in for them.

A message belongs to a post, not to a person, so a post outlives its holders. That two people never hold a post at once
is guarded by the database itself (an exclusion constraint on PostgreSQL, triggers on SQLite; migration 0002).
"""

from datetime import date
from typing import ClassVar, Self, TypeVar

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from core.revision import TrackedQuerySet

from .places import Borough, Contact, District
from .revision import LookupModel


class Role(models.TextChoices):
    """The three who answer for safety in a district."""

    OKRSKAR = "okrskar", _("municipal district officer")
    POLICISTA = "policista", _("officer of the Police of the Czech Republic")
    STAROSTA = "starosta", _("borough mayor")


class Person(Contact):
    """Somebody who holds a post or stands in."""

    name = models.CharField(_("full name"), max_length=120, help_text=_("With rank or title as people know it."))
    photo = models.ImageField(
        _("photo"),
        upload_to="portraits/",
        blank=True,
        help_text=_("A portrait. It is made smaller and its hidden data (place, camera) removed."),
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("account"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="person",
        help_text=_("With this account they sign in and see the messages they answer for."),
    )
    illustrative = models.BooleanField(
        _("illustrative"), default=False, help_text=_("Made up for the demonstration; marked so on every page.")
    )

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Post(LookupModel):
    """A function somebody holds: an officer's in a district, or the mayor's in a borough."""

    role = models.CharField(_("role"), max_length=10, choices=Role)
    district = models.ForeignKey(
        District, verbose_name=_("district"), null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )
    borough = models.ForeignKey(
        Borough, verbose_name=_("borough"), null=True, blank=True, on_delete=models.PROTECT, related_name="posts"
    )

    class Meta:
        verbose_name = _("post")
        verbose_name_plural = _("posts")
        ordering = ["borough", "district__number", "role"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role__in=["okrskar", "policista"], district__isnull=False, borough__isnull=True)
                | Q(role="starosta", district__isnull=True, borough__isnull=False),
                name="post_of_district_or_borough",
            ),
            models.UniqueConstraint(fields=["role", "district"], name="post_once_in_district"),
            models.UniqueConstraint(fields=["role", "borough"], name="post_once_in_borough"),
        ]

    def __str__(self) -> str:
        return f"{Role(self.role).label}, {self.district or self.borough}"


P = TypeVar("P", bound="Period")


class PeriodQuerySet(TrackedQuerySet[P]):
    """Questions about periods of a post."""

    def on(self, day: date) -> Self:
        """Those in force on a day; the first and the last day count."""
        return self.filter(Q(end__isnull=True) | Q(end__gte=day), start__lte=day)

    def overlapping(self, start: date, end: date | None) -> Self:
        """Those sharing at least one day with start–end (both inclusive, no end means for ever)."""
        periods = self.filter(Q(end__isnull=True) | Q(end__gte=start))
        return periods.filter(start__lte=end) if end else periods


class Period(LookupModel):
    """Something that is true of a post from one day to another, both included."""

    post = models.ForeignKey(Post, verbose_name=_("post"), on_delete=models.PROTECT, related_name="%(class)ss")
    start = models.DateField(_("from"))
    end = models.DateField(
        _("to"), null=True, blank=True, help_text=_("The last day. Empty means until further notice.")
    )

    class Meta:
        abstract = True

    def days(self) -> str:
        """The period for people: `1. 9. 2026 – until further notice`."""
        end = date_format(self.end, "SHORT_DATE_FORMAT") if self.end else _("until further notice")
        return f"{date_format(self.start, 'SHORT_DATE_FORMAT')} – {end}"

    def clean(self) -> None:
        """Refuse a period that ends before it starts or meets another one of the same post.

        Raises:
            ValidationError: says what to change; the database refuses the same, in fewer words.
        """
        super().clean()
        if not self.start or not self.post_id:
            return
        if self.end and self.end < self.start:
            raise ValidationError({"end": _("The last day is before the first one.")})
        others: PeriodQuerySet[Self] = PeriodQuerySet(type(self)).filter(post_id=self.post_id).exclude(pk=self.pk)
        if other := others.overlapping(self.start, self.end).first():
            raise ValidationError(
                _("It overlaps with “%(other)s”. End that period first, or change the dates."),
                params={"other": other},
                code="overlap",
            )


class Tenure(Period):
    """A person holds a post."""

    person = models.ForeignKey(Person, verbose_name=_("person"), on_delete=models.PROTECT, related_name="tenures")

    objects: ClassVar[models.Manager["Tenure"]] = models.Manager.from_queryset(PeriodQuerySet)()

    class Meta:
        verbose_name = _("holder of a post")
        verbose_name_plural = _("holders of posts")
        ordering = ["post", "-start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="tenure_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        return f"{self.person}, {self.days()}"


class Absence(Period):
    """The post's holder is away, or nobody holds it, and somebody may stand in. No reason is kept: it is private."""

    substitute = models.ForeignKey(
        Person,
        verbose_name=_("substitute"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="substitutions",
        help_text=_("Who answers meanwhile. Empty means the station does."),
    )

    objects: ClassVar[models.Manager["Absence"]] = models.Manager.from_queryset(PeriodQuerySet)()

    class Meta:
        verbose_name = _("absence")
        verbose_name_plural = _("absences")
        ordering = ["post", "-start"]
        constraints = [
            models.CheckConstraint(
                condition=Q(end__isnull=True) | Q(end__gte=F("start")), name="absence_ends_after_start"
            )
        ]

    def __str__(self) -> str:
        who = self.substitute or _("no substitute")  # inside an f-string the text would not be found for translation
        return f"{who}, {self.days()}"

    def clean(self) -> None:
        """Refuse also a substitute who holds the post on some of those days.

        Raises:
            ValidationError: says what to change.
        """
        if self.start and self.post_id and self.substitute_id:
            held = Tenure.objects.overlapping(self.start, self.end).filter(post=self.post_id)
            if held.filter(person=self.substitute_id).exists():
                text = _("%(person)s holds this post on those days, so cannot stand in. Choose somebody else.")
                raise ValidationError({"substitute": ValidationError(text, params={"person": self.substitute})})
        super().clean()
