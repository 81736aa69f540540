"""Boundaries of the police districts, from a file."""

from collections.abc import Set
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from shapely.geometry import shape

from districts.importers.hand_corrections import HandCorrections
from districts.importers.import_report import ImportReport, make_printable
from districts.importers.import_runner import Progress, is_illustrative
from districts.importers.record_words import column_of
from districts.map import boundary_shapes
from districts.map.overlaps_and_gaps import are_redrawn
from districts.models import District, ImportKind

from .boundaries_in_force import put_in_force
from .boundary_checks import DistrictPlan
from .district_plans import COLUMNS, DRAWING, read_plans
from .file_areas import read_areas

_FIELDS = ("designation", "name", "borough", "description", "boundary")


def load_districts(
    path: Path,
    report: ImportReport,
    progress: Progress,
    *,
    crs: int | None,
    allow_gaps: bool,
    allow_borough_mismatch: bool,
    author: str,
    now: datetime,
    keep_hand: bool = False,
) -> None:
    """Load districts from a file with the properties `cislo`, `obvod_kod` and perhaps `nazev` and `popis`.

    Args:
        keep_hand: leave what was corrected by hand since the last file, also on the map.
    """
    if is_illustrative(ImportKind.BOROUGHS):
        report.refuse(_("The boroughs are still illustrative. Import the real ones first: import_boroughs."))
        return
    areas = read_areas(path, report, columns=COLUMNS, crs=crs)
    plans = read_plans(areas, report)
    if report.refused:
        report.read = len(areas)
        return
    corrections = HandCorrections(report, keep=keep_hand)
    existing = {district.number: district for district in District.objects.all()}
    left = {plan.number: _find_left(plan, existing.get(plan.number), corrections) for plan in plans}
    put_in_force(
        [_without_left(plan, existing.get(plan.number), left[plan.number]) for plan in plans],
        origin=make_printable(path.name),
        author=author,
        now=now,
        report=report,
        progress=progress,
        allow_gaps=allow_gaps,
        allow_borough_mismatch=allow_borough_mismatch,
        instead_of_demo=is_illustrative(ImportKind.DISTRICTS),
    )
    if not report.refused:
        stored = {district.number: district for district in District.objects.current()}
        for plan in plans:
            _remember(plan, stored[plan.number], left[plan.number], corrections)
        corrections.save()


def _find_left(plan: DistrictPlan, district: District | None, corrections: HandCorrections) -> set[str]:
    """Which fields of a district stay as they were corrected by hand."""
    if district is None or not corrections.keep:
        return set()
    left = set()
    for name, value in _values_of(plan, boundary_shapes.as_geojson(plan.shape)).items():
        if name == "boundary":
            differs = bool(district.boundary) and are_redrawn(shape(district.boundary), plan.shape)
        else:
            differs = getattr(district, column_of(district, name)) != value
        if differs and corrections.leaves(district, name, value):
            left.add(name)
    return left


def _values_of(plan: DistrictPlan, boundary: object) -> dict[str, Any]:
    """What a file says of a district."""
    said = {
        "designation": plan.designation,
        "name": plan.name,
        "borough": plan.borough,
        "description": plan.description,
        "boundary": boundary,
    }
    return {name: value for name, value in said.items() if value is not None}


def _without_left(plan: DistrictPlan, district: District | None, left: Set[str]) -> DistrictPlan:
    if district is None or not left:
        return plan
    return replace(
        plan,
        designation=None if "designation" in left else plan.designation,
        name=district.name if "name" in left else plan.name,
        borough=district.borough_id if "borough" in left else plan.borough,
        description=None if "description" in left else plan.description,
        shape=shape(district.boundary) if "boundary" in left else plan.shape,
    )


def _remember(plan: DistrictPlan, stored: District, left: Set[str], corrections: HandCorrections) -> None:
    said = _values_of(plan, stored.boundary)  # neighbours got common nodes: what the file itself has is not comparable
    said[DRAWING] = plan.drawing
    if "boundary" in left:
        del said["boundary"]  # what it would have become is not known; it stays corrected
    corrections.remember(stored, said, fields=_FIELDS)
