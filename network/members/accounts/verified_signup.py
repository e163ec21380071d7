"""Sign-up with an address that is proven already: by a code, or by a signed link that was e-mailed to it."""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from django.db import transaction
from django.http import HttpRequest

from network.members.models import Member, active_language


@transaction.atomic
def create_verified_member(
    request: HttpRequest, name: str, address: str, password: str = ""
) -> Member | None:
    """Create the member, whom the policy admits, and replace one who never verified the address; None where a member has verified it.

    Without a password only a passkey, or a new password by e-mail, gives access. Raises `IntegrityError` where the
    address is taken at this moment.
    """
    Member.objects.delete_unverified(address)
    if Member.objects.find_by_email(address):
        return None
    member = Member(email=address, name=name, language=active_language())
    member.set_password(password or None)
    member.save()
    email_address = member.emailaddress_set.create(email=address, primary=True)
    get_adapter().verify_address(request, email_address)
    return member
