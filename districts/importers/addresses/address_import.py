"""Makes the addresses, streets and city parts in the database those of a file of the register."""

from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

from django.db.models import CharField
from django.db.models.functions import Cast
from django.utils.text import slugify
from django.utils.translation import gettext as _

from districts.importers import ruian_codes
from districts.importers.boundaries import fault_messages
from districts.importers.boundaries.boundaries_in_force import plans_in_force
from districts.importers.boundaries.boundary_checks import DistrictPlan, name_some, shapes_of
from districts.importers.import_report import ImportReport
from districts.importers.import_runner import Progress, is_illustrative
from districts.importers.text_files import read_text
from districts.known_places.linking import link_places
from districts.lookup.locator import Locator
from districts.map import address_assignment
from districts.map.boundary_shapes import Spot
from districts.map.coordinates import sjtsk_to_degrees
from districts.models import Address, Borough, District, ImportKind, KnownPlace, Part, Street

from .address_changes import FIELDS, tell_addresses
from .name_changes import note_parts, note_streets
from .ruian_csv import NOT_CZECH, RuianRow, has_enough_problems, read_rows

_DECIMALS = 7  # of a degree: a centimetre, as exact as the register
_WRITTEN = 2000  # rows in one statement
_DELETED = 500  # keys in one statement; SQLite takes a limited number of parameters
# Fewer addresses disappear in a month; more of them mean a file that was cut at the end of a line.
_FEW = 20
_SHARE = 0.005
_SMALL_PART = 10  # addresses; a part with more does not disappear at once


def load_addresses(
    path: Path,
    report: ImportReport,
    progress: Progress,
    *,
    allow_borough_mismatch: bool = False,
    allow_fewer: bool = False,
) -> None:
    """Make the addresses in the database those of the file: new ones are added, missing ones deleted.

    Args:
        allow_borough_mismatch: accept addresses in a district of another borough than the register says.
        allow_fewer: accept a file that lacks many of the addresses in the database, or is the first and lacks all those
            of a borough or district.

    Raises:
        UnreadableFileError: the file as a whole is of no use.
    """
    text = read_text(path, suffixes=(".csv",), impossible=NOT_CZECH, among_others=ruian_codes.ADDRESS_FILE)
    if is_illustrative(ImportKind.DISTRICTS):
        report.refuse(_("The districts are still illustrative. Import the real ones first: import_districts."))
        return
    address_assignment.lock_addresses()
    plans = plans_in_force()
    if not plans:
        report.refuse(_("There are no districts yet, so addresses cannot be assigned. Run import_districts first."))
        return
    boroughs = dict(Borough.objects.values_list("code", "name"))
    file = read_rows(text, report, progress, boroughs=boroughs.keys())
    if report.refused:
        return
    located = _locate(file.rows, plans)
    borough_of = {plan.number: plan.borough for plan in plans}
    _check_places(located, borough_of, report, allow_borough_mismatch=allow_borough_mismatch)
    if report.refused:
        return
    first = is_illustrative(ImportKind.ADDRESSES) or not Address.objects.exists()
    _check_empty(located, boroughs, borough_of.keys(), report, allowed=allow_fewer or not first)
    if report.refused:
        return
    _make_database_hold(
        _make_addresses(located),
        streets={row.street: row.street_name for row in file.rows if row.street is not None},
        parts={row.part: row.part_name for row in file.rows},
        incomplete=file.incomplete,
        report=report,
        progress=progress,
        first=first,
        allow_fewer=allow_fewer,
    )


@dataclass(frozen=True, slots=True)
class _Located:
    """A row of the file, its point in degrees (WGS84), and the number of the district it lies in, if any."""

    row: RuianRow
    lon: float
    lat: float
    district: int | None

    @property
    def spot(self) -> Spot:
        return Spot(self.lon, self.lat)


def _locate(rows: Sequence[RuianRow], plans: Sequence[DistrictPlan]) -> list[_Located]:
    lons, lats = sjtsk_to_degrees([row.y for row in rows], [row.x for row in rows])
    lons, lats = lons.round(_DECIMALS).tolist(), lats.round(_DECIMALS).tolist()
    numbers = Locator(shapes_of(plans)).locate_many(lons, lats)
    return [_Located(*place) for place in zip(rows, lons, lats, numbers, strict=True)]


def _make_addresses(located: Sequence[_Located]) -> list[Address]:
    districts = dict(District.objects.values_list("number", "pk"))
    return [_make_address(place, districts[place.district]) for place in located if place.district is not None]


