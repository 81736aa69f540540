"""The page of the API for people says all that the OpenAPI document says, and its examples are the API's own."""

import json
from html import unescape
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone

from districts import demo
from tests import reading

pytestmark = pytest.mark.django_db

PAGE = "/api/v1/docs"


@pytest.fixture
def said(client: Client) -> str:
    demo.load_demo(now=timezone.now())
    call_command("load_content", verbosity=0)
    return client.get(PAGE).content.decode()


def test_every_call_parameter_and_member_is_explained(client: Client, said: str) -> None:
    document = client.get("/api/v1/openapi.json").json()
    words = {text for _language, text in reading.texts(said)}
    calls = [methods["get"] for methods in document["paths"].values()]
    assert len(calls) >= 7
    for call in calls:
        assert call["summary"] in words
        for parameter in call["parameters"]:
            assert {parameter["name"], parameter["description"]} <= words
    for name in ("LookupOut", "DistrictOut", "ContactOut", "InfoBoxOut", "AnswerOut"):
        described = document["components"]["schemas"][name]
        assert {name, described["description"], *described["properties"]} <= words
    assert "Asked" not in words  # only how parameters are declared


def test_each_example_is_answered_and_shown_shortened(client: Client, said: str) -> None:
    elsewhere = (PAGE, "/api/v1/openapi.json")
    examples = [each for each in reading.links(said, PAGE) if each.startswith("/api/") and each not in elsewhere]
    calls = client.get("/api/v1/openapi.json").json()["paths"]
    assert [urlsplit(each).path for each in examples] == [path.replace("{number}", "7") for path in calls]
    for example in examples:
        assert client.get(example).status_code == 200, example
    found = client.get("/api/v1/lookup?q=okrsek+7").json()
    shown = unescape(said)
    assert json.dumps(found["district"]["name"], ensure_ascii=False) in shown
    assert f'"{found["district"]["url"]}"' in shown  # not of the page's language
    assert found["contacts"][0]["name"] in shown
    assert found["contacts"][2]["name"] not in shown.split("/api/v1/suggest", 1)[0]


def test_it_is_in_english_and_leads_to_the_site_in_other_languages(client: Client, said: str) -> None:
    assert '<html lang="en">' in said
    assert f'<link rel="canonical" href="{settings.SITE_URL}{PAGE}">' in said
    assert '<a href="/uk/" lang="uk"' in said
    assert "hreflang" not in said.split("<body")[0]
    assert client.get(PAGE)["Content-Language"] == "en"
    assert client.get("/").content.decode().count('<html lang="cs">') == 1


def test_without_data_it_says_what_can_be_asked(client: Client) -> None:
    response = client.get(PAGE)
    assert response.status_code == 200
    assert "There is no district 7." in unescape(response.content.decode())
    assert client.post(PAGE).status_code == 405


def test_it_does_not_matter_how_it_is_asked_for(client: Client, said: str) -> None:
    assert client.head(PAGE).status_code == 200
    for condition in ({"If-None-Match": "*"}, {"If-Match": '"x"'}):
        assert "FeatureCollection" in client.get(PAGE, headers=condition).content.decode()
