"""Names the accounts whose address begins an encoded word. No e-mail is sent to it; the staff decide about them."""

from django.db import migrations


def report(apps, schema_editor):
    for row in apps.get_model("account", "EmailAddress").objects.filter(email__contains="=?").order_by("pk"):
        print(f"\n    {row.user.handle}: {row.email} is an encoded word, so no e-mail is sent to it.")


class Migration(migrations.Migration):
    dependencies = [("members", "0009_join_links"), ("account", "0009_emailaddress_unique_primary_email")]
    operations = [migrations.RunPython(report, migrations.RunPython.noop)]
