"""The short way of a call of the API: past what only pages need.

A call knows no session, no signing in, no forms, no messages and no languages. Passing through all of that would take
several times as long as finding the answer. What it carries of the rest is here, in the same words as on a page; a test
compares both ways, header by header.
"""

from collections.abc import Callable
from typing import cast

from csp.constants import HEADER as POLICY
from csp.utils import build_policy
from django.conf import settings
from django.core.handlers.exception import convert_exception_to_response
from django.http import HttpRequest, HttpResponseBase
from django.urls import resolve
from django.utils import translation
from django.utils.cache import patch_vary_headers

from bezpecna_plzen.security.host_names import HostNamesMiddleware
from districts.api import lookup
from mailbox.intake.form_rescue import OutageMiddleware

View = Callable[..., HttpResponseBase]
PlainView = Callable[[HttpRequest], HttpResponseBase | None]
_BEGINNING = "/api/v1/"
_PAGE = f"{_BEGINNING}docs"  # of people, with all that a page has
_PLAIN: dict[str, PlainView] = {
    f"{_BEGINNING}lookup": lookup.lookup_plainly,
    f"{_BEGINNING}suggest": lookup.suggest_plainly,
}


def may_be_short(request: HttpRequest) -> bool:
    """Whether a request is a call that nothing on the long way could matter to.

    What is sent to the API is refused there, as a form would be, and a cookie may be that of a session, which goes on.
    """
    path = request.path_info
    is_call = path.startswith(_BEGINNING) and path != _PAGE and request.method in ("GET", "HEAD")
    return is_call and "HTTP_COOKIE" not in request.META


class ShortWay:
    """Answers calls."""

    def __init__(self) -> None:
        """Make what all answers carry."""
        self._outage = OutageMiddleware(_call_view)
        known_hosts = HostNamesMiddleware(convert_exception_to_response(self._answer_or_trouble))
        self._answer = cast(View, convert_exception_to_response(known_hosts))
        self._headers = {
            POLICY: build_policy(),
            "X-Frame-Options": settings.X_FRAME_OPTIONS,
            "Content-Language": settings.LANGUAGE_CODE,
        }

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """The answer, with the headers that pages have, but for those of the middleware outside."""
        translation.activate(settings.LANGUAGE_CODE)  # the thread's last visitor may have read another one
        response = self._answer(request)
        for name, value in self._headers.items():
            response.headers.setdefault(name, value)
        patch_vary_headers(response, ("Accept-Language",))
        return response

    def _answer_or_trouble(self, request: HttpRequest) -> HttpResponseBase:
        try:
            return _call_view(request)
        except Exception as error:
            if (trouble := self._outage.process_exception(request, error)) is not None:
                return trouble
            raise


def _call_view(request: HttpRequest) -> HttpResponseBase:
    plain = _PLAIN.get(request.path_info)
    if plain is not None and request.method == "GET" and (answer := plain(request)) is not None:
        return answer
    request.resolver_match = match = resolve(request.path_info)
    return cast(View, match.func)(request, *match.args, **match.kwargs)
