"""Pages of data export and account deletion."""

from __future__ import annotations

from allauth.account.decorators import reauthentication_required
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.members.accounts.reauthentication import is_freshly_authenticated
from network.members.errors import DailyLimitReached, ExportInProgress, LastAdministrator
from network.members.models import Export
from network.members.people.forms import DeleteAccountForm
from network.members.requests import current_member


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def export(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        return _export_page(request)
    try:
        Export.objects.request(current_member(request))
    except DailyLimitReached:
        return _export_page(request, status=429)
    except ExportInProgress:
        messages.info(request, _("We’re already preparing your data."))
    else:
        messages.success(request, _("We’re preparing your data. We’ll e-mail you when it’s ready."))
    return redirect("members:export")


@require_POST
def cancel_export(request: HttpRequest) -> HttpResponse:
    if Export.objects.of(current_member(request)).stop():
        messages.success(request, _("Stopped. Nothing was kept."))
    else:
        messages.info(request, _("Nothing to stop: we’re not preparing your data."))
    return redirect("members:export")


@require_safe
def download_export(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The ZIP file. Where reauthentication is needed, it leads back to the export page, which starts the download."""
    if not is_freshly_authenticated(request):
        return redirect_to_login(reverse("members:export") + "?fetch=1", reverse("account_reauthenticate"))
    downloadable = Export.objects.of(current_member(request)).downloadable()
    export = get_object_or_404(downloadable, public_id=public_id)
    headers = {
        "Content-Disposition": 'attachment; filename="my-data.zip"',
        "Content-Length": str(export.size),
        "Cache-Control": "private, no-store",
    }
    return StreamingHttpResponse(export.content(), content_type="application/zip", headers=headers)


@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required(allow_get=True)  # type: ignore[untyped-decorator]
def delete_account(request: HttpRequest) -> HttpResponse:
    """Deactivate the viewer's account after reauthentication and a confirmation; the worker deletes the data."""
    form = DeleteAccountForm(request.POST if request.method == "POST" else None)
    if not form.is_valid():
        return render(request, "members/delete_account.html", {"form": form})
    try:
        current_member(request).leave(form.cleaned_data["opt_out"])
    except LastAdministrator:
        form.add_error(None, _("You’re the only administrator. Make somebody else an administrator first."))
        return render(request, "members/delete_account.html", {"form": form})
    logout(request)
    return redirect("members:account_deleted")


@login_not_required
@require_safe
def account_deleted(request: HttpRequest) -> HttpResponse:
    return render(request, "members/account_deleted.html")


def _export_page(request: HttpRequest, status: int = 200) -> HttpResponse:
    """The export page. With `?fetch` it starts the download of the latest export."""
    latest = Export.objects.of(current_member(request)).order_by("-requested_at", "-pk").first()
    starts_download = (
        "fetch" in request.GET and latest and latest.is_downloadable and is_freshly_authenticated(request)
    )
    context = {"latest_export": latest, "limit_reached": status == 429, "starts_download": starts_download}
    return render(request, "members/export.html", context, status=status)
