"""Infoboxes in a real browser: from the map to the entry, from here to the nearest, without JavaScript, on a phone."""

import pytest
from selenium.webdriver import ActionChains, Keys

from tests.browser.page import Page, by_css, click
from tests.browser.test_finding import wait_for_apology

pytestmark = pytest.mark.browser

PAGE = "/schranky/"
MIDDLE = {"latitude": 49.7475, "longitude": 13.3776, "accuracy": 10}  # náměstí Republiky


def target(page: Page) -> str:
    """The heading of the entry that the address leads to."""
    return str(page.script("document.querySelector('.entry:target h3')?.textContent ?? ''"))


def open_detailed_map(page: Page) -> None:
    page.open(PAGE)
    by_css(page, "[data-module=map] figcaption button").send_keys(Keys.ENTER)
    page.until(lambda: page.script("document.querySelectorAll('.detailed .box-mark').length") == 6, "six marks")
    wait_for_apology(page)


def test_a_mark_of_the_drawn_map_leads_to_its_entry_without_javascript(page: Page) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    page.open(PAGE)
    mark = by_css(page, "svg a.damaged")
    name = mark.get_attribute("aria-label") or ""
    assert name.endswith("poškozená")
    mark.send_keys(Keys.ENTER)
    page.command("Emulation.setScriptExecutionDisabled", value=False)
    page.until(lambda: target(page), "an entry")
    assert target(page)[1:] in name


def test_typing_an_address_sorts_the_boxes_without_javascript(page: Page) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    page.open(PAGE)
    with page.leaving():
        by_css(page, "#q").send_keys("okrsek 14", Keys.ENTER)
    assert by_css(page, ".entry .far").text
    assert page.path == PAGE
    assert "Nejbližší infoschránka v provozu" in by_css(page, ".answer").text


def test_the_phone_tells_where_it_is_and_the_nearest_box_is_first(page: Page) -> None:
    page.command("Browser.grantPermissions", origin=page.site, permissions=["geolocation"])
    page.command("Emulation.setGeolocationOverride", **MIDDLE)
    page.resize(360)
    page.open(PAGE)
    with page.leaving():
        click(page, "[data-location] button")
    assert by_css(page, ".entry .far").text
    assert page.path == PAGE
    assert "U radnice ve Středu" in by_css(page, ".entry").text


def test_the_marks_of_the_detailed_map_have_names_and_lead_to_their_entries(page: Page) -> None:
    open_detailed_map(page)
    named = page.script("[...document.querySelectorAll('.box-mark')].map((mark) => mark.getAttribute('aria-label'))")
    drawn = page.script("[...document.querySelectorAll('svg a.box')].map((mark) => mark.getAttribute('aria-label'))")
    assert sorted(named) == sorted(drawn)
    mark = by_css(page, ".box-mark.moved")
    name = mark.get_attribute("aria-label") or ""
    ActionChains(page.chromium).move_to_element(mark).click().perform()
    page.until(lambda: target(page), "an entry")
    assert target(page)[1:] in name
    assert page.path == PAGE


def test_the_marks_of_the_detailed_map_work_by_keyboard(page: Page) -> None:
    open_detailed_map(page)
    by_css(page, ".box-mark.damaged").send_keys(Keys.ENTER)
    page.until(lambda: target(page), "an entry")
    assert "U parku na Slovanech" in target(page)


def test_a_tap_beside_the_marks_shows_the_boxes_nearest_to_it(page: Page) -> None:
    open_detailed_map(page)
    box = by_css(page, ".detailed")
    with page.leaving():
        ActionChains(page.chromium).move_to_element_with_offset(box, 0, box.size["height"] // 4).click().perform()
    assert "lat=" in page.chromium.current_url
    assert page.path == PAGE
    assert by_css(page, ".entry .far").text


def test_marks_are_large_enough_for_a_finger_on_the_smallest_phone(page: Page) -> None:
    page.resize(320)
    page.open(PAGE)
    sizes = page.script(
        "[...document.querySelectorAll('svg a.box')].map((mark) => mark.getBoundingClientRect())"
        ".map(({ width, height }) => Math.min(width, height))"
    )
    assert min(sizes) >= 24
