"""Two people never hold a post at once, and a post has one absence at a time: the database itself sees to it.

PostgreSQL has exclusion constraints for this. SQLite gets triggers that refuse the same rows; writers there come one
after another, so a check inside the write cannot be overtaken.
"""

from django.db import migrations

TABLES = ["districts_tenure", "districts_absence"]


def postgresql(table: str) -> list[str]:
    return [
        f"ALTER TABLE {table} ADD CONSTRAINT {table}_one_at_once "
        "EXCLUDE USING gist (post_id WITH =, daterange(start, \"end\", '[]') WITH &&)"
    ]


def sqlite(table: str) -> list[str]:
    return [
        f"""
        CREATE TRIGGER {table}_one_at_once_{event.lower()} BEFORE {event} ON {table}
        WHEN EXISTS (
            SELECT 1 FROM {table} AS other
            WHERE other.post_id = NEW.post_id AND other.id IS NOT NEW.id
              AND other.start <= coalesce(NEW."end", '9999-12-31')
              AND coalesce(other."end", '9999-12-31') >= NEW.start
        )
        BEGIN SELECT RAISE(ABORT, 'constraint {table}_one_at_once failed'); END
        """
        for event in ("INSERT", "UPDATE")
    ]


def create(apps, schema_editor):
    vendor = schema_editor.connection.vendor
    if vendor == "postgresql":
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS btree_gist")
    for table in TABLES:
        for statement in {"postgresql": postgresql, "sqlite": sqlite}[vendor](table):
            schema_editor.execute(statement)


def drop(apps, schema_editor):
    for table in TABLES:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {table}_one_at_once")
        else:
            for event in ("insert", "update"):
                schema_editor.execute(f"DROP TRIGGER {table}_one_at_once_{event}")


class Migration(migrations.Migration):
    dependencies = [("districts", "0001_initial")]

    operations = [migrations.RunPython(create, drop)]
