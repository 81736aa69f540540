"""The place that a page is asked about: read from the page's address, and written into it."""

from dataclasses import replace
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from districts.models import District

from . import address_queries, finder
from .atlas import Atlas
from .lookup_results import AddressPoint, Found, Likely, NotFound, Point
from .typed_address import MAX_LENGTH

MOST_NAMES = 3  # that one answer of the finder is told for


def read_asked(request: HttpRequest) -> str | Point:
    """The place asked about: a point, or what was typed."""
    return _read_point(request) if "lat" in request.GET or "lon" in request.GET else request.GET.get("q", "")


def typed_text(asked: str | Point) -> str:
    """What goes back into the search field."""
    return asked[:MAX_LENGTH] if isinstance(asked, str) else ""


def _read_point(request: HttpRequest) -> Point:
    """The point asked about; what is no number becomes NaN, which the finder answers as no place on Earth."""
    try:
        return Point(lon=float(request.GET.get("lon", "")), lat=float(request.GET.get("lat", "")))
    except ValueError:
        return Point(lon=float("nan"), lat=float("nan"))


def page_address(found: Found | Likely) -> str:
    """The district's page, with the place it is about to be told about."""
    path = reverse("districts:district", args=[found.district.number])
    if isinstance(found, Likely):
        return f"{path}?{urlencode({'misto': found.understood})}"
    if found.address and found.understood == (found.address.label,):
        return f"{path}?adresa={found.address.code}"
    if found.understood:
        return f"{path}?{urlencode({'misto': found.understood}, doseq=True)}"
    if found.point:  # six decimals are a decimetre
        return f"{path}?lat={round(found.point.lat, 6)}&lon={round(found.point.lon, 6)}"
    return path


def find_reader_place(request: HttpRequest, place: District, atlas: Atlas) -> Found | Likely | None:
    """The reader's place if the page's address names one that really lies in the district; anything else is ignored."""
    if names := request.GET.getlist("misto")[:MOST_NAMES]:
        return _find_by_names(names, place, atlas)
    code = request.GET.get("adresa", "")
    row = address_queries.find_by_code(int(code)) if code.isdecimal() and len(code) < 10 else None
    if row is not None and row.district != place.number:
        row = None
    found = finder.find_district(Point(row.lon, row.lat) if row else _read_point(request), atlas=atlas)
    if not isinstance(found, Found) or found.district.number != place.number:
        return None
    if row is None:
        return found
    label = address_queries.address_label(row, atlas.gazetteer)
    return replace(found, address=AddressPoint(row.code, label, row.lon, row.lat), understood=(label,))


def _find_by_names(names: list[str], place: District, atlas: Atlas) -> Found | Likely | None:
    """What the finder understands by names: asked about anew, so that no link can make the page say anything else."""
    there: list[Found] = []
    understood: list[str] = []
    for name in names:
        outcome = finder.find_district(name, atlas=atlas)
        if isinstance(outcome, NotFound) and outcome.likely and outcome.likely.district.number == place.number:
            return outcome.likely
        if isinstance(outcome, Found) and outcome.district.number == place.number and outcome.understood:
            there.append(outcome)
            understood += outcome.understood
    if not there:
        return None
    return replace(there[0], understood=tuple(dict.fromkeys(understood)))
