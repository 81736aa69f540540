"""What holds on every public page: no cookie, nothing from elsewhere, a light first view; health, errors, banner."""

import gzip
import re
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import DatabaseError, connection
from django.db.migrations.recorder import MigrationRecorder
from django.http import HttpRequest, HttpResponse
from django.test import Client
from django.urls import path
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import DjangoAssertNumQueries

from bezpecna_plzen.urls import urlpatterns as site
from districts import demo
from districts.models import ImportKind, ImportRun
from tests import pages
from tests.factories import make_address, make_department, make_district, make_infobox, make_street

pytestmark = pytest.mark.django_db

PAGES = [
    *pages.PAGES,
    "/najit/?q=okrsek+1",
    "/najit/?q=Dlouhá",
    "/najit/?q=hluk+Dlouhá",
    "/najit/?lat=50&lon=14",
    "/okrsky/1/",
    "/okrsky/1/?adresa=1",
    "/ulice/dlouha/",
    "/schranky/?q=okrsek+1",
    "/temata/drogy/",
]
FOR_MACHINES = ["/healthz", "/readyz", "/robots.txt", "/sitemap.xml", "/sitemap-pages.xml", "/aktuality/atom.xml"]


def fails(request: HttpRequest) -> HttpResponse:
    raise RuntimeError("nobody may read this")


def forbids(request: HttpRequest) -> HttpResponse:
    raise PermissionDenied("nobody may read this")


def suspects(request: HttpRequest) -> HttpResponse:
    raise SuspiciousOperation("nobody may read this")


urlpatterns = [*site, path("spadne", fails), path("zakaz", forbids), path("spatne", suspects)]


@pytest.fixture
def city() -> None:
    make_department()
    district = make_district(number=1)
    make_address(code=1, district=district, street=make_street(name="Dlouhá", slug="dlouha"), orientation_number=1)
    make_infobox(illustrative=True)


@pytest.mark.parametrize("address", [*PAGES, *FOR_MACHINES])
def test_reading_the_site_sets_no_cookie(client: Client, city: None, address: str) -> None:
    response = client.get(address)
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.once
@pytest.mark.parametrize("address", [*PAGES, *pages.FORMS, *FOR_MACHINES])
def test_nothing_comes_from_elsewhere_and_nothing_is_inline(client: Client, city: None, address: str) -> None:
    response = client.get(address)
    body = response.content.decode()
    for link in re.findall(r"""<(?:link|script|img|iframe|use|image)\b[^>]*?(?:href|src)="([^"]*)""", body):
        assert link.startswith(("/", settings.SITE_URL, "data:image/svg+xml,")), link
        assert not link.startswith("//")
    assert not re.search(r"<[^>]+\s(style|on\w+)=", body)
    assert not re.search(r"<style|<script(?![^>]*\bsrc=)|javascript:", body)
    policy = response["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.once
@pytest.mark.parametrize("address", [*PAGES, *pages.FORMS])
def test_a_page_has_one_script_which_knows_the_modules_that_the_page_names(
    client: Client, city: None, address: str
) -> None:
    body = client.get(address, follow=True).content.decode()
    assert re.findall("<script[^>]*>", body) == ['<script type="module" src="/static/js/portal.js">']
    known = re.findall(r'import\("\./(\w+)\.js"\)', (settings.BASE_DIR / "static/js/portal.js").read_text("utf-8"))
    assert set(re.findall(r'data-module="(\w+)"', body)) <= set(known)
    for name in known:
        assert (settings.BASE_DIR / f"static/js/{name}.js").is_file()


@pytest.mark.once
@pytest.mark.parametrize("address", [*PAGES, *pages.FORMS])
def test_a_page_has_one_heading_landmarks_a_language_and_unique_ids(client: Client, city: None, address: str) -> None:
    response = client.get(address, follow=True)
    body = response.content.decode()
    assert f'<html lang="{"en" if address in pages.ONLY_IN_ENGLISH else "cs"}">' in body
    assert len(re.findall("<h1", body)) == 1
    for landmark in ("<header", "<main", "<footer", 'class="skip" href="#main"'):
        assert landmark in body
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))
    for reference in re.findall(r'\s(?:for|aria-labelledby)="([^"]+)"', body):
        assert reference in ids
    levels = [int(level) for level in re.findall(r"<h(\d)", body)]
    assert all(after - before <= 1 for before, after in pairwise(levels)), levels


@pytest.mark.parametrize("address", ["/", "/najit/?q=xyz", "/okrsky/1/", "/neni/"])
def test_every_page_names_the_emergency_numbers(client: Client, city: None, address: str) -> None:
    body = client.get(address).content.decode()
    for number in (112, 158, 156, 155, 150):
        assert f'href="tel:{number}"' in body


def test_the_first_view_is_light(client: Client) -> None:
    demo.load_demo(now=timezone.now())
    assert first_view(client) < 35_000


