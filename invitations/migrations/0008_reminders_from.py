from django.db import migrations, models
from django.db.models import F


def fill_reminders_from(apps, schema_editor):
    """The days of reminders were counted from the first delivery or e-mail."""
    apps.get_model('invitations', 'Reception').objects.update(reminders_from=F('delivered_at'))
    apps.get_model('invitations', 'JoinInvitation').objects.update(reminders_from=F('first_mailed_at'))


class Migration(migrations.Migration):

    dependencies = [
        ('invitations', '0007_reminders_stopped'),
    ]

    operations = [
        migrations.AddField(
            model_name='joininvitation',
            name='reminders_from',
            field=models.DateTimeField(blank=True, null=True, verbose_name='reminders counted from'),
        ),
        migrations.AddField(
            model_name='reception',
            name='reminders_from',
            field=models.DateTimeField(blank=True, null=True, verbose_name='reminders counted from'),
        ),
        migrations.RunPython(fill_reminders_from, migrations.RunPython.noop),
    ]
