"""The part of the public API about infoboxes."""

import json
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import conditional_page
from ninja import Router, Schema
from ninja.decorators import decorate_view
from pydantic import Field

from districts import photos
from districts.models import InfoBox, InfoBoxState

router = Router()


class PointOut(Schema):
    """A GeoJSON point."""

    type: Literal["Point"]
    coordinates: tuple[float, float] = Field(description="longitude, latitude; degrees, WGS84")


class InfoBoxOut(Schema):
    """What is known about an infobox."""

    id: int
    name: str
    address: str
    emptied: str = Field(description="how often, in words; empty when nobody said")
    state: InfoBoxState = Field(description="things can be put in only when it is in_service")
    note: str
    verified_on: date | None = Field(description="the day somebody last saw the box")
    photo: str | None = Field(description="address of a WebP picture")
    url: str = Field(description="its entry on the page for people")
    illustrative: bool = Field(description="true for made-up demonstration data")


class InfoBoxFeatureOut(Schema):
    """An infobox as a GeoJSON feature."""

    type: Literal["Feature"]
    id: int
    geometry: PointOut
    properties: InfoBoxOut


class InfoBoxesOut(Schema):
    """A GeoJSON FeatureCollection."""

    type: Literal["FeatureCollection"]
    features: list[InfoBoxFeatureOut]


@router.get(
    "/infoboxes.geojson",
    response=InfoBoxesOut,
    summary="All infoboxes in the street as GeoJSON (WGS84)",
    operation_id="districts_infobox_api_infoboxes_geojson",
)
@decorate_view(conditional_page, cache_control(public=True, no_cache=True))  # kept, but asked about each time
def infoboxes_geojson(request: HttpRequest) -> HttpResponse:
    """A FeatureCollection of points by name, the damaged and moved ones included: see `state`."""
    features = [_feature(request, box) for box in InfoBox.objects.all()]
    body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
    return HttpResponse(body, content_type="application/geo+json")


def _feature(request: HttpRequest, box: InfoBox) -> dict[str, Any]:
    photo = photos.photo_url(box)
    return {
        "type": "Feature",
        "id": box.pk,
        "geometry": {"type": "Point", "coordinates": [box.lon, box.lat]},
        "properties": {
            "id": box.pk,
            "name": box.name,
            "address": box.address,
            "emptied": box.emptied,
            "state": box.state,
            "note": box.note,
            "verified_on": box.verified_on.isoformat() if box.verified_on else None,
            "photo": request.build_absolute_uri(photo) if photo else None,
            "url": request.build_absolute_uri(box.get_absolute_url()),
            "illustrative": box.illustrative,
        },
    }
