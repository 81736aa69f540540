"""Starting the server: the port, and static files that are collected only when they changed."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from bezpecna_plzen import serving
from bezpecna_plzen.management.commands.serve import welcome
from tests.running import PATIENCE_S, free_port

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def taken() -> Iterator[int]:
    """A port that something else listens on."""
    with socket.socket() as other:
        other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)  # as another copy of the server does
        other.bind(("127.0.0.1", 0))
        other.listen()
        yield other.getsockname()[1]


def test_a_taken_port_is_refused_before_anything_is_done(taken: int) -> None:
    with pytest.raises(CommandError, match=rf"127\.0\.0\.1:{taken} .*make run PORT="):
        call_command("serve", port=taken, prepare=True)


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 99_999), ("192.0.2.1", 0), ("no host", 0)])
def test_an_address_that_cannot_be_used_is_refused(host: str, port: int) -> None:
    with pytest.raises(serving.UnusableAddressError):
        serving.check_port(host, port)


def test_a_free_port_is_accepted() -> None:
    serving.check_port("127.0.0.1", 0)


def publish_from(folder: Path, settings: Settings) -> None:
    """Let the static files be only those of a folder, and be collected beside it."""
    settings.STATICFILES_DIRS = [folder]
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATIC_ROOT = folder.parent / "static"
    settings.STORAGES = {
        **settings.STORAGES,
        "staticfiles": {"BACKEND": "bezpecna_plzen.staticfiles.PortalStorage"},
    }


def test_static_files_are_collected_again_only_when_one_changed(tmp_path: Path, settings: Settings) -> None:
    source = tmp_path / "source"
    source.mkdir()
    style = source / "style.css"
    style.write_text("p { margin: 0 }")
    publish_from(source, settings)
    assert serving.collect_static()
    assert not serving.collect_static()
    os.utime(style, (1, 1))
    assert serving.collect_static()
    (settings.STATIC_ROOT / "staticfiles.json").unlink()
    assert serving.collect_static()
    assert list(settings.STATIC_ROOT.glob("style.*.css"))


def test_of_two_that_start_at_once_one_collects_static_files(tmp_path: Path, settings: Settings) -> None:
    """They would write over each other."""
    source = tmp_path / "source"
    source.mkdir()
    for number in range(20):
        (source / f"{number}.css").write_text("p { margin: 0 }")
    publish_from(source, settings)
    with ThreadPoolExecutor() as threads:
        assert sorted(threads.map(lambda _: serving.collect_static(), range(2))) == [False, True]


@pytest.mark.parametrize(("port", "command"), [(8000, "an account: .venv"), (9000, "an account: PORT=9000 .venv")])
def test_the_first_link_leads_to_the_port_that_is_served(port: int, command: str) -> None:
    text = welcome("127.0.0.1", port, illustrative=True)
    assert command in text
    assert f"http://localhost:{port}/admin/" in text


def test_ctrl_c_ends_the_server_at_once(migrated_copy: str) -> None:
    """The terminal signals the whole group; the workers must not take that for a second order to stop."""
    port = free_port()
    server = subprocess.Popen(  # noqa: S603 - our own server
        [sys.executable, "manage.py", "serve", "--prepare", "--demo", "--port", str(port), "--workers", "2"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": migrated_copy, "SECRET_KEY": "x"},
        start_new_session=True,
    )
    try:
        for number in range(1, 31):
            assert b"</html>" in get_patiently(f"http://127.0.0.1:{port}/okrsky/{number}/")
        os.killpg(server.pid, signal.SIGINT)
        assert server.wait(serving.GRACE_S - 1) == 0, "after the grace a worker that hangs is killed"
    finally:
        server.kill()


def get_patiently(url: str) -> bytes:
    """What the server answers, once it has started."""
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        try:
            with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: S310 - our own address
                return bytes(answer.read())
        except OSError:  # whatever it is, it does not answer yet
            time.sleep(0.1)
    pytest.fail("the server did not start")
