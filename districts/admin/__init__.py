"""The safety department's workplace: what can be seen and edited, each thing where one thinks of it."""

from . import addresses, boundaries, districts, import_reports, infoboxes, known_places, news, people, places

__all__ = [
    "addresses",
    "boundaries",
    "districts",
    "import_reports",
    "infoboxes",
    "known_places",
    "news",
    "people",
    "places",
]
