"""What the answers to somebody in danger have in common."""

from typing import TypeVar

from django.http import HttpResponseBase

Response = TypeVar("Response", bound=HttpResponseBase)


def keep_nothing(response: Response) -> Response:
    """Have an answer kept by nobody, and tell no other site what it was about."""
    response["Cache-Control"] = "no-store, private"
    response["Referrer-Policy"] = "no-referrer"
    return response
