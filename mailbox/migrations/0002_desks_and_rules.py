"""The desks and rules the infoschránka starts with; the department edits them in the admin."""

from django.db import migrations


def load(apps, schema_editor):
    desk, rule = apps.get_model("mailbox", "Desk"), apps.get_model("mailbox", "RoutingRule")
    desk.objects.create(name="Příjem zpráv", default=True)
    foreigners = desk.objects.create(name="Cizinci a menšiny")
    prevention = desk.objects.create(name="Prevence a pomoc obětem")
    topics = {topic.slug: topic for topic in apps.get_model("faq", "Topic").objects.all()}
    rules = [
        {"kind": "nalez", "role": "okrskar"},
        {"topic": topics["cizinci-a-mensiny"], "desk": foreigners},
        {"topic": topics["domaci-nasili"], "desk": prevention},
        {"topic": topics["kybersikana-a-deti"], "desk": prevention},
        {"topic": topics["podvody"], "role": "policista"},
        {"topic": topics["drogy"], "role": "policista"},
        {"role": "okrskar"},
    ]
    for position, fields in enumerate(rules, 1):
        rule.objects.create(position=10 * position, **fields)


class Migration(migrations.Migration):
    dependencies = [("mailbox", "0001_initial"), ("faq", "0002_topics")]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
