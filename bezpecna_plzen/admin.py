"""The admin site as a whole: its names, the order of its contents, and what to look at first."""

from typing import Any

from django.contrib.admin import AdminSite
from django.http import HttpRequest
from django.template.response import TemplateResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

# Groups in the order of daily use; what is in none of them follows under the name of its app.
GROUPS = [
    (_("Who is responsible"), ["District", "Post", "Person", "Borough"]),
    (_("Contacts and places"), ["Station", "Department", "Locality"]),
    (_("Imported data"), ["ImportRun", "BoundarySet", "Street", "Part", "Address"]),
    (_("Access to the administration"), ["User", "Group"]),
]


class PortalAdminSite(AdminSite):
    """The workplace of the safety department."""

    site_header = _("Bezpečná Plzeň – administration")
    site_title = _("Bezpečná Plzeň – administration")
    index_title = _("Overview")
    index_template = "admin/overview.html"

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        from districts.admin.attention import matters

        return super().index(request, {"matters": matters(timezone.localdate()), **(extra_context or {})})

    def get_app_list(self, request: HttpRequest, app_label: str | None = None) -> list[Any]:
        """Models by what they are for; on the page of one app all of that app."""
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
