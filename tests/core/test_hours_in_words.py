"""Opening hours as people see them: the words of each language, the pages at a given moment, the admin's reading."""

import re
from datetime import date, datetime
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

from core.hours import in_words, opening_hours
from core.hours.opening_hours import PRAGUE
from districts import demo
from districts.admin.hours import describe_hours
from districts.duty.roster import find_responsible
from districts.lookup import atlas
from districts.models import Department, District, Role, Station, StationKind
from tests.factories import (
    make_borough,
    make_department,
    make_district,
    make_person,
    make_post,
    make_station,
    make_tenure,
)
from tests.opening import save_form
from tests.reading import texts

OFFICE = "po, st 8–12, 13–17; út, čt 8–15.30; pá 8–12"


def prague(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=PRAGUE)


SATURDAY = prague("2026-11-28T10:00")
MONDAY = prague("2026-11-30T14:00")
HOLIDAY = prague("2026-11-17T10:00")  # a Tuesday


def now_said(text: str, at: datetime) -> str:
    week = opening_hours.read_hours(text)
    assert week
    return in_words.describe_state(opening_hours.state_at(week, at=at), at=at).replace("\xa0", " ")


def weekly(text: str) -> str:
    week = opening_hours.read_hours(text)
    assert week
    return in_words.describe_week(week).replace("\xa0", " ")


# --- words ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("cs", "po, st 8:00–12:00, 13:00–17:00; út, čt 8:00–15:30; pá 8:00–12:00"),
        ("en", "Mon, Wed 8:00–12:00, 13:00–17:00; Tue, Thu 8:00–15:30; Fri 8:00–12:00"),
        ("uk", "Пн, Ср 08:00–12:00, 13:00–17:00; Вт, Чт 08:00–15:30; Пт 08:00–12:00"),
        ("de", "Mo, Mi 08:00–12:00, 13:00–17:00 Uhr; Di, Do 08:00–15:30 Uhr; Fr 08:00–12:00 Uhr"),
        ("vi", "Thứ 2, Thứ 4 08:00–12:00, 13:00–17:00; Thứ 3, Thứ 5 08:00–15:30; Thứ 6 08:00–12:00"),
    ],
)
def test_the_hours_of_a_week_in_each_language(language: str, said: str) -> None:
    with translation.override(language):
        assert weekly(OFFICE) == said


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("po–pá 8–16", "Mon–Fri 8:00–16:00"),
        ("po, út 8–16", "Mon, Tue 8:00–16:00"),
        ("denně 7–19", "daily 7:00–19:00"),
        ("so 22–2, ne 20–24", "Sat 22:00–2:00; Sun 20:00–24:00"),
        ("pá–po 9–12", "Mon, Fri–Sun 9:00–12:00"),
        ("nonstop", "non-stop"),
    ],
)
def test_days_with_the_same_hours_stand_together(text: str, said: str) -> None:
    with translation.override("en"):
        assert weekly(text) == said


@pytest.mark.parametrize(
    ("text", "at", "said"),
    [
        ("nonstop", MONDAY, "Otevřeno nonstop"),
        (OFFICE, MONDAY, "Teď otevřeno do 17:00"),
        (OFFICE, prague("2026-11-30T12:30"), "Teď zavřeno, otevřeno dnes od 13:00"),
        (OFFICE, prague("2026-11-30T17:00"), "Teď zavřeno, otevřeno zítra od 8:00"),
        (OFFICE, SATURDAY, "Teď zavřeno, otevřeno v pondělí od 8:00"),
        ("st 8–17", prague("2026-12-02T18:00"), "Teď zavřeno, otevřeno 9. 12. 2026 od 8:00"),
        ("st 8–17", prague("2026-12-03T18:00"), "Teď zavřeno, otevřeno ve středu od 8:00"),
        (OFFICE, HOLIDAY, "Dnes je svátek a bývá zavřeno, otevřeno bude zítra od 8:00"),
        ("denně 22–2", prague("2026-11-28T23:30"), "Teď otevřeno do 2:00"),
        ("denně 18–24", prague("2026-11-28T23:30"), "Teď otevřeno do 24:00"),
        ("po–pá nonstop", prague("2026-11-23T09:00"), "Teď otevřeno, zavírá v pátek (24:00)"),
        ("so 8–24, ne 0–22", SATURDAY, "Teď otevřeno, zavírá zítra (22:00)"),
    ],
)
def test_whether_it_is_open_in_czech(text: str, at: datetime, said: str) -> None:
    assert now_said(text, at) == said


