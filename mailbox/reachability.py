"""Would every message reach somebody? Every topic, district and kind needs a recipient with an e-mail, on every day."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from itertools import product

from districts.lookup.atlas import Atlas
from districts.models import District, Post, Role
from faq.models import Topic
from mailbox.models import Desk, Kind, RoutingRule
from mailbox.permissions.access import find_openers
from mailbox.recipients import Addressee, list_unusable, of_department, of_owner
from mailbox.routing import DEFAULT_ROLE, rule_for


@dataclass(frozen=True, slots=True)
class SortOfMessage:
    """One sort of message."""

    kind: Kind
    topic: Topic | None
    district: District | None  # none without a place, or outside the city


@dataclass(frozen=True, slots=True)
class Gap:
    """Messages that nobody could be told about, on a run of days."""

    owner: Post | Desk  # whom they would belong to
    cases: tuple[SortOfMessage, ...]
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was found for all sorts of messages from the first to the last day."""

    cases: int
    owners: int  # posts and desks among which they are divided
    gaps: tuple[Gap, ...]
    department: bool  # whether the department can be told of overdue messages
    unusable: tuple[Addressee, ...]  # whose e-mail no mail can be sent to

    @property
    def complete(self) -> bool:
        """Whether every message reaches somebody, and every e-mail can be used."""
        return self.department and not self.gaps and not self.unusable


def check_coverage(atlas: Atlas, *, first: date, days: int) -> Coverage:
    """Look at every sort of message on every day, and change nothing.

    Args:
        first: the first day, by Prague's calendar.
        days: how many days ahead to look besides the first; 0 looks at that day only.
    """
    span = [first + timedelta(days=ahead) for ahead in range(days + 1)]
    owners: dict[str, Post | Desk] = {}
    cases: dict[str, list[SortOfMessage]] = defaultdict(list)
    told_on = partial(of_owner, current=atlas, openers=find_openers())
    rules = list(RoutingRule.objects.in_order())
    default = Desk.objects.filter(default=True).first() or Desk(default=True)
    for case in _all_cases(atlas):
        owner = _owner_of(case, rules, default)
        owners.setdefault(_owner_key(owner), owner)
        cases[_owner_key(owner)].append(case)
    gaps = [
        Gap(owner, tuple(cases[key]), *run)
        for key, owner in owners.items()
        for run in _runs_of_days([day for day in span if not told_on(owner, on=day).email])
    ]
    return Coverage(
        cases=sum(len(each) for each in cases.values()),
        owners=len(owners),
        gaps=tuple(gaps),
        department=bool(of_department(current=atlas).email),
        unusable=tuple(list_unusable()),
    )


def _all_cases(atlas: Atlas) -> Iterator[SortOfMessage]:
    topics = [*Topic.objects.all(), None]
    yield from (SortOfMessage(*each) for each in product(Kind, topics, [*atlas.districts.values(), None]))


def _owner_of(case: SortOfMessage, rules: list[RoutingRule], default: Desk) -> Post | Desk:
    """As `routing.choose_route` decides, without making a post that is missing."""
    rule = rule_for(kind=case.kind, topic=case.topic, district=case.district, rules=rules)
    if rule is not None and rule.desk is not None:
        return rule.desk
    if case.district is None:
        return default
    role = Role(rule.role) if rule is not None else DEFAULT_ROLE
    if role is Role.STAROSTA:
        return Post(role=role, borough=case.district.borough)
    return Post(role=role, district=case.district)


def _owner_key(owner: Post | Desk) -> str:
    """The same for the same one, also for a post that will be made for its first message."""
    if isinstance(owner, Post):
        return f"{owner.role}:{owner.district_id}:{owner.borough_id}"
    return f"desk:{owner.pk}"


def _runs_of_days(days: list[date]) -> list[tuple[date, date]]:
    """The first and last days of each run without a break."""
    runs: list[tuple[date, date]] = []
    for day in days:
        if runs and runs[-1][1] == day - timedelta(days=1):
            runs[-1] = (runs[-1][0], day)
        else:
            runs.append((day, day))
    return runs
