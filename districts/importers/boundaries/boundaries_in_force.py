"""Boundaries of districts: from a file, from the map in the admin, or from an earlier set.

They come into force in one way only, `put_in_force`, which checks the whole set first.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _
from shapely.geometry import shape

from districts.importers.addresses.address_changes import tell_moves
from districts.importers.import_report import ImportReport
from districts.importers.import_runner import Progress, ignore_progress, is_illustrative
from districts.lookup.locator import Locator
from districts.map import address_assignment, boundary_shapes
from districts.map.boundary_shapes import ShapeError
from districts.map.common_nodes import with_common_nodes
from districts.map.coordinates import CoordinateSystem, to_degrees
from districts.map.redrawing import redraw_shape
from districts.models import (
    Absence,
    Address,
    Borough,
    BoundarySet,
    District,
    ImportKind,
    Post,
    Role,
    Tenure,
)

from . import fault_messages
from .boundary_checks import (
    DistrictPlan,
    check_addresses,
    check_borders,
    check_completeness,
    check_gaps,
    give_common_nodes,
    shapes_of,
)


def put_in_force(
    plans: Sequence[DistrictPlan],
    *,
    origin: str,
    author: str,
    now: datetime,
    report: ImportReport,
    progress: Progress = ignore_progress,
    allow_gaps: bool = False,
    allow_borough_mismatch: bool = False,
    instead_of_demo: bool = False,
) -> None:
    """Make this the whole set of districts in force: check it, save it, re-assign every address, keep a copy.

    One transaction. If anything is wrong, the reasons are in `report.refused` and nothing was written. Neighbours get
    common nodes. Districts that are missing in the set are abolished (their boundary becomes NULL), those that come
    back are revived.

    Args:
        plans: every district that shall be in force, with valid shapes.
        origin: where the set comes from, for people: a file, an edit on the map, an earlier set.
        author: who does it; a user name.
        now: when, aware.
        report: gets the counts of districts, the reasons to refuse, and notes (such as how many addresses move).
        allow_gaps: note gaps instead of refusing them. Overlaps are always refused.
        allow_borough_mismatch: note addresses in a district of another borough than the register says instead of
            refusing them.
        instead_of_demo: what is in force is illustrative and leaves no trace.
    """
    report.read += len(plans)
    with transaction.atomic():
        address_assignment.lock_addresses()
        boroughs = Borough.objects.in_bulk()
        progress(_("Checking boundaries"), 0, 1)
        check_borders(plans, boroughs, report)
        if not report.refused:
            plans = give_common_nodes(plans, report)
        check_gaps(plans, boroughs, report, allow_gaps=allow_gaps)
        progress(_("Checking boundaries"), 1, 1)
        if report.refused:
            check_completeness(plans, report)
            return
        progress(_("Assigning addresses"), 0, 1)
        moves = address_assignment.plan_moves(Locator(shapes_of(plans)), {plan.number: plan.borough for plan in plans})
        if is_illustrative(ImportKind.ADDRESSES):
            # Made-up addresses are no reason to refuse boundaries; those left outside have served their time.
            Address.objects.filter(pk__in=moves.lost).delete()
        else:
            check_addresses(moves, report, allow_borough_mismatch=allow_borough_mismatch)
        if report.refused:
            return
        if instead_of_demo:
            BoundarySet.objects.all().delete()
        elif not BoundarySet.objects.exists():
            _keep_copy(_("Before the first change"), "", now)
        gone = _save_districts(plans, report, instead_of_demo=instead_of_demo)
        tell_moves(moves.to, report)
        moved = address_assignment.carry_out(moves)
        if instead_of_demo:
            _delete_demo_districts(gone)
        _keep_copy(origin, author, now)
        if moved:
            report.note(_("Addresses that moved to another district: %d.") % moved)
        progress(_("Assigning addresses"), 1, 1)


def redraw_district(
    number: int,
    boundary: object,
    *,
    author: str,
    now: datetime,
    report: ImportReport,
    allow_gaps: bool = False,
    dry_run: bool = False,
    stay_in_borough: bool = False,
) -> None:
    """Put one district's new boundary in force; its neighbours follow, so a border is moved once, not twice.

    Neighbours give up what the new boundary takes, and those in the same borough get what it leaves (see
    `districts/map/redrawing.py`). The whole set then goes through the checks of `put_in_force`; so this is what the
    map in the admin calls.

    Args:
        number: of a district in the database; one without a boundary (new or abolished) comes into force.
        boundary: GeoJSON Polygon or MultiPolygon, WGS84, as decoded from JSON.
        dry_run: only check; the report is the same. For a form that validates before it saves.
        stay_in_borough: what reaches out of the borough is cut off, and what nobody in the borough could get stays;
            otherwise both are refused.
    """
    try:
        drawn = to_degrees(boundary_shapes.read_shape(boundary), CoordinateSystem.WGS84)
        boundary_shapes.require_valid(drawn)
    except ShapeError as error:
        report.refuse(fault_messages.describe_fault(error.fault, error.spot))
        return
    with transaction.atomic():
        address_assignment.lock_addresses()  # before reading what the neighbours hold
        district = District.objects.get(number=number)
        plans = {plan.number: plan for plan in plans_in_force()}
        shapes = with_common_nodes(shapes_of(list(plans.values())))
        siblings = {key for key, plan in plans.items() if plan.borough == district.borough_id}
        # A district must lie in one borough, so what it leaves can go to those in the same one only.
        redrawn = redraw_shape(shapes, number, drawn, heirs=siblings, only_among_heirs=stay_in_borough)
        plans[number] = DistrictPlan(number, district.name, district.borough_id, drawn)
        redrawn_plans = []
        for key, plan in plans.items():
            as_stored = to_degrees(redrawn[key], CoordinateSystem.WGS84)
            redrawn_plans.append(DistrictPlan(plan.number, plan.name, plan.borough, as_stored))
        put_in_force(
            redrawn_plans,
            origin=_("District %d redrawn on the map") % number,
            author=author,
            now=now,
            report=report,
            allow_gaps=allow_gaps,
            # Borders of boroughs stay where they are, so what is elsewhere now was allowed when it came.
            allow_borough_mismatch=True,
        )
        if dry_run:
            transaction.set_rollback(True)


def plans_in_force() -> list[DistrictPlan]:
    """The districts in force."""
    return [
        DistrictPlan(district.number, district.name, district.borough_id, shape(district.boundary))
        for district in District.objects.current()
    ]


def restore_set(
    pk: int,
    report: ImportReport,
    progress: Progress,
    *,
    allow_gaps: bool,
    allow_borough_mismatch: bool = False,
    author: str,
    now: datetime,
) -> None:
    """Put an earlier set of boundaries in force again, after the same checks; it becomes a new set.

    Raises:
        BoundarySet.DoesNotExist: there is no set with that id.
    """
    earlier = BoundarySet.objects.get(pk=pk)
    plans = []
    for feature in earlier.features["features"]:
        told = feature["properties"]
        plans.append(
            DistrictPlan(
                told["cislo"],
                told["nazev"],
                told["obvod_kod"],
                shape(feature["geometry"]),
                designation=told.get("oznaceni", ""),
            )
        )
    put_in_force(
        plans,
        origin=_("Restored set %(id)s: %(origin)s") % {"id": pk, "origin": earlier.origin},
        author=author,
        now=now,
        report=report,
        progress=progress,
        allow_gaps=allow_gaps,
        allow_borough_mismatch=allow_borough_mismatch,
    )


def _save_districts(plans: Sequence[DistrictPlan], report: ImportReport, *, instead_of_demo: bool) -> list[District]:
    """Write the districts and their officers' posts; return those that are no longer in force."""
    existing = {district.number: district for district in District.objects.all()}
    new: list[District] = []
    changed: list[District] = []
    for plan in plans:
        district = existing.get(plan.number)
        if district is None:
            district = District(number=plan.number)
            new.append(district)
            _apply_plan(plan, district, instead_of_demo=instead_of_demo)
        elif _apply_plan(plan, district, instead_of_demo=instead_of_demo) or instead_of_demo:
            changed.append(district)
    numbers = {plan.number for plan in plans}
    gone = [district for district in existing.values() if district.boundary and district.number not in numbers]
    for district in gone:
        district.boundary = None
    if changed or gone:
        # Two districts may swap their designations, which are unique: first give up the old ones.
        District.objects.filter(pk__in=[district.pk for district in changed]).exclude(designation="").update(
            designation=""
        )
        fields = ["designation", "name", "borough", "boundary", "description", "mp_station", "pcr_station"]
        for districts in (gone, changed):
            District.objects.bulk_update(districts, fields)
    if new:
        District.objects.bulk_create(new)
    create_missing_posts()
    report.new += len(new)
    report.changed += len(changed)
    report.unchanged += len(plans) - len(new) - len(changed)
    report.gone += len(gone)
    return gone


