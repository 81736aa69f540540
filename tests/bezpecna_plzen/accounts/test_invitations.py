"""Invitations: the only way to a first second factor, good for a day, once, and for one person."""

import re
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone
from post_office.models import Email

from bezpecna_plzen.accounts import invitations
from bezpecna_plzen.accounts.models import Invitation
from mailbox.mail.delivery import deliver_due
from tests.passkeys import PasskeyDevice
from tests.signing_in import code_now, enrol, sign_in

pytestmark = pytest.mark.django_db

PASSWORD = "dlouhé heslo jen pro testy"
NEW = "úplně jiné dlouhé heslo"


def make_user(name: str = "jana", **fields: Any) -> User:
    user = User(**({"username": name, "email": f"{name}@example.org", "is_staff": True} | fields))
    user.set_unusable_password()
    user.save()
    return user


def invite(user: User, *, ago: timedelta = timedelta()) -> str:
    """The path of a new invitation's link, made some time ago."""
    invitation = invitations.make_invitation(user, by=None, now=timezone.now() - ago)
    return path_of(invitations.link_of(invitation))


def path_of(link: str) -> str:
    return re.sub(r"^https?://[^/]+", "", link)


def is_let_in(client: Client) -> bool:
    return bool(client.get("/admin/").status_code == 200)


def set_up_passkey(client: Client, path: str, device: PasskeyDevice | None = None) -> Any:
    options = client.get(path).context["js_data"]["creation_options"]
    return client.post(path, {"credential": (device or PasskeyDevice()).create(options)})


def set_up_app(client: Client, path: str) -> Any:
    secret = client.get(f"{path}aplikace/").context["form"].secret
    return client.post(f"{path}aplikace/", {"password1": NEW, "password2": NEW, "code": code_now(secret)})


# --- the way in -----------------------------------------------------------------------------------------------------


def test_a_passkey_is_set_up_by_one_press_and_opens_the_administration_alone() -> None:
    path, device, client = invite(make_user()), PasskeyDevice(), Client()
    assert set_up_passkey(client, path, device)["Location"] == "/admin/"
    assert is_let_in(client)
    again = Client()
    asked = again.get("/ucet/prihlaseni/klic/", headers={"accept": "application/json"}).json()
    assert not is_let_in(again)
    again.post("/ucet/prihlaseni/klic/", {"credential": device.sign(asked["request_options"])})
    assert is_let_in(again)


def test_a_password_and_an_app_do_as_well_and_come_with_recovery_codes() -> None:
    user = make_user()
    path, client = invite(user), Client()
    assert set_up_app(client, path)["Location"] == "/ucet/zalozni-kody/"
    assert 'href="/admin/"' in client.get("/ucet/zalozni-kody/").content.decode()
    assert is_let_in(client)
    again = Client()
    again.post("/ucet/prihlaseni/", {"login": "jana", "password": NEW})
    assert not is_let_in(again)
    again.post("/ucet/prihlaseni/kod/", {"code": code_now(ahead=1, secret=_secret_of(user))})
    assert is_let_in(again)


def _secret_of(user: User) -> str:
    return str(Authenticator.objects.get(user=user, type=Authenticator.Type.TOTP).data["secret"])


@pytest.mark.parametrize(
    ("typed", "wrong"),
    [
        ({"password1": "krátké", "password2": "krátké"}, "password1"),
        ({"password2": "něco docela jiného"}, "password2"),
        ({"code": "000000"}, "code"),
    ],
)
def test_what_is_wrong_sets_nothing_up_and_the_link_stays_good(typed: dict[str, str], wrong: str) -> None:
    path, client = invite(make_user()), Client()
    secret = client.get(f"{path}aplikace/").context["form"].secret
    data = {"password1": NEW, "password2": NEW, "code": code_now(secret)} | typed
    page = client.post(f"{path}aplikace/", data)
    assert [*page.context["form"].errors] == [wrong]
    assert not Authenticator.objects.exists()
    assert not is_let_in(client)
    assert client.post(f"{path}aplikace/", data | {"password1": NEW, "password2": NEW, "code": code_now(secret)})
    assert is_let_in(client)


def test_who_did_it_is_in_the_audit_log() -> None:
    boss, user = sign_in(Client(), make_user("boss", is_superuser=True)), make_user()
    set_up_passkey(Client(), invite(user))
    entry = LogEntry.objects.get_for_object(Authenticator.objects.get(user=user)).get()
    assert entry.actor == user
    assert boss.get(f"/admin/auditlog/logentry/{entry.pk}/change/").status_code == 200


# --- once, a day, bound to the person -------------------------------------------------------------------------------


