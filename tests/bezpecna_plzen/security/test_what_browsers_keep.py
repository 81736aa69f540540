"""Pages of accounts and of the administration are kept by nobody, and cookies end with the browser."""

import re
from html import unescape
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from pytest_django import Settings

from mailbox.models import Message
from tests.bezpecna_plzen.test_accounts import PASSWORD, admin_addresses, make_user
from tests.bezpecna_plzen.test_settings import values
from tests.factories import make_department
from tests.signing_in import code_now, enrol, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]

COOKIES = ("SESSION_COOKIE_NAME", "CSRF_COOKIE_NAME", "DEVICE_COOKIE_NAME")


def account_addresses() -> list[str]:
    """One address for every pattern below /ucet/, and one where nothing is."""
    [pages] = [each for each in get_resolver().url_patterns if str(each.pattern) == "ucet/"]
    assert isinstance(pages, URLResolver)
    patterns = [each for each in pages.url_patterns if isinstance(each, URLPattern)]
    return [*(re.sub("<[^>]+>", "1", f"/ucet/{each.pattern}") for each in patterns), "/ucet/neni-tu/"]


def kept(client: Client, addresses: list[str]) -> dict[str, str]:
    """What may be kept, by whom."""
    said = {address: client.get(address).headers.get("Cache-Control", "") for address in addresses}
    return {address: control for address, control in said.items() if control != "no-store, private"}


def test_no_page_of_accounts_or_of_the_administration_is_kept() -> None:
    addresses = ["/admin/", "/styl/", *admin_addresses(), *account_addresses()]
    assert len(addresses) > 80
    assert kept(Client(), addresses) == {}


def test_neither_are_those_that_somebody_sees_who_is_signed_in(admin_client: Client) -> None:
    seen = ["/ucet/", "/ucet/heslo/", "/ucet/zalozni-kody/", "/admin/", "/admin/auth/user/", "/admin/jsi18n/", "/styl/"]
    assert kept(admin_client, seen) == {}
    wrong = admin_client.post("/ucet/heslo/", {"oldpassword": "wrong"})
    assert (wrong.status_code, wrong["Cache-Control"]) == (200, "no-store, private")


def test_pages_for_everybody_are_not_touched(client: Client) -> None:
    make_department()
    assert "no-store" not in client.get("/okrsky/").get("Cache-Control", "")


def test_cookies_are_bound_to_the_host_under_tls() -> None:
    names = ["sessionid", "csrftoken", "device"]
    assert values(*COOKIES, env={"SITE_URL": "http://www.example.org"}) == names
    assert values(*COOKIES, env={"SITE_URL": "https://www.example.org"}) == [f"__Host-{name}" for name in names]


@pytest.fixture
def _under_tls(settings: Settings) -> None:
    for name in COOKIES:
        setattr(settings, name, f"__Host-{getattr(settings, name)}")
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True


def cookies_of_a_sign_in() -> dict[str, list[Any]]:
    """All cookies that are set from the sign-in page to signing out, by their names."""
    enrol(make_user(is_superuser=True))
    client = Client()
    make_department()
    responses = [
        client.get("/infoschranka/"),
        client.get("/infoschranka/stav/"),
        client.get("/ucet/prihlaseni/"),
        client.post("/ucet/prihlaseni/", {"login": "jana", "password": PASSWORD}),
        client.get("/ucet/prihlaseni/kod/"),
        client.post("/ucet/prihlaseni/kod/", {"code": code_now()}),
        client.get("/admin/"),
        client.get("/en/"),
        client.post("/admin/logout/"),
    ]
    assert [response.status_code for response in responses] == [200, 200, 200, 302, 200, 302, 200, 200, 302]
    found: dict[str, list[Any]] = {}
    for response in responses:
        for name, cookie in response.cookies.items():
            found.setdefault(name, []).append(cookie)
    return found


@pytest.mark.usefixtures("_under_tls")
def test_the_portal_sets_three_cookies_and_only_the_device_outlives_the_browser() -> None:
    found = cookies_of_a_sign_in()
    assert set(found) == {getattr(settings, name) for name in COOKIES}
    for name, cookies in found.items():
        for cookie in cookies:
            assert (cookie["path"], cookie["domain"]) == ("/", ""), name
            assert cookie["secure"], name
            if cookie["max-age"] != 0:  # which takes the cookie away
                assert cookie["httponly"], name
                assert cookie["samesite"] == "Lax", name
                lasts = cookie["max-age"] or cookie["expires"]
                assert bool(lasts) == (name == settings.DEVICE_COOKIE_NAME), name


# --- forms whose cookie is gone -------------------------------------------------------------------------------------

TYPED = {"kind": "podnet", "text": "Na hřišti v Borech leží už týden rozbité sklo.", "name": "Jana Ukázková"}


def test_a_form_that_outlived_its_cookie_is_kept_and_can_be_sent() -> None:
    """The browser was closed and opened again with all its pages, or the phone had put it to sleep."""
    make_department(email="odbor@example.org")
    client = Client(enforce_csrf_checks=True)
    fields = hidden_fields(client.get("/infoschranka/")) | TYPED
    client.cookies.clear()
    response = client.post("/infoschranka/odeslano/", fields)
    assert (response.status_code, response["Cache-Control"]) == (403, "no-store, private")
    text = unescape(response.content.decode()).replace("\u00a0", " ")
    assert "neztratilo" in text
    assert "rozbité sklo" in text
    kept = hidden_fields(response)
    assert TYPED.items() <= kept.items()
    assert client.post("/infoschranka/odeslano/", kept).status_code == 200
    assert Message.objects.get().text == TYPED["text"]


def test_whom_to_call_is_said_first_there_too() -> None:
    make_department()
    response = Client(enforce_csrf_checks=True).post(
        "/infoschranka/odeslano/", TYPED | {"text": "V domě je cítit plyn."}
    )
    assert response.status_code == 403
    assert "Cítíte plyn?" in unescape(response.content.decode()).replace("\u00a0", " ")


def test_a_form_of_the_staff_is_not_offered_again(admin_user: User) -> None:
    """Else somebody who makes their browser send one would only need their press of a button."""
    client = sign_in(Client(enforce_csrf_checks=True), admin_user)
    response = client.post("/admin/auth/group/add/", {"name": "Vetřelci"})
    assert response.status_code == 403
    assert "Vetřelci" not in response.content.decode()


def hidden_fields(response: Any) -> dict[str, str]:
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {unescape(name): unescape(value) for name, value in fields}
