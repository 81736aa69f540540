"""Questions that people ask often, and their answers."""

from collections.abc import Collection
from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models, transaction
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from core.languages.constraints import whole_translations
from core.revision import TrackedQuerySet
from core.rich_text import RichTextField
from faq.models.edition import EditedModel
from faq.models.topics import Topic


class QuestionQuerySet(TrackedQuerySet["Question"]):
    """Questions about questions."""

    def published(self, *, now: datetime) -> "QuestionQuerySet":
        """Those on the pages at a time, by their titles."""
        ended = Q(published_to__isnull=False, published_to__lte=now)
        return self.filter(published_from__lte=now).exclude(ended).order_by("title")

    def about(self, topic: Topic) -> "QuestionQuerySet":
        """Those that belong to a topic."""
        return self.filter(topics=topic)


QuestionManager = models.Manager.from_queryset(QuestionQuerySet)


class QuestionTopic(EditedModel):
    """A topic that a question belongs to.

    Written out only so that adding and removing topics renews the edition, too; likewise the two below and in
    `help_contacts.py`. To Django each is the table that it would make by itself, so forms, the admin and migrations
    treat it like any other.
    """

    question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="+")
    topic = models.ForeignKey(Topic, on_delete=models.CASCADE, related_name="+")

    class Meta(EditedModel.Meta):
        db_table = "faq_question_topics"
        unique_together = [("question", "topic")]
        auto_created = True

    def __str__(self) -> str:
        return f"{self.question_id} – {self.topic_id}"


class RelatedQuestion(EditedModel):
    """A question that is offered below the answer to another one."""

    from_question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="+")
    to_question = models.ForeignKey("Question", on_delete=models.CASCADE, related_name="+")

    class Meta(EditedModel.Meta):
        db_table = "faq_question_related"
        unique_together = [("from_question", "to_question")]
        auto_created = True

    def __str__(self) -> str:
        return f"{self.from_question_id} – {self.to_question_id}"


class Question(EditedModel):
    """A question as people ask it, with its answer; a draft until it has a time of publication."""

    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's web address. When it changes, the old one leads to the new one."),
    )
    title = models.CharField(_("question"), max_length=160, help_text=_("As people would ask it, in one sentence."))
    answer = RichTextField(
        _("answer"), help_text=_("The answer itself in the first sentence; then what to do, and whom to turn to.")
    )
    keywords = models.CharField(
        _("other words"),
        max_length=500,
        blank=True,
        help_text=_("Words that people search with and the text does not use. Not shown."),
    )
    topics = models.ManyToManyField(Topic, verbose_name=_("topics"), through=QuestionTopic, related_name="questions")
    related = models.ManyToManyField(
        "self",
        verbose_name=_("related questions"),
        through=RelatedQuestion,
        blank=True,
        help_text=_("Offered below the answer."),
    )
    published_from = models.DateTimeField(
        _("published from"), null=True, blank=True, help_text=_("Empty: a draft, which only the editors see.")
    )
    published_to = models.DateTimeField(
        _("published until"), null=True, blank=True, help_text=_("Empty: for as long as it is true.")
    )
    verified_on = models.DateField(
        _("verified on"),
        null=True,
        blank=True,
        help_text=_("When somebody who knows last checked the whole answer. Empty: the page says it awaits a check."),
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("author"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        editable=False,
        related_name="+",
    )
    changed_at = models.DateTimeField(_("changed"), auto_now=True)

    objects: ClassVar["QuestionManager[Question]"] = QuestionManager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = ["title"]
        constraints = [
            models.CheckConstraint(
                condition=Q(published_to__isnull=True)
                | Q(published_from__isnull=False, published_to__gt=F("published_from")),
                name="question_ends_after_it_begins",
            ),
            *whole_translations("question", "title", "answer"),
        ]

    def __str__(self) -> str:
        return self.title

    @classmethod
    def from_db(cls, db: str | None, field_names: Collection[str], values: Collection[Any], **how: Any) -> Self:  # noqa: ANN401
        question = super().from_db(db, field_names, values, **how)
        question._stored_slug = question.slug if "slug" in field_names else ""
        return question

    def save(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
        """Store; the page's earlier address goes on leading to it."""
        earlier = getattr(self, "_stored_slug", "")
        with transaction.atomic():
            super().save(*args, **kwargs)
            OldSlug.objects.filter(slug=self.slug).delete()
            if earlier and earlier != self.slug:
                OldSlug.objects.update_or_create(slug=earlier, defaults={"question": self})
        self._stored_slug = self.slug


class OldSlug(EditedModel):
    """An address that a question's page once had."""

    slug = models.SlugField(_("address"), max_length=80, unique=True)
    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="old_slugs"
    )

    class Meta:
        verbose_name = _("old address")
        verbose_name_plural = _("old addresses")
        ordering = ["slug"]

    def __str__(self) -> str:
        return self.slug


class Feedback(models.Model):
    """How many readers an answer helped in one month. Nothing about the readers is kept."""

    question = models.ForeignKey(
        Question, verbose_name=_("question"), on_delete=models.CASCADE, related_name="feedback"
    )
    month = models.DateField(_("month"), help_text=_("Its first day."))
    helped = models.PositiveIntegerField(_("helped"), default=0)
    not_helped = models.PositiveIntegerField(_("did not help"), default=0)

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["question", "month"], name="feedback_one_row_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.month:%m/%Y}"
