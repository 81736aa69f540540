"""Searching messages by their words, names, phones, numbers and receipt codes, whatever the diacritics and the order.

What is searched of a message is in `Message.search_text`, see `mailbox/search_words.py`; the database's own full-text
index answers (migration 0005). Signs that somebody types are left out, so nothing that is typed can be an error.
"""

import re
from collections.abc import Callable, Sequence

from django.db import connection
from django.db.models import BooleanField, Q
from django.db.models.expressions import RawSQL

from mailbox.intake import receipt_codes
from mailbox.models import Message
from mailbox.models.message import read_message_number

from .search_words import Term, read_typed, searchable

MOST_TYPED = 200  # characters; the rest is left out
_NUMBER = re.compile(r"#?\s*([0-9]{1,19})")
_SQLITE = "SELECT rowid FROM mailbox_message_words WHERE mailbox_message_words MATCH %s"
# The expression must be the one of the index, to the letter.
_POSTGRESQL = (
    "to_tsvector('simple', regexp_replace(mailbox_message.search_text, "
    r"'[!-/:-@[-`{-~\u00a1-\u00bf\u2000-\u206f]+', ' ', 'g')) @@ to_tsquery('simple', %s)"
)


def text_to_search(message: Message) -> str:
    """What a message is found by: what its sender wrote and is called by, and all texts of the thread, notes too."""
    replies = message.replies.order_by("-created_at", "-pk").values_list("text", flat=True)
    return searchable(message.text, message.name, message.email, message.place, *replies, phone=message.phone)


def refresh_search_text(message: Message) -> None:
    """Have a message found by what was just written to it; call with the message locked."""
    message.search_text = text_to_search(message)
    message.save(update_fields=["search_text"])


def condition_for(typed: str) -> Q:
    """The condition on messages that fit what was typed.

    A number also finds the message that has it, and a receipt code its message alone. Nothing but signs fits no
    message; an empty text fits all. Erased messages have no text left to be found by.
    """
    typed = typed[:MOST_TYPED].strip()
    if not typed:
        return Q()
    if (code := receipt_codes.parse_code(typed)) is not None:
        return Q(receipt_hash__in=receipt_codes.digests_of(code), erased_at=None)
    terms = read_typed(typed)
    if not terms:
        return Q(pk__in=[])
    condition = _of_terms(terms)
    numbered = _NUMBER.fullmatch(typed)
    if numbered and (key := read_message_number(numbered[1])) is not None:
        condition |= Q(pk=key, erased_at=None)
    return condition


def looking_for(typed: str) -> Callable[[str], bool] | None:
    """What tells whether a `search_text` fits what was typed, without the index; None if only the database can tell.

    A common word is in one of the newest messages, and there it is found sooner than in an index of a million.
    """
    typed = typed[:MOST_TYPED].strip()
    terms = read_typed(typed)
    if not terms or _NUMBER.fullmatch(typed) or receipt_codes.parse_code(typed) is not None:
        return None
    if any(term.phone for term in terms):
        return None  # rare enough for the index to be the quicker one
    patterns = [(word, re.compile(rf"(?<![^\W_]){word}")) for term in terms for word in term.words]
    return lambda text: all(word in text and pattern.search(text) for word, pattern in patterns)


def compact_index() -> None:
    """Rewrite the index, so that nothing of erased texts stays in it; call after erasing, outside of requests.

    Made anew from the messages: merging its parts ('optimize') leaves erased words in SQLite 3.46, as in Debian 13.
    PostgreSQL does the like by itself (autovacuum).
    """
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:
            cursor.execute("INSERT INTO mailbox_message_words(mailbox_message_words) VALUES ('rebuild')")


def _of_terms(terms: Sequence[Term]) -> Q:
    # Words consist of letters and digits only, so quoting them is safe.
    if connection.vendor == "sqlite":
        query = _write_query(terms, '"{}"*', " AND ", " OR ")
        return Q(pk__in=RawSQL(_SQLITE, [query]))  # noqa: S611 - typed words are parameters
    query = _write_query(terms, "'{}':*", " & ", " | ")
    return Q(RawSQL(_POSTGRESQL, [query], output_field=BooleanField()))  # noqa: S611 - typed words are parameters


def _write_query(terms: Sequence[Term], beginning: str, both: str, either: str) -> str:
    """The terms in the language of an index, in which `beginning` stands for words that begin so."""
    parts = []
    for term in terms:
        part = both.join(beginning.format(word) for word in term.words)
        parts.append(f"(({part}){either}{beginning.format(term.phone)})" if term.phone else part)
    return both.join(parts)
