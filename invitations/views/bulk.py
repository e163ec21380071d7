"""Bulk actions on the selected invitations of a list, and the confirmation page of those that cannot be undone."""

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
    action, ids = _read_form(request)
    if not _check_selection(request, ids):
        return _redirect_to_list(request, action)
    outcome = lists_bulk.perform(action, current_member(request), ids)
    undo_url = _undo_url(action, outcome)
    messages.add_message(request, _message_level(outcome), outcome.summary(action), extra_tags=undo_url)
    return _redirect_to_list(request, action)


@require_POST
def confirm_bulk(request: HttpRequest) -> HttpResponse:
    """Show the names of all selected members and the consequences. Writes nothing."""
    action, ids = _read_form(request)
    if action.confirm_title is None or action.consequences is None:
        raise Http404
    if not _check_selection(request, ids):
        return _redirect_to_list(request, action)
    viewer = current_member(request)
    rows = action.find(viewer, ids)
    if not rows:
        messages.info(request, _("No longer open."))
        return _redirect_to_list(request, action)
    context = {
        "action": action.verb,
        "current_list": _list_name(request, action),
        "list_url": _list_url(request, action),
        "rows": {public_id: _short_row(row) for public_id, row in rows.items()},
        "question": action.confirm_title(len(rows)),
        "consequences": action.consequences(viewer, len(rows)),
        "variant": action.variant,
    }
    return render(request, "invitations/confirm_bulk.html", context)


def _read_form(request: HttpRequest) -> tuple[BulkAction, list[str]]:
    """The action and the ids without duplicates. Raises `Http404` for an unknown action."""
    action = lists_bulk.ACTIONS.get(request.POST.get("action", ""))
    if action is None:
        raise Http404
    return action, list(dict.fromkeys(request.POST.getlist("ids")))


def _check_selection(request: HttpRequest, ids: list[str]) -> bool:
    """Whether at least one and at most `MAX_SELECTED` ids are selected; if not, adds a message that says so."""
    if not ids:
        messages.info(request, _("Nothing was selected. Select some invitations first."))
    elif len(ids) > lists_bulk.MAX_SELECTED:
        messages.error(request, _("Nothing was done: too many invitations were selected. Select fewer."))
    return 0 < len(ids) <= lists_bulk.MAX_SELECTED


def _list_name(request: HttpRequest, action: BulkAction) -> str:
    """The list that the form names, if it offers the action; else the action's own list."""
    name = request.POST.get("list", "")
    return name if action in ACTIONS_BY_LIST.get(name, ()) else action.list_name


def _list_url(request: HttpRequest, action: BulkAction) -> str:
    """The URL of the list, with the filters of the form's `next` URL if that is a URL of the same list."""
    url_name = f"invitations:{_list_name(request, action)}"
    url = next_url(request, url_name)
    return url if url.partition("?")[0] == reverse(url_name) else reverse(url_name)


def _redirect_to_list(request: HttpRequest, action: BulkAction) -> HttpResponse:
    return redirect(_list_url(request, action))


def _message_level(outcome: Outcome) -> int:
    if outcome.interrupted:
        return messages.WARNING
    return messages.SUCCESS if outcome.done else messages.INFO


def _undo_url(action: BulkAction, outcome: Outcome) -> str:
    """The URL that undoes the action for all rows, with the fields to post as its query; empty if it cannot be undone."""
    if action is not lists_bulk.IGNORE or not outcome.done:
        return ""
    fields = [("action", RESTORE.verb), *(("ids", public_id) for public_id in outcome.done)]
    return f"{reverse('invitations:bulk')}?{urlencode(fields)}"


def _short_row(row: Row) -> dict[str, Any]:
    """The other member or the typed address, with the URL of the invitation, for the confirmation page."""
    if isinstance(row, Reception):
        href = row.invitation.get_absolute_url()
        return {"person": row.sender, "href": href, "text": row.sender.headline}
    text = row.recipient.headline if row.recipient else ""
    return {"person": row.recipient, "name": row.to, "href": row.get_absolute_url(), "text": text}
