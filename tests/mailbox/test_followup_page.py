"""Following up a message by its code: what its sender reads, adds and must not learn."""

import re
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries, Settings

from mailbox import handling
from mailbox.intake import receipt_codes, throttling
from mailbox.intake.throttling import MOST_GUESSES, MOST_SENDS, Scope
from mailbox.models import (
    Attachment,
    Event,
    FoundState,
    Happened,
    Kind,
    Message,
    Outcome,
    Reply,
    ReplyKind,
    Screening,
    State,
    Tally,
)
from tests.factories import make_department, make_district
from tests.hostile_images import encoded, picture
from tests.mailbox.factories import make_found_item, make_message, make_reply, make_staff
from tests.mailbox.test_views import ADDRESS, carried, main_of, text_of

pytestmark = pytest.mark.django_db

STATUS = "/infoschranka/stav/"
CODE = receipt_codes.make_code("the message of these tests")
OTHER = receipt_codes.make_code("nobody's message")


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    make_department(phone="378 032 251")
    return tmp_path


def written(**fields: Any) -> Message:
    """A message whose sender has CODE."""
    return make_message(receipt_hash=receipt_codes.digest_of(CODE), **fields)


def photo(name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(picture((100, 60)), "JPEG"), "image/jpeg")


def ask(client: Client, **fields: Any) -> Any:
    return client.post(STATUS, {"code": CODE} | fields)


def add(client: Client, **fields: Any) -> Any:
    return ask(client, step="add", **fields)


# --- the code -------------------------------------------------------------------------------------------------------


def test_the_page_asks_for_one_thing(client: Client, django_assert_num_queries: DjangoAssertNumQueries) -> None:
    client.get(STATUS)
    with django_assert_num_queries(1):
        response = client.get(STATUS)
    assert re.findall(r'<input (?!type="hidden")[^>]*name="(\w+)"', main_of(response)) == ["code"]
    assert "no-store" in response["Cache-Control"]
    assert set(response.cookies) == {"csrftoken"}


@pytest.mark.parametrize("typed", [CODE, receipt_codes.format_code(CODE), f" {CODE[:8]}.{CODE[8:]} "])
def test_the_code_in_any_grouping_shows_the_message(client: Client, typed: str) -> None:
    written(text="Na rohu stojí vrak.")
    response = ask(client, code=typed)
    assert response.status_code == 200
    assert "Na rohu stojí vrak." in text_of(response)
    assert "no-store" in response["Cache-Control"]


@pytest.mark.parametrize("typed", ["", "1234", CODE[:-1] + str((int(CODE[-1]) + 1) % 10), "abc", "9" * 5000])
def test_a_slip_of_the_fingers_is_said_and_not_counted(client: Client, typed: str) -> None:
    response = ask(client, code=typed)
    assert response.status_code == 422
    assert "<title>Chyba: " in response.content.decode()
    assert '<a href="#f-code">' in main_of(response)
    assert not Tally.objects.filter(scope=Scope.GUESS).exists()


def test_an_unknown_code_is_counted_and_a_machine_that_guesses_is_told_to_stop(client: Client) -> None:
    written()
    assert "Zprávu s tímto kódem nemáme." in text_of(ask(client, code=OTHER))
    assert Tally.objects.get(scope=Scope.GUESS).count == 1
    throttling.count_action(Scope.GUESS, ADDRESS, now=timezone.now(), times=MOST_GUESSES - 1)
    response = ask(client, code=OTHER)
    assert response.status_code == 429
    assert "378 032 251" in text_of(response)


def test_a_right_code_opens_its_message_however_many_wrong_ones_came_from_the_same_library(client: Client) -> None:
    written(text="Na rohu stojí vrak.")
    throttling.count_action(Scope.GUESS, ADDRESS, now=timezone.now(), times=100 * MOST_GUESSES)
    assert "Na rohu stojí vrak." in text_of(ask(client))
    assert ask(client, step="add", text="Už ho odtáhli, děkuji.").status_code == 200
    assert Tally.objects.get(scope=Scope.GUESS).count == 100 * MOST_GUESSES, "a right code is no guess"


