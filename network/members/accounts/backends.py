from __future__ import annotations

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser

from network.members.models import Member


class AddressBackend(AuthenticationBackend):
    """Sign-in by any verified address: always one query and one password hash, so the time reveals nothing."""

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(Member.objects.find_by_email(email), password)
