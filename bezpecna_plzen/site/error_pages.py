"""Error pages. They speak the language of the address and need neither the database nor the middleware.

Django's own views would take the language that the thread happens to be in, which is the last visitor's when a request
fails before its language is known.
"""

import logging
import sys
from http import HTTPStatus

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_from_path, override
from django.views.csrf import csrf_failure

from bezpecna_plzen.admin import kept_pages
from bezpecna_plzen.security.same_origin import came_from_here
from core import database_outage
from mailbox.intake import form_rescue

logger = logging.getLogger(__name__)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """A damaged link, or a request that no browser sends."""
    return _error_page(request, "400.html", HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Only for those who are signed in and have the right to it."""
    return _error_page(request, "403.html", HTTPStatus.FORBIDDEN)


def unverified_form(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The protection of a form is missing: its cookie ended with the browser, or the browser takes none.

    A resident's is taken all the same if the browser says that it came from a page of ours; else what they typed is
    kept, to be sent again. Forms of the staff are not carried out, as somebody else may use the browser now: they get
    back what came from a page of ours. What came from elsewhere they do not: their forms are powerful, and whoever
    makes somebody's browser send one must not get it back with a button.
    """
    found = request.resolver_match
    is_ours = came_from_here(request)
    if found is None or not getattr(found.func, "loses_nothing", False):
        return (kept_pages.answer_unverified(request) if is_ours else None) or csrf_failure(request, reason)
    if is_ours:
        request.csrf_processing_done = True  # type: ignore[attr-defined] # as Django marks it
        response: HttpResponse = found.func(request, *found.args, **found.kwargs)
        return response
    return form_rescue.render_typed(request, "403_csrf.html", status=HTTPStatus.FORBIDDEN)


def server_error(request: HttpRequest) -> HttpResponse:
    """Something failed here, in a view or outside of it. What was typed is kept, whatever it was."""
    if request.method == "POST":
        try:
            return _answer_keeping_form(request, sys.exception())
        except Exception:  # there has to be an answer
            logger.exception("what was typed could not be shown again")
    return _error_page(request, "500.html", HTTPStatus.INTERNAL_SERVER_ERROR)


def _answer_keeping_form(request: HttpRequest, error: BaseException | None) -> HttpResponse:
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with override(language):
        if error is not None and database_outage.is_outage(error):
            return form_rescue.render_outage(request, error)
        response = form_rescue.render_typed(request, "500.html", status=HTTPStatus.INTERNAL_SERVER_ERROR)
    response["Content-Language"] = language
    return response


def _error_page(request: HttpRequest, template: str, status: HTTPStatus) -> HttpResponse:
    language = get_language_from_path(request.path_info) or settings.LANGUAGE_CODE
    with override(language):
        response = HttpResponse(render_to_string(template), status=status)
    response["Content-Language"] = language
    return response
