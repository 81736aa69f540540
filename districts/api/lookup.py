"""The part of the public API about places and districts: the same answers as the pages."""

import json
import re
import time
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import cache, lru_cache
from typing import Annotated, Any, Literal
from urllib.parse import unquote_plus

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from ninja import Path, Query, Router, Schema
from pydantic import Field

from core.danger import recognise, speaks_of_distress
from core.danger.pages import keep_nothing
from core.problem_json import problem
from districts.duty.roster import Level, Responsible, Status, find_responsible
from districts.lookup import atlas as atlases
from districts.lookup import finder
from districts.lookup.atlas import Atlas
from districts.lookup.lookup_results import (
    AddressPoint,
    Choice,
    Choose,
    Found,
    LookupResult,
    Neighbour,
    NotFound,
    OtherTown,
    Outside,
    Point,
    Why,
    recognised_text,
)
from districts.models import Department, District, Role

router = Router()
# Of the calls with nothing in them that would have to be checked, as nearly all are.
_PLAIN_TEXT = re.compile(r"q=([!-%'-~]*)")  # all that is printable but the sign between parameters
_PLAIN_POINT = re.compile(r"lat=(-?[0-8]?\d\.\d{1,15})&lon=(-?(?:\d?\d|1[0-7]\d)\.\d{1,15})", re.ASCII)
_SUGGESTIONS = 8
_QUARTER_S = 15 * 60
_ENCODER = json.JSONEncoder(ensure_ascii=False)


@dataclass(frozen=True, slots=True)
class Answer:
    """What is said to a call, as JSON in two pieces."""

    beginning: str
    ending: str = ""  # the same for many answers, and the very same object
    in_danger: bool = False  # whoever asks: nobody is to keep it


class BoroughOut(Schema):
    """A municipal borough."""

    code: int = Field(description="RÚIAN code")
    name: str


class DistrictOut(Schema):
    """A police district."""

    number: int
    designation: str = Field(description="what the city calls it if that is no number, such as D; else empty")
    name: str
    url: str = Field(description="its page for people")
    borough: BoroughOut


class AddressOut(Schema):
    """An address of the register."""

    id: int = Field(description="RÚIAN Kód ADM")
    label: str
    lat: float = Field(description="degrees, WGS84")
    lon: float = Field(description="degrees, WGS84")


class NearOut(Schema):
    """A neighbouring district and the distance to its border."""

    district: DistrictOut
    distance_m: int = Field(description="metres")


class ChoiceOut(Schema):
    """One of several possible answers; ask again with `q`."""

    label: str
    q: str
    district: DistrictOut
    share: float | None = Field(description="what part of the addresses of the place lies in this district, 0 to 1")
    streets: list[str] = Field(description="streets of the place with most addresses in this district")


class SuggestionOut(Schema):
    """Something that can be asked."""

    label: str
    q: str


class SuggestionsOut(Schema):
    """What the person may be typing."""

    suggestions: list[SuggestionOut]


class ContactOut(Schema):
    """Who answers for one of the three roles today."""

    role: Role
    name: str
    phone: str
    email: str
    status: Status
    answered_by: Level = Field(description="the holder of the post, or who stands in")
    verified_on: date | None
    illustrative: bool = Field(description="true for made-up demonstration data")


class LookupOut(Schema):
    """The answer of the finder."""

    outcome: Literal["found", "choose", "not_found", "outside"]
    reason: str | None = Field(description="why there is no single answer")
    query: str
    district: DistrictOut | None
    address: AddressOut | None
    understood: str | None = Field(
        description="what was recognised, as officially written: the address, the names, the district, the "
        "coordinates or the town outside; of a mere part of a name what was typed; null when nothing was"
    )
    near_border: list[NearOut]
    choices: list[ChoiceOut]
    suggestions: list[str]
    likely: DistrictOut | None = Field(
        description="where a house number would be that does not exist: all existing ones around it lie there"
    )
    contacts: list[ContactOut]


class DistrictsOut(Schema):
    """All districts in force."""

    districts: list[DistrictOut]


class DistrictDetailOut(DistrictOut):
    """A district and who answers there today."""

    description: str
    contacts: list[ContactOut]


class Asked(Schema):
    """What is looked up: a text, or a point."""

    q: str | None = Field(
        None, description="what a person would type: an address, a street, a place, okrsek 7", examples=["okrsek 7"]
    )
    lat: float | None = Field(None, ge=-90, le=90, description="degrees, WGS84")
    lon: float | None = Field(None, ge=-180, le=180, description="degrees, WGS84")


@router.get(
    "/lookup",
    response=LookupOut,
    summary="Find the district of a place and who answers there",
    operation_id="districts_api_lookup",
)
def lookup(request: HttpRequest, asked: Query[Asked]) -> HttpResponse:
    """Ask with `q`, or with `lat` and `lon`. When more than one answer is possible, `choices` says which."""
    if asked.lat is not None and asked.lon is not None:
        return _respond(_answer_point(asked.lat, asked.lon, find_site(request), atlases.current()))
    if asked.q is not None and asked.lat is None and asked.lon is None:
        return _respond(_answer_text(asked.q, find_site(request), atlases.current()))
    return problem(422, "Ask with q, or with both lat and lon.")


