"""The selection of a list: one verb for several, and the page that reads out first what cannot be undone."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from invitations.lists import bulk as lists_bulk
from invitations.lists.bulk import ACTIONS_BY_LIST, RESTORE, BulkAction, Outcome, Row
from invitations.models import Reception
from network.members.requests import current_member, next_url


@require_POST
def bulk(request: HttpRequest) -> HttpResponse:
    choice, ids = _asked(request)
    if not _is_a_selection(request, ids):
        return _back(request, choice)
    outcome = lists_bulk.act(choice, current_member(request), ids)
    messages.add_message(request, _level(outcome), outcome.told(choice), extra_tags=_undo(choice, outcome))
    return _back(request, choice)


@require_POST
def confirm_bulk(request: HttpRequest) -> HttpResponse:
    """Names everybody whom it concerns. It writes nothing."""
    choice, ids = _asked(request)
    if choice.asks is None or choice.tells is None:
        raise Http404
    if not _is_a_selection(request, ids):
        return _back(request, choice)
    viewer = current_member(request)
    rows = choice.find(viewer, ids)
    if not rows:
        messages.info(request, _("No longer open."))
        return _back(request, choice)
    here = {
        "action": choice.verb,
        "current_list": _shelf(request, choice),
        "list_url": _list(request, choice),
        "rows": {public_id: _named(row) for public_id, row in rows.items()},
        "question": choice.asks(len(rows)),
        "consequences": choice.tells(viewer, len(rows)),
        "weight": choice.weight,
    }
    return render(request, "invitations/confirm_bulk.html", here)


def _asked(request: HttpRequest) -> tuple[BulkAction, list[str]]:
    """The verb and the ids, each once; raises `Http404` for a verb that is none."""
    choice = lists_bulk.CHOICES.get(request.POST.get("action", ""))
    if choice is None:
        raise Http404
    return choice, list(dict.fromkeys(request.POST.getlist("ids")))


def _is_a_selection(request: HttpRequest, ids: list[str]) -> bool:
    """Something, and not too much; says so where it is not."""
    if not ids:
        messages.info(request, _("Nothing was selected. Tick the invitations first."))
    elif len(ids) > lists_bulk.MOST:
        messages.error(request, _("That is too many at once, and nothing was done. Select fewer."))
    return 0 < len(ids) <= lists_bulk.MOST


def _shelf(request: HttpRequest, choice: BulkAction) -> str:
    """The list on which it was selected, where the form has said so; else the one that the verb leads to."""
    said = request.POST.get("list", "")
    return said if choice in ACTIONS_BY_LIST.get(said, ()) else choice.shelf


def _list(request: HttpRequest, choice: BulkAction) -> str:
    """Its address, sifted as it was where the form has said so."""
    shelf = f"invitations:{_shelf(request, choice)}"
    said = next_url(request, shelf)
    return said if said.partition("?")[0] == reverse(shelf) else reverse(shelf)


def _back(request: HttpRequest, choice: BulkAction) -> HttpResponse:
    return redirect(_list(request, choice))


def _level(outcome: Outcome) -> int:
    if outcome.broke_off:
        return messages.WARNING
    return messages.SUCCESS if outcome.done else messages.INFO


def _undo(choice: BulkAction, outcome: Outcome) -> str:
    """Once for all of them: what there is to post stands behind the address."""
    if choice is not lists_bulk.IGNORE or not outcome.done:
        return ""
    fields = [("action", RESTORE.verb), *(("ids", public_id) for public_id in outcome.done)]
    return f"{reverse('invitations:bulk')}?{urlencode(fields)}"


def _named(row: Row) -> dict[str, Any]:
    if isinstance(row, Reception):
        return {"person": row.sender, "address": "", "href": row.invitation.get_absolute_url()}
    return {"person": row.recipient, "address": row.to, "href": row.get_absolute_url()}
