from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser

from network.members.models import Member


class AddressBackend(AuthenticationBackend):
    """Signing in by any address of one's own: one query and one hash of the password, whoever has the address."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(Member.objects.find_by_email(email), password)
