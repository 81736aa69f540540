"""What each picture says, and the pictures made so far."""

import logging
import threading
from dataclasses import replace
from functools import lru_cache

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from districts.lookup.atlas import Atlas
from districts.models import ImportKind

from . import picture_drawing
from .picture_drawing import PictureContent

MOST_AT_ONCE = 2  # pictures of a process that are drawn or wait for it: waiting keeps a thread that pages need

_log = logging.getLogger(__name__)
_places = threading.BoundedSemaphore(MOST_AT_ONCE)
_drawing = threading.Lock()


class BusyError(Exception):
    """Too many other pictures are being drawn; a moment later this one can be had."""


def page_picture(atlas: Atlas, number: int | None = None) -> bytes:
    """The picture (PNG) of a district, or of the whole city, in the language in force.

    Each is drawn once for a state of the data, and one at a time: whoever asks for all of them costs a few seconds.

    Raises:
        KeyError: there is no such district.
        BusyError: it has not been drawn yet, and others wait already.
    """
    made, key = _pictures_of(atlas), (number, get_language())
    if key in made:
        return made[key]
    if not _places.acquire(blocking=False):
        raise BusyError
    try:
        with _drawing:
            if key not in made:
                made[key] = _draw_picture(describe_picture(atlas, number))
            return made[key]
    finally:
        _places.release()


def describe_picture(atlas: Atlas, number: int | None = None) -> PictureContent:
    """What the picture of a district, or of the whole city, says in the language in force.

    Raises:
        KeyError: there is no such district.
    """
    illustrative = ImportKind.DISTRICTS in atlas.illustrative or ImportKind.BOROUGHS in atlas.illustrative
    codes = sorted(atlas.boroughs)
    plate: tuple[str, str] | None = None
    under = ""
    if number is None:
        title, line = _("Who answers for safety where you live"), _("Map of the police districts")
    else:
        district = atlas.districts[number]
        borough = _("borough %(name)s") % {"name": district.borough.name}
        plate = (_("District %(number)s").replace("%(number)s", "").strip(), str(number))
        title, line = district.proper_name or borough, _("Who looks after safety here")
        if district.proper_name:
            under = borough
    return PictureContent(
        site=_("Bezpečná Plzeň"),
        plate=plate,
        title=title,
        under=under,
        line=line,
        note=_("illustrative data") if illustrative else "",
        map=atlas.city_map.framed(number, picture_drawing.MAP_RATIO),
        shades={number: codes.index(district.borough_id) for number, district in atlas.districts.items()},
        chosen=number,
    )


def _draw_picture(card: PictureContent) -> bytes:
    """The picture; without its map, and with an entry in the log, if that cannot be drawn."""
    try:
        return picture_drawing.draw_png(card)
    except Exception:
        if card.map is None:
            raise
        _log.exception("The picture of a page cannot be drawn with its map")
        return picture_drawing.draw_png(replace(card, map=None))


@lru_cache(maxsize=1)  # one, or it would keep the atlases of the past
def _pictures_of(atlas: Atlas) -> dict[tuple[int | None, str | None], bytes]:
    """The pictures of an atlas: as many as districts and languages, and all gone with it."""
    return {}
