"""What searches look through and the order by name, for the members that there are; one transaction a batch."""

from django.db import migrations

from network.members.models.name_columns import rewrite_name_columns


def rewrite(apps, schema_editor):
    rewrite_name_columns(apps.get_model("members", "Member"))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("members", "0004_short_name_and_sort_key")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
