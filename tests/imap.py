"""A real IMAP server on this machine, as small as what is asked of it: the fixture `imap` is an empty mailbox.

def test_…(imap: Mailbox) -> None:
    imap.put(b"From: …")
"""

import re
import socketserver
import ssl
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytest_django import Settings

USER, PASSWORD = "portal", "tajne heslo"
_SENSE = {"UNFLAGGED": ("\\Flagged", False), "FLAGGED": ("\\Flagged", True), "UNSEEN": ("\\Seen", False)}
_SENSE |= {"UNDELETED": ("\\Deleted", False)}


@dataclass
class Mailbox:
    """The mailbox, seen from a test."""

    port: int = 0
    mails: dict[int, bytes] = field(default_factory=dict)
    flags: dict[int, set[str]] = field(default_factory=dict)
    fails_at: str = ""  # a command that is answered with NO
    certified: Path | None = None  # for TLS, the folder of a certificate and its key
    capabilities: str = "IMAP4rev1 UIDPLUS"

    def put(self, raw: bytes, *flags: str) -> int:
        """Deliver a mail; its number."""
        number = max(self.flags, default=0) + 1
        self.mails[number], self.flags[number] = raw, set(flags)
        return number

    def find(self, criteria: list[str]) -> list[int]:
        """The numbers of the mails that fit all criteria."""
        wanted = [_SENSE[each] for each in criteria]
        return [
            number for number in self.mails if all((flag in self.flags[number]) is is_set for flag, is_set in wanted)
        ]


class _Conversation(socketserver.StreamRequestHandler):
    """One connection; commands as imaplib writes them."""

    disable_nagle_algorithm = True

    def handle(self) -> None:
        self._say("* OK ready")
        while line := self.rfile.readline():
            tag, _space, command = line.decode().strip().partition(" ")
            name, _space, arguments = command.removeprefix("UID ").partition(" ")
            box: Mailbox = self.server.mailbox  # type: ignore[attr-defined] # ours
            if name == box.fails_at:
                self._say(f"{tag} NO not now")
                continue
            answer = getattr(self, f"_{name.lower()}")(box, arguments) or "OK"
            self._say(f"{tag} {answer} done")
            if name == "LOGOUT":
                return

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")

    def _capability(self, box: Mailbox, arguments: str) -> None:
        self._say(f"* CAPABILITY {box.capabilities}")

    def _login(self, box: Mailbox, arguments: str) -> str:
        return "OK" if arguments == f'{USER} "{PASSWORD}"' else "NO"

    def _select(self, box: Mailbox, arguments: str) -> str:
        self._say(f"* {len(box.mails)} EXISTS")
        return "OK" if arguments == '"INBOX"' else "NO"

    def _search(self, box: Mailbox, arguments: str) -> None:
        self._say("* SEARCH " + " ".join(map(str, box.find(arguments.split()))))

    def _fetch(self, box: Mailbox, arguments: str) -> None:
        number, most = map(int, re.fullmatch(r"(\d+) \(RFC822\.SIZE BODY\.PEEK\[\]<0\.(\d+)>\)", arguments).groups())  # type: ignore[union-attr] # fails the test
        raw = box.mails[number]
        begun = raw[:most]
        self._say(f"* 1 FETCH (UID {number} RFC822.SIZE {len(raw)} BODY[]<0> {{{len(begun)}}}")
        self.wfile.write(begun + b")\r\n")

    def _store(self, box: Mailbox, arguments: str) -> None:
        number, _how, flag = arguments.split()
        box.flags[int(number)].add(flag.strip("()"))

    def _expunge(self, box: Mailbox, arguments: str) -> None:
        named = {int(each) for each in arguments.split(",") if each} or set(box.mails)
        for number in named:
            if "\\Deleted" in box.flags[number]:
                box.mails.pop(number)

    def _logout(self, box: Mailbox, arguments: str) -> None:
        self._say("* BYE")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    mailbox: Mailbox

    def get_request(self) -> tuple[Any, Any]:
        connection, address = super().get_request()
        if (folder := self.mailbox.certified) is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(folder / "fullchain.pem", folder / "privkey.pem")
            connection = context.wrap_socket(connection, server_side=True)
        return connection, address

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Nothing to say of a client that hangs up, as one does that does not believe the certificate."""


@pytest.fixture
def imap(settings: Settings) -> Iterator[Mailbox]:
    """An empty mailbox, which the portal takes for its own."""
    with _Server(("127.0.0.1", 0), _Conversation) as server:
        server.mailbox = Mailbox(port=server.server_address[1])
        settings.BOUNCE_MAILBOX = {
            "tls": False,
            "host": "127.0.0.1",
            "port": server.mailbox.port,
            "user": USER,
            "password": PASSWORD,
            "folder": "INBOX",
        }
        threading.Thread(target=server.serve_forever, args=[0.01], daemon=True).start()
        yield server.mailbox
        server.shutdown()
