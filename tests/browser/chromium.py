"""The Chromium of this machine, and how it is started so that every request there is comes from our pages."""

import shutil

from selenium.webdriver import Chrome, ChromeOptions, ChromeService

FLAGS = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    # Chromium's own traffic.
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--lang=cs",
]
MISSING = "needs Chromium and its driver: sudo apt install chromium chromium-driver"


def browser() -> str | None:
    """Where Chromium is."""
    return shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


def driver() -> str | None:
    """Where the program is that drives it."""
    return shutil.which("chromedriver") or shutil.which(
        "chromedriver", path="/usr/lib/chromium:/usr/lib/chromium-browser"
    )


def started() -> Chrome:
    """A new Chromium that keeps what its console says and what it asks for.

    Raises:
        RuntimeError: there is none on this machine.
    """
    binary, by = browser(), driver()
    if not binary or not by:
        raise RuntimeError(MISSING)
    options = ChromeOptions()
    options.binary_location = binary
    for flag in FLAGS:
        options.add_argument(flag)
    options.set_capability("goog:loggingPrefs", {"performance": "ALL", "browser": "ALL"})
    return Chrome(options=options, service=ChromeService(by))
