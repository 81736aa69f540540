"""When a form cannot be taken now: pages that lose nothing and say what to do next."""

import logging
import re
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, Concatenate, ParamSpec, cast

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation, TooManyFieldsSent, TooManyFilesSent
from django.db import DatabaseError, InterfaceError
from django.http import HttpRequest, HttpResponse, HttpResponseBase, RawPostDataException, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.shortcuts import render
from django.utils import timezone

from core import database_outage
from core.danger import Danger, recognise

# Three photos of 15 MB with some room. The proxy in front lets a little more through, so that this page answers.
MOST_BYTES = 50_000_000
_SECRET = re.compile(r"password|csrfmiddlewaretoken|^credential$")
_SHORT = 20  # characters

logger = logging.getLogger(__name__)
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]


class TooMany(Exception):  # noqa: N818 - a limit reached, not an error
    """Something was done too often from one address in this hour."""


class RequestSizeMiddleware:
    """Answers requests that are too large before anybody reads them; stands before the check of CSRF, which does."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponseBase], args: object, kwargs: object
    ) -> HttpResponse | None:
        """Answer instead of a view that `loses_nothing` wraps, if the request is too large for it."""
        if not getattr(view, "loses_nothing", False):
            return None
        if _declared_length(request) > MOST_BYTES:
            return render(request, "mailbox/too_large.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        with suppress(UnreadablePostError):  # nobody is there any more to be answered
            try:
                _ = request.POST
            except (RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent):
                return render(request, "mailbox/too_large.html", status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
            except UnreadablePostError:
                raise
            except OSError:
                logger.exception("a form could not be taken: its photos cannot be written to the temporary folder")
                return render(request, "mailbox/unavailable.html", status=HTTPStatus.SERVICE_UNAVAILABLE)
        return None


class OutageMiddleware:
    """Answers instead of any view that a database in trouble has stopped, with what was typed."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page of our own if it is the database that cannot; other errors are what they are.

        Whoever only reads loses nothing and gets the usual page, unless reading it failed on what is also written.
        """
        if not database_outage.is_outage(exception):
            return None
        if request.method in ("GET", "HEAD") and not database_outage.refuses_changes(exception):
            return None
        return render_outage(request, exception)


def render_outage(request: HttpRequest, error: BaseException) -> HttpResponse:
    """The page that says that the database does not take anything now, with what was typed. Asks no database."""
    logger.error("a request could not be served: the database is in trouble", exc_info=error)
    database_outage.recover_connections(error)
    read_only = database_outage.refuses_changes(error)
    response = render_typed(
        request, "mailbox/unavailable.html", status=HTTPStatus.SERVICE_UNAVAILABLE, read_only=read_only
    )
    response["Retry-After"] = "60"
    return response


def render_typed(request: HttpRequest, template: str, *, status: HTTPStatus, **context: Any) -> HttpResponse:  # noqa: ANN401 - a template takes anything
    """A page that shows all that was typed and can send it again; kept by nobody."""
    response = render(request, template, context | _what_was_typed(request), status=status)
    response["Cache-Control"] = "no-store, private"
    return response


def _what_was_typed(request: HttpRequest) -> dict[str, Any]:
    """What a page (`mailbox/_kept.html`) needs to show and to send again all that was typed, and to say first whom to
    call. Passwords are not among it, nor are files: browsers do not let a page choose them again.
    """
    carried = list_typed_fields(request)
    return {"carried": carried, "written": find_prose(carried), "dangers": _dangers_in(request)}


def loses_nothing(view: View[P]) -> View[P]:
    """Wrap a view that takes forms: a flood or a database that does not answer gets a page that loses nothing.

    Its answers are kept by nobody: they carry what somebody wrote, or the code to it.
    """

    @wraps(view)
    def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        try:
            response = view(request, *args, **kwargs)
        except TooMany:
            again_at, status = _next_hour(timezone.now()), HTTPStatus.TOO_MANY_REQUESTS
            response = render_typed(request, "mailbox/too_many.html", status=status, again_at=again_at)
        except (DatabaseError, InterfaceError) as error:
            if not database_outage.is_outage(error):
                raise
            response = render_outage(request, error)
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response

    wrapped.loses_nothing = True  # type: ignore[attr-defined] # for the middleware
    return cast(View[P], wrapped)


def list_typed_fields(request: HttpRequest) -> list[tuple[str, str]]:
    """All that came in the fields of a form of any kind, but for what belongs to nobody else's eyes."""
    try:
        fields = request.POST
    except (OSError, SuspiciousOperation, MultiPartParserError, RawPostDataException):  # nothing was read yet
        return []
    return [
        (name, value)
        for name, values in fields.lists()
        for value in values
        if value and not _SECRET.search(name) and "\0" not in name + value
    ]


def find_prose(fields: Iterable[tuple[str, str]]) -> list[str]:
    """What somebody would miss: words, not a number or a sealed value."""
    return [value for _name, value in fields if len(value) > _SHORT and len(value.split()) > 1]


def _declared_length(request: HttpRequest) -> int:
    """Bytes of the body, as its sender says; a body without a length is not read."""
    length = request.META.get("CONTENT_LENGTH") or "0"
    return int(length) if length.isascii() and length.isdecimal() and len(length) < 20 else 0


def _next_hour(now: datetime) -> datetime:
    """When the counting starts anew."""
    return timezone.localtime(now).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)


def _dangers_in(request: HttpRequest) -> tuple[Danger, ...]:
    """The dangers that a resident's form speaks of: whoever is in one is helped whether it can be taken or not."""
    if not getattr(request.resolver_match and request.resolver_match.func, "loses_nothing", False):
        return ()
    return recognise("\n".join(value for name, value in list_typed_fields(request) if name in ("text", "place")))
