"""An index of account letters, so that a run with nothing to delete costs the same in a large network."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0008_captured_language'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='outbox',
            index=models.Index(models.F('created_at'), condition=models.Q(('kind', 'account')), name='outbox_account'),
        ),
    ]
