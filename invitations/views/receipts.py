"""The page of receipts: what the sender of each received invitation was told."""

from __future__ import annotations

from collections import defaultdict

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from invitations.models import InvitationEvent, Reception
from network.common.pagination import paginate
from network.members.requests import current_member


@require_safe
def receipts(request: HttpRequest) -> HttpResponse:
    """The viewer's received invitations, newest first, each with its receipt and what the viewer did. Two queries."""
    own = Reception.objects.of(current_member(request))
    order = ("-last_delivered_at", "-invitation_id")
    page = paginate(own.shown().with_people(), order, request.GET.get("after", ""))
    on_page = own.filter(pk__in=[row.pk for row in page.rows])
    events = InvitationEvent.objects.of(current_member(request)).about(on_page).select_related("invitation")
    by_sender = defaultdict(list)
    for event in events:
        by_sender[event.invitation.sender_id].append(event)
    rows = [{"reception": row, "events": by_sender[row.sender_id]} for row in page.rows]
    return render(request, "invitations/receipts.html", {"rows": rows, "next": page.next})
