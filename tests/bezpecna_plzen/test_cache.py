"""The cache that several servers share: what it lacks is said before the first page, and staff can always sign in."""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.models import User
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.locmem import LocMemCache
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings
from redis import Redis

from bezpecna_plzen import checks
from bezpecna_plzen.shared_cache import SharedCache
from tests.running import PATIENCE_S, free_port

SERVER = shutil.which("redis-server")
SIGN_IN = "/ucet/prihlaseni/"
PASSWORD = "dlouhé heslo pro zkoušku"
WITHOUT_CLIENT = (
    "import sys; sys.modules['redis'] = None; from django.core.management import execute_from_command_line as run; "
    "run(['manage.py', *sys.argv[1:]])"
)


def manage(folder: Path, cache_url: str, *arguments: str, script: str = "") -> "subprocess.CompletedProcess[str]":
    """A command in a new process with this cache and a database of its own."""
    return subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, *(["-c", script] if script else ["manage.py"]), *arguments],
        cwd=settings.BASE_DIR,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "bezpecna_plzen.settings",
            "SECRET_KEY": "x" * 50,
            "DATABASE_URL": f"sqlite:///{folder / 'db.sqlite3'}",
            "CACHE_URL": cache_url,
        },
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE_S,
    )


def using(settings: Settings, **config: object) -> BaseCache:
    """Make a cache the one in use."""
    settings.CACHES = {"default": config}
    return caches["default"]


def use_redis(settings: Settings, port: int) -> BaseCache:
    return using(
        settings,
        BACKEND="bezpecna_plzen.shared_cache.SharedCache",
        LOCATION=f"redis://127.0.0.1:{port}/0",
        OPTIONS={"socket_connect_timeout": 2},
    )


@pytest.fixture
def redis_port(tmp_path: Path) -> Iterator[int]:
    """A real Redis."""
    if SERVER is None:
        pytest.skip("needs Redis: apt install redis-server")
    port = free_port()
    server = subprocess.Popen(  # noqa: S603 - the real Redis
        [SERVER, "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)],
        stdout=subprocess.DEVNULL,
    )
    give_up = time.monotonic() + PATIENCE_S
    while time.monotonic() < give_up:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.05)
    yield port
    server.terminate()
    server.wait(PATIENCE_S)


@pytest.mark.parametrize("command", [("check",), ("check", "--deploy"), ("serve", "--port", "1"), ("migrate",)])
@pytest.mark.parametrize("url", ["redis://127.0.0.1:6379/0", "rediss://user:tajne@cache.example.org:6379/1"])
def test_a_missing_client_is_said_with_how_to_get_it(tmp_path: Path, url: str, command: tuple[str, ...]) -> None:
    done = manage(tmp_path, url, *command, script=WITHOUT_CLIENT)
    assert done.returncode == 1
    said = done.stderr.splitlines()[-1]
    assert "its client is not installed" in said
    assert "pip install --require-hashes -r requirements/redis.txt" in said
    assert "tajne" not in done.stderr + done.stdout


@pytest.mark.parametrize(
    "url",
    [
        *("memcached://127.0.0.1:11211", "pymemcache://127.0.0.1:11211", "elasticache://h", "uwsgicache://h"),
        *("dummy://", "nonsense://x", "localhost:6379", "redis:tajne", "redis://", "rediss://", "db://", "file://", ""),
    ],
)
def test_what_cannot_count_is_refused_with_what_can(tmp_path: Path, url: str) -> None:
    done = manage(tmp_path, url, "check")
    assert done.returncode == 1
    assert "CACHE_URL must be db://table, redis://host:6379/0" in done.stderr.splitlines()[-1]
    assert "tajne" not in done.stderr


def test_a_folder_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    done = manage(tmp_path, f"file://{tmp_path}/file/cache", "check")
    assert done.returncode == 1
    assert "cannot be written" in done.stderr.splitlines()[-1]
    assert manage(tmp_path, f"file://{tmp_path}/cache", "check", "--fail-level", "WARNING").returncode == 0


def test_a_table_that_is_not_there_is_said_and_made(tmp_path: Path) -> None:
    assert manage(tmp_path, "db://pocitadla", "migrate").returncode == 0
    checked = manage(tmp_path, "db://pocitadla", "check")
    assert "pocitadla" in checked.stderr
    assert "manage.py createcachetable" in checked.stderr
    served = manage(tmp_path, "db://pocitadla", "serve", "--port", str(free_port()))
    assert served.returncode == 1
    assert "manage.py createcachetable" in served.stderr
    assert "Traceback" not in served.stderr
    assert manage(tmp_path, "db://pocitadla", "createcachetable").returncode == 0
    assert not manage(tmp_path, "db://pocitadla", "check", "--fail-level", "WARNING").stderr


@pytest.mark.django_db
def test_preparing_to_serve_makes_the_table(settings: Settings) -> None:
    using(settings, BACKEND="django.core.cache.backends.db.DatabaseCache", LOCATION="pocitadla")
    assert [problem.id for problem in checks.table_of_cache_is_there(None)] == ["portal.W007"]
    with pytest.raises(CommandError, match="createcachetable"):
        call_command("serve", port=free_port())
    call_command("createcachetable", verbosity=0)
    assert not checks.table_of_cache_is_there(None)
    assert "pocitadla" in connection.introspection.table_names()
    signs_in_and_is_slowed_down()


@pytest.mark.django_db
def test_staff_sign_in_with_redis_which_counts_for_all(settings: Settings, redis_port: int) -> None:
    use_redis(settings, redis_port)
    assert not checks.redis_answers(None)
    signs_in_and_is_slowed_down()
    with Redis(port=redis_port) as client:
        assert client.dbsize()
    caches.close_all()  # another worker knows of it
    assert slowed_down(PASSWORD)


@pytest.mark.django_db
def test_staff_sign_in_while_redis_is_away(settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    """Each worker counts for itself then, so guessing stays limited."""
    LocMemCache("while Redis is away", {}).clear()
    use_redis(settings, free_port())
    (problem,) = checks.redis_answers(None)
    assert problem.id == "portal.W008"
    signs_in_and_is_slowed_down()
    assert len([record for record in caplog.records if "cache does not answer" in record.message]) == 1


def test_redis_is_asked_again_when_it_is_back(
    settings: Settings, redis_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bezpecna_plzen.shared_cache._AGAIN_S", 0)
    cache = use_redis(settings, redis_port)
    assert isinstance(cache, SharedCache)
    cache.set("pokus", 1)
    with Redis(port=redis_port) as client:
        client.config_set("requirepass", "jine")  # from now on it refuses
        client.client_kill_filter(skipme=True)
        assert cache.get("pokus") is None
        cache.set("pokus", 2)
        assert cache.get("pokus") == 2
        client.config_set("requirepass", "")
    assert cache.get("pokus") == 1


def signs_in_and_is_slowed_down() -> None:
    """Somebody signs in as far as the second factor; somebody else's password is guessed for as long as one may."""
    for name in ("jana", "petr"):
        User.objects.create_user(name, password=PASSWORD, is_staff=True)
    assert Client().post(SIGN_IN, {"login": "jana", "password": PASSWORD}).status_code == 302
    assert not any(slowed_down("spatne") for _ in range(5))
    assert slowed_down(PASSWORD)


def slowed_down(password: str) -> bool:
    """Whether a try to sign in as Petr has to wait, even with the right password."""
    answer = Client().post(SIGN_IN, {"login": "petr", "password": password})
    assert answer.status_code == 200
    return "Příliš mnoho pokusů" in answer.content.decode()
