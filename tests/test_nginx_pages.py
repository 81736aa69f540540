"""The pages that nginx keeps for a second: which, for whom, for how long, and what of them is on the disk."""

import shutil
import threading
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.nginx import NGINX, SECRET, Answer, Proxy
from tests.running import PATIENCE_S

LONGEST_S = 5  # that a page may be old
FRESH_S = 2  # after which a page is asked for anew: a second, counted in whole ones
TRIES = 20
# What browsers and others write, and what the portal is asked for.
ACCEPTED = {
    "gzip, deflate, br, zstd": "br, gzip",
    "br;q=1.0, gzip;q=0.8, *;q=0.1": "br, gzip",
    "GZIP , BR": "br, gzip",
    "gzip;q=0.001,br;q=0": "gzip",
    "gzip, br; q=0.000": "gzip",
    "gzip, br;q=0.0, deflate": "gzip",
    "deflate, gzip": "gzip",
    "gzip;q=0, br": "br",
    "gzip;q=0": "",
    "x-gzip, brotli, gzipped, abr": "",
    "identity": "",
    "*": "",
    "": "",
}
PEOPLE = [("", "cs"), ("sessionid=jana", "vi"), ("", "vi"), ("sessionid=petr", "cs"), ("", "de")]  # cookie, language

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx: apt install nginx")


class Portal(ThreadingHTTPServer):
    """What stands behind the proxy: all that it answers may be kept, as far as it can say so itself."""

    request_queue_size = 128

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Page)
        self.asked: Counter[str] = Counter()
        self.arrived: list[tuple[str, str, Mapping[str, str]]] = []  # method, address, headers
        self.failing = False
        self.open = threading.Event()  # until it is set, whoever comes waits
        self.open.set()


class Page(BaseHTTPRequestHandler):
    """Says which answer to this address it is, to whom, and when it was made."""

    protocol_version = "HTTP/1.1"
    server: Portal

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self.server.arrived.append((self.command, self.path, dict(self.headers)))
        self.server.open.wait(PATIENCE_S)
        self.server.asked[self.path] += 1
        encoding = self.headers["Accept-Encoding"] or ""
        person = self.headers["Cookie"] or self.headers["Authorization"] or ""
        language = self.headers["Accept-Language"] or ""
        body = f"{self.server.asked[self.path]}|{encoding}|{person}|{language}|{time.time()}".encode()
        self.send_response(503 if self.server.failing else 200)
        # The order matters to nginx up to 1.23 where it looks at both.
        self.send_header("Cache-Control", "no-cache")
        if "neuchovat" not in self.path:
            self.send_header("X-Accel-Expires", "1")
        if "podle-jazyka" in self.path:
            self.send_header("Vary", "Accept-Language")
        self.send_header("Vary", "Accept-Encoding")
        if "cookie" in self.path:
            self.send_header("Set-Cookie", "csrftoken=tajny")
        self.send_header("ETag", f'"stranka-{encoding}"')
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    do_POST = do_HEAD = do_GET  # noqa: N815 - named by the library

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def portal() -> Iterator[Portal]:
    server = Portal()
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield server
    server.open.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def proxy(portal: Portal, tmp_path: Path) -> Iterator[Proxy]:
    running = Proxy(tmp_path, portal.server_port)
    running.start()
    yield running
    running.stop()


def number(answer: Answer) -> int:
    """Which answer of the portal to this address it is."""
    return int(answer.text.split("|")[0])


def is_kept(proxy: Proxy, path: str, method: str = "GET", **headers: str) -> bool:
    """Whether the same answer comes twice; several times, as a page that is kept may end in between."""
    body = b"text=" + SECRET.encode() if method == "POST" else None
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    answers = [number(proxy.ask(method, path, body=body, headers=named)) for _ in range(TRIES)]
    return len(set(answers)) < TRIES


def begin_five_seconds() -> None:
    """Wait until the next five seconds of the clock begin, within which nginx may show a page again."""
    time.sleep(LONGEST_S - time.time() % LONGEST_S + 0.05)


def test_public_pages_are_kept(proxy: Proxy, portal: Portal) -> None:
    for path in ("/", "/okrsky/7/", "/vi/okrsky/7/"):
        assert is_kept(proxy, path)
        assert portal.asked[path] < TRIES / 2


def test_nothing_that_concerns_a_person_is_kept(proxy: Proxy) -> None:
    assert not is_kept(proxy, f"/najit/?q={SECRET}")
    assert not is_kept(proxy, f"/okrsky/7/?adresa={SECRET}/")
    assert not is_kept(proxy, "/", Cookie=f"sessionid={SECRET}")
    assert not is_kept(proxy, "/", Authorization=f"Basic {SECRET}")
    assert not is_kept(proxy, "/infoschranka/stav/", "POST")
    assert not is_kept(proxy, "/cookie/")  # what the portal gives one person
    assert not is_kept(proxy, "/podle-jazyka/", Accept_Language="vi")
    assert not is_kept(proxy, f"/neuchovat/{SECRET}/")  # what it does not say may be kept
    assert not is_kept(proxy, "/static/portal.css")
    written = proxy.written()
    assert not any(secret in written for secret in (SECRET, "Tajemnicova", "sessionid", "csrftoken", "tajny"))
    kept = [path.read_bytes() for path in (proxy.folder / "pages").rglob("*") if path.is_file()]
    assert not kept


