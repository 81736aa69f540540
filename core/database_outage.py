"""When the database does not answer or takes nothing in, as opposed to a mistake of ours: telling the two apart, and
getting rid of connections to a server that has gone read-only.
"""

import logging
import sqlite3

import psycopg
from django.contrib.sessions.backends.base import UpdateError
from django.contrib.sessions.exceptions import SessionInterrupted
from django.db import DatabaseError, InterfaceError, InternalError, OperationalError, connection, transaction

# Of SQLite: it is locked, cannot be written or read, or is damaged. Not SQLITE_ERROR, which is a wrong statement.
_SQLITE = frozenset(
    {
        sqlite3.SQLITE_PERM,
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
        sqlite3.SQLITE_NOMEM,
        sqlite3.SQLITE_READONLY,
        sqlite3.SQLITE_INTERRUPT,
        sqlite3.SQLITE_IOERR,
        sqlite3.SQLITE_CORRUPT,
        sqlite3.SQLITE_FULL,
        sqlite3.SQLITE_CANTOPEN,
        sqlite3.SQLITE_PROTOCOL,
        sqlite3.SQLITE_NOTADB,
    }
)
# Classes of SQLSTATE of PostgreSQL: no connection, no access, deadlocks, no resources, not in the right state, stopped
# by an administrator, failures of the system and of the server itself.
_POSTGRESQL_CLASSES = ("08", "28", "40", "53", "55", "57", "58", "XX")
_READ_ONLY, _NO_RIGHT = "25006", "42501"
_POSTGRESQL = frozenset({_READ_ONLY, "25P03", "25P04", "3D000", _NO_RIGHT})  # timeouts, no such database
_CONNECT_S = 3
# Changes nothing, and is refused by a database that takes no changes to what the portal cannot do without.
_PROBE = "UPDATE mailbox_message SET text = text WHERE 1 = 0"

logger = logging.getLogger(__name__)


def is_outage(error: BaseException) -> bool:
    """Whether it is the database that cannot, so that the same may work later; not what was asked of it."""
    error = _said_by_database(error)
    if not isinstance(error, DatabaseError | InterfaceError):
        return False
    cause = error.__cause__
    if (sqlite := getattr(cause, "sqlite_errorcode", None)) is not None:
        return sqlite & 0xFF in _SQLITE
    if state := getattr(cause, "sqlstate", None):
        return state in _POSTGRESQL or state.startswith(_POSTGRESQL_CLASSES)
    return isinstance(error, OperationalError | InterfaceError | InternalError)


def recover_connections(error: BaseException) -> None:
    """Call after a failure: when the database has gone read-only and new connections would not be, renew all.

    The pool asks a connection only whether it lives; those to the server that was the main one would stay for good.
    So would one to a file of SQLite that could not be written when it was opened.
    """
    if refuses_changes(error):
        renew_connections()


def renew_connections() -> bool:
    """Replace the pooled connections, unless new ones would be read-only, too: then the old ones go on reading.

    Of SQLite it is the connection of this thread; the others are made anew within a minute (`CONN_MAX_AGE`).

    Returns:
        Whether new connections take changes.
    """
    if connection.vendor == "sqlite":
        return _reopen_sqlite()
    pool = getattr(connection, "pool", None)
    if pool is None or not _new_one_writes():
        return False
    logger.warning("the database was read-only and is no longer: its connections are made anew")
    pool.drain()
    return True


def takes_changes() -> bool:
    """Whether the database takes changes. Changes nothing; one that somebody else is writing to counts as taking them.

    Raises:
        DatabaseError: it does not answer.
    """
    try:
        if connection.vendor == "sqlite":
            _probe_without_waiting()
        else:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(_PROBE)
    except DatabaseError as error:
        if refuses_changes(error):
            return renew_connections()
        if not _is_busy(error):
            raise
    return True


def _said_by_database(error: BaseException) -> BaseException:
    """What is behind an error of sessions: those take whatever the database says for a session that was deleted."""
    while isinstance(error, UpdateError | SessionInterrupted) and error.__context__ is not None:
        error = error.__context__
    return error


def _probe_without_waiting() -> None:
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA busy_timeout")
        [usual] = cursor.fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            cursor.execute(_PROBE)
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(usual)}")


def refuses_changes(error: BaseException) -> bool:
    """Whether the database can be read, but takes no changes."""
    cause = _said_by_database(error).__cause__
    sqlite, state = getattr(cause, "sqlite_errorcode", 0), getattr(cause, "sqlstate", None)
    return sqlite & 0xFF == sqlite3.SQLITE_READONLY or state in (_READ_ONLY, _NO_RIGHT)


def _reopen_sqlite() -> bool:
    """Open SQLite's file anew.

    Returns:
        Whether it takes changes.
    """
    if connection.in_atomic_block:  # belongs to whoever began it
        return False
    connection.close()
    try:
        _probe_without_waiting()
    except DatabaseError as error:
        return _is_busy(error)
    return True


def _is_busy(error: DatabaseError) -> bool:
    return getattr(error.__cause__, "sqlite_errorcode", 0) & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def _new_one_writes() -> bool:
    parameters = connection.get_connection_params() | {"connect_timeout": _CONNECT_S}
    try:
        with psycopg.connect(**parameters) as new:
            row = new.execute("SHOW transaction_read_only").fetchone()
    except psycopg.Error:
        return False
    return row is not None and row[0] == "off"
