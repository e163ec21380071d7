"""Links between members and accounts at the provider: rows of allauth's `SocialAccount`.

`provider` is the issuer, so that the same subject at another provider is somebody else. No token is stored, and of what
the provider says about a person the address alone, by which members recognise the account.
"""

from __future__ import annotations

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.utils import is_mfa_enabled
from allauth.socialaccount.models import SocialAccount
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import QuerySet

from network.members.models import Member
from network.members.oidc.errors import LinkedElsewhere
from network.members.oidc.identity import Identity


def links_of(member: Member) -> QuerySet[SocialAccount]:
    """The member's links to accounts at whatever providers this site has had."""
    return SocialAccount.objects.filter(user=member)


def is_linked_to_provider(member: Member) -> bool:
    """Whether the member has linked an account at the present provider."""
    return bool(settings.SIGN_IN_PROVIDER) and links_of(member).filter(provider=_issuer()).exists()


def find_link(identity: Identity) -> SocialAccount | None:
    """The link of this account at the present provider, with its member."""
    links = SocialAccount.objects.filter(provider=_issuer(), uid=identity.subject)
    return links.select_related("user").first()


def link(member: Member, identity: Identity) -> bool:
    """Link the account to the member, and tell them by e-mail. False where it is linked to them already.

    Raises `LinkedElsewhere`. One member has one account at a provider: an address there may go to another person later.
    """
    try:
        with transaction.atomic():
            Member.objects.select_for_update(no_key=True).get(pk=member.pk)
            present = links_of(member).filter(provider=_issuer()).first()
            if present is None:
                SocialAccount.objects.create(
                    user=member, provider=_issuer(), uid=identity.subject, extra_data=_kept(identity)
                )
                _notify(member, "account_connected")
    except IntegrityError:  # another member has it
        raise LinkedElsewhere from None
    if present and present.uid != identity.subject:
        raise LinkedElsewhere
    return present is None


def record_sign_in(found: SocialAccount, identity: Identity) -> None:
    """Write the time of the sign-in, and the address that the provider has now."""
    found.extra_data = _kept(identity)
    found.save(update_fields=["extra_data", "last_login"])


@transaction.atomic
def unlink(member: Member) -> bool:
    """Remove every link of the member, and tell them by e-mail. False where there was none."""
    deleted, _by_model = links_of(member).delete()
    if deleted:
        _notify(member, "account_disconnected")
    return bool(deleted)


def has_other_way_in(member: Member) -> bool:
    """Whether the member can sign in without a link: with a password or a passkey."""
    return member.has_usable_password() or is_mfa_enabled(member, types=[Authenticator.Type.WEBAUTHN])


def _notify(member: Member, template: str) -> None:
    context = {"user": member, "provider": settings.SIGN_IN_PROVIDER}
    get_adapter().send_notification_mail(f"socialaccount/email/{template}", member, context)


def _kept(identity: Identity) -> dict[str, str]:
    return {"email": identity.address} if identity.address else {}


def _issuer() -> str:
    """The present issuer; empty, which links nobody, where the provider is switched off."""
    return settings.SIGN_IN_PROVIDER.issuer if settings.SIGN_IN_PROVIDER else ""
