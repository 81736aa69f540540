"""What people come for, from the first page to the last: with JavaScript, without it, and by keyboard alone."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By

from tests.browser.page import PASSWORD, Page, by_css
from tests.browser.person import HOW, Person
from tests.browser.test_infoschranka import SENT, STATUS, attach, count_of
from tests.hostile_images import encoded, photo
from tests.signing_in import code_now
from tests.thorough import daily

pytestmark = pytest.mark.browser

ADDRESS = "Klatovská třída 1059/56"
BARE_LETTERS, A_SLIP = "nasel jsem obcanku", "našel jsem občnaku"
INBOX = "/admin/mailbox/message/"
# An officer of one of the districts, who has an account, and a message to them.
OFFICER = """
from django.contrib.auth.models import Group
from django.utils import timezone
from districts.models import Tenure
from mailbox.permissions.access import OFFICERS
from tests.mailbox.factories import make_message
from tests.signing_in import enrol
today = timezone.localdate()
at_work = Tenure.objects.on(today).filter(post__role="okrskar", post__absences=None)
tenure = at_work.order_by("post__district__number")[{position}]
post, person = tenure.post, tenure.person
person.user = User.objects.create_user({name!r}, password={password!r}, is_staff=True)
person.user.groups.add(Group.objects.get(name=OFFICERS))
person.save()
enrol(person.user)
make_message(post, text={text!r}, name="Eva")
"""


def text_of(page: Page, selector: str) -> str:
    return by_css(page, selector).text


@pytest.mark.parametrize("how", daily(HOW, part=len(HOW), shift=0))
def test_an_address_leads_to_its_district_and_the_people_there(page: Page, how: str) -> None:
    person = Person(page, how)
    page.open("/")
    person.types("#q", ADDRESS)
    person.presses("form.search button")
    assert re.fullmatch(r"/okrsky/\d+/", page.path)
    for responsible in ("strážník-okrskář", "policie", "starost"):
        assert responsible in text_of(page, "main").casefold()
    number = page.path.split("/")[2]
    person.presses("a[href='/']")
    person.presses(f"svg a[data-number='{number}']")
    assert page.path == f"/okrsky/{number}/"
    assert page.complaints() == []


@pytest.mark.parametrize("how", daily(HOW, part=len(HOW), shift=1))
def test_a_message_is_written_checked_sent_and_followed_up(page: Page, how: str, tmp_path: Path) -> None:
    person, text, added = Person(page, how), f"Na rohu stojí vrak, {how}.", f"Pořád tam stojí, {how}."
    picture = tmp_path / "vrak.jpg"
    picture.write_bytes(encoded(photo((1200, 900)), "JPEG", quality=90))
    page.resize(360)
    page.open("/infoschranka/")
    person.ticks("[name=kind][value=podnet]")
    person.types("#f-place", ADDRESS, Keys.TAB)
    person.types("#f-text", text)
    attach(page, [picture])  # in the system's own dialogue
    person.types("#f-email", "jana@example.org")
    person.presses(".send button")
    assert text in text_of(page, ".rows")
    assert count_of(page, ".rows img") == 1
    assert "Strážník-okrskář" in text_of(page, "main")
    person.presses(".send button")
    assert page.path == SENT
    code = " ".join(text_of(page, ".digits").split())
    assert re.fullmatch(r"\d{4} \d{4} \d{4} \d{4}-\d", code)

    page.open(STATUS)
    person.types("#f-code", code)
    person.presses("main form button")
    assert text in text_of(page, ".thread")
    assert count_of(page, ".pictures img") == 1
    person.types("#f-text", added)
    person.presses(".send button")
    assert added in text_of(page, ".thread")
    page.until(lambda: page.script("document.activeElement.id") == "added", "the focus on what was added")
    assert code not in page.chromium.current_url
    assert {cookie["name"] for cookie in page.chromium.get_cookies()} == {"csrftoken"}
    assert page.complaints() == []


@pytest.mark.parametrize("how", daily(HOW, part=len(HOW)))
@pytest.mark.parametrize("asked", daily([BARE_LETTERS, A_SLIP], part=2))
def test_a_question_finds_its_answer_which_is_said_to_have_helped(page: Page, how: str, asked: str) -> None:
    person = Person(page, how)
    page.open("/dotazy/")
    person.types("#q", asked)
    person.presses("form.search button")
    assert page.path == "/dotazy/"
    person.presses("main a[href='/dotazy/nasel-jsem-doklad/']")
    assert text_of(page, ".the-answer")
    person.presses("[name=pomohla][value=ano]")
    assert "Děkujeme" in text_of(page, ".helped")
    assert page.chromium.get_cookies() == []
    assert page.complaints() == []


@pytest.mark.parametrize("how", daily(HOW, part=len(HOW), shift=2))
def test_an_officer_signs_in_and_answers_a_message(page: Page, how: str, run: Callable[[str], str]) -> None:
    person, name = Person(page, how), f"officer{HOW.index(how)}"
    text, answer = f"U školy je sklo, {how}.", f"Sklo je pryč, {how}."
    run(OFFICER.format(position=HOW.index(how), name=name, password=PASSWORD, text=text))
    page.open(INBOX)
    person.types("[name=login]", name)
    person.types("[name=password]", PASSWORD)
    person.presses(".account form [type=submit]")
    person.types("[name=code]", code_now())
    person.presses(".account form [type=submit]")
    assert page.path == INBOX
    person.presses(".row h2 a")
    assert text in text_of(page, ".thread")
    person.types("form.answer [name=text]", answer)
    person.presses("button[value='answer.check']")
    assert answer in text_of(page, ".preview .public")
    person.presses("button[value='answer']")
    assert text_of(page, ".messagelist .success")
    assert answer in page.chromium.find_elements(By.CSS_SELECTOR, ".entry.answer .text")[-1].text
    assert page.complaints() == []
