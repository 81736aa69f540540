"""Addresses of topics and questions (see the public contract: these never change)."""

from django.urls import path

from faq import views

app_name = "faq"
urlpatterns = [
    path("temata/<slug:slug>/", views.topic, name="topic"),
    path("dotazy/", views.questions, name="questions"),
    path("dotazy/<slug:slug>/", views.question, name="question"),
]
