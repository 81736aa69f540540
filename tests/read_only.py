"""A database that takes no changes any more, as after a planned switch-over: real ones of both kinds."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import connection


@contextmanager
def read_only(*, renewed: bool = True) -> Iterator[None]:
    """The database in use refuses every change meanwhile.

    Args:
        renewed: connections are made anew at the end, too; otherwise those that there are stay read-only.
    """
    change = _sqlite if connection.vendor == "sqlite" else _postgresql
    change(True)
    disconnect()
    try:
        yield
    finally:
        change(False)
        if renewed:
            disconnect()


def disconnect() -> None:
    """Close the connection and the pool."""
    connection.close()
    if hasattr(connection, "close_pool"):
        connection.close_pool()


def _sqlite(on: bool) -> None:
    name = str(connection.settings_dict["NAME"])
    path = name.removeprefix("file:").removesuffix("?mode=ro")
    connection.settings_dict["NAME"] = f"file:{path}?mode=ro" if on else path


def _postgresql(on: bool) -> None:
    parameters: dict[str, Any] = connection.get_connection_params()
    name = parameters["dbname"]
    with psycopg.connect(**parameters | {"dbname": "postgres"}, autocommit=True) as server:
        value = "on" if on else "off"
        server.execute(f'ALTER DATABASE "{name}" SET default_transaction_read_only = {value}')
