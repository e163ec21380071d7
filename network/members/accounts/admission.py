"""Who may join, by the policy of the site record. Every way to an account asks here before it makes one.

No form asks: only the worker, and pages behind a link or code that was e-mailed to the address, whose reader owns it.
"""

from __future__ import annotations

from enum import StrEnum

from django.db import IntegrityError
from django.http import HttpRequest

from network import site
from network.members.accounts.letter_limits import count_letter
from network.members.accounts.verified_signup import create_verified_member
from network.members.models import AccountRequest, Application, Member
from network.site.models import Inviters, SignupPolicy


class Admission(StrEnum):
    ADMITTED = "admitted"
    MAY_APPLY = "may apply"
    CLOSED = "closed"


def admission_of(address: str, inviter: Member | None = None) -> Admission:
    """Whether the owner of this address may join now; `inviter` has an open invitation to it.

    An application that was approved admits them whatever the policy is by now.
    """
    policy = site.current().signup_policy
    if policy == SignupPolicy.OPEN or is_of_listed_domain(address) or _may_invite(inviter):
        return Admission.ADMITTED
    application = Application.objects.with_address(address).first()
    status = application.status if application else ""
    if status == Application.Status.APPROVED:
        return Admission.ADMITTED
    if policy == SignupPolicy.APPROVAL and status != Application.Status.DECLINED:
        return Admission.MAY_APPLY
    return Admission.CLOSED


def may_be_added(address: str) -> bool:
    """Whether staff may make a member with this address, by whatever way: they need no invitation and no approval."""
    return site.current().signup_policy != SignupPolicy.DOMAINS or is_of_listed_domain(address)


def is_of_listed_domain(address: str) -> bool:
    """Whether the policy admits the domain of the address."""
    record = site.current()
    return record.admits_domains and address.rpartition("@")[2] in record.domains


def _may_invite(inviter: Member | None) -> bool:
    """Whether the policy admits whom this member invites."""
    record = site.current()
    if inviter is None or not record.admits_invited:
        return False
    return inviter.is_staff or record.signup_inviters == Inviters.MEMBERS


def join_with_verified_address(
    request: HttpRequest, name: str, address: str, password: str = "", terms: int = 0
) -> Member | None:
    """Make a member of whoever has proved to own the address: by a code, or at a provider that we trust.

    None where the policy does not admit them, who learn by e-mail how they can join, or where a member has the address.
    """
    if admission_of(address) != Admission.ADMITTED:
        AccountRequest.objects.request_way_in(address, count_letter(request))
        return None
    try:
        return create_verified_member(request, name, address, password, terms)
    except IntegrityError:  # by a request at the same moment
        return None
