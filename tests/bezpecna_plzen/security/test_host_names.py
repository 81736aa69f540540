"""In public the portal answers to its own name only; probes ask by whatever address the machine has."""

import pytest
from django.test import Client
from pytest_django import Settings

from tests.bezpecna_plzen.test_settings import values
from tests.factories import make_department

pytestmark = [pytest.mark.django_db, pytest.mark.once]

OTHER_NAMES = ["localhost", "127.0.0.1", "[::1]", "10.0.0.7:8000", "portal.internal", "www.example.org.evil.example"]


@pytest.fixture(autouse=True)
def _in_public(settings: Settings) -> None:
    settings.ALLOWED_HOSTS = ["www.example.org"]
    make_department()


@pytest.mark.parametrize(
    ("environment", "hosts"),
    [
        ({"SITE_URL": "https://www.example.org"}, ["www.example.org"]),
        ({"SITE_URL": "https://www.example.org:8443"}, ["www.example.org"]),
        ({"SITE_URL": "https://[2001:db8::1]"}, ["[2001:db8::1]"]),
        ({"SITE_URL": "https://www.example.org", "ALLOWED_HOSTS": "a.example,b.example"}, ["a.example", "b.example"]),
        ({"SITE_URL": "http://www.example.org"}, ["localhost", "127.0.0.1", "[::1]", "www.example.org"]),
    ],
)
def test_the_names_follow_from_the_address_of_the_site(environment: dict[str, str], hosts: list[str]) -> None:
    assert values("ALLOWED_HOSTS", env=environment) == [hosts]


@pytest.mark.parametrize("name", OTHER_NAMES)
@pytest.mark.parametrize(
    "address", ["/", "/okrsky/", "/ucet/prihlaseni/", "/admin/", "/api/v1/districts", "/healthz/x"]
)
def test_a_page_is_refused_under_another_name(address: str, name: str) -> None:
    assert Client(headers={"host": name}).get(address).status_code == 400
    assert Client(headers={"host": "www.example.org"}).get(address).status_code != 400


@pytest.mark.parametrize("name", [*OTHER_NAMES, "www.example.org", "", "not a name"])
@pytest.mark.parametrize("address", ["/healthz", "/readyz"])
def test_probes_are_answered_under_any_name(address: str, name: str) -> None:
    answer = Client(headers={"host": name}).get(address)
    assert answer.status_code == 200
    assert answer.content.startswith(b"ok\n")
