"""The pages with all of Plzeň on them."""

import re

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from districts.lookup import atlas
from tests.districts.test_views import COSTS, compressed_map
from tests.test_pages import first_view

pytestmark = [pytest.mark.real_data, pytest.mark.django_db, pytest.mark.once, pytest.mark.usefixtures("real_city")]


def test_the_first_view_is_light(client: Client) -> None:
    assert first_view(client) < 35_000


def test_the_map_is_light(client: Client) -> None:
    assert compressed_map(client) < 15_000


@pytest.mark.parametrize("path", ["/", "/okrsky/", "/okrsky/7/", "/ulice/", "/najit/?q=nesmysl", "/najit/?q=okrsek+7"])
def test_a_page_costs_as_much_as_with_little_data(
    client: Client, path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(path)
    with django_assert_num_queries(COSTS[path]):
        client.get(path)


def test_every_district_and_a_street_through_many_have_a_page(client: Client) -> None:
    for number in atlas.current().districts:
        assert client.get(f"/okrsky/{number}/").status_code == 200
    body = client.get("/ulice/klatovska-trida/").content.decode()
    assert "lichá 79–145, sudá 100–220" in body


def test_the_index_has_all_streets(client: Client) -> None:
    body = client.get("/ulice/").content.decode()
    assert len(re.findall(r'<li><a href="[a-z0-9-]+/">', body)) == 1192
    assert body.index(">Habrmannova<") < body.index(">Chebská<") < body.index(">Inženýrská<")


def test_an_address_is_answered_by_name(client: Client) -> None:
    response = client.get("/najit/", {"q": "nam. republiky 1"})
    assert response["Location"].endswith("?adresa=24570222")
    assert "<strong>náměstí Republiky 1/1" in client.get(response["Location"]).content.decode()
