from __future__ import annotations

from typing import Any, cast

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest

from network import site
from network.common.prepared_query import PreparedQuery
from network.members.models import Member

SITE_VERSION = "site_version"


def _member_and_version(pk: int) -> QuerySet[Member]:
    members: QuerySet[Member] = Member.objects.filter(pk=pk)
    return members.annotate(**{SITE_VERSION: site.current_version()})


_MEMBER = PreparedQuery(_member_and_version, 1)


class AddressBackend(AuthenticationBackend):
    """Sign-in by any verified address: always one query and one password hash, so the time reveals nothing.

    An account that never verified its address is not looked up: whoever made it would otherwise learn by signing in that
    the address belongs to nobody. The confirmation link and the password complete such a sign-up.
    """

    def get_user(self, user_id: int) -> Member | None:
        """The active member of a session. The same statement reads how new the site record is, see `network/site/record.py`."""
        found: list[Member] = _MEMBER.fetch(user_id)
        if not found:
            return None
        site.note_version(getattr(found[0], SITE_VERSION))
        return found[0] if self.user_can_authenticate(found[0]) else None

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Member:  # type: ignore[override]
        """Raises `PermissionDenied`, so that no other backend looks at the address and the password again."""
        user = super().authenticate(request, **credentials)
        if user is None:
            raise PermissionDenied
        return cast(Member, user)

    def _authenticate_by_email(self, email: str, password: str) -> AbstractBaseUser | None:
        return self._check_password(Member.objects.verified_with(email).first(), password)