def lookup_plainly(query: str, *, site: str, atlas: Atlas) -> Answer | None:
    """What `lookup` answers to a plain call; None for any other. Checking it takes longer than finding a point.

    Args:
        query: what stands after the question mark, as it was sent.
        site: what the addresses of pages begin with, without a slash at the end.
        atlas: the data to answer from.
    """
    if point := _PLAIN_POINT.fullmatch(query):
        return _answer_point(float(point[1]), float(point[2]), site, atlas)
    if text := _PLAIN_TEXT.fullmatch(query):
        return _answer_text(unquote_plus(text[1]), site, atlas)
    return None


@router.get(
    "/suggest", response=SuggestionsOut, summary="Suggestions while typing", operation_id="districts_api_suggest"
)
def suggest(
    request: HttpRequest,
    q: Annotated[str, Query(description="the beginning of what a person types", examples=["klat"])] = "",
    limit: Annotated[int, Query(ge=1, le=20, description="at most so many")] = _SUGGESTIONS,
) -> HttpResponse:
    """Names and addresses that the text may become; ask again with `q`."""
    return _respond(_suggest(q, limit, atlases.current()))


def suggest_plainly(query: str, *, site: str, atlas: Atlas) -> Answer | None:
    """What `suggest` answers to a plain call; None for any other. The parameters are those of `lookup_plainly`."""
    if text := _PLAIN_TEXT.fullmatch(query):
        return _suggest(unquote_plus(text[1]), _SUGGESTIONS, atlas)
    return None


def _suggest(q: str, limit: int, atlas: Atlas) -> Answer:
    if recognise(q) or speaks_of_distress(q):
        return Answer(_write({"suggestions": []}), in_danger=True)  # no streets for somebody who cries for help
    suggestions = finder.suggest_queries(q, limit=limit, atlas=atlas)
    return Answer(_write({"suggestions": [{"label": one.label, "q": one.q} for one in suggestions]}))


@router.get("/districts", response=DistrictsOut, summary="All districts", operation_id="districts_api_districts")
def districts(request: HttpRequest) -> HttpResponse:
    """All districts in force, by number."""
    site = find_site(request)
    return _json({"districts": [_district(site, one) for one in atlases.current().districts.values()]})


@router.get(
    "/districts/{int:number}",
    response=DistrictDetailOut,
    summary="One district and who answers there today",
    operation_id="districts_api_district",
)
def district(
    request: HttpRequest, number: Annotated[int, Path(description="as on the map", examples=[7])]
) -> HttpResponse:
    """A district by its number."""
    atlas = atlases.current()
    if (found := atlas.districts.get(number)) is None:
        return problem(404, f"There is no district {number}. All of them are listed at /api/v1/districts.")
    known = _district(find_site(request), found)
    return _json({**known, "description": found.description, "contacts": _contacts(found, atlas)})


@router.get(
    "/districts.geojson",
    summary="Boundaries of all districts as GeoJSON (WGS84)",
    operation_id="districts_api_districts_geojson",
)
def districts_geojson(request: HttpRequest) -> HttpResponse:
    """A FeatureCollection; each feature has `number`, `designation`, `name`, `borough` and `url`."""
    atlas = atlases.current()
    etag = f'"{atlas.stamp}"'
    response = get_conditional_response(request, etag=etag)
    if response is None or response.status_code != 304:
        response = HttpResponse(_geojson(atlas), content_type="application/geo+json")
    response["ETag"] = etag
    response["Cache-Control"] = "public, no-cache"  # kept, but asked about each time
    return response


def find_site(request: HttpRequest) -> str:
    """What the addresses of pages begin with, as whoever asks calls the portal; without a slash at the end."""
    return request.build_absolute_uri("/").removesuffix("/")


def _write(body: dict[str, Any]) -> str:
    # Written at once: the declared schemas describe these bodies (a test compares them), building them again for each
    # answer would take longer than finding it.
    return _ENCODER.encode(body)


def _json(body: dict[str, Any]) -> HttpResponse:
    return _respond(Answer(_write(body)))


def _respond(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.beginning + answer.ending, content_type="application/json")
    return keep_nothing(response) if answer.in_danger else response


def _answer_point(lat: float, lon: float, site: str, atlas: Atlas) -> Answer:
    """No cry for help is made of numbers."""
    outcome = finder.find_district(Point(lon=lon, lat=lat), atlas=atlas)
    return _answer(site, outcome, f"{lat},{lon}", atlas)


def _answer_text(text: str, site: str, atlas: Atlas) -> Answer:
    outcome = finder.find_district(text, atlas=atlas)
    return _answer(site, outcome, text, atlas, in_danger=bool(recognise(text)))


