"""Addresses of the outbox and of captured e-mails in their canonical form."""

from django.db import migrations

from network.common.canonical_columns import rewrite_addresses


def rewrite(apps, schema_editor):
    rewrite_addresses(apps.get_model("notifications", "Outbox"), "address")
    rewrite_addresses(apps.get_model("notifications", "CapturedEmail"), "to")


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_baseline")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
