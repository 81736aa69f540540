"""What has changed is read before anybody asks for a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bezpecna_plzen.page_memory.freshness import Freshness
from bezpecna_plzen.page_memory.reading_ahead import ReadingAhead
from core.change_signal import announce_change
from districts.models import Revision
from faq.models import Edition
from tests.factories import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_signal(settings: Settings, tmp_path: Path) -> None:
    settings.CHANGE_SIGNAL = tmp_path / "changed"
    Revision.renew()
    Edition.renew()


def test_whoever_asks_after_a_change_was_read_waits_for_no_query(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    freshness = Freshness(checked_every_s=1_000)
    before = freshness.state()
    ahead = ReadingAhead(freshness)
    with django_capture_on_commit_callbacks(execute=True):
        make_person(phone="377 000 001")
    ahead.look()
    with CaptureQueriesContext(connection) as asked:
        state = freshness.state()
    assert not asked.captured_queries
    assert state is not None
    assert state is not before  # it is of the changed data


def test_without_a_change_nothing_is_read() -> None:
    announce_change()
    ahead = ReadingAhead(Freshness())
    with CaptureQueriesContext(connection) as asked:
        ahead.look()
    assert not asked.captured_queries


def test_what_cannot_be_read_is_logged_once_and_the_next_change_is_read(caplog: pytest.LogCaptureFixture) -> None:
    freshness = Freshness(checked_every_s=1_000)
    ahead = ReadingAhead(freshness)

    def fail(execute: Callable[..., Any], *arguments: Any) -> Any:
        raise ValueError("something is wrong with the data")

    announce_change()
    with connection.execute_wrapper(fail):
        ahead.look()
        ahead.look()
    assert [record.message for record in caplog.records] == ["what has changed cannot be read"]
    announce_change()
    ahead.look()
    with CaptureQueriesContext(connection) as asked:
        assert freshness.state() is not None
    assert not asked.captured_queries
