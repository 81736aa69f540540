"""People in office are invited: each gets an account and a mail of their own, and it is seen how far they are."""

from collections.abc import Iterator
from datetime import timedelta
from threading import Barrier, Thread
from typing import Any

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import Client
from django.utils import timezone
from post_office.models import STATUS, Email

from bezpecna_plzen.accounts import invitations
from bezpecna_plzen.accounts.inviting_people import invite_people, propose_username
from bezpecna_plzen.accounts.models import Invitation
from bezpecna_plzen.accounts.states import State, find_progress
from bezpecna_plzen.admin import dashboard
from districts.models import Person
from mailbox.permissions.access import DEPARTMENT, EDITORS, OFFICERS
from tests.factories import make_department, make_person, make_tenure
from tests.mailbox.factories import find_group, let_in, make_staff
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

LIST = "/admin/districts/person/"


@pytest.fixture
def boss() -> User:
    return make_staff(DEPARTMENT, username="odbor")


@pytest.fixture
def department(boss: User) -> Client:
    return sign_in(Client(), boss)


def invite(client: Client, *people: Person, group: str = OFFICERS) -> Any:
    data = {"action": "invite", "_selected_action": [each.pk for each in people]}
    return client.post(LIST, data | {"send": "1", "group": Group.objects.get(name=group).pk}, follow=True)


def said(response: Any) -> str:
    return " ".join(str(each) for each in response.context["messages"]).replace("\xa0", " ")


def test_all_who_have_no_account_are_invited_at_once(department: Client, boss: User) -> None:
    people = [make_tenure(person=make_person(f"Jana Ukázková {number}")).person for number in "AB"]
    chosen = department.post(LIST, {"action": "invite", "_selected_action": [each.pk for each in people]})
    assert OFFICERS in chosen.content.decode()
    assert chosen.context["form"]["group"].initial == Group.objects.get(name=OFFICERS)
    assert not User.objects.filter(person__isnull=False).exists(), "nothing before it is confirmed"
    answer = invite(department, *people)
    assert "Pozváni 2 lidé" in said(answer)
    for person in Person.objects.select_related("user"):
        assert person.user is not None
        assert person.user.email == person.email
        assert [each.name for each in person.user.groups.all()] == [OFFICERS]
        assert (person.user.is_staff, person.user.has_usable_password()) == (True, False)
        assert person.user.invitation.invited_by == boss
    assert sorted(each.to for each in Email.objects.all()) == sorted([each.email] for each in people)


@pytest.fixture
def committing(committing_database: None) -> Iterator[None]:
    yield
    for model in (User, Email):
        model.objects.all().delete()


@pytest.mark.usefixtures("committing")
def test_of_two_who_press_at_the_same_moment_nobody_fails_and_accounts_are_made_once() -> None:
    people = [make_person(name).pk for name in ("Jana Ukázková", "Petr Ukázka", "Eva Příkladná")]
    boss, group, start = make_staff(DEPARTMENT, username="odbor"), find_group(OFFICERS), Barrier(3)
    done = []

    def press() -> None:
        chosen = Person.objects.filter(pk__in=people)
        start.wait()
        done.append(invite_people(chosen, group=group, by=boss, now=timezone.now()))
        connection.close()

    threads = [Thread(target=press) for _ in range(3)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [[candidate.obstacle for candidate in candidates] for candidates in done] == [[""] * 3] * 3
    names = User.objects.filter(person__in=people).order_by("username").values_list("username", flat=True)
    assert [*names] == ["eva.prikladna", "jana.ukazkova", "petr.ukazka"]


def test_a_group_is_needed(department: Client) -> None:
    person = make_person()
    answer = department.post(LIST, {"action": "invite", "_selected_action": [person.pk], "send": "1"})
    assert "group" in answer.context["form"].errors
    assert not Invitation.objects.exists()


def test_only_groups_that_one_may_give_are_offered(department: Client) -> None:
    from tests.bezpecna_plzen.accounts.test_managing import above

    person, more = make_person(), above()
    answer = department.post(LIST, {"action": "invite", "_selected_action": [person.pk]})
    assert {each.name for each in answer.context["form"].fields["group"].queryset} == {DEPARTMENT, EDITORS, OFFICERS}
    assert "group" in invite(department, person, group=more.name).context["form"].errors


def test_who_cannot_be_invited_is_left_out_with_the_reason(department: Client) -> None:
    root = make_staff(is_superuser=True, email="spravce@example.org")
    reasons = {
        make_person("Bez Mailu", email=""): "nemá e-mail",
        make_person("Cizí Mail", email="Spravce@example.org"): "patří k účtu",
        make_person("Správce", user=root): "nespravujete",
        make_person("Vypnutý", user=make_staff(OFFICERS, is_active=False)): "je vypnutý",
        make_person("Hotový", user=let_in(make_staff(OFFICERS))): "přihlašuje se",
    }
    shared = [make_person(email=email) for email in ("spolu@example.org", "SPOLU@example.org")]
    everybody = [*reasons, *shared]
    page = department.post(LIST, {"action": "invite", "_selected_action": [each.pk for each in everybody]})
    left = {each.person: each.obstacle.replace("\xa0", " ") for each in page.context["left_out"]}
    for person, reason in reasons.items():
        assert reason in left.pop(person)
    [(person, obstacle)] = left.items()
    assert person in shared
    assert "stejný e-mail" in obstacle
    answer = invite(department, *everybody)
    assert "Pozván 1 člověk" in said(answer)
    assert Email.objects.count() == 1
    root.refresh_from_db()
    assert root.email == "spravce@example.org"


def test_inviting_again_takes_the_address_of_today_and_keeps_the_group(department: Client) -> None:
    user = make_staff(EDITORS, email="stary@example.org")
    person = make_person(user=user, email="novy@example.org")
    invite(department, person)
    older = invitations.link_of(Invitation.objects.get())
    invite(department, person)
    user.refresh_from_db()
    assert user.email == "novy@example.org"
    assert [each.name for each in user.groups.all()] == [EDITORS]
    assert invitations.link_of(Invitation.objects.get()) != older


@pytest.mark.parametrize("who", [OFFICERS, EDITORS, ""])
def test_nobody_else_invites(who: str) -> None:
    person = make_person()
    client = sign_in(Client(), make_staff(who))
    data = {"action": "invite", "_selected_action": [person.pk], "send": "1", "group": "1"}
    assert client.post(LIST, data).status_code == 403
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Jana Ukázková", "jana.ukazkova"),
        ("nprap. Bc. Řehoř Žluťoučký, DiS.", "rehor.zlutoucky"),
        ("Anna Marie Vzorová-Nová", "anna.marie.vzorova-nova"),
        ("Đặng Ukázkový", "dang.ukazkovy"),
        ("张", "osoba"),
        ("str. mjr", "str.mjr"),
    ],
)
def test_the_user_name_is_made_of_the_name(name: str, proposed: str) -> None:
    assert propose_username(Person(name=name, email="osoba@example.org"), set()) == proposed


