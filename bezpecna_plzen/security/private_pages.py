"""Pages that nobody keeps: those of accounts and of the administration."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

PRIVATE = ("/ucet/", "/admin/", "/styl/")


class PrivatePagesMiddleware:
    """Lets neither browsers nor proxies keep such a page, so nobody finds it there after somebody has signed out."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if request.path_info.startswith(PRIVATE):
            response["Cache-Control"] = "no-store, private"
        return response
