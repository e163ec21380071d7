"""The links of e-mails, to accept and to report: pages with a button, because mail scanners open links. They never log in."""

from __future__ import annotations

from contextlib import suppress
from functools import partial
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from invitations import consequences
from invitations.actions import report_action, report_by_email_action
from invitations.errors import NotOpen
from invitations.forms import NonMemberReportForm, ReportForm
from invitations.models import Invitation, Reception, Report
from invitations.tokens import ReportLink, read_accept_token, read_report_token, reception_of
from network.common.email_links import respond_in
from network.common.ratelimit import rate_limited
from network.members.models import Member


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept_from_email(request: HttpRequest, token: str) -> HttpResponse:
    """The accept link (R11). Whoever has the e-mail, who may be its sender, reads nothing of what the recipient's half alone knows."""
    named = read_accept_token(token)
    if named is None:
        raise Http404
    invitation, person = named
    reception = reception_of(invitation, person)
    if request.method == "POST":
        with suppress(NotOpen):
            if reception:
                reception.accept()
        return redirect(request.path)
    return respond_in(person.language, request, partial(_accept_page, request, invitation, person, reception))


def _accept_page(
    request: HttpRequest, invitation: Invitation, person: Member, reception: Reception | None
) -> HttpResponse:
    """Names whose invitation it is: the link may have been forwarded to somebody else.

    Without the note: it is in the e-mail, and which of several stands in the reception tells what became of them.
    """
    context = {
        "sender": invitation.sender,
        "person": person,
        "reception": reception,
        "consequence": consequences.accept(reception) if reception else "",
    }
    return render(request, "invitations/accept_from_email.html", context)


@login_not_required
@rate_limited("report_from_email")
@require_http_methods(["GET", "HEAD", "POST"])
def report_from_email(request: HttpRequest, token: str) -> HttpResponse:
    """The report link, also of somebody who is no member. It works for a while after the invitation has ended."""
    link = read_report_token(token)
    if link is None:
        raise Http404
    return respond_in(link.language, request, partial(_report_page, request, link))


def _report_page(request: HttpRequest, link: ReportLink) -> HttpResponse:
    """Where the e-mail went to no member, the page does not tell whose account has the address by now."""
    reader, invitation = link.reader, link.invitation
    context = _of_member(request, reader, invitation) if reader else _of_non_member(request, invitation)
    return render(request, "invitations/report_from_email.html", context | {"person": link.addressee})


def _of_member(request: HttpRequest, reader: Member, invitation: Invitation) -> dict[str, Any]:
    """The template context; reports on a valid POST. `form` is missing where nothing can be reported (any more).

    Whoever has the e-mail, who may be its sender, does not learn whether it was reported: a second report does nothing and
    gets the same answer.
    """
    reception = _reception_to_report(reader, invitation)
    if reception is None or not reception.is_reportable:
        return {}
    reception.member = reader
    form = ReportForm(request.POST or None)
    if done := form.is_valid():
        with suppress(NotOpen):
            reception.report(**form.cleaned_data)
    name = reception.sender.name
    return {"form": form, "done": done, "name": name, "action": report_action(reception)}


def _of_non_member(request: HttpRequest, invitation: Invitation) -> dict[str, Any]:
    """As `_of_member`."""
    if not invitation.can_be_reported_by_non_member:
        return {}
    form = NonMemberReportForm(request.POST or None)
    if done := form.is_valid():
        with suppress(NotOpen):
            Report.file_by_non_member(invitation, **form.cleaned_data)
    name = invitation.sender.name_in_first_contact
    return {"form": form, "done": done, "name": name, "action": report_by_email_action(name)}


def _reception_to_report(reader: Member, invitation: Invitation) -> Reception | None:
    """What is live of this sender, else that of this invitation, else the newest: it may have been merged into another."""
    rows = list(Reception.objects.of(reader).from_(invitation.sender).with_people().order_by("-pk"))
    return min(rows, key=lambda row: (not row.is_live, row.invitation_id != invitation.pk), default=None)
