"""The finder's pages, districts and streets: what they say, what they cost, what they refuse."""

import gzip
import re
from datetime import date, timedelta
from html import unescape
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from districts import demo
from districts.models import Address, District, HouseNumberType, Person, Role, StationKind
from tests.factories import (
    make_absence,
    make_address,
    make_borough,
    make_department,
    make_district,
    make_numbers_around,
    make_part,
    make_person,
    make_post,
    make_station,
    make_street,
    make_tenure,
    square,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]

NORTH = 49.74
TODAY = timezone.localdate()


@pytest.fixture
def city() -> list[District]:
    """Two square districts side by side with the border at 13.38, and Dlouhá třída through both."""
    make_department(phone="378 032 251", email="info@bezpecnaplzen.eu")
    borough = make_borough(code=545988, name="Plzeň 2-Slovany")
    west = make_district(number=7, name="Slovany – střed", borough=borough, boundary=square(13.37, NORTH))
    east = make_district(number=8, name="Okrsek 8", borough=borough, boundary=square(13.38, NORTH))
    street, part = make_street(name="Dlouhá třída", slug="dlouha-trida"), make_part(name="Východní Předměstí")
    for number, district, lon in ((1, west, 13.3711), (2, west, 13.3712), (3, west, 13.3797), (5, east, 13.3850)):
        make_address(
            code=100 + number,
            street=street,
            part=part,
            house_number=380 + number,
            orientation_number=number,
            district=district,
            lon=lon,
            lat=49.745,
        )
    return [west, east]