def _make_address(place: _Located, district: int) -> Address:
    row = place.row
    return Address(
        code=row.code,
        street_id=row.street,
        part_id=row.part,
        number_type=row.number_type,
        house_number=row.house_number,
        orientation_number=row.orientation_number,
        orientation_letter=row.letter,
        postcode=row.postcode,
        lat=place.lat,
        lon=place.lon,
        borough_id=row.borough,
        district_id=district,
    )


def _check_places(
    located: Sequence[_Located], borough_of: Mapping[int, int], report: ImportReport, *, allow_borough_mismatch: bool
) -> None:
    """Refuse addresses outside all districts, or in a district of another borough than the register says.

    Args:
        borough_of: the borough code of each district number.
    """
    for place in located:
        if has_enough_problems(report):
            return
        row, number = place.row, place.district
        if number is None:
            report.refuse(
                _(
                    "The address %(code)d lies in no district: %(spot)s. "
                    "Correct the boundaries or download a newer file."
                )
                % {"code": row.code, "spot": place.spot},
                line=row.line,
            )
        elif borough_of[number] != row.borough:
            problem = _(
                "The address %(code)d belongs to borough %(registered)d, but lies in district %(number)d of borough "
                "%(found)d: %(spot)s."
            ) % {
                "code": row.code,
                "registered": row.borough,
                "number": number,
                "found": borough_of[number],
                "spot": place.spot,
            }
            if allow_borough_mismatch:
                report.note(problem, line=row.line)
            else:
                report.refuse(problem + " " + fault_messages.how_to_allow_borough_mismatch(), line=row.line)


def _check_empty(
    located: Sequence[_Located],
    boroughs: Mapping[int, str],
    districts: Set[int],
    report: ImportReport,
    *,
    allowed: bool,
) -> None:
    """Refuse, or only note if allowed, boroughs and districts without an address: nothing else betrays a cut file.

    Args:
        boroughs: the name of each borough code.
        districts: the numbers of all districts in force.
    """
    empty_boroughs = sorted(boroughs[code] for code in boroughs.keys() - {place.row.borough for place in located})
    empty_districts = sorted(districts - {place.district for place in located})
    problems = []
    if empty_boroughs:
        problems.append(_("Boroughs without a single address: %s.") % ", ".join(empty_boroughs))
    if empty_districts:
        problems.append(_("Districts without a single address: %s.") % ", ".join(map(str, empty_districts)))
    for problem in problems:
        if allowed:
            report.note(problem)
        else:
            report.refuse(problem + " " + _probably_cut())


def _probably_cut() -> str:
    return _("The file was probably cut. Download it again, or add --allow-fewer if it is meant to be so.")


def _check_gone(before: Mapping[int, Sequence[Any]], gone: Sequence[int], report: ImportReport) -> None:
    """Refuse when many addresses, or all of a part, are missing in the file.

    Args:
        before: values of `FIELDS` of each address in the database.
        gone: codes of those that are not in the file.
    """
    if len(gone) > max(_FEW, _SHARE * len(before)):
        missing = _("%(gone)d of %(before)d addresses in the database are not in the file.")
        report.refuse(missing % {"gone": len(gone), "before": len(before)} + " " + _probably_cut())
    column = FIELDS.index("part_id")
    total = Counter(values[column] for values in before.values())
    lost = Counter(before[code][column] for code in gone)
    lost_as_a_whole = [part for part, count in lost.items() if count > _SMALL_PART and count == total[part]]
    for part in Part.objects.filter(pk__in=lost_as_a_whole):
        report.refuse(_("None of the addresses of %s is in the file.") % part + " " + _probably_cut())


