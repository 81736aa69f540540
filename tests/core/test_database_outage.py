"""A database that has gone read-only, or away: what was typed is kept, readers read on, and nothing needs a restart."""

import os
import re
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import psycopg
import pytest
from auditlog.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import (
    DataError,
    Error,
    IntegrityError,
    InterfaceError,
    InternalError,
    OperationalError,
    ProgrammingError,
    connection,
)
from django.db.models import Model
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from post_office.models import Email
from pytest_django import Settings

from bezpecna_plzen.accounts.models import Session
from core import database_outage
from faq.models import Feedback, UnansweredSearch
from mailbox.intake import form_token, receipt_codes
from mailbox.models import DailySalt, Message, Tally
from mailbox.permissions import access
from tests.factories import make_department, make_neighbours, make_question
from tests.hostile_images import encoded, picture
from tests.mailbox.factories import make_message, make_staff
from tests.mailbox.test_views import code_of
from tests.read_only import disconnect, read_only
from tests.signing_in import enrol, sign_in

TYPED = "Na hřišti v Borech leží už týden rozbité sklo,\nprosím o úklid."
WRITE, SENT, STATUS = "/infoschranka/", "/infoschranka/odeslano/", "/infoschranka/stav/"


@pytest.fixture
def database(committing_database: None, settings: Settings, tmp_path: Path) -> Iterator[None]:
    """Real commits on connections of their own; emptied afterwards."""
    settings.MEDIA_ROOT = tmp_path
    make_department(email="odbor@example.org")
    make_neighbours()
    yield
    disconnect()
    used: list[type[Model]] = [Message, User, Feedback, UnansweredSearch, Tally, DailySalt, Email, LogEntry, Session]
    for model in used:
        model._default_manager.all().delete()


@pytest.fixture
def client() -> Client:
    return Client(raise_request_exception=False)


def text_of(response: Any) -> str:
    return unescape(response.content.decode()).replace("\u00a0", " ")


def carried(response: Any) -> dict[str, str]:
    """What the form of the page sends again."""
    fields = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', response.content.decode())
    return {unescape(name): unescape(value) for name, value in fields if name != "csrfmiddlewaretoken"}


def filled(**fields: Any) -> dict[str, Any]:
    token = form_token.issue_token(now=timezone.now() - timedelta(minutes=10))
    return {"kind": "podnet", "text": TYPED, "place": "Dlouhá 1", "name": "Jana Ukázková", "token": token} | fields


def kept(response: Any, typed: dict[str, Any]) -> bool:
    """Whether it is a page of our own with everything typed, to be sent again, and to be read."""
    assert (response.status_code, response["Cache-Control"]) == (503, "no-store, private")
    assert "neztratilo" in text_of(response)
    return typed.items() <= carried(response).items() and "rozbité sklo" in text_of(response)


# --- residents ------------------------------------------------------------------------------------------------------
def test_a_message_is_kept_while_the_database_is_read_only_and_goes_when_it_is_not(
    client: Client, database: None
) -> None:
    typed = filled()
    with read_only():
        assert client.get(WRITE).status_code == 200
        assert kept(client.post(WRITE, typed), typed)
        response = client.post(SENT, typed)
        assert kept(response, typed)
    assert client.post(SENT, carried(response)).status_code == 200
    assert Message.objects.get().text == TYPED.replace("\r\n", "\n")


def test_whoever_is_in_danger_is_told_whom_to_call(client: Client, database: None) -> None:
    with read_only():
        response = client.post(SENT, filled(text="V domě je cítit plyn."))
    assert response.status_code == 503
    assert "Cítíte plyn?" in text_of(response)


def test_photos_have_to_be_chosen_again_and_the_text_stays(client: Client, database: None) -> None:
    typed = filled()
    photo = SimpleUploadedFile("foto.jpg", encoded(picture((100, 60)), "JPEG"), "image/jpeg")
    with read_only():
        response = client.post(WRITE, typed | {"photos": photo})
    assert kept(response, typed)
    assert "Jen fotky" in text_of(response)


def test_a_code_opens_its_message_and_an_addition_is_kept(client: Client, database: None) -> None:
    code = code_of(client.post(SENT, filled()))
    DailySalt.objects.all().delete()  # a new day
    typed = {"code": code, "step": "add", "text": TYPED}
    with read_only():
        assert client.post(STATUS, {"code": code}).status_code == 200
        assert kept(client.post(STATUS, typed), typed)
        assert client.post(STATUS, {"code": receipt_codes.format_code("0" * 17)}).status_code in (422, 503)


def test_readers_read_on(client: Client, database: None) -> None:
    question = make_question()
    with read_only():
        for address in ("/", "/dotazy/", "/dotazy/?q=nesmyslna+otazka", "/okrsky/7/", "/infoschranka/stav/"):
            assert client.get(address).status_code == 200, address
        assert client.post(reverse("faq:question", args=[question.slug]), {"pomohla": "ano"}).status_code == 503


