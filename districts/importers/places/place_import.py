"""Loads a list of known places.

What a row means:
- It speaks of the place that has its name, however that is written; otherwise of a new one. Places that the file does
  not name stay as they are.
- An empty cell, and a column that is missing, leaves what the record has.
- An address must be one of the register, unless a point is given.
- A place without a source is not published.
- A place that was given another name by hand is still known by the one that the last list had.
"""

from collections.abc import Mapping, Set
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.folding import fold
from districts.importers.hand_corrections import HandCorrections
from districts.importers.import_report import ImportReport, RowRefusal, UnreadableFileError
from districts.importers.import_runner import LoadFunction, Progress
from districts.importers.record_changes import PLACE_FIELDS
from districts.known_places.linking import find_register_address
from districts.lookup import atlas
from districts.lookup.atlas import Atlas
from districts.models import KnownPlace, PlaceKind

from .place_rows import read_places

# The register's address follows from the one that is written.
_FIELDS = tuple(name for name in PLACE_FIELDS if name != "register_address")
_POINT = ("lat", "lon")


def make_loader(path: Path, *, keep_hand: bool = False) -> LoadFunction:
    """What `run_import` is to run for a file.

    Args:
        keep_hand: leave what was corrected by hand since the last list.
    """

    def load(report: ImportReport, progress: Progress) -> None:
        current = atlas.current()
        if not current.districts:
            raise UnreadableFileError(_("There are no districts yet. Run import_boroughs and import_districts first."))
        entries = read_places(path, report)
        corrections = HandCorrections(report, keep=keep_hand)
        known = _by_name({fold(entry.name) for entry in entries}, corrections)
        changed: list[KnownPlace] = []
        for done, entry in enumerate(entries, start=1):
            place = known.get(fold(entry.name)) or KnownPlace(kind=PlaceKind.OTHER)
            before = _values(place)
            try:
                _fill(place, _without_left(place, entry.fields, corrections), current)
            except RowRefusal as refusal:
                report.refuse(str(refusal), line=entry.line, sheet=entry.sheet)
                continue
            corrections.remember(place, entry.fields, fields=_FIELDS)
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
        corrections.save()

    return load


def _by_name(written: Set[str], corrections: HandCorrections) -> dict[str, KnownPlace]:
    """All places by their names; those whose name is not in the list also by the one that the last list had."""
    known = {fold(place.name): place for place in KnownPlace.objects.all()}
    renamed = [place for name, place in known.items() if name not in written]
    listed = {fold(name): place for place in renamed if (name := corrections.last_value(place, "name"))}
    return listed | known


def _without_left(place: KnownPlace, fields: Mapping[str, Any], corrections: HandCorrections) -> dict[str, Any]:
    """What a row says of a place, without what stays as it was corrected by hand."""
    differing = {name: value for name, value in fields.items() if getattr(place, name) != value}
    left = {name for name, value in differing.items() if corrections.leaves(place, name, value)}
    if left & {*_POINT}:
        left |= {*_POINT}  # half a point is another place
    return {name: value for name, value in fields.items() if name not in left}


def _values(place: KnownPlace) -> dict[str, Any]:
    return {field.attname: getattr(place, field.attname) for field in place._meta.concrete_fields}


def _fill(place: KnownPlace, fields: Mapping[str, Any], current: Atlas) -> None:
    """Give a place what a row says of it.

    Raises:
        RowRefusal: it would be nowhere, outside the city, or published without a source.
    """
    for field, value in fields.items():
        setattr(place, field, value)
    if "address" in fields:
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
