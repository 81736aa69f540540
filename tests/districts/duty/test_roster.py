"""Who answers: never nobody, in the order of the walk, and never somebody who is away."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from districts.duty.roster import Level, Reason, Responsible, Roster, Status, find_responsible
from districts.models import Absence, Borough, Department, District, Person, Post, Role, Station, Tenure
from tests.thorough import examples

DAY_ZERO = date(2026, 9, 1)
DISTRICTS = (1, 2)
POSTS = [
    *((Role.OKRSKAR, number) for number in DISTRICTS),
    *((Role.POLICISTA, number) for number in DISTRICTS),
    (Role.STAROSTA, 545970),
]


def day(offset: int) -> date:
    return DAY_ZERO + timedelta(days=offset)


@dataclass
class Spell:
    """From one day to another, both included; `who` is a person's number or None."""

    post: tuple[Role, int]
    first: int
    last: int | None
    who: int | None

    def covers(self, offset: int) -> bool:
        return offset >= self.first and (self.last is None or offset <= self.last)


@dataclass
class World:
    tenures: list[Spell]
    absences: list[Spell]
    stations: dict[tuple[Role, int], bool]
    reachable: dict[int, bool]  # of persons by number, and of stations under the key 0
    today: int

    def people(self) -> dict[int, Person]:
        return {
            number: Person(pk=number, name=f"Osoba {number}", phone="000 000 001" if self.reachable[number] else "")
            for number in range(1, 6)
        }


@st.composite
def spells(draw: st.DrawFn, post: tuple[Role, int], who: st.SearchStrategy[int | None]) -> list[Spell]:
    """Spells of a post, one after another, with or without gaps; the last one may be open."""
    found, first = [], draw(st.integers(-8, 8))
    for _ in range(draw(st.integers(0, 3))):
        length = draw(st.none() | st.integers(0, 12))
        last = None if length is None else first + length
        found.append(Spell(post, first, last, draw(who)))
        if last is None:
            break
        first = last + 1 + draw(st.integers(0, 4))
    return found


@st.composite
def worlds(draw: st.DrawFn) -> World:
    someone = st.integers(1, 5)
    return World(
        tenures=[spell for post in POSTS for spell in draw(spells(post, someone))],
        absences=[spell for post in POSTS for spell in draw(spells(post, st.none() | someone))],
        stations={post: draw(st.booleans()) for post in POSTS},
        reachable={number: draw(st.booleans()) for number in range(6)},
        today=draw(st.integers(-10, 30)),
    )


def build(world: World) -> tuple[Roster, dict[int, District]]:
    """The records of a world, without a database."""
    people = world.people()
    phone = "000 000 002" if world.reachable[0] else ""
    stations = {
        post: Station(pk=pk, name=f"Služebna {pk}", phone=phone)
        for pk, post in enumerate(POSTS, 1)
        if world.stations[post]
    }
    borough = Borough(code=545970, name="Plzeň 1", office=stations.get((Role.STAROSTA, 545970)))
    districts = {
        number: District(
            pk=number,
            number=number,
            borough=borough,
            mp_station=stations.get((Role.OKRSKAR, number)),
            pcr_station=stations.get((Role.POLICISTA, number)),
        )
        for number in DISTRICTS
    }
    posts = {
        (role, place): Post(pk=pk, role=role, borough=borough)
        if role == Role.STAROSTA
        else Post(pk=pk, role=role, district=districts[place])
        for pk, (role, place) in enumerate(POSTS, 1)
    }

    def ends(spell: Spell) -> date | None:
        return None if spell.last is None else day(spell.last)

    roster = Roster(
        department=Department(pk=1, name="Odbor", phone="378 032 251"),
        stations=stations.values(),
        people=people.values(),
        posts=posts.values(),
        tenures=[
            Tenure(post=posts[s.post], person=people[s.who or 0], start=day(s.first), end=ends(s))
            for s in world.tenures
        ],
        absences=[
            Absence(post=posts[s.post], substitute=people[s.who] if s.who else None, start=day(s.first), end=ends(s))
            for s in world.absences
        ],
    )
    return roster, districts


