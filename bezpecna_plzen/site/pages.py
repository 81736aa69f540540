"""The site's own pages: what stands on them beside their text, because the portal knows it itself."""

from collections.abc import Callable
from datetime import date

from core.text.czech_order import sort_key
from districts.duty.roster import Status
from districts.lookup.atlas import Atlas
from districts.models import Role, Station, StationKind
from faq.models import Page

from .privacy_table import kept

Facts = dict[str, object]


def facts(slug: str, *, atlas: Atlas, today: date) -> Facts:
    """What the template of a page adds to its text."""
    added = _FACTS.get(slug)
    return added(atlas, today) if added else {}


def _about(atlas: Atlas, today: date) -> Facts:
    """How many districts there are, and in how many of them somebody holds the officer's post."""
    held = sum(
        atlas.roster.responsible(district, Role.OKRSKAR, on=today).status is not Status.VACANT
        for district in atlas.districts.values()
    )
    return {"districts": len(atlas.districts), "held": held}


def _contact(atlas: Atlas, today: date) -> Facts:
    """Stations of the Municipal Police by the alphabet; the department comes with the atlas."""
    stations = sorted(Station.objects.filter(kind=StationKind.MP), key=lambda station: sort_key(station.name))
    return {"stations": stations, "today": today}


def _privacy(atlas: Atlas, today: date) -> Facts:
    return {"kept": kept()}


_FACTS: dict[str, Callable[[Atlas, date], Facts]] = {
    Page.Slug.ABOUT: _about,
    Page.Slug.CONTACT: _contact,
    Page.Slug.PRIVACY: _privacy,
}
