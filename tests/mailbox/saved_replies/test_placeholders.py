"""What stands in braces in a saved reply: filled with what is known, left visible where nothing is, never sent."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from core.danger import emergency_lines
from core.folding import fold
from mailbox import handling
from mailbox.models import Message
from mailbox.permissions import access
from mailbox.saved_replies.placeholders import (
    PLACEHOLDERS,
    fill,
    find_unfilled,
    find_unknown,
    find_values,
    require_filled,
)
from tests.factories import make_department, make_district, make_infobox, make_person, make_post
from tests.mailbox.factories import make_absence, make_desk, make_message, make_staff, make_station, make_tenure
from tests.signing_in import sign_in
from tests.thorough import examples

TODAY = timezone.localdate()
ALL = " / ".join(f"{{{each.name}}}" for each in PLACEHOLDERS)


def filled(text: str, message: Message, user: Any, language: str = "cs", on: date = TODAY) -> str:
    return fill(text, find_values(message, user, language, on=on)[0])


@pytest.mark.django_db
def test_everything_that_is_known_is_filled_in() -> None:
    station = make_station(name="Na Růžku", address="Klatovská 1", phone="377 000 000")
    post = make_post(district=make_district(number=7, mp_station=station))
    user = make_staff(access.OFFICERS)
    make_tenure(post, make_person("Jana Ukázková", user=user, phone="377 031 111"))
    message = make_message(post, place="Školní 5", due_on=date(2026, 12, 9), infobox=make_infobox(name="U pošty"))
    said = filled(ALL, message, user, on=date(2026, 12, 1)).replace("\N{NO-BREAK SPACE}", " ").split(" / ")
    assert said == [
        str(message.pk),
        "Školní 5",
        "7",
        str(message.infobox),
        "Jana Ukázková, strážník-okrskář okrsku 7",
        "377 031 111",
        "služebna městské policie Na Růžku, Klatovská 1",
        "1. 12. 2026",
        "9. 12. 2026",
        emergency_lines.ANY.number,
        emergency_lines.POLICE.number,
        emergency_lines.MUNICIPAL_POLICE.number,
        emergency_lines.AMBULANCE.number,
    ]


@pytest.mark.django_db
def test_values_are_those_of_the_language_and_of_who_answers_today() -> None:
    post = make_post(district=make_district(number=7, mp_station=make_station(phone="377 000 000")))
    make_tenure(post, make_person("Petr Nepřítomný", phone="377 999 999"))
    user = make_staff(access.OFFICERS)
    make_absence(post, make_person("Jana Ukázková", user=user, phone=""), start=TODAY, end=TODAY)
    message = make_message(post, due_on=date(2026, 12, 9))
    said = filled("{kdo odpovídá}; {telefon}; {termín}", message, user, "en")
    assert "standing in" in said
    assert "+420\N{NO-BREAK SPACE}377 000 000" in said  # her own is not known, so that of the station
    assert "municipal district officer" in said


@pytest.mark.django_db
def test_at_a_desk_it_is_the_department_that_is_reached() -> None:
    make_department(phone="378 032 251", address="náměstí Republiky 16")
    message = make_message(make_desk(name="Cizinci"), place="")
    said = filled("{telefon}; {služebna}; {okrsek}; {místo}", message, make_staff(access.DEPARTMENT))
    assert said == "378 032 251; Odbor bezpečnosti, náměstí Republiky 16; {okrsek}; {místo}"


def test_a_name_may_be_written_without_diacritics_and_with_spaces() -> None:
    values = {fold("číslo zprávy"): "5"}
    assert fill("{cislo  zpravy} { Číslo zprávy }", values) == "5 5"
    assert find_unknown("{cislo zpravy}") == []


def test_what_is_unknown_is_named_and_what_is_by_hand_is_not() -> None:
    assert find_unknown("{doplňte: kdy} {kdy} {místo} {doplňte:} { } {}") == ["{kdy}", "{doplňte:}"]
    assert find_unfilled("{doplňte: kdy} a {doplňte: kdy} {místo} :} {") == ["{doplňte: kdy}", "{místo}"]


def test_nothing_in_braces_is_sent_and_it_is_said_what_to_do() -> None:
    require_filled("Přijdeme v 10:00 :-} {")
    with pytest.raises(ValidationError) as refused:
        require_filled("Přijdeme {doplňte: kdy}.")
    assert "{doplňte: kdy}" in refused.value.messages[0]
    assert "smažte" in refused.value.messages[0]


def test_what_a_sender_wrote_is_never_filled_itself() -> None:
    assert fill("{místo}", {"misto": "{telefon}", "telefon": "123"}) == "{telefon}"


@settings(max_examples=examples(100))
@given(text=st.text(alphabet="{}ab\n č", max_size=40), value=st.text(alphabet="{}x\n", max_size=5))
def test_a_text_is_sent_only_without_anything_left_to_fill(text: str, value: str) -> None:
    said = fill(text, {"a": value, "b": ""})
    left = find_unfilled(said)
    assert all(each in said for each in left)
    if not left:
        require_filled(said)
    else:
        with pytest.raises(ValidationError):
            require_filled(said)


@pytest.mark.django_db
def test_an_answer_that_is_not_filled_in_is_refused_wherever_it_comes_from() -> None:
    make_department(email="odbor@example.org")
    user = make_staff(access.DEPARTMENT)
    message = make_message()
    with pytest.raises(ValidationError):
        handling.answer_message(message=message, user=user, text="Přijdeme {doplňte: kdy}.", now=timezone.now())
    assert not message.replies.exists()
    page, client = reverse("admin:mailbox_message_change", args=[message.pk]), sign_in(Client(), user)
    for step in ("answer.check", "answer"):
        response = client.post(page, {"do": step, "text": "Přijdeme {doplňte: kdy}.", "outcome": ""})
        assert response.status_code == 422, step
        said = response.context["forms"]["answer"].errors["text"][0]
        assert "{doplňte: kdy}" in said
    assert not message.replies.exists()
    handling.add_note(message=message, user=user, text="{jen pro nás}", now=timezone.now() + timedelta(1))
