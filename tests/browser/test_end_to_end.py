"""The whole way of a message, on the real city: from an address to the right officer and back with the answer.

Real server, real mail worker, real SMTP server, real Chromium; the resident with JavaScript, without it, and with a
plain HTTP client.
"""

import json
import re
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
import shapely
from pytest_django import DjangoDbBlocker
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from shapely.geometry import shape

from mailbox.intake.spam import FASTEST
from tests import databases
from tests.browser.page import PASSWORD, Page, by_css, clean_page, click, enter, enter_code_of_app
from tests.browser.test_infoschranka import SENT, STATUS, attach, send
from tests.databases import Masters
from tests.hostile_images import encoded, photo
from tests.resident import Resident
from tests.running import Portal
from tests.smtp import SmtpServer, _smtp_server, wait_until

__all__ = ["_smtp_server"]
# The portal's database is a copy of the one of the tests.
pytestmark = [pytest.mark.browser, pytest.mark.real_data, pytest.mark.sqlite]

RESIDENT = "jana@example.org"
# Each in a district of its own, whose officer signs in: a code of the authenticator works only once.
ADDRESSES = {"javascript": "náměstí Republiky 1", "no script": "Koterovská 83", "plain client": "Sokolovská 105"}
ACCOUNTS = f"""
from django.contrib.auth.hashers import make_password
from mailbox.permissions.access import OFFICERS
from tests.signing_in import enrol
password = make_password({PASSWORD!r})  # once: it is slow on purpose
for person in Person.objects.all():
    person.user = User.objects.create(username=person.email.split("@")[0], password=password, is_staff=True)
    person.user.groups.add(Group.objects.get(name=OFFICERS))
    enrol(person.user)
    person.save()
"""


@pytest.fixture(scope="module")
def portal(
    real_data: Path,
    masters: Masters,
    django_db_blocker: DjangoDbBlocker,
    tmp_path_factory: pytest.TempPathFactory,
    _smtp_server: SmtpServer,
) -> Iterator[Portal]:
    """All of Plzeň, with made-up municipal officers who have accounts."""
    folder = tmp_path_factory.mktemp("portal")
    _smtp_server.reset()
    with django_db_blocker.unblock():
        url = databases.copy_for_processes(masters.city(real_data), folder)
    portal = Portal(folder, database_url=url, EMAIL_URL=_smtp_server.url)
    rows = [f"{number};okrskář;Jana Ukázková {number};okrskar{number}@example.org" for number in range(1, 31)]
    staff = folder / "staff.csv"
    staff.write_text("\n".join(["okrsek;funkce;jméno;e-mail", *rows]), encoding="utf-8")
    portal.manage("import_staff", str(staff))
    portal.run(ACCOUNTS)
    try:
        portal.start_server()
        portal.start_mail_worker()
        yield portal
    finally:
        portal.stop()


@pytest.fixture
def smtp(_smtp_server: SmtpServer) -> SmtpServer:
    """The server that the portal sends to, without mails."""
    _smtp_server.reset()
    return _smtp_server


@pytest.fixture
def browser(_chromium: Chrome, portal: Portal) -> Page:
    """A clean browser that looks at this portal."""
    return clean_page(_chromium, portal.address)


def district_of(portal: Portal, real_data: Path, address: str) -> int:
    """The district of an address: the polygon of the official file that its point lies in."""
    answer = Resident(portal.address).request("GET", f"/api/v1/lookup?{urlencode({'q': address})}")
    place = json.loads(answer.text)["address"]
    districts = json.loads((real_data / "sample_districts.geojson").read_text(encoding="utf-8"))["features"]
    point = shapely.Point(place["lon"], place["lat"])
    found = [each["properties"]["cislo"] for each in districts if shape(each["geometry"]).contains(point)]
    assert len(found) == 1
    return int(found[0])


def pictures(folder: Path) -> list[Path]:
    """Three photos of a phone."""
    paths = []
    for number in range(3):
        paths.append(folder / f"{number}.jpg")
        paths[-1].write_bytes(encoded(photo((1200 + number, 900)), "JPEG", quality=90))
    return paths


def be_as_slow_as_people(since: float) -> None:
    """Wait until the form has been open, since a time of time.monotonic(), for as long as anybody needs to fill it in.

    Sent sooner, a message would be held for review.
    """
    time.sleep(max(0.0, since + FASTEST.total_seconds() - time.monotonic()))


