"""From a question to its answer in a real browser, and away from a page that nobody is to see."""

import pytest
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.page import Page, by_css, click
from tests.browser.person import press
from tests.thorough import daily

pytestmark = pytest.mark.browser

ANSWER = "/dotazy/soused-pali-odpad/"
SENSITIVE = ["/temata/domaci-nasili/", "/dotazy/ublizuje-mi-partner/"]


@pytest.mark.parametrize(("width", "scripts"), daily([(360, True), (1280, False), (360, False), (1280, True)], part=4))
def test_from_the_home_field_to_an_answer_that_did_not_help_to_the_form(
    page: Page, width: int, *, scripts: bool
) -> None:
    page.resize(width)
    if not scripts:
        page.command("Emulation.setScriptExecutionDisabled", value=True)
    page.open("/")
    with page.leaving():
        by_css(page, "#q").send_keys("soused pálí odpad", Keys.ENTER)
    assert page.path == "/dotazy/"
    with page.leaving():
        click(page, ".hits a")
    assert page.path == ANSWER
    assert "156" in by_css(page, ".the-answer").text
    with page.leaving():
        click(page, "[name=pomohla][value=ne]")
    assert "pomohla=ne" in page.chromium.current_url
    assert "Mrzí nás" in by_css(page, ".helped").text
    with page.leaving():
        click(page, ".helped .button")
    assert page.path == "/infoschranka/"
    title = "Soused pálí odpad nebo listí"
    assert f"K\N{NO-BREAK SPACE}odpovědi „{title}" in (by_css(page, "#f-text").get_attribute("value") or "")
    assert Select(by_css(page, "#f-topic")).first_selected_option.get_attribute("value") == "verejny-poradek"
    assert by_css(page, "[name=kind][value=dotaz]").is_selected()
    assert not page.complaints()


@pytest.mark.parametrize("width", [320, 360])
def test_the_links_and_languages_of_the_header_take_one_row_each(page: Page, width: int) -> None:
    page.resize(width)
    page.open("/dotazy/")
    for row in (".top nav:not(.languages) a", ".languages a"):
        tops = {link.rect["y"] for link in page.chromium.find_elements(By.CSS_SELECTOR, row)}
        assert len(tops) == 1, row


@pytest.mark.parametrize("path", SENSITIVE)
def test_the_way_out_is_always_in_sight_and_works_without_javascript(page: Page, path: str) -> None:
    page.resize(360)
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    page.open(path)
    page.command("Runtime.evaluate", expression="scrollTo(0, 2000)")
    button = by_css(page, ".leave a")
    assert button.get_attribute("href") == "https://www.chmi.cz/"
    assert button.is_displayed()


def leaving(page: Page) -> None:
    """Open the sensitive page from another one, with the way out leading to a page of ours: tests use no network."""
    page.resize(1280)
    page.open("/okrsky/")
    page.open(SENSITIVE[0])
    page.until(lambda: page.script("document.querySelector('.leave.ready')"), "the script of the way out")
    page.script(f"document.querySelector('.leave a').href = '{page.site}/ulice/'")


def test_who_leaves_in_a_hurry_does_not_come_back_by_the_back_button(page: Page) -> None:
    leaving(page)
    click(page, ".leave a")
    page.until(lambda: page.path == "/ulice/", "the other page")
    page.chromium.back()
    page.until(lambda: page.path == "/okrsky/", "the page before the sensitive one")


def test_esc_pressed_twice_leaves_pressed_once_does_not(page: Page) -> None:
    leaving(page)
    page.until(lambda: page.script("document.querySelector('.leave.ready')"), "what listens to Esc")
    press(page, Keys.ESCAPE)
    assert page.path == SENSITIVE[0]
    press(page, Keys.ESCAPE, Keys.ESCAPE)
    page.until(lambda: page.path == "/ulice/", "the other page")
