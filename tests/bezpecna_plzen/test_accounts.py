"""Accounts of staff: nothing opens the administration but a password and a second factor, and not for long."""

import re
import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import pytest
from allauth.account.adapter import get_adapter
from allauth.core.context import request_context
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from auditlog.models import LogEntry
from auditlog.registry import auditlog
from django.contrib import admin
from django.contrib.auth.models import Group, Permission, User
from django.contrib.contenttypes.models import ContentType
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from bezpecna_plzen.accounts import audit
from bezpecna_plzen.accounts.invitations import link_of, make_invitation
from bezpecna_plzen.accounts.middleware import StaffAuditMiddleware
from bezpecna_plzen.accounts.models import Session
from bezpecna_plzen.accounts.one_time_codes import use_code
from core.staff_accounts import SECOND_FACTORS
from districts.models import Locality, Person
from mailbox.models import State
from tests.factories import make_person
from tests.mailbox.factories import make_message
from tests.opening import save_form
from tests.signing_in import PERIOD_S, code_now, enrol, sign_in
from tests.thorough import daily

pytestmark = pytest.mark.django_db

PASSWORD = "dlouhé heslo jen pro testy"
SIGN_IN = "/ucet/prihlaseni/"
HOUR = 3600


@pytest.fixture(autouse=True)
def _quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture(autouse=True)
def _no_attempts_yet() -> Iterator[None]:
    """allauth remembers used codes in the cache, which tests share."""
    cache.clear()
    yield
    cache.clear()


def make_user(name: str = "jana", **fields: Any) -> User:
    return User.objects.create_user(name, f"{name}@example.org", PASSWORD, **({"is_staff": True} | fields))


def enter(client: Client, name: str = "jana", password: str = PASSWORD, **more: str) -> Any:
    """Send the sign-in page."""
    return client.post(SIGN_IN, {"login": name, "password": password, **more})


def enter_code(client: Client, code: str) -> Any:
    """Send the second step of signing in."""
    return client.post("/ucet/prihlaseni/kod/", {"code": code})


def is_let_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def admin_addresses() -> list[str]:
    """One address for every pattern of the admin, and of what else is for staff."""
    found = []

    def walk(patterns: list[URLPattern | URLResolver], prefix: str) -> None:
        for each in patterns:
            route = prefix + str(each.pattern)
            if isinstance(each, URLResolver):
                walk(each.url_patterns, route)
            else:
                found.append(route)

    for of_staff in ("admin/", "ucet/", "styl/"):
        [site] = [each for each in get_resolver().url_patterns if str(each.pattern) == of_staff]
        walk([site], "/")
    return sorted({re.sub(r"<[^>]+>|\(\?P<[^>]+>[^)]*\)", "1", each).rstrip("$") for each in found})


def end_of_the_way(client: Client, response: Any) -> str:
    """The page under /ucet/ that somebody ends up at, or the status of what else they got."""
    while response.status_code in (301, 302) and not response["Location"].startswith("/ucet/"):
        response = client.get(response["Location"])
    return str(response.get("Location") or response.status_code)


# --- what opens the administration ----------------------------------------------------------------------------------


def test_a_password_and_a_code_open_it() -> None:
    enrol(make_user(is_superuser=True))
    client = Client()
    assert enter(client, next="/admin/districts/")["Location"].startswith("/ucet/prihlaseni/kod/")
    assert not is_let_in(client)
    assert enter_code(client, code_now())["Location"] == "/admin/districts/"
    assert is_let_in(client)


def test_the_e_mail_does_for_the_name() -> None:
    enrol(make_user())
    client = Client()
    enter(client, "jana@example.org")
    enter_code(client, code_now())
    assert is_let_in(client)


def half_signed_in() -> dict[str, Client]:
    """Ways to be half way in, each with one factor only."""
    enrol(make_user("half", is_superuser=True))
    bare = make_user("bare", is_superuser=True)
    RecoveryCodes.activate(make_user("codes", is_superuser=True))
    ways = {
        "a password, no second factor": Client(),
        "a password, before the code": Client(),
        "a password and recovery codes only": Client(),
        "an invitation, before the second factor": Client(),
    }
    for client, name in zip(ways.values(), ("bare", "half", "codes"), strict=False):
        enter(client, name)
    link = urlsplit(link_of(make_invitation(bare, by=None, now=timezone.now()))).path
    for page in (link, f"{link}aplikace/"):
        assert ways["an invitation, before the second factor"].get(page).status_code == 200
    return ways


