"""Plain calls of the API are answered in front of Django; nobody can tell it by the answers."""

import gzip

import pytest
from django.conf import settings as django_settings
from django.core.handlers.wsgi import WSGIHandler
from django.db import connection
from django.utils import translation
from pytest_django import Settings

from bezpecna_plzen.page_memory.memory import PageMemory
from tests.bezpecna_plzen.page_memory.asking import Answer, Counting, ask
from tests.factories import make_address, make_district, make_person, make_post, make_street, make_tenure, square

pytestmark = pytest.mark.django_db
PLAIN = "/api/v1/lookup?q=okrsek+1"
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


@pytest.fixture(autouse=True)
def city() -> None:
    first = make_district(number=1, name="Slovany-západ", boundary=square(13.37, 49.74))
    make_district(number=2, name="Slovany-východ", boundary=square(13.38, 49.74))
    make_address(street=make_street(name="Dlouhá třída"), district=first, orientation_number=1, lon=13.3799, lat=49.745)


@pytest.fixture
def long() -> WSGIHandler:
    return WSGIHandler()


@pytest.fixture
def short() -> Counting:
    return Counting(memory=PageMemory(0))  # what is public at whole addresses is kept otherwise


def call(portal: WSGIHandler, address: str, method: str = "GET", **headers: str) -> Answer:
    path, _, query = address.encode().decode("latin-1").partition("?")
    with translation.override("vi"):  # read by the last visitor of the thread
        answer = ask(portal, path, method=method, query=query, **headers)
    if "gzip" not in headers.get("ACCEPT_ENCODING", ""):
        return answer
    seen, body = dict(answer.headers), answer.body
    if seen.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
        del seen["content-length"]  # differs from time to time, so that it says nothing
    if 200 <= len(body) < 400:  # chance decides whether it becomes shorter
        seen = {name: value for name, value in seen.items() if name not in ("content-encoding", "content-length")}
    return Answer(answer.status, seen, body)


def assert_alike(short: Counting, long: WSGIHandler, address: str, method: str = "GET", **headers: str) -> Answer:
    """Ask twice: what is said around the answer is known only then."""
    expected = call(long, address, method, **headers)
    for _ in range(2):
        assert call(short, address, method, **headers) == expected, (address, method, headers)
    return expected


def test_calls_are_answered_alike(short: Counting, long: WSGIHandler) -> None:
    for each in CALLS.split():
        address = f"/api/v1/{each}"
        assert_alike(short, long, address)
        assert_alike(short, long, address, "HEAD")


def test_plain_calls_are_answered_in_front_of_django(short: Counting) -> None:
    plain = ("lookup?q=Dlouh%C3%A1+1", "lookup?lat=49.745&lon=13.375", "suggest?q=dlo", "suggest?q=okrsek", PLAIN[8:])
    for _ in range(3):
        for each in plain:
            assert call(short, f"/api/v1/{each}").status == 200
    assert short.made == 2  # the first lookup and the first suggestion
    for other in ("lookup?q=okrsek+1&x=1", "suggest?q=dlo&limit=1", "districts/1"):
        made = short.made
        call(short, f"/api/v1/{other}")
        assert short.made == made + 1, other


def test_answers_that_chance_left_as_they_are_teach_nothing(short: Counting) -> None:
    for number in range(50):
        call(short, f"/api/v1/lookup?q=nic{'x' * number}", ACCEPT_ENCODING="gzip")
    assert call(short, PLAIN, ACCEPT_ENCODING="gzip").headers["content-encoding"] == "gzip"


def test_a_cry_for_help_is_kept_by_nobody(short: Counting, long: WSGIHandler) -> None:
    for each in ("lookup?q=chci+um%C5%99%C3%ADt", "suggest?q=chci+um%C5%99%C3%ADt", PLAIN[8:], "suggest?q=okrsek+1"):
        answer = assert_alike(short, long, f"/api/v1/{each}")
        assert ("no-store" in answer.headers.get("cache-control", "")) == ("chci" in each)


def test_other_methods_are_answered_alike(short: Counting, long: WSGIHandler) -> None:
    for method in ("POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE"):
        for path in (PLAIN, "/api/v1/nothing", "/api/x"):
            assert_alike(short, long, path, method)


def test_headers_make_the_same_difference(short: Counting, long: WSGIHandler) -> None:
    for headers in (
        {"ACCEPT_ENCODING": "gzip"},
        {"ACCEPT_ENCODING": "gzip;q=0"},
        {"ACCEPT_ENCODING": "br"},
        {"ACCEPT_LANGUAGE": "en"},
        {"HOST": "elsewhere.example"},
        {"HOST": "a b"},
        {"HOST": "127.0.0.1:81"},
        {"COOKIE": f"{django_settings.SESSION_COOKIE_NAME}=x"},
        {"ORIGIN": "https://elsewhere.example"},
        {"IF_NONE_MATCH": "*"},
    ):
        for path in (PLAIN, "/api/v1/suggest?q=dlo"):
            assert_alike(short, long, path, **headers)


def test_https_makes_the_same_difference(settings: Settings) -> None:
    settings.SECURE_SSL_REDIRECT, settings.SECURE_HSTS_SECONDS = True, 60
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    short, long = Counting(), WSGIHandler()
    for _ in range(2):
        answer = assert_alike(short, long, PLAIN, X_FORWARDED_PROTO="https")
        assert b"https://127.0.0.1/okrsky/1/" in answer.body
        assert assert_alike(short, long, PLAIN).status == 301
        assert assert_alike(short, long, PLAIN, X_FORWARDED_PROTO="http").status == 301


def test_a_failure_is_answered_alike(short: Counting, long: WSGIHandler) -> None:
    address = "/api/v1/lookup?q=Dlouh%C3%A1+1"
    assert assert_alike(short, long, address).status == 200
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE districts_address RENAME TO districts_lost")
    assert assert_alike(short, long, address).status == 500


def test_a_point_is_found_while_the_database_does_not_answer(short: Counting) -> None:
    address = "/api/v1/lookup?lat=49.745&lon=13.375"
    before = [call(short, address) for _ in range(2)]
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE districts_revision RENAME TO districts_lost")
    assert [call(short, address) for _ in range(2)] == before


def test_a_change_is_seen_with_the_next_call(short: Counting, long: WSGIHandler) -> None:
    district = make_district(number=3, boundary=square(13.39, 49.74))
    address = "/api/v1/lookup?lat=49.745&lon=13.395"
    assert_alike(short, long, address)
    district.name = "Bručná"
    district.save()
    assert "Bručná".encode() in assert_alike(short, long, address).body
    make_tenure(make_post(district=district), make_person("Jan Nový"))
    assert "Jan Nový".encode() in assert_alike(short, long, address).body


def test_manners_that_somebody_makes_up_are_forgotten(short: Counting) -> None:
    for _ in range(3):
        call(short, PLAIN)
    assert short.made == 1
    for number in range(200):
        call(short, PLAIN, ACCEPT_ENCODING=f"x{number}")
    made = short.made
    call(short, PLAIN)
    assert short.made == made + 1
