"""Which answers may be kept, and what everybody is told about it."""

import gzip

import brotli
import pytest
from django.conf import settings
from django.test import Client
from django.urls import get_resolver

from bezpecna_plzen.page_memory.keepable import BROTLI, GZIP, PLAIN, PUBLIC, choose_encoding
from core.danger import recognise
from faq.models import Topic
from tests import pages
from tests.factories import make_department, make_district, make_question

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.mark.parametrize(
    ("accepted", "encoding"),
    [
        ("", PLAIN),
        ("gzip, deflate, br, zstd", BROTLI),  # Chromium
        ("gzip, deflate, br", BROTLI),
        ("gzip, deflate", GZIP),
        ("GZIP;q=0.5", GZIP),
        ("br;q=0, gzip", GZIP),
        ("br;q=0.0,gzip;q=0", PLAIN),
        ("identity", PLAIN),
        ("*", BROTLI),
        ("br;q=0, *;q=0.1", GZIP),
        ("*;q=0", PLAIN),
        ("gzip;q=nonsense", PLAIN),
        ("gzip ; q=1.0 , br ; q=0.2", BROTLI),
        (",;,;q=,", PLAIN),
    ],
)
def test_the_encoding_is_the_best_that_a_browser_takes(accepted: str, encoding: str) -> None:
    assert choose_encoding(accepted) == encoding


def test_every_public_view_exists() -> None:
    names = {str(name) for name in get_resolver().reverse_dict if isinstance(name, str)}
    for space, (_prefix, resolver) in get_resolver().namespace_dict.items():
        names |= {f"{space}:{name}" for name in resolver.reverse_dict if isinstance(name, str)}
    assert names >= PUBLIC


@pytest.fixture
def city() -> None:
    make_department()
    make_district(number=7)


def test_a_page_is_named_by_its_content_in_each_encoding(client: Client, city: None) -> None:
    plain, packed, small = (client.get("/okrsky/7/", headers={"accept-encoding": name}) for name in ("", "gzip", "br"))
    assert gzip.decompress(packed.content) == brotli.decompress(small.content) == plain.content
    assert len(small.content) < len(packed.content) < len(plain.content)
    etags = [answer["ETag"] for answer in (plain, packed, small)]
    assert len(set(etags)) == 3
    assert not any(etag.startswith("W/") for etag in etags)
    for answer, encoding in ((plain, None), (packed, "gzip"), (small, "br")):
        assert answer.get("Content-Encoding") == encoding
        assert answer["Cache-Control"] == "no-cache"
        assert answer["Vary"] == "Accept-Encoding"
        assert answer["X-Accel-Expires"] == "1"
        assert answer["Content-Length"] == str(len(answer.content))


def test_who_has_a_page_is_not_sent_it_again(client: Client, city: None) -> None:
    etag = client.get("/okrsky/7/")["ETag"]
    answer = client.get("/okrsky/7/", headers={"if-none-match": etag})
    assert answer.status_code == 304
    assert not answer.content
    assert answer["ETag"] == etag
    assert client.get("/okrsky/7/", headers={"if-none-match": '"another"'}).status_code == 200


def test_the_etag_of_one_encoding_is_none_of_another(client: Client, city: None) -> None:
    etag = client.get("/okrsky/7/", headers={"accept-encoding": "gzip"})["ETag"]
    answer = client.get("/okrsky/7/", headers={"accept-encoding": "br", "if-none-match": etag})
    assert answer.status_code == 200
    assert answer["Content-Encoding"] == "br"


def kept_by_anybody(client: Client, path: str) -> bool:
    """Whether a proxy or a worker may keep an answer."""
    answer = client.get(path)
    return "X-Accel-Expires" in answer or "kept" in vars(answer)


@pytest.mark.parametrize("path", [*(path for path in pages.PAGES if "?" in path), "/?a=b"])
def test_what_somebody_asks_for_is_kept_by_nobody(client: Client, city: None, path: str) -> None:
    answer = client.get(path)
    assert "X-Accel-Expires" not in answer
    if answer.status_code == 200:
        assert "no-store" in answer["Cache-Control"] or answer["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize(
    "path", ["/temata/domaci-nasili/", "/infoschranka/", "/infoschranka/stav/", "/ucet/prihlaseni/", "/healthz"]
)
def test_sensitive_and_personal_pages_are_kept_by_nobody(client: Client, city: None, path: str) -> None:
    assert not kept_by_anybody(client, path)


@pytest.mark.parametrize("path", ["/neni-tu/", "/okrsky/9999/", "/okrsky/7"])
def test_errors_and_redirects_are_kept_by_nobody(client: Client, city: None, path: str) -> None:
    assert not kept_by_anybody(client, path)


def test_whoever_is_signed_in_gets_pages_that_are_kept_by_nobody(admin_client: Client, city: None) -> None:
    assert not kept_by_anybody(admin_client, "/okrsky/7/")
    assert settings.SESSION_COOKIE_NAME in admin_client.cookies


def test_an_answer_of_a_sensitive_topic_is_kept_by_nobody(client: Client) -> None:
    sensitive = Topic.objects.filter(sensitive=True)[:1]
    assert sensitive
    make_question("citliva", topics=sensitive)
    make_question("bezna")
    assert not kept_by_anybody(client, "/dotazy/citliva/")
    assert kept_by_anybody(client, "/dotazy/bezna/")


def test_a_page_for_somebody_in_danger_is_kept_by_nobody(client: Client, city: None) -> None:
    assert recognise("bije mě")
    answer = client.get("/dotazy/?q=bije+m%C4%9B")
    assert answer["Cache-Control"] == "no-store, private"


def test_a_form_changes_nothing_about_other_pages(client: Client, city: None) -> None:
    client.get("/infoschranka/")
    assert settings.CSRF_COOKIE_NAME in client.cookies
    assert kept_by_anybody(client, "/okrsky/7/")
