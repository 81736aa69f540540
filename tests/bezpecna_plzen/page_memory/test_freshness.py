"""Until when kept answers are right."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from django.db import OperationalError, connection, transaction
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from bezpecna_plzen.page_memory.freshness import Freshness
from core.change_signal import announce_change, last_announced
from districts.models import Revision
from faq.models import Edition
from tests.factories import make_department, make_notice, make_question

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _own_signal(settings: Settings, tmp_path: Path) -> None:
    settings.CHANGE_SIGNAL = tmp_path / "changed"


@pytest.fixture(autouse=True)
def _written() -> None:
    Revision.renew()
    Edition.renew()


@contextmanager
def database_away() -> Iterator[None]:
    """The database answers nothing."""

    def refuse(execute: Callable[..., Any], *arguments: Any) -> Any:
        raise OperationalError("the database is away")

    with connection.execute_wrapper(refuse):
        yield


def test_it_is_the_same_state_as_long_as_nothing_changes() -> None:
    freshness = Freshness(checked_every_s=0)
    state = freshness.state()
    assert state is not None
    assert freshness.state() is state


@pytest.mark.parametrize("change", [make_department, make_notice, make_question])
def test_after_a_change_it_is_another(change: Callable[[], object]) -> None:
    freshness = Freshness(checked_every_s=0)
    state = freshness.state()
    change()
    assert freshness.state() is not state


def test_it_asks_the_database_rarely() -> None:
    freshness = Freshness(checked_every_s=1_000)
    state = freshness.state()
    with CaptureQueriesContext(connection) as asked:
        assert all(freshness.state() is state for _ in range(100))
    assert not asked.captured_queries


def test_a_change_on_this_machine_is_seen_at_once(
    django_capture_on_commit_callbacks: Callable[..., Any],
) -> None:
    freshness = Freshness(checked_every_s=1_000)
    state = freshness.state()
    with django_capture_on_commit_callbacks(execute=True):
        make_notice()
    assert freshness.state() is not state


def test_nothing_is_announced_before_it_is_committed(django_capture_on_commit_callbacks: Callable[..., Any]) -> None:
    announce_change()
    before = last_announced()
    with django_capture_on_commit_callbacks() as waiting:
        make_notice()
    assert last_announced() == before
    for announce in waiting:
        announce()
    assert last_announced() > before


def test_what_is_rolled_back_changes_nothing() -> None:
    freshness = Freshness(checked_every_s=0)
    state = freshness.state()
    with transaction.atomic():
        make_notice()
        transaction.set_rollback(True)
    assert freshness.state() is state


def test_without_the_file_changes_are_still_seen(settings: Settings, tmp_path: Path) -> None:
    settings.CHANGE_SIGNAL = tmp_path / "nowhere" / "changed"
    announce_change()
    assert last_announced() == 0
    freshness = Freshness(checked_every_s=0)
    state = freshness.state()
    make_notice()
    assert freshness.state() is not state


def test_two_changes_in_the_same_moment_are_told_apart() -> None:
    told = []
    for _ in range(50):
        announce_change()
        told.append(last_announced())
    assert told == sorted(set(told))


def test_an_hour_on_a_page_ends_it() -> None:
    now = [time.time()]
    freshness = Freshness(lambda: now[0], checked_every_s=1_000)
    state = freshness.state()
    assert state is not None
    now[0] = state.until - 0.1
    assert freshness.state() is state
    now[0] = state.until
    later = freshness.state()
    assert later is not state
    assert later is not None
    assert later.until > state.until


def test_before_the_first_write_nothing_is_kept() -> None:
    Revision.objects.all().delete()
    assert Freshness().state() is None


def test_while_the_database_is_away_the_last_state_counts() -> None:
    now = [time.time()]
    freshness = Freshness(lambda: now[0], checked_every_s=0)
    state = freshness.state()
    assert state is not None
    with database_away():
        assert freshness.state() is state
        now[0] = state.until
        assert freshness.state() is None, "an hour has passed, and nobody can say what is open now"
    assert freshness.state() is not None


def test_without_the_database_there_is_no_first_state() -> None:
    with database_away():
        assert Freshness().state() is None
