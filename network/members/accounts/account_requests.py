"""The worker's part at the door: it alone looks who has an address, and writes what only its owner will read."""

from __future__ import annotations

import logging
from datetime import timedelta
from typing import Any

from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.utils import user_pk_to_url_str
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from network import clock
from network.members.accounts.email_confirmation import Confirmation
from network.members.models import AccountRequest, Member

log = logging.getLogger(__name__)
BATCH = 200


def answer_all() -> int:
    """Answer all that wait, each in its own transaction; one that fails is put off alone. Returns how many."""
    total = 0
    while done := sum(map(_try, list(_due().values_list("pk", flat=True)[:BATCH]))):
        total += done
    return total


def has_due() -> bool:
    return _due().exists()


def is_stalled(span: timedelta) -> bool:
    """Whether somebody has stood at the door for so long."""
    return _due().filter(next_at__lt=clock.real_now() - span).exists()


def forget_the_old() -> None:
    """What could not be answered for days is waited for by nobody."""
    AccountRequest.objects.filter(at__lt=clock.now() - AccountRequest.LIFE).delete()


def _due() -> QuerySet[AccountRequest]:
    return AccountRequest.objects.filter(next_at__lte=clock.real_now()).order_by("pk")


def _try(pk: int) -> int:
    try:
        return int(_answer(pk))
    except Exception:
        log.exception("AccountRequest %s could not be answered and was put off.", pk)
        AccountRequest.objects.filter(pk=pk).update(next_at=clock.real_now() + AccountRequest.PAUSE)
        return 0


@transaction.atomic
def _answer(pk: int) -> bool:
    """False where another worker has it or has had it."""
    knock = AccountRequest.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if knock is None:
        return False
    member = Member.objects.find_by_email(knock.address)
    with translation.override(knock.language):
        if knock.kind == AccountRequest.Kind.RESET:
            _offer_a_new_password(member if member and member.is_active else None, knock.address)
        elif member and not member.is_unverified:
            _say_that_there_is_one(member, knock.address)
        else:
            (_send_the_code if knock.kind == AccountRequest.Kind.CODE else _let_join)(knock)
    knock.delete()
    return True


def _let_join(knock: AccountRequest) -> None:
    """A member who is none before the address is verified; one who never did that gives way."""
    Member.objects.delete_unverified(knock.address)
    member = Member.objects.create(
        email=knock.address, name=knock.name, password=knock.password, language=knock.language
    )
    address = member.emailaddress_set.create(email=knock.address, primary=True)
    link = _url("account_confirm_email", Confirmation(address).key)
    context: dict[str, Any] = {"user": member, "activate_url": link}
    get_adapter().send_mail("account/email/email_confirmation_signup", knock.address, context)


def _send_the_code(knock: AccountRequest) -> None:
    """To somebody who is no member before it is entered."""
    somebody = Member(name=knock.name, language=knock.language)
    context: dict[str, Any] = {"user": somebody, "code": knock.code}
    get_adapter().send_mail("account/email/email_confirmation_signup", knock.address, context)


def _say_that_there_is_one(member: Member, address: str) -> None:
    context: dict[str, Any] = {"user": member, "password_reset_url": _url("account_reset_password")}
    get_adapter().send_mail("account/email/account_already_exists", address, context)


def _offer_a_new_password(member: Member | None, address: str) -> None:
    if member is None:
        context: dict[str, Any] = {"signup_url": _url("account_signup")}
        return get_adapter().send_mail("account/email/unknown_account", address, context)
    key = user_pk_to_url_str(member), default_token_generator.make_token(member)
    context = {"user": member, "password_reset_url": _url("account_reset_password_from_key", *key)}
    return get_adapter().send_mail("account/email/password_reset_key", address, context)


def _url(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
