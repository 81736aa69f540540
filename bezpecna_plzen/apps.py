"""The project's own configuration of the admin, and its deployment checks."""

from importlib import import_module

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class PortalAdminConfig(admin_apps.SimpleAdminConfig):
    """Registers the named admin modules only, on the portal's own admin site.

    Django's autodiscovery would import `leaflet.admin`, which needs GDAL; the portal must run without it.
    """

    default = False
    default_site = "bezpecna_plzen.admin.PortalAdminSite"

    def ready(self) -> None:
        super().ready()
        for module in (
            "django.contrib.auth.admin",
            "districts.admin",
            "faq.admin",
            "mailbox.admin",
            "bezpecna_plzen.accounts.admin",  # adds accounts to people
        ):
            import_module(module)


class PortalConfig(AppConfig):
    """Wires the project together."""

    name = "bezpecna_plzen"

    def ready(self) -> None:
        import_module("bezpecna_plzen.checks")
        import_module("bezpecna_plzen.accounts.audit").keep_changes()
        import_module("bezpecna_plzen.site.place_names_in_questions").connect()
