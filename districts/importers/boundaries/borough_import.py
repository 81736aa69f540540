"""Boundaries of the municipal boroughs, from the official file."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from districts.importers import ruian_codes
from districts.importers.hand_corrections import HandCorrections
from districts.importers.import_report import ImportReport
from districts.importers.import_runner import Progress, is_illustrative
from districts.map import address_assignment, boundary_shapes, overlaps_and_gaps
from districts.map.common_nodes import with_common_nodes
from districts.map.same_drawing import is_same_drawing
from districts.models import Address, Borough, District, ImportKind, Post, StationKind, Tenure

from . import fault_messages
from .boundaries_in_force import create_missing_posts
from .columns import Column
from .file_areas import FileArea, note_how_numbers_were_read, read_areas

_COLUMNS = (
    Column("kod", ("kod_momc", "kod_obvodu", "obvod_kod")),
    Column("nazev", ("nazev_momc", "name")),
    Column("kod_obec", ("obec_kod", "kod_obce", "obeckod")),
)


def load_boroughs(
    path: Path,
    report: ImportReport,
    progress: Progress,
    *,
    crs: int | None,
    allow_gaps: bool,
    keep_hand: bool = False,
) -> None:
    """Load boroughs from a file with the properties `kod` and `nazev`; `kod_obec`, if there, must be Plzeň's.

    Districts are not touched; those that no longer lie in their borough are named in the notes.

    Args:
        keep_hand: leave names that were corrected by hand since the last file; borders are the register's.
    """
    areas = read_areas(path, report, columns=_COLUMNS, crs=crs, from_register=True)
    report.read = len(areas)
    boroughs = _read_boroughs(areas, report)
    if report.refused:
        return
    _check_overlaps(boroughs, report)
    if not report.refused:
        _give_common_nodes(boroughs)
    _check_gaps(boroughs, report, allow_gaps=allow_gaps)
    address_assignment.lock_addresses()
    corrections = HandCorrections(report, keep=keep_hand)
    _leave_corrected(boroughs, corrections)
    gone = list(Borough.objects.exclude(code__in=[borough.code for borough in boroughs]))
    _check_gone(gone, report)
    if report.refused:
        return
    progress(_("Saving boroughs"), 0, 1)
    _save_boroughs(boroughs, report, instead_of_demo=is_illustrative(ImportKind.BOROUGHS))
    corrections.save()
    Post.objects.filter(borough__in=gone).delete()
    for borough in gone:
        borough.delete()
    report.gone = len(gone)
    create_missing_posts()
    _note_districts(report)
    progress(_("Saving boroughs"), 1, 1)


def _read_boroughs(areas: Sequence[FileArea], report: ImportReport) -> list[Borough]:
    before = Borough.objects.in_bulk()
    boroughs: dict[int, Borough] = {}
    names: set[str] = set()
    for area in areas:
        code = area.whole_number("kod", upto=ruian_codes.LARGEST, report=report)
        name = area.text("nazev", upto=60, report=report)
        town = area.properties.get("kod_obec")
        if town is not None and str(town) != str(ruian_codes.PLZEN):
            report.refuse(
                _(
                    "Area no. %(position)s belongs to another town (kod_obec %(town)s, Plzeň is %(plzen)s). "
                    "Export only the boroughs of Plzeň."
                )
                % {"position": area.position, "town": str(town)[:20], "plzen": ruian_codes.PLZEN}
            )
        if code in boroughs or name in names:
            report.refuse(
                _("Area no. %(position)s: %(what)s is in the file twice.") % {"position": area.position, "what": name}
            )
        names.add(name)
        if code is not None:
            boroughs[code] = Borough(code=code, name=name, boundary=_boundary_of(area, before.get(code)))
    note_how_numbers_were_read(areas, report)
    return list(boroughs.values())


def _boundary_of(area: FileArea, before: Borough | None) -> dict[str, Any]:
    """The boundary as it shall be stored; the one there is if the file draws the same."""
    if before is not None and before.boundary and is_same_drawing(shape(before.boundary), area.corners):
        return boundary_shapes.as_geojson(shape(before.boundary))
    return boundary_shapes.as_geojson(area.shape)


def _check_overlaps(boroughs: Sequence[Borough], report: ImportReport) -> None:
    names = {borough.code: borough.name for borough in boroughs}
    for overlap in overlaps_and_gaps.find_overlaps(_shapes_of(boroughs)):
        report.refuse(fault_messages.describe_overlap(overlap, names.__getitem__))


def _check_gaps(boroughs: Sequence[Borough], report: ImportReport, *, allow_gaps: bool) -> None:
    """Refuse gaps in what would be stored (as for districts)."""
    names = {borough.code: borough.name for borough in boroughs}
    for gap in overlaps_and_gaps.find_gaps(_shapes_of(boroughs)):
        if allow_gaps:
            report.note(fault_messages.describe_gap(gap, names.__getitem__))
        else:
            report.refuse(
                fault_messages.describe_gap(gap, names.__getitem__) + " " + fault_messages.how_to_allow_gaps()
            )


def _give_common_nodes(boroughs: Sequence[Borough]) -> None:
    """Give neighbours all nodes of their common borders."""
    fitting = with_common_nodes(_shapes_of(boroughs))
    for borough in boroughs:
        borough.boundary = boundary_shapes.as_geojson(fitting[borough.code])


def _shapes_of(boroughs: Sequence[Borough]) -> dict[int, BaseGeometry]:
    return {borough.code: shape(borough.boundary) for borough in boroughs}


def _leave_corrected(boroughs: Sequence[Borough], corrections: HandCorrections) -> None:
    existing = Borough.objects.in_bulk()
    for borough in boroughs:
        before = existing.get(borough.code)
        corrections.remember(borough, {"name": borough.name}, fields=("name",))
        if before is not None and before.name != borough.name and corrections.leaves(before, "name", borough.name):
            borough.name = before.name


def _check_gone(gone: Sequence[Borough], report: ImportReport) -> None:
    """Refuse to lose a borough that something belongs to."""
    for borough in gone:
        if (
            District.objects.filter(borough=borough).exists()
            or Address.objects.filter(borough=borough).exists()
            or Tenure.objects.filter(post__borough=borough).exists()
        ):
            report.refuse(
                _(
                    "The borough %s is not in the file, but districts, addresses or a mayor belong to it. "
                    "Check that the file is complete."
                )
                % borough
            )


def _save_boroughs(boroughs: Sequence[Borough], report: ImportReport, *, instead_of_demo: bool) -> None:
    existing = Borough.objects.in_bulk()
    changed = []
    for borough in boroughs:
        before = existing.get(borough.code)
        if before is None:
            report.new += 1
        elif (before.name, before.boundary) != (borough.name, borough.boundary):
            changed.append(borough)
    report.changed = len(changed)
    report.unchanged = len(boroughs) - report.new - report.changed
    # Two boroughs may swap their names, which are unique: first give up the old ones.
    renamed = [borough.code for borough in changed if existing[borough.code].name != borough.name]
    if renamed:
        Borough.objects.filter(code__in=renamed).update(name=Cast("code", CharField()))
    if report.new or changed:
        Borough.objects.bulk_create(
            [borough for borough in boroughs if borough.code not in existing] + changed,
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=["name", "boundary"],
        )
    if instead_of_demo:
        Borough.objects.filter(office__illustrative=True, office__kind=StationKind.OFFICE).update(office=None)


def _note_districts(report: ImportReport) -> None:
    """Name the districts that do not lie in their borough any more; importing them anew puts it right."""
    if is_illustrative(ImportKind.DISTRICTS):
        report.note(_("The districts are still illustrative. Import the real ones next: import_districts."))
        return
    for district in District.objects.current().select_related("borough"):
        if out := overlaps_and_gaps.find_excess(shape(district.boundary), shape(district.borough.boundary)):
            report.note(
                fault_messages.describe_excess(
                    out, fault_messages.name_district(district.number), district.borough.name
                )
            )
