"""The lists received, archived and sent, and the page of one invitation as its sender or recipient may see it."""

from __future__ import annotations

import uuid
from functools import partial
from typing import Any

from django.db.models import Q
from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from invitations.actions import block_member_action, report_action, report_reply_action
from invitations.forms import MessageForm, NoteForm
from invitations.lists.bulk import ACTIONS_BY_LIST
from invitations.lists.cards import received_texts, sent_messages
from invitations.lists.choices import received_choices, sent_choices
from invitations.lists.counts import list_counts
from invitations.lists.filters import ReceivedFilterSet, SentFilterSet
from invitations.models import Invitation, Message, Reception
from invitations.models.message import MessageQuerySet
from invitations.models.reception import ReceptionQuerySet
from network.common.pagination import FirstPage, Page, paginate
from network.members.list_filters import FilterSet
from network.members.models import Connection, Member, MutualConnections
from network.members.people.field_values import Viewer
from network.members.requests import current_member

THREAD_SIZE = 50
"""So many messages of a thread stand on one page."""
SENT_ORDER = ("-sent_at", "-id")
RECEPTION_ORDERS = {
    "received": ("-last_delivered_at", "-invitation_id"),
    "archived": ("-archived_at", "-invitation_id"),
}


@require_safe
def received(request: HttpRequest) -> HttpResponse:
    return _reception_list(request, "received")


@require_safe
def archived(request: HttpRequest) -> HttpResponse:
    return _reception_list(request, "archived")


@require_safe
def sent(request: HttpRequest) -> HttpResponse:
    viewer, filters, cursor = current_member(request), SentFilterSet(request), request.GET.get("after", "")
    if cursor or filters.query or filters.chosen:
        invitations = filters.filter_queryset(Invitation.objects.sent_by(viewer).for_cards())
        rows = invitations.with_newest_messages()
        page: Page[Any] = paginate(rows, SENT_ORDER, cursor, search=filters.search(viewer))
    else:
        page = _FIRST_SENT.of(viewer.pk)
    for row in page.rows:
        row.sender = viewer
    last_replies = Message.objects.last_replies(row.pk for row in page.rows)
    cards = [
        {
            "invitation": row,
            "choices": sent_choices(row),
            "replied_at": last_replies.get(row.pk),
            "newest": sent_messages(row, row.newest),
            "can_select": row.is_open,
        }
        for row in page.rows
    ]
    return _list_page(request, "sent", filters, cards, page.next)


@require_safe
def detail(request: HttpRequest, public_id: str) -> HttpResponse:
    viewer = current_member(request)
    sent_invitation = Invitation.objects.sent_by(viewer).with_people().filter(public_id=public_id).first()
    if sent_invitation:
        return sender_page(request, sent_invitation)
    return recipient_page(request, get_reception(viewer, public_id, visible=True))


def get_reception(viewer: Member, public_id: str, visible: bool = False) -> Reception:
    """The viewer's own reception of this invitation. Raises `Http404`.

    With `visible` only one that has a page: it is open, or was accepted.
    """
    receptions = Reception.objects.of(viewer).with_people().filter(invitation__public_id=public_id)
    if visible:
        receptions = receptions.filter(Q(invitation__status=Invitation.Status.ACCEPTED) | receptions.STANDING)
    reception = receptions.first()
    if reception is None:
        raise Http404
    reception.member = viewer
    return reception


def sender_page(
    request: HttpRequest,
    invitation: Invitation,
    status: int = 200,
    template: str = "invitations/detail_sender.html",
    **extra_context: object,
) -> HttpResponse:
    """The sender's page of one invitation. `extra_context` may hold a form with errors."""
    reply = invitation.newest_reply
    context: dict[str, Any] = {
        "invitation": invitation,
        "report_action": report_reply_action(reply) if reply and invitation.can_report else None,
        "thread_url": invitation.get_absolute_url(),
        "actions": invitation.actions_for(current_member(request)),
        "message_form": MessageForm(),
        "follow_up_form": NoteForm(),
        "limit_reached": status == 429,
    }
    context |= thread_page(request, invitation.messages.all())
    return render(request, template, context | extra_context, status=status)


