"""The configuration of nginx, run by the real one: what passes, what is refused, and that nothing is written down."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http.client import HTTPConnection, HTTPResponse, HTTPSConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings
from django.utils import timezone

from tests.running import PATIENCE_S, free_port

NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
HOST = "bezpecnaplzen.example.org"
SECRET = "Tajemnicova%2017"  # the address of somebody
ASKED = f"/najit/?q={SECRET}"
DEPLOY = settings.BASE_DIR / "deploy"

pytestmark = pytest.mark.skipif(NGINX is None, reason="needs nginx: apt install nginx")


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    text: str


class Proxy:
    """A running nginx with the file from `deploy/`, and everything that it writes."""

    def __init__(self, folder: Path, upstream: int) -> None:
        self.folder, self.plain, self.tls = folder, free_port(), free_port()
        _certify(folder)
        own = (DEPLOY / "nginx.conf").read_text()
        for written, used in (
            (r"listen 80\b", f"listen 127.0.0.1:{self.plain}"),
            (r"listen 443\b", f"listen 127.0.0.1:{self.tls}"),
            (r"listen \[::\].*", ""),
            (r"/etc/letsencrypt/live/[^/]+", str(folder)),
            (r"/\w+/log/nginx", str(folder)),
            (r"/opt/portal/deploy", str(folder)),
            (r"127\.0\.0\.1:8000", f"127.0.0.1:{upstream}"),
        ):
            own, count = re.subn(written, used, own)
            assert count, written
        (folder / "portal.conf").write_text(own)
        shutil.copy(DEPLOY / "busy.html", folder)
        (folder / "body").mkdir()
        # As Debian has it: both logs are on where a site does not say otherwise.
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes 1;"
            + ("user root;" if os.geteuid() == 0 else "")
            + "events { worker_connections 256; }"
            + f"http {{ access_log {folder}/access.log; client_body_temp_path {folder}/body;"
            + "".join(f"{kind}_temp_path {folder}/{kind};" for kind in ("proxy", "fastcgi", "uwsgi", "scgi"))
            + f"include {folder}/portal.conf; }}"
        )
        self._process: subprocess.Popen[bytes] | None = None

    def run(self, *arguments: str) -> list[str]:
        """The command that runs nginx in its folder."""
        return [str(NGINX), "-p", str(self.folder), "-c", str(self.folder / "nginx.conf"), *arguments]

    def start(self) -> None:
        """Start it and wait until it listens."""
        with (self.folder / "output").open("wb") as output:
            self._process = subprocess.Popen(self.run(), stdout=output, stderr=output)  # noqa: S603 - the real nginx
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.tls)).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.written())

    def stop(self) -> None:
        """End it; its logs are complete then."""
        if self._process:
            self._process.terminate()
            self._process.wait(PATIENCE_S)
            self._process = None

    def written(self) -> str:
        """All that it has written anywhere."""
        files = [path for path in self.folder.rglob("*") if path.is_file()]
        known = {"nginx.conf", "portal.conf", "busy.html", "fullchain.pem", "privkey.pem", "pid"}
        return "\n".join(path.read_text(errors="replace") for path in files if path.name not in known)

    def ask(
        self, method: str = "GET", path: str = ASKED, *, body: bytes | None = None, host: str = HOST, tls: bool = True
    ) -> Answer:
        """One request on a connection of its own."""
        connection = (
            HTTPSConnection("127.0.0.1", self.tls, context=_trusting())
            if tls
            else HTTPConnection("127.0.0.1", self.plain)
        )
        try:
            connection.request(method, path, body, {"Host": host, "Referer": f"https://{HOST}{ASKED}"})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
        finally:
            connection.close()


@cache
def _trusting() -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def _certify(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, HOST)])
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
    ).sign(key, hashes.SHA256())
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )


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
    answer = proxy.ask(tls=False, host=host)
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
    with socket.create_connection(("127.0.0.1", proxy.tls)) as plain, _trusting().wrap_socket(plain) as connection:
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
            slow.append(_trusting().wrap_socket(socket.create_connection(("127.0.0.1", proxy.tls))))
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