def _answer(site: str, outcome: LookupResult, query: str, atlas: Atlas, *, in_danger: bool = False) -> Answer:
    """The contacts are most of what is said, and are written once for each district."""
    found = _write(_lookup(site, outcome, query)).removesuffix("}")
    ending = _all_written_contacts(_today(), atlas)[outcome.district.number] if isinstance(outcome, Found) else "[]}"
    return Answer(f'{found}, "contacts": ', ending, in_danger)


def _lookup(site: str, outcome: LookupResult, query: str) -> dict[str, Any]:
    """All members but the last, the contacts."""
    body: dict[str, Any] = {
        "outcome": "",
        "reason": None,
        "query": query,
        "district": None,
        "address": None,
        "understood": recognised_text(outcome) or None,
        "near_border": [],
        "choices": [],
        "suggestions": [],
        "likely": None,
    }
    match outcome:
        case Found():
            body |= {
                "outcome": "found",
                "district": _district(site, outcome.district),
                "address": _address(outcome.address),
                "near_border": _near(site, outcome.near_border),
            }
        case Choose():
            body |= {"outcome": "choose", "reason": outcome.why.value, "choices": _choices(site, outcome.choices)}
        case NotFound():
            body |= {
                "outcome": "not_found",
                "reason": outcome.why.value,
                "choices": _choices(site, outcome.choices),
                "suggestions": [*(one.q for one in outcome.choices), *(one.q for one in outcome.suggestions)],
                "likely": _district(site, outcome.likely.district) if outcome.likely else None,
            }
        case OtherTown():
            body |= {
                "outcome": "outside",
                "reason": Why.OTHER_TOWN.value,
                "suggestions": [one.q for one in outcome.suggestions],
            }
        case Outside():
            body |= {"outcome": "outside", "near_border": _near(site, outcome.neighbours)}
    return body


def _district(site: str, district: District) -> dict[str, Any]:
    return {
        "number": district.number,
        "designation": district.designation,
        "name": district.name,
        "url": f"{site}{_path(district.number)}",
        "borough": {"code": district.borough_id, "name": district.borough.name},
    }


@cache
def _path(number: int) -> str:
    return reverse("districts:district", args=[number])


def _address(address: AddressPoint | None) -> dict[str, Any] | None:
    if address is None:
        return None
    return {"id": address.code, "label": address.label, "lat": address.lat, "lon": address.lon}


def _near(site: str, neighbours: tuple[Neighbour, ...]) -> list[dict[str, Any]]:
    return [{"district": _district(site, one.district), "distance_m": one.distance_m} for one in neighbours]


def _choices(site: str, choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    return [
        {
            "label": one.label,
            "q": one.q,
            "district": _district(site, one.district),
            "share": None if one.share is None else round(one.share, 4),
            "streets": one.streets,
        }
        for one in choices
    ]


def _today() -> date:
    return _day_in(int(time.time()) // _QUARTER_S)


@lru_cache(maxsize=1)
def _day_in(quarter: int) -> date:
    """The day here in a quarter of an hour since 1970: days begin with one, in whatever time zone."""
    return timezone.localdate(datetime.fromtimestamp(quarter * _QUARTER_S, UTC))


def _contacts(district: District, atlas: Atlas) -> list[dict[str, Any]]:
    return _all_contacts(_today(), atlas)[district.number]


@lru_cache(maxsize=1)  # one, or it would keep the atlases of the past
def _all_contacts(day: date, atlas: Atlas) -> dict[int, list[dict[str, Any]]]:
    """They change with the day and the data only, and every lookup ends with them."""
    return {
        number: [_contact(one) for one in find_responsible(district, on=day, roster=atlas.roster)]
        for number, district in atlas.districts.items()
    }


@lru_cache(maxsize=1)
def _all_written_contacts(day: date, atlas: Atlas) -> dict[int, str]:
    """As the end of what is said about each district."""
    return {number: f"{_ENCODER.encode(contacts)}}}" for number, contacts in _all_contacts(day, atlas).items()}


def _contact(one: Responsible) -> dict[str, Any]:
    who, reached = one.answers, one.reached
    return {
        "role": one.role.value,
        "name": who.name,
        "phone": reached.phone,
        "email": reached.usable_email,
        "status": one.status.value,
        "answered_by": one.level.value,
        "verified_on": reached.verified_on.isoformat() if reached.verified_on else None,
        "illustrative": not isinstance(who, Department) and who.illustrative,
    }


@lru_cache(maxsize=1)
def _geojson(atlas: Atlas) -> str:
    features = [
        {
            "type": "Feature",
            "properties": {
                "number": district.number,
                "designation": district.designation,
                "name": district.name,
                "borough": district.borough.name,
                "url": district.get_absolute_url(),
            },
            "geometry": district.boundary,
        }
        for district in atlas.districts.values()
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
