"""What every page needs to know."""

from functools import partial
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils import timezone
from django.utils.functional import SimpleLazyObject

from core.requests import once
from districts.lookup import atlas
from districts.lookup.atlas import Atlas

# What most pages leave out. Templates take a name that is missing for empty, but it costs them as much as ten others.
_LEFT_OUT = {"asked": "", "bare": False, "dangers": (), "leads_to": "", "point": None, "rough_place": ""}


def atlas_of(request: HttpRequest) -> Atlas:
    """The data that this request is answered from, asked for once: one query, and one consistent state on the page."""
    return once(request, "atlas", atlas.current)


def portal(request: HttpRequest) -> dict[str, Any]:
    """The atlas, asked for only by pages that use it, the moment, and the settings that pages show."""
    return {
        "atlas": SimpleLazyObject(partial(atlas_of, request)),
        "now": timezone.now(),  # one for the page, so that its parts agree
        "site_url": settings.SITE_URL,
        "map_tiles_url": settings.MAP_TILES_URL,
        "map_tiles_credit": settings.MAP_TILES_CREDIT,
        **_LEFT_OUT,
    }
