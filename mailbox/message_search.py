"""Searching messages: every typed word must begin a word of the text, name, e-mail or place, whatever the diacritics.

The database's own full-text index answers (migration 0005); what the typed text contains besides words is left out, so
nothing that somebody types can be an error.
"""

import re
from collections.abc import Callable

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from core.folding import fold
from mailbox.models.message import read_message_number

MOST_TYPED = 200  # characters; the rest is left out
_WORD = re.compile(r"[^\W_]+")
_NUMBER = re.compile(r"#?\s*([0-9]{1,19})")
_SQLITE = "SELECT rowid FROM mailbox_message_words WHERE mailbox_message_words MATCH %s"
# The expression must be the one of the index, to the letter.
_POSTGRESQL = (
    "to_tsvector('simple', regexp_replace(mailbox_message.search_text, "
    r"'[!-/:-@[-`{-~\u00a1-\u00bf\u2000-\u206f]+', ' ', 'g')) @@ to_tsquery('simple', %s)"
)


def condition_for(typed: str) -> Q:
    """The condition on messages that fit what was typed; a number also finds the message that has it.

    Nothing but signs fits no message; an empty text fits all. Erased messages have no text left to be found by.
    """
    typed = typed[:MOST_TYPED].strip()
    if not typed:
        return Q()
    words = _WORD.findall(fold(typed))
    if not words:
        return Q(pk__in=[])
    condition = _of_words(words)
    numbered = _NUMBER.fullmatch(typed)
    if numbered and (key := read_message_number(numbered[1])) is not None:
        condition |= Q(pk=key, erased_at=None)
    return condition


def looking_for(typed: str) -> Callable[[str], bool] | None:
    """What tells whether a `search_text` fits what was typed, without the index; None if only the database can tell.

    A common word is in one of the newest messages, and there it is found sooner than in an index of a million.
    """
    typed = typed[:MOST_TYPED].strip()
    words = _WORD.findall(fold(typed))
    if not words or _NUMBER.fullmatch(typed):
        return None
    patterns = [(word, re.compile(rf"(?<![^\W_]){word}")) for word in words]
    return lambda text: all(word in text and pattern.search(text) for word, pattern in patterns)


def compact_index() -> None:
    """Rewrite the index, so that nothing of erased texts stays in it; call after erasing, outside of requests.

    Made anew from the messages: merging its parts ('optimize') leaves erased words in SQLite 3.46, as in Debian 13.
    PostgreSQL does the like by itself (autovacuum).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO mailbox_message_words(mailbox_message_words) VALUES ('rebuild')")


def _of_words(words: list[str]) -> Q:
    # Words consist of letters and digits only, so quoting them is safe.
    if connection.vendor == "sqlite":
        query = " ".join(f'"{word}"*' for word in words)
        return Q(pk__in=RawSQL(_SQLITE, [query]))  # noqa: S611 - typed words are parameters
    query = " & ".join(f"'{word}':*" for word in words)
    return Q(RawSQL(_POSTGRESQL, [query], output_field=BooleanField()))  # noqa: S611 - typed words are parameters