def write_in_browser(page: Page, address: str, text: str, photos: list[Path]) -> str:
    """Write, check and send a message; the code."""
    page.open("/infoschranka/")
    opened = time.monotonic()
    click(page, "#f-kind")
    by_css(page, "#f-place").send_keys(address)
    by_css(page, "#f-text").send_keys(text)
    attach(page, photos)
    by_css(page, "#f-email").send_keys(RESIDENT)
    send(page)
    assert text in by_css(page, ".rows").text
    be_as_slow_as_people(opened)
    send(page)
    assert page.path == SENT
    return by_css(page, ".digits").text


def write_by_plain_client(portal: Portal, address: str, text: str, photos: list[Path]) -> str:
    """Send a message with nothing but HTTP; the code."""
    resident = Resident(portal.address, source="127.0.0.77")
    resident.open_form()
    be_as_slow_as_people(time.monotonic())
    fields = {"kind": "podnet", "place": address, "text": text, "email": RESIDENT}
    page = resident.send(fields, [path.read_bytes() for path in photos])
    assert page.code, page.text
    return page.code


def answer_in_admin(page: Page, account: str, link: str, text: str, answer: str) -> None:
    """The officer follows the link in the mail, signs in, reads and answers."""
    page.open(urlsplit(link).path)
    assert page.path == "/ucet/prihlaseni/"
    enter(page, account, PASSWORD)
    assert page.path == "/ucet/prihlaseni/kod/"
    enter_code_of_app(page)
    assert page.path == urlsplit(link).path
    assert text in by_css(page, ".thread").text
    assert len(page.chromium.find_elements(By.CSS_SELECTOR, ".thread img")) == 3
    for image in page.chromium.find_elements(By.CSS_SELECTOR, ".thread img"):
        page.chromium.execute_script("arguments[0].scrollIntoView()", image)
        page.until(partial(image.get_property, "naturalWidth"), "the photo")
    by_css(page, "form.answer [name=text]").send_keys(answer)
    with page.leaving():
        click(page, "button[value='answer.check']")
    assert answer in by_css(page, ".preview").text
    with page.leaving():
        click(page, "button[value='answer']")
    assert by_css(page, ".messagelist .success").text


@pytest.mark.parametrize(
    "client", ["javascript", pytest.param("no script", marks=pytest.mark.thorough), "plain client"]
)
def test_a_message_reaches_the_right_officer_and_the_answer_its_sender(
    portal: Portal, smtp: SmtpServer, browser: Page, real_data: Path, tmp_path: Path, client: str
) -> None:
    browser.command("Emulation.setScriptExecutionDisabled", value=client == "no script")
    address = ADDRESSES[client]
    number = district_of(portal, real_data, address)
    text, answer = f"Vrak u domu, {client}.", f"Děkujeme, vrak odvezeme, {client}."

    if client == "plain client":
        code = write_by_plain_client(portal, address, text, pictures(tmp_path))
    else:
        code = write_in_browser(browser, address, text, pictures(tmp_path))
    wait_until(lambda: len(smtp.mails) == 2, why="the mails to the officer and to the sender")
    mails = {mail["To"]: mail.get_content() for mail in smtp.mails}
    assert set(mails) == {f"okrskar{number}@example.org", RESIDENT}
    assert code in mails[RESIDENT]
    assert text not in mails[f"okrskar{number}@example.org"]

    browser.command("Network.clearBrowserCookies")
    link = re.search(rf"{re.escape(portal.address)}\S+", mails[f"okrskar{number}@example.org"])
    assert link
    answer_in_admin(browser, f"okrskar{number}", link[0], text, answer)
    wait_until(lambda: len(smtp.mails) == 3, why="the mail about the answer")
    assert smtp.mails[-1]["To"] == RESIDENT
    assert answer not in smtp.mails[-1].get_content()

    browser.command("Network.clearBrowserCookies")
    if client == "plain client":
        read = Resident(portal.address).follow_up(code).text
        assert read.count('<img src="/infoschranka/foto/') == 3
    else:
        browser.open(STATUS)
        by_css(browser, "[name=code]").send_keys(code)
        with browser.leaving():
            click(browser, "main form [type=submit]")
        read = by_css(browser, "main").text
    assert text in read
    assert answer in read
