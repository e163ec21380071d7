"""Verbs of members and steps of the outbox worker, as in verbs.py."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib.auth.models import AnonymousUser
from django.contrib.messages.storage.cookie import CookieStorage
from django.test import RequestFactory

from network import clock
from network.members.accounts import account_requests
from network.members.models import AccountRequest, Connection, Export, Member, Photo
from network.members.people.images import Avatar
from notifications import emails, outbox_worker, suppressions, views
from notifications.models import AddressVerification, MailPause, Outbox
from notifications.tokens import opt_out_token
from tests.two_members import ADDRESS, TwoMembers, Verb


def leave(members: TwoMembers) -> Verb:
    return members.bruno.leave


def leave_as_administrator(members: TwoMembers) -> Verb:
    for number in (1, 2):
        Member.objects.create_superuser(f"admin{number}@example.org", None, name="Ada Min")
    return Member.objects.filter(is_superuser=True).first().leave


def connect(members: TwoMembers) -> Verb:
    return partial(Connection.objects.connect, members.anna, members.bruno)


def remove_connection(members: TwoMembers) -> Verb:
    Connection.objects.connect(members.anna, members.bruno)
    return partial(Connection.objects.remove, members.anna, members.bruno)


def request_export(members: TwoMembers) -> Verb:
    return partial(Export.objects.request, members.anna)


def request_account(members: TwoMembers) -> Verb:
    return partial(AccountRequest.objects.request_password_reset, members.anna.email)


def answer_account_request(members: TwoMembers) -> Verb:
    request = AccountRequest.objects.request_password_reset(members.anna.email)
    return partial(account_requests._answer, request.pk)


def opt_out_by_link(members: TwoMembers) -> Verb:
    request = RequestFactory().post("/")
    request.user, request.csp_nonce = AnonymousUser(), ""
    request._messages = CookieStorage(request)
    return partial(views._unsubscribe_non_member, request, opt_out_token(ADDRESS))


def mark_sent(members: TwoMembers) -> Verb:
    row = members.account_row()
    return partial(outbox_worker._mark_sent, row, emails.build(row))


def finish_export(members: TwoMembers) -> Verb:
    export = Export.objects.request(members.anna)
    assert Export.objects.claim(export.pk)
    return partial(Export.objects.get(pk=export.pk).finish, 1)


def claim_email(members: TwoMembers) -> Verb:
    row = members.outbox_row()
    Outbox.objects.filter(pk=row.pk).update(status=Outbox.Status.WAITING, next_at=clock.database_now())
    return partial(outbox_worker._claim, row.pk)


def cancel_reason(members: TwoMembers) -> Verb:
    return partial(outbox_worker._cancel_reason, members.outbox_row())


def end_outage(members: TwoMembers) -> Verb:
    members.outbox_row()
    MailPause.objects.record_failure("no route to host")
    return partial(Outbox.objects.resume, MailPause.objects.outages())


def record_outage(_members: TwoMembers) -> Verb:
    return partial(MailPause.objects.record_failure, "no route to host")


def finish_email(members: TwoMembers) -> Verb:
    return partial(outbox_worker._finish, members.account_row(), Outbox.Status.FAILED)


def set_photo(members: TwoMembers) -> Verb:
    return partial(Photo.objects.set, members.anna, Avatar(b"a picture", 256))


def remove_photo(members: TwoMembers) -> Verb:
    set_photo(members)()
    return partial(Photo.objects.remove, members.anna)


def send_account_email(members: TwoMembers) -> Verb:
    context = {"user": members.anna, "password_reset_url": "https://example.org/"}
    return partial(get_adapter().send_mail, "account/email/password_reset_key", members.anna.email, context)


def confirm_address(members: TwoMembers) -> Verb:
    address = EmailAddress.objects.create(user=members.anna, email="anna.ricci@example.org")
    request = RequestFactory().get("/")
    request._messages = CookieStorage(request)
    return partial(get_adapter().confirm_email, request, address)


def lift_suppressions(members: TwoMembers) -> Verb:
    verification = AddressVerification.objects.create(digest="a" * 64, at=clock.now())
    return partial(suppressions._lift, verification.pk)


FUNCTIONS: tuple[Callable[[TwoMembers], Verb], ...] = (
    leave, leave_as_administrator, connect, remove_connection, request_export, finish_export, request_account,
    answer_account_request, set_photo, remove_photo, send_account_email, confirm_address, lift_suppressions,
    opt_out_by_link, claim_email, cancel_reason, mark_sent, end_outage, record_outage, finish_email,
)  # fmt: skip