def answers(world: World) -> Iterator[tuple[Responsible, tuple[Role, int]]]:
    roster, districts = build(world)
    for number, district in districts.items():
        for found in find_responsible(district, on=day(world.today), roster=roster):
            yield found, (found.role, 545970 if found.role == Role.STAROSTA else number)


# --- an independent answer, slow and plain --------------------------------------------------------------------------
def holder_of(world: World, post: tuple[Role, int]) -> int | None:
    return next((s.who for s in world.tenures if s.post == post and s.covers(world.today)), None)


def absences_of(world: World, person: int) -> list[Spell]:
    return [s for s in world.absences if s.covers(world.today) and holder_of(world, s.post) == person]


def expected(world: World, post: tuple[Role, int]) -> tuple[Status, list[tuple[Level, Reason]], int | None]:
    """The status, the walk and the number of the person who answers, if one does."""
    holder = holder_of(world, post)
    if holder and not absences_of(world, holder):
        return Status.IN_OFFICE, [(Level.HOLDER, Reason.ANSWERS)], holder
    status = Status.SUBSTITUTED if holder else Status.VACANT
    walk = [(Level.HOLDER, Reason.AWAY if holder else Reason.NOBODY)]
    substitute = next((s.who for s in world.absences if s.post == post and s.covers(world.today)), None)
    if substitute and not absences_of(world, substitute):
        return status, [*walk, (Level.SUBSTITUTE, Reason.ANSWERS)], substitute
    walk.append((Level.SUBSTITUTE, Reason.AWAY if substitute else Reason.NOBODY))
    if world.stations[post]:
        return status, [*walk, (Level.STATION, Reason.ANSWERS)], None
    return status, [*walk, (Level.STATION, Reason.NOBODY), (Level.DEPARTMENT, Reason.ANSWERS)], None


@settings(max_examples=examples(400))
@given(worlds())
def test_the_walk_is_the_one_a_plain_reading_of_the_records_gives(world: World) -> None:
    for found, post in answers(world):
        status, walk, person = expected(world, post)
        assert found.status == status
        assert [(step.level, step.reason) for step in found.steps] == walk
        assert (found.answers.pk if isinstance(found.answers, Person) else None) == person


@settings(max_examples=examples(200))
@given(worlds())
def test_somebody_always_answers_and_can_always_be_reached(world: World) -> None:
    for found, _ in answers(world):
        assert found.answers is found.steps[-1].who is not None
        assert found.steps[-1].reason == Reason.ANSWERS
        assert [step.reason for step in found.steps].count(Reason.ANSWERS) == 1
        assert found.reachable  # the department of these worlds has a phone
        assert found.reached.phone or found.reached.email
        if found.answers.phone:
            assert found.reached is found.answers


@settings(max_examples=examples(200))
@given(worlds())
def test_stops_come_in_the_order_of_the_walk_and_none_is_left_out(world: World) -> None:
    for found, _ in answers(world):
        levels = [step.level for step in found.steps]
        assert levels == list(Level)[: len(levels)]


@settings(max_examples=examples(200))
@given(worlds())
def test_a_person_who_is_away_from_one_post_answers_nowhere(world: World) -> None:
    away = {person for person in range(1, 6) if absences_of(world, person)}
    for found, _ in answers(world):
        assert not (isinstance(found.answers, Person) and found.answers.pk in away)


@settings(max_examples=examples(200))
@given(worlds())
def test_the_end_of_an_absence_is_told_only_when_it_is_known(world: World) -> None:
    for found, post in answers(world):
        holder = holder_of(world, post)
        ends = [spell.last for spell in absences_of(world, holder)] if holder else []
        known = [end for end in ends if end is not None]
        assert found.away_until == (day(max(known)) if known and len(known) == len(ends) else None)


# --- the same, as stories -------------------------------------------------------------------------------------------
OKRSKAR_1, OKRSKAR_2 = POSTS[0], POSTS[1]


