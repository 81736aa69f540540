"""What an administrator changes of an account: its owner is told, and sessions that are valid no more end at once."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from bezpecna_plzen.accounts.models import Session
from tests.bezpecna_plzen.accounts.test_security_mails import hers, told
from tests.bezpecna_plzen.accounts.test_security_mails import jana as jana
from tests.opening import save_form
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def boss(admin_user: User) -> Client:
    admin_user.email = ""
    admin_user.save()
    return sign_in(Client(), admin_user)


def change(boss: Client, user: User, **fields: Any) -> None:
    """Send the page of a user as it is, but for some fields."""
    page = f"/admin/auth/user/{user.pk}/change/"
    form = boss.get(page).context["adminform"].form
    data = {name: form.get_initial_for_field(field, name) for name, field in form.fields.items()}
    del data["password"], data["last_login"], data["date_joined"]
    joined = form["date_joined"].value()
    data |= {"date_joined_0": joined.strftime("%d.%m.%Y"), "date_joined_1": joined.strftime("%H:%M:%S")} | fields
    answer = save_form(boss, page, {name: value for name, value in data.items() if value not in (None, False)})
    assert answer.status_code == 302, answer.context["errors"]


def test_of_another_address_both_are_told(boss: Client, jana: User) -> None:
    change(boss, jana, email="nova@example.org")
    subject = "e-mail vašeho účtu byl změněn"
    assert told() == [("jana@example.org", subject), ("nova@example.org", subject)]


def test_of_another_name_nobody_is_told_and_nothing_ends(boss: Client, jana: User) -> None:
    sign_in(Client(), jana)
    change(boss, jana, first_name="Jana")
    assert told() == []
    assert Session.objects.filter(user=jana).exists()


def test_an_account_that_is_switched_off_is_signed_out_at_once(boss: Client, jana: User) -> None:
    sign_in(Client(), jana)
    change(boss, jana, is_active=False)
    assert not Session.objects.filter(user=jana).exists()


def test_a_password_that_is_set_for_somebody_is_told_and_signs_them_out(boss: Client, jana: User) -> None:
    sign_in(Client(), jana)
    new = {"usable_password": "true", "password1": "docela jiné heslo", "password2": "docela jiné heslo"}
    assert boss.post(f"/admin/auth/user/{jana.pk}/password/", new).status_code == 302
    assert told() == hers("vaše heslo bylo změněno")
    assert not Session.objects.filter(user=jana).exists()


def test_forgotten_factors_are_told_and_sign_out(
    boss: Client, jana: User, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    sign_in(Client(), jana)
    with django_capture_on_commit_callbacks(execute=True):
        boss.post("/admin/auth/user/", {"action": "forget_second_factors", "_selected_action": [jana.pk]})
    assert hers("ověřovací aplikace byla odebrána")[0] in told()
    assert not Session.objects.filter(user=jana).exists()


def test_a_deleted_account_is_signed_out_and_told_nothing(boss: Client, jana: User) -> None:
    sign_in(Client(), jana)
    boss.post(f"/admin/auth/user/{jana.pk}/delete/", {"post": "yes"})
    assert not User.objects.filter(pk=jana.pk).exists()
    assert told() == []
    assert not Session.objects.exclude(user__username="admin").exists()
