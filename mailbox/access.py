"""Who may see which messages: the one place that decides."""

from datetime import date
from typing import TYPE_CHECKING

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import Q

from districts import atlas
from districts.models import District, Person, Post, Role, Station

if TYPE_CHECKING:
    from django.contrib.auth.models import User

COORDINATE = "mailbox.coordinate"  # the permission to see and handle every message

# The groups of migration 0003: the safety department, those who answer messages of their posts, and editors of content.
DEPARTMENT = "Odbor bezpečnosti"
OFFICERS = "Strážníci a policisté"
EDITORS = "Redakce"


def coordinates(user: "User | AbstractBaseUser | AnonymousUser") -> bool:
    """Whether the user sees all messages: the safety department."""
    return bool(user.is_active and getattr(user, "is_staff", False) and user.has_perm(COORDINATE))  # type: ignore[attr-defined]


def posts_answered_by(user: "User | AbstractBaseUser", *, on: date) -> list[int]:
    """The keys of the posts that the user answers for on a day: as holder, as substitute, or at the station.

    A holder who is away does not answer: whoever stands in does. At most three small queries.
    """
    people = set(Person.objects.filter(user=user.pk).values_list("pk", flat=True))
    stations = set(Station.objects.filter(staff=user.pk).values_list("pk", flat=True))
    if not people and not stations:
        return []
    current = atlas.current()
    by_key = {district.pk: district for district in current.districts.values()}
    answered = []
    for key, role, district_key, borough_key in Post.objects.order_by().values_list(
        "pk", "role", "district_id", "borough_id"
    ):
        if district_key is not None:
            district = by_key.get(district_key)
        else:
            district = District(borough=current.boroughs[borough_key]) if borough_key in current.boroughs else None
        if district is None:
            continue  # of an abolished district: the department sees what is left there
        who = current.roster.responsible(district, Role(role), on=on).answers
        if (isinstance(who, Person) and who.pk in people) or (isinstance(who, Station) and who.pk in stations):
            answered.append(key)
    return answered


def shares(user: "User | AbstractBaseUser | AnonymousUser", *, on: date) -> list[Q]:
    """What a user may see and handle on a day: one condition on messages for each post and desk.

    The safety department sees all. Others see what belongs to the posts they answer for today and to the desks they
    sit at. Nobody else sees anything. Apart, each condition is answered from the index of its post or desk.
    """
    if not (user.is_active and getattr(user, "is_staff", False)):
        return []
    if coordinates(user):
        return [Q()]
    assert not isinstance(user, AnonymousUser)  # noqa: S101 - never staff
    desks = user.desks.order_by().values_list("pk", flat=True)  # type: ignore[attr-defined]
    return [*(Q(post=key) for key in posts_answered_by(user, on=on)), *(Q(desk=key) for key in desks)]


def visible_to(user: "User | AbstractBaseUser | AnonymousUser", *, on: date) -> Q:
    """The condition on messages that a user may see and handle on a day: any of the shares.

    Asking for what is not visible is answered like asking for what does not exist.
    """
    parts = shares(user, on=on)
    return Q(*parts, _connector=Q.OR) if parts else Q(pk__in=[])
