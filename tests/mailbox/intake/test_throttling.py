"""Counting without storing who."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.core import serializers
from django.test import RequestFactory
from pytest_django import Settings

from core.requests import client_address
from mailbox.intake import throttling
from mailbox.intake.throttling import Scope
from mailbox.models import DailySalt, Tally

NOW = datetime(2026, 11, 24, 10, 20, tzinfo=UTC)
ADDRESS = "203.0.113.7"

pytestmark = pytest.mark.django_db


def test_each_address_and_each_thing_is_counted_by_itself() -> None:
    assert [throttling.count_action(Scope.SEND, ADDRESS, now=NOW) for _ in range(3)] == [1, 2, 3]
    assert throttling.count_action(Scope.SEND, "203.0.113.8", now=NOW) == 1
    assert throttling.count_action(Scope.GUESS, ADDRESS, now=NOW, times=5) == 5
    assert throttling.count_action(Scope.SEND, ADDRESS, now=NOW) == 4
    assert throttling.count_action(Scope.UPLOAD, ADDRESS, now=NOW) == 1


def test_the_next_hour_and_the_next_day_begin_anew() -> None:
    throttling.count_action(Scope.SEND, ADDRESS, now=NOW)
    assert throttling.count_action(Scope.SEND, ADDRESS, now=NOW + timedelta(minutes=30)) == 2
    assert throttling.count_action(Scope.SEND, ADDRESS, now=NOW + timedelta(hours=1)) == 1
    assert throttling.count_action(Scope.SEND, ADDRESS, now=NOW + timedelta(days=1)) == 1


def test_no_address_is_stored() -> None:
    throttling.count_action(Scope.SEND, ADDRESS, now=NOW)
    stored = serializers.serialize("json", [*Tally.objects.all(), *DailySalt.objects.all()])
    assert len(json.loads(stored)) == 2
    assert ADDRESS not in stored


def test_keys_of_two_days_have_nothing_in_common() -> None:
    throttling.count_action(Scope.SEND, ADDRESS, now=NOW)
    throttling.count_action(Scope.SEND, ADDRESS, now=NOW + timedelta(days=1))
    assert len(set(Tally.objects.values_list("key", flat=True))) == 2


def test_the_salts_and_counts_of_the_past_are_forgotten() -> None:
    throttling.count_action(Scope.SEND, ADDRESS, now=NOW)
    tomorrow = NOW + timedelta(days=1, hours=1)
    throttling.count_action(Scope.SEND, ADDRESS, now=tomorrow)
    throttling.forget_past_counts(now=tomorrow)
    assert list(DailySalt.objects.values_list("day", flat=True)) == [tomorrow.date()]
    assert Tally.objects.count() == 1


def test_the_address_is_that_of_the_connection_and_a_forged_header_changes_nothing(settings: Settings) -> None:
    settings.BEHIND_PROXY = False
    request = RequestFactory().get("/", REMOTE_ADDR="198.51.100.1", headers={"X-Forwarded-For": ADDRESS})
    assert client_address(request) == "198.51.100.1"


def test_behind_the_proxy_the_address_is_what_the_proxy_added_last(settings: Settings) -> None:
    settings.BEHIND_PROXY = True
    headers = {"X-Forwarded-For": f"192.0.2.66, {ADDRESS}"}
    assert client_address(RequestFactory().get("/", headers=headers)) == ADDRESS
    assert client_address(RequestFactory().get("/", REMOTE_ADDR="127.0.0.1")) == "127.0.0.1"


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("2001:db8:1:2::1", "2001:db8:1:2:ffff:ffff:ffff:ffff", True),  # of one household
        ("2001:db8:1:2::1", "2001:0db8:0001:0002:0:0:0:1", True),
        ("2001:db8:1:2::1", "2001:db8:1:3::1", False),
        ("::ffff:203.0.113.7", "203.0.113.7", True),
        ("::ffff:203.0.113.7", "::ffff:203.0.113.8", False),
        ("203.0.113.7", "203.0.113.8", False),
        ("", "unix", False),
    ],
)
def test_a_household_is_one_address(settings: Settings, one: str, other: str, same: bool) -> None:
    settings.BEHIND_PROXY = False
    seen = [client_address(RequestFactory().get("/", REMOTE_ADDR=address)) for address in (one, other)]
    assert (seen[0] == seen[1]) is same
