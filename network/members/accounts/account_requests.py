"""The worker's part of account requests.

Only the worker looks up who has the address; it answers with an e-mail to that address, or holds it where the address
has got too many.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.forms import default_token_generator
from allauth.account.models import EmailAddress
from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import translation

from network import clock, site
from network.common.jobs import RowJob
from network.members import signals
from network.members.accounts.admission import Admission, admission_of
from network.members.accounts.email_confirmation import Confirmation
from network.members.accounts.public_ids import reset_uid
from network.members.accounts.signup_link import SignupLink
from network.members.models import (
    AccountRequest,
    DeviceCookie,
    HeldReason,
    LetterBudget,
    LetterKind,
    Member,
    TermsAcceptance,
)
from network.site.models import SignupPolicy

KEPT_SIGNUPS = LetterBudget.A_DAY * app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS
"""An address gets no more letters than these while the link of one is valid."""


class AccountRequestJob(RowJob):
    """Answers requests to join, for a new password, to confirm an address or for a new link, each in a transaction."""

    name = "account_requests"
    task = "network.members.tasks.answer_account_requests"

    def due(self) -> QuerySet[AccountRequest]:
        return AccountRequest.objects.filter(next_at__lte=clock.database_now()).order_by("pk")

    def process(self, pk: int) -> bool:
        return _answer(pk)

    def postpone(self, pk: int) -> None:
        AccountRequest.objects.filter(pk=pk).update(next_at=clock.database_now() + AccountRequest.RETRY_AFTER)


job = AccountRequestJob()
UNVERIFIED_LIFE = 2 * timedelta(days=app_settings.EMAIL_CONFIRMATION_EXPIRE_DAYS)
"""An account is kept as long again as the last link that confirms it is valid."""


def prune() -> None:
    """Delete requests that have failed for too long, accounts that nobody has verified, and budgets that are whole again."""
    AccountRequest.objects.filter(at__lt=clock.now() - AccountRequest.MAX_AGE).delete()
    Member.objects.delete_abandoned(clock.now() - UNVERIFIED_LIFE)
    LetterBudget.objects.expired().delete()


@transaction.atomic
def _answer(pk: int) -> bool:
    """Answer one request and delete it; False where another worker has it or has done it."""
    request = AccountRequest.objects.select_for_update(skip_locked=True).filter(pk=pk).first()
    if request is None:
        return False
    if not request.address:  # of a link whose address is erased
        request.delete()
        return True
    budget = LetterBudget.objects.lock(request.address)
    member = request.member or Member.objects.find_by_email(request.address)
    kind, send = _letter(request, member)
    if reason := budget.spend(kind, request.network, _has_device(request)):
        _record_held(request, member, kind, reason)
    else:
        with translation.override(request.language):
            send()
    request.delete()
    return True


def _letter(request: AccountRequest, member: Member | None) -> tuple[LetterKind, Callable[[], None]]:
    """The kind of the letter that answers the request, and the function that sends it."""
    address = request.address
    match request.kind:
        case AccountRequest.Kind.CONFIRM:
            return LetterKind.CONFIRM, lambda: _send_confirmation(request)
        case AccountRequest.Kind.RESET if member and member.is_active:
            return LetterKind.RESET, lambda: _send_password_reset(member, address)
        case AccountRequest.Kind.RESET:
            return LetterKind.UNKNOWN, lambda: _send_unknown_account(address)
    if member and not member.is_unverified:
        return LetterKind.EXISTS, lambda: _send_account_exists(member, address)
    if admission_of(address) != Admission.ADMITTED:
        return LetterKind.LINK, lambda: _send_way_in(request)
    match request.kind:
        case AccountRequest.Kind.CODE:
            return LetterKind.CODE, lambda: _send_code(request)
        case AccountRequest.Kind.LINK | AccountRequest.Kind.WAY_IN:
            return LetterKind.LINK, lambda: _send_way_in(request)
    return LetterKind.JOIN, lambda: _create_member(request)


def _has_device(request: AccountRequest) -> bool:
    """Whether it came from a browser in which the owner of the address has signed in before.

    The owner is not the asker: anybody may ask to confirm an address of somebody else.
    """
    devices = DeviceCookie.objects.with_address(request.address).valid()
    return bool(request.device and devices.filter(digest=request.device).exists())


def _record_held(
    request: AccountRequest, member: Member | None, kind: LetterKind, reason: HeldReason
) -> None:
    """Announce that the letter is held. An earlier link, and an unverified account behind it, stay as they are."""
    signals.account_letter_held.send(
        sender=LetterBudget, member=member if member and member.joined_at else None, address=request.address,
        kind=kind, reason=reason,
    )  # fmt: skip


def _create_member(request: AccountRequest) -> None:
    """Create a member who can do nothing before the address is verified.

    Earlier sign-ups with the address stay, as long as their links are valid: the first that is confirmed wins.
    """
    Member.objects.set_aside_unverified(request.address, kept=KEPT_SIGNUPS - 1)
    member = Member.objects.create(
        email=request.address, name=request.name, password=request.password, language=request.language
    )
    TermsAcceptance.objects.record(member, request.terms, request.at)
    address = member.emailaddress_set.create(email=request.address, primary=True)
    link = _url("account_confirm_email", Confirmation(address).key)
    context: dict[str, Any] = {"user": member, "activate_url": link}
    get_adapter().send_mail("account/email/email_confirmation_signup", request.address, context)


def _send_code(request: AccountRequest) -> None:
    """No member is created before the code is entered."""
    unsaved = Member(name=request.name, language=request.language)
    context: dict[str, Any] = {"user": unsaved, "code": request.code}
    get_adapter().send_mail("account/email/email_confirmation_signup", request.address, context)


def _send_way_in(request: AccountRequest) -> None:
    """A link by the app that invites, where an invitation to the address is open; else what the policy admits."""
    responses = signals.join_link_requested.send(
        sender=AccountRequest, address=request.address, language=request.language
    )
    if any(sent for _receiver, sent in responses):
        return None
    if admission_of(request.address) == Admission.CLOSED:
        return _send("registration_closed", request.address, home_url=_url("home"))
    if request.kind == AccountRequest.Kind.LINK and site.current().signup_policy == SignupPolicy.OPEN:
        return _send("invitation_ended", request.address, signup_url=_url("account_signup"))
    link = _url("members:signup_link", SignupLink.make(request.address, request.language).token)
    return _send("signup_link", request.address, signup_link=link)


def _send(letter: str, address: str, **context: Any) -> None:
    get_adapter().send_mail(f"account/email/{letter}", address, context)


def _send_account_exists(member: Member, address: str) -> None:
    _send("account_already_exists", address, user=member, password_reset_url=_url("account_reset_password"))


def _send_unknown_account(address: str) -> None:
    context: dict[str, Any] = {"signup_url": _url("account_signup")}
    get_adapter().send_mail("account/email/unknown_account", address, context)


def _send_password_reset(member: Member, address: str) -> None:
    uid_and_token = reset_uid(member), default_token_generator.make_token(member)
    url = _url("account_reset_password_from_key", *uid_and_token)
    _send("password_reset_key", address, user=member, password_reset_url=url)


def _send_confirmation(request: AccountRequest) -> None:
    """The code and the link that confirm an address of a member."""
    member = cast(Member, request.member)
    address = EmailAddress(user=member, email=request.address)
    link = _url("account_confirm_email", Confirmation(address).key)
    context = {"user": member, "code": request.code, "activate_url": link}
    Member.objects.unverified().filter(pk=member.pk).update(link_sent_at=clock.now())
    template = f"account/email/email_confirmation{'_signup' * member.is_unverified}"
    get_adapter().send_mail(template, request.address, context)


def _url(name: str, *args: str) -> str:
    return settings.SITE_URL + reverse(name, args=args)
