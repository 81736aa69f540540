"""Where somebody is signed in: seen, ended, and over by itself when the account is no longer what it was."""

import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.contrib.messages import get_messages
from django.test import Client
from django.utils import timezone

from bezpecna_plzen.accounts.models import Device, Session
from bezpecna_plzen.accounts.signed_in import end_invalid_sessions, list_signed_in
from tests.signing_in import enrol, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "dlouhé heslo jen pro testy"
PAGE, EVERYWHERE = "/ucet/zarizeni/", "/ucet/odhlasit-vsude/"
FIREFOX = "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 Version/18.1 Mobile/1 Safari/604.1"


@pytest.fixture
def jana() -> User:
    user = User.objects.create_user("jana", "jana@example.org", PASSWORD, is_staff=True, is_superuser=True)
    enrol(user)
    return user


def enter(user: User, agent: str = FIREFOX, client: Client | None = None) -> tuple[Client, Any]:
    """Sign in on the pages for it, with a recovery code: those are good for a test that signs in many times."""
    client = client or Client(headers={"user-agent": agent})
    client.post("/ucet/prihlaseni/", {"login": user.username, "password": PASSWORD})
    codes = Authenticator.objects.get(user=user, type=Authenticator.Type.RECOVERY_CODES).wrap()
    answer = client.post("/ucet/prihlaseni/kod/", {"code": codes.get_unused_codes()[0]})
    return client, answer


def is_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def text_of(client: Client) -> str:
    page = client.get(PAGE).content.decode()
    return " ".join(re.sub(r"<[^>]+>", " ", page[page.index("<h1") :]).replace("\u00a0", " ").split())


def references(client: Client) -> list[str]:
    return re.findall(r'name="session" value="(\w+)"', client.get(PAGE).content.decode())


def test_the_page_names_each_device_and_marks_this_one(jana: User) -> None:
    here, _answer = enter(jana)
    enter(jana, PHONE)
    enter(jana, "")
    text = text_of(here)
    assert re.search(r"Firefox, Windows toto zařízení Přihlášeno \d+\. \d+\. \d{4} v \d+:\d\d\.", text)
    assert text.index("toto zařízení") < text.index("Safari, iPhone")
    assert "neznámý prohlížeč" in text
    assert len(references(here)) == 2
    keys = set(Session.objects.values_list("session_key", flat=True))
    assert not any(key in here.get(PAGE).content.decode() for key in keys), "a key opens the session of its owner"


def test_one_device_is_signed_out_at_once_and_known_no_more(jana: User) -> None:
    here, _answer = enter(jana)
    phone, _answer = enter(jana, PHONE)
    [reference] = references(here)
    answer = here.post(f"{PAGE}ukoncit/", {"session": reference}, follow=True)
    assert "je odhlášené" in answer.content.decode().replace("\u00a0", " ")
    assert is_in(here)
    assert not is_in(phone)
    assert list(Device.objects.values_list("name", flat=True)) == ["Firefox, Windows"]
    answer = here.post(f"{PAGE}ukoncit/", {"session": reference}, follow=True)
    assert "už odhlášené bylo" in answer.content.decode().replace("\u00a0", " ")


def test_nobody_ends_the_session_of_somebody_else(jana: User) -> None:
    hers, _answer = enter(jana)
    enter(jana, PHONE)
    [reference] = references(hers)
    other = User.objects.create_user("petr", "petr@example.org", PASSWORD, is_staff=True)
    enrol(other)
    his, _answer = enter(other)
    for wrong in (reference, Session.objects.filter(user=jana)[0].session_key, "", "x", "ž"):
        his.post(f"{PAGE}ukoncit/", {"session": wrong})
    assert Session.objects.filter(user=jana).count() == 2
    assert "Safari" not in text_of(his)


def test_everywhere_is_everywhere_and_nobody_else(jana: User) -> None:
    clients = [enter(jana, agent)[0] for agent in (FIREFOX, PHONE)]
    other = sign_in(Client(), User.objects.create_user("petr", is_staff=True))
    answer = clients[0].post(EVERYWHERE, follow=True)
    assert "Jste odhlášeni na všech zařízeních" in answer.content.decode().replace("\u00a0", " ")
    assert not any(map(is_in, clients))
    assert not Session.objects.filter(user=jana).exists()
    assert is_in(other)


@pytest.mark.parametrize("address", [PAGE, f"{PAGE}ukoncit/", EVERYWHERE])
def test_the_pages_are_for_those_who_are_signed_in(address: str) -> None:
    assert Client().post(address)["Location"].startswith("/ucet/prihlaseni/")


@pytest.mark.parametrize("address", [f"{PAGE}ukoncit/", EVERYWHERE])
def test_a_look_at_an_address_ends_nothing(jana: User, address: str) -> None:
    client, _answer = enter(jana)
    assert client.get(address).status_code == 405
    assert is_in(client)


def switch_off(user: User) -> None:
    user.is_active = False
    user.save()
    end_invalid_sessions(user)


def change_password(user: User) -> None:
    get_adapter().set_password(user, "docela jiné heslo pro testy")


@pytest.mark.parametrize("ends", [switch_off, change_password, User.delete])
def test_sessions_end_with_what_they_stand_on(jana: User, ends: Any) -> None:
    client, _answer = enter(jana)
    ends(jana)
    assert not Session.objects.filter(user__isnull=False).exists()
    assert not is_in(client)


def test_a_session_does_not_come_back_with_the_account(jana: User) -> None:
    client, _answer = enter(jana)
    switch_off(jana)
    jana.is_active = True
    jana.save()
    assert not is_in(client)


def test_who_changes_their_password_stays_signed_in_here_only(jana: User) -> None:
    here, _answer = enter(jana)
    phone, _answer = enter(jana, PHONE)
    new = {"oldpassword": PASSWORD, "password1": "docela jiné heslo", "password2": "docela jiné heslo"}
    assert here.post("/ucet/heslo/", new).status_code == 302
    assert is_in(here)
    assert not is_in(phone)
    [row] = Session.objects.filter(user=jana)
    assert (row.browser, row.session_key) == ("Firefox, Windows", here.session.session_key)


def test_what_ran_out_is_not_listed(jana: User) -> None:
    enter(jana)
    now = timezone.now()
    assert len(list_signed_in(jana, this=None, now=now)) == 1
    assert list_signed_in(jana, this=None, now=now + timedelta(hours=2, minutes=1)) == []
    Session.objects.update(expire_date=now + timedelta(days=2))
    assert list_signed_in(jana, this=None, now=now + timedelta(hours=12, minutes=1)) == []


def test_a_password_alone_is_nowhere_signed_in(jana: User) -> None:
    Client().post("/ucet/prihlaseni/", {"login": "jana", "password": PASSWORD})
    assert Session.objects.filter(user=None).count() == 1
    assert not Session.objects.filter(user=jana).exists()


def test_whoever_signs_in_is_told_of_the_last_time(jana: User) -> None:
    _first, answer = enter(jana, PHONE)
    assert not list(get_messages(answer.wsgi_request))
    Device.objects.update(last_seen=datetime(2026, 11, 29, 6, 12, tzinfo=timezone.get_default_timezone()))
    _client, answer = enter(jana)
    [said] = map(str, get_messages(answer.wsgi_request))
    assert said.replace("\u00a0", " ") == "Naposledy jste se přihlásili 29. 11. 2026 v 6:12 (Safari, iPhone)."