def test_opening_the_link_does_not_use_it_up_however_often() -> None:
    path = invite(make_user())
    before = Invitation.objects.values().get()
    for scanner in (Client(), Client()):
        for way in (path, f"{path}aplikace/"):
            assert scanner.get(way).status_code == 200
            assert scanner.head(way).status_code == 200
        assert not is_let_in(scanner)
    assert Invitation.objects.values().get() == before
    client = Client()
    set_up_passkey(client, path)
    assert is_let_in(client)


@pytest.mark.parametrize("first", [set_up_passkey, set_up_app])
@pytest.mark.parametrize("second", [set_up_passkey, set_up_app])
def test_it_works_once(first: Any, second: Any) -> None:
    path, other = invite(make_user()), Client()
    for way in (path, f"{path}aplikace/"):
        other.get(way)
    options = other.get(path).context["js_data"]["creation_options"]
    secret = other.get(f"{path}aplikace/").context["form"].secret
    first(Client(), path)
    count = Authenticator.objects.count()
    if second is set_up_passkey:
        refused = other.post(path, {"credential": PasskeyDevice().create(options)})
    else:
        data = {"password1": NEW, "password2": NEW, "code": code_now(secret)}
        refused = other.post(f"{path}aplikace/", data)
    assert refused.status_code == 410
    assert "už byla použita" in refused.content.decode()
    assert not is_let_in(other)
    assert Authenticator.objects.count() == count


def test_of_two_who_use_it_at_the_same_moment_one_gets_through() -> None:
    user = make_user()
    invitation, now = invitations.make_invitation(user, by=None, now=timezone.now()), timezone.now()
    assert [invitations.accept(invitation, now=now) for _ in range(2)] == [True, False]


def test_it_lives_a_day_and_then_says_what_to_do() -> None:
    user = make_user()
    assert Client().get(invite(user, ago=timedelta(hours=23, minutes=59))).status_code == 200
    path = invite(user, ago=timedelta(days=1))
    page = Client().get(path)
    assert page.status_code == 410
    assert "Požádejte odbor" in page.content.decode()
    assert Client().post(path, {"credential": "{}"}).status_code == 410
    assert not invitations.accept(Invitation.objects.get(), now=timezone.now())


def test_a_newer_one_takes_the_place_of_the_older() -> None:
    user = make_user()
    older, newer = invite(user), invite(user)
    assert Client().get(older).status_code == 410
    assert Client().get(newer).status_code == 200


def test_it_dies_with_the_address_it_was_sent_to() -> None:
    user = make_user()
    path = invite(user)
    User.objects.update(email="jana.nova@example.org")
    assert Client().get(path).status_code == 410


def test_it_opens_nothing_when_the_account_is_switched_off() -> None:
    user = make_user()
    path = invite(user)
    User.objects.update(is_active=False)
    page = Client().get(path)
    assert (page.status_code, "vypnutý" in page.content.decode()) == (410, True)
    assert not invitations.accept(Invitation.objects.get(), now=timezone.now())


@pytest.mark.parametrize("token", ["a%00b", "a%0d%0ab", ".", "%FF", "a" * 50_000])
@pytest.mark.parametrize("page", ["", "aplikace/"])
def test_what_was_never_a_link_is_unknown(token: str, page: str) -> None:
    make_user()
    assert Client().get(f"/ucet/pozvanka/{token}/{page}").status_code == 410


def test_a_link_cannot_be_made_from_what_is_in_the_database() -> None:
    jana, petr = make_user(), make_user("petr")
    of_jana, of_petr = invite(jana), invite(petr)
    nonce, signature = jana.invitation.nonce, of_petr.partition(".")[2]
    for token in (nonce, f"{nonce}.", f"{nonce}.{signature}", "x" * 5000, of_jana.split("/")[-2][:-1]):
        assert Client().get(f"/ucet/pozvanka/{token}/").status_code in (404, 410), token


def test_whoever_is_signed_in_as_somebody_else_is_told_so() -> None:
    path, client = invite(make_user()), sign_in(Client(), make_user("petr", first_name="Petr"))
    page = client.get(path)
    assert page.status_code == 409
    assert "Petr" in page.content.decode()
    assert client.post(path, {"credential": "{}"}).status_code == 409
    assert client.post("/ucet/odhlaseni/", {"next": path})["Location"] == path
    assert client.get(path).status_code == 200


def test_who_has_a_second_factor_cannot_be_invited() -> None:
    user = make_user()
    enrol(user)
    with pytest.raises(ValidationError, match="druhý faktor"):
        invitations.make_invitation(user, by=None, now=timezone.now())


def test_an_old_link_opens_nothing_after_a_second_factor_came_another_way() -> None:
    user = make_user()
    path = invite(user)
    enrol(user)
    assert Client().get(path).status_code == 410
    assert not invitations.accept(Invitation.objects.get(), now=timezone.now())