def first_view(client: Client) -> int:
    """Compressed bytes of the home page with its style sheet, scripts, and the icon that is in it."""
    body = client.get("/").content
    links = re.findall(rb'<(?:link|script)[^>]*?(?:href|src)="/static/([^"]+)"', body)
    assert len(links) >= 2
    files = [settings.BASE_DIR / "static" / link.decode() for link in links]
    return len(gzip.compress(body)) + sum(len(gzip.compress(published(file))) for file in files)


def published(file: Path) -> bytes:
    """A static file as it is sent: a style sheet with its parts in it."""
    return re.sub(rb'@import "([^"]+)";', lambda part: (file.parent / part[1].decode()).read_bytes(), file.read_bytes())


def test_before_any_data_every_page_works(client: Client) -> None:
    assert "Zatím tu nejsou žádné okrsky." in client.get("/").content.decode()
    assert "Zatím tu nejsou žádné okrsky." in client.get("/okrsky/").content.decode()
    assert "Zatím tu nejsou žádné ulice." in client.get("/ulice/").content.decode()
    assert client.get("/najit/?q=x").status_code == client.get("/najit/?lat=49.7&lon=13.3").status_code == 200


# --- the banner -----------------------------------------------------------------------------------------------------


def test_every_page_says_what_is_made_up(client: Client) -> None:
    demo.load_demo(now=timezone.now())
    for address in {*PAGES, *pages.FORMS} - {*pages.ONLY_IN_ENGLISH}:
        body = client.get(address, follow=True).content.decode()
        assert "Toto je ukázka." in body, address
        assert "hranice obvodů, hranice okrsků, adresy, lidé a\N{NO-BREAK SPACE}jejich kontakty" in body, address


def test_the_banner_names_only_what_is_made_up_still(client: Client) -> None:
    demo.load_demo(now=timezone.now())
    now = timezone.now()
    for kind in (ImportKind.BOROUGHS, ImportKind.DISTRICTS):
        ImportRun.objects.create(
            kind=kind, source="f", demo=False, started_at=now, finished_at=now, succeeded=True, report={}
        )
    assert "Vymyšlené jsou: adresy, lidé a\N{NO-BREAK SPACE}jejich kontakty." in client.get("/").content.decode()


def test_without_made_up_data_there_is_no_banner(client: Client, city: None) -> None:
    assert "Toto je ukázka." not in client.get("/").content.decode()


# --- health ---------------------------------------------------------------------------------------------------------


def test_alive_asks_nobody(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert (response.status_code, response.content, response["Content-Type"]) == (200, b"ok\n", "text/plain")


def test_ready_when_the_database_answers_and_is_migrated(client: Client) -> None:
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.content == b"ok\nmail ok: 0 waiting, due for 0 s, oldest 0 s\n"
    assert "no-store" in response["Cache-Control"]


def test_late_mail_is_told_and_does_not_make_the_portal_unready(client: Client) -> None:
    email = Email(from_email="a@example.org", to=["b@example.org"], status=STATUS.queued)
    Email.objects.bulk_create([email])
    Email.objects.update(created=timezone.now() - timedelta(hours=2))
    response = client.get("/readyz")
    assert response.status_code == 200
    assert response.content.startswith(b"ok\nmail late: 1 waiting, due for 72")


def test_not_ready_while_a_migration_is_missing(client: Client) -> None:
    MigrationRecorder.Migration.objects.filter(app="districts").delete()
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready\n")


def test_not_ready_without_a_database_and_nothing_is_given_away(client: Client) -> None:
    def broken(*args: object) -> None:
        raise DatabaseError("password of the database")

    with connection.execute_wrapper(broken):
        response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"not ready\n")


# --- errors ---------------------------------------------------------------------------------------------------------


@pytest.mark.urls(__name__)
@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("/spadne", 500, "Něco se u\N{NO-BREAK SPACE}nás pokazilo"),
        ("/zakaz", 403, "Tuto stránku nemůžete zobrazit"),
        ("/spatne", 400, "Tomuto požadavku nerozumíme"),
    ],
)
def test_an_error_page_is_plain_helps_on_and_needs_no_database(
    address: str, status: int, said: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client(raise_request_exception=False)
    with django_assert_num_queries(0):
        response = client.get(address)
    body = response.content.decode()
    assert response.status_code == status
    assert said in body
    assert 'href="tel:112"' in body
    assert "nobody may read this" not in body


def test_a_form_from_elsewhere_is_refused_in_words() -> None:
    client = Client(enforce_csrf_checks=True)
    response = client.post("/admin/login/", {"username": "a", "password": "b"})
    assert response.status_code == 403
    assert "Formulář se nepodařilo ověřit" in response.content.decode()


def test_an_unknown_address_offers_the_search(client: Client, city: None) -> None:
    response = client.get("/neni/")
    assert response.status_code == 404
    assert "Tato stránka neexistuje" in response.content.decode()
    assert 'action="/najit/"' in response.content.decode()


@pytest.mark.parametrize("address", ["//other.example/", "//other.example/okrsky/", "//[x/"])
def test_an_address_that_looks_like_another_site_leads_nowhere_else(client: Client, address: str) -> None:
    response = client.get("/neni/", PATH_INFO=address)
    assert response.status_code == 404
    assert "//other.example" not in response.content.decode()
