"""What an earlier version writes, which does not know the newest columns: the database fills them."""

import re

from django.core.management import call_command
from django.db import connection, models

from network.members.models import Departure, Member


def copy_without(column: str, model: type[models.Model], **changed: object) -> None:
    """Copy the one row as code would that has never heard of the column."""
    same = {field.column for field in model._meta.concrete_fields} - {"id", column, *changed}
    to, of = ", ".join([*changed, *same]), ", ".join([*("%s" for _ in changed), *same])
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {table} ({to}) SELECT {of} FROM {table}", [*changed.values()])


def test_somebody_joins_and_is_found_after_the_line_of_the_docs(anna, as_, settings):
    copy_without("searched", Member, email="olga@example.org", handle="olga")
    olga = Member.objects.get(handle="olga")
    assert (olga.name, olga.searched) == (anna.name, "")
    Member.objects.update(name="Élise Ricci")
    docs = (settings.BASE_DIR / "docs" / "deploy.md").read_text()
    (line,) = re.findall(r"manage.py shell -c '(.*)'", docs)
    call_command("shell", command=line, verbosity=0)
    assert set(Member.objects.search("elise")) == {anna, olga}


def test_somebody_leaves(anna, bruno):
    Departure.objects.create(member=anna, never_again=True)
    copy_without("never_again", Departure, member_id=bruno.pk)
    assert Departure.objects.get(pk=bruno.pk).never_again is False
