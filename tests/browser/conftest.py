"""A real Chromium looking at a real server: granian, DEBUG off, collected static files, the demonstration's data."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, TypeVar
from urllib.parse import urlsplit

import pytest
from allauth.account.app_settings import REAUTHENTICATION_TIMEOUT
from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.browser import chromium
from tests.running import Portal
from tests.signing_in import SECRET, code_now

PATIENCE_S = 60  # on a busy machine; only what fails takes so long
# CSS pixels: the smallest phone, a common one, a desk on which all is twice as large, and a desk.
WIDTHS = [320, 360, 640, 1280]
PASSWORD = "only for the browser tests"
T = TypeVar("T")


@pytest.fixture(scope="session")
def _portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("site"))
    yield portal
    portal.stop()


@pytest.fixture(scope="session")
def run(_portal: Portal) -> Callable[[str], str]:
    """Runs a piece of Python inside the portal, from outside of the server: what no page is for."""
    return partial(_portal.manage, "shell", "--verbosity", "0", "-c")


@pytest.fixture(scope="session")
def site(_portal: Portal, run: Callable[[str], object]) -> str:
    """The address of a running portal, without a slash at the end; its superuser has an authenticator app."""
    _portal.start_server()
    account = {"DJANGO_SUPERUSER_USERNAME": "admin", "DJANGO_SUPERUSER_PASSWORD": PASSWORD}
    _portal.manage("createsuperuser", "--noinput", "--email=admin@example.org", **account)
    run("from tests.signing_in import enrol; enrol(User.objects.get())")
    return _portal.address


# News, an abolished district, and three people with photos that are full of grain in their final size.
FURNISHING = r"""
from PIL import Image
from django.core.files.base import ContentFile
from django.db.models import Q
from districts import photos
from tests.factories import make_district, make_notice
from tests.hostile_images import encoded, photo
for post in Post.objects.filter(Q(district__number=14) | Q(borough__districts__number=14)):
    person = post.tenures.get().person
    upload = ContentFile(encoded(photo((150, 200)), "JPEG", quality=90))
    person.photo = photos.prepare_photo(upload)
    person.save()
make_district(number=99, boundary=None)
make_notice(District.objects.get(number=14), title="Zkouška sirén", text="Ve středu v poledne.")
make_notice(title="Dny bezpečnosti", text="Více na https://www.example.org/.\n\nPřijďte.")
"""


@pytest.fixture(scope="session")
def whole_site(site: str, run: Callable[[str], object]) -> str:
    """The address of the same portal with everything that the demonstration lacks and a page can show."""
    run(FURNISHING)
    return site


@pytest.fixture(scope="session")
def _chromium() -> Iterator[Chrome]:
    if not chromium.browser() or not chromium.driver():
        pytest.skip(chromium.MISSING)
    opened = chromium.started()
    yield opened
    opened.quit()


class Page:
    """The browser as the tests speak of it; addresses are paths of the site."""

    device: str  # the virtual device with passkeys, if there is one

    def __init__(self, chromium: Chrome, site: str) -> None:
        self.chromium = chromium
        self.site = site

    def open(self, path: str) -> None:
        """Go to a page and wait until it is loaded."""
        self.chromium.get(self.site + path)

    def show(self, html: str) -> None:
        """Put a page in the place of the one that is open, as if it had come from its address."""
        frame = self.command("Page.getFrameTree")["frameTree"]["frame"]["id"]
        self.command("Page.setDocumentContent", frameId=frame, html=html)
        self.until(lambda: self.script("document.styleSheets.length"), "the style sheet")

    @contextmanager
    def leaving(self) -> Iterator[None]:
        """Around what leads to another page, or to the same one anew: wait until that one is loaded.

        A press of a button or a key is over before the browser sets out. What is looked for right after it would be
        found on the page that is about to go.
        """
        old = self._document
        yield
        self.until(lambda: self._document != old, "another page")
        self.until(lambda: self.script("document.readyState") == "complete", "the whole page")

    @property
    def _document(self) -> str:
        """What Chromium calls the document that is shown; each one that is loaded has another name."""
        return str(self.command("Page.getFrameTree")["frameTree"]["frame"]["loaderId"])

    @property
    def sent(self) -> str:
        """The page as the server sent it."""
        return str(self.command("Network.getResponseBody", requestId=self._document)["body"])

    @property
    def path(self) -> str:
        """Where the browser is, without the query."""
        return urlsplit(self.chromium.current_url).path

    def resize(self, width: int, height: int = 800) -> None:
        """Show the page on a screen of this size in CSS pixels, as a phone would when it is narrow."""
        self.command(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=width < 700
        )

    def too_wide(self) -> list[int]:
        """The widths at which the page that is open scrolls sideways; then it has its usual one again."""
        found = []
        for width in WIDTHS:
            self.resize(width)
            if self.script("document.documentElement.scrollWidth") > width:
                found.append(width)
        self.resize(1280)
        return found

    def prefer(self, theme: str) -> None:
        """Show it to somebody who likes light or dark, and no motion: clicks would miss what is on its way."""
        features = {"prefers-color-scheme": theme, "prefers-reduced-motion": "reduce"}
        named = [{"name": name, "value": value} for name, value in features.items()]
        self.command("Emulation.setEmulatedMedia", features=named)

    def block(self, *patterns: str) -> None:
        """Let nothing come from addresses like these, nor ever from the base map: tests use no network."""
        self.command("Network.setBlockedURLs", urls=["*ags.cuzk.gov.cz*", *patterns])

    def command(self, name: str, **arguments: object) -> Any:
        """A command of the Chrome DevTools Protocol."""
        return self.chromium.execute_cdp_cmd(name, arguments)

    def until(self, condition: Callable[[], T], what: str) -> T:
        """Wait until something comes true; a page that is being replaced meanwhile is asked again."""
        wait = WebDriverWait(self.chromium, PATIENCE_S, ignored_exceptions=[StaleElementReferenceException])
        return wait.until(lambda _: condition(), f"in vain: {what}")

    def type_at_once(self, text: str) -> None:
        """Put a text in where the focus is, as if pasted: on a busy machine suggestions come between two keys."""
        self.command("Input.insertText", text=text)

    def settle(self) -> None:
        """Wait until the page was told what happened, such as a selection: that is after the next frame."""
        self.chromium.execute_async_script(
            "requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(arguments[0], 100)))"
        )

    def script(self, code: str) -> Any:
        """The value of an expression in the page."""
        return self.chromium.execute_script(f"return {code}")

    def log(self, kind: str) -> list[dict[str, Any]]:
        """What the browser noted since the last time it was asked."""
        entries: list[dict[str, Any]] = self.chromium.get_log(kind)  # type: ignore[no-untyped-call] # Selenium's own
        return entries

    def complaints(self) -> list[str]:
        """What the console has complained about since the last time it was asked."""
        return [entry["message"] for entry in self.log("browser") if entry["level"] in ("WARNING", "SEVERE")]

    def requested(self) -> list[str]:
        """The addresses requested over the network since the last time it was asked."""
        events = (json.loads(entry["message"])["message"] for entry in self.log("performance"))
        return [
            event["params"]["request"]["url"]
            for event in events
            if event["method"] == "Network.requestWillBeSent"
            and urlsplit(event["params"]["request"]["url"]).scheme in ("http", "https", "ws", "wss")
        ]


def clean_page(chromium: Chrome, site: str) -> Page:
    """A browser with nothing left over from the test before: no cookies, storage or permissions; a desktop screen."""
    page = Page(chromium, site)
    chromium.get("about:blank")
    page.command("Network.enable")
    page.command("Network.clearBrowserCookies")
    page.command("Storage.clearDataForOrigin", origin=site, storageTypes="all")
    page.block()
    page.command("Network.setCacheDisabled", cacheDisabled=False)
    page.command("Browser.resetPermissions")
    page.command("Emulation.clearGeolocationOverride")
    page.command("Emulation.setScriptExecutionDisabled", value=False)
    page.prefer("light")
    page.resize(1280)
    page.complaints()
    page.requested()
    return page


@pytest.fixture
def page(_chromium: Chrome, site: str) -> Page:
    """A clean browser that looks at the portal with the demonstration's data."""
    return clean_page(_chromium, site)


