"""The lists and the one invitation: what each side may see of it."""

from __future__ import annotations

import uuid
from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from invitations.actions import block_member_action, report_action, report_reply_action
from invitations.forms import MessageForm, NoteForm
from invitations.lists.bulk import ACTIONS_BY_LIST
from invitations.lists.counts import list_counts
from invitations.lists.filters import FilterSet, ReceivedFilterSet, SentFilterSet
from invitations.models import Invitation, Message, Reception
from invitations.models.reception import ReceptionQuerySet
from network.common.pagination import paginate
from network.members.models import Connection, Member
from network.members.requests import current_member


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    mine = Reception.objects.of(current_member(request)).in_inbox()
    return _shelf(request, mine, ("-arrived_at", "-invitation_id"), "received")


@require_safe
def archived(request: HttpRequest) -> HttpResponse:
    mine = Reception.objects.of(current_member(request)).in_archive()
    return _shelf(request, mine, ("-archived_at", "-invitation_id"), "archived")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    viewer, filters = current_member(request), SentFilterSet(request)
    mine = filters.filter_queryset(Invitation.objects.sent_by(viewer).with_people())
    found = paginate(mine, ("-sent_at", "-id"), request.GET.get("after", ""))
    replied = Message.objects.last_replies(row.pk for row in found.rows)
    cards = [
        {
            "invitation": row,
            "actions": row.actions_for(viewer),
            "replied_at": replied.get(row.pk),
            "can_select": row.is_open,
        }
        for row in found.rows
    ]
    return _list_page(request, "sent", filters, cards, found.next)


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = current_member(request)
    own = Invitation.objects.sent_by(viewer).with_people().filter(public_id=public_id).first()
    if own:
        return sender_page(request, own)
    return recipient_page(request, get_reception(viewer, public_id, visible=True))


def get_reception(viewer: Member, public_id: str, visible: bool = False) -> Reception:
    """The viewer's own reception of this invitation; raises `Http404`. Visible: open, or connected through it."""
    mine = Reception.objects.of(viewer).with_people().filter(invitation__public_id=public_id)
    if visible:
        mine = mine.filter(Q(invitation__status=Invitation.Status.ACCEPTED) | mine.STANDING)
    reception = mine.first()
    if reception is None:
        raise Http404
    reception.member = viewer
    return reception


def sender_page(
    request: HttpRequest,
    invitation: Invitation,
    status: int = 200,
    template: str = "invitations/detail_sender.html",
    **more: object,
) -> HttpResponse:
    """The sender's view of one invitation, with the form that holds what was typed."""
    reply = invitation.newest_reply
    here: dict[str, Any] = {
        "invitation": invitation,
        "report_action": report_reply_action(reply) if reply and invitation.can_report else None,
        "thread": invitation.messages.select_related("author"),
        "actions": invitation.actions_for(current_member(request)),
        "message_form": MessageForm(),
        "follow_up_form": NoteForm(),
        "limit_reached": status == 429,
    }
    return render(request, template, here | more, status=status)


def recipient_page(
    request: HttpRequest, reception: Reception, status: int = 200, **forms: Form
) -> HttpResponse:
    """The recipient's view of one invitation, with the form that holds what was typed."""
    viewer = current_member(request)
    thread = Message.objects.filter(invitation_id=reception.invitation_id).shown_to_recipient(viewer)
    here: dict[str, Any] = {
        "reception": reception,
        "thread": thread.select_related("author"),
        "card": _cards(viewer, [reception])[0],
        "block_action": block_member_action(reception.sender),
        "report_action": report_action(reception) if reception.can_report else None,
        "reply_form": MessageForm(initial={"nonce": uuid.uuid4()}),
        "limit_reached": status == 429,
    }
    return render(request, "invitations/detail_recipient.html", here | forms, status=status)


def _shelf(request: HttpRequest, rows: ReceptionQuerySet, order: tuple[str, str], here: str) -> HttpResponse:
    viewer, filters = current_member(request), ReceivedFilterSet(request)
    filtered = filters.filter_queryset(rows.with_people(), viewer)
    found = paginate(filtered, filters.order(order), request.GET.get("after", ""))
    return _list_page(request, here, filters, _cards(viewer, found.rows), found.next)


def _list_page(
    request: HttpRequest, shelf: str, filters: FilterSet, cards: list[dict[str, Any]], following: str
) -> HttpResponse:
    """One of the three shelves. The badge of the bar is counted along with those of the tabs."""
    counts = list_counts(current_member(request))
    here = {
        "current_list": shelf,
        "cards": cards,
        "next": following,
        "filters": filters,
        "q": filters.words,
        "counts": counts,
        "waiting_count": counts["received"],
        "bulk_actions": ACTIONS_BY_LIST[shelf] if any(card["can_select"] for card in cards) else (),
    }
    return render(request, f"invitations/{shelf}.html", here)


def _cards(viewer: Member, receptions: list[Reception]) -> list[dict[str, Any]]:
    shared = Connection.objects.shared(viewer, [row.sender for row in receptions])
    for row in receptions:
        row.member = viewer
    return [
        {
            "reception": row,
            "person": row.sender,
            "shared": shared.get(row.sender_id),
            "degree": (2 if row.sender_id in shared else 3) if row.invitation.is_open else 1,
            "actions": row.actions_for(viewer),
            "can_select": not row.refused_at,
        }
        for row in receptions
    ]
