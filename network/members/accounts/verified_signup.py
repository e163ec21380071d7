"""Sign-up with an address that is proven already: by a code, or by a signed link that was e-mailed to it."""

from __future__ import annotations

from allauth.account.internal.flows.email_verification import verify_email
from allauth.account.models import EmailAddress
from django.db import transaction
from django.http import HttpRequest

from network.members.models import Member, TermsAcceptance, active_language


@transaction.atomic
def create_verified_member(
    request: HttpRequest, name: str, address: str, password: str = "", terms: int = 0
) -> Member | None:
    """Create the member, whom the policy admits, and replace one who never verified the address; None where a member has verified it.

    `terms` is the version that was accepted, 0 for none. Without a password only a passkey, or a new password by e-mail, gives access. Raises `IntegrityError` where the
    address is taken at this moment.
    """
    Member.objects.delete_unverified(address)
    if Member.objects.find_by_email(address):
        return None
    member = Member(email=address, name=name, language=active_language())
    member.set_password(password or None)
    member.save()
    TermsAcceptance.objects.record(member, terms)
    email_address = member.emailaddress_set.create(email=address, primary=True)
    verify_address(request, email_address)
    member.refresh_from_db(fields=["handle", "joined_at"])  # of the row that `verify_address` joined
    return member


@transaction.atomic
def verify_address(request: HttpRequest, email_address: EmailAddress) -> bool:
    """Verify an address whose owner is admitted. False where another sign-up with it has just been confirmed."""
    if not Member.objects.claim_address(email_address.user_id, email_address.email):
        return False
    email_address.user.refresh_from_db(fields=["email"])
    return bool(verify_email(request, email_address))
