"""Asks the portal as its server does."""

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections

from bezpecna_plzen.page_memory.freshness import Freshness
from bezpecna_plzen.page_memory.handler import PortalHandler


@dataclass(frozen=True)
class Answer:
    """What came back; names of headers in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Counting(PortalHandler):
    """The portal, asking for the stamps with each request, and how many answers were made."""

    def __init__(self, freshness: Freshness | None = None, **parts: Any) -> None:
        super().__init__(freshness or Freshness(checked_every_s=0), **parts)
        self.made = 0

    def get_response(self, request: Any) -> Any:
        self.made += 1
        return super().get_response(request)


def ask(portal: WSGIHandler, path: str, *, method: str = "GET", query: str = "", **headers: str) -> Answer:
    """Ask for a path; headers as WSGI names them, without HTTP_."""
    environ = {
        "REQUEST_METHOD": method,
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "SERVER_NAME": "127.0.0.1",
        "SERVER_PORT": "80",
        "wsgi.input": BytesIO(),
        "wsgi.url_scheme": "http",
        "wsgi.errors": sys.stderr,
        **{f"HTTP_{name}": value for name, value in {"HOST": "127.0.0.1", **headers}.items()},
    }
    said: list[Any] = []

    def start(status: str, answer_headers: list[tuple[str, str]], *_failed: object) -> Any:
        said.extend((status, answer_headers))

    with _in_transaction_of_test():
        response = portal(environ, start)
        body = b"".join(response)
        if hasattr(response, "close"):
            response.close()
    status, answered = said
    return Answer(int(status.split()[0]), {name.lower(): value for name, value in answered}, body)


@contextmanager
def _in_transaction_of_test() -> Iterator[None]:
    """The connection is not given back before and after the request, as also with Django's test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)
