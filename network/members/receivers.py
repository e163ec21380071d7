from __future__ import annotations

from typing import Any

from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_added, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.http import HttpRequest

from network import clock
from network.members import signals, tasks
from network.members.accounts import sessions
from network.members.models import AccountDeletion, Member
from network.members.privacy import export


def connect() -> None:
    email_confirmed.connect(let_them_in, dispatch_uid="members.let_them_in")
    signals.account_requested.connect(let_the_worker_answer, dispatch_uid="members.let_the_worker_answer")
    user_logged_out.connect(forget_the_session, dispatch_uid="members.forget_the_session")
    for changed in (password_changed, password_set, password_reset):
        changed.connect(end_the_other_sessions, dispatch_uid="members.end_the_other_sessions")
    for made in (authenticator_added, authenticator_reset):
        made.connect(count_codes_as_seen, dispatch_uid="members.count_codes_as_seen")
    signals.export_requested.connect(let_the_worker_write, dispatch_uid="members.let_the_worker_write")
    signals.export_started.connect(give_their_own_tables, dispatch_uid="members.give_their_own_tables")
    signals.member_left.connect(let_the_worker_see_them_off, dispatch_uid="members.see_them_off")


def let_them_in(email_address: Any, **_: Any) -> None:
    """Whoever verifies an address has it; an account that never did gives way."""
    verified = email_address.user_id
    Member.objects.filter(email=email_address.email, joined_at=None).exclude(pk=verified).delete()
    Member.objects.filter(pk=verified, joined_at=None).update(joined_at=clock.now())


def let_the_worker_answer(**_: Any) -> None:
    tasks.answer.enqueue()


def forget_the_session(request: HttpRequest, **_: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()


def end_the_other_sessions(request: HttpRequest, user: Member, **_: Any) -> None:
    sessions.end_other_sessions(user, request.session.session_key)


def count_codes_as_seen(authenticator: Authenticator, **_: Any) -> None:
    """Made is shown: so that the page which shows them again has nothing to write."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        RecoveryCodes(authenticator).mark_as_viewed()


def let_the_worker_write(**_: Any) -> None:
    tasks.write_copies.enqueue()


def give_their_own_tables(member: Member, **_: Any) -> list[export.Table]:
    return export.own_tables(member)


def let_the_worker_see_them_off(member: Member, never_again: bool, **_: Any) -> None:
    AccountDeletion.objects.create(member=member, never_again=never_again)
    tasks.delete_accounts.enqueue()
