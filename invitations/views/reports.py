from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from invitations.actions import Action, report_action, report_reply_action
from invitations.errors import NotOpen
from invitations.forms import ReportForm
from invitations.models import Invitation, Report
from invitations.views.lists import get_reception
from network.members.models import Member
from network.members.requests import current_member


@dataclass(frozen=True)
class Case:
    """Who may be reported for what was written about an invitation, and where the reporter goes on afterwards."""

    invitation: Invitation
    person: Member
    action: Action
    verb: Callable[[str, str], Report]
    is_open: bool
    onward: str


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The recipient's of the invitation, the sender's of a reply: what it will do is read out first, then the form."""
    case = _case(current_member(request), public_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not case.is_open:
        return _too_late(request, case)
    if not form.is_valid():
        return render(request, "invitations/report.html", {"case": case, "form": form})
    return _report(request, case, form)


def _case(viewer: Member, public_id: str) -> Case:
    """Raises `Http404` where there is nothing of another's to report."""
    own = Invitation.objects.sent_by(viewer).with_people().filter(public_id=public_id).first()
    if own is None:
        here = get_reception(viewer, public_id)
        onward = "invitations:received"
        return Case(here.invitation, here.sender, report_action(here), here.report, here.can_report, onward)
    reply = own.newest_reply
    if reply is None:
        raise Http404
    action, onward = report_reply_action(reply), "invitations:sent"
    return Case(own, reply.author, action, own.report_reply, own.can_report, onward)


def _report(request: HttpRequest, case: Case, form: ReportForm) -> HttpResponse:
    try:
        case.verb(form.cleaned_data["reason"], form.cleaned_data["words"])
    except NotOpen:
        return _too_late(request, case)
    name = {"name": case.person.short_name}
    messages.success(request, _("The staff will look at it. %(name)s is not told.") % name)
    return redirect(case.onward)


def _too_late(request: HttpRequest, case: Case) -> HttpResponse:
    messages.info(request, _("No longer open."))
    return redirect(case.onward)
