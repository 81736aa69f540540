"""The suggestions under a fast typist's fingers."""

import time

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.conftest import Page

pytestmark = pytest.mark.browser


def field(page: Page) -> WebElement:
    page.open("/")
    return page.chromium.find_element(By.NAME, "q")


def shown(page: Page) -> bool:
    return bool(page.script("!document.querySelector('[role=listbox]').hidden"))


def test_what_was_typed_after_choosing_is_what_is_asked(page: Page) -> None:
    typing = field(page)
    typing.send_keys("klatovska")
    page.until(lambda: shown(page), "suggestions")
    typing.send_keys(Keys.ARROW_DOWN, " 999", Keys.ENTER)
    page.until(lambda: page.path == "/najit/", "the answer")
    assert page.script("document.querySelector('input[name=q]').value") == "klatovska 999"


def test_escape_before_the_suggestions_come_keeps_them_away(page: Page) -> None:
    typing = field(page)
    typing.send_keys("klatov", Keys.ESCAPE)
    time.sleep(1)  # longer than the pause and the answer together
    assert not shown(page)
    assert typing.get_attribute("value") == "klatov"
