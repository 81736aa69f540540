"""The questions, answers, pages and help contacts that the portal starts with; all can be edited in the admin."""

from django.db import migrations
from django.utils import timezone

from faq.content.loading import load_content


def load_all(apps, schema_editor):
    load_content(lambda name: apps.get_model("faq", name), now=timezone.now())


class Migration(migrations.Migration):
    dependencies = [("faq", "0004_topics_in_czech")]

    operations = [migrations.RunPython(load_all, migrations.RunPython.noop)]
