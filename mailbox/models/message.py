"""A message of a resident."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from core.email_fields import EmailAddressField
from districts.models import District, InfoBox, Post
from faq.models import Topic

from .kinds import Kind
from .routing import Desk, RoutingRule

LONGEST_MESSAGE = 5_000  # characters
LARGEST_NUMBER = 2**63 - 1  # that the database can hold


class State(models.TextChoices):
    """How far the handling has come."""

    RECEIVED = "received", _("received")
    IN_PROGRESS = "in_progress", _("being dealt with")
    ANSWERED = "answered", _("answered")
    CLOSED = "closed", _("closed")


class Screening(models.TextChoices):
    """Whether the message is taken for a real one."""

    CLEAN = "clean", _("not suspicious")
    QUARANTINE = "quarantine", _("waiting for review")
    SPAM = "spam", _("spam")


class Outcome(models.TextChoices):
    """How it ended."""

    SOLVED = "solved", _("solved")
    ANSWERED = "answered", _("answered")
    PASSED_ON = "passed_on", _("passed on to another authority")
    NOTHING_TO_DO = "nothing", _("nothing can be done")
    DUPLICATE = "duplicate", _("merged with another message")


def read_message_number(typed: str) -> int | None:
    """The number of a message that came from outside; None if it cannot be one."""
    if not (typed.isascii() and typed.isdecimal() and len(typed) < 20):
        return None
    return found if (found := int(typed)) <= LARGEST_NUMBER else None


OPEN = ~Q(state=State.CLOSED)
# Somebody may be in danger, and nobody has dealt with it yet; reviewed or not.
PRESSING = Q(danger=True, state__in=[State.RECEIVED, State.IN_PROGRESS]) & OPEN
# Closed without a word to the sender: as good as unanswered. Erased on request of its sender, it was ended by them.
CLOSED_UNANSWERED = (
    Q(state=State.CLOSED, answered_at__isnull=True)
    & ~Q(outcome=Outcome.DUPLICATE)
    & (Q(erased_at__isnull=True) | ~Q(erased_at=F("closed_at")))
)
# Open, without an answer, to which a promise applies. That they are open goes without saying, but only when it is said
# does a database choose the index of open ones.
WAITING = Q(screening=Screening.CLEAN, state__in=[State.RECEIVED, State.IN_PROGRESS]) & OPEN


class MessageQuerySet(models.QuerySet["Message"]):
    """Questions about messages."""

    def clean(self) -> Self:
        """Those that are not suspected to be spam."""
        return self.filter(screening=Screening.CLEAN)

    def quarantined(self) -> Self:
        """Those that wait for somebody to say whether they are spam."""
        return self.filter(screening=Screening.QUARANTINE)

    def open(self) -> Self:
        """Those that somebody has to deal with."""
        return self.clean().filter(OPEN)

    def waiting(self) -> Self:
        """Open ones without an answer, to which a promise applies."""
        return self.filter(WAITING)

    def overdue(self, today: date) -> Self:
        """Those without an answer after the promised day."""
        return self.waiting().filter(due_on__lt=today)


class Message(models.Model):
    """What a resident wrote, where it belongs, and how far it has come.

    It belongs to a post or to a desk, not to a person: when people change, it stays with the post.
    """

    kind = models.CharField(_("kind"), max_length=6, choices=Kind)
    topic = models.ForeignKey(
        Topic,
        verbose_name=_("topic"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,  # an index below begins with it
    )
    text = models.TextField(_("text"), max_length=LONGEST_MESSAGE, blank=True)
    name = models.CharField(pgettext_lazy("of a person", "name"), max_length=120, blank=True)
    email = EmailAddressField(_("e-mail"), blank=True)
    phone = models.CharField(_("phone"), max_length=40, blank=True)
    language = models.CharField(_("language"), max_length=5, default="cs", help_text=_("Of the form it came from."))

    place = models.CharField(_("place"), max_length=200, blank=True, help_text=_("The address, or as it was written."))
    lat = models.FloatField(_("latitude"), null=True, blank=True, help_text=_("Degrees, WGS84."))
    lon = models.FloatField(_("longitude"), null=True, blank=True, help_text=_("Degrees, WGS84."))
    district = models.ForeignKey(
        District,
        verbose_name=_("district"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,  # an index below begins with it
    )
    infobox = models.ForeignKey(
        InfoBox,
        verbose_name=_("infobox"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages",
        help_text=_("The box that is damaged, or where the found thing was put."),
    )

    post = models.ForeignKey(
        Post,
        verbose_name=_("post"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,  # an index below begins with it
    )
    desk = models.ForeignKey(
        Desk,
        verbose_name=_("desk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="messages",
        db_index=False,  # an index below begins with it
    )
    rule = models.ForeignKey(
        RoutingRule, verbose_name=_("rule"), null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    routing = models.TextField(
        _("why it is here"), blank=True, help_text=_("The rule that chose and who stands in, as it was then.")
    )
    told = models.CharField(
        _("told"), max_length=40, blank=True, help_text=_("Who was last told that the message is theirs.")
    )

    assigned_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("who deals with it"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        db_index=False,  # an index below has it
        help_text=_("One of those who answer; all of them still see it."),
    )
    snoozed_until = models.DateField(
        _("put off until"), null=True, blank=True, help_text=_("Not under “To do” before that day.")
    )

    state = models.CharField(_("state"), max_length=11, choices=State, default=State.RECEIVED)
    screening = models.CharField(_("suspicion"), max_length=10, choices=Screening, default=Screening.CLEAN)
    suspicion = models.JSONField(_("why it is suspicious"), default=list, blank=True)
    danger = models.BooleanField(
        _("possible danger to life or health"),
        default=False,
        db_default=False,
        help_text=_("Found in the words of the sender; staff can say that there is none."),
    )
    outcome = models.CharField(_("outcome"), max_length=9, choices=Outcome, blank=True)
    merged_into = models.ForeignKey(
        "self",
        verbose_name=_("merged with"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="duplicates",
    )
    unread = models.BooleanField(_("unread"), default=True)
    received_at = models.DateTimeField(_("received"))
    due_on = models.DateField(_("reply due"), help_text=_("The last working day of the promise."))
    read_at = models.DateTimeField(_("first read"), null=True, blank=True)
    answered_at = models.DateTimeField(_("first answered"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed on"), null=True, blank=True)
    reminded_at = models.DateTimeField(_("reminded on"), null=True, blank=True)
    escalated_at = models.DateTimeField(
        _("department told on"),
        null=True,
        blank=True,
        help_text=_("That the promised time has passed, or that the message waits for review."),
    )
    erased_at = models.DateTimeField(_("erased on"), null=True, blank=True)

    submission_hash = models.CharField(_("submission"), max_length=64, unique=True)
    receipt_hash = models.CharField(_("receipt"), max_length=64, unique=True)
    sealed_receipt = models.TextField(  # noqa: DJ001 - a column with a default would rebuild SQLite's table
        _("receipt for the confirmation"),
        null=True,
        blank=True,
        help_text=_("Encrypted; only of a message held for review, whose sender is told when it is released."),
    )
    search_text = models.TextField(_("text for search"), blank=True)

    objects: ClassVar[models.Manager["Message"]] = models.Manager.from_queryset(MessageQuerySet)()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        ordering = ["-pk"]
        permissions = [("coordinate", _("Can see and handle all messages"))]
        constraints = [
            models.CheckConstraint(
                condition=Q(post__isnull=False, desk__isnull=True) | Q(post__isnull=True, desk__isnull=False),
                name="message_of_post_or_desk",
            ),
            models.CheckConstraint(
                condition=Q(lat__isnull=True, lon__isnull=True)
                | Q(lat__isnull=False, lon__isnull=False, lat__range=(-90, 90), lon__range=(-180, 180)),
                name="message_point_whole",
            ),
            models.CheckConstraint(
                condition=Q(state=State.CLOSED, closed_at__isnull=False)
                & (Q(screening=Screening.SPAM) | ~Q(outcome=""))
                | ~Q(state=State.CLOSED) & Q(closed_at__isnull=True, outcome=""),
                name="message_closed_when_and_how",
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | Q(outcome=Outcome.DUPLICATE), name="message_merged_is_duplicate"
            ),
            models.CheckConstraint(
                condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("pk")), name="message_not_merged_into_itself"
            ),
            models.CheckConstraint(
                condition=Q(erased_at__isnull=True)
                | Q(text="", name="", email="", phone="", place="", search_text="", lat__isnull=True, danger=False),
                name="message_erased_is_empty",
            ),
        ]
        indexes = [
            # The inbox, newest first: of everybody, of a post, of a desk; what is open, unread, to be reviewed. Indexes
            # of the few that are open stay small however many are closed.
            *(
                models.Index(fields=[*owner, "-id"], name=f"message_{name}{suffix}", condition=condition)
                for owner, suffix in (((), ""), (("post",), "_of_post"), (("desk",), "_of_desk"))
                for name, condition in (
                    ("open", Q(screening="clean") & OPEN),
                    ("unread", Q(screening="clean", unread=True)),
                    ("quarantine", Q(screening="quarantine")),
                    ("danger", Q(danger=True) & OPEN),
                )
            ),
            models.Index(
                fields=["assigned_to", "-id"], name="message_assigned", condition=Q(assigned_to__isnull=False) & OPEN
            ),
            models.Index(fields=["due_on"], name="message_waiting", condition=Q(state__in=["received", "in_progress"])),
            models.Index(fields=["post", "-id"], name="message_of_post"),
            models.Index(fields=["desk", "-id"], name="message_of_desk"),
            models.Index(fields=["district", "-id"], name="message_in_district"),
            models.Index(fields=["topic", "-id"], name="message_on_topic"),
            # For the figures of the first page of the admin. One that held all that they read would be read whole by
            # SQLite for the counts of the inbox, too, instead of the small ones above.
            models.Index(fields=["received_at"], name="message_received"),
            models.Index(
                fields=["answered_at", "screening"], name="message_answered", condition=Q(answered_at__isnull=False)
            ),
            models.Index(fields=["closed_at"], name="message_to_erase", condition=Q(erased_at__isnull=True)),
        ]

    def __str__(self) -> str:
        """A number and a kind: never what it says or who wrote it."""
        return f"{Kind(self.kind).label} {self.pk}"

    @property
    def owner(self) -> Post | Desk:
        """The post or desk it belongs to."""
        owner = self.post or self.desk
        assert owner is not None  # noqa: S101 - a constraint of the table forbids it
        return owner

    @property
    def presses(self) -> bool:
        """Whether somebody may be in danger and nobody has dealt with it yet."""
        return self.danger and self.state in (State.RECEIVED, State.IN_PROGRESS)
