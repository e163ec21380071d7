from __future__ import annotations

from django.db import transaction
from django.http import HttpRequest

from network.members.accounts.admission import join_with_verified_address
from network.members.models import Member
from network.members.oidc import links
from network.members.oidc.errors import LinkedElsewhere
from network.members.oidc.identity import Identity


def create_linked_member(request: HttpRequest, name: str, identity: Identity, terms: int) -> Member | None:
    """Create the member with this proven address, who has accepted these terms, and link the account.

    None where either belongs to a member by now, or the policy does not admit the address.
    """
    try:
        with transaction.atomic():
            if member := join_with_verified_address(request, name, identity.address, terms=terms):
                links.link(member, identity)
            return member
    except LinkedElsewhere:
        return None
