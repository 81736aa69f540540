"""The public API: its contract, its errors, its costs."""

import gc
import json
import weakref
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from districts.api.lookup import DistrictDetailOut, DistrictsOut, LookupOut, SuggestionsOut
from districts.lookup import atlas as atlases
from districts.models import District, Role
from tests.factories import (
    make_absence,
    make_address,
    make_borough,
    make_department,
    make_district,
    make_neighbours,
    make_numbers_around,
    make_part,
    make_person,
    make_post,
    make_street,
    make_tenure,
    square,
)

pytestmark = pytest.mark.django_db

WEST, EAST = 13.37, 13.38  # two square districts side by side, 0.01° each, with the border at EAST
NORTH = 49.74


@pytest.fixture
def city() -> list[District]:
    """Two districts of one borough, a street through both, an officer away in the first one."""
    make_department(verified_on=date(2026, 9, 1))
    borough = make_borough(code=545988, name="Plzeň 2-Slovany")
    first = make_district(number=1, name="Slovany-západ", borough=borough, boundary=square(WEST, NORTH))
    second = make_district(number=2, name="Slovany-východ", borough=borough, boundary=square(EAST, NORTH))
    street = make_street(name="Dlouhá třída")
    make_address(street=street, district=first, house_number=100, orientation_number=1, lon=13.3751, lat=49.745)
    make_address(street=street, district=second, house_number=200, orientation_number=2, lon=13.3801, lat=49.745)
    post = make_post(Role.OKRSKAR, district=first)
    make_tenure(post, make_person("Jan Vzorový", phone="000 000 001", verified_on=date(2026, 9, 3)))
    make_absence(post, make_person("Eva Ukázková", phone="000 000 002"))
    return [first, second]


def get(client: Client, path: str, **query: Any) -> Any:
    response = client.get(f"/api/v1/{path}", query)
    assert response.status_code == 200, response.content
    assert response["Content-Type"] == "application/json"
    return response.json()


def test_a_found_address_has_its_district_and_three_contacts(client: Client, city: list[District]) -> None:
    body = get(client, "lookup", q="dlouha trida 200/2")
    LookupOut.model_validate(body, strict=False)
    assert body["outcome"] == "found"
    assert body["query"] == "dlouha trida 200/2"
    assert body["district"] == {
        "number": 2,
        "designation": "",
        "name": "Slovany-východ",
        "url": "http://testserver/okrsky/2/",
        "borough": {"code": 545988, "name": "Plzeň 2-Slovany"},
    }
    assert body["address"]["label"].startswith("Dlouhá třída 200/2,")
    assert [one["district"]["number"] for one in body["near_border"]] == [1]
    assert 5 <= body["near_border"][0]["distance_m"] <= 9
    assert [one["role"] for one in body["contacts"]] == ["okrskar", "policista", "starosta"]


def test_an_answer_says_what_was_understood(client: Client, city: list[District]) -> None:
    part = make_part(name="Bory")
    make_address(
        street=make_street(name="K Zastávce"),
        district=city[1],
        part=part,
        house_number=10,
        orientation_number=1,
        lon=13.385,
        lat=49.745,
    )
    for query, outcome, understood in (
        ({"q": "k zastavce 1"}, "found", "K Zastávce 10/1, Bory, 301 00 Plzeň"),
        ({"q": "k zastavce"}, "found", "K Zastávce"),
        ({"q": "1. okrsek"}, "found", "Okrsek 1 Slovany-západ"),
        ({"lat": 49.745, "lon": 13.375}, "found", "49.74500, 13.37500"),
        ({"lat": 50, "lon": 14}, "outside", "50.00000, 14.00000"),
        ({"q": "dlouha"}, "choose", "Dlouhá třída"),
        ({"q": "zastavce"}, "choose", "zastavce"),
        ({"q": "dlouha 77"}, "not_found", "Dlouhá třída 77"),
        ({"q": "nic takového"}, "not_found", None),
    ):
        body = get(client, "lookup", **query)
        LookupOut.model_validate(body, strict=False)
        assert (body["outcome"], body["understood"]) == (outcome, understood), query


