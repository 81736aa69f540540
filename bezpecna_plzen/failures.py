"""Error pages. They speak the language of the address and need neither the database nor the middleware.

Django's own views would take the language that the thread happens to be in, which is the last visitor's when a request
fails before its language is known.
"""

import sys
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path, override

from mailbox import outage, trouble


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A damaged link, or a request that no browser sends."""
    return _answer(request, "400.html", HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Only for those who are signed in and have the right to it."""
    return _answer(request, "403.html", HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed here; when it was the database, and outside of views, what was typed is kept as for views."""
    error = sys.exception()
    if request.method == "POST" and error is not None and outage.is_outage(error):
        with override(get_language_from_path(request.path_info) or settings.LANGUAGE_CODE):
            return trouble.unavailable(request, error)
    return _answer(request, "500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer(request: HttpRequest, template: str, status: HTTPStatus) -> HttpResponse:
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with override(language):
        response = HttpResponse(render_to_string(template), status=status)
    response["Content-Language"] = language
    return response
