"""The boundary editor in a real browser: dragging a corner, trying it out, saving; and what the console says to it."""

import json
from collections.abc import Callable

import pytest
from selenium.webdriver import ActionChains
from selenium.webdriver.common.by import By
from selenium.webdriver.remote.webelement import WebElement

from tests.browser.page import Page, by_css, click
from tests.thorough import daily

pytestmark = pytest.mark.browser

ADDRESS = """
from django.urls import reverse
print(reverse("admin:districts_district_boundary", args=[District.objects.get(number=1).pk]))
"""


@pytest.fixture(scope="module")
def address(run: Callable[[str], str]) -> str:
    """Of the editor of a district of the demonstration; tests/browser/walks.py comes to it by the links."""
    return run(ADDRESS).strip()


@pytest.fixture
def editor(staff: Page, address: str) -> Page:
    """The editor of a district of the demonstration, opened by somebody who is signed in."""
    staff.open(address)
    staff.until(lambda: corners(staff), "corners to drag")
    return staff


def corners(page: Page) -> list[WebElement]:
    """The corners of the district; the fainter ones between them would make new ones."""
    icons = page.chromium.find_elements(By.CSS_SELECTOR, ".leaflet-editing-icon")
    return [icon for icon in icons if float(icon.value_of_css_property("opacity")) == 1]


def boundary(page: Page) -> list[list[float]]:
    """The ring in the text field."""
    ring: list[list[float]] = json.loads(by_css(page, "[name=boundary]").get_attribute("value") or "")["coordinates"][0]
    return ring


def drag(page: Page, corner: WebElement, x: int, y: int) -> None:
    """Move a corner by CSS pixels, as with a mouse."""
    page.chromium.execute_script("arguments[0].scrollIntoView({block: 'center'})", corner)
    ActionChains(page.chromium).click_and_hold(corner).move_by_offset(x // 2, y // 2).move_by_offset(
        x - x // 2, y - y // 2
    ).release().perform()


def own_complaints(page: Page) -> list[str]:
    """What the console complains about, apart from the base map that is switched off and Leaflet's own notice."""
    return [each for each in page.complaints() if "MapServer" not in each and "_flat" not in each]


@pytest.mark.parametrize("width", daily([1280, 360], part=2))
def test_a_corner_is_dragged_tried_out_and_saved(editor: Page, width: int) -> None:
    editor.resize(width)
    editor.open(editor.path)
    before = boundary(editor)
    drag(editor, corners(editor)[0], 24, 16)
    after = boundary(editor)
    kept = [point for point in before if point in after]
    assert after != before
    assert len(kept) >= len(before) - 2, "corners nobody moved must keep every digit"

    with editor.leaving():
        click(editor, "[name=check]")
    assert by_css(editor, ".tried li").text
    assert boundary(editor) == after

    with editor.leaving():
        click(editor, ".submit-row .default")
    assert by_css(editor, ".messagelist .success").text
    assert boundary(editor) != before
    assert own_complaints(editor) == []


def test_the_list_of_districts_fits_the_screen_with_its_last_column(editor: Page) -> None:
    editor.open("/admin/districts/district/")
    shown, needed = editor.script("(each => [each.clientWidth, each.scrollWidth])(document.querySelector('.results'))")
    assert needed <= shown


def test_a_step_back_returns_the_corner(editor: Page) -> None:
    before = boundary(editor)
    drag(editor, corners(editor)[0], 24, 16)
    assert boundary(editor) != before
    by_css(editor, "[data-do=undo]").click()
    assert boundary(editor) == before


def test_a_second_press_does_not_begin_a_second_drawing(editor: Page) -> None:
    for _ in range(2):
        click(editor, "[data-do=draw]")
    assert len(editor.chromium.find_elements(By.CSS_SELECTOR, ".leaflet-draw-tooltip")) == 1


def test_without_javascript_the_text_field_is_there(editor: Page) -> None:
    editor.command("Emulation.setScriptExecutionDisabled", value=True)
    editor.open(editor.path)
    by_css(editor, ".boundary-text summary").click()
    field = by_css(editor, "[name=boundary]")
    assert field.is_displayed()
    with editor.leaving():
        click(editor, "[name=check]")
    assert by_css(editor, ".tried li").text


def test_the_editor_asks_nobody_but_us_and_the_base_map(editor: Page) -> None:
    editor.requested()
    editor.open(editor.path)
    editor.until(lambda: corners(editor), "corners to drag")
    foreign = [url for url in editor.requested() if not url.startswith(editor.site) and "MapServer/tile" not in url]
    assert foreign == []


def test_pages_of_the_admin_do_not_break_the_content_policy(editor: Page) -> None:
    for path in (
        "/admin/",
        "/admin/districts/district/?q=lochotin",
        "/admin/districts/person/add/",
        "/admin/districts/station/add/",
        "/admin/districts/borough/545970/change/",
    ):
        editor.open(path)
        assert own_complaints(editor) == [], path


def test_a_place_is_set_by_tapping_the_map(editor: Page) -> None:
    editor.open("/admin/districts/locality/add/")
    target = by_css(editor, ".point-map .map")
    editor.chromium.execute_script("arguments[0].scrollIntoView({block: 'center'})", target)
    ActionChains(editor.chromium).move_to_element_with_offset(target, 20, 10).click().perform()
    value = editor.until(lambda: by_css(editor, "[name=lat]").get_attribute("value"), "a latitude")
    assert 49.7 < float(value or 0) < 49.8
