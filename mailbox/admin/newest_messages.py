"""Looking at the newest of a million messages: bounded queries, each answered from one index.

A condition such as "of one of my posts" lets a database choose a plan that reads the whole table. Here each post and
desk is asked for on its own, up to a limit, and the answers are put together, in one statement.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet

from mailbox.models import Message

Compiled = tuple[str, tuple[Any, ...]]


def list_newest(
    querysets: Iterable[QuerySet[Message]],
    *columns: str,
    limit: int,
    before: int | None = None,
    after: int | None = None,
) -> list[tuple[Any, ...]]:
    """The numbers (and more columns) of the newest messages of disjoint sets, newest first.

    Args:
        before: only older ones than this number.
        after: only newer ones than this number, and of those the oldest.
    """
    order = "pk" if after is not None else "-pk"
    windows = []
    for queryset in querysets:
        if before is not None:
            queryset = queryset.filter(pk__lt=before)
        if after is not None:
            queryset = queryset.filter(pk__gt=after)
        windows.append(queryset.order_by(order).values("pk", *columns)[:limit])
    if not (parts := _compile_queries(windows)):
        return []
    union = " UNION ALL ".join(f"SELECT * FROM ({sql}) AS part{number}" for number, (sql, _) in enumerate(parts))  # noqa: S608 - compiled by Django
    direction = "ASC" if after is not None else "DESC"
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({union}) AS parts ORDER BY 1 {direction} LIMIT {limit}",  # noqa: S608 - compiled by Django
            [value for _, params in parts for value in params],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows[::-1] if after is not None else rows


def count_messages(named: Mapping[str, Sequence[QuerySet[Message]]], *, limit: int) -> dict[str, int]:
    """How many messages there are in each group of disjoint sets; each set is counted up to the limit only."""
    columns, values = [], []
    for querysets in named.values():
        parts = _compile_queries([queryset.order_by().values("pk")[:limit] for queryset in querysets])
        columns.append(" + ".join(f"(SELECT COUNT(*) FROM ({sql}) AS part)" for sql, _ in parts) or "0")  # noqa: S608 - compiled by Django
        values += [value for _, params in parts for value in params]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)
        row = cursor.fetchone()
    return {name: min(int(count), limit) for name, count in zip(named, row, strict=True)}


def _compile_queries(querysets: Iterable[QuerySet[Any, Any]]) -> list[Compiled]:
    """The statements of those that can have any rows."""
    compiled = []
    for queryset in querysets:
        try:
            compiled.append(queryset.query.sql_with_params())
        except EmptyResultSet:
            continue
    return compiled
