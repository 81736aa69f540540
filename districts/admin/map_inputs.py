"""Inputs with a map: a point to tap, a boundary to drag. Without JavaScript they are plain inputs.

django-leaflet's own form widgets need GDAL; these use its static files only and no inline script or style.
"""

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _


def _map_settings() -> dict[str, Any]:
    return {
        "tiles": settings.MAP_TILES_URL,
        "credit": settings.MAP_TILES_CREDIT,
        "center": settings.LEAFLET_CONFIG["DEFAULT_CENTER"],
        "zoom": settings.LEAFLET_CONFIG["DEFAULT_ZOOM"],
        "minZoom": settings.LEAFLET_CONFIG["MIN_ZOOM"],
        "maxZoom": settings.LEAFLET_CONFIG["MAX_ZOOM"],
        "texts": {"zoomIn": _("Zoom in"), "zoomOut": _("Zoom out")},
    }


class PointInput(forms.NumberInput):
    """The longitude (degrees, WGS84), with a map that sets it together with the latitude in the field `lat`."""

    template_name = "admin/widgets/point.html"

    class Media:
        css = {"all": ["leaflet/leaflet.css", "districts/admin-map.css"]}
        js = ["leaflet/leaflet.js", "districts/admin-map.js", "districts/admin-point.js"]

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"step": "any", **(attrs or {})})

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        return {**super().get_context(name, value, attrs), "map": _map_settings()}


class BoundaryInput(forms.Textarea):
    """A boundary as GeoJSON (degrees, WGS84, longitude first), with a map to drag its corners on."""

    template_name = "admin/widgets/boundary.html"

    class Media:
        css = {"all": ["leaflet/leaflet.css", "leaflet/draw/leaflet.draw.css", "districts/admin-map.css"]}
        js = [
            "leaflet/leaflet.js",
            "leaflet/draw/leaflet.draw.js",
            "districts/admin-map.js",
            "districts/admin-boundary.js",
        ]

    def __init__(self, neighbours: list[dict[str, Any]] | None = None) -> None:
        """Take the other districts as GeoJSON Features with the properties `number` and `name`."""
        super().__init__({"rows": 8, "spellcheck": "false"})
        self.neighbours = neighbours or []

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        context["map"] = _map_settings()
        context["map"]["texts"] |= {
            "start": _("Tap the map to place the first corner."),
            "continue": _("Tap to place the next corner."),
            "finish": _("Tap the first corner to finish."),
            "crossing": _("The border must not cross itself."),
        }
        context["neighbours"] = {"type": "FeatureCollection", "features": self.neighbours}
        return context
