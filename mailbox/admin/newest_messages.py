"""Looking at the newest of a million messages: bounded queries, each answered from one index.

A condition such as "of one of my posts" lets a database choose a plan that reads the whole table. Here each post and
desk is asked for on its own, up to a limit, and the answers are put together, in one statement. Conditions are written
in SQL one by one: a queryset of each tab for each post would take longer to write than to answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import EmptyResultSet, FullResultSet
from django.db import connection
from django.db.models import Q
from django.db.models.sql import Query

from mailbox.models import Message

_TABLE = Message._meta.db_table


@dataclass(frozen=True, slots=True)
class Condition:
    """A condition on messages, as the database reads it."""

    sql: str
    values: tuple[Any, ...] = ()


def write_condition(condition: Q) -> Condition:
    """A condition in SQL, on the fields of messages themselves."""
    query = Query(Message, alias_cols=False)
    try:
        where = query.build_where(condition)
        sql, values = where.as_sql(query.get_compiler(connection=connection), connection)
    except FullResultSet:
        return Condition("1 = 1")
    except EmptyResultSet:
        return Condition("1 = 0")
    return Condition(sql, tuple(values))


def list_newest(
    shares: Sequence[Condition],
    condition: Condition,
    *columns: str,
    limit: int,
    before: int | None = None,
    after: int | None = None,
) -> list[tuple[Any, ...]]:
    """The numbers (and more columns) of the newest messages that fit a condition, newest first.

    Args:
        shares: whose messages; none belongs to two of them.
        before: only older ones than this number.
        after: only newer ones than this number, and of those the oldest.
    """
    if not shares:
        return []
    names = ", ".join(("id", *columns))
    direction = "ASC" if after is not None else "DESC"
    ends = [Condition(f"id {sign} %s", (key,)) for sign, key in (("<", before), (">", after)) if key is not None]
    parts = [_find_messages(names, share, condition, *ends) for share in shares]
    union = " UNION ALL ".join(
        f"SELECT * FROM ({part.sql} ORDER BY id {direction} LIMIT {limit}) AS part{number}"  # noqa: S608 - written here
        for number, part in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT * FROM ({union}) AS parts ORDER BY 1 {direction} LIMIT {limit}",  # noqa: S608 - written here
            [value for part in parts for value in part.values],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows[::-1] if after is not None else rows


def list_by_promise(shares: Sequence[Condition], *conditions: Condition, limit: int) -> list[int]:
    """The numbers of the messages that fit all conditions and were promised an answer first, in this order."""
    if not shares:
        return []
    parts = [_find_messages("id, due_on", share, *conditions) for share in shares]
    union = " UNION ALL ".join(
        f"SELECT * FROM ({part.sql} ORDER BY due_on, id LIMIT {limit}) AS part{number}"  # noqa: S608 - written here
        for number, part in enumerate(parts)
    )
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id FROM ({union}) AS parts ORDER BY due_on, id LIMIT {limit}",  # noqa: S608 - written here
            [value for part in parts for value in part.values],
        )
        return [number for (number,) in cursor.fetchall()]


def count_messages(shares: Sequence[Condition], named: Mapping[str, Condition], *, limit: int) -> dict[str, int]:
    """How many messages fit each of the named conditions; those of each share are counted up to the limit only."""
    if not shares:
        return dict.fromkeys(named, 0)
    columns, values = [], []
    for condition in named.values():
        parts = [_find_messages("id", share, condition) for share in shares]
        columns.append(" + ".join(f"(SELECT COUNT(*) FROM ({part.sql} LIMIT {limit}) AS part)" for part in parts))  # noqa: S608 - written here
        values += [value for part in parts for value in part.values]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(columns)}", values)
        row = cursor.fetchone()
    return {name: min(int(count), limit) for name, count in zip(named, row, strict=True)}


def _find_messages(names: str, *conditions: Condition) -> Condition:
    """The statement that finds messages which fit all of the conditions."""
    where = " AND ".join(f"({condition.sql})" for condition in conditions)
    values = [value for condition in conditions for value in condition.values]
    return Condition(f"SELECT {names} FROM {_TABLE} WHERE {where}", tuple(values))  # noqa: S608 - written here
