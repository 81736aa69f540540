"""The boundary editor of one district: try it, see what would change, save it."""

import json
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from shapely.geometry import shape

from core.admin.restored_forms import is_restored
from core.admin.typed import AnyModelAdmin
from core.staff_accounts import name_of
from districts.importers.boundaries.boundaries_in_force import redraw_district
from districts.importers.import_report import ImportReport
from districts.map import address_assignment
from districts.models import Address, BoundarySet, District

from .map_inputs import BoundaryInput

# A real district has some hundreds of corners; working out what a large drawing changes would hold up all writing.
MOST_CORNERS = 10_000
MOST_PARTS = 20
_ROUNDING = 1e-10  # square degrees, about a square metre


@dataclass(slots=True)
class Redrawn:
    """What a new boundary changes, or why it cannot be."""

    report: ImportReport = field(default_factory=ImportReport)
    moved: Counter[tuple[int, int]] = field(default_factory=Counter)  # addresses by the numbers (from, to)
    followed: list[int] = field(default_factory=list)  # neighbours whose boundary changed too
    cut: bool = False  # whether the drawing could not be kept as it was
    neighbours: list[dict[str, Any]] = field(default_factory=list)  # as they are then


class BoundaryForm(forms.Form):
    """A boundary to try or to save."""

    boundary = forms.CharField(
        label=gettext_lazy("boundary"),
        help_text=gettext_lazy(
            "GeoJSON Polygon or MultiPolygon, WGS84, longitude first. "
            "What the boundary newly takes the neighbours give up; what it leaves the nearest neighbour gets. "
            "The border of the borough cannot be moved here."
        ),
        widget=BoundaryInput,
    )
    allow_gaps = forms.BooleanField(
        label=gettext_lazy("save although there are gaps between districts"), required=False
    )
    seen = forms.IntegerField(widget=forms.HiddenInput)  # the set of boundaries that this page shows

    def __init__(self, data: Any, *, district: District) -> None:
        boundary = json.dumps(district.boundary) if district.boundary else ""
        super().__init__(data, initial={"boundary": boundary, "seen": find_latest_set()})
        self.district = district
        self.saved: Any = None  # the boundary that somebody else put in force since the page was opened
        self.show_neighbours(_neighbour_features(district))

    def show_neighbours(self, features: list[dict[str, Any]]) -> None:
        """Show the other districts on the map as these GeoJSON Features."""
        widget = self.fields["boundary"].widget
        widget.neighbours = [*features, *self._saved_features()]

    def _saved_features(self) -> list[dict[str, Any]]:
        """What somebody else saved of this district, beside what is drawn."""
        if not self.saved:
            return []
        named = {"number": _("%d saved") % self.district.number, "name": self.district.name}
        return [{"type": "Feature", "properties": named, "geometry": self.saved}]

    @property
    def saved_text(self) -> str:
        """The same as text."""
        return json.dumps(self.saved) if self.saved else ""

    def clean_boundary(self) -> Any:
        """The decoded GeoJSON geometry, taken out of a Feature if it is in one."""
        try:
            boundary = json.loads(self.cleaned_data["boundary"])
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                _("This is no GeoJSON. Open the page again and use the map, or paste the whole geometry.")
            ) from None
        is_feature = isinstance(boundary, dict) and boundary.get("type") == "Feature"
        geometry = boundary.get("geometry") if is_feature else boundary
        _check_size(geometry)
        return geometry

    def redraw(self, *, author: str, keep: bool) -> Redrawn:
        """Put the boundary in force, or only try it; the reasons against it become errors of the form."""
        result = Redrawn()
        with transaction.atomic():
            address_assignment.lock_addresses()
            if self.cleaned_data["seen"] != find_latest_set():
                self._show_both()
                return result
            districts, addresses = _boundaries_in_force(), _districts_of_addresses()
            redraw_district(
                self.district.number,
                self.cleaned_data["boundary"],
                author=author,
                now=timezone.now(),
                report=result.report,
                allow_gaps=self.cleaned_data["allow_gaps"],
                stay_in_borough=True,
            )
            if not result.report.refused:
                after = _boundaries_in_force()
                result.moved = Counter(
                    (addresses[code], now) for code, now in _districts_of_addresses().items() if addresses[code] != now
                )
                result.followed = [
                    number
                    for number, boundary in after.items()
                    # A neighbour may have got a corner where the new border meets its own, and still be the same.
                    if number != self.district.number and not _are_alike(boundary, districts[number])
                ]
                result.cut = not _are_alike(after[self.district.number], self.cleaned_data["boundary"])
                result.neighbours = _neighbour_features(self.district)
            if not keep:
                transaction.set_rollback(True)
        for problem in result.report.refused:
            self.add_error("boundary", str(problem))
        return result

    def _show_both(self) -> None:
        """Keep what was drawn beside what is in force now; sent again it is meant so."""
        seen, latest = self.cleaned_data["seen"], find_latest_set()
        drawn = _("What you have drawn is still here, among the boundaries as they are now. Look at it and save again.")
        self.add_error("boundary", f"{say_who_redrew(latest)} {drawn}")
        self.data = {name: self.data.get(name) for name in self.data} | {"seen": str(latest)}
        before = _boundary_in_set(seen, self.district.number)
        now = _boundaries_in_force().get(self.district.number)
        if now and not (before and _are_alike(now, before)):
            self.saved = now
            self.show_neighbours(_neighbour_features(self.district))


