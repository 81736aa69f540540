"""What every page needs to know."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    """The department, the notice about illustrative data and the map's tiles."""
    return {"map_tiles_url": settings.MAP_TILES_URL, "map_tiles_credit": settings.MAP_TILES_CREDIT}
