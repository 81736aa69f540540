"""Forms whose token or cookie is gone: nothing typed is lost, and nothing is done that its sender did not ask for."""

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from bezpecna_plzen.accounts.sessions import KEPT
from districts.models import Person
from faq.models import Synonym
from mailbox.models import Draft, Message, Reply
from tests.bezpecna_plzen.accounts.test_kept_forms import idle, text_of
from tests.bezpecna_plzen.accounts.test_signed_in import enter
from tests.bezpecna_plzen.accounts.test_signed_in import jana as jana
from tests.factories import make_person
from tests.mailbox.factories import make_message
from tests.opening import OpenForm, open_form, read_form

pytestmark = pytest.mark.django_db
HERE = [{"Sec-Fetch-Site": "same-origin"}, {"Origin": "http://testserver"}]
ELSEWHERE = [
    {"Sec-Fetch-Site": "cross-site", "Origin": "https://jinde.example"},
    {"Sec-Fetch-Site": "same-site", "Origin": "http://testserver"},
    {"Origin": "null"},
    {},
]
ANSWER = "Dobrý den, na místo se zítra podívá hlídka. Děkujeme, že nám píšete."


def from_before(jana: User) -> tuple[Client, OpenForm, Person]:
    """A form that was open while its person was signed out and in again in another window."""
    person = make_person("Jana Ukázková")
    client, _answer = enter(jana)
    form = open_form(client, f"/admin/districts/person/{person.pk}/change/").type(phone="+420 377 000 111")
    client.handler.enforce_csrf_checks = True
    return client, form, person


@pytest.mark.parametrize("headers", HERE)
def test_what_was_open_before_one_signed_in_again_comes_back_and_is_not_saved(
    jana: User, headers: dict[str, str]
) -> None:
    client, form, person = from_before(jana)
    response = client.post(form.address, form.values, headers=headers)
    assert response.status_code == 200
    assert "zatím není uložené" in text_of(response)
    assert not Person.objects.filter(phone__endswith="111").exists()
    again = read_form(client, form.address, response)
    assert again.values["phone"] == ["+420 377 000 111"]
    again.values["csrfmiddlewaretoken"] = [client.cookies["csrftoken"].value]
    assert again.save().status_code == 302
    person.refresh_from_db()
    assert person.phone == "+420 377 000 111"


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_what_other_sites_send_does_not_come_back(jana: User, headers: dict[str, str]) -> None:
    client, form, _person = from_before(jana)
    response = client.post(form.address, form.values, headers=headers)
    assert response.status_code == 403
    assert "000 111" not in text_of(response)


def test_an_answer_comes_back_and_is_not_sent(jana: User) -> None:
    client, _form, _person = from_before(jana)
    page = f"/admin/mailbox/message/{make_message().pk}/change/"
    response = client.post(page, {"do": "answer.send", "text": ANSWER, "outcome": "solved"}, headers=HERE[0])
    assert ANSWER in text_of(response)
    assert not Reply.objects.exists()
    assert not Draft.objects.exists(), "it may be another person's, who used this browser before"


def test_of_other_forms_the_texts_are_shown_and_nothing_is_done(jana: User) -> None:
    client, _form, person = from_before(jana)
    page = f"/admin/mailbox/message/{make_message().pk}/erase/"
    assert ANSWER in text_of(client.post(page, {"reason": ANSWER}, headers=HERE[0]))
    response = client.post(f"/admin/districts/person/{person.pk}/delete/", {"post": "yes"}, headers=HERE[0])
    assert response.status_code == 403
    assert Person.objects.filter(pk=person.pk).exists()


@pytest.mark.parametrize("path", ["draft", "present"])
def test_scripts_are_only_refused(jana: User, path: str) -> None:
    client, _form, _person = from_before(jana)
    page = f"/admin/mailbox/message/{make_message().pk}/{path}/"
    assert client.post(page, {"kind": "note", "text": ANSWER}, headers=HERE[0]).status_code == 403


def test_whoever_is_signed_out_too_can_copy_it(jana: User) -> None:
    """It is kept for nobody: the page may be of somebody who used the browser before."""
    client, form, _person = from_before(jana)
    idle(client, jana)
    response = client.post(form.address, form.values, headers=HERE[0])
    assert response.status_code == 403
    assert "+420 377 000 111" in text_of(response)
    assert KEPT not in client.session


def test_of_an_unknown_browser_short_texts_of_a_record_are_shown_too() -> None:
    response = Client().post(f"/admin/districts/person/{make_person().pk}/change/", {"phone": "377 000 111"})
    assert response.status_code == 403
    assert "377 000 111" in text_of(response)


def test_a_preview_that_was_asked_for_comes_back_as_the_form(jana: User) -> None:
    client, _answer = enter(jana)
    idle(client, jana)
    client.post("/admin/faq/question/add/preview/?nahled=cs", {"title_cs": "Co teď?", "answer_cs": "<p>Nic.</p>"})
    enter(jana, client=client)
    shown = client.get("/admin/faq/question/add/preview/?nahled=cs").content.decode()
    assert 'value="Co teď?"' in shown
    assert 'action="/admin/faq/question/add/"' in shown


# --- residents --------------------------------------------------------------------------------------------------------

NOTE = {"kind": "podnet", "district": "7", "text": "Na rohu se tři dny nesvítí.", "step": "check"}


@pytest.mark.parametrize("headers", HERE)
@pytest.mark.parametrize("token", ["", "zkažený", "a" * 64])
def test_a_message_without_cookie_or_token_goes_on(headers: dict[str, str], token: str) -> None:
    """Without any cookie as well, so that a browser that takes none can send messages."""
    resident = Client(enforce_csrf_checks=True)
    response = resident.post("/infoschranka/", NOTE | {"csrfmiddlewaretoken": token}, headers=headers)
    assert NOTE["text"] in text_of(response)
    assert "nepodařilo ověřit" not in text_of(response)


@pytest.mark.parametrize("headers", ELSEWHERE)
def test_a_message_that_another_site_sends_is_shown_and_not_taken(headers: dict[str, str]) -> None:
    resident = Client(enforce_csrf_checks=True)
    response: Any = resident.post("/infoschranka/", NOTE, headers=headers)
    assert response.status_code == 403
    assert NOTE["text"] in text_of(response)
    assert not Message.objects.exists()


def test_a_synonym_is_a_form_of_the_staff(jana: User) -> None:
    client, _form, _person = from_before(jana)
    response = client.post("/admin/faq/synonym/add/", {"words": "vitrína, výkladní skříň"}, headers=HERE[0])
    assert "vitrína, výkladní skříň" in text_of(response)
    assert not Synonym.objects.filter(words__startswith="vitrína").exists()
