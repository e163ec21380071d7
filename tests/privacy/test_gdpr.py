"""After an account deletion no table holds name, address, handle or texts of the member, only keyed hashes."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.test import TestCase

from invitations.errors import LimitReached
from invitations.models import (
    Allowance,
    AllowanceRequest,
    Batch,
    Block,
    Invitation,
    RecentVerbs,
    RefusedSend,
)
from invitations.privacy import erasure as invitations_erasure
from invitations.tasks import claim
from network import clock as product_clock
from network.members.models import AccountDeletion, AccountRequest, Export, Member, Photo
from network.members.people.images import Avatar
from network.members.privacy import erasure
from notifications.models import EmailPreferences, Outbox, Suppression
from notifications.privacy import erasure as notifications_erasure
from tests.conftest import invite, invite_address, reception_of, tick, work
from tests.factories import MemberFactory
from tests.privacy.savepoints import rolled_back

PASSWORD = "two desks apart"
WORDS = (
    "Zenobia", "zenobia", "Quattrocchi", "quagga", "xylophone", "walnut", "zugzwang", "ocarina", "kumquat",
)  # fmt: skip


@pytest.fixture
def zenobia(anna, bruno, carla, clock):
    """A member who is named in every table and column that can name a member."""
    person = Member.objects.create_user(
        "zenobia@example.org", PASSWORD, "Zenobia Quattrocchi", headline="Tamer of the quagga", location="walnut",
        short_name="kumquat", about="About the ocarina",
    )  # fmt: skip
    person.emailaddress_set.create(email="zenobia.second@example.org", verified=True)
    create_invitations(person, anna, bruno, carla)
    AllowanceRequest.objects.create(member=person, text="For my ocarina", requested_at=product_clock.now())
    RecentVerbs.objects.spend(person)
    Allowance.objects.get(member=person).record_change("granted")
    RefusedSend.record("send", LimitReached("allowance", person.pk))
    EmailPreferences.switch_off(person.pk, "replies")
    Export.objects.request(person)
    Photo.objects.set(person, Avatar(b"a picture of a walnut", 256))
    Batch.objects.submit(person, ["non-member@example.com", "walnut"], "xylophone")
    AccountRequest.objects.request_password_reset(person.email)
    Suppression.objects.record(person.email, "bounce", "1", "No such user", product_clock.now())
    work()
    for other in (bruno, carla):
        reception_of(invite(other, anna)).accept()  # the e-mail about it names her
    create_logs(person)
    work()
    return person


def create_invitations(person, anna, bruno, carla) -> None:
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
    Invitation.objects.send_to_address(person, "non-member@example.com", "zugzwang again")


def create_logs(person) -> None:
    """Rows of the task queue, the admin log and a failed e-mail that name her."""
    with TestCase.captureOnCommitCallbacks(execute=True):
        claim.enqueue("zenobia@example.org")
    create_admin_log(person)
    Outbox.objects.create(
        key="stuck", kind="restricted", member=person, address=person.email, status="failed",
        details="SMTPRecipientsRefused: zenobia@example.org", next_at=None,
    )  # fmt: skip


def create_admin_log(person) -> None:
    """Entries about her account and an invitation of hers."""
    staff = MemberFactory(is_staff=True)
    for row in (person, Invitation.objects.filter(sender=person).first()):
        LogEntry.objects.create(
            user=staff, content_type=ContentType.objects.get_for_model(row), object_id=str(row.pk),
            object_repr=str(row), action_flag=CHANGE, change_message=f"about {person.name}",
        )  # fmt: skip


def find_words(words=WORDS) -> set[tuple[str, str]]:
    """Table and column of every value in the database that contains one of the words."""
    columns_found = set()
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            columns = [column[0] for column in cursor.description]
            for row in cursor.fetchall():
                columns_found |= {
                    (table, c) for c, value in zip(columns, row, strict=True) if contains_any(value, words)
                }
    return columns_found


def contains_any(value, words) -> bool:
    text = bytes(value).decode("latin-1") if isinstance(value, (bytes, memoryview)) else str(value)
    return any(word in text for word in words)


def delete_account(client, person) -> None:
    client.post("/accounts/login/", {"login": "zenobia@example.org", "password": PASSWORD})
    client.post("/settings/delete/", {"sure": "on"})
    again = {"password": PASSWORD, "next": "/settings/delete/"}
    assert client.post("/accounts/reauthenticate/", again)["Location"] == "/goodbye/"


def test_her_words_are_found_before_the_deletion(zenobia):
    tables = {table for table, _column in find_words()}
    assert tables >= {
        "members_member", "account_emailaddress", "invitations_invitation", "invitations_message",
        "invitations_reception", "invitations_allowancerequest", "invitations_batch", "invitations_batchline",
        "members_photo", "invitations_report", "notifications_outbox",
        "notifications_capturedemail", "django_admin_log", "django_tasks_database_dbtaskresult",
    }  # fmt: skip


def test_no_table_has_her_words_after_the_deletion(zenobia, client):
    delete_account(client, zenobia)
    work()
    assert find_words() == set()


def test_an_address_typed_by_a_sender_is_kept_until_the_invitation_ends(zenobia, client, clock):
    typed = invite_address(MemberFactory(), "zenobia@example.org", "Hello")
    delete_account(client, zenobia)
    work()
    assert find_words() == {("invitations_invitation", column) for column in ("address", "search_text")}
    typed.refresh_from_db()
    assert (typed.status, typed.to) == ("open", "zenobia@example.org")
    for days in (180, 90):
        clock.move(days=days)
        tick()
    assert find_words() == set()


def test_batches_of_others_forget_her_address_after_acceptance(zenobia, client, client_for):
    sender = MemberFactory()
    first, again = (Batch.objects.submit(sender, ["zenobia@example.org"]) for _ in "ab")
    work()
    reception_of(Invitation.objects.get(sender=sender)).accept()
    delete_account(client, zenobia)
    work()
    assert find_words() == set()
    assert "A former member" in client_for(sender).get(first.get_absolute_url()).content.decode()
    assert "Somebody, by e-mail" in client_for(sender).get(again.get_absolute_url()).content.decode()


def test_batches_of_others_keep_her_address_without_an_answer(zenobia, client):
    batch = Batch.objects.submit(MemberFactory(), ["zenobia@example.org"])
    work()
    delete_account(client, zenobia)
    work()
    assert batch.lines.get().to == "zenobia@example.org"


class Killed(BaseException):
    """Not an `Exception`: the product does not catch it, as it does not catch SIGKILL."""


def killing(step):
    """The step, after whose first chunk the worker dies."""

    def step_and_die(member):
        step(member)
        raise Killed

    return step_and_die


STEPS_OF_MEMBERS = (
    "remove_connections", "delete_exports", "end_sessions", "anonymise_log_entries", "delete_sign_in_data",
    "blank_member",
)  # fmt: skip


def words_left_after_a_kill(zenobia, clock, patch) -> set[str]:
    """Delete the account, kill the worker at the patched step, run another one; the words that it leaves."""
    with rolled_back():
        Member.objects.get(pk=zenobia.pk).leave()
        with pytest.raises(Killed):
            erasure.job.run()
        assert not erasure.job.has_due()
        patch.undo()
        clock.move(minutes=6)
        tick()
        assert AccountDeletion.objects.get().attempts == 2
        return find_words()


@pytest.mark.parametrize(
    "module", [invitations_erasure, notifications_erasure], ids=lambda each: each.__name__
)
def test_another_worker_continues_after_any_step_of_an_app(zenobia, clock, module):
    left = {}
    for died in module.STEPS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(invitations_erasure, "CHUNK_SIZE", 1)
            patch.setattr(module, "STEPS", [killing(step) if step is died else step for step in module.STEPS])
            left[died.__name__] = words_left_after_a_kill(zenobia, clock, patch)
    assert {step: words for step, words in left.items() if words} == {}


def test_another_worker_continues_after_any_step_of_members(zenobia, clock):
    left = {}
    for died in STEPS_OF_MEMBERS:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(erasure, died, killing(getattr(erasure, died)))
            left[died] = words_left_after_a_kill(zenobia, clock, patch)
    assert {step: words for step, words in left.items() if words} == {}
