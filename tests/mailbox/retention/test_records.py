"""What the staff did is remembered for `AUDIT_DAYS`, and then it goes, as much as may go in a day."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from auditlog.models import LogEntry
from django.contrib.admin.models import CHANGE
from django.contrib.admin.models import LogEntry as AdminEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.management import call_command
from pytest_django import Settings

from districts.models import ImportKind, ImportRun, Station
from faq.models import UnansweredSearch
from faq.search.unanswered import KEPT_DAYS
from mailbox.retention import alarms
from mailbox.retention.erasing import expire_messages
from tests.mailbox.factories import make_message, make_staff

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 24, 10, 0, tzinfo=UTC)
PERIOD = 100  # days


@pytest.fixture(autouse=True)
def _period(settings: Settings) -> None:
    settings.AUDIT_DAYS = PERIOD


def days_ago(days: int) -> datetime:
    return NOW - timedelta(days=days)


def log(days: int, *, count: int = 1, action: int = LogEntry.Action.UPDATE) -> None:
    kind = ContentType.objects.get_for_model(Station)
    LogEntry.objects.bulk_create(
        LogEntry(content_type=kind, object_pk="1", object_repr=f"{days}", action=action, timestamp=days_ago(days))
        for _each in range(count)
    )


def days_left(model: Any = LogEntry) -> list[str]:
    return sorted(model.objects.values_list("object_repr", flat=True))


@pytest.mark.parametrize("action", [LogEntry.Action.UPDATE, LogEntry.Action.ACCESS])
def test_changes_and_readings_end(action: int) -> None:
    for days in (PERIOD - 1, PERIOD, 3 * PERIOD):
        log(days, action=action)
    assert expire_messages(now=NOW, dry_run=True).records == 2
    assert len(days_left()) == 3
    assert expire_messages(now=NOW).records == 2
    assert days_left() == [f"{PERIOD - 1}"]


def test_what_the_admin_itself_writes_down_ends() -> None:
    user = make_staff()
    for days in (PERIOD - 1, PERIOD):
        entry = AdminEntry.objects.create(user=user, object_repr=f"{days}", action_flag=CHANGE)
        AdminEntry.objects.filter(pk=entry.pk).update(action_time=days_ago(days))
    expire_messages(now=NOW)
    assert days_left(AdminEntry) == [f"{PERIOD - 1}"]


def test_reports_of_imports_end_but_for_the_last_of_each_kind() -> None:
    kept = []
    for kind, days, succeeded, stays in (
        (ImportKind.STAFF, 500, True, False),
        (ImportKind.STAFF, 400, True, True),  # where the data is from
        (ImportKind.STAFF, 350, False, False),
        (ImportKind.STAFF, 300, False, True),  # the last one
        (ImportKind.ADDRESSES, 400, True, False),
        (ImportKind.ADDRESSES, 10, True, True),
    ):
        run = ImportRun.objects.create(
            kind=kind,
            source="x.csv",
            started_at=days_ago(days),
            finished_at=days_ago(days),
            succeeded=succeeded,
            report={},
        )
        kept += [run.pk] * stays
    assert expire_messages(now=NOW).records == 3
    assert sorted(ImportRun.objects.values_list("pk", flat=True)) == kept


@pytest.mark.parametrize(("days", "stays"), [(PERIOD - 1, True), (PERIOD, False)])
def test_a_report_that_stays_tells_nothing_of_people_any_more(days: int, stays: bool) -> None:
    told: dict[str, Any] = {"changes": [{"record": "Jana"}], "kept": [{"record": "Jana"}], "questions": [{"line": 2}]}
    ImportRun.objects.create(
        kind=ImportKind.STAFF,
        source="x.csv",
        started_at=days_ago(days),
        finished_at=days_ago(days),
        succeeded=True,
        report={"read": 1} | told,
    )
    expire_messages(now=NOW)
    assert ImportRun.objects.get().report == {"read": 1} | (told if stays else {key: [] for key in told})


@pytest.mark.parametrize(("due", "fresh", "going"), [(20, 0, 20), (30, 0, 20), (600, 1400, 40)])
def test_only_so_many_go_in_a_day_the_oldest_first(due: int, fresh: int, going: int) -> None:
    log(10, count=fresh)
    log(200, count=due - 5)
    log(300, count=5)
    assert expire_messages(now=NOW).records == going
    left = days_left()
    assert (left.count("300"), left.count("200"), left.count("10")) == (0, due - going, fresh)
    assert alarms.standing_alarms() == []


def test_nothing_goes_while_the_clock_is_far_ahead() -> None:
    make_message(received_at=NOW)
    log(0)
    expired = expire_messages(now=NOW + timedelta(days=2 * PERIOD))
    assert (expired.records, expired.days_ahead) == (0, 2 * PERIOD)
    assert "0" in days_left()


def test_searches_without_an_answer_end() -> None:
    for days in (KEPT_DAYS, KEPT_DAYS + 1):
        UnansweredSearch.objects.create(text=f"{days}", language="cs", last_on=days_ago(days).date())
    assert expire_messages(now=NOW, dry_run=True).searches == 1
    assert expire_messages(now=NOW).searches == 1
    assert UnansweredSearch.objects.get().text == f"{KEPT_DAYS}"


def test_the_command_says_what_went(capsys: pytest.CaptureFixture[str]) -> None:
    log(4000, count=3)
    UnansweredSearch.objects.create(text="kde je moře", language="cs", last_on=days_ago(400).date())
    User.objects.create_user("nekdo").delete()
    call_command("expire_messages")
    said = capsys.readouterr().out.replace("\u00a0", " ")
    assert "staré záznamy o práci zaměstnanců: 3" in said
    assert "stará hledání bez odpovědi: 1" in said
