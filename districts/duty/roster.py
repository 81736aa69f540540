"""Who answers in a district on a given day, and why. Never nobody.

The walk for each post: its holder, unless away; the substitute, unless away too; the station (for the mayor the borough
office); the safety department.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from core.kept import Kept, Same
from districts.models import Absence, Department, District, Person, Post, Role, Station, Tenure
from districts.models.people import Period


class Status(StrEnum):
    """The state of a post on a day."""

    IN_OFFICE = "in_office"
    SUBSTITUTED = "substituted"  # somebody holds it, is away, and somebody else answers
    VACANT = "vacant"  # nobody holds it, and somebody else answers


class Level(StrEnum):
    """The stops of the walk, in its order."""

    HOLDER = "holder"
    SUBSTITUTE = "substitute"
    STATION = "station"
    DEPARTMENT = "department"


class Reason(StrEnum):
    """What was found at a stop."""

    ANSWERS = "answers"
    NOBODY = "nobody"  # no holder, no substitute, no station
    AWAY = "away"


@dataclass(frozen=True, slots=True)
class Step:
    """One stop of the walk: where, who was there, and what came of it."""

    level: Level
    reason: Reason
    who: Person | Station | Department | None


@dataclass(frozen=True, slots=True)
class Responsible:
    """Who answers for one role in a district on a day."""

    role: Role
    status: Status
    holder: Person | None  # also when away
    station: Station | None  # where the post sits; for the mayor the borough office
    away_until: date | None  # last day of the holder's absence, if known
    steps: tuple[Step, ...]  # the last one answers
    department: Department

    @property
    def answers(self) -> Person | Station | Department:
        """Who answers."""
        who = self.steps[-1].who
        return who if who is not None else self.department

    @property
    def level(self) -> Level:
        """At which stop the walk ended."""
        return self.steps[-1].level

    @property
    def reached(self) -> Person | Station | Department:
        """Whose phone and e-mail to use: a person who has neither is reached through the station or the department."""
        for who in (self.answers, self.station):
            if who is not None and (who.phone or who.usable_email):
                return who
        return self.department

    @property
    def counter(self) -> Station | Department | None:
        """Where people can come, with opening hours: the station, or the department if it is reached instead."""
        return self.station or (self.department if self.reached is self.department else None)

    @property
    def made_of(self) -> Hashable:
        """All that tells it from another one, with the very records; what is kept under it is right with their days."""
        steps = tuple((step.level, step.reason, Same(step.who)) for step in self.steps)
        return self.role, self.status, self.away_until, steps, Same(self.station), Same(self.department)

    @property
    def reachable(self) -> bool:
        """Whether there is any phone or e-mail at all."""
        return bool(self.reached.phone or self.reached.usable_email)


class Roster:
    """Who holds which post and who is away, for any day; built once from the records and then read only."""

    def __init__(
        self,
        *,
        department: Department,
        stations: Iterable[Station],
        people: Iterable[Person],
        posts: Iterable[Post],
        tenures: Iterable[Tenure],
        absences: Iterable[Absence],
        kept: Kept | None = None,
    ) -> None:
        """Take all records. They are put together by their keys, so none needs to have others loaded.

        Args:
            kept: what pages have made of the records of a roster before, by `made_of`.
        """
        self.department = department
        self.kept = Kept() if kept is None else kept
        self._stations: Mapping[int | None, Station] = {station.pk: station for station in stations}
        self._people: Mapping[int | None, Person] = {person.pk: person for person in people}
        self._posts = {_post_key(post): post for post in posts}
        keys = {post.pk: key for key, post in self._posts.items()}
        self._tenures: dict[tuple[str, int], list[Tenure]] = defaultdict(list)
        self._absences: dict[tuple[str, int], list[Absence]] = defaultdict(list)
        self._posts_of: dict[int, list[tuple[tuple[str, int], Tenure]]] = defaultdict(list)
        for tenure in tenures:
            self._tenures[keys[tenure.post_id]].append(tenure)
            self._posts_of[tenure.person_id].append((keys[tenure.post_id], tenure))
        for absence in absences:
            self._absences[keys[absence.post_id]].append(absence)

    def responsible(self, district: District, role: Role, *, on: date) -> Responsible:
        """Who answers for a role in a district on a day, and the walk that led there."""
        key = _key_of(district, role)
        holder = self._holder(key, on)
        station = self._station_of(district, role)
        away: list[Absence] = []
        if holder is None:
            status = Status.VACANT
            steps = self._walk(None, self._substitute(key, on), station, on)
        elif away := self._away(holder, on):
            status = Status.SUBSTITUTED
            steps = self._walk(holder, self._substitute(key, on), station, on)
        else:
            status = Status.IN_OFFICE
            steps = [Step(Level.HOLDER, Reason.ANSWERS, holder)]
        return Responsible(
            role=role,
            status=status,
            holder=holder,
            station=station,
            away_until=_last_day(away),
            steps=tuple(steps),
            department=self.department,
        )

    def post_of(self, district: District, role: Role) -> Post | None:
        """The post of a role in a district, if there is one."""
        return self._posts.get(_key_of(district, role))

    def _station_of(self, district: District, role: Role) -> Station | None:
        """As the roster has it: a district is kept for longer than what is known about its stations."""
        match role:
            case Role.OKRSKAR:
                return self._stations.get(district.mp_station_id)
            case Role.POLICISTA:
                return self._stations.get(district.pcr_station_id)
            case Role.STAROSTA:
                return self._stations.get(district.borough.office_id)

    @cached_property
    def hours(self) -> frozenset[str]:
        """The opening hours of all offices and stations, as staff wrote them."""
        return frozenset({self.department.hours, *(station.hours for station in self._stations.values())})

    def _holder(self, key: tuple[str, int], on: date) -> Person | None:
        for tenure in self._tenures.get(key, ()):
            if _covers_day(tenure, on):
                return self._people[tenure.person_id]
        return None

    def _substitute(self, key: tuple[str, int], on: date) -> Person | None:
        """Who is to stand in for a post, whether or not they are away themselves."""
        for absence in self._absences.get(key, ()):
            if _covers_day(absence, on):
                return self._people.get(absence.substitute_id)
        return None

    def _walk(self, holder: Person | None, substitute: Person | None, station: Station | None, on: date) -> list[Step]:
        """The walk past a holder who is away, or past a post that nobody holds."""
        steps = [_passed_step(Level.HOLDER, holder)]
        if substitute is not None and not self._away(substitute, on):
            return [*steps, Step(Level.SUBSTITUTE, Reason.ANSWERS, substitute)]
        steps.append(_passed_step(Level.SUBSTITUTE, substitute))
        if station is not None:
            return [*steps, Step(Level.STATION, Reason.ANSWERS, station)]
        return [
            *steps,
            Step(Level.STATION, Reason.NOBODY, None),
            Step(Level.DEPARTMENT, Reason.ANSWERS, self.department),
        ]

    def _away(self, person: Person, on: date) -> list[Absence]:
        """The absences of a person on a day, from every post held then: who is away from one is away from all."""
        found: list[Absence] = []
        for key, tenure in self._posts_of.get(person.pk, ()):
            if _covers_day(tenure, on):
                found += [absence for absence in self._absences.get(key, ()) if _covers_day(absence, on)]
        return found


def find_responsible(district: District, *, on: date, roster: Roster) -> tuple[Responsible, ...]:
    """The municipal officer, the police officer and the mayor of a district on a day, or who answers for them.

    Args:
        district: the district; one taken from the atlas costs no query.
        on: the day, by Prague's calendar.
        roster: the records to answer from, as the atlas has them.
    """
    return tuple(roster.responsible(district, role, on=on) for role in Role)


def _passed_step(level: Level, who: Person | None) -> Step:
    """A stop where the walk goes on: nobody is there, or whoever is there is away."""
    return Step(level, Reason.NOBODY if who is None else Reason.AWAY, who)


def _last_day(absences: list[Absence]) -> date | None:
    """The day on which the last of the absences ends; None if there are none, or one has no end yet."""
    ends = [absence.end for absence in absences if absence.end is not None]
    if not ends or len(ends) < len(absences):
        return None
    return max(ends)


def _post_key(post: Post) -> tuple[str, int]:
    place = post.borough_id if post.role == Role.STAROSTA else post.district_id
    if place is None:
        raise ValueError(f"post {post.pk} belongs to no place")  # a constraint of the table forbids it
    return post.role, place


def _key_of(district: District, role: Role) -> tuple[str, int]:
    return role.value, district.borough_id if role == Role.STAROSTA else district.pk


def _covers_day(period: Period, day: date) -> bool:
    return period.start <= day and (period.end is None or day <= period.end)
