"""The product's verbs, called as a request or the worker calls them: fetch the row, then act."""

from __future__ import annotations

from django.core.mail import get_connection
from django.test import Client

from invitations.models import Block, Invitation, Reception
from invitations.tokens import accept_token
from invitations.worker import blocks
from network.members.models import Connection, Member
from notifications import outbox_worker


def send(sender: Member, recipient: Member) -> None:
    Invitation.objects.send(sender, recipient)


def send_to_address(sender: Member, address: str) -> None:
    Invitation.objects.send_to_address(sender, address)


def follow_up(invitation: int) -> None:
    Invitation.objects.get(pk=invitation).follow_up()


def withdraw(invitation: int) -> None:
    Invitation.objects.get(pk=invitation).withdraw()


def accept(reception: int) -> None:
    Reception.objects.get(pk=reception).accept()


def reply(reception: int, nonce: str) -> None:
    Reception.objects.get(pk=reception).reply("Where did we meet?", nonce)


def ignore(reception: int) -> None:
    Reception.objects.get(pk=reception).ignore()


def say_unknown(reception: int) -> None:
    Reception.objects.get(pk=reception).say_unknown()


def report(reception: int) -> None:
    Reception.objects.get(pk=reception).report("harassment", "Every week")


def block(blocker: Member, blocked: Member) -> None:
    """Block, then run the worker's part of it."""
    blocks.settle(Block.objects.block(blocker, blocked))


def remove(remover: Member, other: Member) -> None:
    Connection.objects.remove(remover, other)


def post(outbox: int) -> None:
    outbox_worker.send(outbox, get_connection())


def accept_on_the_site(invitation: Invitation, browser: Client) -> None:
    _post(browser, f"/invitations/{invitation.public_id}/accept/")


def bulk(browser: Client, verb: str, *invitations: Invitation) -> None:
    """Run a bulk action of a list in one request."""
    _post(
        browser, "/invitations/bulk/", action=verb, ids=[invitation.public_id for invitation in invitations]
    )


def accept_from_the_email(invitation: Invitation, member: Member) -> None:
    _post(Client(), f"/i/{accept_token(invitation, member)}/")


def _post(browser: Client, path: str, **data: object) -> None:
    response = browser.post(path, data)
    assert response.status_code == 302, f"{path} returned {response.status_code}"
