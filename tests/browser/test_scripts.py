"""Scripts that come late or not at all: a press is carried out when they do, and nothing on the page moves."""

import re
import urllib.request
from collections.abc import Iterator

import pytest
from selenium.webdriver.common.by import By

from tests.browser.page import Page, by_css, click
from tests.browser.test_finding import MIDDLE, at_district
from tests.browser.test_typing import missing, underway
from tests.thorough import daily

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("whole_site")]

MOVED = """
window.moved = [];
window.since = Infinity; // on a busy machine a page that is half there has moved before
const told = ({ value, sources }) => `${value} ${sources.map(({ node }) => node?.outerHTML?.slice(0, 120))}`;
new PerformanceObserver((list) => moved.push(...list.getEntries().filter((each) => each.startTime > since).map(told)))
  .observe({ type: "layout-shift" });
"""
ARRIVE = """
since = performance.now();
import(document.querySelector("script").src);
"""
COMING = "[data-module]:not([data-when='used'], .ready)"
PAGES = [
    "/",
    "/okrsky/7/",
    "/schranky/",
    "/infoschranka/",
    "/infoschranka/?lat=49.7475&lon=13.3776",
    "/temata/domaci-nasili/",
]
BUTTONS = [
    ("/", "map", "[data-module=map] button"),
    ("/", "location", "[data-module=location] button"),
    ("/infoschranka/", "pin", "[data-open-map]"),
    ("/infoschranka/", "pin", "[data-locate]"),
]


def here(page: Page) -> None:
    page.command("Browser.grantPermissions", origin=page.site, permissions=["geolocation"])
    page.command("Emulation.setGeolocationOverride", **MIDDLE)


def test_a_press_before_its_script_is_carried_out_once_when_it_comes(page: Page) -> None:
    here(page)
    with underway(page, "map"):
        page.open("/")
        click(page, "[data-module=map] button")
        click(page, "[data-module=map] button")
        assert by_css(page, "[data-module=map] [data-status]").text == "Načítá se podrobná mapa…"
    page.until(lambda: page.script("document.querySelectorAll('.detailed path.area').length"), "the districts")
    assert len(page.chromium.find_elements(By.CSS_SELECTOR, ".detailed")) == 1
    with underway(page, "location"):
        click(page, "[data-module=location] button")
    page.until(lambda: at_district(page), "the district here")
    with underway(page, "pin"):
        page.open("/infoschranka/")
        click(page, "[data-locate]")
    page.until(lambda: "Okrsek" in by_css(page, "[data-where]").text, "the district here")


@pytest.mark.parametrize(("path", "script", "button"), daily(BUTTONS, part=2))
def test_a_button_whose_script_does_not_come_says_what_to_do_and_may_be_pressed_again(
    page: Page, path: str, script: str, button: str
) -> None:
    here(page)
    with missing(page, script):
        page.open(path)
        click(page, button)
        failed = by_css(page, button).get_attribute("data-failed") or ""
        status = by_css(page, f"[data-module={script}] [data-status]")
        page.until(lambda: status.get_property("textContent") == failed, "what to do")
    here(page)
    before = page.chromium.current_url
    click(page, button)
    done = "document.querySelector('.detailed, [data-where]:not(:empty)')"
    page.until(lambda: page.chromium.current_url != before or page.script(done), "what the button is for")


def shown(page: Page) -> int:
    """How many parts of the page that need a script are visible."""
    visible = "(part) => getComputedStyle(part).visibility === 'visible'"
    return int(page.script(f"[...document.querySelectorAll('.scripted')].filter({visible}).length"))


def moved(page: Page, path: str, arrive: str = ARRIVE) -> list[str]:
    """What moves on a page when its scripts come after it."""
    with missing(page, "portal"):
        page.open(path)
        assert not shown(page), path
    page.chromium.execute_script(arrive)
    page.until(lambda: shown(page), f"what needs a script on {path}")
    page.until(lambda: not page.script(f"document.querySelector({COMING!r})"), f"the scripts of {path}")
    page.settle()
    found: list[str] = page.script("moved")
    return found


@pytest.fixture
def observed(page: Page) -> Iterator[Page]:
    """A browser that notes what moves."""
    [observer] = page.command("Page.addScriptToEvaluateOnNewDocument", source=MOVED).values()
    yield page
    page.command("Page.removeScriptToEvaluateOnNewDocument", identifier=observer)


@pytest.mark.parametrize("width", daily([360, 1280], part=2))
def test_nothing_moves_when_the_scripts_come(observed: Page, width: int) -> None:
    observed.resize(width)
    for path in PAGES:
        assert moved(observed, path) == [], path


def test_what_a_script_moves_is_noticed(observed: Page) -> None:
    assert moved(observed, PAGES[0], f"{ARRIVE}; document.body.prepend(document.createElement('h1'), 'late')")


def test_without_javascript_there_is_neither_what_needs_it_nor_room_for_it(page: Page) -> None:
    page.command("Emulation.setScriptExecutionDisabled", value=True)
    for path in PAGES:
        page.open(path)
        parts = page.chromium.find_elements(By.CSS_SELECTOR, ".scripted")
        assert parts, path
        assert not any(part.size["height"] for part in parts), path


def test_every_script_names_the_others_by_their_content(page: Page) -> None:
    """An import that is not rewritten when files are published would be served from an old cache, or not at all."""
    page.open("/")
    seen: set[str] = set()
    new = {str(page.script("document.querySelector('script').src"))}
    while new:
        address = new.pop()
        seen.add(address)
        with urllib.request.urlopen(address) as answer:  # noqa: S310 - our own address
            assert "immutable" in answer.headers["Cache-Control"], address
            text = answer.read().decode()
        named = re.findall(r"""(?:from\s|\bimport\s?\(?)\s*["']\./([^"']+)["']""", text)
        new |= {f"{address.rpartition('/')[0]}/{name}" for name in named} - seen
    assert {url.rpartition("/")[2].split(".")[0] for url in seen} > {"portal", "map", "pin", "basemap", "suggest"}
    assert all(re.search(r"/\w+\.[0-9a-f]{12}\.js$", url) for url in seen), seen
