"""The browser and what people do in it, as the tests speak of it."""

import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, TypeVar
from urllib.parse import urlsplit

from selenium.common.exceptions import StaleElementReferenceException
from selenium.webdriver import Chrome
from selenium.webdriver.common.by import By
from selenium.webdriver.common.keys import Keys
from selenium.webdriver.remote.webelement import WebElement
from selenium.webdriver.support.ui import WebDriverWait

from tests.signing_in import SECRET, code_now

PATIENCE_S = 60  # on a busy machine; only what fails takes so long
LOOK_AGAIN_S = 0.05  # how soon what did not come yet is looked for again
# CSS pixels: the smallest phone, a common one, a desk on which all is twice as large, and a desk.
WIDTHS = [320, 360, 640, 1280]
PASSWORD = "only for the browser tests"
T = TypeVar("T")


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

    def too_wide(self, widths: Sequence[int] = WIDTHS) -> list[int]:
        """Those of some widths at which the page that is open scrolls sideways; then it has its usual one again."""
        found = []
        for width in widths:
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

    def take_cookie(self, name: str, value: str) -> None:
        """Have a cookie of the site, as if an answer had set it."""
        cookie = {"name": name, "value": value, "url": self.site, "httpOnly": True}
        self.command("Network.setCookies", cookies=[cookie])

    def block(self, *patterns: str) -> None:
        """Let nothing come from addresses like these, nor ever from the base map: tests use no network."""
        self.command("Network.setBlockedURLs", urls=["*ags.cuzk.gov.cz*", *patterns])

    def command(self, name: str, **arguments: object) -> Any:
        """A command of the Chrome DevTools Protocol."""
        return self.chromium.execute_cdp_cmd(name, arguments)

    def until(self, condition: Callable[[], T], what: str) -> T:
        """Wait until something comes true; a page that is being replaced meanwhile is asked again."""
        ignored = [StaleElementReferenceException]
        wait = WebDriverWait(self.chromium, PATIENCE_S, LOOK_AGAIN_S, ignored_exceptions=ignored)
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
    page.open("/robots.txt")  # of the same site: for another one a process would have to be started
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
