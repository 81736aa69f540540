"""Forms in a real browser that somebody else has saved meanwhile, or whose cookie or token is gone."""

from collections.abc import Callable
from pathlib import Path

import pytest
from selenium.webdriver.common.by import By

from tests.browser.axe import violations_in_views
from tests.browser.page import Page, by_css, click
from tests.browser.test_infoschranka import attach, send

pytestmark = pytest.mark.browser

STATION = "Station.objects.filter(kind='mp').order_by('pk')"
QUESTION = "Question.objects.exclude(answer_cs='').order_by('pk')"
GARBLE = "document.querySelectorAll('[name=csrfmiddlewaretoken]').forEach((field) => (field.value = 'x'))"


def value(page: Page, name: str) -> str:
    return str(page.chromium.find_element(By.NAME, name).get_property("value"))


def write(page: Page, name: str, text: str) -> None:
    field = page.chromium.find_element(By.NAME, name)
    field.clear()
    field.send_keys(text)


@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.thorough)])
def test_both_are_seen_and_nothing_is_saved_before(staff: Page, run: Callable[[str], str], script: bool) -> None:
    staff.command("Emulation.setScriptExecutionDisabled", value=not script)
    key = run(f"print({STATION}.first().pk)").strip()
    staff.open(f"/admin/districts/station/{key}/change/")
    hers, theirs = (f"+420 377 00{int(script)} 00{number}" for number in (2, 1))
    write(staff, "phone", hers)
    run(f"Station.objects.filter(pk={key}).update(phone='{theirs}', email='nova@example.org')")
    with staff.leaving():
        click(staff, "[name=_continue]")
    assert "uložil ji i někdo jiný" in by_css(staff, ".errornote[role=alert]").text.replace("\u00a0", " ")
    assert theirs in by_css(staff, ".field-phone .errorlist").text
    assert (value(staff, "phone"), value(staff, "email")) == (hers, "nova@example.org")
    assert staff.too_wide() == []
    assert staff.complaints() == []
    if script:
        assert violations_in_views(staff, "a form with what somebody else saved") == []
    with staff.leaving():
        click(staff, "[name=_continue]")
    assert run(f"print(Station.objects.get(pk={key}).phone)").strip() == hers


def test_texts_that_the_editor_shows_are_not_touched_by_it(staff: Page, run: Callable[[str], str]) -> None:
    key = run(f"print({QUESTION}.first().pk)").strip()
    answer = f"print(repr(Question.objects.get(pk={key}).answer_cs))"
    before = run(answer)
    staff.open(f"/admin/faq/question/{key}/change/")
    staff.until(lambda: staff.chromium.find_elements(By.CSS_SELECTOR, "[contenteditable=true]"), "the editor")
    run(f"Question.objects.filter(pk={key}).update(keywords='mezitím jiná')")
    with staff.leaving():
        click(staff, "[name=_continue]")
    marked = staff.chromium.find_elements(By.CSS_SELECTOR, ".form-row.errors, .fieldBox.errors")
    assert ["field-keywords" in str(each.get_attribute("class")) for each in marked] == [True]
    with staff.leaving():
        click(staff, "[name=_continue]")
    assert not staff.chromium.find_elements(By.CSS_SELECTOR, ".errornote")
    assert run(answer) == before


@pytest.mark.parametrize("trouble", ["cookies", "token"])
@pytest.mark.parametrize("script", [True, pytest.param(False, marks=pytest.mark.thorough)])
def test_a_message_with_a_photo_is_sent_without_its_cookie_or_token(
    page: Page, photos: list[Path], trouble: str, script: bool
) -> None:
    """The cookies are gone before each step, as in a browser that takes none."""
    page.command("Emulation.setScriptExecutionDisabled", value=not script)
    page.open("/infoschranka/")
    click(page, "[name=kind]")
    by_css(page, "#f-text").send_keys("Na rohu se tři dny nesvítí.")
    attach(page, photos[:1])
    for _step in ("check", "send"):
        if trouble == "cookies":
            page.command("Network.clearBrowserCookies")
        else:
            page.script(GARBLE)
        send(page)
        assert "ověřit" not in by_css(page, "h1").text
    assert page.path == "/infoschranka/odeslano/"
    assert by_css(page, ".receipt, .code").text


@pytest.mark.parametrize("trouble", ["cookies", "token"])
def test_an_addition_is_sent_without_them_too(page: Page, run: Callable[[str], str], trouble: str) -> None:
    page.open("/infoschranka/stav/")
    by_css(page, "#f-code, [name=code]").send_keys("1234")
    if trouble == "cookies":
        page.command("Network.clearBrowserCookies")
    else:
        page.script(GARBLE)
    with page.leaving():
        click(page, "main form button:not([name])")
    assert value(page, "code") == "1234"
    assert "číslic" in by_css(page, "main").text
