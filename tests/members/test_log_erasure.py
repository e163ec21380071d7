"""Account deletion: the admin's log entries lose the name and address of the member, and no others."""

from __future__ import annotations

import pytest
from django.contrib.admin.models import CHANGE, LogEntry

from invitations.models import Refusal
from network.common.text import arrow
from network.members.privacy.erasure import FORMER
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory

EDITED = [{"changed": {"fields": ["Active"]}}]


@pytest.fixture
def log(db):
    """A function that logs a change of a row by a member of staff."""
    staff = MemberFactory(is_staff=True)

    def write(row, message=EDITED) -> LogEntry:
        return LogEntry.objects.log_actions(staff.pk, [row], CHANGE, message, single_object=True)

    return write


def delete_new_member(**fields) -> None:
    MemberFactory(**fields).leave()
    work()


def delete_account(member) -> None:
    member.leave()
    work()


def stored_texts(entry) -> tuple[str, str]:
    entry.refresh_from_db()
    return entry.object_repr, entry.get_change_message()


@pytest.mark.parametrize("word", ["changed", "fields", "Active", "invitation", "name"])
@pytest.mark.parametrize("column", ["name", "handle"])
def test_entries_about_others_stay_whatever_the_name(log, bruno, word, column):
    entry = log(bruno)
    delete_new_member(**{column: word})
    assert stored_texts(entry) == ("Bruno Verdi", "Changed Active.")


def test_entries_about_a_namesake_stay(log, anna, bruno):
    entries = [log(bruno, "Switched off Bruno Verdi"), log(invite(anna, bruno))]
    before = [stored_texts(entry) for entry in entries]
    delete_new_member(name="Bruno Verdi")
    assert [stored_texts(entry) for entry in entries] == before


def test_json_keys_and_labels_stay(log):
    member = MemberFactory(name="changed")
    entry = log(member, [{"changed": {"name": "changed", "object": "changed", "fields": ["changed"]}}])
    delete_account(member)
    assert stored_texts(entry) == (FORMER, f"Changed changed for changed “{FORMER}”.")


@pytest.mark.parametrize("name", ["Zoë Quattrocchi", "ليلى حداد"])
def test_a_name_is_replaced_in_escaped_json(log, name):
    member = MemberFactory(name=name)
    entries = [log(member, [{"added": {"name": "report", "object": f"{name} → Bruno"}}]), log(member, name)]
    delete_account(member)
    assert [stored_texts(entry)[1] for entry in entries] == [f"Added report “{FORMER} → Bruno”.", FORMER]


def test_entries_about_related_rows_lose_the_name(log, anna, bruno):
    invitation = invite(anna, bruno)
    entries = [log(row, "of Bruno Verdi") for row in (invitation, invitation.events.first())]
    delete_account(bruno)
    assert [stored_texts(entry)[1] for entry in entries] == [f"of {FORMER}"] * 2
    assert stored_texts(entries[0])[0] == arrow("Anna Ricci", FORMER)


def test_entries_about_deleted_rows_are_matched_by_object_repr(log, anna, bruno, carla):
    refused = reception_of(invite(anna, bruno))
    refused.ignore()
    refused.say_unknown()
    entry, other = log(Refusal.objects.get(), "Bruno Verdi was right"), log(carla, "Bruno Verdi was right")
    delete_account(bruno)
    assert not Refusal.objects.exists()
    assert stored_texts(entry) == (arrow(FORMER, "Anna Ricci"), f"{FORMER} was right")
    assert stored_texts(other) == ("Carla Longo", "Bruno Verdi was right")


def test_an_address_is_replaced_in_every_entry(log, anna, bruno):
    entry = log(anna, "Also wrote to bruno@example.org")
    delete_account(bruno)
    assert stored_texts(entry) == ("Anna Ricci", f"Also wrote to {FORMER}")


@pytest.mark.parametrize("message", ["[not JSON, Bruno Verdi", '"Bruno Verdi"', '[1, null, "Bruno Verdi"]'])
def test_messages_that_are_not_lists_in_json(log, bruno, message):
    entry = log(bruno, "")
    LogEntry.objects.filter(pk=entry.pk).update(change_message=message)
    delete_account(bruno)
    entry.refresh_from_db()
    assert entry.change_message == message.replace("Bruno Verdi", FORMER)