def recipient_page(
    request: HttpRequest, reception: Reception, status: int = 200, **forms: Form
) -> HttpResponse:
    """The recipient's page of one invitation. `forms` may hold a form with errors."""
    viewer = current_member(request)
    thread = Message.objects.filter(invitation_id=reception.invitation_id).shown_to_recipient(viewer)
    context: dict[str, Any] = {
        "reception": reception,
        "thread_url": reception.invitation.get_absolute_url(),
        "card": reception_cards(viewer, [reception])[0],
        "actions": reception.actions_for(viewer),
        "block_action": block_member_action(reception.sender),
        "report_action": report_action(reception) if reception.can_report else None,
        "reply_form": MessageForm(initial={"nonce": uuid.uuid4()}),
        "limit_reached": status == 429,
    }
    context |= thread_page(request, thread)
    return render(request, "invitations/detail_recipient.html", context | forms, status=status)


def thread_page(request: HttpRequest, messages: MessageQuerySet) -> dict[str, object]:
    """The newest messages, or those before a cursor, oldest first, with the cursor of the earlier ones. Raises `Http404`."""
    cursor = request.GET.get("before", "")
    page = paginate(messages.select_related("author"), ("-number", "-id"), cursor, size=THREAD_SIZE)
    return {"thread": page.rows[::-1], "earlier": page.next}


def _reception_list(request: HttpRequest, list_name: str) -> HttpResponse:
    viewer, filters, cursor = (
        current_member(request),
        ReceivedFilterSet(request),
        request.GET.get("after", ""),
    )
    if cursor or filters.query or filters.chosen:
        filtered = filters.filter_queryset(_receptions(list_name, viewer), viewer)
        rows = filtered.with_newest_message(viewer)
        order, search = filters.order(RECEPTION_ORDERS[list_name]), filters.search(viewer)
        page: Page[Any] = paginate(rows, order, cursor, search=search)
    else:
        page = _FIRST_RECEPTIONS[list_name].of(viewer.pk)
    return _list_page(request, list_name, filters, reception_cards(viewer, page.rows), page.next)


def _receptions(list_name: str, member: Member) -> ReceptionQuerySet:
    received = Reception.objects.of(member).for_cards()
    return received.in_inbox() if list_name == "received" else received.in_archive()


def _list_page(
    request: HttpRequest, list_name: str, filters: FilterSet, cards: list[dict[str, Any]], next_page: str
) -> HttpResponse:
    """One page of a list. The count of the navigation bar comes from the same query as those of the tabs."""
    counts = list_counts(current_member(request))
    context = {
        "current_list": list_name,
        "cards": cards,
        "next": next_page,
        "filters": filters,
        "q": filters.query,
        "counts": counts,
        "waiting_count": counts["received"],
        "bulk_actions": ACTIONS_BY_LIST[list_name] if any(card["can_select"] for card in cards) else (),
    }
    return render(request, f"invitations/{list_name}.html", context)


def reception_cards(
    viewer: Member, receptions: list[Reception], shared: dict[int, MutualConnections] | None = None
) -> list[dict[str, Any]]:
    """The template context of each reception's card: sender, shared connections (fetched if not given), receipt, choices."""
    if shared is None:
        shared = Connection.objects.shared(viewer, [row.sender for row in receptions])
    for row in receptions:
        row.member = viewer
    return [
        {
            "reception": row,
            "person": row.sender,
            "shared": shared.get(row.sender_id),
            "degree": degree,
            "receipt": row.receipt,
            "choices": received_choices(row),
            "can_select": not row.refused_at,
            **received_texts(row, shared.get(row.sender_id), _viewer(row)),
        }
        for row in receptions
        for degree in [(2 if row.sender_id in shared else 3) if row.invitation.is_open else 1]
    ]


def _viewer(reception: Reception) -> Viewer:
    """What the recipient is to the sender, as far as this reception shows it: not after the connection has ended."""
    is_accepted = reception.invitation.status == Invitation.Status.ACCEPTED
    return Viewer.CONNECTION if is_accepted else Viewer.MEMBER


def _first_receptions(list_name: str, member: int) -> ReceptionQuerySet:
    viewer = Member(pk=member)
    return _receptions(list_name, viewer).with_newest_message(viewer)


_FIRST_RECEPTIONS = {
    name: FirstPage(partial(_first_receptions, name), order) for name, order in RECEPTION_ORDERS.items()
}
_FIRST_SENT = FirstPage(
    lambda member: Invitation.objects.sent_by(Member(pk=member)).for_cards().with_newest_messages(),
    SENT_ORDER,
)
