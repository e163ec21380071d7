from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from invitations.actions import of_report
from invitations.errors import NotOpen
from invitations.forms import ReportForm
from invitations.models import Reception
from invitations.views.pages import find_received
from network.members.viewer import viewer_of


@require_http_methods(["GET", "HEAD", "POST"])
def report(request: HttpRequest, public_id: str) -> HttpResponse:
    """The recipient's: what it will do is read out first, then the form."""
    reception = find_received(viewer_of(request), public_id)
    form = ReportForm(request.POST if request.method == "POST" else None)
    if not reception.takes_reports:
        return _too_late(request)
    if not form.is_valid():
        here = {"reception": reception, "form": form, "action": of_report(reception)}
        return render(request, "invitations/report.html", here)
    return _report(request, reception, form)


def _report(request: HttpRequest, reception: Reception, form: ReportForm) -> HttpResponse:
    try:
        reception.report(form.cleaned_data["reason"], form.cleaned_data["words"])
    except NotOpen:
        return _too_late(request)
    name = {"name": reception.sender.given_name}
    messages.success(request, _("The staff will look at it. %(name)s is not told.") % name)
    return redirect("invitations:received")


def _too_late(request: HttpRequest) -> HttpResponse:
    messages.info(request, _("No longer open."))
    return redirect("invitations:received")