# What is there to sign in, or only says something. The rest of /ucet/ is for whoever is signed in.
OPEN = ("/ucet/prihlaseni/", "/ucet/odhlaseni/", "/ucet/neaktivni/", "/ucet/zabezpeceni/", "/ucet/pozvanka/")


@pytest.mark.once
def test_one_factor_opens_no_address_of_it_nor_of_an_account() -> None:
    addresses = [each for each in admin_addresses() if not each.startswith(OPEN)]
    assert len(addresses) > 70
    wrong = {}
    for number, (who, client) in enumerate({"nobody": Client(), **half_signed_in()}.items()):
        assert "_auth_user_id" not in client.session
        if who in ("a password, no second factor", "a password and recovery codes only"):
            continue  # the session has nothing that an empty one has not
        for address in daily(addresses, part=3, shift=number):
            for response in (client.get(address), client.post(address)):
                led = end_of_the_way(client, response)
                if not led.startswith("/ucet/") and (led, response.content) != ("401", b""):  # to scripts
                    wrong[who, address] = led
    assert wrong == {}


@pytest.mark.parametrize("factors", ["a password", "a password, and the second factor is gone"])
def test_a_session_of_one_factor_ends_at_once_whatever_it_asks_for(factors: str) -> None:
    """It may be from before the second factor was set up, or forgotten."""
    user = make_user(is_superuser=True)
    for address in ("/", "/admin/", "/admin/auth/user/", "/ucet/", "/ucet/heslo/", "/ucet/klice/pridat/", "/styl/"):
        client = sign_in(Client(), user)
        if factors == "a password":
            session = client.session
            session["account_authentication_methods"] = session["account_authentication_methods"][:1]
            session.save()
        else:
            Authenticator.objects.filter(type=Authenticator.Type.TOTP).delete()
        response = client.get(address)
        assert "_auth_user_id" not in client.session, address
        assert address == "/" or end_of_the_way(client, response).startswith(SIGN_IN), address


def test_who_has_a_password_only_is_told_to_ask_for_an_invitation() -> None:
    make_user()
    client = Client()
    response = enter(client)
    assert response["Location"] == "/ucet/zabezpeceni/"
    assert "_auth_user_id" not in client.session
    page = client.get(response["Location"]).content.decode()
    assert "Je potřeba pozvánka" in page
    assert client.get("/ucet/aplikace/")["Location"].startswith(SIGN_IN)


def test_the_login_address_of_the_admin_takes_no_password() -> None:
    make_user(is_superuser=True)
    client = Client()
    response = client.post("/admin/login/", {"username": "jana", "password": PASSWORD, "next": "/admin/"})
    assert response["Location"].startswith(SIGN_IN)
    assert "_auth_user_id" not in client.session


def test_a_code_works_once() -> None:
    """Also when another worker process, with a cache of its own, was given it first."""
    enrol(make_user())
    code = code_now()
    for client, expected in ((Client(), 302), (Client(), 200)):
        cache.clear()
        enter(client)
        assert enter_code(client, code).status_code == expected
        assert is_let_in(client) == (expected == 302)


@pytest.mark.parametrize(("ahead", "accepted"), [(-2, False), (-1, True), (0, True), (1, True), (2, False)])
def test_a_clock_may_be_off_by_one_period(ahead: int, accepted: bool) -> None:
    enrol(make_user())
    at = time.time()
    client = Client()
    enter(client)
    while int(time.time()) // PERIOD_S != int(at) // PERIOD_S:  # it has just changed; not again for half a minute
        at = time.time()
    enter_code(client, code_now(ahead=ahead))
    assert is_let_in(client) == accepted


@pytest.mark.parametrize(("first", "then"), [(1, 1), (1, 0), (0, 0), (0, -1)])
def test_a_code_is_not_good_after_it_or_a_later_one_was_used(first: int, then: int) -> None:
    """The clock of a phone that is fast shows a code that would be good for a minute and a half."""
    app = enrol(make_user())
    now = timezone.now()
    code, other = code_now(ahead=first), code_now(ahead=then)
    assert use_code(app, code, now=now)
    assert not use_code(app, other, now=now)
    if first == then == 1:
        assert not use_code(app, other, now=now + timedelta(seconds=PERIOD_S))


