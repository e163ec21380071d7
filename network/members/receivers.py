"""Receivers of signals. A receiver only writes rows or enqueues a task."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from allauth.account.signals import email_confirmed, password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.signals import authenticator_added, authenticator_reset
from allauth.usersessions.models import UserSession
from django.contrib.auth.signals import user_logged_out
from django.db.models.signals import post_save, pre_save
from django.dispatch import receiver
from django.http import HttpRequest

from network.common.addresses import normalise_address
from network.common.queue import wake
from network.members import signals, tasks
from network.members.accounts import applications, devices, sessions
from network.members.models import AccountDeletion, Application, FormerAddress, Member
from network.members.privacy import export
from network.members.privacy.erasure import addresses_of


@receiver(pre_save, sender=EmailAddress, dispatch_uid="members.normalise_email_address")
def normalise_email_address(instance: EmailAddress, **_: Any) -> None:
    instance.email = normalise_address(instance.email)


@receiver(email_confirmed, dispatch_uid="members.activate_verified_member")
def activate_verified_member(email_address: Any, **_: Any) -> None:
    """The member who verifies an address joins; an account that never verified it is deleted, and an application."""
    verified = email_address.user_id
    Member.objects.filter(email=email_address.email, joined_at=None).exclude(pk=verified).delete()
    if unverified := Member.objects.filter(pk=verified, joined_at=None).first():
        unverified.join()
    Application.objects.with_address(email_address.email).delete()


@receiver(signals.account_requested, dispatch_uid="members.enqueue_account_requests")
def enqueue_account_requests(**_: Any) -> None:
    wake(tasks.answer_account_requests)


@receiver(signals.application_decided, dispatch_uid="members.email_about_application")
def email_about_application(application: Application, **_: Any) -> None:
    applications.send_answer(application)


@receiver(user_logged_out, dispatch_uid="members.delete_user_session")
def delete_user_session(request: HttpRequest, **_: Any) -> None:
    UserSession.objects.filter(session_key=request.session.session_key).delete()


@receiver([password_changed, password_set, password_reset], dispatch_uid="members.end_other_sessions")
def end_other_sessions(request: HttpRequest, user: Member, **_: Any) -> None:
    sessions.end_other_sessions(user, request.session.session_key)


@receiver(post_save, sender=Member, dispatch_uid="members.forget_devices_after_new_password")
def forget_devices_after_new_password(instance: Member, created: bool, **_: Any) -> None:
    """Whoever sets the password, a staff member too. Django clears `_password` where it only renews the hash."""
    if not created and getattr(instance, "_password", None) is not None:
        devices.forget_devices(instance)


@receiver([authenticator_added, authenticator_reset], dispatch_uid="members.mark_recovery_codes_as_viewed")
def mark_recovery_codes_as_viewed(authenticator: Authenticator, **_: Any) -> None:
    """New codes are shown at once; marking them here keeps later GET requests read-only."""
    if authenticator.type == Authenticator.Type.RECOVERY_CODES:
        RecoveryCodes(authenticator).mark_as_viewed()


@receiver(signals.export_requested, dispatch_uid="members.enqueue_exports")
def enqueue_exports(**_: Any) -> None:
    wake(tasks.write_exports)


@receiver(signals.export_started, dispatch_uid="members.return_export_tables")
def return_export_tables(member: Member, **_: Any) -> list[export.Table]:
    return export.export_tables(member)


@receiver(signals.member_left, dispatch_uid="members.start_account_deletion")
def start_account_deletion(member: Member, opt_out: bool, **_: Any) -> None:
    AccountDeletion.objects.create(member=member, opt_out=opt_out)
    FormerAddress.objects.record(addresses_of(member))
    wake(tasks.delete_accounts)
