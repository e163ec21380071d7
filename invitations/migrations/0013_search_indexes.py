"""Trigram indexes of what searches look through: on PostgreSQL, where the extension pg_trgm may be had."""

from django.db import migrations, transaction
from django.db.utils import DatabaseError

INDEXES = {"invitation_search_text": "invitations_invitation", "reception_search_text": "invitations_reception"}


def create(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    try:
        with transaction.atomic(using=schema_editor.connection.alias):
            schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError:  # not installed, or this role may not create it
        return
    for index, table in INDEXES.items():
        schema_editor.execute(
            f"CREATE INDEX {index} ON {table} USING gin (search_text gin_trgm_ops) WHERE search_text <> ''"
        )


def drop(apps, schema_editor):
    for index in INDEXES:
        schema_editor.execute(f"DROP INDEX IF EXISTS {index}")


class Migration(migrations.Migration):
    dependencies = [("invitations", "0012_fill_search_text")]
    operations = [migrations.RunPython(create, drop)]
