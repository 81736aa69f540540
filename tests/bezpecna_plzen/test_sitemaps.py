"""What search engines are told: all public pages in all languages, and nothing else."""

import re
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from django.conf import settings as django_settings
from django.core.cache import cache
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from faq.models import Page, Question, Topic
from tests.factories import make_district, make_notice, make_street

pytestmark = [pytest.mark.django_db, pytest.mark.once]

S = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
X = "{http://www.w3.org/1999/xhtml}"
SITE = "https://www.example.org"
LANGUAGES = [code for code, _name in django_settings.LANGUAGES]
NOW = timezone.now()


@pytest.fixture(autouse=True)
def public_site(settings: Settings) -> None:
    settings.SITE_URL = SITE


@pytest.fixture
def content() -> None:
    """One of everything that has a page, and one that has none yet or no more."""
    Question.objects.all().delete()
    Topic.objects.all().delete()
    make_district(number=7)
    make_district(number=31, boundary=None)
    make_street(name="Dlouhá", slug="dlouha")
    Topic.objects.create(slug="drogy", title="Drogy")
    Topic.objects.create(slug="skryte", title="Skryté", shown=False)
    for slug, published_from in (
        ("hluk", NOW - timedelta(days=1)),
        ("koncept", None),
        ("zitra", NOW + timedelta(days=1)),
    ):
        Question.objects.create(slug=slug, title=slug, answer="<p>a</p>", published_from=published_from)


def urls(client: Client, path: str) -> list[ET.Element]:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml"
    return list(ET.fromstring(response.content))  # noqa: S314 - our own


def locations(client: Client, path: str) -> list[str]:
    return [url.findtext(f"{S}loc", "") for url in urls(client, path)]


def test_the_index_names_the_sections(client: Client) -> None:
    assert locations(client, "/sitemap.xml") == [f"{SITE}/sitemap-pages.xml", f"{SITE}/sitemap-streets.xml"]


def test_every_public_page_is_listed_in_czech(client: Client, content: None) -> None:
    notice = make_notice()
    make_notice(published_from=NOW + timedelta(days=1))
    listed = [where.removeprefix(SITE) for where in locations(client, "/sitemap-pages.xml")]
    czech = [path for path in listed if path.split("/")[1] not in LANGUAGES]
    assert sorted(czech) == sorted(
        [
            *("/", "/okrsky/", "/okrsky/7/", "/ulice/", "/schranky/", "/aktuality/", f"/aktuality/{notice.pk}/"),
            *("/infoschranka/", "/dotazy/", "/dotazy/hluk/", "/temata/drogy/"),
            *(f"/{slug}/" for slug in Page.objects.values_list("slug", flat=True)),
        ]
    )
    assert len(listed) == len(set(listed)) == len(czech) * len(LANGUAGES)


def test_every_listed_address_is_a_page_that_names_itself_as_the_right_one(client: Client, content: None) -> None:
    make_notice()
    cache.clear()
    for where in [*locations(client, "/sitemap-pages.xml"), *locations(client, "/sitemap-streets.xml")]:
        response = client.get(where.removeprefix(SITE))
        assert response.status_code == 200, where
        body = response.content.decode()
        assert f'<link rel="canonical" href="{where}">' in body, where
        assert "noindex" not in body, where


def test_streets_have_a_list_of_their_own(client: Client, content: None) -> None:
    assert locations(client, "/sitemap-streets.xml") == [
        f"{SITE}{'' if code == 'cs' else f'/{code}'}/ulice/dlouha/" for code in LANGUAGES
    ]


def test_each_address_names_its_other_languages_and_itself(client: Client, content: None) -> None:
    for url in urls(client, "/sitemap-pages.xml"):
        links = {link.get("hreflang"): link.get("href") for link in url.findall(f"{X}link")}
        assert set(links) == {*LANGUAGES, "x-default"}
        assert url.findtext(f"{S}loc") in links.values()
        assert links["x-default"] == links["cs"]
        path = str(links["cs"]).removeprefix(SITE)
        assert all(links[code] == f"{SITE}/{code}{path}" for code in LANGUAGES if code != "cs")


def test_the_pages_name_the_same_languages_as_the_list(client: Client, content: None) -> None:
    url = urls(client, "/sitemap-streets.xml")[1]
    body = client.get(url.findtext(f"{S}loc", "").removeprefix(SITE)).content.decode()
    said = dict(re.findall(r'<link rel="alternate" hreflang="([^"]+)" href="([^"]+)">', body))
    assert said == {link.get("hreflang"): link.get("href") for link in url.findall(f"{X}link")}


def test_the_time_of_the_last_change_is_told_where_it_is_known(client: Client, content: None) -> None:
    published = datetime(2026, 9, 3, 10, tzinfo=UTC)
    notice = make_notice(published_from=published)
    type(notice).objects.filter(pk=notice.pk).update(changed_at=published + timedelta(hours=2))
    Question.objects.filter(slug="hluk").update(changed_at=published)
    changed = {
        urlsplit(url.findtext(f"{S}loc", "")).path: url.findtext(f"{S}lastmod")
        for url in urls(client, "/sitemap-pages.xml")
    }
    assert changed[f"/aktuality/{notice.pk}/"] == "2026-09-03T12:00:00+00:00"
    assert changed["/en/dotazy/hluk/"] == "2026-09-03T10:00:00+00:00"
    assert changed["/okrsky/7/"] is None


def test_the_host_of_the_request_does_not_matter(client: Client, settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["other.example"]
    response = client.get("/sitemap.xml", headers={"host": "other.example"})
    assert b"other.example" not in response.content
    assert b"other.example" not in client.get("/robots.txt", headers={"host": "other.example"}).content


@pytest.mark.parametrize(
    ("path", "cost"), [("/sitemap.xml", 0), ("/sitemap-pages.xml", 5), ("/sitemap-streets.xml", 2)]
)
def test_lists_cost_a_fixed_number_of_queries(
    client: Client, path: str, cost: int, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    for _ in range(5):
        make_street()
        make_notice(make_district())
    client.get(path)
    with django_assert_num_queries(cost):
        client.get(path)


def test_an_unknown_list_is_not_found(client: Client) -> None:
    assert client.get("/sitemap-nothing.xml").status_code == 404


def test_crawlers_are_kept_from_what_is_of_no_use_to_them_in_every_language(client: Client) -> None:
    response = client.get("/robots.txt")
    assert response["Content-Type"] == "text/plain; charset=utf-8"
    lines = response.content.decode().splitlines()
    assert lines[0] == "User-agent: *"
    closed = {line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow: ")}
    assert closed == {
        *("/admin/", "/ucet/"),
        *(
            f"{'' if code == 'cs' else f'/{code}'}/infoschranka/{page}/"
            for code in LANGUAGES
            for page in ("odeslano", "stav")
        ),
    }
    assert f"Sitemap: {SITE}/sitemap.xml" in lines
