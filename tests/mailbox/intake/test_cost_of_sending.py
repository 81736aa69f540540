"""How many queries it takes to send a message: few, whatever is in it and whoever it goes to."""

import re
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import Settings

from districts.models import Role
from mailbox.intake import form_token, throttling
from mailbox.models import Attachment, Event, Message, Notification
from tests.factories import make_department, make_district, make_infobox, make_person, make_post, square
from tests.hostile_images import encoded, picture
from tests.mailbox.factories import make_absence, make_station, make_tenure

MOST = 20
WRITE, SENT = "/infoschranka/", "/infoschranka/odeslano/"
DESPAIR = "Už fakt nechci žít."

pytestmark = pytest.mark.django_db


@dataclass(frozen=True, slots=True)
class Case:
    """What somebody sends, and what becomes of it."""

    fields: dict[str, str] = field(default_factory=dict)
    photos: int = 0
    mails: int = 1
    events: int = 2


CASES = {
    "plain": Case(),
    "a photo": Case(photos=1),
    "three photos": Case(photos=3),
    "a copy by e-mail": Case({"email": "eva@example.org"}, mails=2),
    "danger": Case({"text": DESPAIR}, mails=2, events=3),
    "to a vacant post": Case({"district": "8"}),
    "to a substitute": Case({"district": "9"}),
    "to a desk": Case({"district": ""}),
    "about an infobox": Case({"schranka": "box"}),
    "held for review": Case({"web": "x", "email": "eva@example.org", "text": DESPAIR}, mails=1, events=3),
    "everything": Case(
        {"kind": "nalez", "item": "doklad", "where_now": "mam_u_sebe", "schranka": "box"}
        | {"email": "eva@example.org", "text": DESPAIR},
        photos=3,
        mails=3,
        events=3,
    ),
}


@pytest.fixture
def box(settings: Settings, tmp_path: Path) -> str:
    """The number of a box, in a city where district 7 has an officer, 8 has none and in 9 somebody stands in."""
    settings.MEDIA_ROOT = tmp_path
    make_department(email="odbor@example.org")
    for number in (7, 8, 9):
        station = make_station(email=f"sluzebna{number}@example.org")
        boundary = square(13.37 + number / 100, 49.74)
        post = make_post(Role.OKRSKAR, district=make_district(number=number, boundary=boundary, mp_station=station))
        if number != 8:
            make_tenure(post, make_person(email=f"jan{number}@example.org"))
        if number == 9:
            make_absence(post, make_person(email="petr@example.org"))
    return str(make_infobox(lon=13.445, lat=49.745).pk)


def begin_day(client: Client) -> None:
    """What the first one of a day or of a process pays for all: the salt, and the data that all pages share."""
    throttling.salt_of_day(timezone.now())
    client.get(WRITE)


def filled(case: Case, box: str) -> dict[str, Any]:
    token = form_token.issue_token(now=timezone.now() - timedelta(minutes=10))
    values = {"kind": "podnet", "text": "Na rohu je nepořádek.", "district": "7", "token": token} | case.fields
    return {name: box if value == "box" else value for name, value in values.items()}


def photos(case: Case) -> list[SimpleUploadedFile]:
    return [
        SimpleUploadedFile(f"{width}.jpg", encoded(picture((width, 60)), "JPEG"), "image/jpeg")
        for width in range(100, 100 + case.photos)
    ]


def carried(page: str) -> dict[str, list[str]]:
    """The hidden fields of the page where the message is checked."""
    fields: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', page):
        fields.setdefault(name, []).append(unescape(value))
    return fields


def stored() -> tuple[int, int, int, int]:
    counted = (Message, Attachment, Event, Notification)
    messages, attachments, events, mails = (model._default_manager.count() for model in counted)
    return messages, attachments, events, mails


@pytest.mark.parametrize("name", CASES)
def test_sending_takes_few_queries_whatever_is_sent(client: Client, box: str, name: str) -> None:
    case = CASES[name]
    begin_day(client)
    with CaptureQueriesContext(connection) as taken:
        response = client.post(SENT, filled(case, box) | {"photos": photos(case)})
    assert "data-receipt>" in response.content.decode()
    assert stored() == (1, case.photos, case.events, case.mails)
    assert len(taken) <= MOST, "\n".join(query["sql"][:150] for query in taken)


@pytest.mark.parametrize("name", CASES)
def test_so_does_each_step_of_the_form(client: Client, box: str, name: str) -> None:
    case = CASES[name]
    begin_day(client)
    with CaptureQueriesContext(connection) as opening:
        client.get(WRITE)
    with CaptureQueriesContext(connection) as checking:
        page = client.post(WRITE, filled(case, box) | {"photos": photos(case)}).content.decode()
    with CaptureQueriesContext(connection) as sending:
        response = client.post(SENT, carried(page))
    assert "data-receipt>" in response.content.decode()
    assert stored() == (1, case.photos, case.events, case.mails)
    assert len(opening) <= 2
    assert len(checking) <= 9, "\n".join(query["sql"][:150] for query in checking)
    assert len(sending) <= MOST - 1, "\n".join(query["sql"][:150] for query in sending)


def test_sent_again_it_takes_fewer(client: Client, box: str) -> None:
    message = filled(CASES["everything"], box) | {"photos": photos(CASES["a photo"])}
    begin_day(client)
    client.post(SENT, message)
    message |= {"photos": photos(CASES["a photo"])}
    with CaptureQueriesContext(connection) as taken:
        client.post(SENT, message)
    assert Message.objects.count() == 1
    assert len(taken) <= 10
