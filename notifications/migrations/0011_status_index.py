"""An index of e-mails by status, so that counting those of a day costs the same however many were sent before."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0010_staff_letters'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(models.F('status'), models.F('created_at'), name='outbox_status'),
        ),
    ]
