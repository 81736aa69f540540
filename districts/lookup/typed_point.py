"""The point that somebody typed or pasted: coordinates in any form, or a link to a map. Pure."""

import re

from .lookup_results import NotFound, Why
from .map_links import MAX_LINK_LENGTH, LinkedWords, UnreadableLink, read_map_link
from .printed_points import as_people_write, read_printed
from .written_coordinates import TypedPoint, looks_like_coordinates, read_coordinates

# One of these is in every point; an address has none, or is looked at twice.
_MAY_BE_POINT = re.compile(
    r"[0-9]\s?[°º˚∘⁰′″'’´\"”:]|[0-9][.,][0-9]{2}|[0-9]{6}|[0-9] [0-9]+ [0-9]"
    r"|[0-9]\s?d(?:eg)?\s?[0-9]|[0-9]-[0-9]{1,2}-[0-9]|^google\.navigation:"
    r"|//|geo:|^(?:www\.)?(?:mapy|maps|goo|waze|w3w|what3words)\.",
    re.IGNORECASE,
)


def read_point(text: str) -> TypedPoint | LinkedWords | NotFound | None:
    """The point that a text says, or words that a link to a map searches for.

    `NotFound` if nothing but a point can be meant and it cannot be read; None if a text is no point at all.
    """
    if len(text) > MAX_LINK_LENGTH or not _MAY_BE_POINT.search(text):
        return None
    match read_map_link(text):
        case None:
            pass
        case UnreadableLink():
            return NotFound(Why.MAP_LINK)
        case said:
            return said
    point = read_coordinates(text) or _read_printed(text)
    if point is None and looks_like_coordinates(text):
        return NotFound(Why.BAD_POINT)
    return point


def _read_printed(text: str) -> TypedPoint | None:
    """What a program printed, or a person wrote with more around it."""
    if (point := read_printed(text)) is not None:
        return TypedPoint((point,))
    plain = as_people_write(text)
    return read_coordinates(plain) if plain != text else None
