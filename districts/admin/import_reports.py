"""What happened to the data: reports of imports, and the sets of boundaries that were in force."""

from typing import Any

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.loader import render_to_string
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from core.admin.lists import ReadOnly
from districts.importers.boundaries.boundaries_in_force import restore_set
from districts.importers.import_report import Fate, ImportReport, counts_in_words, name_fate
from districts.importers.import_runner import ignore_progress
from districts.map.address_assignment import lock_addresses
from districts.models import BoundarySet, ImportRun

from .boundaries import find_latest_set, say_who_redrew


@admin.register(ImportRun)
class ImportRunAdmin(ReadOnly):
    """Reports of imports."""

    list_display = ["started_at", "kind", "source", "succeeded", "outcome", "demo"]
    list_filter = ["kind", "succeeded", "demo"]
    fields = ["kind", "source", "demo", "started_at", "finished_at", "succeeded", "readable"]

    @admin.display(description=gettext_lazy("outcome"))
    def outcome(self, obj: ImportRun) -> str:
        """The counts in one line."""
        if refused := obj.report["refused"]:
            return ngettext("%d problem, nothing loaded", "%d problems, nothing loaded", len(refused)) % len(refused)
        counts: dict[str, int] = obj.report
        line = _("read %(read)d: new %(new)d, changed %(changed)d, gone %(gone)d") % counts
        if questions := obj.report.get("questions"):
            line += "; " + ngettext("%d row left out", "%d rows left out", len(questions)) % len(questions)
        return line

    @admin.display(description=gettext_lazy("report"))
    def readable(self, obj: ImportRun) -> SafeString:
        """The counts, every problem with its line, and what became of each record."""
        # Reports of earlier versions have no changes.
        by_street: dict[str, dict[str, int]] = obj.report.get("counts_by_street", {})
        context = {
            "report": obj.report,
            "kinds": _kinds_of(obj.report),
            "streets": [(street, counts_in_words(counts)) for street, counts in by_street.items()],
            "kept": [*map(_change_in_words, obj.report.get("kept", []))],
        }
        return render_to_string("admin/districts/importrun/report.html", context)


def _kinds_of(report: dict[str, Any]) -> list[dict[str, Any]]:
    """What became of the records of each kind, as the page shows it."""
    kinds = []
    for name, counts in report.get("counts_by_kind", {}).items():
        changes = [_change_in_words(change) for change in report["changes"] if change["kind"] == name]
        untold = sum(counts.values()) - len(changes)
        kinds.append({"name": name, "counts": counts_in_words(counts), "changes": changes, "untold": untold})
    return kinds


def _change_in_words(change: dict[str, Any]) -> dict[str, Any]:
    return change | {"fate_in_words": name_fate(Fate(change["fate"]))}


@admin.register(BoundarySet)
class BoundarySetAdmin(ReadOnly):
    """Sets of boundaries; an earlier one can be put in force again."""

    list_display = ["created_at", "origin", "author", "again"]
    fields = ["created_at", "origin", "author", "districts", "again"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[BoundarySet]:
        sets: QuerySet[BoundarySet] = super().get_queryset(request)
        return sets.annotate(in_force=~Exists(BoundarySet.objects.filter(pk__gt=OuterRef("pk"))))

    @admin.display(description=gettext_lazy("districts"))
    def districts(self, obj: BoundarySet) -> str:
        """Which districts are in the set."""
        properties = [feature["properties"] for feature in obj.features["features"]]
        return ", ".join(f"{each['cislo']} {each['nazev']}" for each in properties)

    @admin.display(description=gettext_lazy("return to this set"))
    def again(self, obj: Any) -> SafeString:
        """The way to the confirmation; the latest set is the one in force."""
        if obj.in_force:
            return format_html("<strong>{}</strong>", _("in force now"))
        url = reverse("admin:districts_boundaryset_restore", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', url, _("Put in force again…"))

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.restore_view)
        return [path("<int:pk>/restore/", view, name="districts_boundaryset_restore"), *super().get_urls()]

    def restore_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask, then put the set in force with the same checks as an import."""
        chosen = get_object_or_404(BoundarySet, pk=pk)
        if not request.user.has_perm("districts.change_district"):
            raise PermissionDenied
        report, overtaken = ImportReport(), ""
        if request.method == "POST":
            overtaken = self._restore(request, pk, report)
            if not (overtaken or report.refused):
                messages.success(request, _("The boundaries are in force again."))
                for note in report.notes:
                    messages.info(request, str(note))
                return HttpResponseRedirect(reverse("admin:districts_boundaryset_changelist"))
        context: dict[str, Any] = {
            **self.admin_site.each_context(request),
            "title": _("Put an earlier set of boundaries in force again"),
            "opts": self.opts,
            "original": chosen,
            "refused": report.refused,
            "overtaken": overtaken,
            "seen": find_latest_set(),
        }
        return TemplateResponse(request, "admin/districts/boundaryset/restore.html", context)

    def _restore(self, request: HttpRequest, pk: int, report: ImportReport) -> str:
        """Put a set in force, or say what is in force that the person did not see."""
        author, allow_gaps = request.user.get_username(), "allow_gaps" in request.POST
        with transaction.atomic():
            lock_addresses()
            latest = find_latest_set()
            if request.POST.get("seen") != str(latest):
                return say_who_redrew(latest)
            restore_set(pk, report, ignore_progress, allow_gaps=allow_gaps, author=author, now=timezone.now())
        return ""
