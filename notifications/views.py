"""Mailbox, e-mail preferences and the unsubscribe link."""

from __future__ import annotations

import base64
import hashlib
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from invitations.models import NonMember
from network.common.email_links import respond_in
from network.members.models import ImportedPerson
from network.members.requests import current_member
from notifications.forms import PreferencesForm
from notifications.mailbox import list_context, message_context, source_response
from notifications.models import CapturedEmail, EmailPreferences, Suppression
from notifications.tokens import read_opt_out_token, read_unsubscribe_token

SANDBOX = "allow-same-origin allow-top-navigation-by-user-activation"
"""What the frame of an e-mail may do: let the page measure it, and open links. No script runs in it."""


def style_source(html: str) -> str:
    """The Content-Security-Policy source of the style element of an e-mail, which stands in its head before all that was typed.

    Each has the colours of the site when it was written.
    """
    style = html.partition("<style>")[2].partition("</style>")[0]
    digest = hashlib.sha256(style.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"


def frame_policy(html: str) -> str:
    """The Content-Security-Policy of an e-mail in a frame: its own style and links, nothing else."""
    return (
        f"default-src 'none'; style-src {style_source(html)}; base-uri 'none'; form-action 'none'; "
        f"frame-ancestors 'self'; sandbox {SANDBOX}"
    )


@require_safe
def mailbox(request: HttpRequest) -> HttpResponse:
    emails = CapturedEmail.objects.of(current_member(request))
    context = list_context(request, emails, CapturedEmail.get_absolute_url)
    return render(request, "notifications/mailbox.html", context | {"mailbox_url": request.path})


@require_safe
def message(request: HttpRequest, public_id: str) -> HttpResponse:
    email = _own(request, public_id)
    urls = {
        "mailbox_url": reverse("notifications:mailbox"),
        "html_url": reverse("notifications:message_html", args=[public_id]),
        "source_url": reverse("notifications:message_source", args=[public_id]),
    }
    context = message_context(request, email) | {"sandbox": SANDBOX}
    return render(request, "notifications/message.html", context | urls)


@require_safe
def message_html(request: HttpRequest, public_id: str) -> HttpResponse:
    return framed(_own(request, public_id))


def framed(mail: CapturedEmail) -> HttpResponse:
    """The HTML part alone, for a sandboxed frame. Raises `Http404` if the e-mail has none.

    The doctype comes first: without it the frame has no height of its own.
    """
    if not mail.html:
        raise Http404
    headers = {"Content-Security-Policy": frame_policy(mail.html), "X-Frame-Options": "SAMEORIGIN"}
    return HttpResponse('<!doctype html><base target="_top">' + mail.html, headers=headers)


@require_safe
def message_source(request: HttpRequest, public_id: str) -> HttpResponse:
    return source_response(_own(request, public_id))


@require_http_methods(["GET", "HEAD", "POST"])
def preferences(request: HttpRequest) -> HttpResponse:
    member = current_member(request)
    email_preferences = get_object_or_404(EmailPreferences, member=member)
    data = request.POST if request.method == "POST" else None
    form = PreferencesForm(data, instance=email_preferences, is_staff=member.is_staff)
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect("notifications:preferences")
    suppression = Suppression.objects.of(member).order_by("at", "pk").last()
    return render(request, "notifications/preferences.html", {"form": form, "suppression": suppression})


@require_POST
def resume_emails(request: HttpRequest) -> HttpResponse:
    """Lift the suppressions of the member's own address."""
    if Suppression.objects.of(current_member(request)).lift():
        messages.success(request, _("We’ll send e-mails to this address again."))
    return redirect("notifications:preferences")


@csrf_exempt
@login_not_required
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """The unsubscribe link: a page with a button, and the one-click POST of RFC 8058, which sends no cookie."""
    member_and_switch = read_unsubscribe_token(token)
    if member_and_switch is None:
        return _unsubscribe_non_member(request, token)
    member_id, switch = member_and_switch
    email_preferences = get_object_or_404(
        EmailPreferences.objects.select_related("member"), member_id=member_id
    )
    if request.method == "POST":
        EmailPreferences.switch_off(member_id, switch)
    person = email_preferences.member
    return respond_in(
        person.language, request, partial(_unsubscribe_page, request, email_preferences, switch)
    )


def _unsubscribe_page(request: HttpRequest, email_preferences: EmailPreferences, switch: str) -> HttpResponse:
    context = {"label": email_preferences.label_of(switch), "done": request.method == "POST"}
    context["person"] = email_preferences.member
    return render(request, "notifications/unsubscribe.html", context)


@transaction.atomic
def _unsubscribe_non_member(request: HttpRequest, token: str) -> HttpResponse:
    """The unsubscribe link of a non-member: no invitation is ever e-mailed to the address again."""
    opt_out = read_opt_out_token(token)
    if opt_out is None:
        raise Http404
    address, language = opt_out
    if request.method == "POST":
        NonMember.objects.lock(address).opt_out()
        ImportedPerson.objects.remove(address)
    context = {"address": address, "done": request.method == "POST"}
    return respond_in(
        language, request, partial(render, request, "notifications/suppress_address.html", context)
    )


def _own(request: HttpRequest, public_id: str) -> CapturedEmail:
    return get_object_or_404(CapturedEmail.objects.of(current_member(request)), public_id=public_id)
