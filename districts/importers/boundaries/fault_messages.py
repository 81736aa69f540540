"""What is wrong with boundaries, in words for a city employee: which, how much, where, and what to do."""

from collections.abc import Callable

from django.utils.formats import number_format
from django.utils.translation import gettext as _

from districts.map.boundary_shapes import ShapeFault, Spot
from districts.map.coordinates import CoordinateSystem
from districts.map.overlaps_and_gaps import Excess, Gap, Overlap

NamePlace = Callable[[int], str]  # names a borough or district by its code or number


def name_district(number: int) -> str:
    """A district by its number."""
    return _("district %d") % number


def how_to_allow_gaps() -> str:
    """How a gap may be let through."""
    return _("If it is meant to be so, add --allow-gaps.")


def how_to_allow_borough_mismatch() -> str:
    """How addresses in another borough than registered may be let through."""
    return _("If it is meant to be so, add --allow-borough-mismatch.")


def describe_fault(fault: ShapeFault, spot: Spot | None) -> str:
    """Why something is no usable boundary."""
    reasons = {
        ShapeFault.MISSING: _("It has no boundary. Draw it and export the file again."),
        ShapeFault.NOT_AN_AREA: _("It is a point or a line. Export areas (Polygon or MultiPolygon)."),
        ShapeFault.MALFORMED: _("Its boundary is not written as GeoJSON has it. Export the file again."),
        ShapeFault.TOO_FEW_POINTS: _("Its boundary has too few points to enclose anything. Correct the drawing."),
        ShapeFault.OPEN_RING: _("Its boundary is not closed: it does not end where it begins. Correct the drawing."),
        ShapeFault.CROSSES_ITSELF: _("Its boundary crosses or touches itself. Correct the drawing."),
        ShapeFault.HOLE_OUTSIDE: _("A hole in it lies outside it. Correct the drawing."),
        ShapeFault.PARTS_OVERLAP: _("Two of its parts or holes lie over each other. Correct the drawing."),
        ShapeFault.PINCHED: _("Its holes cut it in two. Correct the drawing."),
    }
    if spot is None:
        return reasons[fault]
    return _("%(reason)s Where: %(spot)s.") % {"reason": reasons[fault], "spot": spot}


def describe_system(system: CoordinateSystem) -> str:
    """What to do about coordinates that cannot be used."""
    if system == CoordinateSystem.SWAPPED:
        return _("Latitude and longitude are swapped. GeoJSON has longitude first; export the file again.")
    names = {CoordinateSystem.WEB_MERCATOR: "Web Mercator (EPSG:3857)", CoordinateSystem.UTM: "UTM (EPSG:32633)"}
    if system in names:
        return (
            _("The coordinates look like %s. Export the file in WGS84 (EPSG:4326) or in S-JTSK (EPSG:5514).")
            % (names[system])
        )
    return _("The coordinates are in no known system. Export the file in WGS84 (EPSG:4326) or S-JTSK (EPSG:5514).")


def describe_overlap(overlap: Overlap, label: NamePlace) -> str:
    """Who overlaps whom and where."""
    return _(
        "Overlap: %(first)s and %(second)s share %(area)s m². Places: %(pieces)s; the largest is %(length)s m long, "
        "at %(spot)s. Draw their shared border as the same line in both."
    ) % {
        "first": label(overlap.first),
        "second": label(overlap.second),
        "pieces": overlap.pieces,
        **_size_texts(overlap),
    }


def describe_gap(gap: Gap, label: NamePlace) -> str:
    """Who the gap lies between and where."""
    return _("Gap: %(area)s m² belong to nobody, %(length)s m long, at %(spot)s. Around it: %(neighbours)s.") % {
        "neighbours": ", ".join(map(label, gap.neighbours)) or _("nothing"),
        **_size_texts(gap),
    }


def describe_excess(excess: Excess, what: str, area: str) -> str:
    """What reaches out of where, and by how much."""
    return _(
        "Outside the borough: %(what)s reaches out of %(borough)s by %(area)s m², %(length)s m long, at %(spot)s. "
        "A district must lie in one borough."
    ) % {"what": what, "borough": area, **_size_texts(excess)}


def _size_texts(finding: Overlap | Gap | Excess) -> dict[str, str]:
    return {
        "area": _format_number(finding.area_m2),
        "length": _format_number(finding.length_m),
        "spot": str(finding.spot),
    }


def _format_number(value: float) -> str:
    return number_format(value, decimal_pos=0 if value >= 10 else 2, use_l10n=True, force_grouping=True)
