"""Forms of the admin that know what they were opened with: what somebody saved meanwhile is never overwritten unseen.

A page carries a digest of each field as it showed it. When it is sent, what is saved now is compared with that while
the record is locked, see `saved_meanwhile.py`.
"""

import json
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, field
from functools import cached_property
from http import HTTPStatus
from typing import Any

from django.contrib.admin.utils import flatten_fieldsets, unquote
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from .opened_fields import RenderedOnce, changeable, digest_typed, show_fields
from .restored_forms import RestoredForms, mark_restored
from .saved_meanwhile import OPENED_AT, Digests, Meanwhile, compare, stamp
from .typed import AnyModelForm

PARAMETER = "opened"
_MARK, _READING = "opened_with", "reads_what_is_saved"


@dataclass(frozen=True, slots=True)
class Opened:
    """What a page that was sent was opened with, and what is said at its fields."""

    digests: Digests = field(default_factory=dict)
    remarks: Mapping[tuple[str, str | None], str] = field(default_factory=dict)
    meanwhile: Meanwhile | None = None


class OpenedForm(AnyModelForm):
    """A form that leaves alone what nobody touched, whatever a browser makes of it."""

    opened = Opened()

    @cached_property
    def untouched(self) -> frozenset[str]:
        """The fields that came as the page showed them."""
        digests = self.opened.digests.get(self.key, {})
        if not (self.is_bound and digests):
            return frozenset()
        return frozenset(
            bound.name
            for bound in changeable(self)
            if bound.name in digests and digest_typed(bound, self.data, self.files) in (None, digests[bound.name])
        )

    @property
    def key(self) -> str:
        """Of this form among those of the page."""
        return f"{self.prefix.rpartition('-')[0]}-{self.instance.pk}" if self.prefix else ""

    @cached_property
    def changed_data(self) -> list[str]:
        """The fields that somebody changed."""
        return [name for name in super().changed_data if name not in self.untouched]

    def full_clean(self) -> None:
        """Check the form, and say at its fields what was saved meanwhile."""
        super().full_clean()
        for (prefix, name), said in self.opened.remarks.items() if self.is_bound else ():
            if prefix == (self.prefix or ""):
                self.add_error(name, said)

    def _post_clean(self) -> None:
        whole = self.cleaned_data
        self.cleaned_data = self._touched(whole)
        super()._post_clean()  # type: ignore[misc] # Django's, between the checks of the form and of the record
        self.cleaned_data = {name: value for name, value in whole.items() if name not in self.errors}

    def _save_m2m(self) -> None:
        whole = self.cleaned_data
        self.cleaned_data = self._touched(whole)
        super()._save_m2m()  # type: ignore[misc] # Django's, which also gives it to others as `save_m2m`
        self.cleaned_data = whole

    def _touched(self, data: dict[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in data.items() if name not in self.untouched}


class OpenedForms(RestoredForms):
    """Pages to change a record refuse to overwrite what somebody saved since they were opened, and show both."""

    def get_form(self, request: HttpRequest, obj: Any | None = None, change: bool = False, **kwargs: Any) -> Any:
        return _carrying(request, super().get_form(request, obj, change, **kwargs))

    def get_formsets_with_inlines(self, request: HttpRequest, obj: Any | None = None) -> Iterator[Any]:
        for formset, inline in super().get_formsets_with_inlines(request, obj):
            carrying = type(formset.__name__, (formset,), {"form": _carrying(request, formset.form)})
            yield carrying, inline

    def get_formset_kwargs(self, request: HttpRequest, obj: Any, inline: Any, prefix: str) -> dict[str, Any]:
        kwargs: dict[str, Any] = super().get_formset_kwargs(request, obj, inline, prefix)
        if getattr(request, _READING, False):
            return {name: value for name, value in kwargs.items() if name not in ("data", "files", "save_as_new")}
        return kwargs

    def changeform_view(
        self,
        request: HttpRequest,
        object_id: str | None = None,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if request.method != "POST" or object_id is None:
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            record = self._lock(request, object_id)
            if record is None and self.has_change_permission(request):
                return self._show_typed(request)
            if record is not None and self.has_change_permission(request, record):
                request = self._compare(request, record)
            return super().changeform_view(request, object_id, form_url, extra_context)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        if obj is not None and self.has_change_permission(request, obj):
            # One that comes again after a mistake was opened when it was opened.
            digests = _opened(request).digests if request.method == "POST" else {}
            digests = digests or _digest_page(context["adminform"].form, context["inline_admin_formsets"])
            context |= {
                "opened_name": PARAMETER,
                "opened": json.dumps(digests, separators=(",", ":")),
                "meanwhile": _opened(request).meanwhile,
            }
        return super().render_change_form(request, context, add, change, form_url, obj)

    def _lock(self, request: HttpRequest, object_id: str) -> Any:
        """The record as it stays until this is over; None if there is none, or none for this person."""
        found = self.get_object(request, unquote(object_id))
        if found is None:
            return None
        # Rows that refer to it may come meanwhile: they are others'.
        self.model._base_manager.select_for_update(no_key=True).filter(pk=found.pk).order_by().values_list("pk").first()
        return self.get_object(request, unquote(object_id))

    def _compare(self, request: HttpRequest, record: Any) -> HttpRequest:
        """The request; if something was saved meanwhile, one that only shows the form again, with both."""
        reading = copy(request)
        setattr(reading, _READING, True)
        fields = flatten_fieldsets(self.get_fieldsets(request, record))
        form = self.get_form(request, record, change=True, fields=fields)(instance=record)
        formsets, inlines = self._create_formsets(reading, record, change=True)  # type: ignore[attr-defined] # Django's
        editable = [
            formset
            for formset, inline in zip(formsets, inlines, strict=True)
            if inline.has_change_permission(request, record)
        ]
        meanwhile = compare(request, form, editable, _opened(request).digests)
        if not meanwhile:
            return request
        again = copy(request)
        again.POST = meanwhile.data  # type: ignore[assignment] # which nobody changes
        mark_restored(again)
        setattr(again, _MARK, Opened(meanwhile.digests, meanwhile.remarks, meanwhile))
        return again

    def _show_typed(self, request: HttpRequest) -> HttpResponse:
        """What was typed into the form of a record that is no more."""
        form = self.get_form(request, None, fields=flatten_fieldsets(self.get_fieldsets(request)))
        shown = show_fields(form(request.POST, request.FILES))
        typed = [(each.label, each.in_words()) for each in shown.values() if any(c.value for c in each.controls)]
        context = {
            **self.admin_site.each_context(request),
            "title": _("What you wrote"),
            "opts": self.opts,
            "typed": typed,
            "address": reverse(f"admin:{self.opts.app_label}_{self.opts.model_name}_changelist"),
        }
        return TemplateResponse(request, "admin/typed.html", context, status=HTTPStatus.GONE)


def _carrying(request: HttpRequest, form: Any) -> Any:
    form.bound_field_class = RenderedOnce
    if request.method != "POST":
        return form
    return type(form.__name__, (OpenedForm, form), {"opened": _opened(request)})


def _opened(request: HttpRequest) -> Opened:
    """What the request says that its page was opened with; nothing if it does not say it."""
    found: Opened | None = getattr(request, _MARK, None)
    if found is None:
        found = Opened(_read_digests(request.POST.get(PARAMETER, "")))
        setattr(request, _MARK, found)
    return found


def _read_digests(sent: str) -> Digests:
    try:
        read = json.loads(sent)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(read, dict):
        return {}
    return {
        key: {name: digest for name, digest in fields.items() if isinstance(digest, str)}
        for key, fields in read.items()
        if isinstance(fields, dict)
    }


def _digest_page(form: Any, inlines: Any) -> Digests:
    """The digests of what a page shows."""
    found = {OPENED_AT: stamp(), "": {name: shown.digest for name, shown in show_fields(form).items()}}
    for inline in inlines:
        if inline.has_change_permission:
            for row in inline.formset.initial_forms:
                fields = show_fields(row)
                found[f"{inline.formset.prefix}-{row.instance.pk}"] = {
                    name: shown.digest for name, shown in fields.items()
                }
    return found
