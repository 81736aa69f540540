"""Somebody is signed out while they write: what they wrote is there again when they have signed in, and not saved."""

from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By

from tests.browser.page import PASSWORD, Page, by_css, click, enter, enter_code

pytestmark = pytest.mark.browser

TITLE = "Co si počít, když mě portál odhlásí?"
RECOVERY_CODE = """
from allauth.mfa.models import Authenticator
codes = Authenticator.objects.get(user__username="admin", type=Authenticator.Type.RECOVERY_CODES)
print(codes.wrap().get_unused_codes()[0])
"""
OVER = "from bezpecna_plzen.accounts.models import Session; Session.objects.all().delete()"
QUESTION = """
from faq.models import Topic
from tests.factories import make_question
print(make_question("kdyz-me-portal-odhlasi", topics=Topic.objects.all()[:1]).pk)
"""
GONE = "Question.objects.filter(slug='kdyz-me-portal-odhlasi').delete()"
UNSAVED = f"assert not Question.objects.filter(title={TITLE!r}).exists()"


def prove(page: Page, run: Callable[[str], str]) -> None:
    """Sign in on the page for it that is open."""
    enter(page, "admin", PASSWORD)
    enter_code(page, run(RECOVERY_CODE).strip())


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.thorough)])
def test_a_form_comes_back_as_it_was_filled_in(page: Page, run: Callable[[str], str], script: bool) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=not script)
    address = f"/admin/faq/question/{run(QUESTION).strip()}/change/"
    page.open(address)
    prove(page, run)
    title = page.chromium.find_element(By.NAME, "title_cs")
    title.clear()
    title.send_keys(TITLE)
    run(OVER)
    with page.leaving():
        click(page, "[name=_save]")
    assert page.path == "/ucet/prihlaseni/"
    assert "uchováme hodinu" in by_css(page, "[role=status]").text.replace("\u00a0", " ")
    prove(page, run)
    assert page.path == address
    assert page.chromium.find_element(By.NAME, "title_cs").get_property("value") == TITLE
    assert "zatím není uložené" in by_css(page, ".messagelist .warning").text.replace("\u00a0", " ")
    run(UNSAVED)
    with page.leaving():
        click(page, "[name=_continue]")
    assert "zatím není" not in by_css(page, ".messagelist").text.replace("\u00a0", " ")
    assert page.chromium.find_element(By.NAME, "title_cs").get_property("value") == TITLE
    assert page.complaints() == []
    run(GONE)
