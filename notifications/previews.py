"""Previews of an invitation's e-mail: they show the sender's text and reveal nothing about the recipient.

A preview reads what the form reads and writes nothing, so it does not depend on what the recipient has done.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from invitations.forms import InviteByEmailForm, NoteForm
from invitations.views import by_email, lists
from invitations.views import sender as views_sender
from network.common.links import carries_link
from network.common.ratelimit import rate_limited
from network.members.models import Member
from network.members.requests import current_member
from network.site.sender import from_text
from notifications import emails
from notifications.choices import Kind
from notifications.views import style_source

_LINK = re.compile(r' href="[^"]*"')


@dataclass(frozen=True)
class Preview:
    """One rendered e-mail for the preview pages."""

    subject: str
    text: str
    html: str
    note: str
    kind: Kind

    @property
    def sender(self) -> str:
        """The From header."""
        return from_text()

    @property
    def leaves_out_note(self) -> bool:
        return carries_link(self.note)

    @property
    def says_note_is_on_site(self) -> bool:
        return self.kind != Kind.JOIN


def preview_for_member(sender: Member, note: str, kind: Kind = Kind.INVITATION) -> Preview:
    """An invitation or a follow-up, in the active language."""
    context = emails.invitation_context(sender, note, placeholder_url(), placeholder_url())
    return render(kind, note, context | {"preferences_url": placeholder_url()})


def preview_for_non_member(sender: Member, note: str) -> Preview:
    """The invitation to join, which does not reveal whether the address belongs to a member."""
    url = placeholder_url()
    context = emails.join_context(sender, note, join_url=url, profile_url=url, address="…", report_url=url)
    return render(Kind.JOIN, note, context)


def placeholder_url() -> str:
    """Shown in place of every link that will contain a token of the reader."""
    return f"{settings.SITE_URL}/…"


def render(kind: Kind, note: str, context: emails.Context) -> Preview:
    subject, text, html = emails.render(kind, context | {"unsubscribe_url": placeholder_url()})
    return Preview(subject, text, _LINK.sub("", html), note, kind)


def allow_email_style(page: HttpResponse, shown: Preview) -> HttpResponse:
    """Allow the style of the e-mail that is shown, and no other, in the Content-Security-Policy of the page."""
    page._csp_update = {"style-src": [style_source(shown.html)]}  # type: ignore[attr-defined]  # as `csp_update` does
    return page


@require_POST
@rate_limited("preview")
def preview(request: HttpRequest, handle: str) -> HttpResponse:
    recipient = get_object_or_404(Member.objects.joined(), handle=handle)
    form = views_sender.invite_form_or_redirect(request, recipient)
    if isinstance(form, HttpResponse):
        return form
    if not form.is_valid():
        return views_sender.invite_page(request, recipient, form)
    email_preview = preview_for_member(current_member(request), form.cleaned_data["note"])
    template = "notifications/preview.html"
    page = views_sender.invite_page(request, recipient, form, template=template, email_preview=email_preview)
    return allow_email_style(page, email_preview)


@require_POST
@rate_limited("preview")
def preview_by_email(request: HttpRequest) -> HttpResponse:
    """An uploaded file fills the address field, as on sending, so that the file need not be chosen again."""
    viewer = current_member(request)
    form = InviteByEmailForm(request.POST, request.FILES, sender=viewer)
    if not form.is_valid():
        return by_email.form_page(request, form)
    email_preview = preview_for_non_member(viewer, form.cleaned_data["note"])
    shown = form.with_file_entries(form.book) if form.book else form
    template = "notifications/preview_by_email.html"
    page = by_email.form_page(
        request, shown, template=template, email_preview=email_preview, address_book=form.book
    )
    return allow_email_style(page, email_preview)


@require_POST
@rate_limited("preview")
def preview_follow_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """A follow-up without a note repeats the note of the invitation."""
    invitation, form = views_sender.get_sent_invitation(request, public_id), NoteForm(request.POST)
    if not invitation.may_follow_up:
        return views_sender.no_longer_open(request, invitation)
    if not form.is_valid():
        return lists.sender_page(request, invitation, follow_up_form=form)
    viewer, note = current_member(request), form.cleaned_data["note"] or invitation.note
    is_member = invitation.recipient is not None
    email_preview = (
        preview_for_member(viewer, note, Kind.FOLLOW_UP)
        if is_member
        else preview_for_non_member(viewer, note)
    )
    template = "notifications/preview_follow_up.html"
    page = lists.sender_page(
        request, invitation, template=template, follow_up_form=form, email_preview=email_preview
    )
    return allow_email_style(page, email_preview)