def test_people_get_nothing_of_one_another(proxy: Proxy) -> None:
    for path in ("/", "/podle-jazyka/"):
        for person, language in (
            ("", "cs"),
            ("sessionid=jana", "vi"),
            ("", "vi"),
            ("sessionid=petr", "cs"),
            ("", "de"),
        ):
            headers = {"Accept-Language": language} | ({"Cookie": person} if person else {})
            _number, _encoding, to_whom, in_language, _time = proxy.ask("GET", path, headers=headers).text.split("|")
            assert to_whom == person
            assert in_language == language or path == "/"


def test_encodings_are_written_in_few_ways(proxy: Proxy) -> None:
    for accepted, passed_on in ACCEPTED.items():
        for path in ("/", "/static/portal.css"):
            _number, encoding, *_rest = proxy.ask("GET", path, headers={"Accept-Encoding": accepted}).text.split("|")
            assert (accepted, encoding) == (accepted, passed_on)


def test_each_encoding_is_kept_for_those_who_take_it(proxy: Proxy) -> None:
    accepted = {"gzip, deflate, br": "br, gzip", "br, gzip": "br, gzip", "gzip": "gzip", "identity": ""}
    for _ in range(5):
        for header, passed_on in accepted.items():
            assert proxy.ask("GET", "/", headers={"Accept-Encoding": header}).text.split("|")[1] == passed_on


def test_who_has_a_page_is_told_so_without_the_portal(proxy: Proxy, portal: Portal) -> None:
    def ask(etag: str) -> int:
        return proxy.ask("GET", "/", headers={"Accept-Encoding": "gzip, br", "If-None-Match": etag}).status

    assert {ask('"stranka-br, gzip"') for _ in range(TRIES)} == {304}
    assert {ask('"stranka-gzip"') for _ in range(TRIES)} == {200}  # of another encoding
    assert portal.asked["/"] < TRIES
    assert not [headers for _method, _path, headers in portal.arrived if "If-None-Match" in headers]


def test_a_kept_page_has_the_headers_of_the_portal(proxy: Proxy) -> None:
    for method in ("HEAD", "GET", "HEAD"):
        answer = proxy.ask(method, "/", headers={"Accept-Encoding": "br", "Range": "bytes=0-1"})  # pages have no parts
        assert answer.status == 200
        assert bool(answer.body) == (method == "GET")
        assert "X-Accel-Expires" not in answer.headers  # that is between the two
        told = {name: answer.headers[name] for name in ("Cache-Control", "ETag", "Vary")}
        assert told == {"Cache-Control": "no-cache", "ETag": '"stranka-br"', "Vary": "Accept-Encoding"}


def test_what_is_not_kept_arrives_as_it_was_sent(proxy: Proxy, portal: Portal) -> None:
    sent = {"Range": "bytes=0-1", "If-None-Match": '"stranka"', "If-Modified-Since": "Mon, 30 Nov 2026 10:00:00 GMT"}
    for method, path in (("GET", "/static/portal.css"), ("HEAD", "/najit/?q=Klatovsk%C3%A1"), ("GET", "/najit/?q=17")):
        proxy.ask(method, path, headers=sent)
        arrived = portal.arrived[-1]
        assert arrived[:2] == (method, path)
        assert sent.items() <= arrived[2].items()


def test_a_page_from_before_is_shown_while_the_next_one_is_made(proxy: Proxy, portal: Portal) -> None:
    begin_five_seconds()
    assert number(proxy.ask("GET", "/")) == 1
    time.sleep(FRESH_S)
    portal.open.clear()
    asked = time.monotonic()
    assert number(proxy.ask("GET", "/")) == 1
    assert time.monotonic() - asked < 30  # not when nginx has given up waiting; the portal answers nothing yet
    portal.open.set()
    give_up = time.monotonic() + PATIENCE_S
    while number(proxy.ask("GET", "/")) == 1:
        assert time.monotonic() < give_up
        time.sleep(0.01)


def test_no_page_is_older_than_five_seconds_also_after_a_restart(proxy: Proxy, portal: Portal) -> None:
    begin_five_seconds()
    end = float(proxy.ask("GET", "/").text.split("|")[-1]) + LONGEST_S
    portal.failing = True
    time.sleep(FRESH_S)
    assert number(proxy.ask("GET", "/")) == 1 or time.time() > end  # better than an error
    proxy.stop()  # what it kept stays on the disk
    proxy.start()
    time.sleep(max(0.0, end - time.time()))
    assert proxy.ask("GET", "/").status == 503
    assert [path for path in (proxy.folder / "pages").rglob("*") if path.is_file()]  # and yet it is not shown


def test_pages_can_be_kept_again_after_the_folder_was_removed(proxy: Proxy) -> None:
    proxy.stop()
    shutil.rmtree(proxy.folder / "pages")
    proxy.start()
    assert is_kept(proxy, "/")
