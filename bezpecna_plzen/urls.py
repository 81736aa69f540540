"""Where every address of the site leads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from bezpecna_plzen import views
from districts.api import api
from districts.problems import nothing_here

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("", include("districts.urls")),
    path("", include("mailbox.urls")),
    path("", include("faq.urls")),
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing_here),
    path("ucet/", include("bezpecna_plzen.accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
