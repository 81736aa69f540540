"""The full text of messages is found by an index, kept by the database itself.

PostgreSQL indexes an expression; signs become spaces first, so that its parser sees words only, never an e-mail or a
path as one. SQLite has a full-text table beside the messages, kept by triggers. A later migration that rebuilds the
table of messages on SQLite (which Django does for most changes) loses the triggers: it has to run `create` again.
"""

from django.db import migrations

POSTGRESQL = [
    r"""
    CREATE INDEX mailbox_message_words ON mailbox_message USING gin (
        to_tsvector('simple', regexp_replace(search_text, '[!-/:-@[-`{-~\u00a1-\u00bf\u2000-\u206f]+', ' ', 'g'))
    )
    """
]
SQLITE = [
    """
    CREATE VIRTUAL TABLE IF NOT EXISTS mailbox_message_words USING fts5(
        search_text, content='mailbox_message', content_rowid='id', tokenize='unicode61 remove_diacritics 0'
    )
    """,
    "INSERT INTO mailbox_message_words(mailbox_message_words) VALUES ('rebuild')",
    """
    CREATE TRIGGER mailbox_message_words_insert AFTER INSERT ON mailbox_message BEGIN
        INSERT INTO mailbox_message_words(rowid, search_text) VALUES (NEW.id, NEW.search_text);
    END
    """,
    """
    CREATE TRIGGER mailbox_message_words_delete AFTER DELETE ON mailbox_message BEGIN
        INSERT INTO mailbox_message_words(mailbox_message_words, rowid, search_text)
        VALUES ('delete', OLD.id, OLD.search_text);
    END
    """,
    """
    CREATE TRIGGER mailbox_message_words_update AFTER UPDATE OF id, search_text ON mailbox_message
    WHEN OLD.id IS NOT NEW.id OR OLD.search_text IS NOT NEW.search_text BEGIN
        INSERT INTO mailbox_message_words(mailbox_message_words, rowid, search_text)
        VALUES ('delete', OLD.id, OLD.search_text);
        INSERT INTO mailbox_message_words(rowid, search_text) VALUES (NEW.id, NEW.search_text);
    END
    """,
]


def create(apps, schema_editor):
    for statement in {"postgresql": POSTGRESQL, "sqlite": SQLITE}[schema_editor.connection.vendor]:
        schema_editor.execute(statement, params=None)


def drop(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("DROP INDEX mailbox_message_words")
    else:
        for event in ("insert", "delete", "update"):
            schema_editor.execute(f"DROP TRIGGER mailbox_message_words_{event}")
        schema_editor.execute("DROP TABLE mailbox_message_words")


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0004_inbox_indexes")]

    operations = [migrations.RunPython(create, drop)]
