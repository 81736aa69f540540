"""The safety department's workplace: what can be seen and edited, each thing where one thinks of it."""

from . import boundaries, districts, infoboxes, notices, people, places, records, register

__all__ = ["boundaries", "districts", "infoboxes", "notices", "people", "places", "records", "register"]