def page(client: Client, path: str, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status, path
    return text_of(response)


def text_of(response: Any) -> str:
    """What a reader sees, without markup, spaces made plain."""
    body = re.sub(r"<(script|style|svg).*?</\1>", " ", response.content.decode(), flags=re.S)
    body = re.sub(r"</?(p|li|dt|dd|div|h\d|section|article|br|title|label|button)\b[^>]*>", " ", body)
    return " ".join(unescape(re.sub(r"<[^>]+>", "", body)).split())


def main_of(response: Any) -> str:
    return re.sub(r"(?s)^.*<main|</main>.*$", "", response.content.decode())


# --- the finder -----------------------------------------------------------------------------------------------------


def test_an_address_leads_to_its_district(client: Client, city: list[District]) -> None:
    response = client.get("/najit/", {"q": "dlouha trida 381/1"})
    assert response.status_code == 302
    assert response["Location"] == "/okrsky/7/?adresa=101"
    text = page(client, response["Location"])
    assert "Dlouhá třída 381/1, Východní Předměstí, 301 00 Plzeň patří do okrsku 7." in text


def test_a_point_leads_to_its_district(client: Client, city: list[District]) -> None:
    response = client.get("/najit/", {"lat": "49.7451234", "lon": "13.385"})
    assert response.status_code == 302
    assert response["Location"] == "/okrsky/8/?lat=49.745123&lon=13.385"
    assert "Místo, které jste zvolili, patří do okrsku 8." in page(client, response["Location"])


def test_a_point_is_said_by_its_coordinates(client: Client, city: list[District]) -> None:
    response = client.get("/najit/", {"q": "49,7451234 13,385"})
    assert "Jeho souřadnice jsou 49.74512, 13.38500." in page(client, response["Location"])
    assert "Jeho souřadnice jsou 50.50000, 20.00000." in page(client, "/najit/?lat=50.5&lon=20")


def test_a_point_far_away_is_told_how_far_and_offered_nothing_near(client: Client, city: list[District]) -> None:
    text = page(client, "/najit/?q=50.0755, 14.4378")
    assert re.search(r"Toto místo je od Plzně asi 8\d km daleko", text)
    assert "obecní nebo městský úřad" in text
    assert "158" in text
    assert "Nejbližší okrsky" not in text
    text = page(client, "/najit/?lat=35.7&lon=139.7")
    assert "Toto místo je od Plzně velmi daleko" in text


def test_a_point_just_outside_is_told_the_nearest_districts(client: Client, city: list[District]) -> None:
    text = page(client, "/najit/?lat=49.745&lon=13.40")
    assert "Nepatří do žádného z plzeňských policejních okrsků." in text
    assert "obecní nebo městský úřad" in text
    assert re.search(r"Okrsek 8.*, 7\d\d m odtud", text)


@pytest.mark.parametrize(
    ("typed", "location", "said"),
    [
        ("kratka", "/okrsky/8/?misto=Kr%C3%A1tk%C3%A1", "Krátká patří do okrsku 8."),
        ("KRÁTKÁ, Plzeň", "/okrsky/8/?misto=Kr%C3%A1tk%C3%A1", "Krátká patří do okrsku 8."),
        ("krátká tř.", "/okrsky/8/?misto=Kr%C3%A1tk%C3%A1", "Krátká patří do okrsku 8."),
        (
            "emila zkusebniho",
            "/okrsky/8/?misto=Emila+Zku%C5%A1ebn%C3%ADho&misto=t%C5%99%C3%ADda+Emila+Zku%C5%A1ebn%C3%ADho",
            "Emila Zkušebního / třída Emila Zkušebního patří do okrsku 8.",
        ),
    ],
)
def test_a_name_leads_to_its_district_where_the_page_says_what_was_understood(
    client: Client, city: list[District], typed: str, location: str, said: str
) -> None:
    for name in ("Krátká", "Emila Zkušebního", "třída Emila Zkušebního"):
        make_address(street=make_street(name=name), district=city[1], lon=13.385, lat=49.745)
    response = client.get("/najit/", {"q": typed})
    assert response.status_code == 302
    assert response["Location"] == location  # of what was typed nothing but what was understood
    text = page(client, location)
    assert said in text
    assert "Myslíte jiné místo? Napište ho jinak, nebo ho ukažte na mapě." in text


@pytest.mark.parametrize(
    "query",
    [
        *("misto=Dlouh%C3%A1", "misto=Nikde", "misto=", "misto=okrsek+7", "misto=okrsek+8", "misto=%00", "misto=7"),
        *("misto=Dlouh%C3%A1+5", "misto=<b>tu</b>", "misto=" + "9" * 5000, "misto=49.745,+13.385"),
    ],
)
def test_the_page_says_nothing_about_a_name_that_does_not_lead_to_the_district(
    client: Client, city: list[District], query: str
) -> None:
    text = page(client, f"/okrsky/7/?{query}")
    assert "patří do okrsku" not in text
    assert "Myslíte jiné místo" not in text


def test_a_number_between_existing_ones_leads_to_their_district_saying_so(client: Client, city: list[District]) -> None:
    make_numbers_around(40, street="Dlouhá třída")
    response = client.get("/najit/", {"q": "dlouha 40, plzen"})
    assert response.status_code == 302
    assert response["Location"] == "/okrsky/7/?misto=Dlouh%C3%A1+t%C5%99%C3%ADda+40"
    response = client.get(response["Location"])
    text = text_of(response)
    assert "Dlouhá třída 40 není v registru adres. Sousední čísla 38 a 42 leží v okrsku 7." in text
    assert "patří do okrsku" not in text
    body = main_of(response)
    assert 'value="Dlouhá třída 40"' in response.content.decode()
    assert 'href="/infoschranka/?district=7&amp;place=Dlouh%C3%A1%20t%C5%99%C3%ADda%2040"' in body
    assert "není v registru" not in page(client, "/okrsky/8/?misto=Dlouh%C3%A1+t%C5%99%C3%ADda+40")


@pytest.mark.parametrize("query", ["Chrást", "v Rokycanech", "Dobřany 12", "Dlouhá 1, Praha", "Dlouhá 3 Starý Plzenec"])
def test_another_town_is_outside_with_what_to_do(client: Client, city: list[District], query: str) -> None:
    response = client.get("/najit/", {"q": query})
    assert response.status_code == 200
    text = text_of(response)
    assert "Toto místo leží mimo Plzeň" in text
    assert "je jiná obec" in text
    assert "158" in text
    assert f'value="{query}"' in response.content.decode()


def test_a_street_called_after_another_town_is_offered(client: Client, city: list[District]) -> None:
    make_address(street=make_street(name="Rokycanská"), district=city[1], lon=13.385, lat=49.745)
    response = client.get("/najit/", {"q": "Rokycany"})
    body = response.content.decode()
    assert "Myslíte ulici v Plzni?" in text_of(response)
    assert 'href="/najit/?q=Rokycansk%C3%A1"' in body
    assert client.get("/najit/", {"q": "rokycanska"}).status_code == 302
    make_address(street=make_street(name="Chrást"), district=city[1], lon=13.385, lat=49.745)
    assert client.get("/najit/", {"q": "chrast"})["Location"] == "/okrsky/8/?misto=Chr%C3%A1st"


def test_a_number_that_could_be_anywhere_is_answered_with_the_nearest(client: Client, city: list[District]) -> None:
    text = page(client, "/najit/?q=Dlouhá+4")
    assert "Takové číslo tu není" in text
    assert "Dlouhá třída 385/5" in text


def test_a_part_of_a_name_is_asked_about_and_the_choice_is_said_again(client: Client, city: list[District]) -> None:
    make_address(street=make_street(name="K Zastávce"), district=city[1], lon=13.385, lat=49.745)
    make_address(street=make_street(name="Zastávecká"), district=city[0], lon=13.375, lat=49.745)
    for query in ("zastávce", "zastavce", "u Zastávce"):
        response = client.get("/najit/", {"q": query})
        assert response.status_code == 200
        assert f"Napsali jste {query}. To může být jen část názvu." in text_of(response)
        links = re.findall(r'href="(/najit/\?q=[^"]+)"', main_of(response))
        pages = [page(client, client.get(link)["Location"]) for link in links]
        assert "K Zastávce patří do okrsku 8." in pages[0], query


def test_a_district_by_number_leads_to_its_page_and_nothing_is_said_about_a_place(
    client: Client, city: list[District]
) -> None:
    response = client.get("/najit/", {"q": "okrsek 7"})
    assert response["Location"] == "/okrsky/7/"
    assert "patří do okrsku" not in page(client, "/okrsky/7/")


def test_a_place_near_a_border_names_the_neighbour_and_the_metres(client: Client, city: list[District]) -> None:
    assert "Hranice s okrskem 8 je jen 22 m odtud." in page(client, "/okrsky/7/?adresa=103")
    assert "je jen" not in page(client, "/okrsky/7/?adresa=101")


@pytest.mark.parametrize(
    "query",
    [
        "adresa=105",  # lies in the neighbour
        "adresa=999",
        "adresa=abc",
        "adresa=-101",
        "adresa=" + "9" * 5000,
        "adresa=%C2%B2",  # a digit that is no number
        "lat=49.745&lon=13.385",  # lies in the neighbour
        "lat=nan&lon=inf",
        "lat=1e999&lon=0",
        "lat=<b>&lon=",
        "lat=50.5&lon=20",
    ],
)
def test_a_place_that_is_not_in_the_district_is_ignored(client: Client, city: list[District], query: str) -> None:
    assert "patří do okrsku" not in page(client, f"/okrsky/7/?{query}")


def test_a_street_in_two_districts_asks_with_house_numbers(client: Client, city: list[District]) -> None:
    response = client.get("/najit/", {"q": "dlouha trida"})
    text = text_of(response)
    assert response.status_code == 200
    assert "Dlouhá třída leží ve více okrscích" in text
    assert "Dlouhá třída: lichá 1–3, sudá 2" in text
    links = re.findall(r'href="(/najit/\?q=[^"]+)"', main_of(response))
    assert [client.get(link)["Location"] for link in links] == ["/okrsky/7/", "/okrsky/8/"]


def test_a_missing_number_offers_the_nearest_ones(client: Client, city: list[District]) -> None:
    response = client.get("/najit/", {"q": "Dlouhá třída 9"})
    assert "Takové číslo tu není" in text_of(response)
    links = re.findall(r'href="(/najit/\?q=[^"]+)"', main_of(response))
    assert {client.get(link)["Location"] for link in links} >= {"/okrsky/8/?adresa=105"}


def test_a_typo_offers_what_may_have_been_meant(client: Client, city: list[District]) -> None:
    response = client.get("/najit/", {"q": "Dlouchá třýda"})
    assert "Neměli jste na mysli" in text_of(response)
    assert "?q=Dlouh%C3%A1%20t%C5%99%C3%ADda" in main_of(response)


@pytest.mark.parametrize("query", ["49°44' Dlouhá", "https://maps.app.goo.gl/abc", "Dlouhá 9999"])
def test_the_title_says_why_nothing_was_found_as_the_heading_does(
    client: Client, city: list[District], query: str
) -> None:
    body = client.get("/najit/", {"q": query}).content.decode()
    (heading,) = re.findall(r"(?s)<h1>(.*?)</h1>", body)
    title = re.findall(r"(?s)<title>(.*?)</title>", body)[0]
    assert " ".join(title.split()).startswith(f"{' '.join(heading.split())} – ")
    assert "Nenašli jsme to" not in body


def test_nonsense_gets_help_the_map_and_the_departments_number(client: Client, city: list[District]) -> None:
    response = client.get("/najit/", {"q": "blablabla xyz"})
    assert response.status_code == 200
    text = text_of(response)
    assert "Nenašli jsme to" in text
    assert "Poradí vám odbor bezpečnosti na čísle 378 032 251" in text
    assert 'href="tel:+420378032251"' in main_of(response)
    assert 'href="/okrsky/7/"' in main_of(response)
    assert 'href="/okrsky/"' in main_of(response)


@pytest.mark.parametrize("query", ["", "?q=", "?q=%20%20"])
def test_an_empty_question_explains_what_to_type(client: Client, city: list[District], query: str) -> None:
    text = page(client, f"/najit/{query}")
    assert "Najděte svůj okrsek" in text
    assert "Zadejte adresu, ulici, část města nebo číslo okrsku." in text


def test_a_number_of_no_district_is_said(client: Client, city: list[District]) -> None:
    assert "Okrsek 99 neexistuje" in page(client, "/najit/?q=okrsek+99")


@pytest.mark.parametrize("query", ["lat=abc&lon=1", "lat=&lon=", "lat=1", "lon=1", "lat=nan&lon=nan", "lat=91&lon=0"])
def test_coordinates_that_are_no_place_are_explained(client: Client, city: list[District], query: str) -> None:
    assert "Takové místo na mapě není" in page(client, f"/najit/?{query}")


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("49°44'36\"", "Těmto souřadnicím nerozumíme"),
        ("40°", "Těmto souřadnicím nerozumíme"),
        ("https://mapy.cz/s/abc", "Z tohoto odkazu místo nepoznáme"),
    ],
)
@pytest.mark.parametrize("path", ["/najit/", "/schranky/"])
def test_a_point_that_cannot_be_read_is_explained(
    client: Client, city: list[District], path: str, asked: str, said: str
) -> None:
    text = text_of(client.get(path, {"q": asked}))
    assert said in text
    assert "Zkopírujte z mapy souřadnice, například 49.74747, 13.37759, nebo zadejte adresu." in text
    assert "v e-shopu" not in text


