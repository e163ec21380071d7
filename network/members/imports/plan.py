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
from network.members.imports.columns import key_of
from network.members.models import (
    FormerAddress,
    ImportedPerson,
    ImportLine,
    Member,
    MemberImport,
    ProfileField,
    former_digest,
)
from network.members.models.field_values import FIELD_COLUMNS

Outcome = ImportLine.Outcome
COLUMNS_OF_MEMBERS = ("name", "headline", "location", "language", *FIELD_COLUMNS)
"""What an import may change of a member who has joined: neither address nor handle."""


@dataclass(frozen=True)
class Plan:
    """The outcome of a line, the reason of one that is skipped, the person, and the columns that it sets."""

    outcome: Outcome
    reason: str = ""
    person: ImportedPerson | None = None
    changes: dict[str, Any] = field(default_factory=dict)


class Planner:
    """Plans a chunk of lines of one import. The worker locks the import; `lock` locks the people and profile fields too."""

    def __init__(self, run: MemberImport, lines: list[ImportLine], *, lock: bool = False) -> None:
        self._fields = list(ProfileField.objects.locked() if lock else ProfileField.objects.all())
        addresses = [line.address for line in lines if line.address]
        handles = {line.handle for line in lines if line.handle}
        people = ImportedPerson.objects.filter(address__in=addresses).select_related("member")
        if lock:
            people = people.select_for_update(of=("self",))
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
            return Plan(Outcome.UNCHANGED) if member else Plan(Outcome.NEW, changes=self._values(line))
        changes = changes_of(person, self._values(line))
        return Plan(Outcome.UPDATE if changes else Outcome.UNCHANGED, "", person, changes)

    def _values(self, line: ImportLine) -> dict[str, Any]:
        """The columns that a line sets. A profile field that was deleted, or does not admit the value any more, is left out."""
        texts = {field.column: line.values.get(key_of(field)) for field in self._fields}
        values = {field.column: field.convert(texts[field.column] or "") for field in self._fields}
        found = line.values | {column: value for column, value in values.items() if value}
        return {name: found[name] for name in ImportedPerson.COLUMNS if name in found}

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


def changes_of(person: ImportedPerson, values: dict[str, Any]) -> dict[str, Any]:
    """What the line changes: of somebody who has joined, only what they still have as it was imported. Empty cells change nothing."""
    member = person.member
    columns = COLUMNS_OF_MEMBERS if member else ImportedPerson.COLUMNS
    return {
        name: values[name]
        for name in columns
        if name in values and values[name] != getattr(person, name)
        and (member is None or getattr(member, name) == getattr(person, name))
    }  # fmt: skip


def new_person(line: ImportLine, plan: Plan) -> ImportedPerson:
    return ImportedPerson(address=line.address, **plan.changes)


def apply_changes(plan: Plan) -> None:
    """Write an update: the person, and the member who they have become."""
    person = plan.person
    assert person is not None
    for row in filter(None, (person, person.member)):
        for name, value in plan.changes.items():
            setattr(row, name, value)
    person.imported_at = clock.now()
    person.save(update_fields=[*plan.changes, "imported_at"])
    if person.member:
        person.member.save(update_fields=list(plan.changes))


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
