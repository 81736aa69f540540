"""How the processes of one machine tell each other at once that data changed: the time of an empty file.

It saves asking the database with each request. Whoever cannot read or write it, or is on another machine, finds out by
the stamps in the database (core/revision.py) when they are next looked at.
"""

import os
import time

from django.conf import settings


def announce_change() -> None:
    """Tell the others; call when the change is committed."""
    now = time.time_ns()  # finer than the clock of file systems, so that two changes never look like one
    try:
        with settings.CHANGE_SIGNAL.open("ab"):
            os.utime(settings.CHANGE_SIGNAL, ns=(now, now))
    except OSError:
        # A command run by somebody else: the change itself is saved, and seen a little later.
        return


def last_announced() -> int:
    """Another number after each announcement; a matter of a microsecond."""
    try:
        return os.stat(settings.CHANGE_SIGNAL).st_mtime_ns  # noqa: PTH116 - with each request, and twice as fast
    except OSError:
        return 0