@pytest.mark.parametrize(
    ("language", "always", "open_now", "closed", "holiday"),
    [
        (
            "en",
            "Open non-stop",
            "Open now until 17:00",
            "Closed now, opens on Monday at 8:00",
            "Usually closed on public holidays such as today, opens tomorrow at 8:00",
        ),
        (
            "uk",
            "Відчинено цілодобово",
            "Зараз відчинено до 17:00",
            "Зараз зачинено, буде відчинено у понеділок з 08:00",
            "Сьогодні свято, зазвичай зачинено; буде відчинено завтра з 08:00",
        ),
        (
            "de",
            "Rund um die Uhr geöffnet",
            "Jetzt geöffnet bis 17:00 Uhr",
            "Jetzt geschlossen, öffnet am Montag um 08:00 Uhr",
            "Heute ist Feiertag, daher meist geschlossen; öffnet morgen um 08:00 Uhr",
        ),
        (
            "vi",
            "Mở cửa suốt ngày đêm",
            "Đang mở cửa đến 17:00",
            "Đang đóng cửa, mở cửa lúc 08:00 thứ Hai",
            "Hôm nay là ngày lễ, thường đóng cửa; mở cửa lúc 08:00 ngày mai",
        ),
    ],
)
def test_whether_it_is_open_in_other_languages(
    language: str, always: str, open_now: str, closed: str, holiday: str
) -> None:
    with translation.override(language):
        assert now_said("nonstop", MONDAY) == always
        assert now_said(OFFICE, MONDAY) == open_now
        assert now_said(OFFICE, SATURDAY) == closed
        assert now_said(OFFICE, HOLIDAY) == holiday


