"""A member leaves: what the staff's log forgets of them, and what it keeps of everybody else."""

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
    """Something that the staff did with a row."""
    staff = MemberFactory(is_staff=True)

    def write(row, message=EDITED) -> LogEntry:
        return LogEntry.objects.log_actions(staff.pk, [row], CHANGE, message, single_object=True)

    return write


def leave(**words) -> None:
    MemberFactory(**words).leave()
    work()


def gone(member) -> None:
    member.leave()
    work()


def read(entry) -> tuple[str, str]:
    entry.refresh_from_db()
    return entry.object_repr, entry.get_change_message()


@pytest.mark.parametrize("word", ["changed", "fields", "Active", "invitation", "name"])
@pytest.mark.parametrize("column", ["name", "handle"])
def test_whatever_they_were_called_the_entries_of_others_stay(log, bruno, word, column):
    entry = log(bruno)
    leave(**{column: word})
    assert read(entry) == ("Bruno Verdi", "Changed Active.")


def test_a_namesake_keeps_every_entry(log, anna, bruno):
    entries = [log(bruno, "Switched off Bruno Verdi"), log(invite(anna, bruno))]
    before = [read(entry) for entry in entries]
    leave(name="Bruno Verdi")
    assert [read(entry) for entry in entries] == before


def test_keys_and_labels_stay_in_their_own(log):
    person = MemberFactory(name="changed")
    entry = log(person, [{"changed": {"name": "changed", "object": "changed", "fields": ["changed"]}}])
    gone(person)
    assert read(entry) == (FORMER, f"Changed changed for changed “{FORMER}”.")


@pytest.mark.parametrize("name", ["Zoë Quattrocchi", "ليلى حداد"])
def test_a_name_goes_however_json_writes_it(log, name):
    person = MemberFactory(name=name)
    entries = [log(person, [{"added": {"name": "report", "object": f"{name} → Bruno"}}]), log(person, name)]
    gone(person)
    assert [read(entry)[1] for entry in entries] == [f"Added report “{FORMER} → Bruno”.", FORMER]


def test_what_leads_to_them_forgets_them(log, anna, bruno):
    invitation = invite(anna, bruno)
    entries = [log(row, "of Bruno Verdi") for row in (invitation, invitation.events.first())]
    gone(bruno)
    assert [read(entry)[1] for entry in entries] == [f"of {FORMER}"] * 2
    assert read(entries[0])[0] == arrow("Anna Ricci", FORMER)


def test_of_a_row_that_is_gone_its_name_decides(log, anna, bruno, carla):
    refused = reception_of(invite(anna, bruno))
    refused.ignore()
    refused.say_unknown()
    entry, other = log(Refusal.objects.get(), "Bruno Verdi was right"), log(carla, "Bruno Verdi was right")
    gone(bruno)
    assert not Refusal.objects.exists()
    assert read(entry) == (arrow(FORMER, "Anna Ricci"), f"{FORMER} was right")
    assert read(other) == ("Carla Longo", "Bruno Verdi was right")


def test_an_address_goes_wherever_it_stands(log, anna, bruno):
    entry = log(anna, "Also wrote to bruno@example.org")
    gone(bruno)
    assert read(entry) == ("Anna Ricci", f"Also wrote to {FORMER}")


@pytest.mark.parametrize("message", ["[not JSON, Bruno Verdi", '"Bruno Verdi"', '[1, null, "Bruno Verdi"]'])
def test_any_message_can_be_read(log, bruno, message):
    entry = log(bruno, "")
    LogEntry.objects.filter(pk=entry.pk).update(change_message=message)
    gone(bruno)
    entry.refresh_from_db()
    assert entry.change_message == message.replace("Bruno Verdi", FORMER)
