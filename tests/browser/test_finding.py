"""Ways to a district beside the search: suggestions, the drawn map, the detailed one, where the phone is."""

import pytest
from selenium.webdriver import ActionChains, Keys
from selenium.webdriver.common.by import By

from tests.browser.page import Page, by_css, click
from tests.browser.person import press, press_until_focused

pytestmark = pytest.mark.browser

MIDDLE = {"latitude": 49.7475, "longitude": 13.3776, "accuracy": 10}  # náměstí Republiky


def wait_for_words(page: Page, name: str, box: str) -> None:
    """Wait until a part of the page says what it has ready for a case, in an attribute as scripts name it."""
    said = f"(box => box.textContent.includes(box.dataset.{name}))(document.querySelector({box!r}))"
    page.until(lambda: page.script(said), f"the words for {name}")


def wait_for_apology(page: Page, box: str = "[data-module=map]") -> None:
    """Wait until a map says that its base map is missing; what is below moves down then."""
    wait_for_words(page, "tilesFailed", box)


def open_detailed_map(page: Page) -> None:
    """The one of the home page, whose base map does not come."""
    page.open("/")
    click(page, "[data-module=map] figcaption button")
    page.until(lambda: page.script("document.querySelectorAll('.detailed path.area').length") >= 30, "30 districts")
    wait_for_apology(page)


def at_district(page: Page) -> bool:
    return page.path.startswith("/okrsky/") and page.path != "/okrsky/"


def test_finding_a_district_by_keyboard_with_suggestions(page: Page) -> None:
    page.open("/")
    press_until_focused(page, "#q")
    page.type_at_once("klatovska 1")
    page.until(lambda: page.script("document.querySelectorAll('[role=option]').length"), "suggestions")
    assert by_css(page, "#q").get_attribute("aria-expanded") == "true"
    press(page, Keys.ARROW_DOWN)
    chosen = by_css(page, "[role=option][aria-selected=true]")
    assert "Klatovská třída" in chosen.text
    assert by_css(page, "#q").get_attribute("aria-activedescendant") == chosen.get_attribute("id")
    with page.leaving():
        press(page, Keys.ENTER)
    assert at_district(page)
    for responsible in ("strážník-okrskář", "policie", "starost"):
        assert responsible in by_css(page, "main").text.casefold()


def test_escape_closes_the_suggestions_and_keeps_what_was_typed(page: Page) -> None:
    page.open("/")
    by_css(page, "#q").send_keys("klatovska")
    page.until(lambda: page.script("document.querySelectorAll('[role=option]').length"), "suggestions")
    press(page, Keys.ESCAPE)
    assert by_css(page, "#q").get_attribute("aria-expanded") == "false"
    assert by_css(page, "#q").get_attribute("value") == "klatovska"


def test_when_a_street_lies_in_several_districts_the_person_chooses(page: Page) -> None:
    page.open("/")
    with page.leaving():
        by_css(page, "#q").send_keys("Klatovská třída", Keys.ENTER)
    assert page.path == "/najit/"
    choices = page.chromium.find_elements(By.CSS_SELECTOR, "main a[href^='/okrsky/'], main a[href^='/najit/']")
    assert len(choices) > 1
    with page.leaving():
        choices[0].click()
    assert at_district(page)


def test_the_drawn_map_is_reached_and_read_by_keyboard(page: Page) -> None:
    page.open("/")
    press_until_focused(page, "svg a[data-number]")
    name = page.script("document.activeElement.getAttribute('aria-label')")
    number = page.script("document.activeElement.dataset.number")
    assert number in name
    with page.leaving():
        press(page, Keys.ENTER)
    assert page.path == f"/okrsky/{number}/"


def test_the_detailed_map_opens_and_its_districts_work_although_the_base_map_fails(page: Page) -> None:
    open_detailed_map(page)
    with page.leaving():
        ActionChains(page.chromium).move_to_element(by_css(page, ".detailed path.area")).click().perform()
    assert page.path != "/"


def test_a_double_click_on_the_detailed_map_shows_it_larger(page: Page) -> None:
    open_detailed_map(page)
    apart = """(([one, other]) => Math.abs(one?.x - other?.x))(
        [...document.querySelectorAll('.detailed .area-number')].map((number) => number.getBoundingClientRect()))"""
    before = page.script(apart)
    ActionChains(page.chromium).move_to_element(by_css(page, ".detailed")).double_click().perform()
    page.until(lambda: (page.script(apart) or 0) > 1.5 * before, "a larger map")
    assert page.path == "/"


def test_the_districts_of_the_detailed_map_are_reached_and_read_by_keyboard(page: Page) -> None:
    page.open("/")
    by_css(page, "[data-module=map] figcaption button").send_keys(Keys.ENTER)
    page.until(lambda: page.script("document.querySelectorAll('.detailed path.area').length") >= 30, "30 districts")
    press_until_focused(page, ".detailed path.area[role=link]")
    name = page.script("document.activeElement.getAttribute('aria-label')")
    with page.leaving():
        press(page, Keys.ENTER)
    assert at_district(page)
    assert name.split()[-1] in by_css(page, "h1").text


def test_the_phone_tells_where_it_is(page: Page) -> None:
    page.command("Browser.grantPermissions", origin=page.site, permissions=["geolocation"])
    page.command("Emulation.setGeolocationOverride", **MIDDLE)
    page.resize(360)
    page.open("/")
    with page.leaving():
        click(page, "[data-location] button")
    assert at_district(page)


def test_a_refused_location_is_explained_and_typing_still_works(page: Page) -> None:
    page.command("Browser.setPermission", permission={"name": "geolocation"}, setting="denied", origin=page.site)
    page.open("/")
    box = by_css(page, "[data-location]")
    box.find_element(By.CSS_SELECTOR, "button").click()
    wait_for_words(page, "denied", "[data-location]")
    with page.leaving():
        by_css(page, "#q").send_keys("okrsek 7", Keys.ENTER)
    assert page.path == "/okrsky/7/"


@pytest.mark.parametrize(
    ("path", "box", "button"),
    [
        ("/", "[data-module=location]", "[data-location] button"),
        ("/infoschranka/", "[data-module=pin]", "[data-locate]"),
    ],
)
def test_a_browser_that_never_knows_where_it_is_says_so(page: Page, path: str, box: str, button: str) -> None:
    page.open(path)
    page.chromium.execute_script("delete Navigator.prototype.geolocation")
    click(page, button)
    wait_for_words(page, "unavailable", box)
    assert by_css(page, button).is_enabled()


def test_the_base_map_is_asked_for_only_after_the_button(page: Page) -> None:
    """And what the other server is told then is which square of the map, not from which page."""
    page.open("/")
    assert not [url for url in page.requested() if "cuzk" in url]
    by_css(page, "[data-module=map] figcaption button").click()
    tiles = page.until(lambda: [url for url in page.requested() if "cuzk" in url], "tiles")
    assert all(url.startswith("https://ags.cuzk.gov.cz/") for url in tiles)
