from django.db import migrations

import network.members.models.member
from network.common.text import folded

BATCH = 1000


def fold(apps, schema_editor):
    """Everybody who is there, by ascending key."""
    member = apps.get_model("members", "Member")
    last = 0
    while people := list(member.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        for person in people:
            person.searched = folded(" ".join((person.name, person.headline, person.location)))
        member.objects.bulk_update(people, ["searched"])
        last = people[-1].pk


class Migration(migrations.Migration):
    dependencies = [("members", "0009_never_to_be_written_to_again")]

    operations = [
        migrations.AddField(
            "member",
            "searched",
            network.members.models.member.SearchedField(db_default="", editable=False),
        ),
        migrations.RunPython(fold, migrations.RunPython.noop),
    ]
