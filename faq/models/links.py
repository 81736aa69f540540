"""Where the links in texts lead, as the last check found it."""

from typing import ClassVar, Self

from django.contrib.contenttypes.fields import GenericForeignKey
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.utils.translation import gettext_lazy as _


class LinkCheckQuerySet(models.QuerySet["LinkCheck"]):
    """Questions about checked links."""

    def broken(self) -> Self:
        """Those that lead nowhere."""
        return self.filter(outcome__in=LinkCheck.BROKEN)

    def about(self, record: models.Model) -> Self:
        """Those in the texts of a record."""
        return self.filter(content_type=ContentType.objects.get_for_model(record), object_id=record.pk)


class LinkCheck(models.Model):
    """A link in one language of a record, and what came of following it."""

    class Outcome(models.TextChoices):
        """What came of following a link."""

        WORKS = "works", _("works")
        MOVED = "moved", _("moved for good: link to the new address")
        MISSING = "missing", _("the page does not exist")
        FAILING = "failing", _("the site has an error")
        TIMEOUT = "timeout", _("no answer in time")
        UNREACHABLE = "unreachable", _("the site cannot be reached")
        LOOP = "loop", _("redirects in a circle")
        FORBIDDEN = "forbidden", _("an address inside a private network, which the public cannot open")
        INVALID = "invalid", _("no web address")
        REFUSED = "refused", _("answers people only: open it yourself")

    BROKEN = [
        Outcome.MISSING,
        Outcome.FAILING,
        Outcome.TIMEOUT,
        Outcome.UNREACHABLE,
        Outcome.LOOP,
        Outcome.FORBIDDEN,
        Outcome.INVALID,
    ]

    content_type = models.ForeignKey(
        ContentType, verbose_name=_("kind of data"), on_delete=models.CASCADE, related_name="+"
    )
    object_id = models.PositiveBigIntegerField(_("number of the record"))
    record = GenericForeignKey()
    language = models.CharField(_("language"), max_length=2, blank=True, help_text=_("Empty: the same in all."))
    url = models.TextField(_("link"))
    outcome = models.CharField(_("what was found"), max_length=12, choices=Outcome.choices)
    status = models.PositiveSmallIntegerField(_("status"), null=True, blank=True, help_text=_("Of the HTTP answer."))
    leads_to = models.TextField(_("leads to"), blank=True)
    checked_at = models.DateTimeField(_("checked"))

    objects: ClassVar[models.Manager["LinkCheck"]] = models.Manager.from_queryset(LinkCheckQuerySet)()

    class Meta:
        verbose_name = _("link")
        verbose_name_plural = _("links")
        ordering = ["url"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(outcome="moved") | ~models.Q(leads_to=""), name="link_moved_somewhere"
            ),
        ]
        indexes = [models.Index(fields=["content_type", "object_id"], name="links_of_a_record")]

    def __str__(self) -> str:
        return self.url
