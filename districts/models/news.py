"""News and alerts: short, dated, for the whole city or for some districts."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from core.revision import TrackedQuerySet

from .places import District
from .revision import LookupModel


class NoticeQuerySet(TrackedQuerySet["Notice"]):
    """Questions about notices."""

    def published(self, *, now: datetime) -> "NoticeQuerySet":
        """Those that people may read at a time, the archive included; newest first."""
        return self.filter(published_from__lte=now).order_by("-published_from", "-pk")

    def not_over(self, *, now: datetime) -> "NoticeQuerySet":
        """Those that are among the news at a time, or will be; newest first."""
        return self.exclude(published_to__isnull=False, published_to__lte=now).order_by("-published_from", "-pk")


class NoticeDistrict(LookupModel):
    """A district that a notice is for.

    Written out only so that adding and removing districts renews the revision, too. To Django it is the table that it
    would make by itself, so forms, the admin and migrations treat it like any other.
    """

    notice = models.ForeignKey("Notice", on_delete=models.CASCADE, related_name="+")
    district = models.ForeignKey(District, on_delete=models.CASCADE, related_name="+")

    class Meta(LookupModel.Meta):
        db_table = "districts_notice_districts"
        unique_together = [("notice", "district")]
        auto_created = True

    def __str__(self) -> str:
        return f"{self.notice_id} – {self.district_id}"


def _whole_or_missing(language: str) -> models.CheckConstraint:
    """Heading and text are both in a language or neither, as one without the other helps nobody; in Czech always."""
    columns = [f"{field}_{language}" for field in ("title", "text")]
    title, text = (Q(**{f"{column}__isnull": True}) | Q(**{column: ""}) for column in columns)
    whole = ~title & ~text
    condition = whole if language == settings.LANGUAGE_CODE else title & text | whole
    return models.CheckConstraint(condition=condition, name=f"notice_whole_{language}")


NoticeManager = models.Manager.from_queryset(NoticeQuerySet)


class Notice(LookupModel):
    """Something that residents should know now; raised to the banner, it stands on top of every page for a while."""

    title = models.CharField(_("title"), max_length=120)
    text = models.TextField(
        _("text"), help_text=_("A few sentences. Web addresses and e-mails become links, an empty line a paragraph.")
    )
    published_from = models.DateTimeField(_("published from"))
    published_to = models.DateTimeField(
        _("published until"), null=True, blank=True, help_text=_("Afterwards it stays in the archive of news only.")
    )
    banner_until = models.DateTimeField(
        _("banner until"),
        null=True,
        blank=True,
        help_text=_("Until then it stands on top of every page: only for what everybody in the city must know."),
    )
    districts = models.ManyToManyField(
        District,
        verbose_name=_("districts"),
        through=NoticeDistrict,
        blank=True,
        related_name="notices",
        help_text=_("None: for the whole city."),
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar["NoticeManager[Notice]"] = NoticeManager()

    class Meta(LookupModel.Meta):
        verbose_name = _("notice")
        verbose_name_plural = _("notices")
        ordering = ["-published_from", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_to__isnull=True) | Q(published_to__gt=F("published_from")),
                name="notice_ends_after_it_begins",
            ),
            models.CheckConstraint(
                condition=Q(banner_until__isnull=True) | Q(banner_until__gt=F("published_from")),
                name="notice_banner_ends_after_it_begins",
            ),
            *(_whole_or_missing(code) for code, _name in settings.LANGUAGES),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        """Its own page."""
        return reverse("districts:notice", args=[self.pk])

    def is_current(self, now: datetime) -> bool:
        """Whether it is among the news at a time."""
        return self.published_from <= now and (self.published_to is None or now < self.published_to)

    def is_raised(self, now: datetime) -> bool:
        """Whether it is in the banner at a time. What is withdrawn from the news is withdrawn from there, too."""
        return self.is_current(now) and self.banner_until is not None and now < self.banner_until
