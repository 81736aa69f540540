"""Messages are found by phone numbers and by what was written after them, too.

In batches, each a short transaction of its own that holds a few hundred messages; what has nothing new to be found by is
not written. Stopped at any moment, it begins anew and passes quickly over what is done.
"""

from collections import defaultdict

from django.db import migrations, transaction

from mailbox.search_words import searchable

BATCH = 500


def fill(apps, schema_editor):
    message = apps.get_model("mailbox", "Message")
    reply = apps.get_model("mailbox", "Reply")
    last = 0
    while True:
        with transaction.atomic(using=schema_editor.connection.alias):
            kept = message.objects.select_for_update().filter(pk__gt=last, erased_at=None).order_by("pk")
            rows = list(kept.only("text", "name", "email", "place", "phone", "search_text")[:BATCH])
            if not rows:
                return
            last = rows[-1].pk
            texts = defaultdict(list)
            written = reply.objects.filter(message__in=[row.pk for row in rows]).order_by("-created_at", "-pk")
            for number, text in written.values_list("message_id", "text"):
                texts[number].append(text)
            changed = []
            for row in rows:
                said = searchable(row.text, row.name, row.email, row.place, *texts[row.pk], phone=row.phone)
                if said != row.search_text:
                    changed.append((said, row.pk))
            with schema_editor.connection.cursor() as cursor:
                cursor.executemany("UPDATE mailbox_message SET search_text = %s WHERE id = %s", changed)


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("mailbox", "0016_side_by_side")]

    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]
