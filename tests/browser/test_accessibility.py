"""axe-core finds nothing: on every public page, in every state of the form, on the main pages of staff.

Each is looked at on a phone and on a desk, in light and in dark colours; what the public sees before a release in two
languages.
"""

from pathlib import Path

import pytest

from tests.browser import axe, walks
from tests.browser.conftest import Page
from tests.browser.walks import Run
from tests.hostile_images import encoded, photo
from tests.pages import FORMS, PAGES, in_language

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("whole_site")]

LANGUAGES = ["cs", pytest.param("uk", marks=pytest.mark.thorough)]


@pytest.fixture
def photos(tmp_path: Path) -> list[Path]:
    """Two small photos."""
    files = [tmp_path / "1.jpg", tmp_path / "2.jpg"]
    for file in files:
        file.write_bytes(encoded(photo((640, 480)), "JPEG", quality=80))
    return files


@pytest.mark.parametrize("language", LANGUAGES)
def test_public_pages(page: Page, language: str) -> None:
    found = []
    for path in (*PAGES, *FORMS):
        page.open(in_language(language, path))
        found += axe.violations_in_all_views(page, in_language(language, path))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_form_in_every_state(page: Page, run: Run, photos: list[Path], language: str) -> None:
    found = []
    for state in walks.form(page, run, photos, language):
        found += axe.violations_in_all_views(page, state)
        found += [f"{state}: too wide for {width} px" for width in page.too_wide()]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_detailed_maps_and_suggestions(page: Page, language: str) -> None:
    found = []
    for state in walks.maps(page, language):
        found += axe.violations_in_all_views(page, state)
        found += [f"{state}: too wide for {width} px" for width in page.too_wide()]
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_trouble(page: Page, run: Run, language: str) -> None:
    found = []
    for name, html in walks.trouble(run, language).items():
        page.open("/robots.txt")
        page.show(html)
        found += axe.violations_in_all_views(page, name)
    assert not found, "\n".join(found)


def test_signing_in(page: Page, run: Run) -> None:
    found = [each for state in walks.signing_in(page, run) for each in axe.violations_in_all_views(page, state)]
    assert not found, "\n".join(found)


def test_pages_of_staff(staff: Page, run: Run) -> None:
    found = [each for state in walks.staff(staff, run) for each in axe.violations_in_all_views(staff, state)]
    assert not found, "\n".join(found)


def test_faults_are_found_whatever_the_screen_and_the_colours(page: Page) -> None:
    page.open("/kontakt/")
    page.script("document.querySelector('main').append(new Image())")
    page.script("document.querySelector('h1').style.color = 'light-dark(#eee, #111)'")
    found = axe.violations_in_all_views(page, "/kontakt/")
    for width, theme in axe.VIEWS:
        for rule in ("color-contrast",) if theme == "dark" else ("image-alt", "color-contrast"):
            assert [each for each in found if each.startswith(f"/kontakt/, {width} px, {theme}: {rule}: ")]