# --- pages ----------------------------------------------------------------------------------------------------------


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Sets the time that pages read."""
    return lambda at: monkeypatch.setattr(timezone, "now", lambda: at)


@pytest.fixture
def district(db: None) -> District:
    """The officer and the mayor have counters with hours, the police officer one that never closes."""
    make_department()
    station = make_station(name="Ukázková", hours=OFFICE)
    police = make_station(StationKind.PCR, name="Ukázková", hours="nonstop")
    office = make_station(StationKind.OFFICE, name="Plzeň 1", hours="po a st 8–17, jinak po dohodě")
    place = make_district(number=7, borough=make_borough(office=office), mp_station=station, pcr_station=police)
    make_tenure(make_post(district=place), make_person())
    return place


def card(client: Client, path: str, number: int = 0) -> str:
    """A card of those who answer, with what is a picture left out."""
    html = page(client, path)
    found: str = re.findall(r'(?s)<article class="card">.*?</article>', html)[number]
    return re.sub(r"(?s)<svg.*?</svg>", "", found)


def page(client: Client, path: str) -> str:
    """A page with plain spaces."""
    return client.get(path).content.decode().replace("\xa0", " ")


def said_in(html: str) -> str:
    return " ".join(text for _language, text in texts(html))


def test_the_card_says_first_whether_the_station_is_open_and_then_its_week(
    client: Client, district: District, clock: Any
) -> None:
    clock(MONDAY)
    html = card(client, "/okrsky/7/")
    assert '<p class="open-now is-open">' in html
    assert f"Teď otevřeno do 17:00 Otevřeno: {OFFICE} Ulice 1" in said_in(html)
    clock(SATURDAY)
    html = card(client, "/okrsky/7/")
    assert '<p class="open-now is-closed">' in html
    assert f"Teď zavřeno, otevřeno v pondělí od 8:00 Otevřeno: {OFFICE}" in said_in(html)


def test_the_answer_changes_with_the_minute_and_no_copy_is_trusted(
    client: Client, district: District, clock: Any
) -> None:
    clock(prague("2026-11-30T16:59"))
    response = client.get("/okrsky/7/")
    assert "Teď otevřeno do 17:00" in response.content.decode().replace("\xa0", " ")
    assert response["Cache-Control"] == "no-cache"
    assert not {"Last-Modified", "Expires"} & set(response.headers)
    clock(prague("2026-11-30T17:00"))
    assert client.get("/okrsky/7/", headers={"if-none-match": response["ETag"]}).status_code == 200
    assert "Teď zavřeno, otevřeno zítra od 8:00" in page(client, "/okrsky/7/")


def test_what_never_closes_says_it_once(client: Client, district: District, clock: Any) -> None:
    clock(SATURDAY)
    html = card(client, "/okrsky/7/", 1)
    assert '<p class="open-now is-open">' in html
    assert said_in(html).count("nonstop") == 1


def test_what_is_not_understood_is_shown_as_it_is(client: Client, district: District, clock: Any) -> None:
    clock(SATURDAY)
    for path, label in (("/okrsky/7/", "Otevřeno"), ("/de/okrsky/7/", "Geöffnet")):
        html = card(client, path, 2)
        assert "open-now" not in html
        assert f'{label}: <span lang="cs">po a st 8–17, jinak po dohodě</span>' in html


def test_readers_of_another_language_have_the_hours_in_it(client: Client, district: District, clock: Any) -> None:
    clock(SATURDAY)
    html = card(client, "/de/okrsky/7/")
    assert {language for language, text in texts(f'<div lang="de">{html}</div>') if "Uhr" in text} == {"de"}
    assert "Jetzt geschlossen, öffnet am Montag um 08:00 Uhr" in said_in(html)
    assert "Geöffnet: Mo, Mi 08:00–12:00, 13:00–17:00 Uhr; Di, Do 08:00–15:30 Uhr" in said_in(html)


@pytest.mark.parametrize(
    ("path", "sentence"),
    [
        ("/okrsky/7/", "Mimo otevírací dobu volejte městskou policii"),
        ("/de/okrsky/7/", "Außerhalb der Öffnungszeiten rufen Sie die Stadtpolizei an"),
    ],
)
def test_who_answers_when_it_is_closed_is_said_once_and_only_then(
    client: Client, district: District, clock: Any, path: str, sentence: str
) -> None:
    clock(SATURDAY)
    assert page(client, path).count(sentence) == 1
    clock(MONDAY)
    assert sentence not in page(client, path)


def test_a_closed_borough_office_sends_nobody_to_the_police(client: Client, district: District, clock: Any) -> None:
    Station.objects.filter(kind=StationKind.MP).update(hours="nonstop")
    Station.objects.filter(kind=StationKind.OFFICE).update(hours="po a st 8–17")
    clock(SATURDAY)
    html = page(client, "/okrsky/7/")
    assert "is-closed" in html
    assert "Mimo otevírací dobu" not in html


@pytest.mark.django_db
def test_the_counter_is_the_station_or_else_the_department_if_that_is_reached() -> None:
    make_department(hours="po–pá 8–16")
    on = date(2026, 11, 28)
    with_station = make_district(mp_station=make_station())
    roster = atlas.current().roster
    assert find_responsible(with_station, on=on, roster=roster)[0].counter == with_station.mp_station
    alone = make_district()
    assert find_responsible(alone, on=on, roster=roster)[0].counter == Department.objects.get()
    make_tenure(make_post(Role.OKRSKAR, district=alone), make_person(phone="777 000 000"))
    assert find_responsible(alone, on=on, roster=atlas.current().roster)[0].counter is None


@pytest.mark.parametrize("path", ["/kontakt/", "/"])
def test_the_department_says_it_too_where_its_contact_is(
    client: Client, district: District, clock: Any, path: str
) -> None:
    make_department(hours="po–pá 8–16")
    clock(SATURDAY)
    footer = re.sub(r"(?s)^.*<footer", "", page(client, path))
    assert "Teď zavřeno, otevřeno v pondělí od 8:00" in footer
    clock(MONDAY)
    assert page(client, "/kontakt/").count("Teď otevřeno do 16:00") == 2  # the page and its footer
    assert "Teď otevřeno do 17:00" in page(client, "/kontakt/")  # the station


@pytest.mark.django_db
def test_all_hours_of_the_demonstration_are_understood() -> None:
    demo.load_demo(now=SATURDAY)
    written = set(Station.objects.exclude(hours="").values_list("hours", flat=True))
    assert len(written) > 1
    assert not [text for text in written if opening_hours.read_hours(text) is None]


# --- the admin ------------------------------------------------------------------------------------------------------


def saved(client: Client, station: Station, text: str) -> tuple[str, str]:
    """What is said after hours were saved, and how urgently."""
    url = f"/admin/districts/station/{station.pk}/change/"
    form = client.get(url).context["adminform"].form
    data = {name: form[name].value() or "" for name in form.fields if name != "illustrative"}
    response = save_form(client, url, {**data, "hours": text, "staff": [], "_continue": "1"}, follow=True)
    station.refresh_from_db()
    assert station.hours == text
    found = [(str(message).replace("\xa0", " "), message.level_tag) for message in response.context["messages"]]
    return next(((text, level) for text, level in found if text.startswith("Úřední hodiny")), ("", ""))


@pytest.mark.django_db
def test_saving_hours_says_how_they_are_read_and_refuses_nothing(admin_client: Client) -> None:
    station = make_station()
    text, level = saved(admin_client, station, "pondělí a středa 8 až 17")
    assert re.fullmatch(r"Úřední hodiny: po, st 8:00–17:00\. Na stránkách je: (Teď|Dnes).*\.", text)
    assert level == "info"
    assert saved(admin_client, station, "pondělí a středa 8 až 17") == ("", "")  # nothing has changed
    text, level = saved(admin_client, station, "po dohodě")
    assert text.startswith("Úřední hodiny: Textu „po dohodě“ portál nerozumí.")
    assert "„po a st 8–12, 13–17; pá 8–11.30“" in text
    assert level == "warning"
    assert saved(admin_client, station, "") == ("Úřední hodiny: Nic: na stránkách úřední hodiny nejsou.", "info")


@pytest.mark.django_db
@pytest.mark.parametrize("model", ["station", "department"])
def test_the_form_shows_how_the_hours_are_read(admin_client: Client, model: str) -> None:
    place = (make_station if model == "station" else make_department)(hours="nonstop")
    html = admin_client.get(f"/admin/districts/{model}/{place.pk}/change/").content.decode()
    assert "nonstop. Na stránkách je: Otevřeno nonstop." in html
    assert "třeba „po dohodě“, ukáže tak, jak jsou" in html  # the help


def test_the_examples_of_the_help_are_understood() -> None:
    """So that nobody is taught a way of writing that does not work."""
    said = (Station._meta.get_field("hours").help_text, describe_hours("po dohodě", at=MONDAY))
    quoted = [quote for text in said for quote in re.findall("„([^“]*)“", str(text))]
    understood = [quote for quote in quoted if opening_hours.read_hours(quote)]
    assert set(quoted) - set(understood) == {"8–12, 13–17", "po dohodě"}
    assert len(understood) == 4
