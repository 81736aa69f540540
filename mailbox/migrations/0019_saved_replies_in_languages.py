"""Saved replies in all languages of the portal, with where they are offered; what is there is Czech."""

from django.db import migrations, models
from django.db.models import F


def take_for_czech(apps, schema_editor):
    apps.get_model("mailbox", "SavedReply").objects.update(text_cs=F("text"))


class Migration(migrations.Migration):

    dependencies = [
        ('faq', '0007_synonyms_of_one_language'),
        ('mailbox', '0018_assigned'),
    ]

    operations = [
        migrations.AddField(
            model_name='savedreply',
            name='text_cs',
            field=models.TextField(null=True, verbose_name='text'),
        ),
        migrations.AddField(
            model_name='savedreply',
            name='text_de',
            field=models.TextField(null=True, verbose_name='text'),
        ),
        migrations.AddField(
            model_name='savedreply',
            name='text_en',
            field=models.TextField(null=True, verbose_name='text'),
        ),
        migrations.AddField(
            model_name='savedreply',
            name='text_uk',
            field=models.TextField(null=True, verbose_name='text'),
        ),
        migrations.AddField(
            model_name='savedreply',
            name='text_vi',
            field=models.TextField(null=True, verbose_name='text'),
        ),
        migrations.AddField(
            model_name='savedreply',
            name='use',
            field=models.CharField(choices=[('answer', 'when answering'), ('closing', 'when closing, as a sentence to the sender')], default='answer', max_length=7, verbose_name='offered'),
        ),
        migrations.AlterField(
            model_name='reply',
            name='signed',
            field=models.CharField(blank=True, help_text='The name and function under which the sender reads it.', max_length=150, verbose_name='signed'),
        ),
        migrations.RunPython(take_for_czech, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='savedreply',
            constraint=models.CheckConstraint(condition=models.Q(('text_cs__isnull', False), models.Q(('text_cs', ''), _negated=True)), name='saved_reply_in_czech'),
        ),
    ]
