"""P-GDPR: after a member has left, no table holds their name, address, handle or words; keyed hashes alone remain."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase

from invitations.models import AllowanceRequest, Batch, Block, Invitation
from invitations.privacy import erasure as invitations_leaving
from invitations.tasks import claim
from network import clock as product_clock
from network.members.models import AccountDeletion, AccountRequest, Export, Member, Photo
from network.members.people.images import Avatar
from network.members.privacy import erasure
from notifications.models import Outbox, Suppression
from notifications.privacy import erasure as mail_leaving
from tests.conftest import invite, reception_of, tick, work
from tests.factories import MemberFactory

PASSWORD = "two desks apart"
WORDS = ("Zenobia", "zenobia", "Quattrocchi", "quagga", "xylophone", "walnut", "zugzwang", "ocarina")


@pytest.fixture
def zenobia(anna, bruno, carla, clock):
    """Somebody with a row in every table, in every way that a row can name her."""
    person = Member.objects.create_user(
        "zenobia@example.org", PASSWORD, "Zenobia Quattrocchi", headline="Tamer of the quagga", location="walnut",
        about="About the ocarina",
    )  # fmt: skip
    person.emailaddress_set.create(email="zenobia.second@example.org", verified=True)
    write_with(person, anna, bruno, carla)
    AllowanceRequest.objects.create(member=person, text="For my ocarina", asked_at=product_clock.now())
    Export.objects.request(person)
    Photo.objects.set(person, Avatar(b"a picture of a walnut", 256))
    Batch.objects.submit(person, ["newcomer@example.com", "walnut"], "xylophone")
    AccountRequest.objects.request_password_reset(person.email)
    Suppression.objects.record(person.email, "bounce", "1", "No such user", product_clock.now())
    work()
    for other in (bruno, carla):
        reception_of(invite(other, anna)).accept()  # whose summaries name her
    leave_traces(person)
    work()
    return person


def write_with(person, anna, bruno, carla) -> None:
    """Invitations both ways and to an address; replies, messages, a connection, a refusal."""
    accepted = reception_of(invite(person, anna, "xylophone lessons"))
    accepted.reply("Which ones?")
    Invitation.objects.get(sender=person).message("walnut ones")
    work()
    accepted.accept()
    reception_of(invite(bruno, person, "Hello")).reply("zugzwang, I say")
    Invitation.objects.get(sender=bruno, recipient=person).report_reply("harassment", "That zugzwang")
    invite(person, carla, "ocarina, too")
    reception_of(Invitation.objects.get(recipient=carla)).report("spam", "quagga again")
    Block.objects.block(person, MemberFactory())
    refused = reception_of(invite(MemberFactory(), person))
    refused.ignore()
    refused.say_unknown()
    Invitation.objects.send_to_address(person, "newcomer@example.com", "zugzwang again")


def leave_traces(person) -> None:
    """What the queue, the staff's log and a failed e-mail keep of her."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        claim.enqueue("zenobia@example.org")
    log(person)
    Outbox.objects.create(
        key="stuck", kind="restricted", member=person, address=person.email, status="failed",
        details="SMTPRecipientsRefused: zenobia@example.org", next_at=None,
    )  # fmt: skip


def log(person) -> None:
    """What the staff did with her account, and with an invitation of hers."""
    staff = MemberFactory(is_staff=True)
    for row in (person, Invitation.objects.filter(sender=person).first()):
        LogEntry.objects.create(
            user=staff, content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk),
            object_repr=str(row), action_flag=CHANGE, change_message=f"about {person.name}",
        )  # fmt: skip


def hits(words=WORDS) -> set[tuple[str, str]]:
    """Table and column of every value in the whole database in which one of the words stands."""
    found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                found |= {
                    (table, c) for c, value in zip(columns, row, strict=True) if names_any(value, words)
                }
    return found


def names_any(value, words) -> bool:
    text = bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
    return any(word in text for word in words)