def test_an_earlier_code_can_be_used_before_a_later_one() -> None:
    app, now = enrol(make_user()), timezone.now()
    assert [use_code(app, code_now(ahead=ahead), now=now) for ahead in (-1, 0, 1)] == [True] * 3


def test_the_code_that_set_up_the_app_does_not_sign_in() -> None:
    user = make_user()
    client = Client()
    page = urlsplit(link_of(make_invitation(user, by=None, now=timezone.now()))).path + "aplikace/"
    code = code_now(client.get(page).context["form"].secret)
    assert client.post(page, {"password1": PASSWORD, "password2": PASSWORD, "code": code}).status_code == 302
    again = Client()
    enter(again)
    assert enter_code(again, code).status_code == 200
    assert not is_let_in(again)


def test_a_recovery_code_works_once() -> None:
    user = make_user()
    enrol(user)
    [code, *_others] = RecoveryCodes.activate(user).get_unused_codes()
    for client, expected in ((Client(), 302), (Client(), 200)):
        enter(client)
        assert enter_code(client, code).status_code == expected
        assert is_let_in(client) == (expected == 302)


def test_recovery_codes_alone_are_no_second_factor() -> None:
    user = make_user()
    client = sign_in(Client(), user)
    assert is_let_in(client)
    Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).delete()
    assert not is_let_in(client)
    assert "_auth_user_id" not in client.session
    assert enter(Client())["Location"] == "/ucet/zabezpeceni/"


def test_the_only_second_factor_cannot_be_removed() -> None:
    """Without it nothing would open, and somebody else would have to help."""
    user = make_user()
    client = sign_in(Client(), user)
    assert "jediný druhý faktor" in client.post("/ucet/aplikace/zrusit/").content.decode()
    key = Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data={"name": "klíč"})
    assert client.post("/ucet/aplikace/zrusit/").status_code == 302
    page = client.post(f"/ucet/klice/{key.pk}/zrusit/", follow=True)
    assert "jediný druhý faktor" in page.content.decode()
    assert [*Authenticator.objects.filter(user=user, type__in=SECOND_FACTORS)] == [key]


def test_people_who_are_no_staff_are_told_so_plainly() -> None:
    client = sign_in(Client(), make_user(is_staff=False))
    assert client.get("/admin/", follow=True).status_code == 403
    unprotected = Client()
    make_user("petr", is_staff=False)
    enter(unprotected, "petr")
    assert unprotected.get("/admin/", follow=True).redirect_chain[-1][0].startswith(SIGN_IN)


def test_an_account_that_is_switched_off_loses_its_session() -> None:
    user = make_user()
    client = sign_in(Client(), user)
    User.objects.update(is_active=False)
    assert client.get("/admin/", follow=True).redirect_chain[-1][0].startswith(SIGN_IN)
    assert enter(Client())["Location"] == "/ucet/neaktivni/"


# --- setting up -----------------------------------------------------------------------------------------------------


def test_whoever_signs_in_with_a_passkey_sets_a_password_before_an_app() -> None:
    user = make_user()
    client = sign_in(Client(), user)
    user.set_unusable_password()
    user.save()
    client = sign_in(Client(), user)
    Authenticator.objects.filter(type=Authenticator.Type.TOTP).update(type=Authenticator.Type.WEBAUTHN)
    assert client.get("/ucet/aplikace/")["Location"] == "/ucet/heslo/zadne/"
    new = "úplně jiné dlouhé heslo"
    assert client.post("/ucet/heslo/zadne/", {"password1": new, "password2": new})["Location"] == "/ucet/"
    assert User.objects.get().check_password(new)
    assert client.get("/ucet/aplikace/").status_code == 200


def test_long_after_signing_in_the_second_factor_changes_only_after_a_confirmation() -> None:
    client = sign_in(Client(), make_user(), ago_s=HOUR)
    for page in ("aplikace/zrusit/", "klice/pridat/", "zalozni-kody/", "zalozni-kody/nove/"):
        assert client.get(f"/ucet/{page}")["Location"].startswith("/ucet/overeni/"), page
    for page in ("aplikace/zrusit/", "klice/pridat/", "zalozni-kody/nove/"):
        assert client.post(f"/ucet/{page}")["Location"].startswith("/ucet/overeni/"), page
    assert Authenticator.objects.count() == 2
    client.post("/ucet/overeni/", {"password": PASSWORD, "next": "/ucet/zalozni-kody/"})
    assert client.get("/ucet/zalozni-kody/").status_code == 200


