"""What somebody has begun to write is kept for them alone, and goes when nobody needs it any more."""

from datetime import timedelta
from io import BytesIO
from typing import Any
from zipfile import ZipFile

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from bezpecna_plzen.accounts.session_length import SEEN
from mailbox import drafts, handling
from mailbox.admin import meanwhile
from mailbox.drafts import NewerDraft
from mailbox.models import Desk, Draft, Erasure, Message, Outcome, ReplyKind
from mailbox.permissions import access
from mailbox.retention.erasing import erase_message, expire_messages, export_message
from tests.factories import make_department
from tests.mailbox.factories import make_desk, make_message, make_staff
from tests.signing_in import sign_in

NOW = timezone.now()
BEGUN = "Dobrý den, na místo se zítra podívá"


@pytest.fixture
def desk(db: None) -> Desk:
    make_department(email="odbor@example.org")
    return make_desk()


@pytest.fixture
def jana(desk: Desk) -> User:
    user = make_staff(access.OFFICERS, first_name="Jana", last_name="Ukázka")
    desk.members.add(user)
    return user


@pytest.fixture
def message(desk: Desk) -> Message:
    return make_message(desk)


@pytest.fixture
def client(jana: User) -> Client:
    return sign_in(Client(), jana)


def _page(message: Message) -> str:
    return reverse("admin:mailbox_message_change", args=[message.pk])


def _type(client: Client, message: Message, text: str, *, version: int = 0, kind: str = "answer") -> Any:
    """What the script of the page sends while somebody types."""
    data = {"kind": kind, "text": text, "version": version}
    return client.post(reverse("admin:mailbox_message_draft", args=[message.pk]), data)


def _text(response: Any) -> str:
    return str(response.content.decode()).replace("\u00a0", " ")


def test_what_was_typed_is_there_when_the_page_is_opened_again_on_any_device(
    client: Client, jana: User, message: Message
) -> None:
    answer = _type(client, message, BEGUN).json()
    assert answer["said"].startswith("Uloženo v\u00a0")
    _type(client, message, "Volat zítra.", kind="note")
    for again in (client, sign_in(Client(), jana)):
        shown = _text(again.get(_page(message)))
        assert f"{BEGUN}</textarea>" in shown
        assert "Volat zítra.</textarea>" in shown
        assert shown.count("Tento text jste rozepsali") == 2
        assert f'name="version" value="{answer["version"]}"' in shown


def test_nobody_else_sees_a_draft(client: Client, desk: Desk, message: Message) -> None:
    _type(client, message, BEGUN)
    colleague = make_staff(access.OFFICERS)
    desk.members.add(colleague)
    for other in (colleague, make_staff(access.DEPARTMENT)):
        assert BEGUN not in _text(sign_in(Client(), other).get(_page(message)))


def test_a_draft_of_a_message_that_is_not_theirs_is_taken_from_nobody(client: Client) -> None:
    others = make_message(make_desk())
    for number in (others.pk, others.pk + 1000):
        address = reverse("admin:mailbox_message_draft", args=[number])
        assert client.post(address, {"kind": "answer", "text": BEGUN}).status_code == 404
        present = reverse("admin:mailbox_message_present", args=[number])
        assert client.post(present, {"seen": 0}).status_code == 404
    assert not Draft.objects.exists()


def test_whoever_may_only_look_keeps_nothing_and_odd_requests_are_refused(client: Client, message: Message) -> None:
    address = reverse("admin:mailbox_message_draft", args=[message.pk])
    assert client.get(address).status_code == 405
    assert client.post(address, {"kind": "addition", "text": BEGUN}).status_code == 400
    assert client.post(address, {"kind": "answer", "text": BEGUN, "version": "²"}).status_code == 200
    assert Client().post(address, {"kind": "answer", "text": BEGUN}).status_code == 401


