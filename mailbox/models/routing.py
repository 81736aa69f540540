"""Where messages go: desks of the department, and the rules that choose."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.email_fields import EmailAddressField
from districts.models import Borough, District, Role
from faq.models import Topic

from .kinds import Kind


class Desk(models.Model):
    """A desk of the safety department: a specialist, or the one that takes what nobody else does."""

    name = models.CharField(_("name"), max_length=100, unique=True, help_text=_("For example: foreigners, minorities."))
    email = EmailAddressField(
        _("e-mail"), blank=True, help_text=_("Where news of messages goes. Empty means the department's e-mail.")
    )
    members = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        verbose_name=_("accounts"),
        blank=True,
        related_name="desks",
        help_text=_("Who sees and answers the desk's messages, besides the coordinators, who see all."),
    )
    default = models.BooleanField(
        _("default desk"), default=False, help_text=_("Takes messages without a place or from outside the city.")
    )

    class Meta:
        verbose_name = _("desk of the department")
        verbose_name_plural = _("desks of the department")
        ordering = ["-default", "name"]
        constraints = [models.UniqueConstraint(fields=["default"], condition=Q(default=True), name="desk_one_default")]

    def __str__(self) -> str:
        return self.name


class RoutingRuleQuerySet(models.QuerySet["RoutingRule"]):
    """Questions about rules."""

    def in_force(self) -> "models.query.RawQuerySet[RoutingRule]":
        """The rules in force as they are tried, without what they name; in SQL, as each message asks."""
        return self.raw(f"SELECT * FROM {self.model._meta.db_table} WHERE active ORDER BY position")  # noqa: S608 - our own table

    def in_order(self) -> "RoutingRuleQuerySet":
        """The rules in force, as they are tried: the first one that fits decides."""
        return self.filter(active=True).select_related("topic", "borough", "district", "desk").order_by("position")


class RoutingRule(models.Model):
    """Messages of this topic, kind and place go to this post or desk. What is left empty fits everything."""

    position = models.PositiveSmallIntegerField(
        _("position"), unique=True, help_text=_("Rules are tried from the lowest number; the first that fits decides.")
    )
    topic = models.ForeignKey(
        Topic, verbose_name=_("topic"), null=True, blank=True, on_delete=models.CASCADE, related_name="rules"
    )
    kind = models.CharField(_("kind"), max_length=6, choices=Kind, blank=True)
    borough = models.ForeignKey(
        Borough, verbose_name=_("borough"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    district = models.ForeignKey(
        District, verbose_name=_("district"), null=True, blank=True, on_delete=models.CASCADE, related_name="+"
    )
    role = models.CharField(
        _("goes to the post"),
        max_length=10,
        choices=Role,
        blank=True,
        help_text=_("The post in the district of the message. Choose a post or a desk."),
    )
    desk = models.ForeignKey(
        Desk,
        verbose_name=_("goes to the desk"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rules",
        help_text=_("A desk of the department, whatever the district."),
    )
    active = models.BooleanField(_("in force"), default=True)

    objects: ClassVar[models.Manager["RoutingRule"]] = models.Manager.from_queryset(RoutingRuleQuerySet)()

    class Meta:
        verbose_name = _("routing rule")
        verbose_name_plural = _("routing rules")
        ordering = ["position"]
        constraints = [
            models.CheckConstraint(
                condition=Q(role="", desk__isnull=False) | (~Q(role="") & Q(desk__isnull=True)),
                name="rule_leads_to_post_or_desk",
            ),
            models.CheckConstraint(
                condition=Q(borough__isnull=True) | Q(district__isnull=True), name="rule_for_borough_or_district"
            ),
        ]

    def __str__(self) -> str:
        conditions = [self.topic, self.get_kind_display() if self.kind else "", self.borough, self.district]
        said = ", ".join(str(condition) for condition in conditions if condition)
        everything = _("everything")
        return f"{self.position}. {said or everything} → {self.desk or self.get_role_display()}"
