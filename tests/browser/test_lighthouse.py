"""Lighthouse, which `make lighthouse` asks about the main pages, knows a poor page when it sees one."""

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import lighthouse, tools
from tests.browser import chromium

# `make lighthouse` looks at the pages each day.
pytestmark = [pytest.mark.browser, pytest.mark.thorough]

POOR = b'<!doctype html><meta name="robots" content="noindex"><p><img src="none.png"><script>console.error(1)</script>'


class _Poor(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200 if self.path == "/" else 404)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(POOR if self.path == "/" else b"")

    def log_message(self, format: str, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def poor_page() -> Iterator[str]:
    """The address of a page without a title, a language and the text of its picture, which wants not to be found."""
    with ThreadingHTTPServer(("127.0.0.1", 0), _Poor) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_a_poor_page_is_far_from_the_best(poor_page: str) -> None:
    if not tools.LIGHTHOUSE.exists():
        pytest.skip(tools.MISSING)
    if not chromium.browser():
        pytest.skip(chromium.MISSING)
    scores = lighthouse.best_of(poor_page)
    assert set(scores) == {"performance", "accessibility", "best-practices", "seo"}
    assert max(scores["accessibility"], scores["best-practices"], scores["seo"]) < lighthouse.BEST
