"""The parts of the form to the officer in a real browser: errors, places, photos, the way back."""

import re
from pathlib import Path

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import Select

from tests.browser.page import Page, by_css, click
from tests.browser.person import press, press_until_focused
from tests.browser.test_finding import MIDDLE, wait_for_apology
from tests.browser.test_typing import missing
from tests.hostile_images import encoded, photo

pytestmark = pytest.mark.browser

SENT, STATUS = "/infoschranka/odeslano/", "/infoschranka/stav/"
# What is asked from now on goes out when the test says so, and is over when the page has the answer.
HOLD = """
const ask = window.fetch;
window.held = [];
window.fetch = (...asked) => new Promise((resolve) => {
  held.push(async (done) => {
    const answer = await ask(...asked);
    const copy = answer.clone();
    resolve(answer);
    await copy.text();
    setTimeout(done);
  });
});
"""
RELEASE = "held[arguments[0]](arguments[1])"
SLOW_PHOTOS = """
const decode = window.createImageBitmap;
const wait = new Promise((resolve) => (window.goOn = resolve));
window.createImageBitmap = (file) => wait.then(() => decode(file));
"""


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two photos as phones make them: a large one and a small one."""
    files = []
    for name, size in (("velká.jpg", (3000, 2000)), ("malá.jpg", (640, 480))):
        files.append(tmp_path / name)
        files[-1].write_bytes(encoded(photo(size), "JPEG", quality=90))
    return files


def count_of(page: Page, selector: str) -> int:
    return len(page.chromium.find_elements(By.CSS_SELECTOR, selector))


def attach(page: Page, photos: list[Path]) -> None:
    """Choose photos, and wait until they are made smaller; without JavaScript they are not.

    The script for it comes only now. Their list grows meanwhile, and what is to be clicked below it moves.
    """
    by_css(page, "#f-photos").send_keys("\n".join(str(path) for path in photos))
    ready = "(box => !box.classList.contains('ready') || box.textContent.includes(box.dataset.ready))"
    page.until(lambda: page.script(f"{ready}(document.querySelector('[data-module=photos]'))"), "smaller photos")


def send(page: Page) -> None:
    """Send the form, and wait for what the portal says to it."""
    with page.leaving():
        click(page, ".send button")


def complaints(page: Page) -> list[str]:
    """The console's, but for its line about a page with errors, whose status says so."""
    return [text for text in page.complaints() if "422" not in text]


def test_errors_get_the_focus_and_lead_to_their_fields_and_nothing_is_lost(page: Page, photos: list[Path]) -> None:
    page.open("/infoschranka/")
    by_css(page, "#f-email").send_keys("jana@")
    attach(page, photos[1:])
    send(page)
    assert page.chromium.title.startswith("Chyba: ")
    page.until(lambda: page.script("document.activeElement.id") == "problems", "the focus on the summary")
    assert count_of(page, ".photos img") == 1
    by_css(page, "#problems a[href='#f-text']").send_keys(Keys.ENTER)
    page.until(lambda: page.script("document.activeElement.id") == "f-text", "the focus on the field")
    assert by_css(page, "#f-email").get_attribute("value") == "jana@"
    assert not complaints(page)


def test_without_javascript_the_part_about_found_things_comes_and_goes_too(page: Page) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    page.open("/infoschranka/")
    assert not by_css(page, "#f-item").is_displayed()
    click(page, "[name=kind][value=nalez]")
    assert by_css(page, "#f-item").is_displayed()
    click(page, "[name=kind][value=dotaz]")
    assert not by_css(page, "#f-item").is_displayed()


def test_an_unclear_place_is_chosen_from_what_the_finder_offers(page: Page) -> None:
    page.open("/infoschranka/")
    click(page, "[name=kind][value=nalez]")
    Select(by_css(page, "#f-item")).select_by_value("doklad")
    click(page, "[name=where_now]")
    by_css(page, "#f-place").send_keys("Klatovská třída", Keys.TAB)
    by_css(page, "#f-text").send_keys("Průkaz číslo 123456789.")
    send(page)
    click(page, "[name=place_choice]")
    send(page)
    assert "•••" in by_css(page, ".rows").text
    assert count_of(page, ".nearest li") == 3
    with page.leaving():
        click(page, "button[formaction$='#f-text']")
    assert by_css(page, "#f-text").get_attribute("value") == "Průkaz číslo 123456789."
    send(page)
    assert count_of(page, ".rows"), "the place is not asked for anew"


