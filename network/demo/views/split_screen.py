"""Two people side by side, with the narrator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_safe

from network import clock
from network.demo import demo_data, timeline
from network.demo.mail_counts import count_sent_to, outbox_between
from network.demo.participants import Participant, current_invitation, find_participant, invitations_between
from network.demo.stories import pages, recording
from network.demo.views.request_values import iso, parse_moment, without_nul
from network.members.models import Member

SIDES = {"left": "anna", "right": "bruno"}
"""Who is on each side where the query names nobody."""


@login_not_required
@require_safe
def side_by_side(request: HttpRequest) -> HttpResponse:
    """The URL under which the page refreshes carries on when it was opened: later e-mails are new."""
    page_names = request.GET.get("left_at") or "sent", request.GET.get("right_at") or "received"
    since = parse_moment(request.GET.get("since", "")) or clock.now()
    query = request.GET.copy()
    query["since"] = iso(since)
    page_url = f"{request.path}?{query.urlencode()}"
    return render_split_screen(request, _named(request), page_names, since, page_url=page_url)


@login_not_required
@require_safe
def narrator(request: HttpRequest) -> HttpResponse:
    left, right = map(_participant, _named(request))
    narration = timeline.narrate(left, right)
    context = {"halves": narration.halves, "groups": narration.groups, "left": left, "right": right}
    return render(request, "demo/narrator.html", context)


def _named(request: HttpRequest) -> list[str]:
    """The handles or addresses in `?left=` and `?right=`."""
    return [without_nul(request.GET.get(side, who)) for side, who in SIDES.items()]


def _participant(who: str) -> Participant:
    """Raises `Http404` for an unknown handle."""
    participant = find_participant(who)
    if participant is None:
        raise Http404
    return participant


def render_split_screen(
    request: HttpRequest,
    names: Sequence[str],
    page_names: Sequence[str],
    since: datetime,
    first: str = "left",
    **extra: object,
) -> HttpResponse:
    """The split screen of two handles or addresses, each on a page of `stories.pages`. Raises `Http404`.

    E-mails are new that came after `since`. A narrow screen shows the side `first`.
    """
    participants = [_participant(who) for who in names]
    current = current_invitation(invitations_between(*participants))
    card = f"card-{current.public_id}" if current else ""
    rows = outbox_between(*participants)
    panes = [
        {
            "side": side,
            "who": who,
            "name": participant.member.name if participant.member else who,
            "short_name": participant.short_name,
            "src": pages.page_url(who, other, page) + (f"#{card}" if card else ""),
            "mailbox_url": pages.page_url(who, other, "mail"),
            "emails": count_sent_to(rows, participant, since),
            "is_first": side == first,
        }
        for side, who, other, page, participant in zip(
            SIDES, names, reversed(names), page_names, participants, strict=True
        )
    ]
    people = Member.objects.joined().filter(handle__in=[person.handle for person in demo_data.PEOPLE])
    context = {
        "panes": panes,
        "people": people.order_by("sort_key", "id"),
        "recording": recording.of(request),
        "card": card,
        "page_url": request.get_full_path(),
        "narrator_url": f"{reverse('demo:narrator')}?{urlencode(dict(zip(SIDES, names, strict=True)))}",
    }
    return render(request, "demo/side_by_side.html", context | extra)
