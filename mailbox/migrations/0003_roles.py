"""The groups that users are put into: what each may do in the admin. Migrations that add models extend them."""

from django.db import migrations

ALL = ("add", "change", "delete", "view")
# app, model, what may be done
DEPARTMENT = [
    *(("districts", model, ALL) for model in ("district", "post", "tenure", "absence", "person", "borough", "station")),
    *(("districts", model, ALL) for model in ("department", "locality", "infobox")),
    *(("districts", model, ("view",)) for model in ("importrun", "boundaryset", "street", "part", "address")),
    ("faq", "topic", ALL),
    ("mailbox", "message", ("change", "view", "coordinate")),
    *(("mailbox", model, ALL) for model in ("desk", "routingrule", "savedreply")),
    *(("mailbox", model, ("view",)) for model in ("notification", "erasure")),
    ("auditlog", "logentry", ("view",)),
]
OFFICERS = [("mailbox", "message", ("change", "view"))]
EDITORS = [("faq", "topic", ALL)]


def load(apps, schema_editor):
    content_type, permission = apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission")
    group = apps.get_model("auth", "Group")
    for name, allowed in (
        ("Odbor bezpečnosti", DEPARTMENT),
        ("Strážníci a policisté", OFFICERS),
        ("Redakce", EDITORS),
    ):
        members = group.objects.get_or_create(name=name)[0]
        for app, model, actions in allowed:
            # Django makes these only after all migrations; it finds and keeps the ones made here.
            kind, _new = content_type.objects.get_or_create(app_label=app, model=model)
            for action in actions:
                codename = action if action == "coordinate" else f"{action}_{model}"
                members.permissions.add(
                    permission.objects.get_or_create(
                        content_type=kind, codename=codename, defaults={"name": f"Can {action} {model}"}
                    )[0]
                )


class Migration(migrations.Migration):
    dependencies = [
        ("mailbox", "0002_desks_and_rules"),
        ("districts", "0004_infoboxes_and_accounts"),
        ("auditlog", "0001_initial"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
