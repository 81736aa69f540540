"""What is seen of a page while it is open, gathered in one walk for all checks of every page."""

from collections.abc import Iterable
from dataclasses import dataclass

from tests.browser import axe, screen_reader
from tests.browser.page import Page
from tests.browser.screen_reader import Said
from tests.browser.weighing import Weight, weigh_until_calm
from tests.pages import FORMS, MAIN, PAGES, in_language
from tests.thorough import THOROUGH, daily


@dataclass(frozen=True, slots=True)
class Look:
    """A page, or one of its states."""

    where: str
    sent: str  # as it came from the server, before any script changed it
    violations: list[str]  # what axe-core says
    too_wide: list[int]  # the widths at which it scrolls sideways


@dataclass(frozen=True, slots=True)
class Manners:
    """What a page does besides showing something."""

    complaints: list[str]  # of the console
    requested: list[str]
    cookies: frozenset[str]
    stored: int  # entries in the storage of the browser
    too_wide: list[int]


@dataclass(frozen=True, slots=True)
class PublicPage:
    """All that is checked on every public page."""

    weight: Weight
    manners: Manners
    violations: list[str]
    said: list[Said]


def look_at_each(page: Page, walk: Iterable[str], *, widths: bool = True) -> list[Look]:
    """What is seen where a walk stops, by axe-core at every second stop each day; with how wide it is, or without."""
    found = []
    for number, where in enumerate(walk):
        sent = page.sent
        violations = axe.violations_in_views(page, where, axe.views_of_today(number, part=2))
        found.append(Look(where, sent, violations, page.too_wide() if widths else []))
    return found


def faults(looks: Iterable[Look]) -> list[str]:
    """What is wrong with them, each with where it is."""
    found = []
    for each in looks:
        found += each.violations
        found += [f"{each.where}: too wide for {width} px" for width in each.too_wide]
    return found


def manners(page: Page, requested: list[str]) -> Manners:
    """Those of the page that is open and has requested this."""
    cookies = frozenset(str(cookie["name"]) for cookie in page.chromium.get_cookies())
    stored = int(page.script("localStorage.length + sessionStorage.length"))
    return Manners(page.complaints(), requested, cookies, stored, page.too_wide())


def public_pages(page: Page, language: str) -> dict[str, PublicPage]:
    """The main pages and each day others of the rest, by their Czech paths, loaded once by a phone without a cache."""
    everything = [*PAGES, *FORMS]  # forms leave a cookie, so they come last
    today = {*MAIN, *daily(path for path in everything if path not in MAIN)}
    found = {}
    for number, path in enumerate(path for path in everything if path in today):
        address = in_language(language, path)
        page.resize(360)
        weight = weigh_until_calm(page, address)
        seen = manners(page, weight.requested)
        said = screen_reader.read(page)
        views = axe.VIEWS if path in MAIN and not THOROUGH else axe.views_of_today(number)
        found[path] = PublicPage(weight, seen, axe.violations_in_views(page, address, views), said)
    return found
