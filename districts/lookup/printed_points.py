"""Points as programs print them: WKT, GeoJSON, JSON, XML, degrees by letters, and what stands around. Pure.

What only programs write is read by its keys; anything else is brought to the forms that people write. Time is linear in
the text.
"""

import re

from .lookup_results import Point

_NUMBER = r"([-+]?[0-9]{1,3}(?:\.[0-9]{1,20})?)"
_WKT = re.compile(rf"(?:srid=4326;)?\s?point\s?z?m?\s?\(\s?{_NUMBER}\s{_NUMBER}(?:\s[-+0-9.]+)*\s?\)", re.IGNORECASE)
_GEOJSON = re.compile(rf"\"coordinates\"\s?:\s?\[\s?{_NUMBER}\s?,\s?{_NUMBER}(?:\s?,\s?[-+0-9.]+)?\s?\]")
_LAT = re.compile(rf"\blat(?:itude)?[\"']?\s?[:=]\s?[\"']?{_NUMBER}(?![0-9.])", re.IGNORECASE)
_LON = re.compile(rf"\b(?:lon(?:gitude)?|lng|long)[\"']?\s?[:=]\s?[\"']?{_NUMBER}(?![0-9.])", re.IGNORECASE)
_PRINTED = re.compile(r"[{<\[?]|lat|lon", re.IGNORECASE)  # how an object, an element, or a part of a link begins

_METRES = r"\s?[-+±]{0,3}\s?[0-9]{1,5}(?:[.,][0-9]{1,9})?\s?m(?:etr\w{0,3}|eters?)?\b\.?(?:\s?n\.\s?m\.)?"
_ABOUT = (
    r"(?:nadm\w*\.?|nadmořská|výška|v\.|přesnost|alt(?:itude)?|elevation|height|accuracy|acc|höhe|genauigkeit|"
    r"висота|точність|độ cao|độ chính xác)"
)
_BEHIND = re.compile(
    rf"(?:\s?[,;]?\s?[(\[]?\s?(?:(?:{_ABOUT}[\s:=]{{0,2}}){{1,2}}|[±]|\+/?-|,|\s){_METRES}\s?[)\]]?|,\s?[0-9.]{{1,6}}z)$",
    re.IGNORECASE,
)
_MOST_BEHIND = 2  # the height and how exact it is

_DEGREES_BY_LETTER = re.compile(
    r"([0-9])\s?d(?:eg)?\s?([0-9]{1,2}(?:[.,][0-9]+)?)\s?(?:m(?:in)?(?![a-z])|(?=')|m(?=[0-9]))", re.IGNORECASE
)
_SECONDS_BY_LETTER = re.compile(r"('\s?[0-9]{1,2}(?:[.,][0-9]+)?)\s?s(?:ec)?(?![a-z])", re.IGNORECASE)
_DASHES = re.compile(r"(?<![0-9.])([0-9]{1,3})-([0-9]{1,2})-([0-9]{1,2}(?:[.,][0-9]+)?)\s?(?=[nsew]\b)", re.IGNORECASE)
_LAT_IN_SHORT = re.compile(r"\bz\.?\s?š\.?", re.IGNORECASE)  # "z. d." alone is in the west
_LON_IN_SHORT = re.compile(r"\bz\.?\s?d\b\.?", re.IGNORECASE)
_SPACES = re.compile(r"\s+")


def read_printed(text: str) -> Point | None:
    """The point that a program printed; None if it is anything else, or more than one."""
    text = _SPACES.sub(" ", text.strip())
    if wkt := _WKT.fullmatch(text):
        return Point(lon=float(wkt[1]), lat=float(wkt[2]))
    if not _PRINTED.match(text):
        return None
    if pairs := _GEOJSON.findall(text):
        ((lon, lat), *others) = pairs
        return None if others else Point(lon=float(lon), lat=float(lat))
    lats, lons = _LAT.findall(text), _LON.findall(text)
    if len(lats) != 1 or len(lons) != 1:
        return None
    return Point(lon=float(lons[0]), lat=float(lats[0]))


def as_people_write(text: str) -> str:
    """The same point without signs of programs, heights and zooms; letters for degrees are signs."""
    plain = _SPACES.sub(" ", text.strip()).strip("@<>")
    for _one in range(_MOST_BEHIND):
        plain = _BEHIND.sub("", plain)
    plain = _DEGREES_BY_LETTER.sub(r"\1°\2'", plain).replace("''", "'") if _DEGREES_BY_LETTER.search(plain) else plain
    plain = _SECONDS_BY_LETTER.sub(r'\1"', plain)
    plain = _DASHES.sub(r"""\1°\2'\3" """, plain)
    if _LAT_IN_SHORT.search(plain):
        plain = _LON_IN_SHORT.sub(" délka ", _LAT_IN_SHORT.sub(" šířka ", plain))
    return plain
