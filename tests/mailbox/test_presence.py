"""Colleagues are told who else has a message open, and what came since they opened it."""

from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from mailbox import handling, presence
from mailbox.models import Desk, Message, Presence
from mailbox.permissions import access
from mailbox.presence import Present
from tests.factories import make_department
from tests.mailbox.factories import make_desk, make_message, make_staff
from tests.signing_in import sign_in

NOW = timezone.now()


@pytest.fixture
def desk(db: None) -> Desk:
    make_department(email="odbor@example.org")
    return make_desk()


def _colleague(desk: Desk, name: str) -> User:
    user = make_staff(access.OFFICERS, first_name=name, last_name="Ukázka")
    desk.members.add(user)
    return user


def _beat(client: Client, message: Message, **data: Any) -> Any:
    return client.post(reverse("admin:mailbox_message_present", args=[message.pk]), data)


def _plain(text: str) -> str:
    return text.replace("\u00a0", " ")


def test_the_page_says_who_else_has_the_message_open(desk: Desk) -> None:
    message = make_message(desk)
    jana, petr = (sign_in(Client(), _colleague(desk, name)) for name in ("Jana", "Petr"))
    page = reverse("admin:mailbox_message_change", args=[message.pk])
    assert "právě otevřenou" not in jana.get(page).content.decode()
    assert "Zprávu má právě otevřenou i Jana Ukázka." in _plain(petr.get(page).content.decode())
    assert _plain(_beat(jana, message, seen=0).json()["others"]) == "Zprávu má právě otevřenou i Petr Ukázka."
    petr.post(reverse("admin:mailbox_message_draft", args=[message.pk]), {"kind": "note", "text": "Zavolám."})
    assert _plain(_beat(jana, message, seen=0).json()["others"]) == "Zprávu má právě otevřenou i Petr Ukázka (píše)."
    assert _beat(petr, message, left=1).json() == {}
    assert _plain(_beat(jana, message, seen=0).json()["others"]) == ""


def test_an_open_page_is_told_what_came_since(desk: Desk) -> None:
    message = make_message(desk)
    petr, jana = _colleague(desk, "Petr"), _colleague(desk, "Jana")
    client = sign_in(Client(), petr)
    seen = client.get(reverse("admin:mailbox_message_change", args=[message.pk])).context["seen"]
    assert _beat(client, message, seen=seen).json()["news"] == ""
    handling.add_note(message=message, user=jana, text="Volala jsem.", now=timezone.now())
    news = _beat(client, message, seen=seen).json()["news"]
    assert news.startswith("Mezitím: interní poznámka – Jana Ukázka, ")


def test_whoever_is_not_heard_of_for_two_minutes_is_not_there(desk: Desk) -> None:
    message = make_message(desk)
    jana, petr, eva = (_colleague(desk, name) for name in ("Jana", "Petr", "Eva"))
    presence.note_presence(message=message, user=jana, writing=True, now=NOW - timedelta(seconds=119))
    presence.note_presence(message=message, user=petr, now=NOW - timedelta(seconds=121))
    presence.note_presence(message=make_message(desk), user=eva, now=NOW)
    assert presence.list_others(message, eva, now=NOW) == [Present("Jana Ukázka", is_writing=False)]
    presence.delete_old_presence(now=NOW)
    assert {each.user for each in Presence.objects.filter(message=message)} == {jana}


def test_only_ones_own_presence_is_noted_once(desk: Desk) -> None:
    message, jana = make_message(desk), _colleague(desk, "Jana")
    presence.note_presence(message=message, user=jana, writing=True, now=NOW)
    presence.note_presence(message=message, user=jana, now=NOW + timedelta(seconds=10))
    noted = Presence.objects.get()
    assert (noted.seen_at, noted.writing_at) == (NOW + timedelta(seconds=10), NOW)
