"""Boundaries of the municipal boroughs, from the official file."""

from collections.abc import Sequence
from pathlib import Path

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from districts.importers import ruian_codes
from districts.importers.import_report import Report
from districts.importers.import_runner import Progress, is_illustrative
from districts.map import address_assignment, geometry
from districts.map.noding import with_common_nodes
from districts.models import Address, Borough, District, ImportKind, Post, StationKind, Tenure

from . import fault_messages
from .boundaries_in_force import create_missing_posts
from .geojson import Area, read_areas


def load_boroughs(path: Path, report: Report, progress: Progress, *, crs: int | None, allow_gaps: bool) -> None:
    """Load boroughs from a GeoJSON file with the properties `kod` and `nazev`; `kod_obec`, if there, must be Plzeň's.

    Districts are not touched; those that no longer lie in their borough are named in the notes.
    """
    areas = read_areas(path, report, crs=crs)
    report.read = len(areas)
    boroughs = _boroughs(areas, report)
    if report.refused:
        return
    _check(boroughs, report)
    if not report.refused:
        _fit(boroughs)
    _check_gaps(boroughs, report, allow_gaps=allow_gaps)
    address_assignment.lock()
    gone = list(Borough.objects.exclude(code__in=[borough.code for borough in boroughs]))
    _check_gone(gone, report)
    if report.refused:
        return
    progress(_("Saving boroughs"), 0, 1)
    _save(boroughs, report, instead_of_demo=is_illustrative(ImportKind.BOROUGHS))
    Post.objects.filter(borough__in=gone).delete()
    for borough in gone:
        borough.delete()
    report.gone = len(gone)
    create_missing_posts()
    _note_districts(report)
    progress(_("Saving boroughs"), 1, 1)


def _boroughs(areas: Sequence[Area], report: Report) -> list[Borough]:
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
            boroughs[code] = Borough(code=code, name=name, boundary=geometry.as_geojson(area.shape))
    return list(boroughs.values())


def _check(boroughs: Sequence[Borough], report: Report) -> None:
    names = {borough.code: borough.name for borough in boroughs}
    for overlap in geometry.overlaps(_shapes(boroughs)):
        report.refuse(fault_messages.overlap(overlap, names.__getitem__))


def _check_gaps(boroughs: Sequence[Borough], report: Report, *, allow_gaps: bool) -> None:
    """Refuse gaps in what would be stored (as for districts)."""
    names = {borough.code: borough.name for borough in boroughs}
    for gap in geometry.gaps(_shapes(boroughs)):
        if allow_gaps:
            report.note(fault_messages.gap(gap, names.__getitem__))
        else:
            report.refuse(fault_messages.gap(gap, names.__getitem__) + " " + fault_messages.allow_gaps())


def _fit(boroughs: Sequence[Borough]) -> None:
    """Give neighbours all nodes of their common borders."""
    fitting = with_common_nodes(_shapes(boroughs))
    for borough in boroughs:
        borough.boundary = geometry.as_geojson(fitting[borough.code])


def _shapes(boroughs: Sequence[Borough]) -> dict[int, BaseGeometry]:
    return {borough.code: shape(borough.boundary) for borough in boroughs}


def _check_gone(gone: Sequence[Borough], report: Report) -> None:
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


def _save(boroughs: Sequence[Borough], report: Report, *, instead_of_demo: bool) -> None:
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


def _note_districts(report: Report) -> None:
    """Name the districts that do not lie in their borough any more; importing them anew puts it right."""
    if is_illustrative(ImportKind.DISTRICTS):
        report.note(_("The districts are still illustrative. Import the real ones next: import_districts."))
        return
    for district in District.objects.current().select_related("borough"):
        if out := geometry.excess(shape(district.boundary), shape(district.borough.boundary)):
            report.note(fault_messages.excess(out, fault_messages.district(district.number), district.borough.name))
