"""Whether a form came from a page of the portal: a browser says so, and no other site can make it say that."""

from django.http import HttpRequest


def came_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of the same address has sent this; without a word it is not known."""
    if fetched := request.headers.get("Sec-Fetch-Site"):
        return fetched == "same-origin"
    return request.headers.get("Origin") == f"{request.scheme}://{request.get_host()}"
