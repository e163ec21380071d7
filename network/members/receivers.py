from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed

from network import clock
from network.members import tasks
from network.members.models import Member
from network.members.signals import somebody_knocked


def connect() -> None:
    email_confirmed.connect(let_them_in, dispatch_uid="members.let_them_in")
    somebody_knocked.connect(let_the_worker_answer, dispatch_uid="members.let_the_worker_answer")


def let_them_in(email_address: Any, **_: Any) -> None:
    """Whoever verifies an address has it; an account that never did gives way."""
    verified = email_address.user_id
    Member.objects.filter(email=email_address.email, joined_at=None).exclude(pk=verified).delete()
    Member.objects.filter(pk=verified, joined_at=None).update(joined_at=clock.now())


def let_the_worker_answer(**_: Any) -> None:
    tasks.answer.enqueue()
