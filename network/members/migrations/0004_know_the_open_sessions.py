from importlib import import_module

from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.db import migrations

UNKNOWN_IP = "::"  # as network/members/accounts/sessions.py reads it


def know_the_open_sessions(apps, schema_editor):
    """Whoever is signed in already finds this browser in the list, and can end it like any other."""
    store = import_module(settings.SESSION_ENGINE).SessionStore()
    members = apps.get_model("members", "Member").objects
    known = apps.get_model("usersessions", "UserSession").objects
    for session in apps.get_model("sessions", "Session").objects.iterator():
        member = int(store.decode(session.session_data).get(SESSION_KEY, 0))
        if members.filter(pk=member).exists():
            of_member = {"user_id": member, "ip": UNKNOWN_IP, "user_agent": ""}
            known.get_or_create(session_key=session.session_key, defaults=of_member)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0003_knocks"),
        ("sessions", "0001_initial"),
        ("usersessions", "0001_initial"),
    ]
    operations = [migrations.RunPython(know_the_open_sessions, migrations.RunPython.noop)]