def test_a_part_of_a_name_is_asked_about(client: Client, city: list[District]) -> None:
    make_address(street=make_street(name="K Zastávce"), district=city[1], lon=13.385, lat=49.745)
    body = get(client, "lookup", q="zastavce")
    assert (body["outcome"], body["reason"], body["district"]) == ("choose", "part_of_name", None)
    assert [(choice["q"], choice["district"]["number"]) for choice in body["choices"]] == [("K Zastávce", 2)]


def test_contacts_say_who_answers_and_in_what_state_the_post_is(client: Client, city: list[District]) -> None:
    officer, policeman, mayor = get(client, "lookup", q="okrsek 1")["contacts"]
    assert (officer["name"], officer["phone"], officer["status"]) == ("Eva Ukázková", "000 000 002", "substituted")
    assert officer["answered_by"] == "substitute"
    assert (policeman["status"], policeman["answered_by"]) == ("vacant", "department")
    assert policeman["name"] == "Odbor bezpečnosti"
    assert policeman["verified_on"] == mayor["verified_on"] == "2026-09-01"


def test_a_point_is_found_and_one_outside_names_the_neighbours(client: Client, city: list[District]) -> None:
    inside = get(client, "lookup", lat=49.745, lon=13.375)
    assert (inside["outcome"], inside["district"]["number"], inside["address"]) == ("found", 1, None)
    outside = get(client, "lookup", lat=49.745, lon=13.395)
    LookupOut.model_validate(outside)
    assert (outside["outcome"], outside["district"], outside["contacts"]) == ("outside", None, [])
    assert [one["district"]["number"] for one in outside["near_border"]] == [2, 1]
    far_away = get(client, "lookup", lat=50.08, lon=14.43)
    assert (far_away["outcome"], far_away["near_border"]) == ("outside", [])


def test_another_town_is_outside(client: Client, city: list[District]) -> None:
    body = get(client, "lookup", q="v Rokycanech")
    LookupOut.model_validate(body, strict=False)
    assert (body["outcome"], body["reason"], body["understood"]) == ("outside", "other_town", "Rokycany")
    assert (body["district"], body["near_border"], body["contacts"]) == (None, [], [])


def test_choices_say_what_to_ask_next(client: Client, city: list[District]) -> None:
    body = get(client, "lookup", q="Dlouhá")
    LookupOut.model_validate(body)
    assert body["outcome"] == "choose"
    assert {choice["district"]["number"] for choice in body["choices"]} == {1, 2}
    for choice in body["choices"]:
        assert get(client, "lookup", q=choice["q"])["district"] == choice["district"]


def test_what_is_not_found_comes_with_suggestions_that_lead_on(client: Client, city: list[District]) -> None:
    missing = get(client, "lookup", q="Dlouhá 3")
    assert (missing["outcome"], missing["reason"]) == ("not_found", "number_missing")
    assert len(missing["suggestions"]) == 2
    typo = get(client, "lookup", q="Dlouchá 200")
    assert typo["suggestions"] == ["Dlouhá třída 200"]
    assert get(client, "lookup", q=typo["suggestions"][0])["outcome"] == "found"


def test_a_missing_number_is_not_found_and_may_have_a_likely_district(client: Client) -> None:
    make_neighbours()
    make_numbers_around(40)
    body = get(client, "lookup", q="Dlouhá 40")
    LookupOut.model_validate(body, strict=False)
    assert (body["outcome"], body["reason"], body["district"]) == ("not_found", "number_missing", None)
    assert body["likely"]["number"] == 7
    assert body["choices"]
    assert body["contacts"] == []
    assert get(client, "lookup", q="Dlouhá 99")["likely"] is None
    assert get(client, "lookup", q="Dlouhá 1")["likely"] is None


def test_suggestions_while_typing(client: Client, city: list[District]) -> None:
    body = get(client, "suggest", q="dlo", limit=3)
    SuggestionsOut.model_validate(body)
    assert body == {"suggestions": [{"label": "Dlouhá třída", "q": "Dlouhá třída"}]}
    assert len(get(client, "suggest", q="dlouhá 1", limit=1)["suggestions"]) == 1
    assert get(client, "suggest") == {"suggestions": []}


def test_districts_and_one_district(client: Client, city: list[District]) -> None:
    body = get(client, "districts")
    DistrictsOut.model_validate(body)
    assert [one["number"] for one in body["districts"]] == [1, 2]
    assert [one["designation"] for one in body["districts"]] == ["", ""]
    city[0].designation = "D"
    city[0].save()
    detail = get(client, "districts/1")
    DistrictDetailOut.model_validate(detail)
    assert (detail["designation"], get(client, "lookup", q="okrsek D")["district"]["number"]) == ("D", 1)
    assert detail["contacts"] == get(client, "lookup", q="okrsek 1")["contacts"]


