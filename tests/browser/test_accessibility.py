"""axe-core finds nothing: on public pages, in every state of the form, on the main pages of staff.

Each day the main pages and others of the rest are looked at, on a phone in light or on a desk in dark colours, the main
ones in both, and half of the states; before a release all in all four, and what the public sees in two languages.
"""

from pathlib import Path

import pytest

from tests.browser import axe, looks, walks
from tests.browser.looks import Look, PublicPage
from tests.browser.page import Page
from tests.browser.walks import Run

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("whole_site")]

LANGUAGES = ["cs", pytest.param("uk", marks=pytest.mark.thorough)]


def test_public_pages(public_pages: dict[str, PublicPage]) -> None:
    found = [violation for each in public_pages.values() for violation in each.violations]
    assert not found, "\n".join(found)


@pytest.mark.thorough
def test_public_pages_in_another_language(page: Page) -> None:
    found = [violation for each in looks.public_pages(page, "uk").values() for violation in each.violations]
    assert not found, "\n".join(found)


def test_the_form_in_every_state(form_states: list[Look]) -> None:
    found = looks.faults(form_states)
    assert not found, "\n".join(found)


@pytest.mark.thorough
def test_the_form_in_every_state_in_another_language(page: Page, run: Run, photos: list[Path]) -> None:
    found = looks.faults(looks.look_at_each(page, walks.form(page, run, photos, "uk")))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_detailed_maps_and_suggestions(page: Page, language: str) -> None:
    found = looks.faults(looks.look_at_each(page, walks.maps(page, language)))
    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_pages_of_trouble(page: Page, run: Run, language: str) -> None:
    found = []
    page.open("/robots.txt")
    for number, (name, html) in enumerate(walks.trouble(run, language).items()):
        page.show(html)
        found += axe.violations_in_views(page, name, axe.views_of_today(number))
    assert not found, "\n".join(found)


def test_signing_in(page: Page, run: Run) -> None:
    found = [each for state in walks.signing_in(page, run) for each in axe.violations_in_views(page, state)]
    assert not found, "\n".join(found)


def test_pages_of_staff(staff_pages: list[Look]) -> None:
    found = looks.faults(staff_pages)
    assert not found, "\n".join(found)


def test_faults_are_found_whatever_the_screen_and_the_colours(page: Page) -> None:
    page.open("/kontakt/")
    page.script("document.querySelector('main').append(new Image())")
    page.script("document.querySelector('h1').style.color = 'light-dark(#eee, #111)'")
    found = axe.violations_in_views(page, "/kontakt/")
    for width, theme in axe.VIEWS:
        for rule in ("image-alt", "color-contrast"):
            assert [each for each in found if each.startswith(f"/kontakt/, {width} px, {theme}: {rule}: ")]