def world(
    tenures: list[Spell], absences: list[Spell], *, today: int = 5, station: bool = True, reachable: bool = True
) -> World:
    return World(tenures, absences, dict.fromkeys(POSTS, station), dict.fromkeys(range(6), reachable), today)


def first(made: World) -> Responsible:
    return next(found for found, post in answers(made) if post == OKRSKAR_1)


def test_a_vacant_post_is_answered_by_the_station() -> None:
    found = first(world([], []))
    assert (found.status, found.level, found.holder) == (Status.VACANT, Level.STATION, None)
    assert found.answers is found.station


def test_a_vacant_post_without_a_station_is_answered_by_the_department() -> None:
    found = first(world([], [], station=False))
    assert (found.status, found.level) == (Status.VACANT, Level.DEPARTMENT)
    assert found.answers is found.reached is found.department


def test_a_vacant_post_may_have_somebody_who_stands_in() -> None:
    found = first(world([], [Spell(OKRSKAR_1, 0, None, 2)]))
    assert (found.status, found.level, found.answers.pk) == (Status.VACANT, Level.SUBSTITUTE, 2)


@pytest.mark.parametrize(("today", "who"), [(0, 1), (1, 2), (3, 2), (4, 1)])
def test_the_first_and_the_last_day_of_an_absence_count(today: int, who: int) -> None:
    found = first(world([Spell(OKRSKAR_1, 0, None, 1)], [Spell(OKRSKAR_1, 1, 3, 2)], today=today))
    assert found.answers.pk == who


def test_two_who_stand_in_for_each_other_do_not_go_round_in_circles() -> None:
    holders = [Spell(OKRSKAR_1, 0, None, 1), Spell(OKRSKAR_2, 0, None, 2)]
    found = first(world(holders, [Spell(OKRSKAR_1, 0, 9, 2), Spell(OKRSKAR_2, 0, 9, 1)]))
    assert [step.reason for step in found.steps] == [Reason.AWAY, Reason.AWAY, Reason.ANSWERS]
    assert (found.level, found.away_until) == (Level.STATION, day(9))


def test_who_is_away_from_one_post_does_not_answer_for_the_other_one_either() -> None:
    both = [Spell(OKRSKAR_1, 0, None, 1), Spell(OKRSKAR_2, 0, None, 1)]
    found = first(world(both, [Spell(OKRSKAR_2, 0, 9, 2)]))
    assert (found.status, found.level, found.away_until) == (Status.SUBSTITUTED, Level.STATION, day(9))


def test_nobody_knows_when_they_are_back_who_is_away_from_one_post_without_an_end() -> None:
    both = [Spell(OKRSKAR_1, 0, None, 1), Spell(OKRSKAR_2, 0, None, 1)]
    found = first(world(both, [Spell(OKRSKAR_1, 0, 9, 2), Spell(OKRSKAR_2, 0, None, 2)]))
    assert (found.status, found.away_until) == (Status.SUBSTITUTED, None)


def test_a_person_without_phone_and_mail_is_reached_through_the_station() -> None:
    made = world([Spell(OKRSKAR_1, 0, None, 1)], [])
    made.reachable[1] = False
    found = first(made)
    assert found.answers.pk == 1
    assert found.reached is found.station


def test_when_the_station_cannot_be_reached_either_the_department_is() -> None:
    found = first(world([Spell(OKRSKAR_1, 0, None, 1)], [], reachable=False))
    assert found.reached is found.department


def test_without_any_phone_or_mail_the_answer_says_so() -> None:
    roster, districts = build(world([], [], reachable=False))
    roster.department.phone = ""
    assert not roster.responsible(districts[1], Role.OKRSKAR, on=day(5)).reachable


def test_the_mayor_answers_in_every_district_of_the_borough() -> None:
    made = world([Spell(POSTS[-1], 0, None, 3)], [])
    mayors = [found.answers.pk for found, _ in answers(made) if found.role == Role.STAROSTA]
    assert mayors == [3, 3]
