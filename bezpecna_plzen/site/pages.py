"""The site's own pages: what stands on them beside their text, because the portal knows it itself."""

from collections.abc import Callable
from datetime import date

from core.czech_order import sort_key
from districts.duty.roster import Status
from districts.lookup.atlas import Atlas
from districts.models import Role, Station, StationKind
from faq.models import Page

from .privacy_table import list_kept

Facts = dict[str, object]


def facts_for_page(slug: str, *, atlas: Atlas, today: date) -> Facts:
    """What the template of a page adds to its text."""
    added = _FACTS.get(slug)
    return added(atlas, today) if added else {}


def _facts_about_project(atlas: Atlas, today: date) -> Facts:
    """How many districts there are, and in how many of them somebody holds the officer's post."""
    held = sum(
        atlas.roster.responsible(district, Role.OKRSKAR, on=today).status is not Status.VACANT
        for district in atlas.districts.values()
    )
    return {"districts": len(atlas.districts), "held": held}


def _facts_for_contact(atlas: Atlas, today: date) -> Facts:
    """Stations of the Municipal Police by the alphabet; the department comes with the atlas."""
    stations = sorted(Station.objects.filter(kind=StationKind.MP), key=lambda station: sort_key(station.name))
    return {"stations": stations, "today": today}


def _facts_for_privacy(atlas: Atlas, today: date) -> Facts:
    return {"kept": list_kept()}


_FACTS: dict[str, Callable[[Atlas, date], Facts]] = {
    Page.Slug.ABOUT: _facts_about_project,
    Page.Slug.CONTACT: _facts_for_contact,
    Page.Slug.PRIVACY: _facts_for_privacy,
}