def by_css(page: Page, selector: str) -> WebElement:
    """The first element that a selector fits."""
    return page.chromium.find_element(By.CSS_SELECTOR, selector)


def click(page: Page, selector: str) -> None:
    """Click the middle of the first element that a selector fits, scrolled to the middle of the screen."""
    element = by_css(page, selector)
    page.chromium.execute_script("arguments[0].scrollIntoView({block: 'center'})", element)
    element.click()


def enter(page: Page, name: str, password: str) -> None:
    """Fill in and send the sign-in page."""
    page.chromium.find_element(By.NAME, "login").send_keys(name)
    page.chromium.find_element(By.NAME, "password").send_keys(password)
    with page.leaving():
        by_css(page, ".account form [type=submit]").click()


def enter_code(page: Page, code: str) -> None:
    """Fill in and send a page that asks for a code."""
    field = page.chromium.find_element(By.NAME, "code")
    with page.leaving():
        field.send_keys(code, Keys.ENTER)


def enter_code_of_app(page: Page, secret: str = SECRET) -> None:
    """Fill in and send such a page with what an authenticator app shows."""
    enter_code(page, code_now(secret))


@dataclass
class SignedIn:
    """The superuser's session; a code works once in half a minute, so the tests share it."""

    cookie: str = ""
    since: float = 0  # by time.monotonic()

    @property
    def recent(self) -> bool:
        """Whether nothing asks for a confirmation yet that it is still the same person, nor will during a test."""
        return bool(self.cookie) and time.monotonic() - self.since < REAUTHENTICATION_TIMEOUT / 2


@pytest.fixture(scope="session")
def _session() -> SignedIn:
    return SignedIn()


@pytest.fixture
def staff(page: Page, _session: SignedIn) -> Page:
    """The browser of the superuser, who signed in with a password and a code; nobody signs this one out."""
    if not _session.recent:
        page.open("/admin/")
        enter(page, "admin", PASSWORD)
        assert page.path == "/ucet/prihlaseni/kod/"
        enter_code_of_app(page)
        assert page.path == "/admin/"
        _session.cookie = (page.chromium.get_cookie("sessionid") or {})["value"]
        _session.since = time.monotonic()
    cookie = {"name": "sessionid", "value": _session.cookie, "url": page.site, "httpOnly": True}
    page.command("Network.setCookies", cookies=[cookie])
    return page
