"""What each line of an import does, decided for a chunk of lines at once; for the preview as for the import itself."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from allauth.account.models import EmailAddress
from django.db.models import Min
from django.utils.translation import gettext as _

from network import clock
from network.members import signals
from network.members.imports.columns import OwnField, own_fields
from network.members.models import (
    FormerAddress,
    ImportedPerson,
    ImportLine,
    Member,
    MemberImport,
    former_digest,
)

Outcome = ImportLine.Outcome
FIELDS_OF_MEMBERS = ("name", "headline", "location", "language")
"""What an import may change of a member who has joined: neither address nor handle."""


@dataclass(frozen=True)
class Plan:
    """The outcome of a line, the reason of one that is skipped, the person and what it changes: of the person, of the member."""

    outcome: Outcome
    reason: str = ""
    person: ImportedPerson | None = None
    changes: dict[str, Any] = field(default_factory=dict)


class Planner:
    """Plans a chunk of lines of one import. The worker locks the import; `lock` locks the people too."""

    def __init__(self, run: MemberImport, lines: list[ImportLine], *, lock: bool = False) -> None:
        addresses = [line.address for line in lines if line.address]
        handles = {line.handle for line in lines if line.handle}
        people = ImportedPerson.objects.filter(address__in=addresses).select_related("member")
        if lock:
            people = people.select_for_update(of=("self",))
        self.own_fields = own_fields()
        self._people = {person.address: person for person in people}
        self._members = _members_of(addresses)
        self._first_lines = _first_lines(run, "address", addresses)
        self._first_handles = _first_lines(run, "handle", handles)
        self._taken = _owners_of(handles)
        self._left = _left(addresses)
        self._unwanted = _unwanted(addresses)

    def plan(self, line: ImportLine) -> Plan:
        """What the line does now."""
        if not line.is_readable:
            return Plan(Outcome.SKIPPED, line.reason)
        person = self._people.get(line.address)
        member = (person and person.member) or self._members.get(line.address)
        if reason := self._reason_to_skip(line, person, member):
            return Plan(Outcome.SKIPPED, reason)
        if person is None:
            return Plan(Outcome.UNCHANGED if member else Outcome.NEW)
        changes = changes_of(person, line.values, self.own_fields)
        return Plan(Outcome.UPDATE if changes else Outcome.UNCHANGED, "", person, changes)

    def _reason_to_skip(self, line: ImportLine, person: ImportedPerson | None, member: Member | None) -> str:
        first, first_handle = (
            self._first_lines[line.address],
            self._first_handles.get(line.handle, line.number),
        )
        if first < line.number:
            return _("The same address is on line %(line)d.") % {"line": first}
        if member and member.left_at:
            return _("This person has left the site.")
        if member and not member.is_active:
            return _("This account is deactivated.")
        if member:
            return ""
        if line.address in self._left:
            return _("This person has left the site.")
        if line.address in self._unwanted:
            return _("This person asked never to be written to.")
        if first_handle < line.number:
            return _("The same handle is on line %(line)d.") % {"line": first_handle}
        if self._taken.get(line.handle, line.address) != line.address:
            return _("Somebody else has the handle “%(handle)s”.") % {"handle": line.handle}
        return ""


def changes_of(person: ImportedPerson, values: dict[str, Any], own: dict[str, OwnField]) -> dict[str, Any]:
    """What the line changes: of somebody who has joined, only what they still have as it was imported. Empty cells change nothing."""
    member = person.member
    columns = FIELDS_OF_MEMBERS if member else ImportedPerson.COLUMNS
    changes = {
        name: values[name]
        for name in columns
        if name in values and values[name] != getattr(person, name)
        and (member is None or getattr(member, name) == getattr(person, name))
    }  # fmt: skip
    changed_own = {
        name: value
        for name, value in values.get("own", {}).items()
        if name in own and value != (before := person.own_fields.get(name))
        and (member is None or own[name].read(member) == before)
    }  # fmt: skip
    return changes | ({"own": changed_own} if changed_own else {})


def new_person(line: ImportLine) -> ImportedPerson:
    columns = {name: line.values[name] for name in ImportedPerson.COLUMNS if name in line.values}
    return ImportedPerson(address=line.address, own_fields=line.values.get("own", {}), **columns)


def apply_changes(plan: Plan, own: dict[str, OwnField]) -> None:
    """Write an update: the person, and the member who they have become."""
    person = plan.person
    assert person is not None
    columns = {name: value for name, value in plan.changes.items() if name != "own"}
    own_values = plan.changes.get("own", {})
    for row in filter(None, (person, person.member)):
        for name, value in columns.items():
            setattr(row, name, value)
    person.own_fields |= own_values
    person.imported_at = clock.now()
    person.save(update_fields=[*columns, "own_fields", "imported_at"])
    if person.member:
        if columns:
            person.member.save(update_fields=list(columns))
        write_own_fields(person.member, own_values, own)


def write_own_fields(member: Member, values: dict[str, Any], own: dict[str, OwnField]) -> None:
    for name, value in values.items():
        if name in own:
            own[name].write(member, value)


def _members_of(addresses: Iterable[str]) -> dict[str, Member]:
    """By verified address; those who are leaving have theirs until the worker has deleted their data."""
    rows = EmailAddress.objects.filter(email__in=addresses, verified=True).select_related("user")
    return {row.email: row.user for row in rows}


def _first_lines(run: MemberImport, column: str, values: Iterable[str]) -> dict[str, int]:
    """The first line of the file with each of these values."""
    lines = run.import_lines.filter(**{f"{column}__in": list(values)}, is_readable=True)
    return dict(lines.values_list(column).annotate(first=Min("number")))


def _owners_of(handles: set[str]) -> dict[str, str]:
    """The address of whoever has the handle, a member or somebody who was imported."""
    members = Member.objects.filter(handle__in=handles).values_list("handle", "email")
    return dict(
        ImportedPerson.objects.waiting().filter(handle__in=handles).values_list("handle", "address")
    ) | dict(members)


def _left(addresses: list[str]) -> set[str]:
    digests = {address: former_digest(address) for address in addresses}
    known = set(FormerAddress.objects.filter(digest__in=digests.values()).values_list("digest", flat=True))
    return {address for address, digest in digests.items() if digest in known}


def _unwanted(addresses: list[str]) -> set[str]:
    """Those whose owners asked never to be written to, as other apps know them."""
    responses = signals.addresses_imported.send(sender=MemberImport, addresses=addresses)
    return {address for _receiver, found in responses for address in found or ()}
