"""Calls of the API go past what only pages need; nobody can tell it by the answers."""

import gzip
from collections.abc import Mapping
from typing import NamedTuple

import pytest
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponseBase
from django.test import Client, override_settings
from django.utils import translation

from bezpecna_plzen.api.public_api import ApiMiddleware
from bezpecna_plzen.api.short_way import may_be_short
from tests.factories import make_address, make_district, make_street, square

pytestmark = pytest.mark.django_db


class LongWay(ApiMiddleware):
    """Sends calls through all that pages go through."""

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """What the views answer."""
        return self.get_response(request)


SHORT = f"{ApiMiddleware.__module__}.{ApiMiddleware.__name__}"
LONG_MIDDLEWARE = [f"{__name__}.LongWay" if each == SHORT else each for each in settings.MIDDLEWARE]
CALLS = """
    lookup?q=Dlouh%C3%A1+1  lookup?q=Dlouhá+1  lookup?q=dlouha%201  lookup?q=okrsek+1  lookup?q=nic  lookup?q=
    lookup?q  lookup  lookup?  lookup?q=a&q=Dlouhá+1  lookup?q=Dlouhá+1&x=2  lookup?x=1  lookup?q=%ff%fe  lookup?q=%zz
    lookup?q=%00  lookup?q=%E2%80%AE%F0%9F%98%80  lookup?q=a;b  lookup?q=Dlouhá+100/1  lookup?q=a=b  lookup?q==&
    lookup?q=a:@$?b  lookup?q=a%26b=c  lookup?q=chci+um%C5%99%C3%ADt
    lookup?lat=49.745&lon=13.375  lookup?lon=13.375&lat=49.745  lookup?lat=50.0&lon=14.4  lookup?lat=49&lon=13
    lookup?lat=-89.9&lon=-179.9  lookup?lat=089.9&lon=013.1  lookup?lat=89.999999999999999&lon=179.999999999999999
    lookup?lat=90.1&lon=13.3  lookup?lat=49.7&lon=180.1  lookup?lat=nan&lon=1.0  lookup?lat=4_9.7&lon=13.3
    lookup?lat=49.7  lookup?q=a&lat=49.7&lon=13.3  lookup?lat=1e1&lon=1e1  lookup?lat=+49.7&lon=13.3
    suggest?q=dlo  suggest?q=dlouh%C3%A1+1  suggest  suggest?q=dlo&limit=1  suggest?q=dlo&limit=0  suggest?limit=2
    suggest?q=chci+um%C5%99%C3%ADt  districts  districts/1  districts/9  districts/x  districts.geojson
    infoboxes.geojson  faq  faq?q=hluk  faq?lang=en  faq?lang=xx  openapi.json  nothing  lookup/  lookup/?q=a  %ff
"""


class Answer(NamedTuple):
    """All of it that can be seen."""

    status: int
    headers: dict[str, str]
    body: bytes
    cookies: str


@pytest.fixture
def long() -> Client:
    with override_settings(MIDDLEWARE=LONG_MIDDLEWARE):
        client = Client(enforce_csrf_checks=True, raise_request_exception=False)
        client.get("/healthz")  # what it passes through is loaded now
    return client


@pytest.fixture
def short() -> Client:
    return Client(enforce_csrf_checks=True, raise_request_exception=False)


@pytest.fixture(autouse=True)
def city() -> None:
    first = make_district(number=1, name="Slovany-západ", boundary=square(13.37, 49.74))
    make_district(number=2, name="Slovany-východ", boundary=square(13.38, 49.74))
    make_address(street=make_street(name="Dlouhá třída"), district=first, orientation_number=1, lon=13.3799, lat=49.745)


def ask(
    client: Client, path: str, method: str = "GET", *, secure: bool = False, headers: Mapping[str, str] | None = None
) -> Answer:
    with translation.override("vi"):  # read by the last visitor of the thread
        response = client.generic(method, path, secure=secure, headers=headers)
    seen, body = dict(response.items()), response.content
    if seen.get("Content-Encoding") == "gzip":
        body = gzip.decompress(body)
        del seen["Content-Length"]  # differs from time to time, so that it says nothing
    return Answer(response.status_code, seen, body, response.cookies.output())


def test_calls_are_answered_alike(short: Client, long: Client) -> None:
    for call in CALLS.split():
        path = f"/api/v1/{call}"
        assert ask(short, path) == ask(long, path), call
        assert ask(short, path, "HEAD") == ask(long, path, "HEAD"), call


def test_other_methods_are_answered_alike(short: Client, long: Client) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for path in ("/api/v1/lookup?q=okrsek+1", "/api/v1/nothing", "/api/x"):
            assert ask(short, path, method) == ask(long, path, method), (method, path)


def test_headers_make_the_same_difference(short: Client, long: Client) -> None:
    path = "/api/v1/lookup?q=okrsek+1"
    for headers in (
        {"Accept-Encoding": "gzip"},
        {"Accept-Language": "en"},
        {"Host": "elsewhere.example"},
        {"Host": "a b"},
        {"Cookie": f"{settings.SESSION_COOKIE_NAME}=x"},
        {"Origin": "https://elsewhere.example"},
    ):
        assert ask(short, path, headers=headers) == ask(long, path, headers=headers), headers
    etag = ask(long, "/api/v1/districts.geojson").headers["ETag"]
    again = [ask(client, "/api/v1/districts.geojson", headers={"If-None-Match": etag}) for client in (short, long)]
    assert again[0] == again[1]
    assert again[0].status == 304


@override_settings(SECURE_SSL_REDIRECT=True, SECURE_HSTS_SECONDS=60)
def test_https_makes_the_same_difference() -> None:
    short = Client(raise_request_exception=False)
    with override_settings(MIDDLEWARE=LONG_MIDDLEWARE):
        long = Client(raise_request_exception=False)
        long.get("/healthz")
    for secure in (True, False):
        path = "/api/v1/lookup?q=okrsek+1"
        assert ask(short, path, secure=secure) == ask(long, path, secure=secure)


def test_a_failure_is_answered_alike(short: Client, long: Client) -> None:
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE districts_revision RENAME TO districts_lost")
    for path in ("/api/v1/lookup?q=okrsek+1", "/api/v1/suggest?q=dlo", "/api/v1/districts"):
        answer = ask(short, path)
        assert answer == ask(long, path)
        assert answer.status == 500


def test_only_calls_go_the_short_way() -> None:
    request = HttpRequest()
    for method, path, is_short in (
        ("GET", "/api/v1/lookup", True),
        ("HEAD", "/api/v1/lookup", True),
        ("POST", "/api/v1/lookup", False),
        ("GET", "/api/v1/docs", False),
        ("GET", "/api/v2/lookup", False),
        ("GET", "/", False),
    ):
        request.method, request.path_info = method, path
        assert may_be_short(request) == is_short, path
