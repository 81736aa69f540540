"""The search field under a fast typist's fingers: nothing typed is lost, and nothing is asked that was not meant."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from urllib.parse import parse_qs, urlsplit

import pytest
from selenium.webdriver import Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page, by_css
from tests.thorough import daily

pytestmark = pytest.mark.browser

ADDRESS = "Klatovská 10"
KEY_S = 0.025  # from one key to the next: forty in a second
# Longer than the pause after the last key and the answer together: the same again, begun later.
LATER = """
const done = arguments[0];
const { suggest } = document.querySelector("[data-suggest]").dataset;
setTimeout(() => fetch(`${suggest}?q=klatov`).then((answer) => answer.json()).then(() => setTimeout(done)), 200);
"""
ARRIVE = "const done = arguments[0]; import(document.querySelector('script').src).then(() => done());"


@contextmanager
def underway(page: Page, script: str) -> Iterator[None]:
    """Keep a script on its way to the browser until the end of this."""
    page.command("Network.setCacheDisabled", cacheDisabled=True)
    page.command("Fetch.enable", patterns=[{"urlPattern": f"*/js/{script}.*"}])
    try:
        yield
    finally:
        page.command("Fetch.disable")
        page.command("Network.setCacheDisabled", cacheDisabled=False)


@contextmanager
def missing(page: Page, script: str) -> Iterator[None]:
    """Let a script not come at all until the end of this."""
    page.command("Network.setCacheDisabled", cacheDisabled=True)
    page.block(f"*/js/{script}.*")
    try:
        yield
    finally:
        page.block()
        page.command("Network.setCacheDisabled", cacheDisabled=False)


def field(page: Page, path: str = "/") -> WebElement:
    """The search field, with the focus."""
    page.open(path)
    found = page.chromium.find_element(By.NAME, "q")
    found.click()
    return found


def type_fast(page: Page, text: str) -> None:
    """Press and let go a key after another, as fast as nobody types, whether or not the page keeps up."""
    for letter in text:
        enter = {"key": "Enter", "code": "Enter", "windowsVirtualKeyCode": 13, "text": "\r"}
        key = enter if letter == "\n" else {"key": letter, "text": letter}
        page.command("Input.dispatchKeyEvent", type="keyDown", **key)
        page.command("Input.dispatchKeyEvent", type="keyUp", **{**key, "text": ""})
        time.sleep(KEY_S)


def asked(page: Page) -> list[str]:
    """What the portal has been asked to find since the last time."""
    addresses = [urlsplit(address) for address in page.requested()]
    return [parse_qs(address.query)["q"][0] for address in addresses if address.path == "/najit/"]


def value(page: Page) -> str:
    return str(by_css(page, "#q").get_property("value"))


def suggestions(page: Page) -> list[str]:
    """What is offered now."""
    return [option.text for option in page.chromium.find_elements(By.CSS_SELECTOR, "#q-options:not([hidden]) > li")]


def enhanced(page: Page) -> bool:
    return by_css(page, "#q").get_attribute("role") == "combobox"


@pytest.mark.parametrize(
    ("path", "script"), daily([("/", True), ("/", False), ("/okrsky/", False), ("/okrsky/", True)], part=2)
)
def test_what_was_typed_is_what_is_searched(page: Page, path: str, script: bool) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=not script)
    field(page, path)
    page.requested()
    with page.leaving():
        type_fast(page, f"{ADDRESS}\n")
    assert asked(page) == [ADDRESS]
    assert page.complaints() == []


@pytest.mark.parametrize("late", ["suggest", "portal"])
def test_what_was_typed_is_what_is_searched_before_the_scripts_have_come(page: Page, late: str) -> None:
    with underway(page, late) if late == "suggest" else missing(page, late):
        field(page)
        page.requested()
        type_fast(page, ADDRESS)
        assert not enhanced(page)
        with page.leaving():
            type_fast(page, "\n")
    assert asked(page) == [ADDRESS]


def test_suggestions_come_for_what_was_typed_before_their_script(page: Page) -> None:
    with underway(page, "suggest"):
        field(page)
        type_fast(page, ADDRESS)
        assert not enhanced(page)
    page.until(lambda: suggestions(page), "suggestions")
    assert value(page) == ADDRESS
    type_fast(page, "56")
    assert value(page) == f"{ADDRESS}56"


def test_suggestions_come_for_what_was_typed_before_any_script(page: Page) -> None:
    with missing(page, "portal"):
        field(page)
        type_fast(page, ADDRESS)
    page.chromium.execute_async_script(ARRIVE)
    page.until(lambda: suggestions(page), "suggestions")
    assert value(page) == ADDRESS


def test_a_list_that_nobody_chose_from_is_not_what_is_asked(page: Page) -> None:
    field(page)
    type_fast(page, "Klatovská")
    page.until(lambda: suggestions(page), "suggestions")
    page.requested()
    with page.leaving():
        type_fast(page, " 10\n")
    assert asked(page) == [ADDRESS]


def test_what_was_typed_after_choosing_is_what_is_asked(page: Page) -> None:
    typing = field(page)
    page.type_at_once("klatovska")
    page.until(lambda: suggestions(page), "suggestions")
    with page.leaving():
        typing.send_keys(Keys.ARROW_DOWN, " 999", Keys.ENTER)
    assert page.path == "/najit/"
    assert value(page) == "klatovska 999"


def test_escape_before_the_suggestions_come_keeps_them_away(page: Page) -> None:
    typing = field(page)
    page.type_at_once("klatov")
    typing.send_keys(Keys.ESCAPE)
    page.chromium.execute_async_script(LATER)
    assert not suggestions(page)
    assert value(page) == "klatov"


def test_what_was_said_of_the_suggestions_goes_with_them(page: Page) -> None:
    typing = field(page)
    page.type_at_once("klatov")
    page.until(lambda: by_css(page, ".combo [role=status]").get_property("textContent"), "how many there are")
    typing.send_keys(Keys.ESCAPE)
    assert not by_css(page, ".combo [role=status]").get_property("textContent")


def test_an_arrow_waits_for_suggestions_that_are_on_their_way(page: Page) -> None:
    typing = field(page)
    page.until(lambda: enhanced(page), "the script")
    page.requested()
    page.command("Fetch.enable", patterns=[{"urlPattern": "*/api/*"}])
    page.type_at_once("klatov")
    typing.send_keys(Keys.ARROW_DOWN, Keys.ARROW_DOWN)
    page.command("Fetch.disable")
    page.until(lambda: suggestions(page), "suggestions")
    assert len([address for address in page.requested() if "/api/" in address]) == 1


@pytest.mark.parametrize(
    ("path", "name", "script"),
    daily(
        [("/", "q", True), ("/", "q", False), ("/infoschranka/", "place", False), ("/infoschranka/", "place", True)],
        part=2,
    ),
)
def test_the_way_back_brings_what_was_typed(page: Page, path: str, name: str, script: bool) -> None:
    """The home page comes from the browser's memory, with all that is in it; the form is loaded and filled in anew."""
    page.command("Emulation.setScriptExecutionDisabled", value=not script)
    page.open(path)
    typing = page.chromium.find_element(By.NAME, name)
    typing.click()
    type_fast(page, "Klatovská třída")
    if script:
        page.until(lambda: page.script("document.querySelector('[role=option]')"), "suggestions")
    with page.leaving():
        type_fast(page, "\n")
    with page.leaving():
        page.chromium.back()
    page.until(lambda: by_css(page, f"[name={name}]").get_property("value") == "Klatovská třída", "what was typed")


def test_the_way_forward_leads_to_the_answer_again(page: Page) -> None:
    field(page)
    with page.leaving():
        type_fast(page, f"{ADDRESS}\n")
    answer = page.chromium.current_url
    for go, expected in ((page.chromium.back, f"{page.site}/"), (page.chromium.forward, answer)):
        with page.leaving():
            go()
        assert page.chromium.current_url == expected
    assert ADDRESS.split()[0] in by_css(page, "main").text
