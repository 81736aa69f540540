"""Saved replies on the page of a message: in its language, filled, with the Czech beside, those of its topic first."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from districts.models import Post
from mailbox.admin import meanwhile
from mailbox.models import Message, SavedReply
from mailbox.permissions import access
from mailbox.saved_replies.offering import offer_replies
from tests.factories import make_department, make_district, make_person, make_post
from tests.mailbox.factories import make_message, make_staff, make_tenure, make_topic
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


@pytest.fixture(autouse=True)
def _nothing_else() -> None:
    make_department(email="odbor@example.org")
    SavedReply.objects.all().delete()


@pytest.fixture
def officer() -> User:
    return make_staff(access.OFFICERS)


@pytest.fixture
def post(officer: User) -> Post:
    post = make_post(district=make_district(number=7))
    make_tenure(post, make_person("Jana Ukázková", user=officer))
    return post


@pytest.fixture
def client(officer: User) -> Client:
    return sign_in(Client(), officer)


def make_saved(title: str = "Přijdeme", **fields: Any) -> SavedReply:
    texts = {"text_cs": "Přijdeme, zpráva {číslo zprávy}.", "text_de": "Wir kommen, Nachricht {číslo zprávy}."}
    return SavedReply.objects.create(title=title, **(texts | fields))


def insert(client: Client, message: Message, saved: SavedReply, text: str = "") -> Any:
    data = {"do": "answer.insert", "seen": meanwhile.last_event_of(message.pk), "saved": saved.pk, "text": text}
    return client.post(reverse("admin:mailbox_message_change", args=[message.pk]), data | {"outcome": ""})


def test_the_reply_is_in_the_language_of_the_message_with_the_czech_beside(officer: User, post: Post) -> None:
    saved = make_saved()
    message = make_message(post, language="de")
    (offered,) = offer_replies(message, officer, on=TODAY)
    assert (offered.pk, offered.label) == (saved.pk, "Přijdeme")
    assert offered.text == f"Wir kommen, Nachricht {message.pk}."
    assert offered.czech == f"Přijdeme, zpráva {message.pk}."
    (in_czech,) = offer_replies(make_message(post), officer, on=TODAY)
    assert in_czech.text.startswith("Přijdeme")
    assert in_czech.czech == ""


@pytest.mark.parametrize("empty", [None, ""])
def test_without_a_translation_the_czech_is_offered_and_said_so(officer: User, post: Post, empty: str | None) -> None:
    make_saved(text_de=empty)
    (offered,) = offer_replies(make_message(post, language="de"), officer, on=TODAY)
    assert offered.label == "Přijdeme (jen česky)"
    assert offered.text.startswith("Přijdeme, zpráva ")
    assert offered.czech == ""


def test_those_for_closing_are_offered_apart(officer: User, post: Post) -> None:
    answer, closing = make_saved("A"), make_saved("B", use=SavedReply.Use.CLOSING)
    message = make_message(post)
    assert [each.pk for each in offer_replies(message, officer, on=TODAY)] == [answer.pk]
    offered = offer_replies(message, officer, use=SavedReply.Use.CLOSING, on=TODAY)
    assert [each.pk for each in offered] == [closing.pk]


def test_those_of_the_topic_come_first(officer: User, post: Post) -> None:
    topic = make_topic()
    make_saved("A obecná"), make_saved("B k jinému", topic=make_topic()), make_saved("C k tématu", topic=topic)
    offered = offer_replies(make_message(post, topic=topic), officer, on=TODAY)
    assert [each.title for each in offered] == ["C k tématu", "A obecná", "B k jinému"]


def test_the_page_puts_it_in_filled_and_shows_the_czech_without_javascript(client: Client, post: Post) -> None:
    saved = make_saved(text_de="Wir kommen {doplňte: kdy}, {kdo odpovídá}.")
    message = make_message(post, language="de")
    page = client.get(reverse("admin:mailbox_message_change", args=[message.pk])).content.decode()
    assert f'<template data-saved="{saved.pk}">Wir kommen {{doplňte: kdy}}, Jana Ukázková, ' in page
    assert f'<template data-czech="{saved.pk}">Přijdeme, zpráva {message.pk}.</template>' in page
    assert '<div class="in-czech" aria-live="polite" hidden>' in page
    response = insert(client, message, saved, text="Guten Tag,")
    text = response.context["forms"]["answer"]["text"].value()
    assert text.startswith("Guten Tag,\n\nWir kommen {doplňte: kdy}, Jana Ukázková, ")
    page = response.content.decode()
    assert '<div class="in-czech" aria-live="polite">' in page
    assert f"<p>Přijdeme, zpráva {message.pk}.</p>" in page


def test_in_czech_there_is_nothing_beside(client: Client, post: Post) -> None:
    saved = make_saved()
    page = insert(client, make_message(post), saved).content.decode()
    assert "in-czech" not in page
    assert "data-czech" not in page


def test_what_a_sender_wrote_stays_text_on_the_page(client: Client, post: Post) -> None:
    make_saved(text_cs="Místo: {místo}")
    message = make_message(post, place="</template><script>alert(1)</script>")
    page = client.get(reverse("admin:mailbox_message_change", args=[message.pk])).content.decode()
    assert "<script>alert(1)" not in page
    assert "&lt;/template&gt;&lt;script&gt;" in page
