"""Indexes of what is deleted after a while, so that a run with nothing to do costs the same in a large network."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('members', '0013_plain_names'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='devicecookie',
            index=models.Index(models.F('created_at'), name='device_cookie_created'),
        ),
        migrations.AddIndex(
            model_name='member',
            index=models.Index(models.F('link_sent_at'), condition=models.Q(('joined_at', None)), name='member_unverified'),
        ),
    ]
