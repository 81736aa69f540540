"""The saved replies that the portal starts with, beside those that staff have written; all can be edited in the admin."""

from django.db import migrations

from mailbox.saved_replies.starting import load_replies


def load(apps, schema_editor):
    load_replies(apps.get_model("mailbox", "SavedReply"), apps.get_model("faq", "Topic"))


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0019_saved_replies_in_languages"), ("faq", "0007_synonyms_of_one_language")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
