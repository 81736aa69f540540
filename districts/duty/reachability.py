"""Does everybody get an answer? Every address has its district, and every post somebody who can be reached."""

from collections import Counter
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.db.models import F

from districts.lookup.atlas import Atlas
from districts.models import Address, Borough, District, Role

from .roster import Level, Responsible


@dataclass(frozen=True, slots=True)
class Duty:
    """A post on a run of days on which it is answered in the same way."""

    role: Role
    place: District | Borough
    first: date
    last: date
    responsible: Responsible  # as on the first day


@dataclass(frozen=True, slots=True)
class Coverage:
    """What was found for the addresses now, and for the posts from the first to the last day."""

    first: date
    last: date
    districts: int
    addresses: int
    addresses_elsewhere: tuple[int, ...]  # codes of addresses whose district is abolished
    addresses_other_borough: tuple[int, ...]  # codes of addresses whose district lies in another borough
    uncovered_boroughs: tuple[Borough, ...]  # without any district in force
    levels: dict[Role, Counter[Level]]  # how many posts are answered at which level on the first day
    duties: tuple[Duty, ...]

    @property
    def fallbacks(self) -> tuple[Duty, ...]:
        """The posts that no person answers, and when."""
        return tuple(d for d in self.duties if d.responsible.level in (Level.STATION, Level.DEPARTMENT))

    @property
    def unreachable(self) -> tuple[Duty, ...]:
        """The posts where the walk ends with neither a phone nor an e-mail, and when."""
        return tuple(d for d in self.duties if not d.responsible.reachable)

    @property
    def complete(self) -> bool:
        """Whether there are districts, every address lies in its own one, and everybody can be reached."""
        broken = self.addresses_elsewhere or self.addresses_other_borough or self.uncovered_boroughs
        return bool(self.districts) and not broken and not self.unreachable


def check_coverage(atlas: Atlas, *, first: date, days: int) -> Coverage:
    """Look at all addresses as they are and at all posts from a day on.

    Args:
        first: the first day, by Prague's calendar.
        days: how many days ahead to look besides the first; 0 looks at that day only.
    """
    span = [first + timedelta(days=ahead) for ahead in range(days + 1)]
    duties: list[Duty] = []
    for role, place, district in _list_posts(atlas):
        duties += _duties_of_post(atlas, role, place, district, span)
    levels: dict[Role, Counter[Level]] = {role: Counter() for role in Role}
    for duty in duties:
        if duty.first == first:
            levels[duty.role][duty.responsible.level] += 1
    covered = {district.borough_id for district in atlas.districts.values()}
    return Coverage(
        first=first,
        last=span[-1],
        districts=len(atlas.districts),
        addresses=Address.objects.count(),
        addresses_elsewhere=tuple(
            Address.objects.order_by().filter(district__boundary__isnull=True).values_list("code", flat=True)
        ),
        addresses_other_borough=tuple(
            Address.objects.order_by().exclude(borough=F("district__borough")).values_list("code", flat=True)
        ),
        uncovered_boroughs=tuple(borough for code, borough in atlas.boroughs.items() if code not in covered),
        levels=levels,
        duties=tuple(duties),
    )


def _list_posts(atlas: Atlas) -> list[tuple[Role, District | Borough, District]]:
    """Each post: its role, its place, and a district from which it is asked for."""
    posts: list[tuple[Role, District | Borough, District]] = []
    one_of: dict[int, District] = {}  # the last district of each borough
    for district in atlas.districts.values():
        posts += [(Role.OKRSKAR, district, district), (Role.POLICISTA, district, district)]
        one_of[district.borough_id] = district
    for code, district in sorted(one_of.items()):
        posts.append((Role.STAROSTA, atlas.boroughs[code], district))
    return posts


def _duties_of_post(
    atlas: Atlas, role: Role, place: District | Borough, district: District, span: list[date]
) -> list[Duty]:
    """The runs of days on which a post is answered in the same way."""
    duties: list[Duty] = []
    for day in span:
        found = atlas.roster.responsible(district, role, on=day)
        if duties and duties[-1].responsible == found:
            duties[-1] = replace(duties[-1], last=day)
        else:
            duties.append(Duty(role, place, day, day, found))
    return duties
