"""The portal as real processes, for tests that need a server, a browser or a kill -9."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping
from pathlib import Path

from django.conf import settings

PATIENCE_S = 180  # on a busy machine; only what fails takes so long
# What a process does that runs one piece of Python after another, so that not each has to wait for a process to start.
RUN_PIECES = """
import contextlib, io, json, sys, traceback
at_hand = dict(globals())
for line in sys.stdin:
    printed, failed = io.StringIO(), ""
    try:
        with contextlib.redirect_stdout(printed):
            exec(json.loads(line), dict(at_hand))
    except BaseException:
        failed = traceback.format_exc()
    print(json.dumps([printed.getvalue(), failed]), flush=True)
"""


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class Portal:
    """A portal with its own database, folder and port: web server and mail worker, each a process of its own."""

    def __init__(self, folder: Path, *, database_url: str = "", host: str = "127.0.0.1", **settings_: str) -> None:
        """Take a folder of its own; further settings as they are named in the README."""
        self.folder = folder
        self.port = free_port()
        self.address = f"http://{host}:{self.port}"
        self.environment: Mapping[str, str] = {
            "PATH": os.environ["PATH"],
            "DATABASE_URL": database_url or f"sqlite:///{folder / 'portal.sqlite3'}",
            "SECRET_KEY": "only for the tests with real processes",
            "MEDIA_ROOT": str(folder / "media"),
            "SITE_URL": self.address,
            **settings_,
        }
        self._processes: dict[str, subprocess.Popen[bytes]] = {}

    def manage(self, *arguments: str, **environment: str) -> str:
        """Run a command to its end and return what it printed."""
        result = subprocess.run(  # noqa: S603 - our own commands
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={**self.environment, **environment},
            capture_output=True,
            text=True,
            check=False,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def run(self, code: str) -> str:
        """Run a piece of Python, with all models at hand, and return what it printed.

        The pieces are run by one process, but none sees the names of another.
        """
        if "pieces" not in self._processes:
            self._start("pieces", "shell", "--verbosity", "0", "-c", RUN_PIECES, talks=True)
        process = self._processes["pieces"]
        assert process.stdin
        assert process.stdout
        process.stdin.write(json.dumps(code).encode() + b"\n")
        process.stdin.flush()
        answer = process.stdout.readline()
        assert answer, self.log("pieces")
        printed, failed = json.loads(answer)
        assert not failed, failed
        return str(printed)

    def start_server(self, *, workers: int = 1) -> None:
        """Start the web server, the first time with the demonstration's data, and wait until it is able to serve."""
        self._start("server", "serve", "--prepare", "--demo", "--port", str(self.port), "--workers", str(workers))
        give_up = time.monotonic() + PATIENCE_S
        while time.monotonic() < give_up and self._processes["server"].poll() is None:
            try:
                with urllib.request.urlopen(f"{self.address}/readyz", timeout=10) as answer:  # noqa: S310 - our own address
                    if answer.status == 200:
                        return
            except OSError:  # whatever it is, it does not answer yet
                time.sleep(0.05)
        raise AssertionError(f"the server did not start:\n{self.log('server')}")

    def start_mail_worker(self) -> None:
        """Start the process that sends queued mails."""
        self._start("mail", "send_queued_mail", "--forever", "--every", "0.2")

    def find_processes(self, name: str) -> list[int]:
        """The ids of a process and of all that it started."""
        return find_session(self._processes[name].pid)

    def log(self, name: str) -> str:
        """What a process (`server` or `mail`) has written."""
        return (self.folder / f"{name}.log").read_text(encoding="utf-8")

    def kill(self, name: str) -> None:
        """kill -9: the process and all that it started."""
        process = self._processes.pop(name)
        for pid in find_session(process.pid):
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        process.communicate()

    def stop(self) -> None:
        """End all processes, properly."""
        for process in self._processes.values():
            process.terminate()
        for name, process in [*self._processes.items()]:
            try:
                process.communicate(timeout=PATIENCE_S)
            except subprocess.TimeoutExpired:
                self.kill(name)
        self._processes.clear()

    def _start(self, name: str, *arguments: str, talks: bool = False) -> None:
        with (self.folder / f"{name}.log").open("a", encoding="utf-8") as log:
            self._processes[name] = subprocess.Popen(  # noqa: S603 - our own commands
                [sys.executable, "manage.py", *arguments],
                cwd=settings.BASE_DIR,
                env=self.environment,
                stdin=subprocess.PIPE if talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if talks else log,
                stderr=log,
                start_new_session=True,  # by which all that it starts is found and killed with it
            )


def find_session(leader: int) -> list[int]:
    """The processes of a session, its leader first, so that it cannot start others while they are being killed."""
    found = [leader]
    for entry in Path("/proc").iterdir():
        if entry.name.isdecimal() and int(entry.name) != leader:
            try:
                stat = (entry / "stat").read_text(encoding="utf-8", errors="replace")
            except OSError:  # it has just ended
                continue
            if int(stat.rpartition(")")[2].split()[3]) == leader:
                found.append(int(entry.name))
    return found