# --- staff ----------------------------------------------------------------------------------------------------------
def test_what_staff_typed_is_kept_and_their_pages_are_shown(client: Client, database: None) -> None:
    message = make_message()
    sign_in(client, make_staff(access.DEPARTMENT))
    page = reverse("admin:mailbox_message_change", args=[message.pk])
    for step in ("answer.check", "answer.send"):
        typed = {"do": step, "text": TYPED}
        with read_only():
            for address in (reverse("admin:index"), reverse("admin:mailbox_message_changelist")):
                assert client.get(address).status_code == 200, address
            assert "nedá uložit" in text_of(client.get(page)), "who read a message is recorded"
            assert kept(client.post(page, typed), typed)
    assert not message.replies.exists()


def test_the_forms_of_the_admin_are_kept_with_all_their_values(client: Client, database: None) -> None:
    sign_in(client, make_staff(access.DEPARTMENT))
    typed = {"title": "Rozbité sklo", "use": "answer", "text_cs": TYPED, "topic": "", "_continue": "Uložit"}
    with read_only():
        response = client.post(reverse("admin:mailbox_savedreply_add") + "?_popup=1", typed)
    del typed["topic"]
    assert kept(response, typed)
    assert "savedreply/add/?_popup=1" in text_of(response)


def test_signing_in_says_so_and_keeps_no_password(client: Client, database: None) -> None:
    User.objects.create_user("jana", password="rozbité sklo na hřišti", is_staff=True)
    with read_only():
        response = client.post(reverse("account_login"), {"login": "jana", "password": "rozbité sklo na hřišti"})
    assert response.status_code == 503
    assert carried(response) == {"login": "jana"}
    assert "rozbité" not in text_of(response)


def test_the_password_is_not_taken_for_right_when_the_next_step_could_not_know_of_it(
    client: Client, database: None
) -> None:
    user = User.objects.create_user("jana", password="rozbité sklo na hřišti", is_staff=True)
    enrol(user)
    with read_only():
        response = client.post(reverse("account_login"), {"login": "jana", "password": "rozbité sklo na hřišti"})
    assert response.status_code == 503
    assert carried(response) == {"login": "jana"}


# --- going on by itself ---------------------------------------------------------------------------------------------
class Browser(Client):
    """Gives the connection back after each request, as the server does and Django's client does not."""

    def request(self, **request: Any) -> Any:
        try:
            return super().request(**request)
        finally:
            connection.close()


@pytest.fixture
def browser() -> Browser:
    return Browser(raise_request_exception=False)


@pytest.mark.postgresql
def test_connections_that_have_gone_read_only_are_not_kept(browser: Browser, database: None) -> None:
    """The switch-over is done; the pool still has connections to what was read-only."""
    with read_only(renewed=False):
        response = browser.post(SENT, filled())
        assert response.status_code == 503
    assert browser.post(SENT, carried(response)).status_code == 503
    assert browser.post(SENT, carried(response)).status_code == 200


@pytest.mark.postgresql
def test_asking_whether_it_is_ready_is_enough_to_go_on(browser: Browser, database: None) -> None:
    with read_only(renewed=False):
        assert browser.get("/readyz").status_code == 503
    assert browser.get("/readyz").status_code == 200
    assert browser.post(SENT, filled()).status_code == 200


@pytest.mark.postgresql
def test_readers_keep_their_connections_while_there_is_nothing_better(browser: Browser, database: None) -> None:
    with read_only(renewed=False):
        assert browser.get("/").status_code == 200
        pool = connection.pool  # type: ignore[attr-defined] # PostgreSQL's
        made = pool.get_stats()["connections_num"]
        for _each in range(5):
            assert browser.post(SENT, filled()).status_code == 503
        assert pool.get_stats()["connections_num"] == made


@pytest.mark.postgresql
def test_connections_that_the_server_ended_are_replaced(browser: Browser, database: None) -> None:
    assert browser.get("/").status_code == 200
    with psycopg.connect(**connection.get_connection_params(), autocommit=True) as other:
        other.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND pid != pg_backend_pid()"
        )
    assert browser.post(SENT, filled()).status_code == 200


@pytest.mark.sqlite
def test_a_file_that_could_not_be_written_when_it_was_opened_is_opened_anew(client: Client, database: None) -> None:
    with read_only(renewed=False):
        assert client.post(SENT, filled()).status_code == 503
    response = client.post(SENT, filled())
    assert response.status_code == 503
    assert client.post(SENT, carried(response)).status_code == 200


@pytest.mark.sqlite
def test_asking_whether_it_is_ready_opens_the_file_anew(client: Client, database: None) -> None:
    with read_only(renewed=False):
        assert client.get("/").status_code == 200
    assert client.get("/readyz").status_code == 200
    assert client.post(SENT, filled()).status_code == 200


