"""E-mails of the kinds that an invitation and its members' verbs send."""

from __future__ import annotations

from django.test import Client

from notifications.models import CapturedEmail
from tests.conftest import reception_of, tick, work


def send_emails_about(invitation, clock) -> None:
    """Have every verb of the invitation e-mailed, restrict its sender and lift it, and let a non-member join."""
    sender, reception = invitation.sender, reception_of(invitation)
    clock.move(days=7)
    tick()
    invitation.follow_up("Again")
    work()
    reception.reply("Where did we meet?")
    invitation.message("In Modena")
    work()
    reception.accept()
    sender.allowance.restrict()
    sender.allowance.lift()
    work()
    join_by_the_link()


def join_by_the_link() -> None:
    """Ask for a new link to join, and open the account with the one that was mailed first."""
    text = CapturedEmail.objects.filter(text__contains="/join/").latest("pk").text
    link = text.partition("/join/")[2].split()[0]
    Client().post(f"/join/{link}again/")
    work()
    Client().post(f"/join/{link}", {"name": "Nina Nuova", "password1": "two desks apart"})
    work()
