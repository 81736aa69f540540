"""Addresses of the topics (see the public contract: these never change)."""

from django.urls import path

from faq import views

app_name = "faq"
urlpatterns = [path("temata/<slug:slug>/", views.topic, name="topic")]
