"""Before a session ends the page says so and prolongs it; afterwards it says so, too, and goes on once one is back."""

from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By

from tests.browser import axe
from tests.browser.page import Page, by_css, click
from tests.browser.test_kept_forms import OVER, prove

pytestmark = pytest.mark.browser

FORM = "/admin/districts/notice/add/"
TITLE = "Zkouška sirén, kterou píše člověk dlouho"
IDLE_FOR = """
import time
from bezpecna_plzen.accounts.models import Session
from bezpecna_plzen.accounts.sessions import SessionStore
for row in Session.objects.exclude(user=None):
    store = SessionStore(row.session_key)
    store["seen_at"] = time.time() - {seconds}
    store.save()
"""
SEEN = """
import time
from bezpecna_plzen.accounts.models import Session
from bezpecna_plzen.accounts.sessions import SessionStore
print(max(SessionStore(row.session_key)["seen_at"] for row in Session.objects.exclude(user=None)) > time.time() - 600)
"""
IN_TIME = 7200 - 280  # seconds: the end is near


def look_again(page: Page) -> None:
    """What the page does by itself when its time has come, or when somebody comes back to it."""
    page.script("document.dispatchEvent(new Event('visibilitychange'))")


def wait_for(page: Page, words: str) -> None:
    page.until(lambda: words in by_css(page, ".session [role=alert]").text.replace("\u00a0", " "), words)


def test_one_is_warned_while_typing_and_goes_on(staff: Page, run: Callable[[str], str]) -> None:
    staff.open(FORM)
    title = staff.chromium.find_element(By.NAME, "title_cs")
    title.send_keys(TITLE)
    look_again(staff)
    run(IDLE_FOR.format(seconds=IN_TIME))
    assert not by_css(staff, ".session").is_displayed()
    look_again(staff)
    wait_for(staff, "Za méně než 5 minut vás portál odhlásí")
    assert not by_css(staff, ".session a").is_displayed()
    assert "nejvýš 11 h" in by_css(staff, ".session .more").text.replace("\u00a0", " ")
    assert staff.script("document.activeElement.name") == "title_cs", "the focus is taken from nobody who types"
    assert staff.too_wide([320, 360, 1280]) == []
    assert axe.violations_in_views(staff, "before a session ends") == []
    assert run(SEEN).strip() == "False", "asking is no activity"
    click(staff, ".session button")
    staff.until(lambda: not by_css(staff, ".session").is_displayed(), "that the warning goes")
    assert by_css(staff, "[data-session-stays]").get_property("textContent") == "Zůstáváte přihlášeni."
    assert staff.script("document.activeElement.name") == "title_cs"
    assert run(SEEN).strip() == "True"


def test_another_tab_is_activity_too(staff: Page, run: Callable[[str], str]) -> None:
    staff.open("/admin/")
    run(IDLE_FOR.format(seconds=IN_TIME))
    look_again(staff)
    wait_for(staff, "Za méně než 5 minut vás portál odhlásí")
    run(IDLE_FOR.format(seconds=0))
    look_again(staff)
    staff.until(lambda: not by_css(staff, ".session").is_displayed(), "that the warning goes")


def test_after_the_end_one_signs_in_on_another_tab_and_goes_on_with_the_same_form(
    page: Page, run: Callable[[str], str]
) -> None:
    page.open(FORM)
    prove(page, run)
    page.chromium.find_element(By.NAME, "title_cs").send_keys(TITLE)
    run(OVER)
    look_again(page)
    wait_for(page, "Byli jste odhlášeni.")
    assert "na této stránce zůstává" in by_css(page, ".session .more").text.replace("\u00a0", " ")
    assert axe.violations_in_views(page, "after a session ended") == []
    here = page.chromium.current_window_handle
    click(page, ".session a")
    [other] = set(page.chromium.window_handles) - {here}
    page.chromium.switch_to.window(other)
    page.until(lambda: page.path == "/ucet/prihlaseni/", "the page for signing in")
    prove(page, run)
    page.chromium.close()
    page.chromium.switch_to.window(here)
    look_again(page)
    page.until(lambda: not by_css(page, ".session").is_displayed(), "that the notice goes")
    with page.leaving():
        click(page, "[name=_continue]")
    assert page.path == FORM, "the text is missing, so the form is shown again: it was taken, not refused as foreign"
    assert page.chromium.find_element(By.NAME, "title_cs").get_property("value") == TITLE
    assert by_css(page, ".errornote").is_displayed()


def test_somebody_else_who_signed_in_meanwhile_saves_nothing_from_the_page(
    staff: Page, run: Callable[[str], str]
) -> None:
    staff.open(FORM)
    other = "User.objects.create_superuser('jina', 'jina@example.org')"
    signed = f"from django.test import Client\nfrom tests.signing_in import sign_in\nprint(sign_in(Client(), {other})"
    staff.take_cookie("sessionid", run(f"{signed}.cookies['sessionid'].value)").strip())
    look_again(staff)
    wait_for(staff, "je teď přihlášen někdo jiný")
    assert not staff.chromium.find_element(By.CSS_SELECTOR, ".session button").is_displayed()
    run("User.objects.filter(username='jina').delete()")
