"""Whoever cries for help is shown whom to call before anything else, in every language, and nothing is kept of it."""

import re

import pytest
from django.conf import settings
from django.test import Client

from faq.models import UnansweredSearch
from tests.factories import make_address, make_district, make_street
from tests.resident import Page

pytestmark = [pytest.mark.django_db, pytest.mark.once]

LANGUAGES = [code for code, _name in settings.LANGUAGES]
DIALS = {
    "chci umřít": ["116123", "116111", "155", "112"],
    "bije mě": ["158", "112", "116006", "116111"],
    "ztratilo se mi dítě": ["158", "112", "116000"],
    "cítím plyn": ["1239", "112"],
}
WRITES_TO = {
    "chci umřít": ["sms:155", "sms:112", "https://www.linkabezpeci.cz/chat", "https://www.chat-pomoc.cz/"],
    "bije mě": ["sms:158", "sms:112", "https://www.linkabezpeci.cz/chat"],
    "ztratilo se mi dítě": ["sms:158", "sms:112"],
    "cítím plyn": ["sms:112"],
}


def call_now(text: str) -> str:
    """The card of a page; nothing without one."""
    found = re.search(r'<section class="call-now".*?</section>', text, re.DOTALL)
    return found[0] if found else ""


def dialled(text: str) -> list[str]:
    """What the card dials, in the order of the page."""
    return re.findall(r'href="tel:(\d+)"', call_now(text))


@pytest.mark.parametrize("path", ["/najit/", "/dotazy/", "/schranky/"])
@pytest.mark.parametrize("cry", DIALS)
def test_the_page_begins_with_whom_to_call_and_is_kept_by_nobody(client: Client, path: str, cry: str) -> None:
    response = client.get(path, {"q": cry})
    text = response.content.decode()
    assert response.status_code == 200
    assert dialled(text) == DIALS[cry]
    assert text.index('class="call-now"') < text.index('class="top"') < text.index("<h1")
    assert response["Cache-Control"] == "no-store, private"
    assert response["Referrer-Policy"] == "no-referrer"
    assert not UnansweredSearch.objects.exists()


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cry", WRITES_TO)
def test_who_cannot_speak_or_hear_is_shown_whom_to_write_to(client: Client, language: str, cry: str) -> None:
    prefix = "" if language == "cs" else f"/{language}"
    card = call_now(client.get(f"{prefix}/najit/", {"q": cry}).content.decode())
    assert re.findall(r'href="((?:sms|https):[^"]+)"', card) == WRITES_TO[cry]
    assert card.index('href="tel:') < card.index('href="sms:')


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("cry", ["chci umřít", "i want to die", "хочу померти", "ich will sterben", "tôi muốn chết"])
def test_every_page_understands_every_language(client: Client, language: str, cry: str) -> None:
    prefix = "" if language == "cs" else f"/{language}"
    assert dialled(client.get(f"{prefix}/najit/", {"q": cry}).content.decode()) == DIALS["chci umřít"]


def test_a_cry_leads_to_no_district(client: Client) -> None:
    district = make_district()
    response = client.get("/najit/", {"q": f"chci umřít okrsek {district.number}"})
    assert response.status_code == 200
    assert dialled(response.content.decode())


def test_no_page_says_that_there_is_no_such_place_or_answer(client: Client) -> None:
    for path in ("/najit/", "/dotazy/"):
        said = client.get(path, {"q": "chci umřít"}).content.decode().replace("\N{NO-BREAK SPACE}", " ")
        assert "nenašli" not in said
        assert "neznáme" not in said
        assert "odpověď nemáme" not in said


def test_an_everyday_query_gets_no_card_and_counts_as_ever(client: Client) -> None:
    response = client.get("/dotazy/", {"q": "qwxz"})
    assert dialled(response.content.decode()) == []
    assert UnansweredSearch.objects.count() == 1


def test_nobody_who_cries_is_offered_streets(client: Client) -> None:
    make_district()
    response = client.get("/api/v1/suggest", {"q": "chci umřít"})
    assert response.json() == {"suggestions": []}
    assert response["Cache-Control"] == "no-store, private"
    for path in ("/api/v1/lookup", "/api/v1/faq"):
        assert client.get(path, {"q": "chci umřít"})["Cache-Control"] == "no-store, private"


@pytest.mark.parametrize("query", ["deprese dluhy", "dluhi", "depresse", "osamělá"])
def test_nobody_who_feels_bad_is_offered_streets(client: Client, query: str) -> None:
    make_address(street=make_street(name="Dlouhá"))
    assert client.get("/api/v1/suggest", {"q": query}).json() == {"suggestions": []}
    page = client.get("/najit/", {"q": query}, follow=True)
    assert "Dlouhá" not in page.content.decode()
    assert page.status_code == 200


def test_debts_and_depression_lead_to_whom_to_ask(client: Client) -> None:
    page = client.get("/najit/", {"q": "deprese dluhy"}, follow=True)
    assert page.redirect_chain == [("/dotazy/?q=deprese+dluhy", 302)]
    assert {"mam-dluhy", "nechci-zit"} <= {hit.slug for hit in page.context["results"].hits}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_cry_is_answered_in_every_language(client: Client, language: str) -> None:
    prefix = "" if language == "cs" else f"/{language}"
    cries = {
        "cs": "nechci žít",
        "en": "i want to die",
        "de": "ich will sterben",
        "uk": "хочу померти",
        "vi": "muốn chết",
    }
    hits = client.get(f"{prefix}/dotazy/", {"q": cries[language]}).context["results"].hits
    assert hits[0].slug == "nechci-zit"
    answer = client.get(f"{prefix}/dotazy/nechci-zit/").content.decode()
    assert 'href="tel:116123"' in answer


MESSAGE = {"kind": "podnet", "text": "Nepořádek na rohu. Stejně už nechci žít."}


def token(client: Client) -> str:
    page = client.get("/infoschranka/")
    assert dialled(page.content.decode()) == []
    return Page(page.status_code, page.content.decode()).hidden("token")


def test_each_page_of_a_message_begins_with_the_card(client: Client) -> None:
    message = {**MESSAGE, "token": token(client)}
    check = client.post("/infoschranka/", {**message, "step": "check"})
    edit = client.post("/infoschranka/", {**message, "step": "edit"})
    wrong = client.post("/infoschranka/", {**message, "email": "x", "step": "check"})
    sent = client.post("/infoschranka/odeslano/", message)
    assert [each.status_code for each in (check, edit, wrong, sent)] == [200, 200, 422, 200]
    for page in (check, edit, wrong, sent):
        assert dialled(page.content.decode()) == DIALS["chci umřít"]
    code = Page(200, sent.content.decode()).code
    assert code
    added = client.post("/infoschranka/stav/", {"code": code, "step": "add", "text": "Bije mě."})
    assert dialled(added.content.decode()) == DIALS["bije mě"]


def test_an_everyday_message_gets_no_card(client: Client) -> None:
    message = {"kind": "podnet", "text": "Už nemůžu zaparkovat.", "token": token(client)}
    for path in ("/infoschranka/", "/infoschranka/odeslano/"):
        assert dialled(client.post(path, message).content.decode()) == []
