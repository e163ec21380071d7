"""What the split screen needs to keep up with what happens: its own URL, counts of e-mails, the invitation to mark."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from network import clock
from network.demo import story_starts
from network.demo.mail_counts import count_sent_to, outbox_between
from network.demo.participants import Participant, current_invitation, find_participant, invitations_between
from network.demo.views.request_values import iso, parse_moment


def refreshing_context(request: HttpRequest, panes: list[dict[str, Any]], is_story: bool) -> dict[str, Any]:
    """The context of the template, and in both panes `side`, `mailbox_url`, `new_emails`, and the card to mark in `src`.

    A pane has `who`, a handle or an address, and `src`.
    """
    handles = [pane["who"] for pane in panes]
    participants = [find_participant(who) or Participant(None, []) for who in handles]
    since = _counted_since(request, handles, is_story)
    current = current_invitation(invitations_between(*participants))
    card = f"card-{current.public_id}" if current else ""
    rows = outbox_between(*participants)
    for side, pane, participant in zip(("left", "right"), panes, participants, strict=True):
        pane["side"], pane["mailbox_url"] = side, _mailbox_url(pane["who"], participant)
        pane["new_emails"] = count_sent_to(rows, participant, since)
        pane["src"] += f"#{card}" if card else ""
    pair = urlencode(dict(zip(("left", "right"), handles, strict=True)))
    return {
        "card": card,
        "page_url": request.get_full_path() if is_story else _url_since(request, since),
        "narrator_url": f"{reverse('demo:narrator')}?{pair}",
    }


def _counted_since(request: HttpRequest, handles: list[str], is_story: bool) -> datetime:
    """When the story began, or the page was opened, which its own URLs carry on as `?since=`."""
    now = clock.now()
    if is_story:
        return min(story_starts.began_at(*handles) or now, now)
    return parse_moment(request.GET.get("since", "")) or now


def _mailbox_url(who: str, participant: Participant) -> str:
    if participant.member is None:
        return reverse("demo:mailbox", args=[who])
    return f"{reverse('home')}as/{participant.member.handle}/mail/"


def _url_since(request: HttpRequest, since: datetime) -> str:
    """The URL that shows this page again, with the same counts."""
    query = request.GET.copy()
    query["since"] = iso(since)
    return f"{request.path}?{query.urlencode()}"
