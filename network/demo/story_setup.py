"""Prepares the data of a story."""

from __future__ import annotations

from datetime import timedelta

from django.db import transaction
from django.db.models import Q
from django.shortcuts import get_object_or_404

from invitations.models import Allowance, Block, Invitation, RecentVerbs, Reception, Refusal
from invitations.worker import schedule
from network import clock
from network.demo import stories
from network.demo.time_travel import process_queue
from network.members.models import Connection, Member
from notifications.models import CapturedEmail, EmailPreferences, Outbox


@transaction.atomic
def prepare(story: stories.Story) -> None:
    """Delete everything between sender and recipient, then run the story's setup at past dates.

    Raises `Http404` if one of the two has no active account.
    """
    members = Member.objects.joined()
    sender = get_object_or_404(members, handle=stories.SENDER)
    recipient = get_object_or_404(members, handle=stories.RECIPIENT)
    _delete_between(sender, recipient)
    now = clock.now()
    for days_ago, verb in story.setup:
        with clock.frozen_at(now - timedelta(days=days_ago)):
            _run_verb(verb, sender, recipient)
            process_queue()
    schedule.remind()
    process_queue()


def _delete_between(sender: Member, recipient: Member) -> None:
    if Connection.objects.are_connected(sender, recipient):
        Connection.objects.remove(sender, recipient)
    between = Invitation.objects.filter(
        Q(sender=sender, recipient=recipient)
        | Q(sender=recipient, recipient=sender)
        | Q(sender=sender, address__in=recipient.addresses())
        | Q(sender=recipient, address__in=sender.addresses())
    )
    outbox_rows = Outbox.objects.filter(invitation__in=between).exclude(message_id="")
    CapturedEmail.objects.filter(message_id__in=outbox_rows.values("message_id")).delete()
    Block.objects.between(sender, recipient).delete()
    Refusal.objects.filter(
        Q(refuser=recipient, refused=sender) | Q(refuser=sender, refused=recipient)
    ).delete()
    Allowance.objects.filter(member=sender).update(restricted_at=None)
    RecentVerbs.objects.filter(member__in=[sender, recipient]).delete()
    recipient.invitable_by = Member.InvitableBy.EVERYBODY
    recipient.save(update_fields=["invitable_by"])
    EmailPreferences.objects.filter(member=recipient).update(
        invitations=True, reminders=True, replies=True, none=False
    )
    between.delete()


def _run_verb(verb: str, sender: Member, recipient: Member) -> None:
    if verb == "invite":
        Invitation.objects.send(sender, recipient, "We met in Cremona, beside the old varnishes.")
    else:
        getattr(Reception.objects.of(recipient).live().from_(sender).get(), verb)()
