"""The log: nothing in it opens anything."""

from typing import Any

import pytest
from django.conf import settings
from django.http import HttpResponse
from django.test import RequestFactory
from django.utils.log import log_response
from django.utils.module_loading import import_string


@pytest.mark.parametrize(
    ("path", "written"),
    [
        ("/ucet/pozvanka/VvOyn-4.sIgn_ed/", "/ucet/pozvanka/…/"),
        ("/ucet/pozvanka/VvOyn-4.sIgn_ed/aplikace/", "/ucet/pozvanka/…/aplikace/"),
        ("/infoschranka/foto/VvOyn:sIgn_ed", "/infoschranka/foto/…"),
        ("/okrsky/7/", "/okrsky/7/"),
    ],
)
def test_a_link_that_opens_something_is_not_written_down_when_its_page_fails(
    rf: RequestFactory, caplog: pytest.LogCaptureFixture, path: str, written: str
) -> None:
    log_response("%s: %s", "Service Unavailable", path, response=HttpResponse(status=503), request=rf.get(path))
    logging: Any = settings.LOGGING
    options = logging["formatters"]["line"]
    formatter = import_string(options["()"])(options["format"], style=options["style"])
    (line,) = [formatter.format(record) for record in caplog.records]
    assert line.endswith(f"Service Unavailable: {written}")
