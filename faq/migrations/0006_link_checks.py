import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('contenttypes', '0002_remove_content_type_name'),
        ('faq', '0005_content'),
    ]

    operations = [
        migrations.CreateModel(
            name='LinkCheck',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('object_id', models.PositiveBigIntegerField(verbose_name='number of the record')),
                ('language', models.CharField(blank=True, help_text='Empty: the same in all.', max_length=2, verbose_name='language')),
                ('url', models.TextField(verbose_name='link')),
                ('outcome', models.CharField(choices=[('works', 'works'), ('moved', 'moved for good: link to the new address'), ('missing', 'the page does not exist'), ('failing', 'the site has an error'), ('timeout', 'no answer in time'), ('unreachable', 'the site cannot be reached'), ('loop', 'redirects in a circle'), ('forbidden', 'an address inside a private network, which the public cannot open'), ('invalid', 'no web address'), ('refused', 'answers people only: open it yourself')], max_length=12, verbose_name='what was found')),
                ('status', models.PositiveSmallIntegerField(blank=True, help_text='Of the HTTP answer.', null=True, verbose_name='status')),
                ('leads_to', models.TextField(blank=True, verbose_name='leads to')),
                ('checked_at', models.DateTimeField(verbose_name='checked')),
                ('content_type', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='contenttypes.contenttype', verbose_name='kind of data')),
            ],
            options={
                'verbose_name': 'link',
                'verbose_name_plural': 'links',
                'ordering': ['url'],
                'indexes': [models.Index(fields=['content_type', 'object_id'], name='links_of_a_record')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('outcome', 'moved'), _negated=True), models.Q(('leads_to', ''), _negated=True), _connector='OR'), name='link_moved_somewhere')],
            },
        ),
    ]
