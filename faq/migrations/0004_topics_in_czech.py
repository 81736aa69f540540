"""What the topics said so far is their Czech."""

from django.db import migrations
from django.db.models import F

SENSITIVE = ["domaci-nasili", "kybersikana-a-deti", "drogy"]


def load(apps, schema_editor):
    topic = apps.get_model("faq", "Topic")
    topic.objects.update(title_cs=F("title"), summary_cs=F("summary"))
    topic.objects.filter(slug__in=SENSITIVE).update(sensitive=True)
    title, summary = "Závady, odpady a osvětlení", "Díry v silnici, nesvítící lampy, černé skládky: to patří na Plzni.to."
    if not topic.objects.filter(slug="plzni-to").exists():
        topic.objects.create(
            slug="plzni-to",
            **{"title": title, "title_cs": title, "summary": summary, "summary_cs": summary},
            position=130,
            takes_messages=False,
        )


class Migration(migrations.Migration):
    dependencies = [("faq", "0003_questions")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