def _apply_plan(plan: DistrictPlan, district: District, *, instead_of_demo: bool) -> bool:
    """Write the plan to a district that is not saved yet; say whether what the plan has differs from what was there."""
    before = _values_of(district)
    district.name = plan.name
    district.borough_id = plan.borough
    district.boundary = boundary_shapes.as_geojson(plan.shape)
    if plan.description is not None or instead_of_demo:
        district.description = plan.description or ""
    if instead_of_demo:
        # Which station serves it was the demonstration's guess; the truth is for the department to say.
        district.mp_station = district.pcr_station = None
    if plan.designation is not None or instead_of_demo:
        district.designation = plan.designation or ""
    return before != _values_of(district)


def _values_of(district: District) -> tuple[Any, ...]:
    return (district.designation, district.name, district.borough_id, district.boundary, district.description)


def create_missing_posts() -> None:
    """Give every district in force the posts of its two officers, and every borough its mayor's."""
    wanted: list[Post] = []
    for role in (Role.OKRSKAR, Role.POLICISTA):
        without_officer = District.objects.current().exclude(posts__role=role)
        wanted += [Post(role=role, district=district) for district in without_officer]
    without_mayor = Borough.objects.exclude(posts__role=Role.STAROSTA)
    wanted += [Post(role=Role.STAROSTA, borough=borough) for borough in without_mayor]
    if wanted:
        Post.objects.bulk_create(wanted)


def _delete_demo_districts(gone: Sequence[District]) -> None:
    """Delete districts of the demonstration that the real set does not have, unless real people serve there."""
    for district in gone:
        posts = district.posts.all()
        if Tenure.objects.filter(post__in=posts, person__illustrative=False).exists():
            continue
        Absence.objects.filter(post__in=posts).delete()
        Tenure.objects.filter(post__in=posts).delete()
        posts.delete()
        district.delete()


def _keep_copy(origin: str, author: str, now: datetime) -> None:
    """Keep a copy of the districts in force, unless the latest copy is the same or there are none."""
    features = [
        {
            "type": "Feature",
            "properties": {
                "cislo": district.number,
                "nazev": district.name,
                "obvod_kod": district.borough_id,
                **({"oznaceni": district.designation} if district.designation else {}),
            },
            "geometry": district.boundary,
        }
        for district in District.objects.current()
    ]
    latest = BoundarySet.objects.order_by("pk").last()
    if features and (latest is None or latest.features["features"] != features):
        BoundarySet.objects.create(
            created_at=now,
            origin=origin[:200],
            author=author[:150],
            features={"type": "FeatureCollection", "features": features},
        )