def test_a_suggestion_fills_in_the_place_and_sends_nothing(page: Page) -> None:
    page.open("/infoschranka/")
    press_until_focused(page, "#f-place")
    page.type_at_once("klatovska 10")
    page.until(lambda: count_of(page, "[role=option]"), "suggestions")
    press(page, Keys.ARROW_DOWN)
    chosen = by_css(page, "[role=option][aria-selected=true]").text
    press(page, Keys.ENTER)
    assert by_css(page, "#f-place").get_attribute("value") == chosen
    assert page.path == "/infoschranka/"
    assert not count_of(page, "#problems")


def test_a_pin_is_put_on_the_map_by_keyboard_although_the_base_map_fails_and_taken_back(page: Page) -> None:
    page.open("/infoschranka/")
    press_until_focused(page, "[data-open-map]")
    press(page, Keys.ENTER)
    page.until(lambda: count_of(page, ".pin-tools .leaflet-container path"), "the map")
    wait_for_apology(page, "[data-module=pin]")
    click(page, ".pin-tools .map > button")
    page.until(lambda: "Okrsek" in by_css(page, "[data-where]").text, "the district of the pin")
    assert float(by_css(page, "[name=lat]").get_attribute("value") or "") == pytest.approx(49.74, abs=0.1)
    assert count_of(page, ".pin-mark") == 1
    click(page, "[name=drop_point]")
    assert not count_of(page, ".pin-mark")
    click(page, "[name=kind]")
    by_css(page, "#f-text").send_keys("Bez místa.")
    send(page)
    assert "bod na mapě" not in by_css(page, ".rows").text


def test_a_late_answer_about_a_place_that_was_left_says_nothing(page: Page) -> None:
    page.open("/infoschranka/")
    click(page, "[data-open-map]")
    page.until(lambda: count_of(page, ".pin-tools .leaflet-container path"), "the map")
    wait_for_apology(page, "[data-module=pin]")
    where, status = by_css(page, "[data-where]"), by_css(page, "[data-module=pin] [data-status]")
    page.chromium.execute_script(HOLD)
    click(page, ".pin-tools .map > button")  # in the middle of the city
    shown = by_css(page, ".pin-tools .detailed")
    edge = 12 - shown.size["width"] // 2
    ActionChains(page.chromium).move_to_element_with_offset(shown, edge, 0).click().perform()
    page.until(lambda: page.script("held.length") == 2, "two questions")
    for question in (1, 0):
        page.chromium.execute_async_script(RELEASE, question)
        assert where.text == "místo mimo Plzeň"
        assert "místo mimo Plzeň" in status.text

    click(page, ".pin-tools .map > button")
    click(page, "[name=drop_point]")
    page.chromium.execute_async_script(RELEASE, 2)
    assert "Okrsek" in where.text
    assert "Okrsek" not in status.text, "a place that is not used"


def test_the_phone_says_where_it_is(page: Page) -> None:
    page.command("Browser.grantPermissions", origin=page.site, permissions=["geolocation"])
    page.command("Emulation.setGeolocationOverride", **MIDDLE)
    page.resize(360)
    page.open("/infoschranka/")
    click(page, "[data-locate]")
    page.until(lambda: "Okrsek" in by_css(page, "[data-where]").text, "the district here")
    click(page, "[name=kind]")
    by_css(page, "#f-text").send_keys("Tady.")
    send(page)
    assert "bod na mapě (49.74750, 13.37760)" in by_css(page, ".rows").text


def test_photos_are_made_smaller_shown_and_taken_back_before_they_are_sent(page: Page, photos: list[Path]) -> None:
    page.open("/infoschranka/")
    attach(page, photos)
    assert count_of(page, ".photos img[src^='data:image/jpeg']") == 2
    sizes = page.script("[...document.querySelector('#f-photos').files].map((file) => file.size)")
    assert sizes[0] < photos[0].stat().st_size
    assert sizes[1] == photos[1].stat().st_size
    click(page, ".photos button")
    assert page.script("document.querySelector('#f-photos').files.length") == 1
    assert not complaints(page)


