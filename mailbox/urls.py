"""Addresses of the infoschránka (docs/public-contract.md promises that they stay)."""

from django.urls import path

from mailbox import views

app_name = "mailbox"
urlpatterns = [
    path("infoschranka/", views.write, name="write"),
    path("infoschranka/odeslano/", views.send, name="sent"),
    path("infoschranka/stav/", views.status, name="status"),
    path("infoschranka/foto/<str:sealed>", views.photo, name="photo"),
]
