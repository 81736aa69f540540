"""The inbox in a real browser: from the list to a sent answer, with and without JavaScript, on a desk and a phone."""

from collections.abc import Callable
from contextlib import nullcontext

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.page import Page, by_css, click
from tests.thorough import daily

pytestmark = pytest.mark.browser

INBOX = "/admin/mailbox/message/"
MESSAGES = """
from districts.models import Post
from mailbox.models import Message, SavedReply
from tests.mailbox.factories import make_message
SavedReply.objects.get_or_create(title="Zkontrolujeme", text="Dobrý den,\\n\\nmísto zkontrolujeme.")
if not Message.objects.filter(text__startswith="Na rohu jsou střepy.").exists():
    post = Post.objects.filter(role="okrskar").first()
    for number in range(4):
        make_message(post, text="Na rohu jsou střepy. " * 30, name="Eva", email="e" * 50 + "@example.org")
"""


@pytest.fixture
def inbox(staff: Page, run: Callable[[str], str]) -> Page:
    """The list of messages, of which there are some."""
    run(MESSAGES)
    staff.open(INBOX)
    staff.complaints()
    return staff


def texts(page: Page, selector: str) -> list[str]:
    return [each.text for each in page.chromium.find_elements(By.CSS_SELECTOR, selector)]


@pytest.mark.parametrize(("width", "script"), daily([(360, True), (1280, False), (360, False), (1280, True)], part=4))
def test_a_message_is_found_read_and_answered(inbox: Page, width: int, script: bool) -> None:
    answer = f"S pozdravem, šířka {width}, {script}"
    inbox.command("Emulation.setScriptExecutionDisabled", value=not script)
    inbox.resize(width)
    inbox.open(INBOX)
    by_css(inbox, "[name=q]").send_keys("střepy")
    with inbox.leaving():
        click(inbox, ".find .line button")
    with inbox.leaving():
        click(inbox, ".row h2 a")
    message = inbox.path

    Select(by_css(inbox, "[name=saved]")).select_by_visible_text("Zkontrolujeme")
    with nullcontext() if script else inbox.leaving():
        click(inbox, "button[value='answer.insert']")
    text = "místo zkontrolujeme"
    inbox.until(lambda: text in str(by_css(inbox, "[name=text]").get_property("value")), "the saved reply")
    by_css(inbox, "form.answer [name=text]").send_keys(f"\n\n{answer}")
    with inbox.leaving():
        click(inbox, "button[value='answer.check']")
    assert answer in by_css(inbox, ".preview .public").text
    with inbox.leaving():
        click(inbox, "button[value='answer']")
    assert texts(inbox, ".messagelist .success")
    assert inbox.path == message
    assert answer in texts(inbox, ".entry.answer .text")[-1]
    assert "Na rohu jsou střepy." in texts(inbox, ".entry.message .text")[0]
    assert inbox.complaints() == []


def test_nothing_is_wider_than_the_screen(inbox: Page) -> None:
    first = by_css(inbox, ".row h2 a").get_attribute("href") or ""
    for path in (f"{INBOX}?tab=all", f"{INBOX}?tab=all&q=střepy", first.removeprefix(inbox.site), "/admin/"):
        inbox.open(path)
        assert inbox.too_wide([320, 360, 1280]) == [], path


def test_the_list_is_walked_by_keyboard(inbox: Page) -> None:
    inbox.open(f"{INBOX}?tab=all")

    def focused() -> str:
        return str(inbox.script("document.activeElement.href || ''"))

    links = [each.get_attribute("href") for each in inbox.chromium.find_elements(By.CSS_SELECTOR, ".row h2 a")]
    ActionChains(inbox.chromium).send_keys("j").perform()
    assert not focused(), "a letter outside of the list"
    inbox.chromium.execute_script("document.querySelector('.row h2 a').focus()")
    for key, expected in (("k", 0), ("j", 1), ("j", 2), ("k", 1)):
        ActionChains(inbox.chromium).send_keys(key).perform()
        assert focused() == links[expected]
    inbox.chromium.execute_script("document.querySelectorAll('.row [name=chosen]')[2].focus()")
    ActionChains(inbox.chromium).send_keys("k").perform()
    assert focused() == links[1]
    by_css(inbox, "[name=q]").send_keys("jk")
    assert by_css(inbox, "[name=q]").get_property("value") == "jk"


def test_a_click_anywhere_on_a_row_opens_it_but_choosing_does_not(inbox: Page) -> None:
    inbox.open(f"{INBOX}?tab=all")
    by_css(inbox, ".row [name=chosen]").click()
    assert inbox.path == INBOX
    with inbox.leaving():
        ActionChains(inbox.chromium).move_to_element(by_css(inbox, ".row .beginning")).click().perform()
    assert inbox.path.endswith("/change/")
