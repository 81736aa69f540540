"""The short way of a call of the API: in front of Django, past all that is not finding the answer.

Going through Django takes several times as long as that. What Django and the middleware say around an answer (names of
hosts, https, security, compression) stands here nowhere: it is learnt from answers that went the long way, for each
manner in which calls come. The long way is also for whatever is not quite plain, and for whatever fails.
"""

import gzip
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.middleware.gzip import re_accepts_gzip
from django.utils import translation

from bezpecna_plzen.api.packing import pack
from bezpecna_plzen.page_memory.freshness import let_connection_go
from districts.api.lookup import Answer, find_site, lookup_plainly, suggest_plainly
from districts.lookup.atlas import Atlas

Environ = dict[str, Any]
Headers = Sequence[tuple[str, str]]
_CALLS: dict[str, Callable[..., Answer | None]] = {
    "/api/v1/lookup": lookup_plainly,
    "/api/v1/suggest": suggest_plainly,
}
# All of a call that makes a difference to what is said around its answer.
_MATTERS = ("PATH_INFO", "HTTP_HOST", "wsgi.url_scheme", "HTTP_X_FORWARDED_PROTO", "HTTP_ACCEPT_ENCODING")
_MOST_MANNERS = 100  # remembered; whoever makes some up only goes the long way
_LEAST = 200  # bytes; Django compresses no less
_TO_LEARN = "portal.manner"


class Ready(NamedTuple):
    """An answer with status 200, as it is sent."""

    headers: list[tuple[str, str]]
    body: bytes


@dataclass(frozen=True, slots=True)
class _Manner:
    """What is known of answers to calls that come in one manner."""

    site: str  # what the addresses of pages begin with
    headers: dict[tuple[bool, bool], Headers] = field(default_factory=dict)  # of what is said in danger; of small ones


def may_be_short(environ: Environ) -> bool:
    """Whether a call is one that nothing on the long way could matter to: a cookie may be that of a session."""
    return (
        environ["PATH_INFO"] in _CALLS
        and environ["REQUEST_METHOD"] == "GET"
        and "HTTP_COOKIE" not in environ
        and "HTTP_HOST" in environ
        and not environ.get("SCRIPT_NAME")
    )


class ShortWay:
    """Answers calls; shared by all threads of a process."""

    def __init__(self) -> None:
        """Nothing is known yet."""
        self._manners: dict[tuple[str | None, ...], _Manner] = {}

    def answer(self, environ: Environ, atlas: Atlas) -> Ready | None:
        """The answer to a call that `may_be_short`; None if it has to go the long way.

        Args:
            environ: the call, as WSGI gives it.
            atlas: the data to answer from.
        """
        asked = tuple(map(environ.get, _MATTERS))
        if (manner := self._manners.get(asked)) is None:
            environ[_TO_LEARN] = asked
            return None
        try:
            answer = _find_answer(environ, manner.site, atlas)
        except Exception:  # the long way fails, too, and tells everybody as it should
            return None
        if answer is None:
            return None
        body = (answer.beginning + answer.ending).encode()
        headers = manner.headers.get((answer.in_danger, len(body) < _LEAST))
        if headers is None:
            environ[_TO_LEARN] = asked
            return None
        if ("Content-Encoding", "gzip") in headers:
            packed = pack(answer.beginning, answer.ending)
            if len(packed) >= len(body):
                return None
            body = packed
        return Ready([*headers, ("Content-Length", str(len(body)))], body)

    def learn(self, request: HttpRequest, response: HttpResponseBase) -> None:
        """See what is said around an answer that went the long way as its manner was not known."""
        asked = request.META.get(_TO_LEARN)
        if asked is None or not isinstance(response, HttpResponse) or response.status_code != HTTPStatus.OK:
            return
        if asked not in self._manners:
            if len(self._manners) >= _MOST_MANNERS:
                self._manners.clear()
            self._manners[asked] = _Manner(find_site(request))
        body = response.content
        if response.get("Content-Encoding") == "gzip":
            body = gzip.decompress(body)
        elif len(body) >= _LEAST and re_accepts_gzip.search(request.META.get("HTTP_ACCEPT_ENCODING", "")):
            return  # it would have become no shorter, but others may
        in_danger = "no-store" in response.get("Cache-Control", "")
        headers = [each for each in response.items() if each[0] != "Content-Length"]
        self._manners[asked].headers[in_danger, len(body) < _LEAST] = headers


def _find_answer(environ: Environ, site: str, atlas: Atlas) -> Answer | None:
    let_connection_go()
    try:
        translation.activate(settings.LANGUAGE_CODE)  # the thread's last visitor may have read another one
        return _CALLS[environ["PATH_INFO"]](environ.get("QUERY_STRING", ""), site=site, atlas=atlas)
    finally:
        let_connection_go()