def test_nobody_signs_up() -> None:
    for path in ("signup/", "registrace/", "accounts/signup/", "password/reset/", "email/"):
        assert Client().get(f"/ucet/{path}").status_code == 404


# --- guessing (see test_guarding.py, too) ---------------------------------------------------------------------------


def test_an_unknown_name_and_a_wrong_password_are_answered_alike() -> None:
    make_user()
    known, unknown = (str(enter(Client(), name, "wrong").context["form"].errors) for name in ("jana", "nikdo"))
    assert known == unknown


@pytest.mark.parametrize(("behind", "counted"), [(0, "192.0.2.1"), (1, "198.51.100.7")])
def test_the_address_is_the_proxys_word_only_behind_the_proxy(settings: Settings, behind: int, counted: str) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = behind
    request = RequestFactory(REMOTE_ADDR="192.0.2.1").get("/", headers={"x-forwarded-for": "203.0.113.9, 198.51.100.7"})
    with request_context(request):
        assert get_adapter().get_client_ip(request) == counted


# --- how long -------------------------------------------------------------------------------------------------------


def test_a_session_ends_twelve_hours_after_signing_in_however_active() -> None:
    user = make_user()
    assert is_let_in(sign_in(Client(), user, ago_s=12 * HOUR - 60))
    client = sign_in(Client(), user, ago_s=12 * HOUR + 1)
    page = client.get("/admin/", follow=True)
    assert page.redirect_chain[-1][0].startswith(SIGN_IN)
    assert "Přihlaste se prosím znovu" in page.content.decode()
    assert "_auth_user_id" not in client.session


def test_confirming_that_it_is_you_does_not_make_the_session_longer() -> None:
    client = sign_in(Client(), make_user(), ago_s=12 * HOUR - 60)
    client.post("/ucet/overeni/", {"password": PASSWORD})
    session = client.session
    records = session["account_authentication_methods"]
    assert len(records) == 3
    session["account_authentication_methods"] = [each | {"at": each["at"] - 120} for each in records]
    session.save()
    assert not is_let_in(client)


def test_a_session_of_unknown_age_is_over() -> None:
    user = make_user()
    enrol(user)
    client = Client()
    client.force_login(user)
    assert not is_let_in(client)
    assert "_auth_user_id" not in client.session


def test_a_session_ends_after_two_idle_hours_and_activity_keeps_it() -> None:
    client = sign_in(Client(), make_user())
    cookie = client.get("/admin/").cookies["sessionid"]
    assert (cookie["max-age"], cookie["expires"]) == ("", ""), "and with the browser"
    assert "sessionid" not in client.get("/admin/").cookies, "not saved again with each click"
    session = client.session
    session["seen_at"] = time.time() - 61
    session.save()
    Session.objects.update(expire_date=timezone.now() + timedelta(minutes=1))
    assert is_let_in(client)
    assert Session.objects.get().expire_date > timezone.now() + timedelta(minutes=119)
    Session.objects.update(expire_date=timezone.now() - timedelta(seconds=1))
    assert not is_let_in(client)


def test_the_session_cookie_is_out_of_reach_of_scripts_and_other_sites() -> None:
    cookie = sign_in(Client(), make_user()).get("/admin/").cookies["sessionid"]
    assert cookie["httponly"] is True
    assert cookie["samesite"] == "Lax"


