"""Template filters and tags for members."""

from __future__ import annotations

from django import template
from django.conf import settings

from network.common.oidc_settings import SignInProvider
from network.members.accounts import public_ids

register = template.Library()
register.filter("passkey_id", public_ids.passkey_id)


@register.simple_tag
def sign_in_provider() -> SignInProvider | None:
    """The provider with which members can sign in, if there is one."""
    provider: SignInProvider | None = settings.SIGN_IN_PROVIDER
    return provider
