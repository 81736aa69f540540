from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('mailbox', '0008_roles_of_links'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='message',
            index=models.Index(fields=['answered_at', 'screening'], name='message_answered', condition=models.Q(('answered_at__isnull', False))),
        ),
    ]
