"""People are told of what happens to their account, whoever did it and wherever."""

import re
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from post_office.models import Email
from pytest_django import DjangoCaptureOnCommitCallbacks, Settings

from bezpecna_plzen.accounts.security_mails import Happened, tell_owner
from tests.bezpecna_plzen.accounts.test_signed_in import FIREFOX, PASSWORD, PHONE, enter
from tests.factories import make_department
from tests.signing_in import code_now, enrol, sign_in

pytestmark = [pytest.mark.django_db, pytest.mark.once]


@pytest.fixture
def jana() -> User:
    user = User.objects.create_user("jana", "jana@example.org", PASSWORD, is_staff=True, is_superuser=True)
    enrol(user)
    Email.objects.all().delete()
    return user


def told() -> list[tuple[str, str]]:
    """To whom mails went, and about what; they are forgotten then."""
    mails = [
        (", ".join(mail.to), mail.subject.removeprefix("Bezpečná Plzeň: ")) for mail in Email.objects.order_by("pk")
    ]
    Email.objects.all().delete()
    return [(to, subject.replace("\u00a0", " ")) for to, subject in mails]


def hers(*subjects: str) -> list[tuple[str, str]]:
    return [("jana@example.org", subject) for subject in subjects]


CODE = "byl použit záložní kód"


def test_of_a_sign_in_on_a_new_device_and_only_there(jana: User) -> None:
    client, _answer = enter(jana)
    mail = Email.objects.get(subject__contains="zařízení")
    assert "Firefox, Windows" in mail.message
    assert told() == hers(CODE, "přihlášení na novém zařízení")
    client.post("/ucet/odhlaseni/")
    enter(jana, client=client)
    assert told() == hers(CODE)
    enter(jana, PHONE)
    assert told() == hers(CODE, "přihlášení na novém zařízení")


def test_of_a_new_password(jana: User) -> None:
    client, _answer = enter(jana)
    told()
    new = "docela jiné heslo pro testy"
    client.post("/ucet/heslo/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert told() == hers("vaše heslo bylo změněno")


def test_of_a_first_password(jana: User) -> None:
    jana.set_unusable_password()
    jana.save()
    client = sign_in(Client(), jana)
    assert client.post("/ucet/heslo/zadne/", {"password1": PASSWORD, "password2": PASSWORD}).status_code == 302
    assert told() == hers("bylo nastaveno heslo")


def test_of_an_app_that_comes_and_goes(
    jana: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    add_passkey(jana)
    client = sign_in(Client(), jana)
    assert client.post("/ucet/aplikace/zrusit/").status_code == 302
    assert told() == hers("ověřovací aplikace byla odebrána")
    secret = client.get("/ucet/aplikace/").context["form"].secret
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/ucet/aplikace/", {"code": code_now(secret)}).status_code == 302
    assert told() == hers("byla přidána ověřovací aplikace")


def test_of_a_passkey_that_goes(jana: User) -> None:
    client, key = sign_in(Client(), jana), add_passkey(jana)
    assert client.post(f"/ucet/klice/{key.pk}/zrusit/").status_code == 302
    assert told() == hers("přístupový klíč byl odebrán")


def add_passkey(user: User) -> Authenticator:
    data = {"name": "Služební telefon", "credential": {}}
    return Authenticator.objects.create(user=user, type=Authenticator.Type.WEBAUTHN, data=data)


def test_of_new_recovery_codes(jana: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks) -> None:
    client = sign_in(Client(), jana)
    with django_capture_on_commit_callbacks(execute=True):
        assert client.post("/ucet/zalozni-kody/nove/").status_code == 302
    assert told() == hers("nové záložní kódy")


@pytest.mark.parametrize("fields", [{"is_active": False}, {"email": ""}, {"email": "není adresa"}])
def test_nobody_is_told_where_no_mail_is_to_go(jana: User, fields: dict[str, Any]) -> None:
    User.objects.filter(pk=jana.pk).update(**fields)
    jana.refresh_from_db()
    for what in Happened:
        tell_owner(jana, what, now=timezone.now())
    assert told() == []


def test_everything_that_is_told_has_words_of_its_own(jana: User) -> None:
    for what in Happened:
        tell_owner(jana, what, now=timezone.now())
    assert len({mail.message for mail in Email.objects.all()}) == len(set(told())) == len(Happened)


def test_a_mail_says_what_to_do_and_has_no_link_but_the_portal(jana: User, settings: Settings) -> None:
    settings.SITE_URL = "https://portal.example.org"
    make_department(name="Odbor bezpečnosti", phone="378 032 251")
    jana.username = "jana<b>"
    jana.save()
    enter(jana)
    mail = Email.objects.get(subject__contains="zařízení")
    text = mail.message.replace("\u00a0", " ")
    assert re.findall(r"\S*://\S*", text) == ["(https://portal.example.org),"]
    for part in ("jana<b>", "Odhlásit všude", "Změňte si tam heslo", "Odbor bezpečnosti, 378 032 251"):
        assert part in text


def test_the_mails_really_go_out(jana: User, settings: Settings, mailoutbox: list[object]) -> None:
    settings.MAIL_TRANSPORT = "django.core.mail.backends.locmem.EmailBackend"
    enter(jana)
    call_command("send_queued_mail")
    assert len(mailoutbox) == 2


def test_the_browser_is_not_taken_at_its_word(jana: User) -> None:
    enter(jana, FIREFOX.replace("Firefox", "https://podvod.example/Firefox"))
    assert "podvod" not in Email.objects.get(subject__contains="zařízení").message
