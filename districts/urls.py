"""Addresses of the finder, districts and streets (see the public contract: these never change)."""

from django.urls import URLPattern

app_name = "districts"
urlpatterns: list[URLPattern] = []
