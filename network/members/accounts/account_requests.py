"""The worker's part of account requests.

Only the worker looks up who has the address; it answers with an e-mail to that address.
"""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from network import clock
from network.common.jobs import RowJob
from network.members.accounts.email_confirmation import Confirmation
from network.members.accounts.public_ids import reset_uid
from network.members.models import AccountRequest, Member


class AccountRequestJob(RowJob):
    """Answers pending sign-ups and password resets, each in its own transaction."""

    name = "account_requests"
    task = "network.members.tasks.answer_account_requests"

    def due(self) -> QuerySet[AccountRequest]:
        return AccountRequest.objects.filter(next_at__lte=clock.database_now()).order_by("pk")

    def process(self, pk: int) -> bool:
        return _answer(pk)

    def postpone(self, pk: int) -> None:
        AccountRequest.objects.filter(pk=pk).update(next_at=clock.database_now() + AccountRequest.RETRY_AFTER)


job = AccountRequestJob()


def prune() -> None:
    """Delete the requests that have failed for `AccountRequest.MAX_AGE`."""
    AccountRequest.objects.filter(at__lt=clock.now() - AccountRequest.MAX_AGE).delete()


@transaction.atomic
def _answer(pk: int) -> bool:
    """Answer one request and delete it; False where another worker has it or has done it."""
    request = AccountRequest.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if request is None:
        return False
    member = Member.objects.find_by_email(request.address)
    with translation.override(request.language):
        if request.kind == AccountRequest.Kind.RESET:
            _send_password_reset(member if member and member.is_active else None, request.address)
        elif member and not member.is_unverified:
            _send_account_exists(member, request.address)
        else:
            (_send_code if request.kind == AccountRequest.Kind.CODE else _create_member)(request)
    request.delete()
    return True


def _create_member(request: AccountRequest) -> None:
    """Create a member who can do nothing before the address is verified; replaces one who never verified it."""
    Member.objects.delete_unverified(request.address)
    member = Member.objects.create(
        email=request.address, name=request.name, password=request.password, language=request.language
    )
    address = member.emailaddress_set.create(email=request.address, primary=True)
    link = _url("account_confirm_email", Confirmation(address).key)
    context: dict[str, Any] = {"user": member, "activate_url": link}
    get_adapter().send_mail("account/email/email_confirmation_signup", request.address, context)


def _send_code(request: AccountRequest) -> None:
    """No member is created before the code is entered."""
    unsaved = Member(name=request.name, language=request.language)
    context: dict[str, Any] = {"user": unsaved, "code": request.code}
    get_adapter().send_mail("account/email/email_confirmation_signup", request.address, context)


def _send_account_exists(member: Member, address: str) -> None:
    context: dict[str, Any] = {"user": member, "password_reset_url": _url("account_reset_password")}
    get_adapter().send_mail("account/email/account_already_exists", address, context)


def _send_password_reset(member: Member | None, address: str) -> None:
    if member is None:
        context: dict[str, Any] = {"signup_url": _url("account_signup")}
        return get_adapter().send_mail("account/email/unknown_account", address, context)
    uid_and_token = reset_uid(member), default_token_generator.make_token(member)
    context = {"user": member, "password_reset_url": _url("account_reset_password_from_key", *uid_and_token)}
    return get_adapter().send_mail("account/email/password_reset_key", address, context)


def _url(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
