"""The link of a welcome letter, which opens an account for the address that it was mailed to, once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from network import clock
from network.common.sealing import Sealer
from network.members import signals
from network.members.accounts.verified_signup import create_verified_member
from network.members.models import LINK_LIFE, ImportedPerson, Member, ProfileField

FieldTexts = dict[int, str | None]
"""Values of profile fields by the key of the field. One that is missing stays as it was imported."""
_sealer = Sealer("members.welcome-link")


@dataclass(frozen=True)
class WelcomeLink:
    """A link with a valid token. Whether it still opens an account says `is_usable`. `person` is None once deleted."""

    person: ImportedPerson | None
    language: str
    mailed_at: datetime

    @property
    def is_usable(self) -> bool:
        """The work is the same whatever has become of it."""
        is_young = self.mailed_at > clock.now() - LINK_LIFE
        is_taken = Member.objects.verified_with(self.address).exists()
        return self.person is not None and self.person.member_id is None and is_young and not is_taken

    @property
    def address(self) -> str:
        """Of whom the letter was sent to; empty once the person is deleted."""
        return self.person.address if self.person else ""

    def open_account(
        self, request: HttpRequest, columns: dict[str, Any], fields: FieldTexts, password: str, terms: int = 0
    ) -> Member | None:
        """Create the member with these columns and values of profile fields; None if that is no longer possible."""
        try:
            return self._open_account(request, columns, fields, password, terms)
        except IntegrityError:  # by a request at the same moment
            return None

    @transaction.atomic
    def _open_account(
        self, request: HttpRequest, columns: dict[str, Any], fields: FieldTexts, password: str, terms: int
    ) -> Member | None:
        assert self.person is not None
        known = list(ProfileField.objects.locked())
        person = ImportedPerson.objects.waiting().select_for_update().filter(pk=self.person.pk).first()
        if person is None or not self.is_usable:
            return None
        member = create_verified_member(request, columns["name"], person.address, password, terms)
        if member is None:
            return None
        for name, value in columns.items():
            setattr(member, name, value if name != "handle" else value or member.handle)
        member.save(update_fields=list(columns))
        imported = {field.pk: field.value_of(person) or None for field in known}
        ProfileField.objects.save_values(member, imported | fields)
        ImportedPerson.objects.filter(pk=person.pk).update(member=member)
        signals.imported_person_joined.send(sender=ImportedPerson, member=member, nonce=person.public_id)
        return member


def welcome_token(person: ImportedPerson, language: str) -> str:
    """The token of the link in a letter that is written now."""
    return _sealer.seal(person.public_id, language, int(clock.now().timestamp()))


def read_welcome_token(token: str) -> WelcomeLink | None:
    """The link; None for an invalid token."""
    try:
        public_id, language, seconds = _sealer.unseal(token)
    except ValueError:
        return None
    person = ImportedPerson.objects.filter(public_id=public_id).first()
    return WelcomeLink(person, language, datetime.fromtimestamp(seconds, UTC))
