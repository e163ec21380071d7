"""The home page and the page of suggested members."""

from __future__ import annotations

from operator import attrgetter
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from markupsafe import escape

from invitations.lists.counts import HOME_COUNTS, home_context
from invitations.models import Invitation, Reception
from invitations.suggestions import may_know
from invitations.views.lists import reception_cards
from network.common.prepared_query import PreparedQuery, fetch_together
from network.common.sentences import html_sentence
from network.common.templatetags.dates import ago, day
from network.members.models import Connection, Member
from network.members.models.connection import NEWEST
from network.members.people.field_values import Viewer, card_values
from network.members.requests import current_member

HOME_ROWS, HOME_NEWEST, SUGGESTION_LIMIT = NEWEST, 5, 20
IN_ANSWERS = ("email", "share_address", "connections_visible_to", "degree")
"""The columns of a member that an acceptance shows besides those of a card."""
NO_INVITATION = {"blocked": False, "is_sender": False, "is_refused": False, "open_invitation": None}
"""What the card of a suggested member says of invitations: those with one are not suggested."""


_RECEIVED = PreparedQuery(
    lambda key: Reception.objects.of(Member(pk=key)).for_cards().newest(HOME_ROWS, HOME_NEWEST), 1
)
_SENT = PreparedQuery(
    lambda key: Invitation.objects.sent_by(Member(pk=key)).for_cards(*IN_ANSWERS).newest(HOME_NEWEST), 1
)


@login_not_required
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The landing page for visitors; for members received and sent invitations, answers and suggestions.

    `is_newcomer`: the member has no connection, or has not said who they are; then the next steps are shown.
    """
    if not request.user.is_authenticated:
        return render(request, "landing.html")
    viewer = current_member(request)
    own = (viewer.pk,)
    received, sent_rows, counts = fetch_together((_RECEIVED, own), (_SENT, own), (HOME_COUNTS, own))
    waiting, answers = Reception.objects.sort_newest(received, HOME_ROWS)
    sent, news = Invitation.objects.sort_newest(sent_rows, HOME_NEWEST)
    senders = [row.sender for row in waiting]
    connections, shared = Connection.objects.newest_and_shared(viewer, senders)
    suggested = may_know(viewer, HOME_ROWS + 1)
    has_profile = bool(viewer.headline and viewer.about)
    context = {
        "has_profile": has_profile,
        "is_newcomer": not (has_profile and viewer.degree),
        "cards": [card | {"can_select": False} for card in reception_cards(viewer, waiting, shared)],
        "sent": [_sent_row(invitation) for invitation in sent[:HOME_ROWS]],
        "news": sorted([*news, *answers], key=attrgetter("news_at"), reverse=True)[:HOME_NEWEST],
        "recent": [
            {"person": person, "href": person.get_absolute_url(), "text": ago(person.since)}
            for person in connections
        ],
        "suggestions": suggested[:HOME_ROWS],
        "has_more_suggestions": len(suggested) > HOME_ROWS,
    }
    return render(request, "home.html", context | home_context(counts))


def _sent_row(invitation: Invitation) -> dict[str, Any]:
    """A short row: to whom, its state and day."""
    state = SafeString(escape(invitation.shown_status.label))
    text = html_sentence(_("%(state)s, %(date)s"), state=state, date=day(invitation.sent_at))
    href = invitation.get_absolute_url()
    return {"person": invitation.recipient, "name": invitation.to, "href": href, "text": text}


@require_safe
def suggestions(request: HttpRequest) -> HttpResponse:
    """Members whom the viewer may know, with the mutual connections."""
    suggested = may_know(current_member(request), SUGGESTION_LIMIT)
    cards = [
        {
            "person": row.person,
            "shared": row.shared,
            "degree": 2,
            "field_values": card_values(row.person, Viewer.MEMBER),
            **NO_INVITATION,
        }
        for row in suggested
    ]
    return render(request, "suggestions.html", {"suggestions": cards})
