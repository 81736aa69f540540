"""The public JSON API as a whole: open to everybody, no key; the apps bring its calls.

Its errors are problem JSON (RFC 9457), whoever makes them, and its answers are open to every origin.
"""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from ninja import NinjaAPI
from ninja.errors import ValidationError

from core.danger.emergency_lines import ANY
from core.problem_json import problem
from districts.api.infoboxes import router as infoboxes
from districts.api.lookup import router as lookups
from faq.api import router as answers

PREFIX = "/api/"
_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. The API is described at /api/v1/docs.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The API only answers GET.",
    HTTPStatus.INTERNAL_SERVER_ERROR: f"The answer failed. Please try again; in danger call {ANY.number}.",
}


api = NinjaAPI(
    title="Bezpečná Plzeň",
    version="1",
    description="Which police district of Plzeň a place belongs to and who answers for safety there.",
    urls_namespace="api",
    docs_url="",  # the page for people is our own: bezpecna_plzen/api/page.py
)
for router in (lookups, infoboxes, answers):
    api.add_router("", router)


@api.exception_handler(ValidationError)
def invalid(request: HttpRequest, error: ValidationError) -> HttpResponseBase:
    """A parameter of the wrong type or out of range."""
    return problem(422, "; ".join(f"{item['loc'][-1]}: {item['msg']}" for item in error.errors))


def nothing_here(request: HttpRequest, rest: str) -> HttpResponseBase:
    """An address below `PREFIX` that means nothing."""
    return problem(404, _DETAILS[HTTPStatus.NOT_FOUND])


class ApiMiddleware:
    """Turns error pages into problem JSON and opens the answers to other origins, below `PREFIX` only."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        response = self.get_response(request)
        if not request.path_info.startswith(PREFIX):
            return response
        status = response.status_code
        if status >= HTTPStatus.BAD_REQUEST and not response.get("Content-Type", "").startswith("application/problem"):
            allowed = response.get("Allow")
            response = problem(status, _DETAILS.get(HTTPStatus(status), "The request could not be answered."))
            if allowed:
                response["Allow"] = allowed
        response["Access-Control-Allow-Origin"] = "*"
        return response