def edit_boundary(model_admin: AnyModelAdmin, request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the editor; `check` tries the boundary, anything else saves it."""
    district = get_object_or_404(District, pk=pk)
    if not model_admin.has_change_permission(request, district):
        raise PermissionDenied
    form = BoundaryForm(request.POST or None, district=district)
    keep = "check" not in request.POST and not is_restored(request)
    result = None
    if form.is_valid():
        result = form.redraw(author=request.user.get_username(), keep=keep)
        if keep and form.is_valid():
            model_admin.log_change(request, district, _("Boundary redrawn on the map."))
            for text in describe_effects(result):
                messages.success(request, text)
            return HttpResponseRedirect(request.path)
        form.show_neighbours(result.neighbours or _neighbour_features(district))
    context = {
        **model_admin.admin_site.each_context(request),
        "title": _("Boundary of district %s") % district,
        "opts": model_admin.opts,
        "original": district,
        "form": form,
        "media": form.media,
        "tried": describe_effects(result) if result and form.is_valid() else [],
    }
    return TemplateResponse(request, "admin/districts/district/boundary.html", context)


def describe_effects(result: Redrawn) -> list[str]:
    """What a new boundary changes, in sentences that are true before and after it is saved."""
    texts = [_("The boundary fits the neighbours.")]
    if result.cut:
        texts.append(
            _("The border of the borough stays where it is: what reached over it was left out, or added where missing.")
        )
    if result.followed:
        numbers = ", ".join(map(str, sorted(result.followed)))
        texts.append(_("Neighbours whose boundary changes with it: %s.") % numbers)
    for (before, after), count in sorted(result.moved.items()):
        text = ngettext(
            "%(count)d address moves from district %(before)d to district %(after)d.",
            "%(count)d addresses move from district %(before)d to district %(after)d.",
            count,
        )
        texts.append(text % {"count": count, "before": before, "after": after})
    if not result.moved:
        texts.append(_("No address changes its district."))
    return texts


def _check_size(geometry: Any) -> None:
    """Refuse a geometry with more corners or parts than a district has; whether it is one is not looked at."""
    coordinates = geometry.get("coordinates") if isinstance(geometry, dict) else None
    if not isinstance(coordinates, list):
        return
    is_many = geometry.get("type") == "MultiPolygon"
    parts = coordinates if is_many else [coordinates]
    rings = [ring for part in parts if isinstance(part, list) for ring in part if isinstance(ring, list)]
    corners = sum(map(len, rings))
    if corners > MOST_CORNERS:
        said = _(
            "The drawing has %(count)s corners; this page takes at most %(most)s. "
            "Simplify it in the program that it comes from, or load all districts from a file: import_districts."
        )
        raise forms.ValidationError(said % _counted(corners, MOST_CORNERS))
    if (pieces := max(len(parts), len(rings))) > MOST_PARTS:
        said = _(
            "The drawing has %(count)s separate parts and holes; this page takes at most %(most)s. "
            "Leave out the scraps, or load all districts from a file: import_districts."
        )
        raise forms.ValidationError(said % _counted(pieces, MOST_PARTS))


def _counted(count: int, most: int) -> dict[str, str]:
    return {"count": number_format(count, force_grouping=True), "most": number_format(most, force_grouping=True)}


def find_latest_set() -> int:
    """The set of boundaries that is in force; pages carry its number, to tell whether it is another by now."""
    return BoundarySet.objects.order_by("-pk").values_list("pk", flat=True).first() or 0


def say_who_redrew(pk: int) -> str:
    """Who put a set in force that somebody did not see, and when."""
    latest = BoundarySet.objects.filter(pk=pk).defer("features").first()
    if latest is None:
        return _("The boundaries have changed since this page was opened.")
    who = name_of(User.objects.filter(username=latest.author).first()) or latest.author or _("the portal itself")
    when = date_format(timezone.localtime(latest.created_at), "j. n. Y H:i")
    said = _("Somebody has changed the boundaries since this page was opened (%(who)s, %(when)s: %(what)s).")
    return said % {"who": who, "when": when, "what": latest.origin}


def _boundary_in_set(pk: int, number: int) -> Any:
    found = BoundarySet.objects.filter(pk=pk).first()
    features = found.features["features"] if found else []
    return next((each["geometry"] for each in features if each["properties"]["cislo"] == number), None)


def _districts_of_addresses() -> dict[int, int]:
    return dict(Address.objects.order_by().values_list("code", "district__number"))


def _boundaries_in_force() -> dict[int, Any]:
    return dict(District.objects.current().values_list("number", "boundary"))


def _are_alike(boundary: Any, drawn: Any) -> bool:
    """Whether two GeoJSON geometries cover the same, up to the rounding of stored coordinates."""
    return boundary == drawn or bool(shape(boundary).symmetric_difference(shape(drawn)).area < _ROUNDING)


def _neighbour_features(district: District) -> list[dict[str, Any]]:
    """The other districts in force as GeoJSON Features."""
    return [
        {"type": "Feature", "properties": {"number": number, "name": name}, "geometry": boundary}
        for number, name, boundary in District.objects.current()
        .exclude(pk=district.pk)
        .values_list("number", "name", "boundary")
    ]