# --- what is read ---------------------------------------------------------------------------------------------------


def test_the_thread_has_answers_signed_by_function_and_no_notes(client: Client) -> None:
    message = written(due_on=timezone.localdate())
    make_reply(message, text="Odtáhneme ho.", signed="strážník-okrskář, Okrsek 7")
    make_reply(message, ReplyKind.NOTE, text="Zase on.")
    make_reply(message, ReplyKind.ADDITION, text="Děkuji.")
    text = text_of(ask(client))
    assert "Strážník-okrskář, Okrsek 7" in text
    assert "Odtáhneme ho." in text
    assert "Děkuji." in text
    assert "Zase on." not in text


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({}, "Vaši zprávu jsme přijali. Odpověď budete mít nejpozději"),
        ({"state": State.IN_PROGRESS}, "Vaši zprávu řešíme. Odpověď budete mít nejpozději"),
        ({"state": State.ANSWERED}, "Na vaši zprávu jsme odpověděli."),
        ({"state": State.CLOSED}, "Uzavřeno: je to vyřešené."),
        ({"state": State.CLOSED, "outcome": Outcome.PASSED_ON}, "předali jsme to úřadu"),
        (
            {"screening": Screening.QUARANTINE, "state": State.IN_PROGRESS},
            "Vaši zprávu jsme přijali. Odpověď budete mít nejpozději",
        ),
        ({"screening": Screening.SPAM}, "Zprávu jsme uzavřeli bez odpovědi. Je to omyl? Zavolejte prosím"),
    ],
)
def test_the_state_is_said_in_plain_words(client: Client, fields: dict[str, Any], said: str) -> None:
    written(**fields)
    assert said in text_of(ask(client))


def test_an_erased_message_says_when(client: Client) -> None:
    erased = {"text": "", "place": "", "search_text": "", "erased_at": timezone.now(), "state": State.CLOSED}
    written(**erased, outcome=Outcome.NOTHING_TO_DO)
    response = ask(client)
    assert "Vaši zprávu jsme uzavřeli." in text_of(response)
    assert "smazali, jak jsme slíbili" in text_of(response)
    assert "<textarea" not in main_of(response)


def test_of_a_merged_message_the_common_answers_are_read_and_nothing_else(client: Client) -> None:
    message, main = written(), make_message(text="Cizí text.", name="Cizí jméno")
    handling.merge_messages(message=message, into=main, user=make_staff(), now=timezone.now())
    make_reply(main, ReplyKind.ADDITION, text="Cizí slova.")
    handling.answer_message(message=main, user=make_staff(), text="Společná odpověď.", now=timezone.now())
    text = text_of(ask(client))
    assert "O tomtéž nám psal i někdo jiný" in text
    assert "Společná odpověď." in text
    assert "Cizí" not in text


@pytest.mark.parametrize("state", FoundState)
def test_a_found_thing_shows_how_far_it_has_come(client: Client, state: FoundState) -> None:
    ended = state in (FoundState.RETURNED, FoundState.HANDED_TO_AUTHORITY)
    message = written(kind=Kind.NALEZ)
    make_found_item(message, state=state, handed_over_at=timezone.now() if ended else None)
    body = main_of(ask(client))
    current = re.findall(r'<li[^>]*aria-current="step">([^<]+)<', body)
    assert [one.lower() for one in current] == [str(state.label).lower()]
    assert len(re.findall(r'<ol class="way">', body)) == 1


def test_photos_are_shown_by_sealed_names(client: Client) -> None:
    written()
    add(client, text="Tady je.", photos=[photo()])
    links = re.findall(r'<img src="(/infoschranka/foto/[^"]+)"', main_of(ask(client)))
    assert len(links) == 1
    assert Attachment.objects.get().name not in links[0]
    assert client.get(links[0])["Content-Type"] == "image/jpeg"