def test_a_sent_text_is_no_draft_any_more(client: Client, message: Message) -> None:
    for name in ("answer", "note"):
        _type(client, message, BEGUN, kind=name)
        seen = meanwhile.last_event_of(message.pk)
        assert client.post(_page(message), {"do": name, "text": BEGUN, "seen": seen}).status_code == 302
    assert not Draft.objects.exists()


def test_without_a_script_a_text_is_kept_when_its_form_is_sent_and_can_be_discarded(
    client: Client, message: Message
) -> None:
    seen = meanwhile.last_event_of(message.pk)
    client.post(_page(message), {"do": "answer.check", "text": BEGUN, "seen": seen})
    assert Draft.objects.get().text == BEGUN
    assert BEGUN in _text(client.get(_page(message)))
    assert client.post(_page(message), {"do": "answer.discard", "text": BEGUN, "seen": seen}).status_code == 302
    assert not Draft.objects.exists()


def test_an_older_page_overwrites_nothing(client: Client, message: Message) -> None:
    first = _type(client, message, BEGUN).json()["version"]
    newer = _type(client, message, "Na telefonu jsem to dopsala.", version=first).json()["version"]
    refused = _type(client, message, f"{BEGUN} hlídka", version=first)
    assert refused.status_code == 409
    assert refused.json()["text"] == "Na telefonu jsem to dopsala."
    assert refused.json()["version"] == newer
    assert "pokračovali" in refused.json()["said"]
    assert _type(client, message, f"{BEGUN} hlídka", version=newer).status_code == 200
    assert Draft.objects.get().text == f"{BEGUN} hlídka"


@pytest.mark.django_db
@given(typed=st.lists(st.tuples(st.integers(0, 2), st.text("ab ", max_size=4)), max_size=12))
def test_no_text_is_lost_between_pages_that_did_not_see_it(typed: list[tuple[int, str]]) -> None:
    """Three pages of one person: whatever is overwritten was kept by the page that overwrites it."""
    message, user = make_message(make_desk()), make_staff()
    known = dict.fromkeys(range(3), (0, ""))  # the version of each page, and the text that goes with it
    for page, text in typed:
        before = Draft.objects.filter(message=message).first()
        version, last = known[page]
        try:
            kept = drafts.keep_draft(
                message=message, user=user, kind=ReplyKind.NOTE, text=text, version=version, now=NOW
            )
        except NewerDraft as newer:
            known[page] = (newer.draft.version, newer.draft.text)  # shown to whoever typed
            continue
        assert before is None or before.text == last or text.startswith(before.text)
        known[page] = (kept.version, text) if kept else (0, "")


def test_drafts_go_with_the_message_and_after_a_month(client: Client, jana: User, message: Message) -> None:
    _type(client, message, BEGUN)
    erase_message(message=message, reason=Erasure.Reason.REQUEST, now=NOW)
    assert not Draft.objects.exists()
    assert _type(client, message, BEGUN).status_code == 200
    assert not Draft.objects.exists(), "nothing is kept about an erased message"
    for age in (timedelta(days=29), timedelta(days=31)):
        drafts.keep_draft(message=make_message(), user=jana, kind=ReplyKind.NOTE, text=BEGUN, version=0, now=NOW - age)
    expire_messages(now=NOW)
    assert Draft.objects.get().saved_at == NOW - timedelta(days=29)


def test_typing_keeps_a_session_alive_and_an_open_page_does_not(client: Client, message: Message) -> None:
    session = client.session
    session[SEEN] = long_ago = NOW.timestamp() - 3600
    session.save()
    client.post(reverse("admin:mailbox_message_present", args=[message.pk]), {"seen": 0})
    assert client.session[SEEN] == long_ago
    _type(client, message, BEGUN)
    assert client.session[SEEN] > long_ago


