"""The safety department manages accounts without being able to become more by way of them."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from auditlog.models import LogEntry
from django.contrib.auth.models import Group, Permission, User
from django.test import Client
from post_office.models import Email

from bezpecna_plzen.accounts.managing import list_given, list_managed
from bezpecna_plzen.accounts.models import Invitation
from mailbox.permissions.access import DEPARTMENT, EDITORS, OFFICERS
from tests.mailbox.factories import let_in, make_staff
from tests.opening import save_form
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

LIST = "/admin/auth/user/"


@pytest.fixture
def boss() -> User:
    return let_in(make_staff(DEPARTMENT, username="odbor", email="odbor@example.org"))


@pytest.fixture
def department(boss: User) -> Client:
    return sign_in(Client(), boss)


def group(name: str) -> Group:
    return Group.objects.get(name=name)


def above(name: str = "Nad odborem") -> Group:
    """A group that may do more than the department."""
    made = Group.objects.create(name=name)
    made.permissions.add(Permission.objects.get(codename="delete_user"))
    return made


def page(user: User) -> str:
    return f"{LIST}{user.pk}/change/"


def filled(user: User, **changed: Any) -> dict[str, Any]:
    """The form as it is, and what is changed in it."""
    fields = {
        "username": user.username,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "email": user.email,
        "groups": [each.pk for each in user.groups.all()],
    }
    return fields | ({"is_active": "on"} if user.is_active else {}) | changed


def act(client: Client, action: str, *users: User) -> Any:
    return client.post(LIST, {"action": action, "_selected_action": [each.pk for each in users]}, follow=True)


def said(response: Any) -> str:
    return " ".join(str(each) for each in response.context["messages"])


# --- whose accounts -------------------------------------------------------------------------------------------------


def test_it_manages_those_who_may_do_nothing_more() -> None:
    boss = make_staff(DEPARTMENT)
    mine = {boss, make_staff(DEPARTMENT), make_staff(OFFICERS), make_staff(EDITORS), make_staff()}
    more, by_itself = make_staff(), make_staff(OFFICERS)
    more.groups.add(above())
    by_itself.user_permissions.add(Permission.objects.get(codename="delete_logentry", content_type__app_label="admin"))
    root = make_staff(is_superuser=True)
    assert set(list_managed(boss)) == mine
    assert {each.name for each in list_given(boss)} == {DEPARTMENT, OFFICERS, EDITORS}
    assert set(list_managed(root)) == mine | {more, by_itself, root}
    for nobody in (make_staff(OFFICERS), make_staff(EDITORS), make_staff()):
        assert not list_managed(nobody)
        assert not list_given(nobody)


def test_others_do_not_exist_for_it(department: Client) -> None:
    root, more = make_staff(is_superuser=True, username="spravce"), make_staff(username="nadrizeny")
    more.groups.add(above())
    listed = department.get(LIST).content.decode()
    for user in (root, more):
        assert user.username not in listed
        for way in ("change", "history", "delete", "password"):
            assert department.get(f"{LIST}{user.pk}/{way}/").status_code in (302, 403, 404), way
        before = User.objects.filter(pk=user.pk).values().get()
        save_form(department, page(user), filled(user, email="jiny@example.org"))
        for action in ("invite", "forget_second_factors", "delete_selected"):
            act(department, action, user)
        assert User.objects.filter(pk=user.pk).values().get() == before
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("who", [OFFICERS, EDITORS, ""])
def test_whoever_may_not_change_users_has_no_list_of_them(who: str) -> None:
    client = sign_in(Client(), make_staff(who))
    assert client.get(LIST).status_code == 403
    assert client.post(f"{LIST}add/", {"username": "novy"}).status_code == 403


# --- what it cannot do ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("whose", ["its own", "an officer's"])
def test_nobody_becomes_more_by_what_is_sent(department: Client, boss: User, whose: str) -> None:
    user = boss if whose == "its own" else make_staff(OFFICERS)
    everything = [each.pk for each in Permission.objects.all()]
    department.post(
        page(user),
        filled(user, is_superuser="on", is_staff="", user_permissions=everything, password="pbkdf2_sha256$1$x$x"),
    )
    after = User.objects.get(pk=user.pk)
    assert (after.is_superuser, after.is_staff, after.password) == (False, True, user.password)
    assert not after.user_permissions.exists()


@pytest.mark.parametrize("way", ["changing", "adding"])
def test_it_gives_no_group_that_may_do_more(department: Client, way: str) -> None:
    more = above()
    if way == "changing":
        user = make_staff(OFFICERS)
        answer = save_form(department, page(user), filled(user, groups=[more.pk]))
        assert [each.name for each in user.groups.all()] == [OFFICERS]
    else:
        answer = department.post(f"{LIST}add/", {"username": "novy", "groups": [more.pk], "is_superuser": "on"})
        assert not User.objects.filter(username="novy").exists()
    assert "groups" in answer.context["adminform"].form.errors
    assert more.name not in department.get(f"{LIST}add/").content.decode()


def test_it_sets_no_passwords_and_deletes_nobody(department: Client) -> None:
    user = make_staff(OFFICERS)
    new = {"password1": "úplně jiné dlouhé heslo", "password2": "úplně jiné dlouhé heslo"}
    assert department.post(f"{LIST}{user.pk}/password/", new).status_code == 403
    assert department.post(f"{LIST}{user.pk}/delete/", {"post": "yes"}).status_code == 403
    assert department.get("/admin/auth/group/").status_code == 403
    assert not User.objects.get(pk=user.pk).has_usable_password()


# --- what it can do -------------------------------------------------------------------------------------------------


def test_it_makes_an_account_and_its_person_is_invited_at_once(department: Client, boss: User) -> None:
    new = {"username": "jana", "email": "jana@example.org", "groups": [group(OFFICERS).pk], "invite": "on"}
    answer = department.post(f"{LIST}add/", new, follow=True)
    assert answer.redirect_chain[-1][0] == LIST
    user = User.objects.get(username="jana")
    assert (user.is_staff, user.is_superuser, user.has_usable_password()) == (True, False, False)
    assert Invitation.objects.get(user=user).invited_by == boss
    assert Email.objects.get().to == ["jana@example.org"]
    entry = LogEntry.objects.get_for_object(Invitation.objects.get()).get()
    assert entry.actor == boss, "who invited whom"


@pytest.mark.parametrize(
    ("left_out", "wrong"), [({"groups": []}, "groups"), ({"email": ""}, "email"), ({"email": "jana"}, "email")]
)
def test_what_is_forgotten_is_asked_for(department: Client, left_out: dict[str, Any], wrong: str) -> None:
    new = {"username": "jana", "email": "jana@example.org", "groups": [group(OFFICERS).pk], "invite": "on"} | left_out
    answer = department.post(f"{LIST}add/", new)
    assert [*answer.context["adminform"].form.errors] == [wrong]
    assert not User.objects.filter(username="jana").exists()


def test_an_account_of_staff_cannot_lose_its_last_group_without_a_word(department: Client) -> None:
    user = make_staff(OFFICERS)
    answer = save_form(department, page(user), filled(user, groups=[]))
    assert "Bez ní" in str(answer.context["adminform"].form.errors["groups"])
    assert user.groups.exists()
    off = {key: value for key, value in filled(user, groups=[]).items() if key != "is_active"}
    assert save_form(department, page(user), off).status_code == 302, "of one that is switched off it does not matter"


def test_nor_when_a_superuser_changes_it(admin_client: Client) -> None:
    user = make_staff(OFFICERS)
    data = filled(user, groups=[], is_staff="on", date_joined_0="1.1.2026", date_joined_1="10:00")
    assert "groups" in save_form(admin_client, page(user), data).context["adminform"].form.errors
    assert save_form(admin_client, page(user), data | {"is_superuser": "on"}).status_code == 302
    plain = {key: value for key, value in data.items() if key != "is_staff"}
    assert save_form(admin_client, page(user), plain).status_code == 302


def test_it_switches_an_account_off_and_that_is_the_end_of_its_session(department: Client) -> None:
    user = make_staff(OFFICERS)
    officer = sign_in(Client(), user)
    assert officer.get("/admin/").status_code == 200
    save_form(department, page(user), {key: value for key, value in filled(user).items() if key != "is_active"})
    assert officer.get("/admin/").status_code == 302


def test_it_forgets_a_lost_factor_and_sends_an_invitation(department: Client, boss: User) -> None:
    user = make_staff(OFFICERS, email="jana@example.org")
    officer = sign_in(Client(), user)
    answer = act(department, "forget_second_factors", user)
    assert "Pozvánku dostane 1 uživatel" in said(answer).replace("\xa0", " ")
    assert not Authenticator.objects.filter(user=user).exists()
    assert officer.get("/admin/").status_code == 302
    assert "_auth_user_id" not in officer.session
    subjects = [each.subject for each in Email.objects.filter(to="jana@example.org").order_by("pk")]
    assert [each.partition(": ")[2].replace("\xa0", " ") for each in subjects] == [
        "ověřovací aplikace byla odebrána",
        "pozvánka do administrace",
    ]
    assert Invitation.objects.get().invited_by == boss


def test_whoever_forgets_their_own_factor_is_signed_out_and_invited(department: Client, boss: User) -> None:
    answer = act(department, "forget_second_factors", boss)
    assert answer.redirect_chain[-1][0].startswith("/ucet/prihlaseni/")
    assert "odbor" in said(answer)
    assert Invitation.objects.get(user=boss).mail is not None


@pytest.mark.parametrize(
    "lookup", ["sessions__session_key__startswith", "sessions__pk__startswith", "sessions__gt", "sessions"]
)
def test_nobody_finds_out_the_key_of_a_session_by_narrowing_the_list(admin_client: Client, lookup: str) -> None:
    assert admin_client.get(LIST, {lookup: "a"}).status_code == 400


def test_both_addresses_are_told_when_an_e_mail_is_changed(department: Client) -> None:
    user = make_staff(OFFICERS, email="stary@example.org")
    save_form(department, page(user), filled(user, email="novy@example.org"))
    assert {each.to[0] for each in Email.objects.all()} == {"stary@example.org", "novy@example.org"}
    assert {"e-mail" in each.subject for each in Email.objects.all()} == {True}
    Email.objects.all().delete()
    user.refresh_from_db()
    save_form(department, page(user), filled(user, first_name="Jana"))
    assert not Email.objects.exists()


def test_it_is_told_why_somebody_is_not_invited(department: Client) -> None:
    without, ready = (
        make_staff(OFFICERS, username="bez"),
        let_in(make_staff(OFFICERS, username="hotovy", email="a@example.org")),
    )
    off = make_staff(OFFICERS, username="vypnuty", email="b@example.org", is_active=False)
    fine = make_staff(OFFICERS, username="dobry", email="c@example.org")
    words = said(act(department, "invite", without, ready, off, fine)).replace("\xa0", " ")
    assert "bez nemá e-mail" in words
    assert "hotovy už druhý faktor má" in words
    assert "vypnuty: účet je vypnutý" in words
    assert "Pozvánku dostane 1 uživatel: dobry" in words


@pytest.mark.parametrize("query", ["group=none", "factor=none", "factor=some", "is_active__exact=0"])
def test_its_list_can_be_narrowed_down(department: Client, query: str) -> None:
    idle = make_staff(username="bez_skupiny")
    off = make_staff(OFFICERS, username="vypnuty", is_active=False)
    kept = {each.username for each in department.get(f"{LIST}?{query}").context["cl"].result_list}
    expected = {
        "group=none": {idle.username},
        "factor=none": {idle.username, off.username},
        "factor=some": {"odbor"},
        "is_active__exact=0": {off.username},
    }
    assert kept == expected[query]
