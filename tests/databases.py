"""The databases of the tests: migrated once and the city imported once for all workers of a run, then copied."""

import copy
import fcntl
import os
import re
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from django.apps import apps
from django.core.management import call_command
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.models import Model
from django.db.utils import load_backend
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from psycopg import sql

from tests import official_files

MIGRATED, CITY = "migrated", "city"


@dataclass(frozen=True)
class Masters:
    """The databases that others are copied from. Whichever worker needs one first makes it; nobody else touches it."""

    folder: Path  # shared by the workers of a run
    portal: str  # the name of the database that is not for tests, on PostgreSQL

    def migrated(self) -> str:
        """The name of the master as migrations leave a new database: of a file for SQLite."""
        return self._made_once(MIGRATED, make)

    def city(self, files: Path) -> str:
        """The name of the master with the official files imported."""

        def make_city(name: str) -> None:
            city = make(name, like=self.migrated())
            with in_use(city), translation.override("en"):
                for command, file in official_files.NAMES.items():
                    output = StringIO()
                    try:
                        call_command(command, files / file, stdout=output, no_color=True)
                    except SystemExit:
                        pytest.fail(f"{command} refused the official file:\n{output.getvalue()}")
                    self._report(command).write_text(output.getvalue(), encoding="utf-8")

        return self._made_once(CITY, make_city)

    def said(self, command: str) -> str:
        """What the import of an official file said, in English, when the city was made."""
        return self._report(command).read_text(encoding="utf-8")

    def _report(self, command: str) -> Path:
        return self.folder / f"{command}.said"

    def _made_once(self, what: str, make_it: Callable[[str], object]) -> str:
        name = str(self.folder / f"{what}.sqlite3") if is_sqlite() else master_name(self.portal, what)
        done = self.folder / f"{what}.made"
        with (self.folder / f"{what}.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)  # the others wait here
            if not done.exists():
                make_it(name)
                done.touch()
        return name


def is_sqlite() -> bool:
    """Whether the tests run on SQLite; else on PostgreSQL."""
    return connections["default"].vendor == "sqlite"


def master_name(portal: str, what: str) -> str:
    """What a master is called on PostgreSQL, the same for all workers."""
    return f"test_{portal}_{what}"


def own_name(folder: Path, what: str) -> str:
    """The name of a further database of this worker; of a file in a folder for SQLite.

    SQLite in memory has other locks than a file; what is tested in such a database must hold for the file.
    """
    return str(folder / f"{what}.sqlite3") if is_sqlite() else f"{connections['default'].settings_dict['NAME']}_{what}"


def make(name: str, *, like: str = "") -> BaseDatabaseWrapper:
    """A new test database of the kind that the tests run on, in place of one left over: migrated, or like a master.

    Nothing may be connected to the master. The new one is to be disposed of with `destroy`.
    """
    default = connections["default"]
    config = copy.deepcopy(default.settings_dict)
    config["TEST"] |= {"NAME": name}
    if like and is_sqlite():
        shutil.copyfile(like, name)
    elif like:
        config["TEST"] |= {"TEMPLATE": like}
    database: BaseDatabaseWrapper = load_backend(config["ENGINE"]).DatabaseWrapper(config, "default")
    with in_use(database):
        keep = bool(like) and is_sqlite()  # the copy is what there is to keep
        database.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False, keepdb=keep)
    return database


def destroy(database: BaseDatabaseWrapper) -> None:
    """Remove a test database."""
    name = connections["default"].settings_dict["NAME"]
    with in_use(database):
        database.creation.destroy_test_db(name, verbosity=0)


def copy_for_processes(master: str, folder: Path) -> str:
    """The DATABASE_URL of a copy of a master that only other processes use, one at a time for each worker."""
    if is_sqlite():
        file = str(folder / "portal.sqlite3")
        shutil.copyfile(master, file)
        return url_of(file)
    name = _name_for_processes()
    _drop(name)
    with _server() as server:
        server.execute(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(master)))
    return url_of(name)


def url_of(name: str) -> str:
    """The DATABASE_URL of a database of the kind that the tests run on: of a file for SQLite."""
    if is_sqlite():
        return f"sqlite:///{name}"
    values = connections["default"].settings_dict
    sign_in = f"{values['USER']}:{values['PASSWORD']}".rstrip(":")
    return f"postgres://{sign_in}@{values['HOST']}:{values['PORT'] or 5432}/{name}"


def remove_copy_for_processes() -> None:
    """After a test: on SQLite the copy is a file that pytest removes."""
    if not is_sqlite():
        _drop(_name_for_processes())


def remove_masters() -> None:
    """After a run: on SQLite the masters are files that pytest removes."""
    if not is_sqlite():
        for what in (CITY, MIGRATED):
            _drop(master_name(connections["default"].settings_dict["NAME"], what))


def _name_for_processes() -> str:
    return f"test_{os.environ.get('PYTEST_XDIST_WORKER', 'only')}_{os.getpid()}_processes"


def _server() -> "psycopg.Connection[tuple[object, ...]]":
    values = connections["default"].settings_dict
    named = ("host", "port", "user", "password")
    server = {name: values[name.upper()] for name in named if values[name.upper()]}
    return psycopg.connect(**server, dbname="postgres", autocommit=True)


def _drop(name: str) -> None:
    with _server() as server:
        server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


@contextmanager
def in_memory(master: str) -> Iterator[str]:
    """The name of a database in memory, like a master; it lasts as long as the context."""
    name = "file:tests?mode=memory&cache=shared"
    with closing(sqlite3.connect(name, uri=True)) as memory:
        with closing(sqlite3.connect(master)) as file:
            file.backup(memory)
        yield name


@contextmanager
def in_use(database: BaseDatabaseWrapper) -> Iterator[None]:
    """Make a database the default one, here and in threads started meanwhile."""
    default = connections["default"]
    name = connections.settings["default"]["NAME"]
    _disconnect(default)
    connections["default"] = database
    connections.settings["default"]["NAME"] = database.settings_dict["NAME"]
    try:
        yield
    finally:
        _disconnect(database)
        connections["default"] = default
        connections.settings["default"]["NAME"] = name


def _disconnect(database: BaseDatabaseWrapper) -> None:
    """Close the connection, and its pool: Django keeps one for each alias, so the next database would be handed it."""
    database.close()  # but for SQLite's database in memory, which lives as long as its connection
    if hasattr(database, "close_pool"):  # PostgreSQL's
        database.close_pool()


def models_read(captured: CaptureQueriesContext) -> set[type[Model]]:
    """The models whose tables were read, those between two others included."""
    by_table = {model._meta.db_table: model for model in apps.get_models(include_auto_created=True)}
    tables = {table for query in captured for table in re.findall(r'(?:FROM|JOIN) "(\w+)"', query["sql"])}
    return {by_table[table] for table in tables}