def test_what_was_on_its_way_when_the_text_was_sent_is_no_draft_any_more(client: Client, message: Message) -> None:
    version = _type(client, message, BEGUN).json()["version"]
    seen = meanwhile.last_event_of(message.pk)
    client.post(_page(message), {"do": "answer", "text": f"{BEGUN}\r\nhlídka.", "seen": seen, "version": version})
    for late in (BEGUN, f"{BEGUN}\nhlídka."):
        assert _type(client, message, late, version=version).json() == {"said": "", "version": 0}
    assert not Draft.objects.exists()
    assert _type(client, message, BEGUN).json()["version"], "begun anew, it is another text"


def test_sending_takes_nothing_away_that_another_device_went_on_with(client: Client, message: Message) -> None:
    first = _type(client, message, BEGUN, kind="note").json()["version"]
    _type(client, message, "Na telefonu jsem to přepsala.", version=first, kind="note")
    seen = meanwhile.last_event_of(message.pk)
    client.post(_page(message), {"do": "note", "text": BEGUN, "seen": seen, "version": first})
    assert message.replies.get().text == BEGUN
    assert "Na telefonu jsem to přepsala.</textarea>" in _text(client.get(_page(message)))


def test_without_a_script_the_newer_text_is_shown_before_anything_is_sent(client: Client, message: Message) -> None:
    first = _type(client, message, BEGUN).json()["version"]
    newer = _type(client, message, "Na telefonu jsem to přepsala.", version=first).json()["version"]
    check = {"do": "answer.check", "text": f"{BEGUN} hlídka.", "seen": meanwhile.last_event_of(message.pk)}
    shown = client.post(_page(message), check | {"version": first})
    assert "preview" not in shown.context
    assert "<blockquote>Na telefonu jsem to přepsala.</blockquote>" in _text(shown)
    assert f"{BEGUN} hlídka.</textarea>" in _text(shown)
    assert f'name="version" value="{newer}"' in _text(shown)
    assert Draft.objects.get().text == "Na telefonu jsem to přepsala."
    assert "preview" in client.post(_page(message), check | {"version": newer}).context
    assert Draft.objects.get().text == f"{BEGUN} hlídka."


def test_a_page_that_was_not_told_that_its_text_was_kept_goes_on(client: Client, message: Message) -> None:
    _type(client, message, f"{BEGUN}\nhlídka")
    assert _type(client, message, f"{BEGUN}\r\nhlídka z Lochotína.").status_code == 200
    assert Draft.objects.get().text == f"{BEGUN}\nhlídka z Lochotína."


def test_what_cannot_be_sent_any_more_can_still_be_read_and_discarded(
    client: Client, desk: Desk, message: Message
) -> None:
    _type(client, message, BEGUN)
    colleague = make_staff(access.OFFICERS)
    desk.members.add(colleague)
    handling.close_message(message=message, user=colleague, outcome=Outcome.SOLVED, now=NOW)
    page = client.get(_page(message))
    assert "answer" not in page.context["forms"]
    assert f"readonly>{BEGUN}</textarea>" in _text(page)
    assert BEGUN not in _text(sign_in(Client(), colleague).get(_page(message)))
    assert client.post(_page(message), {"do": "answer.discard"}).status_code == 302
    assert BEGUN not in _text(client.get(_page(message)))


def test_drafts_go_with_the_account_and_are_in_no_export(client: Client, jana: User, message: Message) -> None:
    _type(client, message, BEGUN)
    with ZipFile(BytesIO(export_message(message))) as everything:
        assert not [name for name in everything.namelist() if BEGUN in everything.read(name).decode()]
    jana.delete()
    assert not Draft.objects.exists()


def test_the_inbox_says_what_one_has_begun_oneself(client: Client, desk: Desk, message: Message) -> None:
    make_message(desk)
    _type(client, message, BEGUN)
    _type(client, message, BEGUN, kind="note")
    inbox = reverse("admin:mailbox_message_changelist")
    assert _text(client.get(inbox)).count("<span>máte rozepsáno</span>") == 1
    colleague = make_staff(access.OFFICERS)
    desk.members.add(colleague)
    assert "máte rozepsáno" not in _text(sign_in(Client(), colleague).get(inbox))
