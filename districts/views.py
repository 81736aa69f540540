"""The pages of who is responsible where. A view asks one question and picks the template of its answer."""

from datetime import datetime
from functools import partial
from http import HTTPStatus

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.functional import SimpleLazyObject
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from core.danger import recognise
from core.danger.pages import keep_nothing
from districts.duty import roster
from districts.infoboxes import drop_off_places
from districts.lookup import finder, street_list
from districts.lookup.asked_place import find_reader_place, read_asked, typed_text
from districts.lookup.lookup_results import Found, Likely, Point
from districts.models import District, Notice
from districts.news import atom_feed, notices
from districts.page_context import atlas_of
from districts.social_pictures import page_pictures

NOTICES_ON_A_PAGE = 20


def index(request: HttpRequest) -> HttpResponse:
    """All districts."""
    return render(request, "districts/index.html")


def district(request: HttpRequest, number: int) -> HttpResponse:
    """One district: who answers, the streets, the map; and the reader's place in it, if they came for one."""
    atlas = atlas_of(request)
    place = atlas.districts.get(number)
    if place is None:
        if District.objects.filter(number=number).exists():
            return render(request, "districts/abolished.html", {"number": number}, status=410)
        raise Http404(_("There is no district %d.") % number)
    asked = find_reader_place(request, place, atlas)
    here = asked if isinstance(asked, Found) else None
    now = timezone.now()
    today = timezone.localdate(now)
    context = {
        "district": place,
        "responsible": roster.find_responsible(place, on=today, roster=atlas.roster),
        "now": now,
        "today": today,
        "inside": SimpleLazyObject(partial(street_list.list_contents, place)),  # read if it is not kept
        "here": here,
        "point": here.point if here else None,
        "likely": asked if isinstance(asked, Likely) else None,
        "asked": _understood(asked),
    }
    return render(request, "districts/district.html", context)


def _understood(place: Found | Likely | None) -> str:
    """What goes back into the search field: the first of the places that may be meant."""
    match place:
        case Found(understood=(first, *_)) | Likely(understood=first):
            return first
    return ""


def picture(request: HttpRequest, number: int | None = None) -> HttpResponse:
    """What is shown where a link to a district or to another page is shared; an unknown one is answered in words."""
    atlas = atlas_of(request)
    if number is not None and number not in atlas.districts:
        return district(request, number)
    etag = f'"{atlas.stamp}-{get_language()}"'
    response = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != HTTPStatus.NOT_MODIFIED:
        try:
            response = HttpResponse(page_pictures.page_picture(atlas, number), content_type="image/png")
        except page_pictures.BusyError:
            # Whoever makes previews of links comes again; somebody who reads pages would not.
            return HttpResponse(status=HTTPStatus.SERVICE_UNAVAILABLE, headers={"Retry-After": "5"})
    response["ETag"] = etag
    response["Cache-Control"] = "public, max-age=3600"
    return response


def streets(request: HttpRequest) -> HttpResponse:
    """All streets by the alphabet."""
    letters = SimpleLazyObject(street_list.index_streets)  # read if it is not kept
    return render(request, "districts/streets.html", {"letters": letters})


def street(request: HttpRequest, slug: str) -> HttpResponse:
    """One street and which of its house numbers lie in which district."""
    atlas = atlas_of(request)
    found = street_list.find_street(slug, places=atlas.places)
    if found is None:
        raise Http404(_("There is no such street."))
    parts = [(atlas.districts[number], said) for number, said in found.numbers.items() if number in atlas.districts]
    context = {"street": found, "parts": parts, "districts": [place for place, _said in parts]}
    return render(request, "districts/street.html", context)


def infobox_list(request: HttpRequest) -> HttpResponse:
    """The boxes in the street: by name, or from the nearest to the place asked about."""
    atlas, asked = atlas_of(request), read_asked(request)
    dangers = recognise(typed_text(asked))
    outcome = finder.find_district(asked, atlas=atlas) if isinstance(asked, Point) or asked.strip() else None
    origin = drop_off_places.find_origin(outcome, atlas=atlas)
    point = origin.point if origin else None
    boxes = drop_off_places.list_infoboxes(point)
    context = {
        "outcome": outcome,
        "origin": origin,
        "asked": typed_text(asked),
        "boxes": boxes,
        "usable": next((near for near in boxes if near.usable), None) if origin else None,
        "stations": [] if boxes else drop_off_places.list_stations(point),
        "today": timezone.localdate(),
        "dangers": dangers,
    }
    page = render(request, "districts/infoboxes.html", context)
    return keep_nothing(page) if dangers else page


def notice_list(request: HttpRequest) -> HttpResponse:
    """News and alerts, newest first, with all that are over."""
    now = timezone.now()
    page = Paginator(notices.notice_archive(now=now), NOTICES_ON_A_PAGE).get_page(request.GET.get("strana"))
    announced = [(notices.with_all_districts(notice), not notice.is_current(now)) for notice in page]
    return render(request, "districts/notices.html", {"page": page, "announced": announced})


def notice(request: HttpRequest, number: int) -> HttpResponse:
    """One of the news, also when it is over; not before it is published."""
    now = timezone.now()
    return notice_page(request, get_object_or_404(notices.notice_archive(now=now), pk=number), now=now)


def notice_page(request: HttpRequest, found: Notice, *, now: datetime) -> HttpResponse:
    """The page of a notice, published or not."""
    context = {"announced": notices.with_all_districts(found), "over": not found.is_current(now)}
    return render(request, "districts/notice.html", context)


def notices_feed(request: HttpRequest) -> HttpResponse:
    """The newest news for feed readers, in the language of the address."""
    newest = [
        notices.with_all_districts(notice) for notice in notices.notice_archive(now=timezone.now())[: atom_feed.LENGTH]
    ]
    response = HttpResponse(atom_feed.write_feed(newest), content_type=atom_feed.CONTENT_TYPE)
    response["Cache-Control"] = "public, max-age=600"  # readers ask often
    return response
