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
from invitations.models import Invitation, Reception, Report
from invitations.views.lists import get_reception
from network.common.text import isolate
from network.members.models import Member
from network.members.requests import current_member


@dataclass(frozen=True)
class Case:
    """What the viewer may report: the member, the verb that reports them, the page before, and the URL name to redirect to."""

    invitation: Invitation
    person: Member
    action: Action
    verb: Callable[[str, str], Report]
    can_report: bool
    redirect_to: str
    back_to: Invitation | Member


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The recipient reports the invitation, its sender a reply to it: a page with the consequences and a form."""
    case = _get_case(current_member(request), public_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not case.can_report:
        return _no_longer_open(request, case)
    if not form.is_valid():
        return render(request, "invitations/report.html", {"case": case, "form": form})
    return _report(request, case, form)


def _get_case(viewer: Member, public_id: str) -> Case:
    """Raises `Http404` if the viewer is not one of the two, or is the sender and there is no reply."""
    invitation = Invitation.objects.sent_by(viewer).with_people().filter(public_id=public_id).first()
    if invitation is None:
        return _recipient_case(get_reception(viewer, public_id))
    reply = invitation.newest_reply
    if reply is None:
        raise Http404
    return Case(
        invitation, reply.author, report_reply_action(reply),
        invitation.report_reply, invitation.can_report, "invitations:sent", invitation,
    )  # fmt: skip


def _recipient_case(reception: Reception) -> Case:
    return Case(
        reception.invitation, reception.sender, report_action(reception),
        reception.report, reception.can_report, "invitations:received",
        reception.invitation if reception.is_live else reception.sender,
    )  # fmt: skip


def _report(request: HttpRequest, case: Case, form: ReportForm) -> HttpResponse:
    try:
        case.verb(form.cleaned_data["reason"], form.cleaned_data["comment"])
    except NotOpen:
        return _no_longer_open(request, case)
    name = {"name": isolate(case.person.get_short_name())}
    messages.success(request, _("Report sent. The staff will read it. %(name)s is not told.") % name)
    return redirect(case.redirect_to)


def _no_longer_open(request: HttpRequest, case: Case) -> HttpResponse:
    messages.info(request, _("No longer open."))
    return redirect(case.redirect_to)
