"""The page of a message: what it shows, and every action, with what happens when it makes no sense."""

from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from post_office.models import STATUS, Email
from pytest_django import Settings

from districts.models import Post, Role
from mailbox.admin import meanwhile
from mailbox.admin.mail_log import mail_state
from mailbox.models import (
    Erasure,
    FoundState,
    Kind,
    Message,
    Notified,
    Outcome,
    ReplyKind,
    SavedReply,
    Screening,
    State,
)
from mailbox.permissions import access
from mailbox.photos import storage
from mailbox.retention.erasing import erase_message
from tests.factories import make_department, make_person, make_post
from tests.mailbox.factories import (
    make_absence,
    make_attachment,
    make_desk,
    make_found_item,
    make_message,
    make_notification,
    make_reply,
    make_staff,
    make_tenure,
    make_topic,
)
from tests.signing_in import sign_in

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
SENT_BY = "strážník-okrskář"


@pytest.fixture(autouse=True)
def _photos(settings: Settings, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    storage.photo_folder().mkdir(parents=True)


@pytest.fixture
def post() -> Post:
    make_department(email="odbor@example.org")
    return make_post()


@pytest.fixture
def officer(post: Post) -> User:
    user = make_staff(access.OFFICERS, first_name="Jan", last_name="Ukázkový")
    make_tenure(post, make_person("Jan Ukázkový", user=user))
    return user


@pytest.fixture
def client(officer: User) -> Client:
    return sign_in(Client(), officer)


@pytest.fixture
def department() -> Client:
    return sign_in(Client(), make_staff(access.DEPARTMENT))


def page(message: Message) -> str:
    return reverse("admin:mailbox_message_change", args=[message.pk])


def do(client: Client, message: Message, name: str, **data: Any) -> Any:
    """Do something on the state of the message that its page shows now."""
    return client.post(page(message), {"do": name, "seen": meanwhile.last_event_of(message.pk), **data})


def done(client: Client, message: Message, name: str, **data: Any) -> Message:
    """The message after an action that went well."""
    response = do(client, message, name, **data)
    assert response.status_code == 302, response.content.decode()
    return Message.objects.get(pk=message.pk)


def text_of(response: Any) -> str:
    return str(response.content.decode())


# --- what it shows --------------------------------------------------------------------------------------------------


def test_the_page_shows_the_thread_in_order_with_notes_marked_as_internal(client: Client, post: Post) -> None:
    message = make_message(post, text="První text", name="Eva", email="eva@example.org", phone="777 123 456")
    make_reply(message, ReplyKind.NOTE, text="Druhý text")
    make_reply(message, ReplyKind.ANSWER, text="Třetí text", signed=SENT_BY)
    make_reply(message, ReplyKind.ADDITION, text="Čtvrtý text")
    response = client.get(page(message))
    shown = [(entry.kind, entry.text) for entry in response.context["entries"]]
    assert shown == [
        ("message", "První text"),
        ("note", "Druhý text"),
        ("answer", "Třetí text"),
        ("addition", "Čtvrtý text"),
    ]
    for text in ("pisatel ji nevidí", "mailto:eva@example.org", "tel:+420777123456", message.place, "Jan Ukázkový"):
        assert text in text_of(response), text


def test_opening_is_kept_in_the_audit_log_and_reads_the_message_for_whoever_answers(
    client: Client, department: Client, officer: User, post: Post
) -> None:
    message = make_message(post)
    department.get(page(message))
    assert Message.objects.get(pk=message.pk).unread
    client.get(page(message))
    assert not Message.objects.get(pk=message.pk).unread
    looks = LogEntry.objects.filter(object_pk=str(message.pk), action=LogEntry.Action.ACCESS)
    assert set(looks.values_list("actor__username", flat=True)) == {
        officer.username,
        User.objects.get(groups__name=access.DEPARTMENT).username,
    }


def test_the_page_says_why_the_message_is_here_and_who_answers_today(department: Client, post: Post) -> None:
    make_tenure(post, make_person("Petr Nepřítomný"))
    make_absence(post, make_person("Jana Zastupující"), start=TODAY, end=TODAY)
    message = make_message(post, routing="Pravidlo 70. vše → strážník.")
    shown = text_of(department.get(page(message)))
    for text in ("Pravidlo 70. vše", "Jana Zastupující", "Petr Nepřítomný"):
        assert text in shown, text


def test_photos_are_served_to_those_who_see_the_message(client: Client, post: Post) -> None:
    message = make_message(post)
    attachment = make_attachment(message)
    (storage.photo_folder() / attachment.name).write_bytes(b"JPEG")
    url = reverse("admin:mailbox_message_photo", args=[message.pk, attachment.pk])
    assert url in text_of(client.get(page(message)))
    response = client.get(url)
    assert (response.status_code, response.content, response["X-Content-Type-Options"]) == (200, b"JPEG", "nosniff")
    assert client.get(reverse("admin:mailbox_message_photo", args=[message.pk, 2**80])).status_code == 404


@pytest.mark.sqlite
def test_opening_a_message_never_goes_through_all_of_a_post(client: Client, post: Post) -> None:
    first = make_message(post)
    message = make_message(post, merged_into=first, state=State.CLOSED, outcome=Outcome.DUPLICATE)
    for each in (first, message):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(page(each)).status_code == 200
        asked = [query["sql"] for query in captured.captured_queries if query["sql"].startswith("SELECT")]
        with connection.cursor() as cursor:
            plans = [
                cursor.execute(f"EXPLAIN QUERY PLAN {sql}").fetchall() for sql in asked if "mailbox_message" in sql
            ]
        assert len(plans) > 2
        assert "message_of_post" not in str(plans)


def test_an_erased_message_offers_nothing_to_do(client: Client, post: Post) -> None:
    message = make_message(
        post, state=State.CLOSED, erased_at=timezone.now(), text="", place="", search_text="", lat=None, lon=None
    )
    response = client.get(page(message))
    assert response.context["forms"] == {}
    assert "Obsah byl smazán" in text_of(response)


@pytest.mark.parametrize("key", ["0", "x", "9" * 30, "1_0", "١"])
def test_an_odd_number_is_no_message(client: Client, key: str) -> None:
    assert client.get(f"/admin/mailbox/message/{key}/change/").status_code == 404


def test_messages_are_neither_added_nor_deleted_here_and_the_history_is_on_the_page(
    department: Client, post: Post
) -> None:
    message = make_message(post)
    assert department.get("/admin/mailbox/message/add/").status_code == 403
    assert department.post(f"/admin/mailbox/message/{message.pk}/delete/", {"post": "yes"}).status_code == 403
    assert department.get(f"/admin/mailbox/message/{message.pk}/history/")["Location"] == page(message) + "#history"


# --- answering ------------------------------------------------------------------------------------------------------


def test_an_answer_is_shown_as_the_sender_will_see_it_before_anything_is_sent(client: Client, post: Post) -> None:
    message = make_message(post, text="Dotaz", email="eva@example.org")
    make_reply(message, ReplyKind.NOTE, text="Jen pro nás")
    response = do(client, message, "answer.check", text="Zítra přijdeme.", outcome="solved")
    assert response.status_code == 200
    preview = response.context["preview"]
    for text in ("Dotaz", "Zítra přijdeme.", "Uzavřeno"):
        assert text in preview, text
    assert "Jen pro nás" not in preview
    assert 'value="Zítra přijdeme."' in text_of(response)
    message.refresh_from_db()
    assert message.state == State.RECEIVED
    assert not Email.objects.exists()
    assert message.replies.count() == 1


def test_an_answer_is_sent_and_may_close_the_message(client: Client, officer: User, post: Post) -> None:
    message = make_message(post, email="eva@example.org")
    message = done(client, message, "answer", text="Zítra přijdeme.", outcome="")
    assert message.state == State.ANSWERED
    message = done(client, message, "answer", text="Byli jsme tam.", outcome="solved")
    assert (message.state, message.outcome) == (State.CLOSED, Outcome.SOLVED)
    assert [(reply.text, reply.author) for reply in message.replies.all()] == [
        ("Zítra přijdeme.", officer),
        ("Byli jsme tam.", officer),
    ]
    assert Email.objects.filter(to="eva@example.org").count() == 2


def test_a_double_click_sends_one_answer(client: Client, post: Post) -> None:
    message = make_message(post)
    for _ in range(2):
        message = done(client, message, "answer", text="Zítra přijdeme.", outcome="solved")
    assert message.replies.count() == 1


def test_an_empty_answer_is_refused_and_a_closed_message_keeps_the_typed_text(client: Client, post: Post) -> None:
    message = make_message(post)
    response = do(client, message, "answer.check", text="  ")
    assert response.status_code == 422
    assert "Nejdřív napište odpověď." in text_of(response)
    Message.objects.filter(pk=message.pk).update(state=State.CLOSED, outcome="solved", closed_at=timezone.now())
    response = do(client, message, "answer", text="Dlouho psaná odpověď")
    assert response.status_code == 422
    assert "Zpráva je uzavřená" in text_of(response)
    assert "Dlouho psaná odpověď" in text_of(response)


def test_a_saved_reply_is_put_in_without_javascript_those_of_the_topic_first(client: Client, post: Post) -> None:
    topic = make_topic()
    SavedReply.objects.create(title="A obecná", text="Obecný text")
    fitting = SavedReply.objects.create(title="Z k tématu", text="Text k tématu", topic=topic)
    message = make_message(post, topic=topic)
    offered = client.get(page(message)).context["forms"]["answer"].saved_replies
    assert [reply.title for reply in offered][:2] == ["Z k tématu", "A obecná"]
    response = do(client, message, "answer.insert", saved=fitting.pk, text="Dobrý den,", outcome="solved")
    form = response.context["forms"]["answer"]
    assert (form["text"].value(), form["outcome"].value()) == ("Dobrý den,\n\nText k tématu", "solved")
    assert not form.errors
    response = do(client, message, "answer.insert", saved="", text="Upravit", outcome="")
    assert response.context["forms"]["answer"]["text"].value() == "Upravit"


def test_with_merged_messages_the_preview_says_how_many_people_read_the_answer(client: Client, post: Post) -> None:
    message = make_message(post)
    for _ in range(2):
        make_message(post, state=State.CLOSED, outcome=Outcome.DUPLICATE, merged_into=message)
    assert "3 lidé" in text_of(do(client, message, "answer.check", text="Odpověď"))


# --- the other actions ----------------------------------------------------------------------------------------------


def test_a_note_is_saved(client: Client, officer: User, post: Post) -> None:
    message = done(client, make_message(post), "note", text="Volala sousedka.")
    note = message.replies.get()
    assert (note.kind, note.text, note.author) == (ReplyKind.NOTE, "Volala sousedka.", officer)


def test_forwarding_offers_desks_and_posts_in_force_and_needs_a_reason(client: Client, post: Post) -> None:
    message, desk, other = make_message(post), make_desk(), make_post(Role.POLICISTA)
    abolished = make_post()
    assert abolished.district is not None
    type(abolished.district).objects.filter(pk=abolished.district.pk).update(boundary=None)
    choices = client.get(page(message)).context["forms"]["forward"].fields["to"].choices
    keys = {key for _, group in choices if isinstance(group, list) for key, _ in group}
    assert {f"desk:{desk.pk}", f"post:{other.pk}", f"post:{post.pk}"} <= keys
    assert f"post:{abolished.pk}" not in keys
    response = do(client, message, "forward", to=f"desk:{desk.pk}", reason="")
    assert (response.status_code, "Napište proč" in text_of(response)) == (422, True)
    response = do(client, message, "forward", to=f"post:{post.pk}", reason="Omyl")
    assert (response.status_code, "Tam už zpráva je" in text_of(response)) == (422, True)
    response = client.post(
        page(message), {"do": "forward", "to": f"desk:{desk.pk}", "reason": "Patří vám"}, follow=True
    )
    assert response.redirect_chain[-1][0] == "/admin/mailbox/message/"
    assert str(desk) in text_of(response)


def test_the_other_message_is_shown_before_merging(client: Client, officer: User, post: Post) -> None:
    duplicate, into, foreign = make_message(post), make_message(post, text="Totéž podruhé"), make_message()
    response = do(client, duplicate, "merge.check", number=into.pk)
    assert "Totéž podruhé" in text_of(response)
    assert LogEntry.objects.filter(object_pk=str(into.pk), action=LogEntry.Action.ACCESS, actor=officer).exists()
    assert Message.objects.get(pk=duplicate.pk).merged_into is None
    not_mine = "u\N{NO-BREAK SPACE}sebe nemáte"
    for number, said in ((foreign.pk, not_mine), (duplicate.pk, "se sebou samou"), (10**30, "")):
        response = do(client, duplicate, "merge", number=number)
        assert (response.status_code, said in text_of(response)) == (422, True), number
    assert done(client, duplicate, "merge", number=into.pk).merged_into == into


def test_closing_needs_an_outcome_and_a_closed_message_is_opened_again(client: Client, post: Post) -> None:
    message = make_message(post)
    assert do(client, message, "close", outcome="").status_code == 422
    assert do(client, message, "close", outcome="duplicate").status_code == 422
    assert do(client, message, "close", outcome="passed_on").status_code == 422, "neither a word nor the choice of none"
    assert done(client, message, "close", outcome="passed_on", unanswered="on").outcome == Outcome.PASSED_ON
    assert set(client.get(page(message)).context["forms"]) == {"note", "reopen"}
    assert done(client, message, "reopen").state == State.IN_PROGRESS


def test_spam_is_put_away_and_taken_back(client: Client, post: Post) -> None:
    message = make_message(post, screening=Screening.QUARANTINE, suspicion=["links"])
    assert "mnoho odkazů" in text_of(client.get(page(message)))
    assert done(client, message, "spam").screening == Screening.SPAM
    assert done(client, message, "release").screening == Screening.CLEAN


def test_a_found_thing_is_followed_to_its_owner(client: Client, post: Post) -> None:
    message = make_message(post, kind=Kind.NALEZ)
    make_found_item(message)
    found = done(client, message, "found", state="taken_over").found_item
    assert found.state == FoundState.TAKEN_OVER
    found = done(client, message, "found", state="returned").found_item
    assert found.handed_over_at is not None
    assert do(client, message, "found", state="lost").status_code == 422


def test_mails_show_how_far_they_came_and_a_failed_one_is_sent_again(client: Client, post: Post) -> None:
    message = make_message(post)
    failed = make_notification(message, status=STATUS.failed)
    make_notification(message, status=STATUS.requeued, retries=4)
    make_notification(message, status=STATUS.queued)
    make_notification(message, email=None)
    states = [state for _, state, _ in client.get(page(message)).context["mails"]]
    assert states == ["neodesláno, taková adresa není", "4× se nepodařilo, zkouší se dál", "ve frontě", "odesláno"]
    done(client, message, "resend", notification=failed.pk)
    failed.refresh_from_db()
    assert failed.email is not None
    assert failed.email.status == STATUS.queued
    other = make_notification(make_message(post), status=STATUS.failed)
    assert do(client, message, "resend", notification=other.pk).status_code == 422


def test_many_mails_ask_the_database_as_often_as_one(client: Client, post: Post) -> None:
    message = make_message(post)
    counts = []
    for _each in range(3):
        make_notification(message, status=STATUS.failed)
        with CaptureQueriesContext(connection) as queries:
            client.get(page(message))
        counts.append(len(queries))
    assert counts[1] == counts[2]


def test_a_mail_that_was_erased_with_its_message_is_not_said_to_be_sent(client: Client, post: Post) -> None:
    message = make_message(post)
    make_notification(message, status=STATUS.failed)
    erase_message(message=message, reason=Erasure.Reason.REQUEST, now=timezone.now())
    assert mail_state(message.notifications.get()) == "smazáno se zprávou"


def test_a_mail_that_somebody_else_got_instead_says_who(client: Client, post: Post) -> None:
    message = make_message(post)
    dead = make_notification(message, status=STATUS.failed)
    make_notification(message, status=STATUS.sent, recipient="Služebna Bory", instead_of=dead)
    states = [state for _, state, _ in client.get(page(message)).context["mails"]]
    assert states == ["neodesláno, taková adresa není; posláno místo toho: Služebna Bory", "odesláno"]


def test_staff_see_that_the_sender_cannot_be_reached_by_e_mail(client: Client, post: Post) -> None:
    message = make_message(post, email="svedek@example.org", phone="777 123 456")
    make_notification(message, status=STATUS.failed)
    make_notification(message, status=STATUS.sent, kind=Notified.RECEIPT)
    assert "Pisatel není e-mailem" not in text_of(client.get(page(message)))
    make_notification(message, status=STATUS.failed, kind=Notified.ANSWER)
    text = text_of(client.get(page(message)))
    assert "Pisatel není e-mailem" in text
    assert "telefonní číslo" in text
    make_notification(message, status=STATUS.queued, kind=Notified.ANSWER)
    assert "Pisatel není e-mailem" in text_of(client.get(page(message)))
    make_notification(message, email=None, kind=Notified.ANSWER)
    assert "Pisatel není e-mailem" not in text_of(client.get(page(message)))


def test_an_unknown_action_does_not_exist(client: Client, post: Post) -> None:
    assert do(client, make_message(post), "delete").status_code == 404


# --- on request of the sender ---------------------------------------------------------------------------------------


def test_the_department_exports_and_erases_a_message(department: Client, post: Post, tmp_path: Path) -> None:
    message = make_message(post, text="Osobní text", email="eva@example.org")
    response = department.get(reverse("admin:mailbox_message_export", args=[message.pk]))
    (tmp_path / "export.zip").write_bytes(response.content)
    with ZipFile(tmp_path / "export.zip") as archive:
        assert "Osobní text" in archive.read("zprava.json").decode()
    assert "no-store" in response["Cache-Control"]
    address = reverse("admin:mailbox_message_erase", args=[message.pk])
    assert "Nenávratně smazat" in text_of(department.get(address))
    assert Message.objects.get(pk=message.pk).text
    department.post(address)
    message = Message.objects.get(pk=message.pk)
    assert (message.text, message.email) == ("", "")
    assert Erasure.objects.get().reason == Erasure.Reason.REQUEST


def test_officers_neither_export_nor_erase(client: Client, post: Post) -> None:
    message = make_message(post)
    for name in ("export", "erase"):
        address = reverse(f"admin:mailbox_message_{name}", args=[message.pk])
        assert (client.get(address).status_code, client.post(address).status_code) == (403, 403)
        assert address not in text_of(client.get(page(message)))
    assert Message.objects.get(pk=message.pk).erased_at is None
