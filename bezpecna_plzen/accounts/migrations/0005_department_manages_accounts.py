"""The safety department makes accounts and invites people; whose, says `bezpecna_plzen/accounts/managing.py`."""

from django.db import migrations


def load(apps, schema_editor):
    content_type, permission = apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission")
    kind, _new = content_type.objects.get_or_create(app_label="auth", model="user")
    for group in apps.get_model("auth", "Group").objects.filter(name="Odbor bezpečnosti"):
        for action in ("add", "change", "view"):
            # Django makes these only after all migrations; it finds and keeps the ones made here.
            group.permissions.add(
                permission.objects.get_or_create(
                    content_type=kind, codename=f"{action}_user", defaults={"name": f"Can {action} user"}
                )[0]
            )


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_sessions"),
        ("mailbox", "0003_roles"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
