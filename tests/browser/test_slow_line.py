"""A page that comes in pieces, as over a slow line: what is already there does not move when the rest comes."""

import re
import threading
import time
import urllib.request
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from selenium.webdriver import Chrome

from tests.browser.page import Page, clean_page

# That nothing moves when the scripts come late is seen each day (test_scripts.py).
pytestmark = [pytest.mark.browser, pytest.mark.thorough, pytest.mark.usefixtures("whole_site")]

PAUSE_S = 0.05  # between two pieces: three frames, time to show what has come
RUNS = 3  # on a busy machine the lines of one piece may come to sight one after the other, but not every time
PIECES = re.compile("(?=<main|<figure|<section|<fieldset|<footer)")
MOVED = """
const [done] = arguments;
const told = ({ value, sources }) => `${value} ${sources.map(({ node }) => node?.outerHTML?.slice(0, 120))}`;
new PerformanceObserver((list) => done(list.getEntries().map(told))).observe({ type: "layout-shift", buffered: true });
requestIdleCallback(() => requestAnimationFrame(() => setTimeout(() => done([]))));
"""


class SlowLine(ThreadingHTTPServer):
    """Stands between the browser and a site, and lets pages through piece by piece."""

    daemon_threads = True

    def __init__(self, site: str) -> None:
        super().__init__(("127.0.0.1", 0), _Answer)
        self.site = site
        self.spoilt = False  # whether a page gets something on its top when all of it has come
        self.address = f"http://127.0.0.1:{self.server_port}"


class _Answer(BaseHTTPRequestHandler):
    server: SlowLine

    def do_GET(self) -> None:
        with urllib.request.urlopen(self.server.site + self.path) as answer:  # noqa: S310 - our own address
            kind, content = answer.headers["Content-Type"], answer.read()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.end_headers()
        if not kind.startswith("text/html"):
            self.wfile.write(content)
            return
        for piece in PIECES.split(content.decode()):
            self.wfile.write(piece.encode())
            time.sleep(PAUSE_S)
        if self.server.spoilt:
            self.wfile.write(b"<style>body { padding-top: 5rem }</style>")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing: pytest has its own report."""


@pytest.fixture
def line(site: str) -> Iterator[SlowLine]:
    with SlowLine(site) as server:
        threading.Thread(target=server.serve_forever).start()
        yield server
        server.shutdown()


@pytest.fixture
def slow(_chromium: Chrome, line: SlowLine) -> Page:
    """A browser at the other end of the line."""
    return clean_page(_chromium, line.address)


def moved(page: Page, path: str) -> list[str]:
    page.open(path)
    found: list[str] = page.chromium.execute_async_script(MOVED)
    return found


@pytest.mark.parametrize("width", [360, 768, 1280])
def test_nothing_moves_when_the_rest_of_a_page_comes(slow: Page, width: int) -> None:
    slow.resize(width)
    for path in ("/", "/okrsky/14/", "/infoschranka/", "/dotazy/", "/dotazy/soused-pali-odpad/"):
        assert not all(moved(slow, path) for _ in range(RUNS)), path


def test_what_moves_is_noticed(slow: Page, line: SlowLine) -> None:
    line.spoilt = True
    assert any(moved(slow, "/kontakt/") for _ in range(RUNS))
