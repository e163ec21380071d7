"""Adding a language or a value of a choice field needs no migration."""

import pytest
from django.core.management import call_command
from django.db.models.enums import ChoicesType

from invitations.models import Delivery, Invitation, InvitationEvent, Message, Reception
from network.members.models import Member
from notifications.models import Outbox

FIELDS = [
    Delivery._meta.get_field("kind"),
    Delivery._meta.get_field("outcome"),
    Invitation._meta.get_field("status"),
    InvitationEvent._meta.get_field("kind"),
    Message._meta.get_field("kind"),
    Reception._meta.get_field("place"),
    Outbox._meta.get_field("kind"),
    Outbox._meta.get_field("reason"),
]
LANGUAGE = Member._meta.get_field("language")


def check_migrations() -> None:
    """Raise `SystemExit` if a migration is missing."""
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("field", FIELDS, ids=str)
def test_a_new_value_needs_no_migration(db, monkeypatch, field):
    monkeypatch.setattr(ChoicesType, "choices", property(lambda enum: [("new", "New")]))
    assert ("new", "New") in field.choices
    check_migrations()


def test_a_new_language_needs_no_migration(db, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("pt-br", "Português")]
    assert ("pt-br", "Português") in LANGUAGE.choices
    check_migrations()


@pytest.mark.parametrize("field", [*FIELDS, LANGUAGE], ids=str)
def test_columns_fit_longer_values(field):
    assert max(len(value) for value, _label in field.choices) + 4 <= field.max_length
