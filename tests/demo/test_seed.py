"""Demo data: every state of the lifecycle, created by the methods of the product."""

import pytest
from django.contrib.auth import authenticate
from django.core.management import CommandError, call_command
from django.db import transaction
from django.test import override_settings

from invitations.models import Delivery, Invitation, Message, Reception
from network.demo import demo_data, seeding
from network.members.models import Connection, Member
from notifications.models import CapturedEmail, Outbox


@pytest.fixture(scope="module", autouse=True)
def seeded(django_db_setup, django_db_blocker):
    """Seed once for all tests of this module."""
    capture = override_settings(EMAIL_BACKEND="notifications.backends.CapturingEmailBackend")
    with django_db_blocker.unblock(), capture, transaction.atomic():
        seeding.seed()
        yield
        transaction.set_rollback(True)


pytestmark = pytest.mark.django_db


def member(handle):
    return Member.objects.get(handle=handle)


@pytest.mark.parametrize("handle", [person.handle for person in demo_data.PEOPLE] + ["admin"])
def test_every_member_can_sign_in(handle):
    assert authenticate(username=f"{handle}@example.org", password="acquaint") == member(handle)


@pytest.mark.parametrize("handle", [person.handle for person in demo_data.PEOPLE])
def test_every_member_has_a_text_and_a_photo(handle):
    assert member(handle).about
    assert member(handle).photo == member(handle).picture.digest


def test_only_the_admin_is_staff():
    assert list(Member.objects.filter(is_staff=True)) == [member("admin")]


def test_every_status_of_an_invitation_occurs():
    assert set(Invitation.objects.values_list("status", flat=True)) == set(Invitation.Status.values)


@pytest.mark.parametrize("outcome", ["delivered", "refused", "wrong_address", "invited_to_join", "held"])
def test_outcomes_of_deliveries_occur(outcome):
    assert Delivery.objects.filter(outcome=outcome).exists()


@pytest.mark.parametrize("handle", ["anna", "bruno"])
def test_no_list_of_anna_and_bruno_is_empty(handle):
    receptions = Reception.objects.of(member(handle))
    archive = receptions.in_archive()
    assert receptions.in_inbox().count() >= 3
    assert archive.filter(refused_at=None).exists()
    assert archive.exclude(refused_at=None).exists()
    assert Invitation.objects.sent_by(member(handle)).open().count() >= 3
    assert Connection.objects.of(member(handle)).count() >= 3
    assert CapturedEmail.objects.of(member(handle)).count() >= 10


def test_anna_and_bruno_have_no_invitation_and_no_connection():
    assert not Invitation.objects.between(member("anna"), member("bruno")).exists()
    assert not Connection.objects.are_connected(member("anna"), member("bruno"))


def test_every_kind_of_message_occurs():
    assert set(Message.objects.values_list("kind", flat=True)) == set(Message.Kind.values)


def test_nothing_is_due():
    assert not Delivery.objects.filter(outcome="").exists()
    assert set(Outbox.objects.values_list("status", flat=True)) == {"sent", "silent"}


def test_reminders_were_sent():
    assert Outbox.objects.filter(kind="reminder", status="sent").exists()


def test_public_ids_are_the_same_in_every_demo():
    first = Invitation.objects.get(sender=member("marek"), recipient=member("anna"))
    assert first.public_id == "8041d2be572e897a"


def test_seeding_again_changes_nothing(capsys):
    before = Invitation.objects.count()
    call_command("seed_demo")
    assert "seeded already" in capsys.readouterr().out
    assert Invitation.objects.count() == before


def test_without_demo_mode_it_is_an_error(settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="DEMO=1"):
        call_command("seed_demo")
