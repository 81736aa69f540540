"""Which post or desk a message belongs to. The first rule in force that fits decides; the reason is kept in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _

from districts.lookup.atlas import Atlas
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
    current: Atlas | None = None,
) -> Route:
    """Find where a message goes.

    Args:
        kind: what it is.
        topic: what it is about, if the sender chose.
        district: the police district of its place; None without a place or outside the city.
        infobox: whether it tells that an infobox is damaged; those are the department's.
        current: the records, if they are at hand: a post among them need not be asked for.
    """
    if infobox:
        return Route(None, None, default_desk(), _("It is about an infobox, which the department looks after."))
    rule = rule_for(kind=kind, topic=topic, district=district, rules=RoutingRule.objects.in_force())
    if rule is not None:
        _fill_in(rule, topic, district)
    said = _("Rule %s.") % rule if rule else _("No rule fits, so the municipal officer of the district.")
    if rule is not None and rule.desk is not None:
        return Route(rule, None, rule.desk, said)
    if district is None:
        return Route(rule, None, default_desk(), f"{said} {_no_district()}")
    return Route(rule, post_of(district, Role(rule.role) if rule else DEFAULT_ROLE, current=current), None, said)


def rule_for(
    *, kind: Kind, topic: Topic | None, district: District | None, rules: Iterable[RoutingRule]
) -> RoutingRule | None:
    """The first of the rules that fits."""
    return next((rule for rule in rules if _rule_fits(rule, kind, topic, district)), None)


def post_of(district: District, role: Role, *, current: Atlas | None = None) -> Post:
    """The post of a role in a district; made if it is missing, so that no message is without an owner.

    Args:
        current: the records, if they are at hand.
    """
    place: dict[str, Any] = {"district": district}
    if role is Role.STAROSTA:
        place = {"borough": district.borough}
    if current is not None and (known := current.roster.post_of(district, role)) is not None:
        return Post(pk=known.pk, role=role, **place)  # one of its own: what is in the roster is everybody's
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


def _fill_in(rule: RoutingRule, topic: Topic | None, district: District | None) -> None:
    """Give a rule that fits what it names, which is what the message is about: none of it need be asked for."""
    if rule.topic_id is not None:
        rule.topic = topic
    if district is not None and rule.borough_id is not None:
        rule.borough = district.borough
    if rule.district_id is not None:
        rule.district = district


def _no_district() -> str:
    return _("It has no place in a police district, so the department has it.")
