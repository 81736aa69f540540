"""The public page as its readers would see it, before anything is saved."""

from copy import copy
from typing import Any

from django.conf import settings
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import AnonymousUser
from django.db import models, transaction
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import URLPattern, path, resolve, reverse
from django.utils import translation
from django.utils.cache import add_never_cache_headers

from core.languages.completeness import CZECH

from .languages import language_beside, language_name
from .restored_forms import RestoredForms, is_restored
from .typed import AnyModelAdmin

PARAMETER = "nahled"  # the language of the page


class Previewed(AnyModelAdmin):
    """Records with a public page: buttons that show it in Czech and in the language beside, as the form is now.

    What was typed is stored, shown and taken back in one transaction, so the page is the real one.
    """

    restored_views = (*RestoredForms.restored_views, "preview_view")

    def public_path(self, record: Any) -> str:
        """The address of the record's page."""
        raise NotImplementedError

    def public_page(self, request: HttpRequest, record: Any) -> HttpResponse:
        """The record's page; published or not, if the class of an app says how."""
        found = resolve(self.public_path(record))
        page: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return page

    def read_before_storing(self, request: HttpRequest) -> None:
        """What the page needs of data kept in memory: read later, it would be of what is taken back again."""

    def get_urls(self) -> list[URLPattern]:
        view, name = self.admin_site.admin_view(self.preview_view), self._preview_name
        return [
            path("add/preview/", view, name=f"{name}_new"),
            path("<path:object_id>/preview/", view, name=name),
            *super().get_urls(),
        ]

    @property
    def _preview_name(self) -> str:
        return f"{self.opts.app_label}_{self.opts.model_name}_preview"

    def preview_view(self, request: HttpRequest, object_id: str | None = None) -> HttpResponse:
        """The page with what the form says, or as it is saved; the form again if it cannot be saved."""
        record = self.get_object(request, unquote(object_id)) if object_id else None
        if not self._may_preview(request, record, new=object_id is None):
            raise Http404
        language = request.GET.get(PARAMETER, "")
        language = language if language in dict(settings.LANGUAGES) else CZECH
        if is_restored(request):
            return self._refused(request, object_id)
        self.read_before_storing(request)
        with transaction.atomic():
            shown = self._typed(request, record) if request.method == "POST" else record
            page = None if shown is None else self._page(request, shown, language)
            transaction.set_rollback(True)
        return page or self._refused(request, object_id)

    def _may_preview(self, request: HttpRequest, record: models.Model | None, *, new: bool) -> bool:
        """Sent forms are stored for a moment, so whoever sends one must be allowed to."""
        if new:
            return request.method == "POST" and self.has_add_permission(request)
        if request.method == "POST":
            return record is not None and self.has_change_permission(request, record)
        return record is not None and self.has_view_permission(request, record)

    def _typed(self, request: HttpRequest, record: models.Model | None) -> models.Model | None:
        """The record with what was typed, stored; None if it cannot be."""
        change = record is not None
        form = self.get_form(request, record, change=change)(request.POST, request.FILES, instance=record)
        if not form.is_valid():
            return None
        typed = self.save_form(request, form, change)
        self.save_model(request, typed, form, change)
        form.save_m2m()
        stored: models.Model = self.model._default_manager.get(pk=typed.pk)
        return stored

    def _page(self, request: HttpRequest, record: models.Model, language: str) -> HttpResponse:
        with translation.override(language):
            reader = copy(request)
            reader.method, reader.GET, reader.POST, reader.user = "GET", QueryDict(), QueryDict(), AnonymousUser()
            reader.path = reader.path_info = self.public_path(record)
            reader.resolver_match = resolve(reader.path)
            page = self.public_page(reader, record)
        add_never_cache_headers(page)
        page["X-Robots-Tag"] = "noindex, nofollow"
        page["Content-Language"] = language
        return page

    def _refused(self, request: HttpRequest, object_id: str | None) -> HttpResponse:
        """The form with its errors; sent again from here it goes where it belongs."""
        name = f"admin:{self.opts.app_label}_{self.opts.model_name}"
        address = reverse(f"{name}_change", args=[object_id]) if object_id else reverse(f"{name}_add")
        return self.changeform_view(request, object_id, form_url=address)

    def render_change_form(
        self,
        request: HttpRequest,
        context: dict[str, Any],
        add: bool = False,
        change: bool = False,
        form_url: str = "",
        obj: Any | None = None,
    ) -> HttpResponse:
        name, other = f"admin:{self._preview_name}", language_beside(request)
        address = reverse(name, args=[obj.pk]) if obj else reverse(f"{name}_new")
        codes = [CZECH, *([other] if other else [])]
        context["previews"] = [(language_name(code), f"{address}?{PARAMETER}={code}") for code in codes]
        return super().render_change_form(request, context, add, change, form_url, obj)
