"""The browser, the session or the server dies while somebody types: what they typed is there again."""

import os
import signal
from collections.abc import Callable, Iterator

import pytest
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By

from tests.browser import chromium
from tests.browser.conftest import signed_in
from tests.browser.page import Page, by_css, clean_page, click
from tests.browser.test_kept_forms import OVER, prove
from tests.running import Portal

pytestmark = pytest.mark.browser

MADE = """
from districts.models import Post
from tests.mailbox.factories import make_message
print(make_message(Post.objects.filter(role="okrskar").first(), text="Na hřišti svítí lampa i ve dne.").pk)
"""
KEPT = """
from mailbox.models import Draft
print(*Draft.objects.filter(message={}).values_list("text", flat=True))
"""
OVERWRITTEN = (
    "from mailbox.models import Draft; Draft.objects.filter(text={!r}).update(text='Jinde napsané.', version=7)"
)
TEXT = "Dobrý den, lampu předáme správě osvětlení."


@pytest.fixture
def address(run: Callable[[str], str]) -> Iterator[str]:
    """The page of a message."""
    number = run(MADE).strip()
    yield f"/admin/mailbox/message/{number}/change/"
    run(f"from mailbox.models import Message; Message.objects.filter(pk={number}).delete()")


def type_answer(page: Page, text: str = TEXT) -> None:
    """Type without sending, and wait until the page says that it is kept."""
    by_css(page, "form.answer [name=text]").send_keys(text)
    page.until(lambda: "Uloženo v" in by_css(page, "form.answer .kept").text, "that the text is kept")


def kept(run: Callable[[str], str], address: str) -> str:
    """What the server keeps of the answer."""
    number = address.split("/")[-3]
    return run(KEPT.format(number)).strip()


def typed(page: Page) -> str:
    return str(by_css(page, "form.answer [name=text]").get_property("value"))


def test_when_the_browser_is_killed(staff: Page, run: Callable[[str], str], address: str) -> None:
    other = chromium.started()
    page = signed_in(clean_page(other, staff.site), run)
    page.open(address)
    type_answer(page)
    _kill(other)
    staff.open(address)
    assert typed(staff) == TEXT
    assert "Tento text jste rozepsali" in by_css(staff, "form.answer .begun").text


def test_when_the_session_ends(page: Page, run: Callable[[str], str], address: str) -> None:
    page.open(address)
    prove(page, run)
    type_answer(page)
    run(OVER)
    by_css(page, "form.answer [name=text]").send_keys(" Děkujeme.")
    page.until(lambda: "jste odhlášeni" in by_css(page, "form.answer .kept").text, "that nothing is kept any more")
    with page.leaving():
        click(page, "button[value='answer.check']")
    assert page.path == "/ucet/prihlaseni/"
    prove(page, run)
    assert page.path == address
    assert typed(page) == kept(run, address) == f"{TEXT} Děkujeme."


def test_when_the_server_is_killed(staff: Page, portal: Portal, run: Callable[[str], str], address: str) -> None:
    staff.open(address)
    type_answer(staff)
    portal.kill("server")
    by_css(staff, "form.answer [name=text]").send_keys(" Děkujeme.")
    staff.until(lambda: "portál neodpovídá" in by_css(staff, "form.answer .kept").text, "that nothing is kept")
    portal.start_server()
    staff.until(lambda: kept(run, address) == f"{TEXT} Děkujeme.", "that it is kept after all")
    staff.open(address)
    assert typed(staff) == f"{TEXT} Děkujeme."


def test_another_device_takes_nothing_away(staff: Page, run: Callable[[str], str], address: str) -> None:
    staff.open(address)
    type_answer(staff)
    run(OVERWRITTEN.format(TEXT))
    by_css(staff, "form.answer [name=text]").send_keys(" Děkujeme.")
    staff.until(lambda: by_css(staff, "form.answer .other").is_displayed(), "the other text")
    assert by_css(staff, "form.answer .other blockquote").text == "Jinde napsané."
    assert kept(run, address) == "Jinde napsané."
    click(staff, "form.answer [data-stay]")
    staff.until(lambda: kept(run, address) == f"{TEXT} Děkujeme.", "the text of the form")
    assert not by_css(staff, "form.answer .other").is_displayed()
    staff.open(address)
    with staff.leaving():
        click(staff, "button[value='answer.discard']")
    assert typed(staff) == ""
    assert not staff.chromium.find_elements(By.CSS_SELECTOR, ".begun")
    assert kept(run, address) == ""


def test_the_longest_text_is_kept_whatever_it_is_written_in(
    staff: Page, run: Callable[[str], str], address: str
) -> None:
    staff.open(address)
    for name, sign in (("note", "ệ"), ("answer", "警")):  # of several bytes each
        field = f"document.querySelector('textarea[name=text]#{name}_text')"
        staff.script(f"({field}.value = '{sign}'.repeat(10000), {field}.dispatchEvent(new Event('input')))")
    staff.script(
        "(Object.defineProperty(document, 'visibilityState', {value: 'hidden'}),"
        " document.dispatchEvent(new Event('visibilitychange')))"
    )
    staff.until(lambda: len(kept(run, address)) == 20001, "that both are kept")
    said = [each.get_property("textContent") for each in staff.chromium.find_elements(By.CSS_SELECTOR, ".kept")]
    assert not [each for each in said if "neodpovídá" in str(each)]


def test_whoever_has_the_message_no_more_is_told_so(staff: Page, run: Callable[[str], str], address: str) -> None:
    staff.open(address)
    number = address.split("/")[4]
    run(f"from mailbox.models import Message; Message.objects.filter(pk={number}).delete()")
    by_css(staff, "form.answer [name=text]").send_keys(TEXT)
    staff.until(lambda: "už u sebe nemáte" in by_css(staff, "form.answer .kept").text, "that nothing is kept")
    assert typed(staff) == TEXT


def test_the_newer_text_of_another_device_is_offered_before_sending(
    staff: Page, run: Callable[[str], str], address: str
) -> None:
    staff.open(address)
    type_answer(staff)
    run(OVERWRITTEN.format(TEXT))
    with staff.leaving():
        click(staff, "button[value='answer.check']")
    assert by_css(staff, "form.answer .other blockquote").text == "Jinde napsané."
    assert typed(staff) == TEXT
    click(staff, "form.answer [data-stay]")
    staff.until(lambda: kept(run, address) == TEXT, "the text of the form")
    with staff.leaving():
        click(staff, "button[value='answer.check']")
    with staff.leaving():
        click(staff, "button[value='answer']")
    assert kept(run, address) == ""


def _kill(browser: Chrome) -> None:
    """kill -9: nothing is said on leaving."""
    os.kill(browser.capabilities["goog:processID"], signal.SIGKILL)
    browser.service.stop()
