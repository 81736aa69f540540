"""Which answers may be kept, by us, by the proxy in front and by browsers: this is the one place that decides.

What is kept is the same for everybody. A view has to be named here, and its answer must have no part in what makes
answers differ: no query string (what people ask for is where they live), no session, no cookie, and no wish of its own
to be kept by nobody, which is how sensitive pages stay out (`core.danger.pages.keep_nothing`).
"""

import hashlib
import zlib
from collections.abc import Callable
from functools import lru_cache
from http import HTTPStatus

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseNotModified
from django.middleware.gzip import GZipMiddleware
from django.utils.cache import has_vary_header, patch_vary_headers

from faq.models import Page

from .memory import KeptAnswer

PUBLIC = frozenset(
    {
        *("home", "sitemap", "sitemap_section", "robots", "api_page"),
        *(slug.name.lower() for slug in Page.Slug),
        *(f"districts:{name}" for name in ("find", "index", "district", "streets", "street", "infoboxes")),
        *(f"districts:{name}" for name in ("notices", "notice", "notices_feed")),
        *(f"faq:{name}" for name in ("topic", "questions", "question")),
        *(f"api:{name}" for name in ("districts_geojson", "infoboxes_geojson")),
    }
)
# Those that show nobody: neither who answers nor how they are reached. They stay when people change, as staff do most.
WITHOUT_PEOPLE = frozenset(
    {
        *("home", "districts:index", "districts:streets", "districts:street", "districts:infoboxes"),
        *("districts:notices", "faq:topic", "faq:questions", "faq:question"),
    }
)
KEPT, _MAY_BE_KEPT = "kept", "may_be_kept"  # attributes of responses
PLAIN, GZIP, BROTLI = "", "gzip", "br"
_LEAST = 200  # bytes; smaller answers are not worth compressing
_OF_BODY = frozenset({"content-type", "content-length", "content-encoding"})  # left out of a 304
# Each answer is compressed once and sent often, but somebody waits for the first one.
_BROTLI_QUALITY, _GZIP_LEVEL = 5, 6


@lru_cache(maxsize=256)
def choose_encoding(accepted: str) -> str:
    """The encoding of an answer, from the header Accept-Encoding (RFC 9110): the best of what a browser takes."""
    weights = dict(map(_read_weight, accepted.lower().split(",")))
    anything = weights.get("*", 0.0)
    return next((name for name in (BROTLI, GZIP) if weights.get(name, anything) > 0), PLAIN)


def _read_weight(one: str) -> tuple[str, float]:
    """An encoding and how much it is wanted; not at all if that cannot be read."""
    name, _, parameter = one.partition(";")
    _, _, weight = parameter.partition("=")
    try:
        return name.strip(), float(weight) if parameter.strip() else 1.0
    except ValueError:
        return name.strip(), 0.0


class CompressionMiddleware(GZipMiddleware):
    """Compresses what may not be kept, and hides its length, as secrets may be in it; decides what may."""

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Leave what may be kept as it is for the next middleware."""
        if _is_public(request):
            if _is_keepable(request, response):
                vars(response)[_MAY_BE_KEPT] = True
                return response
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return super().process_response(request, response)


class KeptAnswersMiddleware:
    """Compresses what may be kept and says how; outside of all others, so that nothing is missing in what is kept.

    `handler.py` finds what to keep on the response, under `KEPT`.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if _MAY_BE_KEPT not in vars(response):
            return response
        _encode(response, choose_encoding(request.META.get("HTTP_ACCEPT_ENCODING", "")))
        response.headers.setdefault("Cache-Control", "no-cache")  # browsers keep it, but ask each time
        response.headers["X-Accel-Expires"] = "1"  # seconds, to nginx, which takes the header away; see deploy/
        kept = _as_kept(request, response)
        if kept.is_known(request.META.get("HTTP_IF_NONE_MATCH")):
            response = HttpResponseNotModified(headers=dict(kept.not_modified))
        vars(response)[KEPT] = kept
        return response


def _is_public(request: HttpRequest) -> bool:
    match = request.resolver_match
    return request.method in ("GET", "HEAD") and match is not None and match.view_name in PUBLIC


def _is_keepable(request: HttpRequest, response: HttpResponseBase) -> bool:
    wishes = response.get("Cache-Control", "")
    return (
        response.status_code == HTTPStatus.OK
        and not response.streaming
        and not request.META.get("QUERY_STRING")
        and settings.SESSION_COOKIE_NAME not in request.COOKIES
        and not response.cookies
        and not has_vary_header(response, "Cookie")
        and "no-store" not in wishes
        and "private" not in wishes
    )


def _encode(response: HttpResponse, encoding: str) -> None:
    """Compress an answer, and name it by its content and encoding."""
    plain = response.content
    etag = hashlib.sha256(plain).hexdigest()[:24]
    if len(plain) < _LEAST:
        encoding = PLAIN
    if encoding:
        response.content = _compress(plain, encoding)
        response.headers["Content-Encoding"] = encoding
        etag = f"{etag}-{encoding}"
    response.headers["ETag"] = f'"{etag}"'
    response.headers["Content-Length"] = str(len(response.content))
    response.headers.pop("Vary", None)  # the language is in the address, and nothing else makes a difference
    patch_vary_headers(response, ("Accept-Encoding",))


def _as_kept(request: HttpRequest, response: HttpResponse) -> KeptAnswer:
    match = request.resolver_match
    shows_people = match is None or match.view_name not in WITHOUT_PEOPLE
    headers = list(response.items())
    without_body = [(name, value) for name, value in headers if name.lower() not in _OF_BODY]
    return KeptAnswer(response.headers["ETag"], headers, without_body, response.content, shows_people)


def _compress(plain: bytes, encoding: str) -> bytes:
    """The same bytes each time; that the sizes of such answers tell their content is no secret."""
    if encoding == BROTLI:
        packed: bytes = brotli.compress(plain, mode=brotli.MODE_TEXT, quality=_BROTLI_QUALITY)
        return packed
    packing = zlib.compressobj(_GZIP_LEVEL, wbits=zlib.MAX_WBITS | 16)
    return packing.compress(plain) + packing.flush()
