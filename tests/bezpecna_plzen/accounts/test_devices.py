"""Devices that somebody has signed in on before: known again by a cookie, and not by a copy of an old one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.http import HttpRequest
from django.test import Client, RequestFactory

from bezpecna_plzen.accounts import devices
from bezpecna_plzen.accounts.devices import KNOWN_FOR, MOST_DEVICES, RememberedDevice
from bezpecna_plzen.accounts.models import Device
from tests.signing_in import code_now, enrol

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
PASSWORD = "dlouhé heslo jen pro testy"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0"


def make_user(name: str = "jana") -> User:
    return User.objects.create_user(name, f"{name}@example.org", PASSWORD, is_staff=True)


def request_with(key: str = "", agent: str = FIREFOX) -> HttpRequest:
    request = RequestFactory().get("/", headers={"user-agent": agent})
    if key:
        request.COOKIES[settings.DEVICE_COOKIE_NAME] = key
    return request


def remember(user: User, key: str = "", *, now: datetime = NOW) -> RememberedDevice:
    return devices.remember_device(request_with(key), user, now=now)


def is_known(user: User, key: str, *, now: datetime = NOW) -> bool:
    return devices.find_device(request_with(key), user, now=now) is not None


def test_a_device_is_known_after_signing_in_to_that_user_only() -> None:
    jana, petr = make_user(), make_user("petr")
    remembered = remember(jana)
    assert remembered.is_new
    assert is_known(jana, remembered.key)
    assert not is_known(petr, remembered.key)
    assert not is_known(jana, "")
    assert not is_known(jana, remembered.key + "x")


def test_the_key_is_stored_nowhere() -> None:
    remembered = remember(make_user())
    [stored] = Device.objects.values_list("key_hash", flat=True)
    assert remembered.key not in stored
    assert remembered.device.key_hash == stored


def test_each_sign_in_makes_a_new_key_and_the_old_one_is_worth_nothing() -> None:
    jana = make_user()
    first = remember(jana)
    second = remember(jana, first.key, now=NOW + timedelta(days=1))
    assert not second.is_new
    assert not is_known(jana, first.key)
    assert is_known(jana, second.key)
    device = Device.objects.get()
    assert (device.first_seen, device.last_seen) == (NOW, NOW + timedelta(days=1))


def test_a_shared_browser_stays_known_to_all_who_sign_in_on_it() -> None:
    jana, petr = make_user(), make_user("petr")
    janas = remember(jana)
    petrs = remember(petr, janas.key)
    assert petrs.is_new
    assert is_known(jana, petrs.key)
    assert is_known(petr, petrs.key)


def test_a_cookie_put_into_somebodys_browser_opens_nothing() -> None:
    """Whoever planted it knows its key, but not the one that signing in gives."""
    jana, mallory = make_user(), make_user("mallory")
    planted = remember(mallory)
    remember(jana, planted.key)
    assert not is_known(jana, planted.key)


def test_a_device_is_forgotten_ninety_days_after_the_last_sign_in() -> None:
    jana = make_user()
    key = remember(jana).key
    assert is_known(jana, key, now=NOW + KNOWN_FOR - timedelta(seconds=1))
    assert not is_known(jana, key, now=NOW + KNOWN_FOR)
    again = remember(jana, key, now=NOW + KNOWN_FOR)
    assert again.is_new
    assert Device.objects.get() == again.device


def test_a_person_has_a_limited_number_of_devices() -> None:
    jana, petr = make_user(), make_user("petr")
    remember(petr)
    keys = [remember(jana, now=NOW + timedelta(minutes=number)).key for number in range(MOST_DEVICES + 2)]
    assert [is_known(jana, key) for key in keys] == [False, False, *[True] * MOST_DEVICES]
    assert petr.devices.count() == 1


def test_a_device_that_was_forgotten_is_not_known() -> None:
    jana, petr = make_user(), make_user("petr")
    janas, petrs = remember(jana), remember(petr)
    jana.devices.all().delete()
    assert not is_known(jana, janas.key)
    assert is_known(petr, petrs.key)


@pytest.mark.parametrize(
    ("agent", "name"),
    [
        (FIREFOX, "Firefox, Windows"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
            "Version/18.5 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 "
            "Safari/537.36 Edg/138.0.0.0",
            "Edge, Windows",
        ),
        (
            "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile "
            "Safari/537.36",
            "Chrome, Android",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 "
            "Safari/605.1.15",
            "Safari, macOS",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox, Linux"),
        ("curl/8.5.0", ""),
        ("", ""),
    ],
)
def test_a_device_is_called_by_its_browser_and_system(agent: str, name: str) -> None:
    assert devices.name_browser(agent) == name


def test_the_cookie_comes_with_the_whole_sign_in_and_is_for_the_server_alone() -> None:
    jana = make_user()
    enrol(jana)
    client = Client()
    half = client.post("/ucet/prihlaseni/", {"login": "jana", "password": PASSWORD})
    assert settings.DEVICE_COOKIE_NAME not in half.cookies
    whole = client.post("/ucet/prihlaseni/kod/", {"code": code_now()})
    cookie = whole.cookies[settings.DEVICE_COOKIE_NAME]
    assert is_known(jana, cookie.value, now=Device.objects.get().last_seen)
    assert cookie["httponly"] is True
    assert (cookie["samesite"], cookie["path"], cookie["domain"]) == ("Lax", "/", "")
    assert cookie["max-age"] == 90 * 24 * 3600
