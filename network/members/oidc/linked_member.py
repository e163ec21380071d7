from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpRequest

from network.members.accounts.verified_signup import create_verified_member
from network.members.models import Member
from network.members.oidc import links
from network.members.oidc.errors import LinkedElsewhere
from network.members.oidc.identity import Identity


def create_linked_member(request: HttpRequest, name: str, identity: Identity) -> Member | None:
    """Create the member with this proven address and link the account; None where either belongs to a member by now."""
    try:
        with transaction.atomic():
            if member := create_verified_member(request, name, identity.address):
                links.link(member, identity)
            return member
    except (IntegrityError, LinkedElsewhere):
        return None
