"""Addresses of topics and questions (docs/public-contract.md promises that they stay)."""

from django.urls import path

from faq import views

app_name = "faq"
urlpatterns = [
    path("temata/<slug:slug>/", views.topic, name="topic"),
    path("dotazy/", views.questions, name="questions"),
    path("dotazy/<slug:slug>/", views.question, name="question"),
]