def test_a_new_password_signs_out_everywhere_else() -> None:
    user = make_user()
    here, elsewhere = sign_in(Client(), user), sign_in(Client(), user)
    new = "úplně jiné dlouhé heslo"
    page = here.post("/ucet/heslo/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert page.status_code == 302
    assert is_let_in(here)
    assert not is_let_in(elsewhere)


def test_signing_out_of_the_admin_signs_out() -> None:
    client = sign_in(Client(), make_user())
    assert client.post("/admin/logout/")["Location"] == SIGN_IN
    assert not is_let_in(client)


# --- where to -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "elsewhere", ["https://evil.example/", "//evil.example/", "javascript:alert(1)", "/\\evil.example"]
)
def test_nobody_is_led_away_from_the_site(elsewhere: str) -> None:
    user = make_user()
    enrol(user)
    client = Client()
    enter(client, next=elsewhere)
    assert enter_code(client, code_now())["Location"] == "/admin/"
    assert client.get("/admin/login/", {"next": elsewhere})["Location"] == "/admin/"
    assert client.get(SIGN_IN, {"next": elsewhere})["Location"] == "/admin/"
    assert client.get("/ucet/zabezpeceni/", {"next": elsewhere})["Location"] == "/admin/"
    assert client.post("/ucet/odhlaseni/", {"next": elsewhere})["Location"] == SIGN_IN


@pytest.mark.parametrize("wanted", ["neni-tu", "account_logout", "?q=a"])
def test_a_word_in_the_place_of_an_address_is_no_name_of_a_view(admin_client: Client, wanted: str) -> None:
    assert admin_client.get("/admin/login/", {"next": wanted})["Location"] == wanted
    assert admin_client.get("/ucet/zabezpeceni/", {"next": wanted})["Location"] == wanted


# --- pages ----------------------------------------------------------------------------------------------------------


def test_fields_tell_password_managers_what_they_are() -> None:
    enrol(make_user())
    client = Client()
    page = client.get(SIGN_IN).content.decode()
    assert 'autocomplete="username"' in page
    assert 'autocomplete="current-password"' in page
    assert "<title>Přihlášení – Bezpečná Plzeň</title>" in page
    page = enter(client, password="").content.decode()
    assert "<title>Chyba: Přihlášení – Bezpečná Plzeň</title>" in page
    assert '<a href="#id_password">Zadejte své heslo.</a>' in page
    assert 'id="id_password_error"' in page
    page = client.get(enter(client)["Location"]).content.decode()
    assert 'autocomplete="one-time-code"' in page


def test_a_passkey_is_asked_to_know_its_owner_and_the_site() -> None:
    client = sign_in(Client(), make_user())
    options = client.get("/ucet/klice/pridat/").context["js_data"]["creation_options"]["publicKey"]
    assert options["authenticatorSelection"]["residentKey"] == "required"
    assert options["authenticatorSelection"]["userVerification"] == "required"
    assert options["rp"]["name"] == "Bezpečná Plzeň"
    assert options["rp"]["id"] == "testserver"


