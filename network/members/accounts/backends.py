from __future__ import annotations

from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from network.members.models import Member


class AddressBackend(AuthenticationBackend):
    """Sign-in by any verified address: always one query and one password hash, so the time reveals nothing.

    An account that never verified its address is not looked up: whoever made it would otherwise learn by signing in that
    the address belongs to nobody. The confirmation link and the password complete such a sign-up.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Member:  # type: ignore[override]
        """Raises `PermissionDenied`, so that no other backend looks at the address and the password again."""
        user = super().authenticate(request, **credentials)
        if user is None:
            raise PermissionDenied
        return cast(Member, user)

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(Member.objects.verified_with(email).first(), password)
