"""Organisations that help."""

from typing import ClassVar

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.revision import TrackedQuerySet
from faq.models.edition import EditedModel
from faq.models.topics import Topic


class HelpContactQuerySet(TrackedQuerySet["HelpContact"]):
    """Questions about help contacts."""

    def shown(self) -> "HelpContactQuerySet":
        """Those on the pages, in the order of the lists."""
        return self.filter(is_shown=True).order_by("position", "name")


HelpContactManager = models.Manager.from_queryset(HelpContactQuerySet)


class HelpContactTopic(EditedModel):
    """A topic that a help contact helps with; see `QuestionTopic`."""

    helpcontact = models.ForeignKey("HelpContact", on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")

    class Meta(EditedModel.Meta):
        db_table = "faq_helpcontact_topics"
        unique_together = [("helpcontact", "topic")]
        auto_created = True

    def __str__(self) -> str:
        return f"{self.helpcontact_id} – {self.topic_id}"


class HelpContact(EditedModel):
    """A line or an office outside the city hall that helps with a topic; only with a confirmed number."""

    name = models.CharField(_("name"), max_length=120)
    about = models.CharField(
        _("about"), max_length=300, blank=True, help_text=_("Whom it helps and with what, in one or two sentences.")
    )
    phone = models.CharField(
        _("phone"),
        max_length=20,
        blank=True,
        validators=[RegexValidator(r"^\+?[0-9][0-9 ]*$", _("Write digits and spaces only, such as 116 111."))],
    )
    web = models.URLField(_("website"), blank=True)
    address = models.CharField(_("postal address"), max_length=200, blank=True)
    hours = models.CharField(_("hours"), max_length=200, blank=True, help_text=_("For example: around the clock."))
    languages = models.CharField(
        _("languages"), max_length=120, blank=True, help_text=_("Languages spoken there, if not only Czech.")
    )
    free = models.BooleanField(_("free of charge"), default=False)
    anonymous = models.BooleanField(_("anonymous"), default=False)
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), through=HelpContactTopic, related_name="contacts")
    position = models.PositiveSmallIntegerField(_("position"), default=0, help_text=_("Lower numbers come first."))
    is_shown = models.BooleanField(_("shown"), default=True)
    sources = models.TextField(
        _("sources"), help_text=_("Where the number was confirmed: at least two places, one in a line. Not shown.")
    )
    verified_on = models.DateField(_("verified on"), null=True, blank=True)

    objects: ClassVar["HelpContactManager[HelpContact]"] = HelpContactManager()

    class Meta:
        verbose_name = _("help contact")
        verbose_name_plural = _("help contacts")
        ordering = ["position", "name"]
        constraints = [
            models.UniqueConstraint(fields=["name"], name="help_contact_named_once"),
            models.CheckConstraint(
                condition=~models.Q(phone="") | ~models.Q(web=""), name="help_contact_can_be_reached"
            ),
        ]

    def __str__(self) -> str:
        return self.name
