"""From the areas of a file to the districts that it plans: numbers, names, descriptions, parts joined."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import shapely
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from shapely.geometry import mapping, shape

from districts.importers import ruian_codes
from districts.importers.hand_corrections import Values, digest_boundary, read_values
from districts.importers.import_report import ImportReport, make_printable
from districts.map import boundary_shapes
from districts.map.coordinates import CoordinateSystem, to_degrees
from districts.map.same_drawing import is_same_drawing
from districts.models import Borough, District

from . import fault_messages
from .boundary_checks import DistrictPlan
from .columns import Column, read_designation, read_loosely, read_whole_number
from .file_areas import FileArea, note_how_numbers_were_read

COLUMNS = (
    Column("cislo", ("okrsek", "c_okrsku", "number"), beginning="cislo"),
    Column("nazev", ("jmeno", "name"), beginning="nazev_okr"),
    Column("obvod_kod", ("kod_obvodu", "kod_obv", "kod_momc", "momc_kod", "momc")),
    Column("popis"),
    Column("oznaceni", ("designation",)),
)
DRAWING = "drawing"  # by this name the digest of what the last file drew is kept
_LARGEST_NUMBER = 999
_SHOWN = 10  # areas named in a message


@dataclass(frozen=True, slots=True)
class _DrawnDistrict:
    """A district as a file has it, perhaps in several areas."""

    plan: DistrictPlan
    parts: list[FileArea]


def read_plans(areas: Sequence[FileArea], report: ImportReport) -> list[DistrictPlan]:
    """The districts of a file; problems go to the report, and so does what was read loosely."""
    before = {district.number: district for district in District.objects.all()}
    last = read_values(District)
    numbered = _Numbers(areas, before.values())
    _find_boroughs(areas, report)
    drawn: dict[int, _DrawnDistrict] = {}
    nameless: list[int] = []
    for area in areas:
        number, designation = numbered.take(area, report)
        if area.has("nazev"):
            name = area.text("nazev", upto=100, report=report)
        else:
            name = before[number].name if number in before else f"Okrsek {designation or number}"
            nameless.append(area.position)
        borough = area.whole_number("obvod_kod", upto=ruian_codes.LARGEST, report=report)
        if number is None or borough is None:
            continue
        plan = DistrictPlan(number, name, borough, area.shape, _read_description(area), designation)
        if number not in drawn:
            drawn[number] = _DrawnDistrict(plan, [area])
        elif replace(plan, shape=drawn[number].plan.shape) == drawn[number].plan:
            drawn[number].parts.append(area)
        else:
            _refuse_second(area, number, report)
    note_how_numbers_were_read(areas, report)
    if nameless and not report.refused:
        report.note(
            _("Areas without a name (“nazev”): %s. They keep the name that they have, or are called by their number.")
            % _enumerate(nameless)
        )
    _check_designations([district.plan for district in drawn.values()], report)
    return [_finish_plan(district, before.get(number), last, report) for number, district in drawn.items()]


class _Numbers:
    """The numbers of districts; one that is called by letters keeps the number it has, or gets the next one."""

    def __init__(self, areas: Sequence[FileArea], before: Iterable[District]) -> None:
        """See which numbers are taken, in the file and by districts there are or were."""
        known = sorted(before, key=lambda district: district.boundary is not None)  # those in force have the last word
        self._known = {district.designation: district.number for district in known if district.designation}
        # Without a column of their own numbers are in the names, as in labels on maps: `Okrsek 1`.
        self._column = "cislo" if any("cislo" in area.properties for area in areas) else "nazev"
        taken = [_written_number(area.properties.get(self._column)) or 0 for area in areas]
        self._last = max([*taken, *(district.number for district in known)], default=0)
        self._renamed = [
            district for district in known if district.boundary is not None and district.number not in taken
        ]

    def take(self, area: FileArea, report: ImportReport) -> tuple[int | None, str | None]:
        """The number and the designation of an area; None for a designation that the file says nothing of."""
        if designation := read_designation(area.properties.get("cislo")):
            if designation not in self._known:
                self._known[designation] = self._number_of_same(area) or self._next()
                report.note(
                    _("“%(designation)s” is no number: the district has the number %(number)s and this designation.")
                    % {"designation": designation, "number": self._known[designation]}
                )
            return self._known[designation], designation
        is_in_name = self._column == "nazev" and read_loosely("nazev", area.properties.get("nazev"))
        number = area.whole_number("nazev" if is_in_name else "cislo", upto=_LARGEST_NUMBER, report=report)
        if "oznaceni" not in area.properties:
            return number, None
        designation = area.text("oznaceni", upto=10, report=report) if area.has("oznaceni") else ""
        if designation in ("", str(number)):
            return number, ""
        try:
            District._meta.get_field("designation").run_validators(designation)
        except ValidationError as error:
            report.refuse(
                _("Area no. %(position)s: “oznaceni” is “%(value)s”. %(reason)s")
                % {"position": area.position, "value": designation, "reason": " ".join(error.messages)}
            )
        return number, designation

    def _number_of_same(self, area: FileArea) -> int | None:
        """The number of a district that the file draws as it is, and does not name by its number any more."""
        same = (one for one in self._renamed if is_same_drawing(shape(one.boundary), area.corners))
        return next((district.number for district in same), None)

    def _next(self) -> int:
        self._last += 1
        return self._last


def _written_number(value: object) -> int | None:
    loose = read_loosely("cislo", value)
    return loose.number if loose else read_whole_number(value)


def _find_boroughs(areas: Sequence[FileArea], report: ImportReport) -> None:
    """Where a file names no boroughs take those that the areas lie in."""
    if not areas or any(area.has("obvod_kod") for area in areas):
        return
    boroughs = {borough.code: shape(borough.boundary) for borough in Borough.objects.all() if borough.boundary}
    for area in areas:
        shared = {code: outline.intersection(area.shape).area for code, outline in boroughs.items()}
        if shared and max(shared.values()) > 0:
            area.properties["obvod_kod"] = max(shared, key=lambda code: shared[code])
    report.note(_("The file names no boroughs (“obvod_kod”); each district was put into the one that it lies in."))


def _check_designations(plans: Sequence[DistrictPlan], report: ImportReport) -> None:
    for designation, count in Counter(plan.designation for plan in plans if plan.designation).items():
        if count > 1:
            report.refuse(_("Several districts have the designation “%s”. It must be one's own.") % designation)


def _finish_plan(
    drawn: _DrawnDistrict, before: District | None, last: Mapping[int, Values], report: ImportReport
) -> DistrictPlan:
    """The plan with the shape of all parts; what is stored stays if the file draws the same.

    Args:
        drawn: what the file has.
        before: the district as it is stored.
        last: what the last file said of districts, by their keys.
    """
    plan, parts = drawn.plan, drawn.parts
    drawn_shape = boundary_shapes.join_parts([area.shape for area in parts])
    corners = boundary_shapes.join_parts([area.corners for area in parts])
    if len(parts) > 1:
        if not shapely.is_valid(drawn_shape):
            _refuse_second(parts[1], plan.number, report)
            return plan
        drawn_shape = to_degrees(drawn_shape, CoordinateSystem.WGS84)
        report.note(
            _("%(what)s is in the file in %(count)s areas; they were joined.")
            % {"what": fault_messages.name_district(plan.number).capitalize(), "count": len(parts)}
        )
    drawing = digest_boundary(mapping(corners))
    if before is not None and before.boundary:
        stored = shape(before.boundary)
        said = last.get(before.pk, {})
        # The very drawing that the stored one came of, when neighbours got common nodes, or as good as the stored one.
        became_it = said.get(DRAWING) == drawing and said.get("boundary") == digest_boundary(before.boundary)
        if became_it or is_same_drawing(stored, corners):
            drawn_shape = stored
    return replace(plan, shape=drawn_shape, drawing=drawing)


def _refuse_second(area: FileArea, number: int, report: ImportReport) -> None:
    report.refuse(
        _("Area no. %(position)s: %(what)s is in the file twice.")
        % {"position": area.position, "what": fault_messages.name_district(number)}
    )


def _enumerate(positions: Sequence[int]) -> str:
    shown = ", ".join(map(str, positions[:_SHOWN]))
    return shown if len(positions) <= _SHOWN else f"{shown}, …"


def _read_description(area: FileArea) -> str | None:
    """The description, line by line, without characters that cannot be shown; None if the file has none."""
    text = area.properties.get("popis")
    return None if text is None else "\n".join(make_printable(line) for line in str(text).strip().splitlines())
