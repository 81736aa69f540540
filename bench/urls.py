"""The portal's addresses and the empty view."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from bezpecna_plzen.urls import urlpatterns as portal


def empty(request: HttpRequest) -> HttpResponse:
    """The least that a request can cost here: the server, Django and its middleware."""
    return HttpResponse()


urlpatterns = [path("empty", empty), *portal]
