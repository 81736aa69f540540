"""Whom messages can be forwarded to: as choices of a form, and back."""

from collections import defaultdict
from typing import Any

from django.utils.translation import gettext_lazy as _

from core.kept import Same
from districts.lookup import atlas
from districts.lookup.atlas import Atlas
from districts.models import Post, Role
from mailbox.models import Desk

Group = tuple[Any, list[tuple[str, str]]]  # a heading, and values with labels


def read_destination(chosen: str) -> Post | Desk:
    """The post or desk of one of the choices of `list_destinations`."""
    kind, key = chosen.split(":")
    return Post.objects.get(pk=key) if kind == "post" else Desk.objects.get(pk=key)


def list_destinations() -> list[Group]:
    """Whom a message can be forwarded to: the desks, then the posts by district, then the mayors."""
    current = atlas.current()
    key = ("destinations", Same(current.districts), Same(current.boroughs))
    posts = current.roster.kept.get(key, lambda: _group_posts(current), lambda groups: len(str(groups)))
    desks = [(f"desk:{desk.pk}", str(desk)) for desk in Desk.objects.all()]
    return [(_("desks of the department"), desks), *posts]


def _group_posts(current: Atlas) -> list[Group]:
    """All posts as choices; in Czech, as the administration is."""
    groups: list[Group] = []
    posts: dict[int | None, list[Post]] = defaultdict(list)
    for post in Post.objects.order_by("role", "borough_id"):
        posts[post.district_id].append(post)
    for number, district in sorted(current.districts.items()):
        if of_district := posts.get(district.pk):
            choices = [(f"post:{post.pk}", f"{number}: {Role(post.role).label}") for post in of_district]
            groups.append((str(district), choices))
    mayors = []
    for post in posts[None]:
        if borough := current.boroughs.get(post.borough_id or 0):
            post.borough = borough
            mayors.append((f"post:{post.pk}", str(post)))
    if mayors:
        groups.append((_("borough mayors"), mayors))
    return groups
