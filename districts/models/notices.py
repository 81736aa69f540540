"""News and alerts: short, dated, for the whole city or for some districts."""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from .places import District
from .revision import TrackedModel, TrackedQuerySet


class Notice(TrackedModel):
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
        blank=True,
        related_name="notices",
        help_text=_("None: for the whole city."),
    )

    objects: ClassVar[models.Manager["Notice"]] = models.Manager.from_queryset(TrackedQuerySet["Notice"])()

    class Meta(TrackedModel.Meta):
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
            # A heading in one language over a text in another helps nobody: both are translated, or neither.
            *(
                models.CheckConstraint(
                    condition=(Q(**{f"title_{code}__isnull": True}) | Q(**{f"title_{code}": ""}))
                    & (Q(**{f"text_{code}__isnull": True}) | Q(**{f"text_{code}": ""}))
                    | ~(Q(**{f"title_{code}__isnull": True}) | Q(**{f"title_{code}": ""}))
                    & ~(Q(**{f"text_{code}__isnull": True}) | Q(**{f"text_{code}": ""})),
                    name=f"notice_whole_{code}",
                )
                for code, _name in settings.LANGUAGES
            ),
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
        """Whether it is in the banner at a time."""
        return self.published_from <= now and self.banner_until is not None and now < self.banner_until
