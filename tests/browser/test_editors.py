"""The editors' pages in a real browser: rich text, two languages, previews, with and without JavaScript."""

from collections.abc import Callable

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys

from tests.browser.page import Page, by_css

pytestmark = pytest.mark.browser

ADD = "/admin/faq/question/add/"
EDITOR = ".field-answer_cs [contenteditable=true]"
PAGES = ["/admin/", "/admin/faq/question/", ADD, "/admin/faq/unansweredsearch/", "/admin/faq/linkcheck/"]


def answer(run: Callable[[str], str], slug: str) -> str:
    """The Czech answer of a question, as it is stored."""
    return run(f"print(Question.objects.get(slug={slug!r}).answer_cs)").strip()


def press(page: Page, selector: str) -> None:
    """Click on something that may be below the edge of the screen."""
    element = by_css(page, selector)
    page.chromium.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def type_keys(page: Page, *keys: str) -> None:
    """Type where the cursor is."""
    ActionChains(page.chromium).send_keys(*keys).perform()


def type_holding(page: Page, held: str, *keys: str) -> None:
    """Type with a key held down."""
    ActionChains(page.chromium).key_down(held).send_keys(*keys).key_up(held).perform()


def selected(page: Page) -> str:
    """What is selected in the editor, when that has the focus."""
    return str(page.script(f"document.activeElement.matches({EDITOR!r}) ? String(getSelection()) : ''"))


def at_the_end(page: Page) -> bool:
    """Go to the end of the text; whether the cursor is there, nothing is selected, and the editor was told."""
    type_holding(page, Keys.CONTROL, Keys.END)
    page.settle()
    return bool(page.script("getSelection().isCollapsed"))


def new_question(page: Page, title: str) -> None:
    """A new question with a title and a topic; the cursor is in its answer."""
    page.open(ADD)
    page.until(lambda: page.chromium.find_elements(By.CSS_SELECTOR, EDITOR), "the editor")
    by_css(page, "[name=title_cs]").send_keys(title)
    press(page, "[name=topics]")
    press(page, EDITOR)


def test_an_answer_is_written_with_bold_a_link_and_a_list(staff: Page, run: Callable[[str], str]) -> None:
    new_question(staff, "Kam s nalezeným kolem?")
    type_keys(staff, "Zavolejte ")
    press(staff, ".field-answer_cs button[aria-label='Tučně']")
    type_keys(staff, "156")
    press(staff, ".field-answer_cs button[aria-label='Tučně']")
    type_keys(staff, " hned")
    staff.until(lambda: "156 hned" in by_css(staff, EDITOR).text, "what was typed")
    type_holding(staff, Keys.SHIFT, *[Keys.ARROW_LEFT] * 4)
    staff.until(lambda: selected(staff) == "hned", "the word is selected")
    staff.settle()
    press(staff, ".field-answer_cs button[aria-label='Odkaz']")
    staff.until(
        lambda: staff.chromium.find_elements(By.CSS_SELECTOR, "dialog[open] input"), "the question for the address"
    )
    assert "Zrušit" in by_css(staff, "dialog[open]").text
    by_css(staff, "dialog[open] input").send_keys("/kontakt/" + Keys.ENTER)
    staff.until(lambda: not staff.chromium.find_elements(By.CSS_SELECTOR, "dialog[open]"), "the end of the dialogue")
    staff.until(lambda: staff.chromium.find_elements(By.CSS_SELECTOR, f"{EDITOR} a"), "the link")
    staff.until(lambda: selected(staff) == "hned", "the selection, which the dialogue gives back when it closes")
    staff.until(lambda: at_the_end(staff), "the end of the text")
    type_keys(staff, Keys.ENTER)
    press(staff, ".field-answer_cs button[aria-label='Seznam s\N{NO-BREAK SPACE}odrážkami']")
    type_keys(staff, "kolo", Keys.ENTER, "klíče")
    assert by_css(staff, "[name=slug]").get_property("value") == "kam-s-nalezenym-kolem"
    assert by_css(staff, EDITOR).get_attribute("lang") == "cs"
    press(staff, "[name=_save]")
    staff.until(lambda: staff.path == "/admin/faq/question/", "the list")
    stored = answer(run, "kam-s-nalezenym-kolem")
    assert "Zavolejte <strong>156</strong>" in stored
    assert 'href="/kontakt/"' in stored
    assert "<ul><li><p>kolo</p></li><li><p>klíče</p></li></ul>" in stored
    assert staff.complaints() == []


def test_without_javascript_html_is_saved_and_cleaned(staff: Page, run: Callable[[str], str]) -> None:
    staff.command("Emulation.setScriptExecutionDisabled", value=True)
    staff.open(ADD)
    by_css(staff, "[name=title_cs]").send_keys("Bez skriptů?")
    by_css(staff, "[name=answer_cs]").send_keys("<p onclick=x()>Ano <strong>ano</strong>.</p><script>x()</script>")
    press(staff, "[name=topics]")
    press(staff, "[name=_save]")
    staff.until(lambda: staff.path == "/admin/faq/question/", "the list")
    assert answer(run, "bez-skriptu") == "<p>Ano <strong>ano</strong>.</p>"


@pytest.mark.parametrize("script", [True, False], ids=["with JavaScript", "without JavaScript"])
def test_a_preview_opens_in_a_new_window_and_saves_nothing(staff: Page, script: bool) -> None:
    staff.command("Emulation.setScriptExecutionDisabled", value=not script)
    title = f"Jen na zkoušku {script}?"
    staff.open(ADD)
    by_css(staff, "[name=title_cs]").send_keys(title)
    if script:
        staff.until(lambda: staff.chromium.find_elements(By.CSS_SELECTOR, EDITOR), "the editor")
        press(staff, EDITOR)
        type_keys(staff, "Odpověď na zkoušku.")
    else:
        by_css(staff, "[name=answer_cs]").send_keys("<p>Odpověď na zkoušku.</p>")
    press(staff, "[name=topics]")
    here = staff.chromium.current_window_handle
    press(staff, ".previews button")
    staff.until(lambda: len(staff.chromium.window_handles) == 2, "the preview")
    try:
        staff.chromium.switch_to.window(next(each for each in staff.chromium.window_handles if each != here))
        staff.until(lambda: "Odpověď na zkoušku." in by_css(staff, "main").text, "the answer")
        assert by_css(staff, "h1").text == title
    finally:
        staff.chromium.close()
        staff.chromium.switch_to.window(here)
    staff.open(f"/admin/faq/question/?q={title}")
    assert title not in by_css(staff, "#changelist-form").text


def test_languages_stand_side_by_side_on_a_desk_and_below_each_other_on_a_phone(staff: Page) -> None:
    for width, beside in ((1280, True), (360, False)):
        staff.resize(width)
        staff.open(f"{ADD}?jazyk=uk")
        czech, other = (by_css(staff, f"[name=title_{code}]").rect for code in ("cs", "uk"))
        assert (czech["y"] == other["y"]) is beside
        assert (czech["x"] == other["x"]) is not beside


def test_nothing_is_wider_than_the_screen_and_the_console_is_silent(staff: Page) -> None:
    for path in PAGES:
        staff.open(path)
        assert staff.too_wide([360, 1280]) == [], path
    assert staff.complaints() == []
