"""What people searched for and nobody has answered: counted for the editors, with nothing in it that names anybody."""

import logging
import re
from datetime import date, timedelta

from django.db import DatabaseError, connection, transaction
from django.db.models import QuerySet

from faq.models import UnansweredSearch

MOST_ROWS = 5_000
KEPT_DAYS = 90  # after somebody searched for it last: editors look at the list far more often
_MARGIN = 250  # rows beyond that before the table is cut, so that not every search has to cut it
_MOST_CHARACTERS = 120
_READ = 1_000  # characters that are looked at
_MASK = "#"
# An address of a page or a mailbox, or what looks like one: a dot inside with letters behind it, or an at sign.
_ADDRESS = re.compile(r"\S*(?:@|://|\bwww\.)\S*|\S+\.[^\W\d_]{2,}(?:/\S*)?(?!\S)")
logger = logging.getLogger(__name__)


def count_search(query: str, *, language: str, on: date) -> None:
    """Count a search that found nothing.

    What the reader is shown never depends on it, so a database in trouble is logged (without the text) and passed over.
    """
    text = mask_personal_data(query)
    if not text.strip(f"{_MASK} "):
        return
    try:
        with transaction.atomic():
            _add_one(text, language, on)
            _drop_rarest()
    except DatabaseError as error:
        logger.warning("A search without an answer was not counted: %s", type(error).__name__)


def old_searches(on: date) -> QuerySet[UnansweredSearch]:
    """What nobody has searched for in a long time."""
    return UnansweredSearch.objects.filter(last_on__lt=on - timedelta(days=KEPT_DAYS))


def forget_old_searches(on: date) -> int:
    """Delete what nobody has searched for in a long time; how many that were."""
    deleted, _by_model = old_searches(on).delete()
    return deleted


def mask_personal_data(query: str) -> str:
    """A query in lower case with single spaces, its digits and addresses replaced by number signs."""
    kept = "".join(char if char.isprintable() else " " for char in query[:_READ])
    text = _ADDRESS.sub(_MASK, " ".join(kept.casefold().split()))
    return "".join(_MASK if char.isdigit() else char for char in text)[:_MOST_CHARACTERS].strip()


def _add_one(text: str, language: str, on: date) -> None:
    """Count one search. One statement, so that no two readers overwrite each other."""
    table = connection.ops.quote_name(UnansweredSearch._meta.db_table)
    # Django's upserts can only replace a value, not add to it.
    statement = (
        f"INSERT INTO {table} (text, language, count, last_on) VALUES (%s, %s, 1, %s)"  # noqa: S608
        f" ON CONFLICT (language, text) DO UPDATE SET count = {table}.count + 1, last_on = excluded.last_on"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [text, language, connection.ops.adapt_datefield_value(on)])


def _drop_rarest() -> None:
    """Let the rarest and oldest go when there are too many."""
    if UnansweredSearch.objects.count() <= MOST_ROWS + _MARGIN:
        return
    kept = UnansweredSearch.objects.order_by("-count", "-last_on", "-pk").values_list("pk", flat=True)[:MOST_ROWS]
    UnansweredSearch.objects.exclude(pk__in=list(kept)).delete()
