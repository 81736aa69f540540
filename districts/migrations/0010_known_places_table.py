"""Known places, with those that the portal starts with; the main station is one of them from now on."""

import django.db.models.deletion
import secrets

from django.db import migrations, models

from districts.known_places.loading import load_places


MAIN_STATION = {"name": "Hlavní nádraží", "lat": 49.743334, "lon": 13.388228, "radius_m": 80}  # as we added it


def load(apps, schema_editor):
    load_places(apps.get_model("districts", "KnownPlace"))
    apps.get_model("districts", "Locality").objects.filter(**MAIN_STATION).delete()
    stamps = apps.get_model("districts", "TableRevision").objects
    for table in ("districts_knownplace", "districts_locality"):
        stamps.update_or_create(table=table, defaults={"stamp": secrets.token_hex(16)})
    apps.get_model("districts", "Revision").objects.update(stamp=secrets.token_hex(16))


class Migration(migrations.Migration):
    dependencies = [
        ("districts", "0009_revisions_of_tables"),
    ]

    operations = [
        migrations.AlterField(
            model_name="importrun",
            name="kind",
            field=models.CharField(
                choices=[
                    ("boroughs", "boroughs"),
                    ("districts", "district boundaries"),
                    ("addresses", "addresses"),
                    ("staff", "staff"),
                    ("places", "known places"),
                ],
                max_length=10,
                verbose_name="kind",
            ),
        ),
        migrations.CreateModel(
            name="KnownPlace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "name",
                    models.CharField(
                        help_text="For example FN Lochotín.", max_length=100, unique=True, verbose_name="name"
                    ),
                ),
                (
                    "other_names",
                    models.TextField(
                        blank=True,
                        help_text="One on each line, as people say it. A name that several places have leads to a question.",
                        verbose_name="other names",
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("hospital", "hospital, clinic"),
                            ("station", "railway or bus station"),
                            ("stop", "stop of public transport"),
                            ("school", "school"),
                            ("shop", "shop, shopping centre"),
                            ("office", "office, court, police, post"),
                            ("culture", "theatre, museum, library"),
                            ("sport", "swimming pool, stadium"),
                            ("park", "park, garden"),
                            ("church", "church"),
                            ("cemetery", "cemetery"),
                            ("other", "other place"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                (
                    "address",
                    models.CharField(
                        blank=True,
                        help_text="Street and number as in the register, for example alej Svobody 80. Without one, set the point.",
                        max_length=200,
                        verbose_name="address",
                    ),
                ),
                (
                    "lat",
                    models.FloatField(
                        blank=True, help_text="Degrees, WGS84, for example 49.7475.", null=True, verbose_name="latitude"
                    ),
                ),
                (
                    "lon",
                    models.FloatField(
                        blank=True,
                        help_text="Degrees, WGS84, for example 13.3776.",
                        null=True,
                        verbose_name="longitude",
                    ),
                ),
                (
                    "radius_m",
                    models.PositiveIntegerField(
                        default=0,
                        help_text="How far the place reaches; where that is several districts, people are asked. 0 for a building.",
                        verbose_name="radius in metres",
                    ),
                ),
                (
                    "source",
                    models.CharField(
                        blank=True,
                        help_text="Where it can be checked: mostly a web address.",
                        max_length=300,
                        verbose_name="source",
                    ),
                ),
                (
                    "verified_on",
                    models.DateField(
                        blank=True,
                        help_text="The day somebody last checked that it is there.",
                        null=True,
                        verbose_name="verified on",
                    ),
                ),
                (
                    "published",
                    models.BooleanField(
                        default=False,
                        help_text="Only published places are found; publish what has been confirmed.",
                        verbose_name="published",
                    ),
                ),
                (
                    "register_address",
                    models.ForeignKey(
                        blank=True,
                        editable=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="known_places",
                        to="districts.address",
                        verbose_name="address of the register",
                    ),
                ),
            ],
            options={
                "verbose_name": "known place",
                "verbose_name_plural": "known places",
                "ordering": ["name"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("lat__isnull", True), ("lon__isnull", True)),
                            models.Q(
                                ("lat__isnull", False),
                                ("lat__range", (-90, 90)),
                                ("lon__isnull", False),
                                ("lon__range", (-180, 180)),
                            ),
                            _connector="OR",
                        ),
                        name="known_place_point_whole",
                        violation_error_message="Set both latitude and longitude, or neither.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("address", ""), _negated=True), ("lat__isnull", False), _connector="OR"
                        ),
                        name="known_place_is_somewhere",
                        violation_error_message="Say where it is: an address, or a point.",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("published", False), models.Q(("source", ""), _negated=True), _connector="OR"
                        ),
                        name="known_place_published_with_source",
                        violation_error_message="Before it is published, say where it was confirmed.",
                    ),
                ],
            },
        ),
        migrations.RunPython(load, migrations.RunPython.noop),
    ]
