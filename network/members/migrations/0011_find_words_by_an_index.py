from django.db import migrations, transaction
from django.db.utils import DatabaseError


def make(apps, schema_editor):
    """On PostgreSQL, where its extension of trigrams may be had: without it searches work too, and read all rows."""
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:  # not installed, or not ours to switch on
        return
    schema_editor.execute("CREATE INDEX member_searched ON members_member USING gin (searched gin_trgm_ops)")
    schema_editor.execute("ANALYZE members_member")


def drop(apps, schema_editor):
    schema_editor.execute("DROP INDEX IF EXISTS member_searched")


class Migration(migrations.Migration):
    dependencies = [("members", "0010_search_without_case_and_accents")]

    operations = [migrations.RunPython(make, drop)]