def test_visitors_cost_nothing(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    with django_assert_num_queries(0):
        response = client.get("/healthz")
    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


# --- administrators -------------------------------------------------------------------------------------------------


def forget(client: Client, user: User) -> Any:
    data = {"action": "forget_second_factors", "_selected_action": user.pk}
    return client.post("/admin/auth/user/", data, follow=True)


def test_an_administrator_forgets_a_lost_phone(admin_client: Client) -> None:
    user = make_user()
    theirs = sign_in(Client(), user)
    assert "Druhý faktor 1 uživatele je zapomenut" in forget(admin_client, user).content.decode().replace("\xa0", " ")
    assert not Authenticator.objects.filter(user=user).exists()
    assert not is_let_in(theirs)


def test_whoever_only_manages_users_cannot_take_over_by_forgetting(admin_user: User) -> None:
    manager = make_user("spravce")
    manager.user_permissions.set(Permission.objects.filter(codename__in=["view_user", "change_user"]))
    enrol(admin_user)
    forget(sign_in(Client(), manager), admin_user)
    assert Authenticator.objects.filter(user=admin_user).count() == 2


# --- who changed what -----------------------------------------------------------------------------------------------


def test_changes_in_the_admin_are_kept_with_who_made_them_and_without_an_address(
    admin_client: Client, admin_user: User
) -> None:
    place = Locality.objects.create(name="Zkušební", lat=49.73, lon=13.37, radius_m=500)
    LogEntry.objects.all().delete()
    data = {"name": "Zkušební", "lat": "49.73", "lon": "13.37", "radius_m": "700"}
    assert save_form(admin_client, f"/admin/districts/locality/{place.pk}/change/", data).status_code == 302
    entry = LogEntry.objects.get()
    assert (entry.actor, entry.remote_addr, entry.remote_port, entry.cid) == (admin_user, None, None, None)
    assert entry.changes["radius_m"] == ["500", "700"]
    page = admin_client.get(f"/admin/auditlog/logentry/{entry.pk}/change/").content.decode()
    assert "500 → 700" in page


def test_passwords_and_sign_ins_are_not_kept() -> None:
    user = make_user()
    enter(Client())
    user.set_password("úplně jiné dlouhé heslo")
    user.save()
    kept = {field for entry in LogEntry.objects.get_for_object(user) for field in entry.changes}
    assert "username" in kept
    assert not kept & {"password", "last_login"}


def test_groups_given_and_second_factors_are_kept() -> None:
    user = make_user()
    user.groups.add(Group.objects.create(name="Zkušební"))
    assert LogEntry.objects.get_for_object(user).filter(changes__has_key="groups").exists()
    factor = enrol(user)
    assert LogEntry.objects.get_for_object(factor).get().changes.keys() == {"user", "type"}


def test_nothing_a_citizen_writes_is_kept() -> None:
    message = make_message(text="Klíče jsou u Jany", name="Jana Nová", email="jana@example.org", place="Dlouhá 1")
    message.text, message.state = "Jana klíče nemá", State.IN_PROGRESS
    message.save()
    entries = LogEntry.objects.get_for_object(message)
    assert {field for entry in entries for field in entry.changes} <= set(audit.MESSAGE)
    assert entries.filter(action=LogEntry.Action.UPDATE).get().changes.keys() == {"state"}
    assert "Jan" not in " ".join(f"{entry.object_repr} {entry.changes}" for entry in entries)


def test_no_model_that_staff_edit_is_forgotten() -> None:
    """Imported and derived data has reports of its own; so do mails and the events of messages."""
    edited = {
        model._meta.label
        for model, options in admin.site._registry.items()
        if type(options).has_change_permission is admin.ModelAdmin.has_change_permission
    }
    followed = {model._meta.label for model in auditlog.get_models()}
    assert {"auth.User", "districts.District"} <= edited
    assert edited - followed == set()


def test_what_visitors_cause_is_not_kept(rf: RequestFactory) -> None:
    def view(request: HttpRequest) -> HttpResponse:
        make_person("Jana Nová")
        return HttpResponse()

    LogEntry.objects.all().delete()
    StaffAuditMiddleware(view)(rf.get("/"))
    assert Person.objects.get().name == "Jana Nová"
    assert not LogEntry.objects.exists()
    make_person("Petr Nový")
    assert LogEntry.objects.count() == 1, "what the portal or a command does by itself is"


def test_the_audit_log_is_read_only_and_for_those_who_may(admin_client: Client) -> None:
    entry = LogEntry.objects.get_for_object(make_person("Jana Nová")).get()
    listed = admin_client.get("/admin/auditlog/logentry/")
    assert "Jana Nová" in listed.content.decode()
    assert "Záznamy změn" in listed.content.decode()
    kind = ContentType.objects.get_for_model(Person).pk
    assert list(admin_client.get("/admin/auditlog/logentry/", {"kind": kind}).context["cl"].queryset) == [entry]
    assert admin_client.get("/admin/auditlog/logentry/", {"kind": "x"}).status_code == 200  # a link cut short
    assert admin_client.get("/admin/auditlog/logentry/add/").status_code == 403
    assert admin_client.post(f"/admin/auditlog/logentry/{entry.pk}/change/").status_code == 403
    assert admin_client.post(f"/admin/auditlog/logentry/{entry.pk}/delete/").status_code == 403
    outsider = sign_in(Client(), make_user())
    assert outsider.get("/admin/auditlog/logentry/").status_code == 403


def test_every_kept_change_can_be_read(admin_client: Client, admin_user: User) -> None:
    person = make_person("Jana Nová")
    person.user = admin_user
    person.save()
    admin_user.groups.add(Group.objects.create(name="Zkušební"))
    admin_user.groups.clear()
    make_user().delete()
    LogEntry.objects.log_create(person, force_log=True, action=LogEntry.Action.ACCESS)
    entries = list(LogEntry.objects.all())
    assert {entry.action for entry in entries} == set(dict(LogEntry.Action.choices))
    for entry in entries:
        page = admin_client.get(f"/admin/auditlog/logentry/{entry.pk}/change/")
        assert page.status_code == 200, entry
        assert "None" not in page.content.decode(), entry