def test_a_photo_that_becomes_ready_leaves_the_focus_where_it_is(page: Page, photos: list[Path]) -> None:
    page.open("/infoschranka/")
    page.chromium.execute_script(SLOW_PHOTOS)
    by_css(page, "#f-photos").send_keys("\n".join(str(path) for path in photos))
    page.until(lambda: count_of(page, ".photos button") == 2, "the photos")
    page.chromium.execute_script("document.querySelector('.photos button').focus()")
    page.chromium.execute_script("goOn()")
    page.until(lambda: count_of(page, ".photos img") == 2, "the pictures")
    assert page.script("document.activeElement.matches('.photos li:first-child button')")
    sizes = [
        str(size.get_property("textContent")) for size in page.chromium.find_elements("css selector", ".photos .hint")
    ]
    assert all(re.fullmatch(r"\d+(,\d)?\xa0[kM]B", size) for size in sizes), sizes


@pytest.mark.parametrize(("path", "left"), [("/", " 4\xa0990"), ("/de/", " 4.990 ")])
def test_the_counter_writes_numbers_as_its_language_does(page: Page, path: str, left: str) -> None:
    page.open(f"{path}infoschranka/")
    by_css(page, "#f-text").send_keys("Deset znak")
    page.until(lambda: left in str(by_css(page, ".count").get_property("textContent")), left)


def test_a_place_can_be_chosen_although_the_script_of_the_form_does_not_come(page: Page) -> None:
    with missing(page, "write"):
        page.open("/infoschranka/")
        page.until(lambda: count_of(page, "[data-module=pin].ready"), "the other scripts")
        assert by_css(page, "[data-open-map]").is_displayed()
        assert by_css(page, "[data-locate]").is_displayed()
        assert not by_css(page, ".count").is_displayed()
        room = by_css(page, ".count").size["height"]
    page.open("/infoschranka/")
    page.until(lambda: by_css(page, ".count").text, "the counter")
    assert by_css(page, ".count").size["height"] == room, "what is below moves down"


def test_only_what_sends_the_message_says_that_it_does(page: Page) -> None:
    page.open("/infoschranka/")
    click(page, "[name=kind]")
    by_css(page, "#f-text").send_keys("Jednou.")
    send(page)
    page.until(lambda: count_of(page, "[data-module=write].ready"), "the script of the form")
    page.chromium.execute_script("addEventListener('submit', (event) => event.preventDefault())")
    click(page, "[value=edit]")
    assert page.script("document.querySelector('form.busy') !== null")
    assert not by_css(page, "[data-busy]").text
    press(page, Keys.ESCAPE)
    click(page, ".send button")
    assert by_css(page, "[data-busy]").text == "Okamžik, odesílá se…"


def test_the_counter_says_how_much_is_left(page: Page) -> None:
    page.open("/infoschranka/")
    by_css(page, "#f-text").send_keys("Deset znak")
    left = "Zbývá znaků: 4 990"
    page.until(lambda: by_css(page, ".count").text.replace("\u00a0", " ") == left, left)


def test_coming_back_from_the_check_brings_what_was_filled_in(page: Page) -> None:
    page.open("/infoschranka/")
    click(page, "[name=kind]")
    by_css(page, "#f-text").send_keys("Vraťte mi to.")
    send(page)
    with page.leaving():
        page.chromium.back()
    assert by_css(page, "#f-text").get_attribute("value") == "Vraťte mi to."
    send(page)  # not blocked as a second press
    assert count_of(page, ".rows")


def test_everything_to_press_is_large_enough_for_a_finger(page: Page) -> None:
    page.resize(360)
    for path in ("/infoschranka/", STATUS):
        page.open(path)
        small = page.script(
            """[...document.querySelectorAll('main button, main input, main select, main textarea, main label.check')]
            .filter((element) => element.checkVisibility() && !element.closest('.trap, label.check > *'))
            .filter((element) => !['radio', 'checkbox', 'hidden'].includes(element.type))
            .filter((element) => element.getBoundingClientRect().height < 44)
            .map((element) => element.outerHTML)"""
        )
        assert not small, path
