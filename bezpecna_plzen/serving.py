"""Prepares and starts the web server: `manage.py serve`, used by `make run` and in production alike."""

import fcntl
import gc
import hashlib
import os
import signal
import socket
import sys
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.handlers.wsgi import WSGIHandler
from django.core.management import call_command
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from core.danger import recognise
from core.images import decoding

# A worker answers Python one request at a time whatever its threads, so cores want workers; more than four of them gain
# nothing here, as each keeps its own copy of the map and the street index. Four threads cover the waits for the
# database. Those that wait for a picture to be read come on top, so that pages never lack one.
MOST_WORKERS = 4
THREADS = 4 + decoding.MOST_AT_ONCE
GRACE_S = 20  # for requests under way when the server is told to stop; longer ones are cut off


class UnusableAddressError(Exception):
    """The server cannot listen there: something else does, or it is no address of this machine."""


def check_port(host: str, port: int) -> None:
    """Refuse a port that is in use, as the server itself would silently share it, or that cannot be used.

    Raises:
        UnusableAddressError: its cause says why.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # not bothered by connections just closed
        try:
            probe.bind((host, port))
        except (OSError, OverflowError) as error:
            raise UnusableAddressError from error


def prepare_database_and_files() -> None:
    """Bring the database and the static files up to date."""
    call_command("migrate", interactive=False, verbosity=0)
    collect_static()


def collect_static() -> bool:
    """Collect, compress and name the static files anew if one of them changed since the last time.

    Returns:
        Whether it was necessary.
    """
    seen = settings.STATIC_ROOT.with_suffix(".seen")
    seen.parent.mkdir(parents=True, exist_ok=True)
    with settings.STATIC_ROOT.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # another server that starts waits here: they would write over each other
        now = _static_fingerprint()
        if seen.exists() and seen.read_text() == now and (settings.STATIC_ROOT / "staticfiles.json").exists():
            return False
        call_command("collectstatic", interactive=False, verbosity=0)
        seen.write_text(now)
        return True


def run_server(*, host: str, port: int, workers: int | None = None) -> None:
    """Serve until the process is told to stop; requests under way are finished first.

    Args:
        workers: processes; by default one for each core, at least 2 and at most 4.
    """
    server = Server(
        "bezpecna_plzen.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers or max(2, min(os.cpu_count() or 1, MOST_WORKERS)),
        blocking_threads=THREADS,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=GRACE_S,
        log_level=LogLevels.warning,
        log_access=False,  # what people ask for is their address, and that is nobody's business
    )
    recognise("")  # reads the phrases, which takes half a second; workers are forked with them
    gc.freeze()  # what they share stays for good; looking for garbage in it would stop a worker for a tenth of a second
    close_connections()
    if sys.stdin.isatty():
        # Closing the terminal ends the server as Ctrl-C does; granian would take it for a wish to reload.
        server.on_startup(lambda: signal.signal(signal.SIGHUP, signal.getsignal(signal.SIGTERM)))
    server.serve(target_loader=_worker_application, wrap_loader=False)


def close_connections() -> None:
    """Close the database connections of this process.

    Workers are forked from it. With a connection that was open before, they would all talk on one line and end up in
    each other's transactions.
    """
    for connection in connections.all(initialized_only=True):
        connection.close()
        if hasattr(connection, "close_pool"):  # PostgreSQL's
            connection.close_pool()


def _worker_application() -> WSGIHandler:
    """The application, as each worker process loads it."""
    # A group of its own keeps a worker out of the terminal's reach: Ctrl-C is for the main process, which then stops
    # the workers. A worker that gets both signals (granian 2.8) hangs until it is killed.
    os.setpgid(0, 0)
    from bezpecna_plzen.wsgi import application  # not before: importing it sets Django up

    application.read_ahead()
    return application


def _static_fingerprint() -> str:
    """Changes when a static file, or how they are stored, does; a matter of milliseconds."""
    state = [repr(settings.STORAGES["staticfiles"])]
    for finder in get_finders():
        for path, storage in finder.list(None):
            file = Path(storage.path(path)).stat()
            state.append(f"{path} {file.st_size} {file.st_mtime_ns}")
    return hashlib.sha256("\n".join(state).encode()).hexdigest()
