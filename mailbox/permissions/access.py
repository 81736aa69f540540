"""Who may see which messages: the one place that decides."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from django.contrib.auth.models import AnonymousUser, User
from django.db import connection
from django.db.models import Q, QuerySet, Value

from core.staff_accounts import who_get_in
from districts.duty.roster import Responsible
from districts.lookup import atlas
from districts.models import Absence, Department, Person, Post, Role, Station, Tenure
from mailbox.models import Desk, Message
from mailbox.models.message import MessageQuerySet

VIEW = "mailbox.view_message"
COORDINATE = "mailbox.coordinate"  # the permission to see and handle every message

# The groups of migration 0003: the safety department, those who answer messages of their posts, and editors of content.
DEPARTMENT = "Odbor bezpečnosti"
OFFICERS = "Strážníci a policisté"
EDITORS = "Redakce"


def sees_all_messages(user: User | AnonymousUser) -> bool:
    """Whether the user sees all messages: the safety department."""
    return user.is_active and user.is_staff and user.has_perm(COORDINATE)


@dataclass(frozen=True, slots=True)
class Openers:
    """Who can open messages in the administration: people by their account, stations by those of their staff."""

    people: frozenset[int]
    stations: frozenset[int]


def find_openers() -> Openers:
    """Who can open messages now: their accounts are switched on, have a second factor and the permission; one query."""
    with connection.cursor() as cursor:
        cursor.execute(*_write_question_of_openers())
        found = cursor.fetchall()
    return Openers(
        people=frozenset(key for what, key in found if what == "person"),
        stations=frozenset(key for what, key in found if what == "station"),
    )


@cache
def _write_question_of_openers() -> tuple[str, tuple[Any, ...]]:
    """The query of `find_openers` and its values: always the same, and writing it takes longer than asking it."""
    accounts = who_get_in().filter(pk__in=User.objects.with_perm(VIEW).order_by().values("pk")).order_by().values("pk")
    people = Person.objects.filter(user__in=accounts).order_by().values_list(Value("person"), "pk")
    stations = Station.objects.filter(staff__in=accounts).order_by().values_list(Value("station"), "pk")
    sql, values = people.union(stations).query.sql_with_params()
    return sql, tuple(values)


def handler_of(responsible: Responsible, openers: Openers) -> Person | Station | Department:
    """Who has the messages of a post: whoever answers if they can open them, else the station, else the department."""
    for who in (responsible.answers, responsible.station):
        if isinstance(who, Person) and who.pk in openers.people:
            return who
        if isinstance(who, Station) and who.pk in openers.stations:
            return who
    return responsible.department


def posts_answered_by(user: User, *, on: date) -> list[int]:
    """The keys of the posts that the user answers for on a day: as holder, as substitute, or at the station.

    A holder who is away does not answer: whoever stands in does. Nor does one who cannot open messages, but the
    station. At most five small queries.
    """
    people = set(Person.objects.filter(user=user.pk).values_list("pk", flat=True))
    stations = set(Station.objects.filter(staff=user.pk).values_list("pk", flat=True))
    if not people and not stations:
        return []
    others = find_openers()
    openers = Openers(others.people | people, others.stations | stations)  # whoever asks has got in
    current = atlas.current()
    answered = []
    for post in _posts_with(people) if not stations else Post.objects.order_by():
        district = current.district_of(post)
        if district is None:
            continue  # of an abolished district: the department sees what is left there
        who = handler_of(current.roster.responsible(district, Role(post.role), on=on), openers)
        if (isinstance(who, Person) and who.pk in people) or (isinstance(who, Station) and who.pk in stations):
            answered.append(post.pk)
    return answered


def _posts_with(people: Collection[int]) -> QuerySet[Post]:
    """The posts that some people ever hold or stand in for: nobody answers for another one, unless at a station."""
    held = Tenure.objects.filter(person__in=people).order_by().values("post")
    stood_in_for = Absence.objects.filter(substitute__in=people).order_by().values("post")
    return Post.objects.filter(Q(pk__in=held) | Q(pk__in=stood_in_for)).order_by()


def list_answerers(owner: Post | Desk, *, on: date, openers: Openers | None = None) -> list[User]:
    """The accounts of those who answer for a post or desk on a day, by name; the department's if nobody else does.

    Args:
        openers: who can open messages; looked up unless given.
    """
    if isinstance(owner, Desk):
        theirs = set(owner.members.order_by().values_list("pk", flat=True))
    else:
        theirs = _accounts_of_post(owner, on, openers or find_openers())
    answerers = [user for user in _list_accounts() if user.pk in theirs] if theirs else []
    return answerers or _list_accounts(coordinating=True)


def _accounts_of_post(post: Post, on: date, openers: Openers) -> set[int]:
    current = atlas.current()
    district = current.district_of(post)
    if district is None:
        return set()
    who = handler_of(current.roster.responsible(district, Role(post.role), on=on), openers)
    if isinstance(who, Person):
        return {who.user_id} if who.user_id is not None else set()
    return set(who.staff.order_by().values_list("pk", flat=True)) if isinstance(who, Station) else set()


def _list_accounts(*, coordinating: bool = False) -> list[User]:
    """The accounts that get in, or those of the department among them, by name."""
    return list(User.objects.raw(*_write_question_of_accounts(coordinating=coordinating)))


@cache
def _write_question_of_accounts(*, coordinating: bool) -> tuple[str, tuple[Any, ...]]:
    """The query of `_list_accounts` and its values: as above."""
    accounts = who_get_in().order_by("last_name", "first_name", "username")
    if coordinating:
        department = User.objects.with_perm(COORDINATE, include_superusers=False).order_by()
        accounts = accounts.filter(pk__in=department.values("pk"))
    sql, values = accounts.query.sql_with_params()
    return sql, tuple(values)


def list_shares(user: User | AnonymousUser, *, on: date) -> list[Q]:
    """What a user may see and handle on a day: one condition on messages for each post and desk.

    The safety department sees all. Others see what belongs to the posts they answer for today and to the desks they
    sit at. Nobody else sees anything. Apart, each condition is answered from the index of its post or desk.
    """
    if isinstance(user, AnonymousUser) or not (user.is_active and user.is_staff):
        return []
    if sees_all_messages(user):
        return [Q()]
    desks = user.desks.order_by().values_list("pk", flat=True)
    return [*(Q(post=key) for key in posts_answered_by(user, on=on)), *(Q(desk=key) for key in desks)]


def visible_to(user: User | AnonymousUser, *, on: date) -> Q:
    """The condition on messages that a user may see and handle on a day: any of the shares.

    Asking for what is not visible is answered like asking for what does not exist.
    """
    parts = list_shares(user, on=on)
    return Q(*parts, _connector=Q.OR) if parts else Q(pk__in=[])


def visible_messages(user: User | AnonymousUser, *, on: date) -> MessageQuerySet:
    """The messages that a user may see and handle on a day."""
    return Message.objects.filter(visible_to(user, on=on))
