import notifications.choices
from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def fill_kinds(apps, schema_editor):
    """The kind of what was captured before: that of the outbox row with the same Message-ID, if there is one."""
    CapturedEmail = apps.get_model("notifications", "CapturedEmail")
    Outbox = apps.get_model("notifications", "Outbox")
    rows = Outbox.objects.exclude(message_id="").filter(message_id=OuterRef("message_id"))
    CapturedEmail.objects.update(kind=Coalesce(Subquery(rows.values("kind")[:1]), Value("")))


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0005_names_of_switches'),
    ]

    operations = [
        migrations.AddField(
            model_name='capturedemail',
            name='kind',
            field=models.CharField(blank=True, choices=notifications.choices.get_kind_choices, max_length=32, verbose_name='kind'),
        ),
        migrations.RunPython(fill_kinds, migrations.RunPython.noop),
    ]