@pytest.mark.parametrize("number", ["112", "150", "155", "156", " 158 "])
def test_an_emergency_number_typed_is_offered_as_a_call(client: Client, city: list[District], number: str) -> None:
    line = number.strip()
    body = main_of(client.get("/najit/", {"q": number}))
    assert f'<p class="call"><a href="tel:{line}">Volejte {line}</a></p>' in body


@pytest.mark.parametrize("asked", ["1588", "158 a", "xyzxyz"])
def test_nothing_else_is_offered_as_a_call(client: Client, city: list[District], asked: str) -> None:
    assert 'class="call"' not in main_of(client.get("/najit/", {"q": asked}))


def test_a_place_of_whole_districts_asks_for_the_address_before_it_lists_them(
    client: Client, city: list[District]
) -> None:
    body = main_of(client.get("/najit/", {"q": "Plzeň 2"}))
    assert "Napište ulici a\xa0číslo domu, nebo vyberte okrsek" in body
    assert body.count('id="q"') == 1
    assert body.index('id="q"') < body.index('<ul class="choices">')


def test_the_list_says_a_number_once_and_boroughs_follow_their_numbers(client: Client) -> None:
    make_district(number=1, name="Okrsek 1", borough=make_borough(code=2, name="Plzeň 10-Lhota"))
    make_district(number=2, name="Malesice", borough=make_borough(code=1, name="Plzeň 9-Malesice"))
    body = main_of(client.get("/okrsky/"))
    assert '<a href="/okrsky/1/">Okrsek 1</a>' in body
    assert '<a href="/okrsky/2/"><b>2</b> <span lang="cs">Malesice</span></a>' in body
    assert body.index("Plzeň 9-Malesice</span>") < body.index("Plzeň 10-Lhota</span>")


