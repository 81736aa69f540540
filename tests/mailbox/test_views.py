"""Writing to the infoschránka as a resident does: the form, the check, the sending, and what must never happen."""

import re
from datetime import timedelta
from html import unescape
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.http import HttpRequest, HttpResponse
from django.test import Client, RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from post_office.models import Email
from pytest_django import DjangoAssertNumQueries, Settings

from districts.models import District, InfoBox, Role
from faq.models import Topic
from mailbox.intake import form_rescue, form_token, receipt_codes, throttling
from mailbox.intake.throttling import MOST_COPIES, MOST_SENDS, MOST_UPLOADS, REVIEWED_SENDS, Scope
from mailbox.models import FoundItem, Kind, Message, Notification, Notified, Screening, Tally, WhereNow
from tests.factories import make_department, make_neighbours, make_numbers_around, make_person, make_post, make_question
from tests.hostile_images import encoded, picture
from tests.mailbox.factories import make_absence, make_station, make_tenure
from tests.thorough import examples

pytestmark = pytest.mark.django_db

WRITE, SENT = "/infoschranka/", "/infoschranka/odeslano/"
ADDRESS = "127.0.0.1"  # of Django's test client


@pytest.fixture(autouse=True)
def media(settings: Settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path
    return tmp_path


@pytest.fixture(autouse=True)
def city() -> list[District]:
    """Two districts side by side, see `make_neighbours`; an officer in 7."""
    make_department(name="Odbor bezpečnosti", phone="378 032 251", email="info@example.org")
    west, east = make_neighbours()
    make_tenure(make_post(Role.OKRSKAR, district=west), make_person("Jan Vzorový", email="jan@example.org"))
    return [west, east]


def filled(**fields: Any) -> dict[str, Any]:
    """What a resident filled in, ten minutes after opening the form; None takes a field away."""
    token = form_token.issue_token(now=timezone.now() - timedelta(minutes=10))
    values = {"kind": "podnet", "text": "Na rohu je nepořádek.", "place": "Dlouhá 1", "token": token} | fields
    return {name: value for name, value in values.items() if value is not None}


def photo(width: int = 100, name: str = "foto.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, encoded(picture((width, 60)), "JPEG"), "image/jpeg")


def main_of(response: Any) -> str:
    return re.sub(r"(?s)^.*<main|</main>.*$", "", response.content.decode())


def text_of(response: Any) -> str:
    """What a reader sees, without markup, spaces made plain."""
    body = re.sub(
        r"</?(p|li|dt|dd|div|h\d|section|br|label|button|b|option|legend|ul|ol)\b[^>]*>", " ", main_of(response)
    )
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def carried(response: Any) -> dict[str, Any]:
    """The hidden fields of a page, as its form sends them on."""
    pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', main_of(response))
    data: dict[str, Any] = {}
    for name, value in pairs:
        data.setdefault(name, []).append(unescape(value))
    return data


def code_of(response: Any) -> str:
    found = re.search(r"data-receipt>([^<]+)<", response.content.decode())
    assert found, text_of(response)
    return found[1]


# --- the form -------------------------------------------------------------------------------------------------------


def test_a_link_from_an_answer_begins_the_message_with_its_question(client: Client) -> None:
    topics = Topic.objects.filter(slug__in=["plzni-to", "zvirata", "drogy"])
    make_question("strikacka", title="Co se stříkačkou <b>a</b> jehlou?", topics=topics)
    body = unescape(main_of(client.get(f"{WRITE}?dotaz=strikacka")))
    assert ">\nK\N{NO-BREAK SPACE}odpovědi „Co se stříkačkou <b>a</b> jehlou?“:\n</textarea>" in body
    assert "<b>a</b>" not in main_of(client.get(f"{WRITE}?dotaz=strikacka"))
    assert '<option value="drogy" selected>' in body  # the first that takes messages
    assert re.search(r'value="dotaz"[^>]* checked', body)


def test_what_else_the_link_says_comes_before_what_the_question_suggests(client: Client) -> None:
    make_question("strikacka", topics=Topic.objects.filter(slug="drogy"))
    body = main_of(client.get(f"{WRITE}?dotaz=strikacka&topic=zvirata&kind=podnet"))
    assert '<option value="zvirata" selected>' in body
    assert re.search(r'value="podnet"[^>]* checked', body)


@pytest.mark.parametrize("slug", ["neni", "koncept", "", "x" * 5000, "%00", "<b>"])
def test_an_unknown_question_is_ignored(client: Client, slug: str) -> None:
    make_question("koncept", published_from=None)
    body = main_of(client.get(f"{WRITE}?dotaz={slug}"))
    assert ">\n</textarea>" in body
    assert " checked" not in body


def test_before_the_form_it_says_what_belongs_here_and_what_elsewhere(client: Client) -> None:
    body = main_of(client.get(WRITE))
    before, _, form = body.partition("<form")
    for said in (
        "podněty, stížnosti, dotazy a nálezy",
        "Plzni.to",
        "tel:158",
        "tel:156",
        "tel:112",
        "trestní oznámení",
    ):
        assert said in unescape(before).replace("\u00a0", " ")
    assert form


def test_the_form_has_the_fields_of_the_contract(client: Client) -> None:
    body = main_of(client.get(WRITE))
    names = set(re.findall(r' name="([^"]+)"', body))
    contract = {"kind", "topic", "place", "district", "lat", "lon", "text", "name", "email", "phone", "photos"}
    assert contract | {"item", "where_now", "token", "csrfmiddlewaretoken"} <= names
    assert set(re.findall(r'name="kind" value="(\w+)"', body)) == {"podnet", "dotaz", "nalez"}
    assert 'autocomplete="name"' in body
    assert 'autocomplete="email"' in body
    assert 'autocomplete="tel"' in body


def test_people_and_their_tools_pass_by_the_trap(client: Client) -> None:
    body = main_of(client.get(WRITE))
    trap = re.search(r'(?s)<div class="trap" aria-hidden="true">.*?</div>', body)
    assert trap
    assert 'tabindex="-1"' in trap[0]
    assert 'autocomplete="off"' in trap[0]
    assert "style=" not in body


def test_every_field_has_its_label(client: Client) -> None:
    body = main_of(client.get(WRITE))
    ids = {
        re.search(r'id="([^"]+)"', field)[1]  # type: ignore[index] # each has one, or the test fails
        for field in re.findall(r'<(?:input(?! type="(?:hidden|radio|checkbox)")|select|textarea)[^>]*>', body)
    }
    assert ids == set(re.findall(r'<label for="([^"]+)"', body))


def test_a_link_from_a_district_a_topic_or_a_place_fills_them_in(client: Client) -> None:
    body = main_of(client.get(WRITE, {"district": "7", "topic": "drogy", "place": "Dlouhá 1", "kind": "dotaz"}))
    assert '<option value="7" selected>' in body
    assert '<option value="drogy" selected>' in body
    assert 'value="Dlouhá 1"' in body
    assert re.search(r'value="dotaz"[^>]* checked', body)
    text = text_of(client.get(WRITE, {"lat": "49.745", "lon": "13.385"}))
    assert "Místo na mapě Okrsek 8" in text


@pytest.mark.parametrize(
    "query",
    ["?district=99&topic=neni&kind=x", "?lat=nan&lon=inf", "?lat=1e999&lon=", "?schranka=x", "?schranka=" + "9" * 5000],
)
def test_a_broken_link_still_leads_to_the_form(client: Client, query: str) -> None:
    response = client.get(WRITE + query)
    assert response.status_code == 200
    assert "checked" not in main_of(response)


def test_a_damaged_box_is_named_and_filled_in(client: Client, city: list[District]) -> None:
    box = InfoBox.objects.create(name="U radnice", address="Dlouhá 5", lat=49.745, lon=13.385)
    response = client.get(WRITE, {"schranka": box.pk})
    assert "Nahlaste poškozenou schránku" in text_of(response)
    assert "U radnice Dlouhá 5" in text_of(response)
    assert re.search(r'value="podnet"[^>]* checked', main_of(response))
    sent = client.post(SENT, filled(schranka=box.pk, place=None))
    message = Message.objects.get()
    assert code_of(sent)
    assert (message.infobox, message.district, message.lat) == (box, city[1], 49.745)
    assert message.desk
    assert message.desk.default


def test_the_form_sets_no_cookie_but_that_of_the_form_itself(client: Client) -> None:
    assert set(client.get(WRITE).cookies) == {"csrftoken"}
    response = client.post(SENT, filled())
    assert code_of(response)
    assert set(client.cookies) == {"csrftoken"}


def test_nobody_keeps_what_was_written(client: Client) -> None:
    for response in (client.post(WRITE, filled()), client.post(WRITE, filled(text="")), client.post(SENT, filled())):
        assert "no-store" in response["Cache-Control"]
    # But the browser keeps an empty form, so that coming back to it brings what was filled in.
    assert client.get(WRITE)["Cache-Control"] == "no-cache, private"


def test_reading_the_pages_costs_a_few_queries(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(WRITE)  # the atlas is loaded
    for path, queries in ((WRITE, 2), (f"{WRITE}?district=7&topic=drogy&lat=49.745&lon=13.385", 2), (SENT, 1)):
        with django_assert_num_queries(queries):
            client.get(path)


# --- errors ---------------------------------------------------------------------------------------------------------


def test_errors_are_summed_up_and_lead_to_their_fields(client: Client) -> None:
    response = client.post(WRITE, filled(kind="", text="", email="x", place="Dlouhá"))
    body = response.content.decode()
    assert response.status_code == 422
    assert "<title>Chyba: " in body
    links = re.findall(r'<a href="#(f-[\w-]+)">', body)
    assert links == ["f-kind", "f-place", "f-text", "f-email"]  # in the order of the page
    for link in links:
        assert f'id="{link}"' in body
        described = re.search(rf'aria-describedby="{link}-error', body)
        assert described, link
        assert f'id="{link}-error"' in body
    assert re.search(r'id="problems" tabindex="-1" autofocus role="alert"', body)
    assert not Message.objects.exists()


def test_what_was_filled_in_survives_an_error(client: Client) -> None:
    fields = {"name": 'Jana "X" <b>', "email": "jana@", "phone": "777 123 456", "topic": "drogy", "district": "7"}
    body = main_of(client.post(WRITE, filled(kind="dotaz", text="První\r\n  druhá </textarea>", **fields)))
    for said in ('value="Jana &quot;X&quot; &lt;b&gt;"', 'value="jana@"', 'value="777 123 456"', 'value="Dlouhá 1"'):
        assert said in body
    assert '<option value="drogy" selected>' in body
    assert '<option value="7" selected>' in body
    assert re.search(r'value="dotaz"[^>]* checked', body)
    assert "První\r\n  druhá &lt;/textarea&gt;" in body or "První\n  druhá &lt;/textarea&gt;" in body


def test_an_unclear_place_offers_choices_and_the_way_on(client: Client) -> None:
    response = client.post(WRITE, filled(place="Dlouhá"))
    assert response.status_code == 422
    assert "Takových míst je víc. Které myslíte?" in text_of(response)
    choices = re.findall(r'name="place_choice" value="([^"]+)"', main_of(response))
    assert choices == ["okrsek 7", "okrsek 8", "text"]
    checked = client.post(WRITE, filled(place="Dlouhá", place_asked="Dlouhá", place_choice="okrsek 8"))
    assert "Dostane ji: Strážník-okrskář, Okrsek 8" in text_of(checked)
    sent = client.post(SENT, carried(checked))
    assert code_of(sent)
    assert Message.objects.get().district.number == 8  # type: ignore[union-attr] # just chosen


def test_a_place_in_words_is_sent_although_nobody_knows_it(client: Client) -> None:
    response = client.post(WRITE, filled(place="za školou"))
    assert "Poslat i tak" in text_of(response)
    sent = client.post(SENT, filled(place="za školou", place_asked="za školou", place_choice="text"))
    assert code_of(sent)
    assert Message.objects.get().place == "za školou"


def test_photos_survive_an_error_and_can_be_taken_back(client: Client) -> None:
    first = client.post(WRITE, filled(text="", photos=[photo(), photo(120, "b.jpg")]))
    kept = carried(first)["photo"]
    assert first.status_code == 422
    assert len(kept) == 2
    picture_path = re.search(r'<img src="(/infoschranka/foto/[^"]+)"', main_of(first))
    assert picture_path
    assert client.get(picture_path[1])["Content-Type"] == "image/jpeg"
    second = client.post(WRITE, filled(photo=kept, remove_photo=kept[0], photos=[photo(130, "c.jpg")]))
    assert second.status_code == 200
    assert len(carried(second)["photo"]) == 2
    sent = client.post(SENT, carried(second))
    assert code_of(sent)
    assert sorted(Message.objects.get().attachments.values_list("width", flat=True)) == [120, 130]


def test_a_refused_photo_is_named_and_nothing_else_is_lost(client: Client) -> None:
    bad = SimpleUploadedFile("smlouva.pdf", b"%PDF-1.4", "application/pdf")
    response = client.post(WRITE, filled(photos=[photo(), bad]))
    assert response.status_code == 422
    assert "smlouva.pdf: " in text_of(response)
    assert '<a href="#f-photos">' in main_of(response)
    assert len(carried(response)["photo"]) == 1


def test_a_photo_is_shown_to_nobody_without_its_seal(client: Client) -> None:
    client.post(WRITE, filled(photos=[photo()]))
    assert client.get("/infoschranka/foto/abc").status_code == 404
    assert client.post("/infoschranka/foto/abc").status_code == 405


# --- the check ------------------------------------------------------------------------------------------------------


def test_the_check_says_who_gets_it_and_by_when_and_sends_nothing(client: Client) -> None:
    response = client.post(WRITE, filled(name="Jana", email="jana@example.org", topic="verejny-poradek"))
    text = text_of(response)
    assert response.status_code == 200
    assert "Dostane ji: Strážník-okrskář, Okrsek 7 Slovany – Jan Vzorový." in text
    assert re.search(r"Odpověď budete mít nejpozději \d+\. \d+\. \d{4}\.", text)
    for said in (
        "Podnět nebo stížnost",
        "Veřejný pořádek",
        "Dlouhá 381/1",
        "Na rohu je nepořádek.",
        "jana@example.org",
    ):
        assert said in text
    assert not Message.objects.exists()
    assert not Email.objects.exists()


def test_a_vacant_post_says_who_stands_in(client: Client, city: list[District]) -> None:
    make_absence(make_post(Role.OKRSKAR, district=city[1]), make_person("Eva Zástupná"))
    text = text_of(client.post(WRITE, filled(place="Dlouhá 5")))
    assert "Dostane ji: Strážník-okrskář, Okrsek 8." in text
    assert "Místo je teď neobsazené. Zastupuje Eva Zástupná." in text


def test_near_a_border_both_districts_are_named(client: Client) -> None:
    text = text_of(client.post(WRITE, filled(place="Dlouhá 3")))
    assert "Místo patří do okrsku 7, hranice s okrskem 8 je jen 22 m odtud." in text


def test_of_a_number_that_does_not_exist_it_is_said_how_its_district_is_known(client: Client) -> None:
    make_numbers_around(40)
    text = text_of(client.post(WRITE, filled(place="Dlouhá 40")))
    assert "Dlouhá 40 není v registru adres. Sousední čísla 38 a 42 leží v okrsku 7." in text
    assert "není v registru" not in text_of(client.post(WRITE, filled(place="Dlouhá 1")))


def test_without_a_place_and_outside_the_city_the_department_gets_it(client: Client) -> None:
    text = text_of(client.post(WRITE, filled(place=None)))
    assert "Dostane ji: Odbor bezpečnosti." in text
    assert "Nenapsali jste, kde to je. Nevadí" in text
    text = text_of(client.post(WRITE, filled(place=None, lat="50.08", lon="14.42")))
    assert "Dostane ji: Odbor bezpečnosti." in text
    assert "Místo leží mimo Plzeň." in text


def test_a_desk_is_named_when_a_rule_leads_there(client: Client) -> None:
    assert "Dostane ji: Odbor bezpečnosti (Cizinci a menšiny)." in text_of(
        client.post(WRITE, filled(topic="cizinci-a-mensiny"))
    )


def test_each_answer_can_be_changed_with_everything_kept(client: Client) -> None:
    checked = client.post(WRITE, filled(name="Jana", photos=[photo()]))
    targets = re.findall(r'name="step" value="edit" formaction="/infoschranka/#([\w-]+)"', main_of(checked))
    again = client.post(WRITE, carried(checked) | {"step": "edit"})
    assert again.status_code == 200
    assert "Chyba" not in again.content.decode()
    for target in targets:
        assert f'id="{target}"' in main_of(again), target
    assert {"f-kind", "f-topic", "f-place", "f-text", "f-photos", "f-name"} == set(targets)
    body = main_of(again)
    assert 'value="Jana"' in body
    assert "Na rohu je nepořádek." in body
    assert carried(again)["photo"] == carried(checked)["photo"]
    assert carried(again)["token"] == carried(checked)["token"]


def test_a_pin_can_be_taken_back_without_javascript(client: Client) -> None:
    checked = client.post(WRITE, filled(lat="49.745", lon="13.385", drop_point="1"))
    assert "Okrsek 7" in text_of(checked)
    assert "lat" not in carried(checked)


def test_numbers_of_documents_are_hidden_and_the_nearest_places_shown(client: Client, city: list[District]) -> None:
    make_station(name="U lesa", address="Heyrovského 40", lat=49.745, lon=13.39)
    InfoBox.objects.create(name="U radnice", address="Dlouhá 5", lat=49.745, lon=13.3712)
    found = filled(kind="nalez", item="doklad", where_now="mam_u_sebe", text="Občanka 123456789 v trávě.")
    checked = client.post(WRITE, found)
    text = text_of(checked)
    assert "Občanka ••• v trávě." in text
    assert "Skryli jsme číslo" in text
    assert "Infoschránka U radnice" in text
    assert "U lesa" in text
    sent = client.post(SENT, carried(checked))
    assert "Infoschránka U radnice" in text_of(sent)
    message = Message.objects.get()
    assert message.text == "Občanka ••• v trávě."
    assert FoundItem.objects.get().where_now == WhereNow.MAM_U_SEBE


def test_the_form_asks_not_to_copy_documents(client: Client) -> None:
    assert "Údaje z dokladu neopisujte ani nefoťte." in text_of(client.get(WRITE))


# --- sending --------------------------------------------------------------------------------------------------------


def test_a_message_is_accepted_and_its_code_is_in_this_answer_only(client: Client) -> None:
    checked = client.post(WRITE, filled(email="jana@example.org", photos=[photo(), photo(120), photo(130)]))
    response = client.post(SENT, carried(checked))
    code = code_of(response)
    assert response.status_code == 200
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}-\d", code)
    message = receipt_codes.find_message(receipt_codes.parse_code(code) or "")
    assert message
    assert message.attachments.count() == 3
    assert (message.kind, message.screening) == (Kind.PODNET, Screening.CLEAN)
    assert "Zobrazí se jen jednou." in text_of(response)
    assert "Kód vám posíláme i e-mailem." in text_of(response)
    digits = code.replace(" ", "").replace("-", "")
    assert digits not in str(response.headers)
    assert digits not in str(list(Email.objects.values()))
    assert sorted(email.to for email in Email.objects.all()) == [["jan@example.org"], ["jana@example.org"]]


def test_a_plain_client_sends_everything_at_once(client: Client) -> None:
    response = client.post(SENT, filled(photos=[photo(), photo(120)]))
    assert code_of(response)
    assert Message.objects.get().attachments.count() == 2


def test_the_same_sent_twice_is_one_message_with_one_code(client: Client) -> None:
    data = filled(email="jana@example.org")
    codes = {code_of(client.post(SENT, data | {"photos": [photo()]})) for _ in range(2)}
    assert len(codes) == 1
    assert Message.objects.count() == 1
    assert Message.objects.get().attachments.count() == 1
    assert Email.objects.count() == 2


def test_a_text_changed_after_sending_is_another_message(client: Client) -> None:
    data = filled()
    codes = {code_of(client.post(SENT, data | {"text": text})) for text in ("První.", "Druhá.")}
    assert len(codes) == Message.objects.count() == 2


@pytest.mark.parametrize("token", [None, "", "forged", "a.1.0:b"])
def test_without_a_good_token_it_is_asked_to_send_again_and_nothing_is_lost(client: Client, token: str | None) -> None:
    response = client.post(SENT, filled(token=token, photos=[photo()]))
    assert response.status_code == 422
    assert "Nic se neztratilo" in text_of(response)
    assert not Message.objects.exists()
    data = carried(response)
    assert form_token.read_token(data["token"][0])
    assert code_of(client.post(SENT, data))
    assert Message.objects.get().attachments.count() == 1


@pytest.mark.parametrize(
    ("fields", "suspicion"),
    [
        ({"web": "http://spam.example"}, ["trap"]),
        ({"token": "now"}, ["too_fast"]),
        ({"text": "http://a http://b http://c <a href=x>"}, ["links", "markup"]),
    ],
)
def test_a_suspicious_message_waits_for_review_and_looks_like_any_other(
    client: Client, fields: dict[str, str], suspicion: list[str]
) -> None:
    if fields.get("token") == "now":
        fields = {"token": form_token.issue_token(now=timezone.now())}
    clean = re.sub(r"[\d-]", "", text_of(client.post(SENT, filled(text="Jiný text."))))
    response = client.post(SENT, filled(**fields))
    assert re.sub(r"[\d-]", "", text_of(response)) == clean
    message = Message.objects.order_by("pk").last()
    assert message
    assert (message.screening, message.suspicion) == (Screening.QUARANTINE, suspicion)


def test_many_messages_from_one_address_are_reviewed(client: Client) -> None:
    throttling.count_action(Scope.SEND, ADDRESS, now=timezone.now(), times=REVIEWED_SENDS)
    assert code_of(client.post(SENT, filled()))
    assert Message.objects.get().suspicion == ["many"]


def test_nobody_is_flooded_with_mails_by_somebody_who_types_their_address(client: Client) -> None:
    """The messages are accepted all the same, and the page does not promise a mail that is not sent."""
    spellings = cycle(
        ["Jana.Obet@Example.org", "jana.obet+{}@example.org", "JanaObet@example.org", "jana.obet@example.org"]
    )
    for number, spelling in zip(range(MOST_COPIES + 1), spellings, strict=False):
        response = client.post(SENT, filled(text=f"Zpráva {number}.", email=spelling.format(number)))
        assert code_of(response)
        assert ("Kód vám posíláme i e-mailem" in text_of(response)) is (number < MOST_COPIES)
    assert Message.objects.count() == MOST_COPIES + 1
    assert Notification.objects.filter(kind=Notified.RECEIPT).count() == MOST_COPIES
    client.post(SENT, filled(text="Od jiného.", email="jina@example.org"))
    assert Notification.objects.filter(kind=Notified.RECEIPT).count() == MOST_COPIES + 1


def test_a_flood_is_stopped_with_the_text_kept(client: Client) -> None:
    throttling.count_action(Scope.SEND, ADDRESS, now=timezone.now(), times=MOST_SENDS)
    response = client.post(SENT, filled())
    assert response.status_code == 429
    assert not Message.objects.exists()
    text = text_of(response)
    assert "Na rohu je nepořádek." in text
    assert "378 032 251" in text
    assert re.search(r"znovu po \d+:00", text)
    data = carried(response)
    assert data["text"] == ["Na rohu je nepořádek."]
    Tally.objects.all().delete()  # an hour later
    assert code_of(client.post(SENT, data))


def test_a_flood_of_photos_is_stopped_before_they_are_stored(client: Client, media: Path) -> None:
    throttling.count_action(Scope.UPLOAD, ADDRESS, now=timezone.now(), times=MOST_UPLOADS)
    response = client.post(WRITE, filled(photos=[photo()]))
    assert response.status_code == 429
    assert "Jen fotky bude potřeba vybrat znovu." in text_of(response)
    assert not list(media.rglob("*.jpg"))


def test_a_link_with_coordinates_that_cannot_be_read_leaves_the_form_without_a_point(client: Client) -> None:
    form = main_of(client.get(WRITE, {"lat": "9e99", "lon": "nan"}))
    assert '<div class="pinned" data-pinned hidden>' in form
    assert 'name="lat" value=""' in form


@pytest.mark.parametrize(
    ("days", "said"), [(365, "rok"), (730, "2 roky"), (1825, "5 let"), (366, "366 dní"), (1, "1 den"), (3, "3 dny")]
)
def test_the_form_says_how_long_a_message_is_kept(client: Client, settings: Settings, days: int, said: str) -> None:
    settings.RETENTION_DAYS = days
    assert f"Nejpozději {said} po vyřízení smažeme její text i váš kontakt." in text_of(client.get(WRITE))


def test_a_visit_to_the_confirmation_explains_itself(client: Client) -> None:
    response = client.get(SENT)
    assert response.status_code == 200
    assert "Potvrzení už tu není" in text_of(response)
    assert f'href="{WRITE}"' in main_of(response)


@pytest.mark.parametrize("path", [WRITE, SENT, "/infoschranka/stav/"])
def test_a_form_of_another_site_is_refused(path: str) -> None:
    assert Client(enforce_csrf_checks=True).post(path, filled()).status_code == 403


def test_with_the_token_of_the_form_it_is_let_in() -> None:
    client = Client(enforce_csrf_checks=True)
    page = client.get(WRITE).content.decode()
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    assert code_of(client.post(SENT, filled(csrfmiddlewaretoken=token[1])))


# --- trouble --------------------------------------------------------------------------------------------------------


def test_what_is_too_large_is_answered_before_it_is_read(client: Client) -> None:
    response = client.generic(
        "POST", WRITE, b"", "multipart/form-data; boundary=x", CONTENT_LENGTH=str(form_rescue.MOST_BYTES + 1)
    )
    assert response.status_code == 413
    assert "Fotky jsou moc velké" in unescape(response.content.decode())


def test_a_full_disk_while_photos_come_is_said_and_nobody_is_blamed(
    client: Client, settings: Settings, tmp_path: Path
) -> None:
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "gone")
    large = SimpleUploadedFile("foto.jpg", bytes(3_000_000), "image/jpeg")
    response = client.post(WRITE, filled(photos=[large]))
    assert response.status_code == 503
    assert "nepodařilo uložit" in response.content.decode()


def test_three_full_photos_are_not_too_large() -> None:
    request = RequestFactory().post(WRITE)
    request.META["CONTENT_LENGTH"] = str(3 * 15_000_000 + 100_000)
    assert form_rescue._declared_length(request) <= form_rescue.MOST_BYTES


def test_a_text_or_fields_without_end_are_answered_in_words(client: Client) -> None:
    assert client.post(WRITE, filled(text="x" * 3_000_000)).status_code == 413
    assert client.post(WRITE, {f"f{number}": "x" for number in range(1_100)}).status_code == 413


def test_a_database_that_does_not_answer_loses_nothing(client: Client) -> None:
    def locked(execute: Any, sql: str, *rest: Any) -> Any:
        if "mailbox_message" in sql:
            raise OperationalError("database is locked")
        return execute(sql, *rest)

    with connection.execute_wrapper(locked):
        response = client.post(SENT, filled())
    assert response.status_code == 503
    assert "neztratilo" in unescape(response.content.decode())
    assert "no-store" in response["Cache-Control"]
    data = carried(response)
    assert code_of(client.post(SENT, data))


def test_a_page_of_trouble_asks_no_database(
    rf: RequestFactory, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    @form_rescue.loses_nothing
    def broken(request: HttpRequest) -> HttpResponse:
        raise OperationalError("database is locked")

    with django_assert_num_queries(0):
        assert broken(rf.post(SENT, filled())).status_code == 503


def test_a_stranger_proxy_header_is_not_believed(client: Client) -> None:
    client.post(SENT, filled(), headers={"x-forwarded-for": "203.0.113.9"})
    assert throttling.count_action(Scope.SEND, ADDRESS, now=timezone.now()) == 2


NONSENSE = st.one_of(
    st.text(max_size=40),
    st.sampled_from(["nan", "inf", "-1", "1e999", "\0", "²", "٧", "podnet", "nalez", "Dlouhá", "okrsek 7", "9" * 400]),
)
FIELDS = [
    "kind", "topic", "place", "place_choice", "place_asked", "district", "lat", "lon", "text", "name", "email", "phone",
    "item", "where_now", "schranka", "photo", "remove_photo", "token", "step", "web", "drop_point", "code", "unsolved",
]  # fmt: skip


@hypothesis_settings(
    max_examples=examples(60), suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow]
)
@given(fields=st.dictionaries(st.sampled_from(FIELDS), NONSENSE), whole=st.booleans())
@pytest.mark.parametrize("path", [WRITE, SENT, "/infoschranka/stav/"])
def test_no_nonsense_breaks_a_page(client: Client, path: str, fields: dict[str, str], whole: bool) -> None:
    data = filled(**fields) if whole else fields
    assert client.post(path, {name: value.replace("\ud800", "") for name, value in data.items()}).status_code < 500


def test_a_topic_taken_from_the_offer_meanwhile_is_said(client: Client) -> None:
    Topic.objects.filter(slug="drogy").update(shown=False)
    assert "Toto téma už v nabídce není." in text_of(client.post(SENT, filled(topic="drogy")))
