"""Attempts are counted exactly, whoever takes them at the same time, and the table stays small."""

import os
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.core import serializers
from django.db import connection
from pytest_django import Settings

from bezpecna_plzen.accounts import attempts
from bezpecna_plzen.accounts.attempts import AttemptsUsedUpError, Counter, Limit
from bezpecna_plzen.accounts.models import AttemptCount
from tests import databases

NOW = datetime(2026, 11, 30, 10, tzinfo=UTC)
QUARTER = timedelta(minutes=15)
FIVE = Limit(5, QUARTER)


def counter(whose: str = "account 1", limit: Limit = FIVE) -> Counter:
    return Counter(attempts.make_key("password", whose), limit)


def is_taken(*counters: Counter, now: datetime = NOW) -> bool:
    try:
        attempts.take_attempt(counters, now=now)
    except AttemptsUsedUpError:
        return False
    return True


@pytest.mark.django_db
def test_as_many_are_taken_as_there_are_and_each_counter_has_its_own() -> None:
    assert [is_taken(counter()) for _each in range(7)] == [True] * 5 + [False] * 2
    assert is_taken(counter("account 2"))


@pytest.mark.django_db
def test_when_the_time_is_over_they_are_counted_anew() -> None:
    later = NOW + timedelta(minutes=10)
    assert [is_taken(counter(), now=now) for now in (NOW, NOW, NOW, later, later, later)] == [True] * 5 + [False]
    assert not is_taken(counter(), now=NOW + QUARTER - timedelta(microseconds=1))
    assert [is_taken(counter(), now=NOW + QUARTER) for _each in range(6)] == [True] * 5 + [False]


@pytest.mark.django_db
def test_what_is_given_back_can_be_taken_again_and_no_more_than_that() -> None:
    taken = [attempts.take_attempt([counter()], now=NOW) for _each in range(5)]
    taken[2].give_back()
    assert [is_taken(counter()), is_taken(counter())] == [True, False]


@pytest.mark.django_db
def test_what_is_given_back_late_adds_nothing_to_the_next_time() -> None:
    early = attempts.take_attempt([counter()], now=NOW)
    next_time = NOW + QUARTER
    assert all(is_taken(counter(), now=next_time) for _each in range(5))
    early.give_back()
    assert not is_taken(counter(), now=next_time)


@pytest.mark.django_db
def test_all_counters_or_none() -> None:
    one, other = counter("account 1"), counter("address", Limit(2, QUARTER))
    assert [is_taken(one, other) for _each in range(4)] == [True, True, False, False]
    assert [is_taken(one) for _each in range(4)] == [True, True, True, False], "the refused ones took nothing"


@pytest.mark.django_db
def test_whoever_is_refused_learns_until_when() -> None:
    day = counter("account 1, day", Limit(1, timedelta(days=1)))
    attempts.take_attempt([counter(limit=Limit(1, QUARTER)), day], now=NOW)
    with pytest.raises(AttemptsUsedUpError) as refused:
        attempts.take_attempt([counter(limit=Limit(1, QUARTER)), day], now=NOW)
    assert refused.value.until == NOW + timedelta(days=1), "the last of those that refuse"


@pytest.mark.django_db
def test_a_refused_attempt_adds_no_row_and_past_rows_go_as_new_ones_come() -> None:
    full = counter("address", Limit(30, QUARTER))
    for number in range(60):
        is_taken(counter(f"made-up name {number}"), full)
    assert AttemptCount.objects.count() == 31
    later = NOW + QUARTER
    assert is_taken(counter("one"), now=later)
    assert is_taken(counter("another"), now=later)
    assert AttemptCount.objects.count() == 2


@pytest.mark.django_db
def test_no_name_is_stored() -> None:
    is_taken(counter("name jana.ukazkova"))
    stored = serializers.serialize("json", AttemptCount.objects.all())
    assert "jana" not in stored
    assert attempts.make_key("password", "x") != attempts.make_key("code", "x")


def test_keys_cannot_be_made_without_the_secret_key(settings: Settings) -> None:
    before = attempts.make_key("password", "account 1")
    settings.SECRET_KEY = "another"
    assert attempts.make_key("password", "account 1") != before


@pytest.mark.django_db
def test_while_the_secret_key_is_changed_servers_with_either_count_together(settings: Settings) -> None:
    old = settings.SECRET_KEY
    assert all(is_taken(counter()) for _each in range(4))
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "the new one", [old]
    assert [is_taken(counter()), is_taken(counter())] == [True, False]


# --- many at once ---------------------------------------------------------------------------------------------------


@pytest.fixture
def committing(committing_database: None) -> Iterator[None]:
    yield
    AttemptCount.objects.all().delete()


TAKE_FORTY = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from bezpecna_plzen.accounts import attempts
counter = attempts.Counter("a" * 64, attempts.Limit(5, timedelta(hours=1)))
taken = 0
for _each in range(40):
    try:
        attempts.take_attempt([counter], now=timezone.now())
        taken += 1
    except attempts.AttemptsUsedUpError:
        pass
print(taken)
"""


def takes_of_many_threads(counters: list[list[Counter]], *, now: datetime = NOW) -> int:
    """How many of the attempts were taken."""

    def take(some: list[Counter]) -> bool:
        try:
            return is_taken(*some, now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as threads:
        return sum(threads.map(take, counters))


@pytest.mark.usefixtures("committing")
@pytest.mark.django_db
def test_never_more_are_taken_than_there_are_however_many_come_at_once() -> None:
    assert takes_of_many_threads([[counter()]] * 80) == 5


@pytest.mark.usefixtures("committing")
@pytest.mark.django_db
def test_the_same_holds_when_a_time_has_just_ended() -> None:
    takes_of_many_threads([[counter()]] * 5)
    assert takes_of_many_threads([[counter()]] * 80, now=NOW + QUARTER) == 5


@pytest.mark.usefixtures("committing")
@pytest.mark.django_db
def test_the_same_holds_for_processes() -> None:
    url = databases.url_of(connection.settings_dict["NAME"])
    connection.close()
    environment = {
        "PATH": os.environ["PATH"],
        "DJANGO_SETTINGS_MODULE": "bezpecna_plzen.settings",
        "SECRET_KEY": "one for both",
        "DATABASE_URL": url,
    }
    processes = [
        subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-c", TAKE_FORTY],
            cwd=settings.BASE_DIR,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _each in range(2)
    ]
    said = [process.communicate()[0] for process in processes]
    assert [process.returncode for process in processes] == [0, 0]
    assert sum(int(each) for each in said) == 5


@pytest.mark.usefixtures("committing")
@pytest.mark.django_db
def test_counters_that_cross_never_wait_for_one_another_in_a_circle() -> None:
    accounts = [counter(f"account {number}", Limit(1000, QUARTER)) for number in range(4)]
    crossing = [[accounts[number % 4], accounts[(number + 1 + number // 4) % 4]] for number in range(80)]
    distinct = [each for each in crossing if each[0] != each[1]]
    assert takes_of_many_threads(distinct) == len(distinct)
    assert sum(AttemptCount.objects.values_list("count", flat=True)) == 2 * len(distinct)
