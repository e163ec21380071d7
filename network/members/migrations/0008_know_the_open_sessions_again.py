from importlib import import_module

from django.db import migrations

know_the_open_sessions = import_module(
    "network.members.migrations.0004_know_the_open_sessions"
).know_the_open_sessions
"""Some fell out of the list when SECRET_KEY changed."""


class Migration(migrations.Migration):
    dependencies = [("members", "0007_let_a_knock_carry_a_code")]
    operations = [migrations.RunPython(know_the_open_sessions, migrations.RunPython.noop)]
