from django.db import migrations, models
from django.db.models import OuterRef, Subquery, Value
from django.db.models.functions import Coalesce


def fill_languages(apps, schema_editor):
    """The language of what was captured before: that of the outbox row with the same Message-ID, if there is one."""
    CapturedEmail = apps.get_model("notifications", "CapturedEmail")
    Outbox = apps.get_model("notifications", "Outbox")
    rows = Outbox.objects.exclude(message_id="").filter(message_id=OuterRef("message_id"))
    CapturedEmail.objects.update(language=Coalesce(Subquery(rows.values("language")[:1]), Value("")))


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0007_plain_names'),
    ]

    operations = [
        migrations.AddField(
            model_name='capturedemail',
            name='language',
            field=models.CharField(blank=True, max_length=16, verbose_name='language'),
        ),
        migrations.RunPython(fill_languages, migrations.RunPython.noop),
    ]