def test_boundaries_are_geojson_and_sent_again_only_when_they_changed(client: Client, city: list[District]) -> None:
    response = client.get("/api/v1/districts.geojson")
    assert response["Content-Type"] == "application/geo+json"
    body = json.loads(response.content)
    assert [feature["properties"]["number"] for feature in body["features"]] == [1, 2]
    assert body["features"][0]["geometry"] == json.loads(json.dumps(city[0].boundary))
    again = client.get("/api/v1/districts.geojson", headers={"If-None-Match": response["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    city[0].name = "Nový název"
    city[0].save()
    changed = client.get("/api/v1/districts.geojson", headers={"If-None-Match": response["ETag"]})
    assert changed.status_code == 200
    assert "Nový název" in changed.content.decode()


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("get", "lookup", 422),
        ("get", "lookup?lat=49.7", 422),
        ("get", "lookup?lat=x&lon=13", 422),
        ("get", "lookup?lat=nan&lon=13", 422),
        ("get", "lookup?lat=inf&lon=13", 422),
        ("get", "lookup?lat=91&lon=13", 422),
        ("get", "lookup?q=a&lat=49", 422),
        ("get", "suggest?limit=0", 422),
        ("get", "suggest?limit=1000", 422),
        ("get", "districts/99", 404),
        ("get", "districts/abc", 404),
        ("get", "nothing/here", 404),
        ("post", "lookup", 405),
        ("delete", "districts/1", 405),
    ],
)
def test_errors_are_problem_json(client: Client, city: list[District], method: str, path: str, status: int) -> None:
    response = getattr(client, method)(f"/api/v1/{path}")
    assert response.status_code == status
    assert response["Content-Type"] == "application/problem+json"
    body = response.json()
    assert body["status"] == status
    assert body["title"]
    assert body["detail"]
    assert response["Access-Control-Allow-Origin"] == "*"


def test_a_failure_is_problem_json_too(client: Client, city: list[District]) -> None:
    client.raise_request_exception = False
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE districts_revision RENAME TO districts_lost")
    response = client.get("/api/v1/lookup", {"q": "Dlouhá 1"})
    assert response.status_code == 500
    assert response["Content-Type"] == "application/problem+json"
    assert "districts_revision" not in response.content.decode()


def test_the_api_is_open_to_other_origins_and_sets_no_cookie(client: Client, city: list[District]) -> None:
    response = client.get("/api/v1/lookup", {"q": "okrsek 1"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert not response.cookies
    assert "Access-Control-Allow-Origin" not in client.get("/healthz")


def test_the_calls_are_described_for_machines(client: Client) -> None:
    description = client.get("/api/v1/openapi.json").json()
    assert {"/api/v1/lookup", "/api/v1/suggest", "/api/v1/districts"} <= set(description["paths"])


def test_lookups_cost_a_fixed_number_of_queries(
    client: Client, city: list[District], django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    get(client, "lookup", q="okrsek 1")  # loads the atlas
    for query, queries in {
        "okrsek 1": 1,  # the stamp
        "nesmysl": 1,
        "Dlouhá třída 200/2": 2,  # the address
        "Dlouhá": 2,  # the street's addresses
        "Dlouhá 999": 3,  # and the numbers around it
    }.items():
        with django_assert_num_queries(queries):
            get(client, "lookup", q=query)
    with django_assert_num_queries(1):
        get(client, "lookup", lat=49.745, lon=13.375)
    with django_assert_num_queries(1):
        get(client, "districts/1")


def test_the_data_of_the_past_is_not_kept(client: Client, city: list[District]) -> None:
    """Every change makes a new atlas; those before it must go, or a morning of edits fills the memory."""
    seen = []
    for number in range(5):
        city[0].description = f"Popis {number}"
        city[0].save()
        get(client, "lookup", q="okrsek 1")
        client.get("/api/v1/districts.geojson")
        seen.append(weakref.ref(atlases.current()))
    gc.collect()
    assert sum(one() is not None for one in seen) <= 2