def test_a_point_outside_names_the_emergency_lines_and_the_nearest_districts(
    client: Client, city: list[District]
) -> None:
    response = client.get("/najit/", {"lat": "49.745", "lon": "13.395"})
    text = text_of(response)
    assert response.status_code == 200
    assert "Toto místo leží mimo Plzeň" in text
    assert "Okrsek 8, 359 m odtud" in text
    assert "Okrsek 7 Slovany – střed, 1,1 km odtud" in text
    assert 'href="tel:158"' in main_of(response)
    assert 'href="tel:112"' in main_of(response)


@pytest.mark.parametrize("typed", ['"><script>alert(1)</script>', "<img src=x onerror=alert(1)>", "{{ 7|add:7 }}&amp;"])
def test_what_was_typed_stays_in_the_field_and_is_never_markup(
    client: Client, city: list[District], typed: str
) -> None:
    body = client.get("/najit/", {"q": typed}).content.decode()
    field = re.search(r'<input[^>]* value="([^"]*)"', body)
    assert field
    assert unescape(field[1]) == typed
    assert "<script>alert" not in body
    assert "<img" not in body


@pytest.mark.parametrize("q", ["//evil.example", "https://evil.example/", "\r\nSet-Cookie: a=b", "/\\evil.example"])
def test_the_finder_leads_nowhere_else(client: Client, city: list[District], q: str) -> None:
    response = client.get("/najit/", {"q": q, "next": q})
    assert response.status_code == 200


