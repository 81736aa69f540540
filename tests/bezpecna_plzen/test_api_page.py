"""The page of the API for people says all that the OpenAPI document says, and its examples are the API's own."""

import json
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.test import Client, override_settings
from django.utils import timezone
from pytest_django import DjangoDbBlocker

from districts import demo
from tests import reading
from tests.pages import PLAIN_FILES

pytestmark = [pytest.mark.django_db, pytest.mark.once]

PAGE = "/api/v1/docs"


@dataclass(frozen=True)
class Documented:
    """What the site with data answers."""

    page: str
    document: Any
    statuses: dict[str, int]  # of the examples on the page
    found: Any  # what one of them answers
    language: str
    head: int
    conditional: list[str]  # the page, asked for with conditions


@pytest.fixture(scope="module")
def documented(django_db_setup: None, django_db_blocker: DjangoDbBlocker, _empty_static_root: Path) -> Documented:
    """The site is asked once for all tests; the demonstration is gone afterwards."""
    client = Client()
    with (
        django_db_blocker.unblock(),
        transaction.atomic(),
        override_settings(STORAGES=PLAIN_FILES, STATIC_ROOT=_empty_static_root),
    ):
        demo.load_demo(now=timezone.now())
        call_command("load_content", verbosity=0)
        response = client.get(PAGE)
        page = response.content.decode()
        elsewhere = (PAGE, "/api/v1/openapi.json")
        shown = [each for each in reading.links(page, PAGE) if each.startswith("/api/") and each not in elsewhere]
        # Those that the examples on the page would heed.
        conditions = ({"If-None-Match": client.get("/api/v1/districts.geojson")["ETag"]}, {"If-Match": '"x"'})
        found = Documented(
            page=page,
            document=client.get("/api/v1/openapi.json").json(),
            statuses={each: client.get(each).status_code for each in shown},
            found=client.get("/api/v1/lookup?q=okrsek+7").json(),
            language=response["Content-Language"],
            head=client.head(PAGE).status_code,
            conditional=[client.get(PAGE, headers=each).content.decode() for each in conditions],
        )
        transaction.set_rollback(True)
    return found


def test_every_call_parameter_and_member_is_explained(documented: Documented) -> None:
    words = {text for _language, text in reading.texts(documented.page)}
    calls = [methods["get"] for methods in documented.document["paths"].values()]
    assert len(calls) >= 7
    for call in calls:
        assert call["summary"] in words
        for parameter in call["parameters"]:
            assert {parameter["name"], parameter["description"]} <= words
    for name in ("LookupOut", "DistrictOut", "ContactOut", "InfoBoxOut", "AnswerOut"):
        described = documented.document["components"]["schemas"][name]
        assert {name, described["description"], *described["properties"]} <= words
    assert "Asked" not in words  # only how parameters are declared


def test_each_example_is_answered_and_shown_shortened(documented: Documented) -> None:
    paths = documented.document["paths"]
    assert [urlsplit(each).path for each in documented.statuses] == [path.replace("{number}", "7") for path in paths]
    assert {*documented.statuses.values()} == {200}, documented.statuses
    found, shown = documented.found, unescape(documented.page)
    assert json.dumps(found["district"]["name"], ensure_ascii=False) in shown
    assert f'"{found["district"]["url"]}"' in shown  # not of the page's language
    assert found["contacts"][0]["name"] in shown
    assert found["contacts"][2]["name"] not in shown.split("/api/v1/suggest", 1)[0]


def test_it_is_in_english_and_leads_to_the_site_in_other_languages(client: Client, documented: Documented) -> None:
    assert '<html lang="en">' in documented.page
    assert f'<link rel="canonical" href="{settings.SITE_URL}{PAGE}">' in documented.page
    assert '<a href="/uk/" lang="uk"' in documented.page
    assert "hreflang" not in documented.page.split("<body")[0]
    assert documented.language == "en"
    client.get(PAGE)
    assert client.get("/").content.decode().count('<html lang="cs">') == 1


def test_without_data_it_says_what_can_be_asked(client: Client) -> None:
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "There is no district 7." in unescape(response.content.decode())
    assert client.post(PAGE).status_code == 405


def test_it_does_not_matter_how_it_is_asked_for(documented: Documented) -> None:
    assert documented.head == 200
    for page in documented.conditional:
        assert "FeatureCollection" in page
