"""What people write and ask about."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from core.danger import emergency_lines
from core.revision import TrackedQuerySet
from core.rich_text import RichTextField
from faq.models.edition import EditedModel

MOST_REPLY_DAYS = 60


class TopicQuerySet(TrackedQuerySet["Topic"]):
    """Questions about topics."""

    def offered(self) -> "TopicQuerySet":
        """Those that have a page now, in the order of the lists."""
        return self.filter(shown=True).order_by("position", "title")

    def taking_messages(self) -> "TopicQuerySet":
        """Those that people may write to the department about now, in the order of the lists."""
        return self.offered().filter(takes_messages=True)


TopicManager = models.Manager.from_queryset(TopicQuerySet)


class Topic(EditedModel):
    """A subject such as traffic and parking; routing and the promise of a reply follow from it."""

    slug = models.SlugField(
        _("address"),
        max_length=60,
        unique=True,
        help_text=_("The last part of the page's web address. Links lead there, so it should not change."),
    )
    title = models.CharField(_("title"), max_length=100)
    summary = models.CharField(
        _("summary"), max_length=300, blank=True, help_text=_("One or two sentences: what belongs here.")
    )
    urgent = RichTextField(
        _("when to call"),
        blank=True,
        help_text=format_lazy(
            _("When to call {police}, {municipal}, {any} or another line instead of writing. Shown first."),
            police=emergency_lines.POLICE.number,
            municipal=emergency_lines.MUNICIPAL_POLICE.number,
            any=emergency_lines.ANY.number,
        ),
    )
    guidance = RichTextField(
        _("guidance"), blank=True, help_text=_("A few short paragraphs: what to do, and in what order.")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Lower numbers come first."))
    reply_days = models.PositiveSmallIntegerField(
        _("reply within"),
        default=5,
        validators=[MinValueValidator(1), MaxValueValidator(MOST_REPLY_DAYS)],
        help_text=_("Working days within which the portal promises an answer."),
    )
    shown = models.BooleanField(
        _("offered"), default=True, help_text=_("Whether people may choose it. What they sent earlier stays under it.")
    )
    takes_messages = models.BooleanField(
        _("takes messages"),
        default=True,
        help_text=_("Whether the infoschránka takes messages about it. Not for what others in the city look after."),
    )
    sensitive = models.BooleanField(
        _("sensitive"),
        default=False,
        help_text=_("The pages get a button that leaves them at once, and do not tell other sites about the visit."),
    )

    objects: ClassVar["TopicManager[Topic]"] = TopicManager()

    class Meta:
        verbose_name = _("topic")
        verbose_name_plural = _("topics")
        ordering = ["position", "title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(reply_days__gte=1, reply_days__lte=MOST_REPLY_DAYS), name="topic_reply_days_sensible"
            )
        ]

    def __str__(self) -> str:
        return self.title
