"""Where every address of the site leads."""

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("districts.urls")),
    path("admin/", admin.site.urls),
]
