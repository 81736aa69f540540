"""What the department and the editors may do with questions, pages and news."""

from django.db import migrations

ALL = ("add", "change", "delete", "view")
CONTENT = [
    *(("faq", model, ALL) for model in ("question", "helpcontact", "synonym")),
    ("faq", "page", ("change", "view")),
    ("faq", "unansweredsearch", ("delete", "view")),
    ("districts", "notice", ALL),
]


def load(apps, schema_editor):
    content_type, permission = apps.get_model("contenttypes", "ContentType"), apps.get_model("auth", "Permission")
    for group in apps.get_model("auth", "Group").objects.filter(name__in=["Odbor bezpečnosti", "Redakce"]):
        for app, model, actions in CONTENT:
            # Django makes these only after all migrations; it finds and keeps the ones made here.
            kind, _new = content_type.objects.get_or_create(app_label=app, model=model)
            for action in actions:
                group.permissions.add(
                    permission.objects.get_or_create(
                        content_type=kind,
                        codename=f"{action}_{model}",
                        defaults={"name": f"Can {action} {model}"},
                    )[0]
                )


class Migration(migrations.Migration):
    dependencies = [
        ("mailbox", "0006_review_mails"),
        ("faq", "0003_questions"),
        ("districts", "0005_notices"),
    ]

    operations = [migrations.RunPython(load, migrations.RunPython.noop)]
