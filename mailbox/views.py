"""The pages of the infoschránka."""

from django.http import HttpRequest, HttpResponse


def write(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def send(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def status(request: HttpRequest) -> HttpResponse:
    return HttpResponse("")


def photo(request: HttpRequest, sealed: str) -> HttpResponse:
    return HttpResponse("")