def _make_database_hold(
    addresses: Sequence[Address],
    *,
    streets: Mapping[int, str],
    parts: Mapping[int, str],
    incomplete: Set[int],
    report: ImportReport,
    progress: Progress,
    first: bool,
    allow_fewer: bool,
) -> None:
    """Add, change and delete until the database holds these addresses and nothing else; count it in the report.

    But for those that the file does not tell whole: they stay as they are.

    Refuses, before anything is written, when many of the addresses in the database are missing in the file.

    Args:
        addresses: every address there shall be, unsaved, with ids of street, part, borough and district.
        streets: the name of each street code.
        parts: the name of each part code.
        incomplete: codes of addresses of which the file does not say all that is needed.
        first: there are no real addresses yet, so there is nothing to compare with.
    """
    before = {code: values for code, *values in Address.objects.order_by().values_list("code", *FIELDS).iterator()}
    new: list[Address] = []
    changed: list[Address] = []
    for address in addresses:
        if address.code not in before:
            new.append(address)
        elif before[address.code] != [getattr(address, field) for field in FIELDS]:
            changed.append(address)
    kept = _kept_addresses(incomplete & before.keys(), streets.keys(), parts.keys())
    gone = sorted(before.keys() - {address.code for address in addresses} - kept)
    if not first:
        if gone:
            text = _("Addresses that are gone: %(count)d (%(examples)s).")
            report.note(text % {"count": len(gone), "examples": name_some(gone)})
        if not allow_fewer:
            _check_gone(before, gone, report)
        if report.refused:
            return
        note_streets(dict(Street.objects.values_list("code", "name")), streets, report)
        note_parts(dict(Part.objects.values_list("code", "name")), parts, report)
    tell_addresses(before, new, changed, gone, streets=streets, parts=parts, report=report)
    placed = set(KnownPlace.objects.exclude(register_address=None).values_list("pk", flat=True))
    # Addresses are written before the streets they point to, so that streets and parts no longer used can go first and
    # free their names: the database checks foreign keys at the end of the transaction.
    _delete_addresses(gone, progress)
    _save_addresses(new + changed, progress)
    _save_streets(streets)
    _save_parts(parts)
    _relink_places(placed, report)
    report.new, report.changed, report.gone = len(new), len(changed), len(gone)
    report.unchanged = len(addresses) - len(new) - len(changed) + len(kept)


def _kept_addresses(codes: Set[int], streets: Set[int], parts: Set[int]) -> set[int]:
    """Those of some addresses in the database whose street and part the file still has."""
    kept = set()
    for code, street, part in Address.objects.filter(pk__in=codes).values_list("code", "street_id", "part_id"):
        if part in parts and (street is None or street in streets):
            kept.add(code)
    return kept


def _relink_places(placed: Set[int], report: ImportReport) -> None:
    """Give known places that lost their address, or wait for it, theirs; name those that have lost it.

    Args:
        placed: keys of the places that had an address before the import.
    """
    link_places()
    if lost := list(KnownPlace.objects.filter(pk__in=placed, register_address=None).values_list("name", flat=True)):
        text = _("Known places whose address has left the register (%(count)d): %(names)s.")
        report.note(text % {"count": len(lost), "names": ", ".join(lost)})


def _delete_addresses(codes: Sequence[int], progress: Progress) -> None:
    for start in range(0, len(codes), _DELETED):
        Address.objects.filter(pk__in=codes[start : start + _DELETED]).delete()
        progress(_("Deleting addresses"), min(start + _DELETED, len(codes)), len(codes))


def _save_addresses(addresses: Sequence[Address], progress: Progress) -> None:
    """Add those that are new, and overwrite the others."""
    for start in range(0, len(addresses), _WRITTEN):
        Address.objects.bulk_create(
            addresses[start : start + _WRITTEN],
            update_conflicts=True,
            unique_fields=["code"],
            update_fields=[field.removesuffix("_id") for field in FIELDS],
        )
        progress(_("Saving addresses"), min(start + _WRITTEN, len(addresses)), len(addresses))


def _save_streets(names: Mapping[int, str]) -> None:
    """Streets keep their web address for ever, also when renamed; of two with one name the second gets a number."""
    existing = Street.objects.in_bulk()
    if gone := existing.keys() - names.keys():
        Street.objects.filter(pk__in=gone).delete()
    taken = {street.slug for code, street in existing.items() if code in names}
    written = []
    for code, name in sorted(names.items()):
        street = existing.get(code)
        if street is None:
            slug = _free_slug(slugify(name) or "ulice", taken)
            taken.add(slug)
            written.append(Street(code=code, name=name, slug=slug))
        elif street.name != name:
            written.append(Street(code=code, name=name, slug=street.slug))
    if written:
        Street.objects.bulk_create(
            written, update_conflicts=True, unique_fields=["code"], update_fields=["name", "slug"]
        )


def _free_slug(slug: str, taken: Set[str]) -> str:
    """The slug, or the first of slug-2, slug-3 … that is not taken."""
    free = slug
    for number in count(2):
        if free not in taken:
            break
        free = f"{slug}-{number}"
    return free


def _save_parts(names: Mapping[int, str]) -> None:
    existing = dict(Part.objects.values_list("code", "name"))
    if gone := existing.keys() - names.keys():
        Part.objects.filter(pk__in=gone).delete()
    written = [Part(code=code, name=name) for code, name in names.items() if existing.get(code) != name]
    if written:
        # Parts may swap their names, which are unique: first give up the old ones.
        Part.objects.filter(pk__in=[part.code for part in written]).update(name=Cast("code", CharField()))
        Part.objects.bulk_create(written, update_conflicts=True, unique_fields=["code"], update_fields=["name"])