def leave_by_page(client, person) -> None:
    client.post("/accounts/login/", {"login": "zenobia@example.org", "password": PASSWORD})
    client.post("/settings/delete/", {"sure": "on"})
    again = {"password": PASSWORD, "next": "/settings/delete/"}
    assert client.post("/accounts/reauthenticate/", again)["Location"] == "/goodbye/"


def test_the_search_finds_her_while_she_is_here(zenobia):
    tables = {table for table, _column in hits()}
    assert tables >= {
        "members_member", "account_emailaddress", "invitations_invitation", "invitations_message",
        "invitations_reception", "invitations_allowancerequest", "invitations_batch", "invitations_batchline",
        "members_photo", "invitations_report", "notifications_outbox",
        "notifications_capturedemail", "django_admin_log", "django_tasks_database_dbtaskresult",
    }  # fmt: skip


def test_nothing_names_her_after_she_has_left(zenobia, client):
    leave_by_page(client, zenobia)
    work()
    assert hits() == set()


def test_a_typed_address_stays_on_the_sender_s_row_until_its_end(zenobia, client, clock):
    typed = Invitation.objects.send_to_address(MemberFactory(), "zenobia@example.org", "Hello")
    work()
    leave_by_page(client, zenobia)
    work()
    assert hits() == {("invitations_invitation", "address")}
    typed.refresh_from_db()
    assert (typed.status, typed.to) == ("open", "zenobia@example.org")
    for days in (180, 90):
        clock.move(days=days)
        tick()
    assert hits() == set()


def test_a_list_in_which_others_typed_her_address_forgets_it_where_she_is_known(zenobia, client, client_for):
    boss = MemberFactory()
    first, again = (Batch.objects.submit(boss, ["zenobia@example.org"]) for _ in "ab")
    work()
    reception_of(Invitation.objects.get(sender=boss)).accept()
    leave_by_page(client, zenobia)
    work()
    assert hits() == set()
    assert "A former member" in client_for(boss).get(first.get_absolute_url()).content.decode()
    assert "Somebody, by e-mail" in client_for(boss).get(again.get_absolute_url()).content.decode()


def test_a_list_keeps_an_address_whose_invitation_tells_nothing(zenobia, client):
    batch = Batch.objects.submit(MemberFactory(), ["zenobia@example.org"])
    work()
    leave_by_page(client, zenobia)
    work()
    assert batch.lines.get().to == "zenobia@example.org"


class Killed(BaseException):
    """As from outside: nothing catches it."""


def killing(step):
    """The worker dies right after its first batch."""

    def dies(member):
        step(member)
        raise Killed

    return dies


STEPS = [*invitations_leaving.STEPS, *mail_leaving.STEPS]


@pytest.mark.parametrize("at", range(len(STEPS)), ids=[step.__name__ for step in STEPS])
def test_a_worker_that_dies_after_any_batch_is_followed_by_another(zenobia, monkeypatch, clock, at):
    monkeypatch.setattr(invitations_leaving, "CHUNK_SIZE", 1)
    zenobia.leave()
    module = invitations_leaving if STEPS[at] in invitations_leaving.STEPS else mail_leaving
    with monkeypatch.context() as patch:
        steps = [killing(step) if step is STEPS[at] else step for step in module.STEPS]
        patch.setattr(module, "STEPS", steps)
        with pytest.raises(Killed):
            erasure.job.run()
    assert not erasure.job.has_due()
    clock.move(minutes=6)
    tick()
    assert AccountDeletion.objects.get().attempts == 2
    assert hits() == set()


@pytest.mark.parametrize("at", ["remove_connections", "delete_exports", "end_sessions", "anonymise_log_entries", "delete_sign_in_data", "blank_member"])  # fmt: skip
def test_and_after_any_of_the_last(zenobia, monkeypatch, clock, at):
    zenobia.leave()
    with monkeypatch.context() as patch:
        patch.setattr(erasure, at, killing(getattr(erasure, at)))
        with pytest.raises(Killed):
            erasure.job.run()
    clock.move(minutes=6)
    tick()
    assert hits() == set()
