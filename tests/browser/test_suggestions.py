"""The suggestions under a fast typist's fingers."""

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser

# Longer than the pause after the last key and the answer together: the same again, begun later.
LATER = """
const done = arguments[0];
const { suggest } = document.querySelector("[data-suggest]").dataset;
setTimeout(() => fetch(`${suggest}?q=klatov`).then((answer) => answer.json()).then(() => setTimeout(done)), 200);
"""


def field(page: Page) -> WebElement:
    page.open("/")
    return page.chromium.find_element(By.NAME, "q")


def shown(page: Page) -> bool:
    return bool(page.script("!document.querySelector('[role=listbox]').hidden"))


def test_what_was_typed_after_choosing_is_what_is_asked(page: Page) -> None:
    typing = field(page)
    typing.click()
    page.type_at_once("klatovska")
    page.until(lambda: shown(page), "suggestions")
    with page.leaving():
        typing.send_keys(Keys.ARROW_DOWN, " 999", Keys.ENTER)
    assert page.path == "/najit/"
    assert page.script("document.querySelector('input[name=q]').value") == "klatovska 999"


def test_escape_before_the_suggestions_come_keeps_them_away(page: Page) -> None:
    typing = field(page)
    typing.click()
    page.type_at_once("klatov")
    typing.send_keys(Keys.ESCAPE)
    page.chromium.execute_async_script(LATER)
    assert not shown(page)
    assert typing.get_attribute("value") == "klatov"
