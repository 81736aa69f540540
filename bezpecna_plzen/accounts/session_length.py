"""How long a session may last, however busy it is, and how much of it is left."""

from dataclasses import dataclass

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import HttpRequest

LONGEST_S = 12 * 3600  # one shift, counted from signing in; idle time is the age of the session cookie
SEEN = "seen_at"  # in the session: when its owner did something, to the minute


@dataclass(frozen=True, slots=True)
class TimeLeft:
    """How many seconds a session goes on; none is negative."""

    idle_s: int  # if its owner does nothing from now on; up to a minute more
    longest_s: int  # whatever they do

    @property
    def shortest_s(self) -> int:
        """When it ends if nothing happens."""
        return min(self.idle_s, self.longest_s)


def is_over(request: HttpRequest, *, now: float) -> bool:
    """Whether the signed-in user must sign in again: the session is too old, or nobody knows how old.

    Args:
        now: seconds since the epoch.
    """
    records = get_authentication_records(request, request.user)
    return not records or now - min(record["at"] for record in records) > LONGEST_S


def find_time_left(request: HttpRequest, *, now: float) -> TimeLeft:
    """How long the session of a signed-in user goes on.

    Args:
        now: seconds since the epoch.
    """
    times = [record["at"] for record in get_authentication_records(request, request.user)]
    seen = request.session.get(SEEN) or max(times)
    idle, longest = (seen + settings.SESSION_COOKIE_AGE - now, min(times) + LONGEST_S - now)
    return TimeLeft(idle_s=max(0, int(idle)), longest_s=max(0, int(longest)))
