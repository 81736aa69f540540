"""Which post or desk a message belongs to. The first rule in force that fits decides; the reason is kept in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from districts.models import District, Post, Role
from faq.models import Topic
from mailbox.models import Desk, Kind, RoutingRule

DEFAULT_ROLE = Role.OKRSKAR  # answers for everything in the district that no rule gives to somebody else


@dataclass(frozen=True, slots=True)
class Route:
    """Where a message goes: to a post or to a desk."""

    rule: RoutingRule | None  # None when no rule fits
    post: Post | None
    desk: Desk | None
    reason: str

    @property
    def owner(self) -> Post | Desk:
        """The post or desk."""
        owner = self.post or self.desk
        assert owner is not None  # noqa: S101 - `choose_route` always finds one
        return owner


def choose_route(
    *,
    kind: Kind,
    topic: Topic | None,
    district: District | None,
    infobox: bool = False,
    rules: Iterable[RoutingRule] | None = None,
) -> Route:
    """Find where a message goes.

    Args:
        kind: what it is.
        topic: what it is about, if the sender chose.
        district: the police district of its place; None without a place or outside the city.
        infobox: whether it tells that an infobox is damaged; those are the department's.
        rules: the rules in the order in which they are tried; by default those in force.
    """
    if infobox:
        return Route(None, None, default_desk(), _("It is about an infobox, which the department looks after."))
    in_force = RoutingRule.objects.in_order() if rules is None else rules
    rule = rule_for(kind=kind, topic=topic, district=district, rules=in_force)
    said = _("Rule %s.") % rule if rule else _("No rule fits, so the municipal officer of the district.")
    if rule is not None and rule.desk is not None:
        return Route(rule, None, rule.desk, said)
    if district is None:
        return Route(rule, None, default_desk(), f"{said} {_no_district()}")
    return Route(rule, post_of(district, Role(rule.role) if rule else DEFAULT_ROLE), None, said)


def rule_for(
    *, kind: Kind, topic: Topic | None, district: District | None, rules: Iterable[RoutingRule]
) -> RoutingRule | None:
    """The first of the rules that fits."""
    return next((rule for rule in rules if _rule_fits(rule, kind, topic, district)), None)


def post_of(district: District, role: Role) -> Post:
    """The post of a role in a district; made if it is missing, so that no message is without an owner."""
    place: dict[str, Any] = {"district": district}
    if role is Role.STAROSTA:
        place = {"borough": district.borough}
    return Post.objects.select_related("district", "borough").get_or_create(role=role, **place)[0]


def default_desk() -> Desk:
    """The desk that takes what nobody else does; made if somebody removed it."""
    desk = Desk.objects.filter(default=True).first()
    return desk or Desk.objects.update_or_create(name=_("Incoming messages"), defaults={"default": True})[0]


def _rule_fits(rule: RoutingRule, kind: Kind, topic: Topic | None, district: District | None) -> bool:
    return (
        (rule.kind in ("", kind))
        and (rule.topic_id is None or (topic is not None and rule.topic_id == topic.pk))
        and (rule.borough_id is None or (district is not None and rule.borough_id == district.borough_id))
        and (rule.district_id is None or (district is not None and rule.district_id == district.pk))
    )


def _no_district() -> str:
    return _("It has no place in a police district, so the department has it.")