def test_nothing_is_accepted_before_it_was_sent() -> None:
    now = timezone.now()
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.create(user=make_user(), nonce="x", sent_at=now, accepted_at=now - timedelta(seconds=1))


# --- the owner is made sure of --------------------------------------------------------------------------------------


def test_a_passkey_that_does_not_make_sure_of_its_owner_is_not_set_up() -> None:
    client = Client()
    page = set_up_passkey(client, invite(make_user()), PasskeyDevice(verifies=False))
    assert page.status_code == 200
    assert not Authenticator.objects.exists()
    assert not is_let_in(client)


def test_nor_does_it_sign_in_as_the_only_or_the_second_factor() -> None:
    user, device = make_user(), PasskeyDevice()
    set_up_passkey(Client(), invite(user), device)
    user.set_password(PASSWORD)
    user.save()
    device.verifies = False
    alone = Client()
    asked = alone.get("/ucet/prihlaseni/klic/", headers={"accept": "application/json"}).json()["request_options"]
    alone.post("/ucet/prihlaseni/klic/", {"credential": device.sign(asked)})
    assert not is_let_in(alone)
    second = Client()
    second.post("/ucet/prihlaseni/", {"login": "jana", "password": PASSWORD})
    options = second.get("/ucet/prihlaseni/kod/").context["js_data"]["request_options"]
    assert options["publicKey"]["userVerification"] == "required"
    second.post("/ucet/prihlaseni/kod/", {"credential": device.sign(options)})
    assert not is_let_in(second)
    device.verifies = True
    options = second.get("/ucet/prihlaseni/kod/").context["js_data"]["request_options"]
    second.post("/ucet/prihlaseni/kod/", {"credential": device.sign(options)})
    assert is_let_in(second)


# --- the mail and the command ---------------------------------------------------------------------------------------


def test_the_link_is_sealed_in_the_queue_and_whole_in_the_mail(mailoutbox: list[Any]) -> None:
    user = make_user(first_name="Jana", last_name="Ukázková")
    invitation = invitations.send_invitation(user, by=None, now=timezone.now())
    queued, link = Email.objects.get(), invitations.link_of(invitation)
    token = link.rstrip("/").rpartition("/")[2]
    assert token not in f"{queued.message} {queued.context}"
    assert invitation.mail == queued
    deliver_due(clock=timezone.now)
    [mail] = mailoutbox
    assert mail.to == ["jana@example.org"]
    assert link in mail.body
    assert "Jana Ukázková" in mail.body
    assert token not in str(Email.objects.values().get())


def test_who_has_no_e_mail_is_not_invited_by_mail() -> None:
    user = make_user(email="")
    with pytest.raises(ValidationError, match="e-mail"):
        invitations.send_invitation(user, by=None, now=timezone.now())
    assert not Invitation.objects.exists()


def test_a_command_makes_the_first_account_and_prints_its_link(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(CommandError, match="--superuser"):
        call_command("invite", "spravce")
    call_command("invite", "spravce", "--superuser")
    client = Client()
    set_up_passkey(client, path_of(capsys.readouterr().out.strip()))
    assert client.get("/admin/auth/user/").status_code == 200


def test_the_command_helps_whoever_has_lost_every_factor(capsys: pytest.CaptureFixture[str]) -> None:
    user = make_user(is_superuser=True)
    enrol(user)
    with pytest.raises(CommandError, match="--forget-factors"):
        call_command("invite", "jana")
    assert Authenticator.objects.filter(user=user).exists()
    call_command("invite", "jana", "--forget-factors")
    assert Client().get(path_of(capsys.readouterr().out.strip())).status_code == 200


def test_what_the_command_forgets_opens_nothing_any_more_and_its_owner_is_told() -> None:
    user = make_user(is_superuser=True)
    thief = sign_in(Client(), user)
    call_command("invite", "jana", "--forget-factors")
    assert [mail.subject for mail in Email.objects.all()] == ["Bezpečná Plzeň: ověřovací aplikace byla odebrána"]
    enrol(user)  # in the place of what was lost
    assert not is_let_in(thief)


@pytest.mark.parametrize("name", ["", "  ", "jan novák", "a" * 151])
def test_the_command_makes_no_account_of_a_name_that_is_none(name: str) -> None:
    with pytest.raises(CommandError, match="is no user name"):
        call_command("invite", name, "--superuser")
    assert not User.objects.exists()


def test_the_command_says_so_when_an_account_is_no_superuser(capsys: pytest.CaptureFixture[str]) -> None:
    user = make_user()
    with pytest.raises(CommandError, match="no superuser"):
        call_command("invite", "jana", "--superuser")
    call_command("invite", "jana")
    assert Client().get(path_of(capsys.readouterr().out.strip())).status_code == 200
    user.refresh_from_db()
    assert not user.is_superuser
