"""The configuration of nginx, run by the real one: what passes, what is refused, and that nothing is written down."""

import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Iterator
from http.client import HTTPResponse
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.nginx import ASKED, HOST, NGINX, SECRET, Proxy, trust_anybody
from tests.running import PATIENCE_S

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx: apt install nginx")


class Portal(BaseHTTPRequestHandler):
    """What stands behind the proxy: says what arrived."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length", 0))
        self.rfile.read(length)
        busy = self.path.startswith("/obsazeno")
        said = f"{self.command} {length} {self.headers['Host']} {self.headers['X-Forwarded-Proto']}".encode()
        self.send_response(503 if busy else 200)
        self.send_header("Content-Length", str(len(said)))
        self.end_headers()
        self.wfile.write(said)

    do_POST = do_GET  # noqa: N815 - named by the library

    def log_message(self, format: str, *args: object) -> None:
        """Nothing."""


@pytest.fixture
def upstream() -> Iterator[ThreadingHTTPServer]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Portal)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def proxy(upstream: ThreadingHTTPServer, tmp_path: Path) -> Iterator[Proxy]:
    running = Proxy(tmp_path, upstream.server_port)
    running.start()
    yield running
    running.stop()
    assert "Tajemnicova" not in running.written()
    assert "127.0.0.1" not in running.written()  # nor who asked


def test_the_file_is_one_that_nginx_accepts(tmp_path: Path) -> None:
    proxy = Proxy(tmp_path, 8000)
    checked = subprocess.run(proxy.run("-t"), capture_output=True, text=True, check=False)  # noqa: S603
    assert checked.returncode == 0, checked.stderr


@pytest.mark.parametrize("host", [HOST, "jiny.example.com", "127.0.0.1"])
def test_without_tls_everybody_is_sent_to_our_own_name(proxy: Proxy, host: str) -> None:
    """Whoever asks may write any host; a redirect to it would lead people away."""
    answer = proxy.ask(tls=False, headers={"Host": host})
    assert (answer.status, answer.headers["Location"]) == (301, f"https://{HOST}{ASKED}")


def test_requests_that_cannot_be_read_are_not_logged_either(proxy: Proxy) -> None:
    for request in (
        f"GET {ASKED} HTTP/1.1\r\n\r\n",
        f"GET {ASKED} {SECRET}\r\n\r\n",
        f"GET {ASKED}{'x' * 40_000} HTTP/1.1\r\nHost: {HOST}\r\n\r\n",
        f"GET {ASKED} HTTP/1.1\r\nHost: {HOST}\r\nX: {'x' * 40_000}\r\n\r\n",
        f"GET {ASKED} HTTP/1.1\r\nHost: {SECRET} {SECRET}\r\n\r\n",
    ):
        with socket.create_connection(("127.0.0.1", proxy.plain), timeout=PATIENCE_S) as connection:
            connection.sendall(request.encode())
            assert connection.recv(12).startswith((b"HTTP/1.1 4", b"<html>"))
    with socket.create_connection(("127.0.0.1", proxy.tls), timeout=PATIENCE_S) as connection:
        connection.sendall(f"GET {ASKED} HTTP/1.1\r\nHost: {HOST}\r\n\r\n".encode())  # no TLS
        assert connection.recv(12).startswith(b"HTTP/1.1 400")


def test_a_page_and_a_form_pass_with_what_the_portal_believes(proxy: Proxy) -> None:
    assert proxy.ask().text == f"GET 0 {HOST} https"
    assert proxy.ask("POST", body=bytes(46_000_000)).text == f"POST 46000000 {HOST} https"
    assert proxy.ask(path="/obsazeno/").text == f"GET 0 {HOST} https"  # the portal's own words, not the proxy's


def test_a_portal_that_is_away_is_said_in_words(proxy: Proxy, upstream: ThreadingHTTPServer) -> None:
    upstream.server_close()  # nobody listens any more
    for method in ("GET", "POST"):
        answer = proxy.ask(method, body=b"text=" + SECRET.encode() if method == "POST" else None)
        assert answer.status == 502
        assert "Portál teď nestíhá" in answer.text
        assert answer.headers["Retry-After"] == "60"


def test_a_disk_that_takes_nothing_is_said_in_words(proxy: Proxy) -> None:
    """nginx writes a large form to the disk; what goes wrong there it logs as critical, with the request."""
    shutil.rmtree(proxy.folder / "body")
    answer = proxy.ask("POST", body=bytes(1_000_000))
    assert answer.status == 500
    assert "Portál teď nestíhá" in answer.text


def test_a_form_that_is_far_too_large_is_said_in_words(proxy: Proxy) -> None:
    with socket.create_connection(("127.0.0.1", proxy.tls)) as plain, trust_anybody().wrap_socket(plain) as connection:
        connection.sendall(
            f"POST {ASKED} HTTP/1.1\r\nHost: {HOST}\r\nConnection: close\r\nContent-Length: 99000000\r\n\r\n".encode()
        )
        answer = HTTPResponse(connection)  # not to the end of the connection: nginx keeps it for some seconds
        answer.begin()
        said = answer.read().decode()
    assert answer.status == 413
    assert "Portál teď nestíhá" in said


def test_a_class_may_send_at_once_and_a_flood_is_refused_but_pages_never(proxy: Proxy) -> None:
    statuses = [proxy.ask("POST", body=b"text=" + SECRET.encode()).status for _ in range(31)]
    assert set(statuses) == {200}
    flood = [proxy.ask("POST", body=b"") for _ in range(200)]
    refused = [answer for answer in flood if answer.status == 429]
    assert len(refused) > 50
    assert all("Vraťte se" in answer.text for answer in refused)
    assert {proxy.ask().status for _ in range(100)} == {200}


def test_only_so_many_slow_forms_are_taken_from_one_address(proxy: Proxy) -> None:
    head = f"POST {ASKED} HTTP/1.1\r\nHost: {HOST}\r\nContent-Length: 1000\r\n\r\n{SECRET}".encode()
    slow = []
    try:
        for _ in range(20):
            slow.append(trust_anybody().wrap_socket(socket.create_connection(("127.0.0.1", proxy.tls))))
            slow[-1].sendall(head)
        give_up = time.monotonic() + PATIENCE_S
        while (answer := proxy.ask("POST", body=b"x")).status != 429:  # until nginx has read them all
            assert time.monotonic() < give_up
            time.sleep(0.05)
        assert "Vraťte se" in answer.text
        assert proxy.ask().status == 200
    finally:
        for connection in slow:
            connection.close()