def test_finder_pages_ask_not_to_be_indexed_and_districts_name_their_one_address(
    client: Client, city: list[District]
) -> None:
    assert '<meta name="robots" content="noindex">' in client.get("/najit/?q=xyz").content.decode()
    body = client.get("/okrsky/7/?adresa=101").content.decode()
    assert re.search(r'<link rel="canonical" href="http[^"]+/okrsky/7/">', body)
    assert "noindex" not in body


# --- one district ---------------------------------------------------------------------------------------------------


def okrskar(district: District, **absence: Any) -> Person:
    post = make_post(Role.OKRSKAR, district=district)
    holder = make_person("Jan Vzorový", phone="000 000 001", email="jan@example.org", verified_on=TODAY)
    make_tenure(post, holder)
    if absence:
        make_absence(post, **absence)
    return holder


def test_three_people_with_phone_and_mail_as_links(client: Client, city: list[District]) -> None:
    west = city[0]
    okrskar(west)
    make_tenure(make_post(Role.POLICISTA, district=west), make_person("Eva Příkladná", phone="+420 000 000 002"))
    make_tenure(make_post(Role.STAROSTA, borough=west.borough), make_person("Ivan Názorný", phone="156"))
    response = client.get("/okrsky/7/")
    body, text = main_of(response), text_of(response)
    for name in ("Jan Vzorový", "Eva Příkladná", "Ivan Názorný"):
        assert name in text
    for link in ("tel:+420000000001", "tel:+420000000002", "tel:156", "mailto:jan@example.org"):
        assert f'href="{link}"' in body
    assert "Neobsazeno" not in text
    assert len(re.findall(r'<article class="card">', body)) == 3
    assert f"ověřeno {TODAY.day}. {TODAY.month}. {TODAY.year}" in text


def test_a_vacant_post_says_so_and_who_stands_in(client: Client, city: list[District]) -> None:
    make_absence(make_post(Role.OKRSKAR, district=city[0]), make_person("Eva Zástupná", phone="000 000 003"))
    text = page(client, "/okrsky/7/")
    assert "Neobsazeno" in text
    assert "Místo je teď neobsazené. Zastupuje Eva Zástupná." in text
    assert "000 000 003" in text


