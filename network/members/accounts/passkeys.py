"""allauth's pages of one passkey, at URLs without a primary key."""

from __future__ import annotations

from typing import Any

from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import EditWebAuthnView, RemoveWebAuthnView

from network.members.accounts.public_ids import get_passkey


class PasskeyMixin:
    """Finds the viewer's passkey by the public id of the URL; any other id is a 404."""

    kwargs: dict[str, Any]

    def get_object(self, queryset: Any = None) -> Authenticator:
        return get_passkey(self.get_queryset(), self.kwargs["public"])  # type: ignore[attr-defined]


class RenamePasskey(PasskeyMixin, EditWebAuthnView):
    pass


class RemovePasskey(PasskeyMixin, RemoveWebAuthnView):
    pass


rename_passkey = RenamePasskey.as_view()
remove_passkey = RemovePasskey.as_view()
