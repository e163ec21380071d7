"""The e-mail of an invitation before it is sent: the sender's own words in it, and nothing of whoever gets it.

A preview reads what the form reads, writes nothing and costs nothing; so it is the same whatever the other has done.
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
from network.members.models import Member
from network.members.requests import current_member
from notifications import emails
from notifications.models import Kind
from notifications.views import constant_style

_LINK = re.compile(r' href="[^"]*"')


@dataclass(frozen=True)
class Letter:
    subject: str
    text: str
    html: str
    note: str
    kind: Kind

    @property
    def sender(self) -> str:
        return settings.DEFAULT_FROM_EMAIL

    @property
    def leaves_out_note(self) -> bool:
        return emails.carries_link(self.note)

    @property
    def says_note_is_on_site(self) -> bool:
        return self.kind != Kind.JOIN


def to_a_member(sender: Member, note: str, kind: Kind = Kind.INVITATION) -> Letter:
    """An invitation or a follow-up, in the language of its sender."""
    here = emails.asked(sender, note, _nowhere())
    return _letter(kind, note, here | {"preferences_url": _nowhere()})


def to_a_newcomer(sender: Member, note: str) -> Letter:
    """What somebody gets who is not a member: the one that tells nothing of who is."""
    return _letter(Kind.JOIN, note, emails.joining(sender, note, _nowhere()))


def _nowhere() -> str:
    """In the place of every link that will hold a key of its reader's."""
    return f"{settings.SITE_URL}/…"


def _letter(kind: Kind, note: str, here: emails.Context) -> Letter:
    subject, text, html = emails.written(kind, here | {"stop_url": _nowhere()})
    return Letter(subject, text, _LINK.sub("", html), note, kind)


def _framing(page: HttpResponse) -> HttpResponse:
    """The page may frame an e-mail: the one constant style of ours counts in it, and still no other."""
    page._csp_update = {"style-src": [constant_style()]}  # type: ignore[attr-defined]  # as `csp_update` does
    return page


@require_POST
def preview(request: HttpRequest, handle: str) -> HttpResponse:
    recipient = get_object_or_404(Member.objects.joined(), handle=handle)
    form = views_sender.invite_form_or_redirect(request, recipient)
    if isinstance(form, HttpResponse):
        return form
    if not form.is_valid():
        return views_sender.invite_page(request, recipient, form)
    letter = to_a_member(current_member(request), form.cleaned_data["note"])
    template = "notifications/preview.html"
    return _framing(views_sender.invite_page(request, recipient, form, template=template, letter=letter))


@require_POST
def preview_by_email(request: HttpRequest) -> HttpResponse:
    """A file fills the field, as it does on sending, so that what was chosen is not lost."""
    viewer = current_member(request)
    form = InviteByEmailForm(request.POST, request.FILES, sender=viewer)
    if not form.is_valid():
        return by_email.form_page(request, form)
    letter = to_a_newcomer(viewer, form.cleaned_data["note"])
    shown = form.with_file_entries(form.book) if form.book else form
    template = "notifications/preview_by_email.html"
    page = by_email.form_page(request, shown, template=template, letter=letter, address_book=form.book)
    return _framing(page)


@require_POST
def preview_follow_up(request: HttpRequest, public_id: str) -> HttpResponse:
    """Without words of its own a follow-up repeats the first note."""
    invitation, form = views_sender.own(request, public_id), NoteForm(request.POST)
    if not invitation.may_follow_up:
        return views_sender.no_longer_open(request)
    if not form.is_valid():
        return lists.sender_page(request, invitation, follow_up_form=form)
    viewer, note = current_member(request), form.cleaned_data["note"] or invitation.note
    known = invitation.recipient is not None
    letter = to_a_member(viewer, note, Kind.FOLLOW_UP) if known else to_a_newcomer(viewer, note)
    template = "notifications/preview_follow_up.html"
    page = lists.sender_page(request, invitation, template=template, follow_up_form=form, letter=letter)
    return _framing(page)
