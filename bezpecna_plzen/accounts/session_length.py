"""How long a session may last, however busy it is."""

from allauth.account.authentication import get_authentication_records
from django.http import HttpRequest

LONGEST_S = 12 * 3600  # one shift, counted from signing in; idle time is the age of the session cookie


def is_over(request: HttpRequest, *, now: float) -> bool:
    """Whether the signed-in user must sign in again: the session is too old, or nobody knows how old.

    Args:
        now: seconds since the epoch.
    """
    records = get_authentication_records(request, request.user)
    return not records or now - min(record["at"] for record in records) > LONGEST_S
