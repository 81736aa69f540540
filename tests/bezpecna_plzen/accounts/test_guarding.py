"""Wrong passwords and codes: how many, and who can still sign in while others guess."""

import re
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import cache
from django.db.models import F
from django.test import Client

from bezpecna_plzen.accounts.guarding import WRONG_CODES_IN_A_DAY, WRONG_FROM_AN_ADDRESS
from bezpecna_plzen.accounts.models import AttemptCount, Device
from tests.signing_in import enrol, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "dlouhé heslo jen pro testy"
SIGN_IN, CODE, CONFIRM, NEW_PASSWORD = (
    f"/ucet/{path}" for path in ("prihlaseni/", "prihlaseni/kod/", "overeni/", "heslo/")
)
WRONG, REFUSED, RIGHT = "wrong", "refused", "right"


@pytest.fixture(autouse=True)
def _no_codes_used_yet() -> Iterator[None]:
    """allauth remembers used codes in the cache, which tests share."""
    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def jana() -> User:
    user = User.objects.create_user("jana", "jana@example.org", PASSWORD, is_staff=True)
    enrol(user)
    return user


def outcome(response: Any) -> str:
    text = unescape(response.content.decode()).replace("\u00a0", " ")
    if "Příliš mnoho pokusů" in text:
        return REFUSED
    if re.search(r"nesouhlasí|použit", text) and response.status_code == 200:
        return WRONG
    assert response.status_code == 302, text
    return RIGHT


def guess(name: str = "jana", password: str = "wrong", *, address: str = "", client: Client | None = None) -> str:
    client = client or Client()
    if address:
        client.defaults["REMOTE_ADDR"] = address
    return outcome(client.post(SIGN_IN, {"login": name, "password": password}))


def from_many_addresses(name: str, count: int, password: str = "wrong") -> list[str]:
    return [guess(name, password, address=f"10.1.{number // 200}.{number % 200}") for number in range(count)]


def knows(client: Client, user: User) -> Client:
    """Let the client be a device that the user has signed in on."""
    code = RecoveryCodes.activate(user).get_unused_codes()[0]
    client.post(SIGN_IN, {"login": user.username, "password": PASSWORD})
    assert outcome(client.post(CODE, {"code": code})) == RIGHT
    kept = client.cookies[settings.DEVICE_COOKIE_NAME].value
    client.cookies.clear()
    client.cookies[settings.DEVICE_COOKIE_NAME] = kept
    return client


def let_time_pass(much: timedelta) -> None:
    AttemptCount.objects.update(ends_at=F("ends_at") - much)


# --- passwords ------------------------------------------------------------------------------------------------------


def test_five_wrong_passwords_for_an_account_wherever_they_come_from(jana: User) -> None:
    assert from_many_addresses("jana", 7) == [WRONG] * 5 + [REFUSED] * 2
    assert guess(password=PASSWORD, address="10.9.9.9") == REFUSED
    let_time_pass(timedelta(minutes=15))
    assert guess(password=PASSWORD, address="10.9.9.9") == RIGHT


def test_an_account_is_one_however_it_is_named(jana: User) -> None:
    names = ["jana", "JANA", "jana@example.org", "Jana@EXAMPLE.org", "ｊａｎａ", " jana ", "jana@example.org "]
    assert [guess(name) for name in names] == [WRONG] * 5 + [REFUSED] * 2


def test_an_account_is_one_under_every_name_of_the_portal(jana: User) -> None:
    hosts = ["localhost", "127.0.0.1", "[::1]", "localhost:8000"] * 2
    said = [Client(headers={"host": host}).post(SIGN_IN, {"login": "jana", "password": "wrong"}) for host in hosts]
    assert [outcome(response) for response in said] == [WRONG] * 5 + [REFUSED] * 3


def test_names_of_nobody_are_counted_like_accounts(jana: User) -> None:
    known, unknown = (from_many_addresses(name, 7) for name in ("jana", "nobody"))
    assert known == unknown
    assert [guess(name) for name in ("NOBODY", " nobody")] == [REFUSED] * 2
    assert guess("somebody.else") == WRONG


@pytest.mark.parametrize("fields", [{"is_active": False}, {"password": "!"}])
def test_accounts_that_nobody_can_sign_in_to_are_counted_like_others(jana: User, fields: dict[str, Any]) -> None:
    User.objects.update(**fields)
    assert from_many_addresses("jana", 7) == [WRONG] * 5 + [REFUSED] * 2


def test_what_is_said_does_not_tell_accounts_from_names_of_nobody(jana: User) -> None:
    pages = []
    for name in ("jana", "nobody"):
        for _each in range(6):
            response = Client().post(SIGN_IN, {"login": name, "password": "wrong"})
        pages.append(str(response.context["form"].errors))
    assert pages[0] == pages[1]


def test_right_passwords_do_not_count(jana: User) -> None:
    assert [guess(password=PASSWORD) for _each in range(8)] == [RIGHT] * 8
    assert not AttemptCount.objects.exclude(count=0).exists()


def test_an_address_has_its_own_number_whatever_names_are_tried(jana: User) -> None:
    allowed = WRONG_FROM_AN_ADDRESS.most
    said = [guess(f"somebody{number}", address="10.0.0.1") for number in range(allowed + 1)]
    assert said == [WRONG] * allowed + [REFUSED]
    assert guess(password=PASSWORD, address="10.0.0.1") == REFUSED
    assert guess(password=PASSWORD, address="10.0.0.2") == RIGHT


