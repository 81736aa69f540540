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
from mailbox.saved_replies.offering import FilledReply, fill_reply, list_offered
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


def filled(saved: SavedReply, message: Message, user: User) -> FilledReply:
    return fill_reply(SavedReply.objects.get(pk=saved.pk), message, user, on=TODAY)


def offered(message: Message, use: str = SavedReply.Use.ANSWER) -> list[str]:
    return [reply.label for reply in list_offered(message)[use]]


def test_the_reply_is_in_the_language_of_the_message_with_the_czech_beside(officer: User, post: Post) -> None:
    saved, message = make_saved(), make_message(post, language="de")
    assert offered(message) == ["Přijdeme"]
    in_german = filled(saved, message, officer)
    assert in_german.text == f"Wir kommen, Nachricht {message.pk}."
    assert in_german.czech == f"Přijdeme, zpráva {message.pk}."
    in_czech = filled(saved, make_message(post), officer)
    assert in_czech.text.startswith("Přijdeme")
    assert in_czech.czech == ""


@pytest.mark.parametrize("empty", [None, ""])
def test_without_a_translation_the_czech_is_offered_and_said_so(officer: User, post: Post, empty: str | None) -> None:
    saved, message = make_saved(text_de=empty), make_message(post, language="de")
    assert offered(message) == ["Přijdeme (jen česky)"]
    in_czech = filled(saved, message, officer)
    assert in_czech.text.startswith("Přijdeme, zpráva ")
    assert in_czech.czech == ""


def test_those_for_closing_are_offered_apart(post: Post) -> None:
    make_saved("A"), make_saved("B", use=SavedReply.Use.CLOSING)
    message = make_message(post)
    assert (offered(message), offered(message, SavedReply.Use.CLOSING)) == (["A"], ["B"])


def test_those_of_the_topic_come_first(post: Post) -> None:
    topic = make_topic()
    make_saved("A obecná"), make_saved("B k jinému", topic=make_topic()), make_saved("C k tématu", topic=topic)
    assert offered(make_message(post, topic=topic)) == ["C k tématu", "A obecná", "B k jinému"]


def test_the_page_puts_it_in_filled_and_shows_the_czech_without_javascript(client: Client, post: Post) -> None:
    saved = make_saved(text_de="Wir kommen {doplňte: kdy}, {kdo odpovídá}.")
    message = make_message(post, language="de")
    page = client.get(reverse("admin:mailbox_message_change", args=[message.pk])).content.decode()
    assert '<div class="in-czech" aria-live="polite" hidden>' in page
    response = insert(client, message, saved, text="Guten Tag,")
    text = response.context["forms"]["answer"]["text"].value()
    assert text.startswith("Guten Tag,\n\nWir kommen {doplňte: kdy}, Jana Ukázková, ")
    page = response.content.decode()
    assert '<div class="in-czech" aria-live="polite">' in page
    assert f"<p>Přijdeme, zpráva {message.pk}.</p>" in page


def test_its_script_is_given_the_same(client: Client, post: Post) -> None:
    saved, closing = make_saved(), make_saved("B", use=SavedReply.Use.CLOSING)
    message = make_message(post, language="de")

    def ask(of: Message, form: str, key: int | str) -> Any:
        return client.get(f"{reverse('admin:mailbox_message_reply', args=[of.pk])}?form={form}&saved={key}")

    given = {"text": f"Wir kommen, Nachricht {message.pk}.", "czech": f"Přijdeme, zpráva {message.pk}."}
    assert ask(message, "answer", saved.pk).json() == given
    assert ask(message, "close", closing.pk).status_code == 200
    for form, key in (("close", saved.pk), ("note", saved.pk), ("answer", "x"), ("", "")):
        assert ask(message, form, key).status_code == 404
    assert ask(make_message(), "answer", saved.pk).status_code == 404


def test_in_czech_there_is_nothing_beside(client: Client, post: Post) -> None:
    saved = make_saved()
    page = insert(client, make_message(post), saved).content.decode()
    assert "in-czech" not in page
    assert "data-czech" not in page


def test_what_a_sender_wrote_stays_text_on_the_page(client: Client, post: Post) -> None:
    saved = make_saved(text_cs="Místo: {místo}")
    message = make_message(post, place="</textarea><script>alert(1)</script>")
    page = insert(client, message, saved).content.decode()
    assert "<script>alert(1)" not in page
    assert "Místo: &lt;/textarea&gt;&lt;script&gt;" in page
