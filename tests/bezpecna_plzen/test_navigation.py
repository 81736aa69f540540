"""The lists of the admin's pages: everybody is shown their own, whoever was there before."""

import re

import pytest
from django.contrib.auth.models import Group, User
from django.test import Client

from mailbox.permissions import access
from tests.mailbox.factories import make_staff
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

INBOX = "/admin/mailbox/message/"
USERS = "/admin/auth/user/"


def lists(client: Client, address: str) -> tuple[set[str], set[str]]:
    """Where the menu and the list beside the page lead."""
    page = client.get(address).content.decode()
    menu, sidebar = (
        re.search(r'<details class="menu">.*?</details>', page, re.DOTALL),
        page.partition('id="nav-sidebar"')[2],
    )
    assert menu is not None
    links = [
        set(re.findall(r'<a href="(/admin/\w+/\w+/)"', part)) for part in (menu[0], sidebar.partition("</nav>")[0])
    ]
    return links[0], links[1]


@pytest.fixture
def user() -> User:
    return make_staff(access.OFFICERS)


def test_who_may_do_less_is_not_shown_what_others_were(user: User) -> None:
    department, officer = sign_in(Client(), make_staff(access.DEPARTMENT)), sign_in(Client(), user)
    (menu, sidebar), others = lists(department, INBOX), lists(officer, INBOX)
    assert menu == sidebar
    assert {INBOX, USERS} <= menu
    assert others == ({INBOX}, {INBOX})
    assert lists(department, INBOX) == (menu, sidebar)


def test_a_right_that_is_given_or_taken_shows_at_once(user: User) -> None:
    client, department = sign_in(Client(), user), Group.objects.get(name=access.DEPARTMENT)
    shown = []
    for change in (user.groups.all, lambda: user.groups.add(department), lambda: user.groups.remove(department)):
        change()
        shown.append([USERS in links for links in lists(client, INBOX)])
    assert shown == [[False, False], [True, True], [False, False]]


def test_the_part_that_one_is_in_is_marked(user: User) -> None:
    client = sign_in(Client(), make_staff(access.DEPARTMENT))
    for address, part in ((INBOX, INBOX), (USERS, USERS), (f"{USERS}{user.pk}/change/", USERS), (INBOX, INBOX)):
        marked = re.findall(r'<a href="([^"]*)" aria-current="(\w+)"', client.get(address).content.decode())
        assert [each for each in marked if "?" not in each[0]] == [(part, "true"), (part, "page")]