def test_somebody_away_is_named_with_the_last_day_and_the_substitute(client: Client, city: list[District]) -> None:
    end = TODAY + timedelta(days=5)
    okrskar(city[0], substitute=make_person("Eva Zástupná", phone="000 000 003"), start=TODAY, end=end)
    text = page(client, "/okrsky/7/")
    assert "Zástup" in text
    assert f"Jan Vzorový není do {end.day}. {end.month}. {end.year} k zastižení. Zastupuje Eva Zástupná." in text
    assert "000 000 001" not in text


def test_without_a_substitute_the_station_answers(client: Client, city: list[District]) -> None:
    station = make_station(StationKind.MP, name="Ukázková", address="Koterovská 83", phone="378 036 920")
    District.objects.filter(pk=city[0].pk).update(mp_station=station)
    okrskar(city[0], start=TODAY, end=None)
    text = page(client, "/okrsky/7/")
    assert "Není k zastižení" in text
    assert "Jan Vzorový teď není k zastižení. Pomohou vám na služebně." in text
    assert "378 036 920" in text
    assert "Koterovská 83" in text


def test_at_last_the_department_answers(client: Client, city: list[District]) -> None:
    text = page(client, "/okrsky/7/")
    assert text.count("Místo je teď neobsazené. Pomohou vám na odboru bezpečnosti.") == 3


def test_a_person_without_contacts_is_reached_through_the_station(client: Client, city: list[District]) -> None:
    station = make_station(StationKind.MP, name="Ukázková", phone="378 036 920")
    District.objects.filter(pk=city[0].pk).update(mp_station=station)
    make_tenure(make_post(Role.OKRSKAR, district=city[0]), make_person("Jan Vzorový", email=""))
    text = page(client, "/okrsky/7/")
    assert "Jan Vzorový" in text
    assert "Spojení přes: " in text
    assert 'href="tel:+420378036920"' in client.get("/okrsky/7/").content.decode()


@pytest.mark.parametrize(
    ("verified_on", "said"),
    [
        (None, "kontakt zatím neověřen"),
        (TODAY - timedelta(days=366), "před více než rokem: už nemusí platit"),
    ],
)
def test_a_contact_that_is_old_or_unverified_says_so(
    client: Client, city: list[District], verified_on: date | None, said: str
) -> None:
    Person.objects.filter(pk=okrskar(city[0]).pk).update(verified_on=verified_on)
    make_department(verified_on=TODAY)
    assert page(client, "/okrsky/7/").count(said) == 1


def test_a_made_up_person_is_marked_on_the_card(client: Client, city: list[District]) -> None:
    Person.objects.filter(pk=okrskar(city[0]).pk).update(illustrative=True)
    assert page(client, "/okrsky/7/").count("vymyšleno pro ukázku") == 1


def test_a_portrait_is_shown(client: Client, city: list[District]) -> None:
    Person.objects.filter(pk=okrskar(city[0]).pk).update(photo="portraits/0123.webp")
    portrait = reverse("districts:portrait", args=["0123.webp"])
    assert f'<img src="{portrait}" alt=""' in client.get("/okrsky/7/").content.decode()


def test_streets_have_their_numbers_and_villages_theirs(client: Client, city: list[District]) -> None:
    make_address(
        street=None, part=make_part(name="Malesice"), district=city[0], house_number=12, number_type=HouseNumberType.CP
    )
    make_address(street=make_street(name="Čechova"), district=city[0], orientation_number=4)
    text = page(client, "/okrsky/7/")
    assert "Čechova sudá 4 Dlouhá třída část lichá 1–3, sudá 2" in text
    assert "Malesice – domy bez ulice č. p. 12" in text
    assert "Dlouhá třída část lichá 5" in page(client, "/okrsky/8/")


def test_the_map_marks_the_district_and_links_its_neighbours(client: Client, city: list[District]) -> None:
    body = client.get("/okrsky/7/?adresa=101").content.decode()
    assert 'aria-label="Okrsek 7 Slovany – střed, městský obvod Plzeň 2-Slovany"' in body
    assert re.search(r'<a href="/okrsky/7/" class="b\d here"[^>]* aria-current="true"', body)
    assert re.search(r'<a href="/okrsky/8/" class="b\d"[^>]* aria-label="Okrsek 8, městský obvod', body)
    assert 'class="mark"' in body
    assert "Sousední okrsky" in body


