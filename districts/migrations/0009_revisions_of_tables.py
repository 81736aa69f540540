"""A stamp for each table, so that a new telephone number does not make all places be read anew."""

import secrets

from django.db import migrations, models

TABLES = (
    "absence address borough department district importrun infobox locality notice notice_districts part person post "
    "station street tenure"
)


def load(apps, schema_editor):
    stamps = apps.get_model("districts", "TableRevision")
    stamps.objects.bulk_create(
        stamps(table=f"districts_{name}", stamp=secrets.token_hex(16)) for name in TABLES.split()
    )


class Migration(migrations.Migration):
    dependencies = [("districts", "0008_main_station")]

    operations = [
        migrations.CreateModel(
            name="TableRevision",
            fields=[
                (
                    "table",
                    models.CharField(max_length=40, primary_key=True, serialize=False, verbose_name="table"),
                ),
                ("stamp", models.CharField(max_length=32, verbose_name="stamp")),
            ],
            options={"verbose_name": "revision of a table", "verbose_name_plural": "revisions of tables"},
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
