"""What the server calls: an answer that is in memory, or one to a plain call of the API, else Django's.

For those nothing of Django's handler is run: no middleware, no address looked up.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, NamedTuple

from django.conf import settings
from django.core.handlers.wsgi import WSGIHandler
from django.http import HttpRequest, HttpResponseBase

from bezpecna_plzen.api.short_way import ShortWay, may_be_short
from core.requests import ALIKE

from .freshness import DataState, Freshness
from .keepable import KEPT, choose_encoding
from .memory import KeptAnswer, PageMemory
from .reading_ahead import ReadingAhead

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse

Environ = dict[str, Any]
MOST_BYTES = 10_000_000  # in each worker: more than a thousand pages
_ASKED = "portal.asked"


class Asked(NamedTuple):
    """All that makes one kept answer differ from another."""

    host: str
    secure: bool
    path: str
    encoding: str


class PortalHandler(WSGIHandler):
    """Django's handler with the memory of pages, and the short way of calls, in front."""

    def __init__(self, freshness: Freshness | None = None, memory: PageMemory | None = None) -> None:
        super().__init__()
        self._freshness = freshness or Freshness()
        self._memory = PageMemory(MOST_BYTES) if memory is None else memory  # an empty one counts as false
        self._state: DataState | None = None  # of what is kept
        self._short_way = ShortWay()

    def __call__(  # type: ignore[override] # Django's own answers are iterable, too
        self, environ: Environ, start_response: "StartResponse"
    ) -> Iterable[bytes]:
        """Answer a request."""
        if may_be_short(environ):
            return self._answer_call(environ, start_response)
        if (asked := _read_asked(environ)) is None or (state := self._freshness.state()) is None:
            return super().__call__(environ, start_response)
        if self._state is None or state.without_people is not self._state.without_people:
            self._memory.clear()
        self._state = state
        answer = self._memory.find((asked, state.without_people)) or self._memory.find((asked, state))
        if answer is not None:
            return _send(answer, environ, start_response)
        environ[_ASKED] = asked, state  # as it is before the page is made
        environ[ALIKE] = state.without_people
        return super().__call__(environ, start_response)

    def read_ahead(self) -> None:
        """From now on have changes read as soon as they are told; for processes that serve."""
        ReadingAhead(self._freshness).start()

    def _answer_call(self, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
        state = self._freshness.state()
        if state is None or (ready := self._short_way.answer(environ, state.atlas)) is None:
            return super().__call__(environ, start_response)
        start_response("200 OK", ready.headers)
        return [ready.body]

    def get_response(self, request: HttpRequest) -> HttpResponseBase:
        """Have an answer made, and keep it if it may be."""
        response = super().get_response(request)
        self._short_way.learn(request, response)
        if (kept := vars(response).get(KEPT)) is not None and _ASKED in request.META:
            asked, state = request.META[_ASKED]
            self._memory.keep((asked, state if kept.shows_people else state.without_people), kept)
        return response


def _read_asked(environ: Environ) -> Asked | None:
    """What is asked, if the answer may be in memory: nothing with a query, and nobody with a session."""
    if environ["REQUEST_METHOD"] not in ("GET", "HEAD") or environ.get("QUERY_STRING"):
        return None
    if settings.SESSION_COOKIE_NAME in environ.get("HTTP_COOKIE", ""):
        return None
    return Asked(
        host=environ.get("HTTP_HOST", ""),
        secure=settings.BEHIND_PROXY and environ.get("HTTP_X_FORWARDED_PROTO") == "https",
        path=environ["PATH_INFO"],
        encoding=choose_encoding(environ.get("HTTP_ACCEPT_ENCODING", "")),
    )


def _send(answer: KeptAnswer, environ: Environ, start_response: "StartResponse") -> Iterable[bytes]:
    if answer.is_known(environ.get("HTTP_IF_NONE_MATCH")):
        start_response("304 Not Modified", list(answer.not_modified))
        return [b""]
    start_response("200 OK", list(answer.headers))
    return [b"" if environ["REQUEST_METHOD"] == "HEAD" else answer.body]
