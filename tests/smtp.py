"""A real SMTP server on this machine, in a process of its own, that can be told to misbehave.

The server itself is `tests/smtp_server.py`; this is what tests start, command and ask. They use the fixture `smtp`:

    def test_…(smtp: SmtpServer) -> None:
        smtp.behave("rcpt", "450 try later")
"""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, Literal

import pytest
from pytest_django import Settings

from tests.running import free_port

SERVER = Path(__file__).with_name("smtp_server.py")
Stage = Literal["connect", "mail", "rcpt", "data"]  # of a conversation; "data" is after the whole mail has come
ANSWER_S = 5  # that the portal waits for an answer; a busy machine answers sooner
HANG, DROP, DIE = "hang", "drop", "accept and die"  # besides answering with a line such as "450 try later"


def wait_until(reached: Callable[[], object], *, seconds: float = 180, why: str = "") -> None:
    """Wait for something another process does; fail if it does not come about in time, on a busy machine either."""
    deadline = time.monotonic() + seconds
    while not reached():
        if time.monotonic() > deadline:
            pytest.fail(f"not within {seconds} s: {why or reached}")
        time.sleep(0.02)


@dataclass
class SmtpServer:
    """The server, seen from a test."""

    folder: Path
    port: int = 0
    process: "subprocess.Popen[bytes] | None" = field(default=None, repr=False)

    @property
    def url(self) -> str:
        """For EMAIL_URL."""
        return self.url_with(timeout_s=ANSWER_S)

    def url_with(self, *, timeout_s: float) -> str:
        """For EMAIL_URL, when somebody shall not wait so long for what does not come."""
        return f"smtp://127.0.0.1:{self.port}?timeout={timeout_s}"

    def start(self) -> None:
        """Listen; on the same port each time."""
        if self.process is not None:
            return
        self.port = self.port or free_port()
        ready = self.folder / "ready"
        ready.unlink(missing_ok=True)
        self.process = subprocess.Popen(  # noqa: S603 - our own file
            [sys.executable, "-I", str(SERVER), str(self.port), str(self.folder)], cwd=self.folder
        )
        wait_until(ready.exists, why="the SMTP server listens")

    def stop(self) -> None:
        """Refuse connections."""
        if self.process is not None:
            self.process.send_signal(signal.SIGKILL)
            self.process.wait()
            self.process = None

    def behave(self, stage: Stage, how: str, *, only: str = "") -> None:
        """From now on answer with a line at a stage (`450 try later`), HANG, DROP the connection, or accept and DIE.

        Args:
            only: the one recipient that is answered so, at `rcpt`; the others are accepted.
        """
        self._write({"stage": stage, "how": how, "only": only})

    def recover(self) -> None:
        """From now on accept everything."""
        self._write({})

    def reset(self) -> None:
        """Forget the mails, and accept everything."""
        self.start()
        self.recover()
        (self.folder / "mails.jsonl").unlink(missing_ok=True)
        (self.folder / "asked.txt").unlink(missing_ok=True)

    @property
    def connections(self) -> int:
        """How often somebody connected."""
        asked = self.folder / "asked.txt"
        return asked.stat().st_size if asked.exists() else 0

    @property
    def received(self) -> list[dict[str, Any]]:
        """The accepted mails in their order: `from`, `to` (a list) and `content` (its bytes, as Latin-1)."""
        mails = self.folder / "mails.jsonl"
        if not mails.exists():
            return []
        whole, _, _ = mails.read_text().rpartition("\n")  # after it a line that is being written
        return [json.loads(line) for line in whole.splitlines()]

    def has_received(self, number: int) -> bool:
        """Whether at least so many mails have been accepted."""
        return len(self.received) >= number

    @property
    def mails(self) -> list[EmailMessage]:
        """The accepted mails, parsed."""
        return [message_from_bytes(mail["content"].encode("latin-1"), policy=policy.default) for mail in self.received]

    def _write(self, behaviour: dict[str, str]) -> None:
        draft = self.folder / "behaviour.draft"
        draft.write_text(json.dumps(behaviour))
        draft.replace(self.folder / "behaviour.json")


@pytest.fixture(scope="session")
def _smtp_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SmtpServer]:
    server = SmtpServer(tmp_path_factory.mktemp("smtp"))
    yield server
    server.stop()


@pytest.fixture
def smtp(_smtp_server: SmtpServer, settings: Settings) -> SmtpServer:
    """A well-behaved SMTP server without mails, to which the portal sends."""
    _smtp_server.reset()
    settings.EMAIL_BACKEND = "mailbox.mail.backend.Backend"
    settings.MAIL_TRANSPORT = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", _smtp_server.port, ANSWER_S
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    return _smtp_server