def test_ready_says_in_words_that_nothing_is_taken(client: Client, database: None) -> None:
    assert client.get("/readyz").status_code == 200
    with read_only():
        response = client.get("/readyz")
        assert response.status_code == 503
        assert b"takes no changes" in response.content
        assert client.get("/healthz").status_code == 200
    assert client.get("/readyz").status_code == 200


@pytest.mark.sqlite
def test_a_long_writer_does_not_make_it_unready(client: Client, database: None) -> None:
    other = sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    try:
        assert client.get("/readyz").status_code == 200
    finally:
        other.close()
    with connection.cursor() as cursor:
        assert cursor.execute("PRAGMA busy_timeout").fetchone() == (20_000,)


@pytest.mark.sqlite
def test_a_full_disk_keeps_what_was_typed(client: Client, database: None) -> None:
    typed = filled(text=TYPED * 40)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM")
        pages = cursor.execute("PRAGMA page_count").fetchone()[0]
        cursor.execute(f"PRAGMA max_page_count = {pages}")
        for _each in range(50):
            response = client.post(SENT, typed | {"text": os.urandom(1400).hex()})
            if response.status_code != 200:
                break
        cursor.execute("PRAGMA max_page_count = 1073741823")
    assert response.status_code == 503
    assert "neztratilo" in text_of(response)


# --- which errors ---------------------------------------------------------------------------------------------------
def raised(kind: type[Error], cause: BaseException | None) -> Error:
    error = kind("what the database said")
    error.__cause__ = cause
    return error


def sqlite_error(code: int) -> sqlite3.Error:
    error = sqlite3.OperationalError("what SQLite said")
    error.sqlite_errorcode = code
    return error


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("25006", InternalError),  # read-only
        ("57P01", OperationalError),  # stopped by an administrator
        ("57P03", OperationalError),  # starting up
        ("53300", OperationalError),  # too many connections
        ("53100", OperationalError),  # the disk is full
        ("08006", OperationalError),
        ("40P01", OperationalError),  # a deadlock
        ("55P03", OperationalError),  # a lock
        ("58030", OperationalError),  # input and output
        ("42501", ProgrammingError),  # a right was taken away
        ("XX001", InternalError),  # damaged
    ],
)
def test_what_is_the_trouble_of_postgresql(state: str, kind: type[Error]) -> None:
    assert database_outage.is_outage(raised(kind, psycopg.errors.lookup(state)()))


@pytest.mark.parametrize(
    ("state", "kind"),
    [
        ("23505", IntegrityError),
        ("22001", DataError),
        ("42P01", ProgrammingError),  # no such table
        ("42601", ProgrammingError),
        ("25P02", InternalError),  # an earlier error was passed over
        ("0A000", InternalError),
    ],
)
def test_what_is_a_mistake_of_ours_on_postgresql(state: str, kind: type[Error]) -> None:
    assert not database_outage.is_outage(raised(kind, psycopg.errors.lookup(state)()))


@pytest.mark.parametrize("code", [5, 261, 6, 8, 264, 520, 1032, 10, 266, 2570, 11, 13, 14, 26])
def test_what_is_the_trouble_of_sqlite(code: int) -> None:
    assert database_outage.is_outage(raised(OperationalError, sqlite_error(code)))


def test_what_is_a_mistake_of_ours_on_sqlite() -> None:
    for code, kind in ((1, OperationalError), (19, IntegrityError), (2067, IntegrityError), (21, ProgrammingError)):
        assert not database_outage.is_outage(raised(kind, sqlite_error(code)))


def test_what_has_no_code() -> None:
    for kind in (OperationalError, InterfaceError, InternalError):
        assert database_outage.is_outage(raised(kind, None))
    for other in (IntegrityError, DataError, ProgrammingError):
        assert not database_outage.is_outage(raised(other, None))
    assert not database_outage.is_outage(ValueError())


@pytest.mark.django_db
def test_a_mistake_of_ours_stays_one(client: Client) -> None:
    make_neighbours()

    def wrong(execute: Any, sql: str, *rest: Any) -> Any:
        if "mailbox_message" in sql:
            raise IntegrityError("twice")
        return execute(sql, *rest)

    typed = filled()
    with connection.execute_wrapper(wrong):
        response = client.post(SENT, typed)
    assert (response.status_code, response["Cache-Control"]) == (500, "no-store, private")
    assert typed.items() <= carried(response).items(), "whatever fails, what was typed is kept"
    assert "rozbité sklo" in text_of(response)
    assert client.post(SENT, carried(response)).status_code == 200
    with connection.execute_wrapper(wrong), pytest.raises(IntegrityError):
        Client().post(SENT, filled())
