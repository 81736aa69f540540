"""Who sees where the links in texts lead."""

from django.db import migrations


def load(apps, schema_editor):
    content_type, permission = apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission")
    # Django makes this only after all migrations; it finds and keeps the one made here.
    kind, _new = content_type.objects.get_or_create(app_label="faq", model="linkcheck")
    view, _new = permission.objects.get_or_create(
        content_type=kind, codename="view_linkcheck", defaults={"name": "Can view linkcheck"}
    )
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Odbor bezpečnosti", "Redakce"]):
        group.permissions.add(view)


class Migration(migrations.Migration):
    dependencies = [
        ("mailbox", "0007_roles_of_editors"),
        ("faq", "0006_link_checks"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