def test_nobody_gets_a_user_name_that_somebody_has() -> None:
    jana = Person(name="Jana Ukázková", email="a@example.org")
    assert propose_username(jana, {"jana.ukazkova", "jana.ukazkova2"}) == "jana.ukazkova3"
    assert len(propose_username(Person(name="A" * 120 + " B", email=""), set())) <= 150


# --- how far they are -----------------------------------------------------------------------------------------------


def test_the_list_shows_how_far_everybody_is(department: Client) -> None:
    now = timezone.now()

    def invited(ago: timedelta = timedelta()) -> User:
        user = make_staff(OFFICERS, email="nekdo@example.org")
        invitations.send_invitation(user, by=None, now=now - ago)
        return user

    expired, unsent, done, forgotten = invited(timedelta(days=1)), invited(), invited(), invited()
    Email.objects.filter(pk=unsent.invitation.mail_id).update(status=STATUS.failed)
    Invitation.objects.filter(user__in=[done, forgotten]).update(accepted_at=now)
    let_in(done)
    states = {
        make_person().pk: State.NONE,
        make_person(user=make_staff()).pk: State.UNINVITED,
        make_person(user=invited()).pk: State.INVITED,
        make_person(user=expired).pk: State.EXPIRED,
        make_person(user=unsent).pk: State.UNSENT,
        make_person(user=done).pk: State.READY,
        make_person(user=forgotten).pk: State.UNINVITED,
        make_person(user=make_staff(is_active=False)).pk: State.OFF,
    }
    rows = department.get(LIST).context["cl"].result_list
    assert {row.pk: row.how_far.state for row in rows} == states
    assert "pozvánka vypršela (" in department.get(LIST).content.decode().replace("\xa0", " ")


@pytest.mark.parametrize(
    ("account", "kept"), [("missing", "abde"), ("none", "ae"), ("waiting", "b"), ("ready", "cd"), ("", "abcde")]
)
def test_the_list_can_be_narrowed_down(department: Client, account: str, kept: str) -> None:
    make_person("a")
    make_person("b", user=make_staff(OFFICERS))
    make_person("c", user=let_in(make_staff(OFFICERS)))
    make_person("d", user=let_in(make_staff(OFFICERS)), email="")
    make_person("e", email="")
    rows = department.get(LIST, {"account": account} if account else {}).context["cl"].result_list
    assert "".join(sorted(row.name for row in rows)) == kept


def test_finding_it_out_costs_two_queries_however_many_they_are(django_assert_num_queries: Any) -> None:
    users = [make_staff(OFFICERS).pk for _ in range(5)]
    with django_assert_num_queries(2):
        find_progress([*users, None], now=timezone.now())


# --- the first page -------------------------------------------------------------------------------------------------


def matters(user: User) -> dict[str, str]:
    found = dashboard.contents(user, now=timezone.now())["matters"]
    return {each.url: each.number for each in found}


def test_the_department_sees_who_is_left_outside_and_each_tile_leads_there(boss: User, department: Client) -> None:
    make_tenure(person=make_person())
    make_tenure(person=make_person(user=let_in(make_staff(OFFICERS)), email=""))
    make_tenure(person=make_person(user=let_in(make_staff(OFFICERS))))
    make_person("Bez Funkce")
    make_staff()
    for tile, number in {f"{LIST}?post=some&account=missing": "2", "/admin/auth/user/?group=none": "1"}.items():
        assert matters(boss)[tile] == number
        assert len(department.get(tile).context["cl"].result_list) == int(number)


def test_others_see_no_such_tile() -> None:
    assert not [url for url in matters(make_staff(OFFICERS)) if "account" in url or "group" in url]


def test_whoever_is_in_no_group_is_told_whom_to_ask() -> None:
    make_department(name="Odbor bezpečnosti", email="odbor@example.org")
    page = sign_in(Client(), make_staff()).get("/admin/").content.decode().replace("\xa0", " ")
    assert "Váš účet není v žádné skupině" in page
    assert "odbor@example.org" in page
    for user in (make_staff(OFFICERS), make_staff(EDITORS), make_staff(is_superuser=True)):
        assert "Váš účet není" not in sign_in(Client(), user).get("/admin/").content.decode().replace("\xa0", " ")
