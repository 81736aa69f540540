"""Five minutes before a session ends its owner is warned and can prolong it, within its twelve hours."""

import time
from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from bezpecna_plzen.accounts.models import Session
from bezpecna_plzen.accounts.session_length import LONGEST_S, SEEN, TimeLeft
from bezpecna_plzen.admin.session_notice import in_words
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

IDLE_S = settings.SESSION_COOKIE_AGE
LOOK, PROLONG = "/admin/session/", "/admin/session/prolong/"


@pytest.fixture
def signed_in(admin_user: User) -> Callable[..., Client]:
    """A browser that somebody signed in with a while ago, and whose owner then did nothing for another while."""

    def sign(*, ago_s: float = 0, idle_s: float = 0, **how: Any) -> Client:
        client = sign_in(Client(**how), admin_user, ago_s=max(ago_s, idle_s))
        session = client.session
        session[SEEN] = time.time() - idle_s
        session.save()
        return client

    return sign


def plain(answer: Any, name: str) -> str:
    return str(answer.json()[name]).replace("\u00a0", " ")


def test_with_time_left_nothing_is_said(signed_in: Callable[..., Client]) -> None:
    answer = signed_in(idle_s=60).get(LOOK)
    assert IDLE_S - 70 < answer.json()["left"] <= IDLE_S - 60
    assert (answer.json()["said"], answer.json()["more"]) == ("", "")
    assert answer["Cache-Control"] == "no-store, private"


def test_five_minutes_before_the_end_one_is_warned_and_asking_prolongs_nothing(
    signed_in: Callable[..., Client],
) -> None:
    client = signed_in(ago_s=3 * 3600, idle_s=IDLE_S - 250)
    seen, ends = client.session[SEEN], Session.objects.get().expire_date
    for _again in range(2):
        answer = client.get(LOOK)
        assert 240 < answer.json()["left"] <= 250
        assert plain(answer, "said").startswith("Za méně než 5 minut vás portál odhlásí")
        assert "ještě nejvýš 8 h 59 min" in plain(answer, "more")
        assert answer.json()["prolongs"]
    assert (client.session[SEEN], Session.objects.get().expire_date) == (seen, ends)


def test_it_is_prolonged_with_a_button_and_by_what_one_does_on_another_tab(signed_in: Callable[..., Client]) -> None:
    for method, address in (("post", PROLONG), ("get", "/admin/")):
        client = signed_in(idle_s=IDLE_S - 30)
        assert plain(client.get(LOOK), "said").startswith("Za méně než 1 minutu")
        answer = getattr(client, method)(address)
        assert answer.status_code == 200
        assert client.get(LOOK).json()["left"] > IDLE_S - 10
        assert Session.objects.get(pk=client.session.session_key).expire_date.timestamp() > time.time() + IDLE_S - 10
    assert signed_in(idle_s=IDLE_S - 30).post(PROLONG).json()["left"] > IDLE_S - 10


def test_the_twelve_hours_are_not_prolonged(signed_in: Callable[..., Client]) -> None:
    client = signed_in(ago_s=LONGEST_S - 200)
    for answer in (client.get(LOOK), client.post(PROLONG), client.get(LOOK)):
        assert 190 < answer.json()["left"] <= 200
        assert not answer.json()["prolongs"]
        assert plain(answer, "said").startswith("Za méně než 5 minut se musíte přihlásit znovu")
        assert "odpověď nebo poznámka" in plain(answer, "more")


def test_whoever_is_signed_out_is_told_so_shortly_and_nothing_else(signed_in: Callable[..., Client]) -> None:
    over = signed_in(ago_s=LONGEST_S + 1)
    for client in (Client(), over):
        for answer in (client.get(LOOK), client.post(PROLONG)):
            assert (answer.status_code, answer.content) == (401, b"")


def test_other_sites_prolong_nothing(signed_in: Callable[..., Client]) -> None:
    client = signed_in(idle_s=IDLE_S - 30, enforce_csrf_checks=True)
    seen = client.session[SEEN]
    token = client.get(LOOK).json()["token"]
    assert client.get(PROLONG).status_code == 405
    assert client.post(PROLONG).status_code == 403
    assert client.post(PROLONG, headers={"X-CSRFToken": token}).status_code == 200
    assert client.session[SEEN] > seen


@pytest.mark.parametrize("address", ["admin:index", "admin:faq_question_add", "admin:mailbox_message_changelist"])
def test_every_page_can_warn(signed_in: Callable[..., Client], address: str) -> None:
    client = signed_in()
    for query in ("", "?_popup=1"):
        page = client.get(reverse(address) + query).content.decode()
        assert f'data-session="{LOOK}"' in page
        assert f'action="{PROLONG}"' in page


@pytest.mark.parametrize(
    ("left", "said", "more"),
    [
        (TimeLeft(idle_s=301, longest_s=301), "", ""),
        (TimeLeft(idle_s=300, longest_s=301), "Za méně než 5 minut vás portál odhlásí", "ještě nejvýš 5 min,"),
        (TimeLeft(idle_s=7200, longest_s=60), "Za méně než 1 minutu se musíte přihlásit", "uložte"),
        (TimeLeft(idle_s=0, longest_s=43199), "Za méně než 1 minutu vás portál odhlásí", "ještě nejvýš 11 h 59 min,"),
    ],
)
def test_what_is_said(left: TimeLeft, said: str, more: str) -> None:
    found = [text.replace("\u00a0", " ") for text in in_words(left)]
    assert found[0].startswith(said)
    assert more in found[1]
    assert bool(said) == bool(found[0])
