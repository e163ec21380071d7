from __future__ import annotations

from contextlib import suppress
from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from invitations.actions import accept_consequence, irrevocable_text
from invitations.errors import NotOpen
from invitations.models import Reception
from invitations.tokens import reception_of
from network.common.email_links import respond_in


@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def accept_from_email(request: HttpRequest, token: str) -> HttpResponse:
    """The accept link of an e-mail (R11): a page with a button, because mail scanners open links. It never logs in."""
    reception = reception_of(token)
    if reception is None:
        raise Http404
    if request.method == "POST":
        with suppress(NotOpen):
            reception.accept()
        return redirect(request.path)
    return respond_in(reception.member.language, request, partial(_accept_page, request, reception))


def _accept_page(request: HttpRequest, reception: Reception) -> HttpResponse:
    """Names whose invitation it is: the link may have been forwarded to somebody else."""
    consequences = f"{accept_consequence(reception)} {irrevocable_text()}"
    context = {"reception": reception, "consequences": consequences}
    return render(request, "invitations/accept_from_email.html", context)
