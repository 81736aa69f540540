"""Where every address of the site leads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

from districts.api import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("districts.urls")),
    path("api/v1/", api.urls),
    path("admin/", admin.site.urls),
]
