"""Where every address of the site leads."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from bezpecna_plzen import views
from districts.api import api
from districts.problems import nothing_here

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", api.urls),
    path("api/<path:rest>", nothing_here),
    path("ucet/", include("bezpecna_plzen.accounts.urls")),
    path("admin/", admin.site.urls),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
# The pages: Czech without a prefix, other languages with the same paths under theirs.
urlpatterns += i18n_patterns(
    path("", views.home, name="home"),
    path("", include("districts.urls")),
    path("", include("mailbox.urls")),
    path("", include("faq.urls")),
    prefix_default_language=False,
)
