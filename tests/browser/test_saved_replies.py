"""A saved reply in a real browser: put in filled, with the Czech beside; what is left in braces is typed over."""

from collections.abc import Callable

import pytest
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.page import Page, by_css, click
from tests.browser.test_inbox import INBOX

pytestmark = pytest.mark.browser

MESSAGE = """
from districts.models import Post
from mailbox.models import SavedReply
from tests.mailbox.factories import make_message
SavedReply.objects.update_or_create(title="Zkouška vyplnění", defaults={
    "text_cs": "Přijdeme {doplňte: kdy}, zpráva {číslo zprávy}.",
    "text_de": "Wir kommen {doplňte: kdy}, Nachricht {číslo zprávy}.",
})
message = make_message(Post.objects.filter(role="okrskar").first(), text="Scherben", language="de")
print(message.pk)
"""


def test_it_is_put_in_filled_and_the_first_gap_is_typed_over(staff: Page, run: Callable[[str], str]) -> None:
    number = run(MESSAGE).strip()
    staff.resize(360)
    staff.open(f"{INBOX}{number}/change/")
    staff.complaints()
    beside = by_css(staff, ".in-czech")
    assert not beside.is_displayed()
    Select(by_css(staff, "[name=saved]")).select_by_visible_text("Zkouška vyplnění")
    click(staff, "button[value='answer.insert']")
    staff.until(beside.is_displayed, "the Czech beside")
    assert f"Přijdeme {{doplňte: kdy}}, zpráva {number}." in beside.text
    field = by_css(staff, "form.answer [name=text]")
    assert field.get_property("value") == f"Wir kommen {{doplňte: kdy}}, Nachricht {number}."
    assert staff.too_wide([320, 360, 1280]) == []

    with staff.leaving():
        click(staff, "button[value='answer.check']")
    assert "{doplňte: kdy}" in by_css(staff, "form.answer .errorlist").text
    assert not staff.chromium.find_elements(By.CSS_SELECTOR, ".preview")
    staff.complaints()  # of the refusal
    field = by_css(staff, "form.answer [name=text]")
    staff.chromium.execute_script("arguments[0].value = ''", field)
    Select(by_css(staff, "[name=saved]")).select_by_visible_text("Zkouška vyplnění")
    click(staff, "button[value='answer.insert']")
    staff.until(lambda: "Wir kommen" in str(field.get_property("value")), "the saved reply")
    staff.chromium.switch_to.active_element.send_keys("morgen")  # what was left in braces is marked
    with staff.leaving():
        click(staff, "button[value='answer.check']")
    shown = by_css(staff, ".preview .public").text
    assert f"Wir kommen morgen, Nachricht {number}." in shown
    assert "odbor" in shown.lower()  # who signs it: of the staff, nobody's account
    assert staff.complaints() == []
