"""What a set of districts must fulfil before it comes into force; every fault goes to the report."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import shapely
from django.utils.translation import gettext as _
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

from districts.importers.import_report import ImportReport
from districts.map import address_assignment, overlaps_and_gaps
from districts.map.common_nodes import with_common_nodes
from districts.models import Address, Borough, District

from . import fault_messages

_EXAMPLES = 10  # addresses named in a message


@dataclass(frozen=True, slots=True)
class DistrictPlan:
    """A district as it shall be; the shape is in degrees, WGS84."""

    number: int
    name: str
    borough: int  # RÚIAN code
    shape: BaseGeometry
    description: str | None = None  # None keeps the one there is
    designation: str | None = None  # so does None here
    drawing: str = ""  # what the file draws, as a digest


def check_borders(plans: Sequence[DistrictPlan], boroughs: Mapping[int, Borough], report: ImportReport) -> None:
    """Refuse what overlaps or does not lie in its borough."""
    outlines = _borough_outlines(boroughs)
    for plan in plans:
        if plan.borough not in boroughs:
            report.refuse(
                _("The borough %(code)s of %(what)s is not known. Correct “obvod_kod”, or run import_boroughs first.")
                % {"code": plan.borough, "what": fault_messages.name_district(plan.number)}
            )
        elif plan.borough in outlines and (out := overlaps_and_gaps.find_excess(plan.shape, outlines[plan.borough])):
            report.refuse(
                fault_messages.describe_excess(
                    out, fault_messages.name_district(plan.number), boroughs[plan.borough].name
                )
            )
    for overlap in overlaps_and_gaps.find_overlaps(shapes_of(plans)):
        report.refuse(fault_messages.describe_overlap(overlap, fault_messages.name_district))


def give_common_nodes(plans: Sequence[DistrictPlan], report: ImportReport) -> list[DistrictPlan]:
    """The same districts with common nodes; refuse to lose one of them by that."""
    fitting = with_common_nodes(shapes_of(plans))
    for number, left in fitting.items():
        if left.is_empty:
            report.refuse(_("Nothing would be left of %s.") % fault_messages.name_district(number))
    return [replace(plan, shape=fitting[plan.number]) for plan in plans]


def check_gaps(
    plans: Sequence[DistrictPlan], boroughs: Mapping[int, Borough], report: ImportReport, *, allow_gaps: bool
) -> None:
    """Refuse gaps in what would be stored: closing narrow cracks may leave a hole where they are wider."""
    outlines = _borough_outlines(boroughs)
    city = shapely.union_all(list(outlines.values())) if len(outlines) == len(boroughs) and outlines else None
    for gap in overlaps_and_gaps.find_gaps(shapes_of(plans), within=city):
        if allow_gaps:
            report.note(fault_messages.describe_gap(gap, fault_messages.name_district))
        else:
            report.refuse(
                fault_messages.describe_gap(gap, fault_messages.name_district)
                + " "
                + fault_messages.how_to_allow_gaps()
            )


def check_completeness(plans: Sequence[DistrictPlan], report: ImportReport) -> None:
    """Say of a set that is refused anyway if most districts are missing, which is what is wrong with it."""
    before = set(District.objects.current().values_list("number", flat=True))
    gone = before - {plan.number for plan in plans}
    if 2 * len(gone) > len(before):
        report.refuse(
            _("%(gone)s of the %(before)s districts in force are not in the file. Export the whole layer, all areas.")
            % {"gone": len(gone), "before": len(before)}
        )


def shapes_of(plans: Sequence[DistrictPlan]) -> dict[int, BaseGeometry]:
    """The shape of each district by number."""
    return {plan.number: plan.shape for plan in plans}


def _borough_outlines(boroughs: Mapping[int, Borough]) -> dict[int, BaseGeometry]:
    return {code: shape(borough.boundary) for code, borough in boroughs.items() if borough.boundary}


def check_addresses(moves: address_assignment.Moves, report: ImportReport, *, allow_borough_mismatch: bool) -> None:
    """Refuse to leave an address without a district or, unless allowed, in another borough than registered."""
    if moves.lost:
        report.refuse(
            _("Addresses that would be in no district: %(count)d (%(examples)s). Extend the districts to them.")
            % {"count": len(moves.lost), "examples": name_some(moves.lost)}
        )
    if moves.elsewhere:
        problem = _("Addresses in a district of another borough than the register says: %(count)d (%(examples)s).") % {
            "count": len(moves.elsewhere),
            "examples": name_some(moves.elsewhere),
        }
        if allow_borough_mismatch:
            report.note(problem)
        else:
            report.refuse(problem + " " + fault_messages.how_to_allow_borough_mismatch())


def name_some(codes: Sequence[int]) -> str:
    """Some of the addresses by name, number and register code."""
    some = Address.objects.select_related("street", "part").filter(pk__in=codes[:_EXAMPLES])
    named = ", ".join(f"{address} [{address.code}]" for address in some)
    return named if len(codes) <= _EXAMPLES else f"{named}, …"