# --- what is added --------------------------------------------------------------------------------------------------


def test_a_text_and_a_photo_are_added_and_again_is_once(client: Client) -> None:
    message = written()
    for _ in range(2):
        response = add(client, text="Ještě něco.", photos=[photo()])
        assert response.status_code == 200
        assert "k vaší zprávě jsme to přidali" in text_of(response)
    assert message.replies.get().text == "Ještě něco."
    assert Attachment.objects.get().reply == message.replies.get()


def test_my_problem_is_not_solved_opens_it_again(client: Client) -> None:
    message = written(state=State.CLOSED)
    assert "Můj problém není vyřešen" in text_of(ask(client))
    response = add(client, text="Pořád to tam leží.", unsolved="1")
    assert "Vaši zprávu řešíme." in text_of(response)
    message.refresh_from_db()
    assert message.state == State.IN_PROGRESS
    assert Event.objects.filter(kind=Happened.REOPENED).count() == 1
    add(client, text="Pořád to tam leží.", unsolved="1")
    assert Reply.objects.count() == 1


def test_an_open_message_is_not_said_to_be_unsolved(client: Client) -> None:
    written()
    assert "unsolved" not in main_of(ask(client))


def test_nothing_added_is_said_and_what_was_filled_in_stays(client: Client) -> None:
    written(state=State.ANSWERED)
    response = add(client, text="", unsolved="1", photos=[photo()])
    assert response.status_code == 422
    assert "Napište, co ještě není vyřešené." in text_of(response)
    assert re.search(r'name="unsolved"[^>]* checked', main_of(response))
    assert len(carried(response)["photo"]) == 1
    bad = SimpleUploadedFile("x.pdf", b"%PDF", "application/pdf")
    response = add(client, text="Text zůstane.", photos=[bad])
    assert response.status_code == 422
    assert "Text zůstane.</textarea>" in main_of(response)
    assert not Reply.objects.exists()


@pytest.mark.parametrize("fault", ["text", "photos"])
def test_only_the_field_that_is_wrong_is_marked(client: Client, fault: str) -> None:
    written()
    bad = SimpleUploadedFile("x.pdf", b"%PDF", "application/pdf")
    response = add(client, text="") if fault == "text" else add(client, text="V pořádku.", photos=[bad])
    body = main_of(response)
    area = re.findall(r'<textarea id="f-text"[^>]*>', body)[0]
    assert re.findall(r'class="field wrong"', body) == ['class="field wrong"']
    assert re.findall(r'class="error" id="([^"]+)"', body) == [f"f-{fault}-error"]
    assert ('aria-describedby="f-text-error"' in area) == (fault == "text")
    assert ('aria-invalid="true"' in area) == (fault == "text")


def test_a_flood_of_additions_is_stopped(client: Client) -> None:
    written()
    throttling.count_action(Scope.SEND, ADDRESS, now=timezone.now(), times=MOST_SENDS)
    response = add(client, text="Ještě něco.")
    assert response.status_code == 429
    assert carried(response)["code"] == [CODE]
    assert not Reply.objects.exists()


@pytest.mark.parametrize("fields", [{"screening": Screening.SPAM}, {"erased_at": timezone.now(), "text": ""}])
def test_nothing_is_added_where_nobody_would_read_it(client: Client, fields: dict[str, Any]) -> None:
    if "erased_at" in fields:
        fields = fields | {"place": "", "search_text": "", "state": State.CLOSED}
    written(**fields)
    add(client, text="Haló?")
    assert not Reply.objects.exists()


def test_a_page_costs_a_few_queries_however_long_the_thread(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    make_district()
    message = written()
    for _ in range(5):
        make_reply(message, signed="strážník")
    ask(client)
    with django_assert_num_queries(6):
        ask(client)
