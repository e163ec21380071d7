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
    action, ids = _asked(request)
    if not _is_a_selection(request, ids):
        return _back(request, action)
    outcome = lists_bulk.perform(action, current_member(request), ids)
    messages.add_message(request, _level(outcome), outcome.summary(action), extra_tags=_undo(action, outcome))
    return _back(request, action)


@require_POST
def confirm_bulk(request: HttpRequest) -> HttpResponse:
    """Names everybody whom it concerns. It writes nothing."""
    action, ids = _asked(request)
    if action.confirm_title is None or action.consequences is None:
        raise Http404
    if not _is_a_selection(request, ids):
        return _back(request, action)
    viewer = current_member(request)
    rows = action.find(viewer, ids)
    if not rows:
        messages.info(request, _("No longer open."))
        return _back(request, action)
    here = {
        "action": action.verb,
        "current_list": _shelf(request, action),
        "list_url": _list(request, action),
        "rows": {public_id: _named(row) for public_id, row in rows.items()},
        "question": action.confirm_title(len(rows)),
        "consequences": action.consequences(viewer, len(rows)),
        "variant": action.variant,
    }
    return render(request, "invitations/confirm_bulk.html", here)


def _asked(request: HttpRequest) -> tuple[BulkAction, list[str]]:
    """The verb and the ids, each once; raises `Http404` for a verb that is none."""
    action = lists_bulk.ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    return action, list(dict.fromkeys(request.POST.getlist("ids")))


def _is_a_selection(request: HttpRequest, ids: list[str]) -> bool:
    """Something, and not too much; says so where it is not."""
    if not ids:
        messages.info(request, _("Nothing was selected. Tick the invitations first."))
    elif len(ids) > lists_bulk.MAX_SELECTED:
        messages.error(request, _("That is too many at once, and nothing was done. Select fewer."))
    return 0 < len(ids) <= lists_bulk.MAX_SELECTED


def _shelf(request: HttpRequest, action: BulkAction) -> str:
    """The list on which it was selected, where the form has said so; else the one that the verb leads to."""
    said = request.POST.get("list", "")
    return said if action in ACTIONS_BY_LIST.get(said, ()) else action.shelf


def _list(request: HttpRequest, action: BulkAction) -> str:
    """Its address, sifted as it was where the form has said so."""
    shelf = f"invitations:{_shelf(request, action)}"
    said = next_url(request, shelf)
    return said if said.partition("?")[0] == reverse(shelf) else reverse(shelf)


def _back(request: HttpRequest, action: BulkAction) -> HttpResponse:
    return redirect(_list(request, action))


def _level(outcome: Outcome) -> int:
    if outcome.interrupted:
        return messages.WARNING
    return messages.SUCCESS if outcome.done else messages.INFO


def _undo(action: BulkAction, outcome: Outcome) -> str:
    """Once for all of them: what there is to post stands behind the address."""
    if action is not lists_bulk.IGNORE or not outcome.done:
        return ""
    fields = [("action", RESTORE.verb), *(("ids", public_id) for public_id in outcome.done)]
    return f"{reverse('invitations:bulk')}?{urlencode(fields)}"


def _named(row: Row) -> dict[str, Any]:
    if isinstance(row, Reception):
        return {"person": row.sender, "address": "", "href": row.invitation.get_absolute_url()}
    return {"person": row.recipient, "address": row.to, "href": row.get_absolute_url()}
