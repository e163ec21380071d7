from __future__ import annotations

from typing import Any

from allauth.account.signals import email_changed, email_confirmed

from network import clock
from network.members.models import Member


def connect() -> None:
    email_confirmed.connect(let_them_in, dispatch_uid="members.let_them_in")
    email_changed.connect(follow_the_primary_address, dispatch_uid="members.follow_the_primary_address")


def let_them_in(email_address: Any, **_: Any) -> None:
    Member.objects.filter(pk=email_address.user_id, joined_at=None).update(joined_at=clock.now())


def follow_the_primary_address(user: Member, to_email_address: Any, **_: Any) -> None:
    Member.objects.filter(pk=user.pk).update(email=to_email_address.email)
