"""What was erased leaves the files of SQLite, too.

Deleted rows are overwritten there (`secure_delete` in the settings), but three places keep words for longer: the
index of words until it is made anew, the file itself until the overwritten pages are copied into it, and the
write-ahead log (`-wal`) until it is emptied. PostgreSQL does the like by itself (autovacuum, recycled log files).
"""

from django.db import connection

from mailbox import message_search

_TRIES = 3  # each waits for readers as long as any writer waits: 20 seconds


def scrub_files() -> bool:
    """Take the last traces of what was erased out of the database's files; call after erasing, outside of requests
    and of transactions.

    Returns:
        Whether nothing is left; False if others read the database all the time, so that its log could not be emptied.
    """
    if connection.vendor != "sqlite":
        return True
    message_search.compact_index()
    if connection.in_atomic_block:  # nothing is final yet, and a log that is being written to cannot be emptied
        return True
    with connection.cursor() as cursor:
        for _each in range(_TRIES):
            cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            [busy, _in_log, _copied] = cursor.fetchone()
            if not busy:
                return True
    return False
