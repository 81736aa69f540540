"""Errors of the API as problem JSON (RFC 9457)."""

import json

from django.http import HttpResponse


def problem(status: int, detail: str) -> HttpResponse:
    """An error with its HTTP status and a sentence that says what to do."""
    title = HttpResponse(status=status).reason_phrase
    body = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json")
