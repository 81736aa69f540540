"""Boundaries of the police districts, from a file."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from django.utils.translation import gettext as _

from districts.importers import ruian_codes
from districts.importers.import_report import ImportReport, make_printable
from districts.importers.import_runner import Progress, is_illustrative
from districts.models import ImportKind

from . import fault_messages
from .boundaries_in_force import put_in_force
from .boundary_checks import DistrictPlan
from .geojson import FileArea, read_areas

_LARGEST_NUMBER = 999


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
) -> None:
    """Load districts from a GeoJSON file with the properties `cislo`, `nazev`, `obvod_kod` and perhaps `popis`."""
    if is_illustrative(ImportKind.BOROUGHS):
        report.refuse(_("The boroughs are still illustrative. Import the real ones first: import_boroughs."))
        return
    areas = read_areas(path, report, crs=crs)
    plans = _read_plans(areas, report)
    if report.refused:
        report.read = len(areas)
        return
    put_in_force(
        plans,
        origin=make_printable(path.name),
        author=author,
        now=now,
        report=report,
        progress=progress,
        allow_gaps=allow_gaps,
        allow_borough_mismatch=allow_borough_mismatch,
        instead_of_demo=is_illustrative(ImportKind.DISTRICTS),
    )


def _read_plans(areas: Sequence[FileArea], report: ImportReport) -> list[DistrictPlan]:
    plans: dict[int, DistrictPlan] = {}
    for area in areas:
        number = area.whole_number("cislo", upto=_LARGEST_NUMBER, report=report)
        name = area.text("nazev", upto=100, report=report)
        borough = area.whole_number("obvod_kod", upto=ruian_codes.LARGEST, report=report)
        if number is None or borough is None:
            continue
        if number in plans:
            report.refuse(
                _("Area no. %(position)s: %(what)s is in the file twice.")
                % {"position": area.position, "what": fault_messages.name_district(number)}
            )
        plans[number] = DistrictPlan(number, name, borough, area.shape, _read_description(area))
    return list(plans.values())


def _read_description(area: FileArea) -> str | None:
    """The description, line by line, without characters that cannot be shown; None if the file has none."""
    text = area.properties.get("popis")
    return None if text is None else "\n".join(make_printable(line) for line in str(text).strip().splitlines())
