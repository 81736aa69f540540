"""Errors of the API are problem JSON (RFC 9457), whoever makes them; its answers are open to every origin."""

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponseBase
from ninja.errors import ValidationError

from .lookup import api, problem

PREFIX = "/api/"
_DETAILS = {
    HTTPStatus.NOT_FOUND: "There is nothing at this address. The API is described at /api/v1/docs.",
    HTTPStatus.METHOD_NOT_ALLOWED: "The API only answers GET.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The answer failed. Please try again; in danger call 112.",
}


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
