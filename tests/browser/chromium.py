"""The Chromium of this machine, and how it is started so that every request there is comes from our pages."""

import shutil

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
