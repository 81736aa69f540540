"""nginx with the file from `deploy/`, as a real process."""

import os
import re
import shutil
import socket
import ssl
import subprocess
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from http.client import HTTPConnection, HTTPSConnection
from pathlib import Path
from types import MappingProxyType

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


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def text(self) -> str:
        """The body, read as text."""
        return self.body.decode()


class Proxy:
    """A running nginx with the file from `deploy/`, and everything that it writes."""

    def __init__(self, folder: Path, upstream: int, *, beside: str = "") -> None:
        """Take a folder of its own, the port of the portal, and further lines for the server that speaks TLS."""
        self.folder, self.plain, self.tls = folder, free_port(), free_port()
        certify(folder)
        own = (DEPLOY / "nginx.conf").read_text()
        for written, used in (
            (r"listen 80\b", f"listen 127.0.0.1:{self.plain}"),
            (r"listen 443\b", f"listen 127.0.0.1:{self.tls}"),
            (r"listen \[::\].*", ""),
            (r"/etc/letsencrypt/live/[^/]+", str(folder)),
            (r"/\w+/log/nginx", str(folder)),
            (r"/var/lib/nginx/portal", f"{folder}/pages"),
            (r"(?=    location / )", f"{beside}\n"),
            (r"/opt/portal/deploy", str(folder)),
            (r"127\.0\.0\.1:8000", f"127.0.0.1:{upstream}"),
        ):
            own, count = re.subn(written, used, own)
            assert count, written
        (folder / "portal.conf").write_text(own)
        shutil.copy(DEPLOY / "busy.html", folder)
        (folder / "body").mkdir()
        # As Debian has it: both logs are on where a site does not say otherwise, and so is compression.
        (folder / "nginx.conf").write_text(
            f"daemon off; pid {folder}/pid; error_log {folder}/error.log; worker_processes auto;"
            + ("user root;" if os.geteuid() == 0 else "")
            + "events { worker_connections 256; }"
            + "http { sendfile on; tcp_nopush on; gzip on;"
            + f"access_log {folder}/access.log; client_body_temp_path {folder}/body;"
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
            self._process = subprocess.Popen(  # noqa: S603 - the real nginx
                self.run(), stdout=output, stderr=output, start_new_session=True
            )
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up and self._process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.tls)).close()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError(self.written())

    @property
    def leader(self) -> int:
        """The process that started all others of it."""
        assert self._process
        return self._process.pid

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
        self,
        method: str = "GET",
        path: str = ASKED,
        *,
        body: bytes | None = None,
        headers: Mapping[str, str] = MappingProxyType({}),
        tls: bool = True,
    ) -> Answer:
        """One request on a connection of its own."""
        connection = (
            HTTPSConnection("127.0.0.1", self.tls, context=trust_anybody())
            if tls
            else HTTPConnection("127.0.0.1", self.plain)
        )
        try:
            connection.request(method, path, body, {"Host": HOST, "Referer": f"https://{HOST}{ASKED}", **headers})
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())
        finally:
            connection.close()


@cache
def trust_anybody() -> ssl.SSLContext:
    """For connections to a server that has certified itself."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def certify(folder: Path, host: str = HOST) -> None:
    """Write a certificate for a day, `fullchain.pem`, and its key, `privkey.pem`."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    now = timezone.now()
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "fullchain.pem").write_bytes(certificate.public_bytes(serialization.Encoding.PEM))
    (folder / "privkey.pem").write_bytes(
        key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    )