def test_an_abolished_district_says_so_and_helps_on(client: Client, city: list[District]) -> None:
    make_district(number=31, boundary=None)
    text = page(client, "/okrsky/31/", status=410)
    assert "Okrsek 31 už neexistuje" in text
    assert "Adresa nebo dotaz" in text


@pytest.mark.parametrize("number", ["0", "99", "9" * 30, "9" * 5000])
def test_an_unknown_district_is_not_found(client: Client, city: list[District], number: str) -> None:
    assert "Tato stránka neexistuje" in page(client, f"/okrsky/{number}/", status=404)


# --- lists ----------------------------------------------------------------------------------------------------------


def test_all_districts_are_listed_by_borough(client: Client, city: list[District]) -> None:
    assert "Plzeň 2-Slovany 7 Slovany – střed Okrsek 8" in page(client, "/okrsky/")


def test_streets_are_listed_by_the_czech_alphabet(client: Client, city: list[District]) -> None:
    for name in ("Hálkova", "Chodská", "Čechova", "Cedrová", "17. listopadu"):
        make_street(name=name)
    response = client.get("/ulice/")
    assert re.findall(r'<h2 id="([^"]+)"', main_of(response)) == ["0–9", "C", "Č", "D", "H", "Ch"]
    assert 'href="#Ch"' in main_of(response)
    assert client.get("/ulice/" + re.findall(r'<a href="([^"#]+/)">Dlouhá', main_of(response))[0]).status_code == 200


def test_a_street_says_which_numbers_lie_where(client: Client, city: list[District]) -> None:
    text = page(client, "/ulice/dlouha-trida/")
    assert "Ulice prochází 2 policejními okrsky." in text
    assert "Okrsek 7 Slovany – střed: lichá 1–3, sudá 2 Okrsek 8: lichá 5" in text


def test_a_street_within_one_district_says_so(client: Client, city: list[District]) -> None:
    Address.objects.filter(code=105).delete()
    assert "Celá ulice patří do jednoho policejního okrsku." in page(client, "/ulice/dlouha-trida/")


def test_a_street_without_houses_says_so(client: Client, city: list[District]) -> None:
    make_street(name="Nová", slug="nova")
    assert "v této ulici zatím nemá žádný dům" in page(client, "/ulice/nova/")


def test_an_unknown_street_is_not_found(client: Client, city: list[District]) -> None:
    page(client, "/ulice/neni/", status=404)


# --- costs ----------------------------------------------------------------------------------------------------------

COSTS = {
    "/": 2,  # whether the districts or the questions have changed
    "/okrsky/": 1,
    "/okrsky/7/": 1,
    "/okrsky/7/?adresa=101": 2,
    "/okrsky/7/?lat=49.745&lon=13.3711": 1,
    "/okrsky/99/": 2,
    "/ulice/": 1,
    "/ulice/dlouha-trida/": 1,
    "/najit/": 1,
    "/najit/?lat=49.745&lon=13.375": 1,
    "/najit/?lat=50&lon=14": 1,
    "/najit/?q=okrsek+7": 1,
    "/najit/?q=nesmysl": 2,  # the answers are searched, too
    "/nic/": 1,
}


@pytest.mark.parametrize("path", COSTS)
def test_a_page_costs_a_fixed_number_of_queries_however_much_data_there_is(
    client: Client, city: list[District], path: str, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client.get(path)  # loads the atlas
    with django_assert_num_queries(COSTS[path]):
        client.get(path)
    for number in range(9, 15):
        district = make_district(number=number)
        okrskar(district)
        for _ in range(3):
            make_address(district=district)
    make_address(district=city[0])
    client.get(path)
    with django_assert_num_queries(COSTS[path]):
        client.get(path)


def test_the_map_of_the_demonstration_is_light(client: Client) -> None:
    demo.load_demo(now=timezone.now())
    assert compressed_map(client) < 15_000


def compressed_map(client: Client) -> int:
    body = client.get("/").content.decode()
    drawn = re.search(r"(?s)<svg viewBox.*?</svg>", body[body.index('data-module="map"') :])
    assert drawn
    assert drawn[0].count("<a href") == 30
    return len(gzip.compress(drawn[0].encode()))
