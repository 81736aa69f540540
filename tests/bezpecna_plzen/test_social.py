"""How pages are shown where a link to them is shared, and the icons."""

import re
from html import unescape

import pytest
from django.conf import settings as django_settings
from django.core.management import get_commands
from django.test import Client
from PIL import Image
from pytest_django import Settings

from bezpecna_plzen.management.commands.draw_icons import draw_icons
from faq.models import Question
from tests.factories import make_neighbours

pytestmark = [pytest.mark.django_db, pytest.mark.once]

SITE = "https://www.example.org"
PUBLIC = [
    *("/", "/okrsky/", "/okrsky/7/", "/ulice/", "/schranky/", "/aktuality/", "/infoschranka/"),
    *("/dotazy/", "/dotazy/soused-pali-odpad/", "/temata/drogy/"),
    *("/o-projektu/", "/kontakt/", "/pristupnost/", "/soukromi/"),
]
PRIVATE = [
    *("/infoschranka/odeslano/", "/najit/?q=xyz", "/dotazy/?q=odpad", "/neni/", "/okrsky/9999/", "/ucet/login/"),
    *("/schranky/?q=okrsek+7", "/dotazy/soused-pali-odpad/?pomohla=ne"),
]


@pytest.fixture(autouse=True)
def city(settings: Settings) -> None:
    settings.SITE_URL = SITE
    make_neighbours()


def told(client: Client, address: str) -> dict[str, str]:
    """What networks are told about a page."""
    body = client.get(address, follow=True).content.decode()
    tags = re.findall(r'<meta (?:property|name)="((?:og|twitter):[a-z:_]+)" content="([^"]*)">', body)
    return {name: unescape(content) for name, content in tags}


@pytest.mark.parametrize("prefix", ["", "/vi"])
@pytest.mark.parametrize("address", PUBLIC)
def test_a_public_page_says_how_it_is_shown(client: Client, address: str, prefix: str) -> None:
    tags = told(client, prefix + address)
    body = client.get(prefix + address).content.decode()
    assert f"<title>{tags['og:title']} – " in unescape(re.sub(r"<title[^>]*>", "<title>", body))
    assert tags["og:description"]
    assert tags["og:url"] == SITE + prefix + address
    assert f'rel="canonical" href="{tags["og:url"]}"' in body
    assert tags["og:locale"] == ("vi_VN" if prefix else "cs_CZ")
    assert body.count("og:locale:alternate") == len(django_settings.LANGUAGES) - 1
    assert tags["og:image"].startswith(f"{SITE}{prefix}/")
    assert tags["twitter:card"] == "summary_large_image"
    picture = client.get(tags["og:image"].removeprefix(SITE))
    assert (picture.status_code, picture["Content-Type"]) == (200, "image/png")
    assert (tags["og:image:width"], tags["og:image:height"]) == ("1200", "630")


def test_a_district_has_its_own_picture(client: Client) -> None:
    tags = told(client, "/en/okrsky/7/?lat=49.745&lon=13.3711")
    assert tags["og:image"] == f"{SITE}/en/okrsky/7/obrazek.png"
    assert tags["og:image:alt"] == "Map of district 7 and its neighbours"
    assert tags["og:url"] == f"{SITE}/en/okrsky/7/"  # and nothing of the reader's place
    assert told(client, "/en/okrsky/")["og:image"] == f"{SITE}/en/obrazek.png"


@pytest.mark.parametrize("address", PRIVATE)
def test_what_search_engines_leave_alone_is_not_shown_elsewhere(client: Client, address: str) -> None:
    assert not told(client, address)


def test_a_title_cannot_break_out_of_its_attribute(client: Client) -> None:
    Question.objects.filter(slug="soused-pali-odpad").update(title_cs='Co je "oheň" & <b>dým</b>?')
    assert told(client, "/dotazy/soused-pali-odpad/")["og:title"] == 'Co je "oheň" & <b>dým</b>?'


def test_the_mark_in_the_pages_has_the_shape_of_the_icon() -> None:
    """Only its colours differ: in a page they change in the dark."""
    shape = re.compile(r' (d|c[xy]|r)="([^"]+)"')
    page = (django_settings.BASE_DIR / "templates/components/mark.html").read_text(encoding="utf-8")
    icon = (django_settings.BASE_DIR / "static/favicon.svg").read_text(encoding="utf-8")
    assert shape.findall(page) == shape.findall(icon) != []


def test_the_icons_are_as_the_mark_is_now() -> None:
    assert "draw_icons" in get_commands()
    for name, icon in draw_icons().items():
        with Image.open(django_settings.WHITENOISE_ROOT / name) as kept:
            assert kept.convert("RGBA").tobytes() == icon.convert("RGBA").tobytes(), "run manage.py draw_icons"


@pytest.mark.parametrize(("path", "kind"), [("/favicon.ico", "image/"), ("/apple-touch-icon.png", "image/png")])
def test_icons_are_where_they_are_looked_for(client: Client, path: str, kind: str) -> None:
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"].startswith(kind)
    assert "max-age=86400" in response["Cache-Control"]
    response.close()  # it is streamed from an open file
