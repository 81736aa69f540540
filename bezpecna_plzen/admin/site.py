"""The admin site as a whole: its names, the order of its contents, what to look at first, and what every page gets."""

from collections.abc import Callable, Iterable
from functools import partial, wraps
from http import HTTPStatus
from typing import Any, cast

from allauth.account.views import logout as account_logout
from django.contrib.admin import AdminSite, ModelAdmin
from django.contrib.auth import REDIRECT_FIELD_NAME
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, URLResolver, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.functional import SimpleLazyObject
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.i18n import JavaScriptCatalog

from bezpecna_plzen.accounts.second_factor import Standing, find_standing, is_own_page
from core.admin.history import ReadableHistory
from core.admin.opened_forms import OpenedForms
from core.languages.completeness import translated_fields

from . import kept_pages, session_notice
from .editor import WORDS
from .navigation import draw_navigation
from .public_records import LinkedTexts, PublicPreview

TEXTS = ["Question", "Topic", "HelpContact", "Notice", "Page", "Synonym", "UnansweredSearch", "LinkCheck"]
# Groups in the order of daily use; what is in none of them follows under the name of its app.
GROUPS = [
    (_("Infoschránka"), ["Message", "Notification", "SavedReply", "RoutingRule", "Desk", "Erasure"]),
    (_("Answers and news"), TEXTS),
    (_("Who is responsible"), ["District", "Post", "Person", "Borough"]),
    (_("Contacts and places"), ["Station", "InfoBox", "Department", "KnownPlace", "Locality"]),
    (_("Imported data"), ["ImportRun", "BoundarySet", "Street", "Part", "Address"]),
    (_("Access to the administration"), ["User", "Group", "LogEntry"]),
]


class Catalogue(JavaScriptCatalog):
    """The words of the admin's scripts, and those that they have no Czech for."""

    def get_catalog(self) -> dict[str, Any]:
        return super().get_catalog() | {word: gettext(word) for word in WORDS}


class PortalAdminSite(AdminSite):
    """The workplace of the safety department and of the editors."""

    site_header = _("Bezpečná Plzeň – administration")
    site_title = _("Bezpečná Plzeň – administration")
    index_title = _("Overview")
    index_template = "admin/overview.html"

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: Any = None,
        **options: Any,
    ) -> None:
        """Register models with what their pages here have in common; the class of an app has the first word."""
        for model in [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable:
            own = admin_class or ModelAdmin
            shared = [ReadableHistory, OpenedForms, *([LinkedTexts] if translated_fields(model) else [])]
            if hasattr(own, "public_path"):
                shared.insert(0, PublicPreview)
            bases = (own, *(each for each in shared if not issubclass(own, each)))
            super().register(model, type(own.__name__, bases, {"__doc__": own.__doc__}), **options)

    def get_urls(self) -> list[URLPattern | URLResolver]:
        guard = self.admin_view
        own = [
            path("session/", guard(session_notice.tell_time_left), name="session"),
            path("session/prolong/", guard(session_notice.prolong_session), name="session_prolong"),
        ]
        return [*own, *super().get_urls()]

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from . import dashboard

        context = dashboard.contents(request.user, now=timezone.now()) | (extra_context or {})
        return super().index(request, context)

    def i18n_javascript(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        return cast(HttpResponse, Catalogue.as_view(packages=["django.contrib.admin"])(request))

    def has_permission(self, request: HttpRequest) -> bool:
        """Only staff, and only after a second factor."""
        return find_standing(request) is Standing.ALLOWED

    def admin_view(self, view: Callable[..., HttpResponse], cacheable: bool = False) -> Callable[..., HttpResponse]:  # type: ignore[override]
        """A view for those who may; what others typed is kept, and comes back after they have signed in."""
        inner = super().admin_view(view, cacheable)

        @wraps(view)
        def keeping(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if getattr(view, "for_script", False) and not self.has_permission(request):
                return HttpResponse(status=HTTPStatus.UNAUTHORIZED)
            return kept_pages.answer(request, view, lambda asked: inner(asked, *args, **kwargs))

        return keeping

    @method_decorator(never_cache)
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Send people to what they are missing; the admin itself never asks for a password."""
        wanted = request.GET.get(REDIRECT_FIELD_NAME, "")
        if not is_own_page(request, wanted):
            wanted = reverse("admin:index")
        match find_standing(request):
            case Standing.ALLOWED:
                return HttpResponseRedirect(wanted)
            case Standing.OUTSIDER:
                raise PermissionDenied
        return redirect_to_login(wanted, reverse("account_login"))

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return cast(HttpResponse, account_logout(request))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:  # type: ignore[override]
        return redirect("account_change_password")

    def each_context(self, request: HttpRequest) -> dict[str, Any]:
        """What every page shows, with the lists of pages as they look."""
        context = super().each_context(request)
        return context | {"navigation": draw_navigation(request, self._registry, context["available_apps"])}

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> Any:
        """Models by what they are for; on the page of one app all of that app. Worked out where it is shown."""
        return SimpleLazyObject(partial(self._list_apps, request, app_label))

    def _list_apps(self, request: HttpRequest, app_label: str | None) -> list[Any]:
        apps = super().get_app_list(request, app_label)
        if app_label:
            return apps
        models = {model["object_name"]: (model, app) for app in apps for model in app["models"]}
        groups = []
        for name, members in GROUPS:
            found = [models.pop(member) for member in members if member in models]
            if found:
                groups.append({**found[0][1], "name": name, "models": [model for model, _app in found]})
        rest = [{**app, "models": [model for model, owner in models.values() if owner is app]} for app in apps]
        return groups + [app for app in rest if app["models"]]