def test_whoever_is_refused_is_told_how_long_and_what_else_they_can_do(jana: User) -> None:
    from_many_addresses("jana", 5)
    let_time_pass(timedelta(minutes=3))
    said = unescape(Client().post(SIGN_IN, {"login": "jana", "password": PASSWORD}).content.decode())
    said = said.replace("\u00a0", " ")
    assert "Příliš mnoho pokusů bylo neúspěšných. Zkuste to prosím znovu za 12 minut." in said
    assert "přístupovým klíčem nebo na jiném zařízení, na kterém jste se už někdy přihlásili" in said


# --- a known device -------------------------------------------------------------------------------------------------


def test_a_device_that_signed_in_before_gets_in_while_others_guess(jana: User) -> None:
    mine = knows(Client(), jana)
    assert REFUSED in from_many_addresses("jana", 20)
    for number in range(40):
        guess(f"somebody{number}")
    assert guess(password=PASSWORD) == REFUSED, "neither account nor address has any left"
    assert guess(password=PASSWORD, client=mine) == RIGHT


def test_a_known_device_has_no_more_attempts_than_others_wherever_it_is(jana: User) -> None:
    mine = knows(Client(), jana)
    said = [guess(client=mine, address=f"10.2.0.{number}") for number in range(7)]
    assert said == [WRONG] * 5 + [REFUSED] * 2
    assert guess(password=PASSWORD) == RIGHT, "elsewhere the account has its own"


def test_a_device_of_somebody_else_is_not_known(jana: User) -> None:
    petr = User.objects.create_user("petr", "petr@example.org", PASSWORD, is_staff=True)
    enrol(petr)
    petrs = knows(Client(), petr)
    from_many_addresses("jana", 5)
    assert guess(password=PASSWORD, client=petrs) == REFUSED


def test_a_device_that_was_forgotten_is_not_known(jana: User) -> None:
    mine = knows(Client(), jana)
    from_many_addresses("jana", 5)
    Device.objects.all().delete()
    assert guess(password=PASSWORD, client=mine) == REFUSED


# --- confirming and changing the password ---------------------------------------------------------------------------


def test_a_session_cannot_be_used_to_guess_the_password(jana: User) -> None:
    client = sign_in(Client(), jana)
    new = {"password1": "úplně jiné dlouhé heslo", "password2": "úplně jiné dlouhé heslo"}
    said = [outcome(client.post(NEW_PASSWORD, {"oldpassword": "wrong", **new})) for _each in range(3)]
    said += [outcome(client.post(CONFIRM, {"password": "wrong"})) for _each in range(4)]
    assert said == [WRONG] * 5 + [REFUSED] * 2
    assert outcome(client.post(CONFIRM, {"password": PASSWORD})) == REFUSED
    assert outcome(client.post(NEW_PASSWORD, {"oldpassword": PASSWORD, **new})) == REFUSED
    assert guess(password=PASSWORD) == REFUSED, "it is the same account"
    let_time_pass(timedelta(minutes=15))
    assert outcome(client.post(CONFIRM, {"password": PASSWORD})) == RIGHT
    assert outcome(client.post(NEW_PASSWORD, {"oldpassword": PASSWORD, **new})) == RIGHT


# --- codes ----------------------------------------------------------------------------------------------------------


def half_signed_in(address: str = "10.0.0.1") -> Client:
    client = Client(REMOTE_ADDR=address)
    assert guess(password=PASSWORD, client=client) == RIGHT
    return client


def test_five_wrong_codes_for_an_account_wherever_they_come_from(jana: User) -> None:
    clients = [half_signed_in(f"10.3.0.{number}") for number in range(6)]
    assert [outcome(each.post(CODE, {"code": "000000"})) for each in clients] == [WRONG] * 5 + [REFUSED]
    code = RecoveryCodes.activate(jana).get_unused_codes()[0]
    assert outcome(clients[0].post(CODE, {"code": code})) == REFUSED
    let_time_pass(timedelta(minutes=15))
    assert outcome(clients[0].post(CODE, {"code": code})) == RIGHT


def test_wrong_codes_are_few_in_a_day(jana: User) -> None:
    client, said = half_signed_in(), []
    for _each in range(6):
        said += [outcome(client.post(CODE, {"code": "000000"})) for _each in range(5)]
        let_time_pass(timedelta(minutes=15))
    assert said.count(WRONG) == WRONG_CODES_IN_A_DAY.most
    page = unescape(client.post(CODE, {"code": "000000"}).content.decode()).replace("\u00a0", " ")
    assert "znovu za 23 hodin." in page


def test_wrong_codes_do_not_keep_a_known_device_out(jana: User) -> None:
    mine = knows(Client(), jana)
    guesser = half_signed_in()
    assert REFUSED in [outcome(guesser.post(CODE, {"code": "000000"})) for _each in range(6)]
    assert guess(password=PASSWORD, client=mine) == RIGHT
    code = RecoveryCodes.activate(jana).get_unused_codes()[0]
    assert outcome(mine.post(CODE, {"code": code})) == RIGHT


def test_codes_are_counted_when_confirming_too(jana: User) -> None:
    client = sign_in(Client(), jana)
    assert [outcome(client.post(f"{CONFIRM}kod/", {"code": "000000"})) for _each in range(6)] == [WRONG] * 5 + [REFUSED]
