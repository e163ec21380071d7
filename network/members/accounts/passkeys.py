"""allauth's pages of one passkey, at URLs without a primary key, and its sign-in with a passkey."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.webauthn.views import EditWebAuthnView, LoginWebAuthnView, RemoveWebAuthnView
from django.http import HttpRequest, HttpResponse, JsonResponse

from network.members.accounts import passkey_challenge
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


class SignInWithPasskey(LoginWebAuthnView):
    """The challenge is in a cookie: nothing limits how often a visitor asks for one, so no session begins."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """The options for the script of the sign-in page; any other reader is redirected there."""
        if not get_adapter().is_ajax(request):
            return super().get(request, *args, **kwargs)
        options, challenge = passkey_challenge.create()
        response = JsonResponse({"request_options": options})
        passkey_challenge.set_cookie(response, challenge)
        return response


rename_passkey = RenamePasskey.as_view()
remove_passkey = RemovePasskey.as_view()
sign_in_with_passkey = SignInWithPasskey.as_view()
