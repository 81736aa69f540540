"""Loads a list of known places.

What a row means:
- It speaks of the place that has its name, however that is written; otherwise of a new one. Places that the file does
  not name stay as they are.
- An empty cell, and a column that is missing, leaves what the record has.
- An address must be one of the register, unless a point is given.
- A place without a source is not published.
"""

from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.folding import fold
from districts.importers.import_report import ImportReport, RowRefusal, UnreadableFileError
from districts.importers.import_runner import LoadFunction, Progress
from districts.known_places.linking import find_register_address
from districts.lookup import atlas
from districts.lookup.atlas import Atlas
from districts.models import KnownPlace, PlaceKind

from .place_rows import PlaceEntry, read_places


def make_loader(path: Path) -> LoadFunction:
    """What `run_import` is to run for a file."""

    def load(report: ImportReport, progress: Progress) -> None:
        current = atlas.current()
        if not current.districts:
            raise UnreadableFileError(_("There are no districts yet. Run import_boroughs and import_districts first."))
        entries = read_places(path, report)
        known = {fold(place.name): place for place in KnownPlace.objects.all()}
        changed: list[KnownPlace] = []
        for done, entry in enumerate(entries, start=1):
            place = known.get(fold(entry.name)) or KnownPlace(kind=PlaceKind.OTHER)
            before = _values(place)
            try:
                _fill(place, entry, current)
            except RowRefusal as refusal:
                report.refuse(str(refusal), line=entry.line, sheet=entry.sheet)
                continue
            if _values(place) == before:
                report.unchanged += 1
                continue
            report.new += place.pk is None
            report.changed += place.pk is not None
            changed.append(place)
            progress(_("Reading places"), done, len(entries))
        if report.refused:
            return
        for place in changed:
            place.save()

    return load


def _values(place: KnownPlace) -> dict[str, Any]:
    return {field.attname: getattr(place, field.attname) for field in place._meta.concrete_fields}


def _fill(place: KnownPlace, entry: PlaceEntry, current: Atlas) -> None:
    """Give a place what a row says of it.

    Raises:
        RowRefusal: it would be nowhere, outside the city, or published without a source.
    """
    for field, value in entry.fields.items():
        setattr(place, field, value)
    if "address" in entry.fields:
        place.register_address_id = find_register_address(place.address, among=current)
        if place.register_address_id is None and place.lat is None:
            raise RowRefusal(
                _("The register has no address “%s”, or several. Write the street and its number, or lat and lon.")
                % place.address[:60]
            )
    if place.lat is not None and place.lon is not None and current.locator.locate(place.lon, place.lat) is None:
        raise RowRefusal(_("The point of %s lies in no district. Check lat and lon.") % place.name)
    try:
        place.full_clean(exclude=["register_address"])
    except ValidationError as error:
        raise RowRefusal(" ".join(error.messages)) from None
