"""Whether it is still the member who sits at the browser, and how they confirm it before a sensitive change.

allauth lets everybody through who has neither a password nor a second factor; here they confirm it at the sign-in provider,
or choose a password first.
"""

from __future__ import annotations

import time
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from network.common.text import isolate
from network.members.models import Member
from network.members.oidc.links import is_linked_to_provider


def is_freshly_authenticated(request: HttpRequest) -> bool:
    """Whether the member of the session has confirmed who they are a short while ago; signing in alone does not count."""
    records = get_authentication_records(request, cast(Any, request.user))
    confirmed = [record["at"] for record in records if record.get("reauthenticated")]
    return bool(confirmed) and time.time() - confirmed[-1] < app_settings.REAUTHENTICATION_TIMEOUT


def ways_to_confirm(member: Member, ways: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """allauth's `ways` and the provider, where an account there is linked; a new password, by e-mail, where there is none."""
    if is_linked_to_provider(member):
        name = settings.SIGN_IN_PROVIDER.name  # type: ignore[union-attr]
        description = _("Confirm at %(provider)s") % {"provider": isolate(name)}
        ways = [*ways, {"id": "provider", "description": description, "url": reverse("oidc:confirm")}]
    return ways or [{"id": "new_password", "url": reverse("account_reset_password")}]
