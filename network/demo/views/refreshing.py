"""What the split screen needs to keep up with what happens: its own URL, counts of e-mails, the invitation to mark."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.http import urlencode

from network import clock
from network.demo import story_moments
from network.demo.pair_mail import Party, count_sent_to, find_party, invitations_between, rows_between
from network.demo.views.requests import iso, parse_moment


def refreshing_context(request: HttpRequest, panes: list[dict[str, Any]], is_story: bool) -> dict[str, Any]:
    """The context of the template, and in both panes `side`, `mailbox_url`, `emails`, and the card to mark in `src`.

    A pane has `who`, a handle or an address, and `src`.
    """
    handles = [pane["who"] for pane in panes]
    parties = [find_party(who) or Party(None, []) for who in handles]
    since = _counted_since(request, handles, is_story)
    newest = invitations_between(*parties).first()
    card = f"card-{newest.public_id}" if newest else ""
    rows = rows_between(*parties)
    for side, pane, party in zip(("left", "right"), panes, parties, strict=True):
        pane["side"], pane["mailbox_url"] = side, _mailbox_url(pane["who"], party)
        pane["emails"] = count_sent_to(rows, party, since)
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
        return min(story_moments.began_at(*handles) or now, now)
    return parse_moment(request.GET.get("since", "")) or now


def _mailbox_url(who: str, party: Party) -> str:
    if party.member is None:
        return reverse("demo:mailbox", args=[who])
    return f"{reverse('home')}as/{party.member.handle}/mail/"


def _url_since(request: HttpRequest, since: datetime) -> str:
    """The URL that shows this page again, with the same counts."""
    query = request.GET.copy()
    query["since"] = iso(since)
    return f"{request.path}?{query.urlencode()}"
