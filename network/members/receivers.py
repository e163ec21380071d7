from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed

from network import clock
from network.members import exporting, signals, tasks
from network.members.models import Departure, Member


def connect() -> None:
    email_confirmed.connect(let_them_in, dispatch_uid="members.let_them_in")
    signals.export_asked.connect(let_the_worker_write, dispatch_uid="members.let_the_worker_write")
    signals.export_begun.connect(give_their_own_tables, dispatch_uid="members.give_their_own_tables")
    signals.member_left.connect(let_the_worker_see_them_off, dispatch_uid="members.see_them_off")


def let_them_in(email_address: Any, **_: Any) -> None:
    """Whoever verifies an address has it; an account that never did gives way."""
    verified = email_address.user_id
    Member.objects.filter(email=email_address.email, joined_at=None).exclude(pk=verified).delete()
    Member.objects.filter(pk=verified, joined_at=None).update(joined_at=clock.now())


def let_the_worker_write(**_: Any) -> None:
    tasks.write_copies.enqueue()


def give_their_own_tables(member: Member, **_: Any) -> list[exporting.Table]:
    return exporting.own_tables(member)


def let_the_worker_see_them_off(member: Member, **_: Any) -> None:
    Departure.objects.create(member=member)
    tasks.see_off.enqueue()
