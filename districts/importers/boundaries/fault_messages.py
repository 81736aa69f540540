"""What is wrong with boundaries, in words for a city employee: which, how much, where, and what to do."""

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from districts.map.coordinates import System
from districts.map.geometry import Excess, Fault, Gap, Overlap, Spot

Label = Callable[[int], str]  # names a borough or district by its code or number


def district(number: int) -> str:
    """A district by its number."""
    return _("district %d") % number


def allow_gaps() -> str:
    """How a gap may be let through."""
    return _("If it is meant to be so, add --allow-gaps.")


def allow_borough_mismatch() -> str:
    """How addresses in another borough than registered may be let through."""
    return _("If it is meant to be so, add --allow-borough-mismatch.")


def fault(fault: Fault, spot: Spot | None) -> str:
    """Why something is no usable boundary."""
    reasons = {
        Fault.MISSING: _("It has no boundary. Draw it and export the file again."),
        Fault.NOT_AN_AREA: _("It is a point or a line. Export areas (Polygon or MultiPolygon)."),
        Fault.MALFORMED: _("Its boundary is not written as GeoJSON has it. Export the file again."),
        Fault.TOO_FEW_POINTS: _("Its boundary has too few points to enclose anything. Correct the drawing."),
        Fault.OPEN_RING: _("Its boundary is not closed: it does not end where it begins. Correct the drawing."),
        Fault.CROSSES_ITSELF: _("Its boundary crosses or touches itself. Correct the drawing."),
        Fault.HOLE_OUTSIDE: _("A hole in it lies outside it. Correct the drawing."),
        Fault.PARTS_OVERLAP: _("Two of its parts or holes lie over each other. Correct the drawing."),
        Fault.PINCHED: _("Its holes cut it in two. Correct the drawing."),
    }
    if spot is None:
        return reasons[fault]
    return _("%(reason)s Where: %(spot)s.") % {"reason": reasons[fault], "spot": spot}


def system(system: System) -> str:
    """What to do about coordinates that cannot be used."""
    if system == System.SWAPPED:
        return _("Latitude and longitude are swapped. GeoJSON has longitude first; export the file again.")
    names = {System.WEB_MERCATOR: "Web Mercator (EPSG:3857)", System.UTM: "UTM (EPSG:32633)"}
    if system in names:
        return (
            _("The coordinates look like %s. Export the file in WGS84 (EPSG:4326) or in S-JTSK (EPSG:5514).")
            % (names[system])
        )
    return _("The coordinates are in no known system. Export the file in WGS84 (EPSG:4326) or S-JTSK (EPSG:5514).")


def overlap(overlap: Overlap, label: Label) -> str:
    """Who overlaps whom and where."""
    return _(
        "Overlap: %(first)s and %(second)s share %(area)s m². Places: %(pieces)s; the largest is %(length)s m long, "
        "at %(spot)s. Draw their shared border as the same line in both."
    ) % {
        "first": label(overlap.first),
        "second": label(overlap.second),
        "pieces": overlap.pieces,
        **_size(overlap),
    }


def gap(gap: Gap, label: Label) -> str:
    """Who the gap lies between and where."""
    return _("Gap: %(area)s m² belong to nobody, %(length)s m long, at %(spot)s. Around it: %(neighbours)s.") % {
        "neighbours": ", ".join(map(label, gap.neighbours)) or _("nothing"),
        **_size(gap),
    }


def excess(excess: Excess, what: str, area: str) -> str:
    """What reaches out of where, and by how much."""
    return _(
        "Outside the borough: %(what)s reaches out of %(borough)s by %(area)s m², %(length)s m long, at %(spot)s. "
        "A district must lie in one borough."
    ) % {"what": what, "borough": area, **_size(excess)}


def _size(finding: Overlap | Gap | Excess) -> dict[str, str]:
    return {"area": _number(finding.area_m2), "length": _number(finding.length_m), "spot": str(finding.spot)}


def _number(value: float) -> str:
    return number_format(value, decimal_pos=0 if value >= 10 else 2, use_l10n=True, force_grouping=True)
