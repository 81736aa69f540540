"""What the staff did is remembered for `AUDIT_DAYS`: changes and readings in the audit log, reports of imports."""

from datetime import datetime, timedelta

from auditlog.models import LogEntry
from django.conf import settings
from django.contrib.admin.models import LogEntry as AdminEntry
from django.db.models import Max, QuerySet

from districts.models import ImportRun

from . import brakes

_BATCH = 500
_TELL_OF_PEOPLE = ("changes", "kept", "questions")


def count_old_records(*, now: datetime) -> int:
    """How many records have been kept long enough."""
    return sum(old.count() for _whole, old in _old_records(now))


def delete_old_records(*, now: datetime) -> int:
    """Delete records that have been kept long enough, the oldest first, as many of each kind as may go in a day.

    What a brake holds goes on the next days, with no alarm: a day of great changes is due on one day, too.

    Of a report that stays because it is the last one, what it tells of people goes.

    Returns:
        How many were deleted.
    """
    deleted = 0
    for whole, old in _old_records(now):
        room = brakes.most_a_day(whole.count())
        while room > 0 and (numbers := list(old.values_list("pk", flat=True)[: min(room, _BATCH)])):
            whole.filter(pk__in=numbers).delete()
            deleted += len(numbers)
            room -= len(numbers)
    for run in ImportRun.objects.filter(started_at__lte=_long_ago(now)):
        if any(run.report.get(name) for name in _TELL_OF_PEOPLE):
            ImportRun.objects.filter(pk=run.pk).update(report=run.report | {key: [] for key in _TELL_OF_PEOPLE})
    return deleted


def _long_ago(now: datetime) -> datetime:
    return now - timedelta(days=settings.AUDIT_DAYS)


def _old_records(now: datetime) -> list[tuple[QuerySet, QuerySet]]:  # type: ignore[type-arg] # of several models
    """Of each kind, all records, and those that are due, the oldest first."""
    since = _long_ago(now)
    logged, shown = LogEntry.objects.all(), AdminEntry.objects.all()
    # The last run of a kind that was loaded says where the data is from, and the last one whether that went well.
    runs = ImportRun.objects.order_by()
    by_kind = runs.values("kind").annotate(latest=Max("pk")).values("latest")
    loaded = runs.filter(succeeded=True).values("kind").annotate(latest=Max("pk")).values("latest")
    past = runs.exclude(pk__in=by_kind).exclude(pk__in=loaded)
    return [
        (logged, logged.filter(timestamp__lte=since).order_by("timestamp", "pk")),
        (shown, shown.filter(action_time__lte=since).order_by("action_time", "pk")),
        (runs, past.filter(started_at__lte=since).order_by("started_at", "pk")),
    ]
