"""The state of posts today, in the words of the lists."""

from collections.abc import Iterable
from datetime import date

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from districts.duty.roster import Level, Responsible, Status
from districts.lookup import atlas
from districts.models import District, Post, Role


def of_districts(districts: Iterable[District]) -> dict[int, dict[Role, Responsible]]:
    """Who answers today in each district, by its key and role; districts come with their stations and borough."""
    roster, today = atlas.current().roster, timezone.localdate()
    return {
        district.pk: {role: roster.responsible(district, role, on=today) for role in Role} for district in districts
    }


def of_posts(posts: Iterable[Post]) -> dict[int, Responsible]:
    """Who answers today for each post, by its key; posts come with their place and its stations."""
    roster, today = atlas.current().roster, timezone.localdate()
    # The mayor answers in every district of the borough alike, also when it has none yet.
    return {
        post.pk: roster.responsible(post.district or District(borough=post.borough), Role(post.role), on=today)
        for post in posts
    }


def oldest_verification(answers: Iterable[Responsible]) -> date | None:
    """When the contact checked the longest ago was checked; None if one never was."""
    days = [responsible.reached.verified_on for responsible in answers]
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def verification_text(day: date | None) -> str:
    """A day of verification for people."""
    return date_format(day, "SHORT_DATE_FORMAT") if day else _("never")


def state_html(responsible: Responsible) -> SafeString:
    """Who holds a post and who answers instead, with a class for its colour."""
    if responsible.status == Status.IN_OFFICE:
        return format_html("{}", responsible.holder)
    text = _("vacant") if responsible.status == Status.VACANT else _("%s is away") % responsible.holder
    # The department's full name would push the other columns off the screen.
    answers = _("the safety department") if responsible.level == Level.DEPARTMENT else responsible.answers
    return format_html(
        '<span class="state-{}">{}</span><br><small>{}</small>',
        responsible.status.value,
        text,
        _("answered by: %s") % answers,
    )
