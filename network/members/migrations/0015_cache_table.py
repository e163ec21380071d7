from django.core.management import call_command
from django.db import migrations


def create_cache_table(apps, schema_editor):
    """The table of `network.common.cache.database_cache`, which 0001 made only where CACHE_URL named it."""
    call_command("createcachetable", "django_cache", database=schema_editor.connection.alias, verbosity=0)


class Migration(migrations.Migration):

    dependencies = [
        ("members", "0014_due_indexes"),
    ]

    operations = [
        migrations.RunPython(create_cache_table, migrations.RunPython.noop),
    ]
