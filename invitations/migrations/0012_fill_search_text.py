"""What searches look through, for the invitations that there are; one transaction a batch."""

from django.db import migrations

from network.common.search_columns import rewrite_search_column


def rewrite(apps, schema_editor):
    for name in ("Invitation", "Reception"):
        rewrite_search_column(apps.get_model("invitations", name))


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("invitations", "0011_search_text")]
    operations = [migrations.RunPython(rewrite, migrations.RunPython.noop)]
