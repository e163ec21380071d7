"""The public card of a member who invited a non-member by e-mail (R07): what the member shows to strangers."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from invitations.models import Invitation
from invitations.tokens import read_card_token
from network.common.email_links import respond_in, secret_link
from network.members.models import Photo


@login_not_required
@secret_link
@require_safe
def card(request: HttpRequest, token: str) -> HttpResponse:
    """Name, headline without links, initials or photo. 404 once the invitation is not open."""
    invitation, language = _invitation_and_language(token)
    context = {"person": invitation.sender, "photo_token": token}
    return respond_in(language, request, partial(render, request, "invitations/card.html", context))


@login_not_required
@secret_link
@require_safe
def card_photo(request: HttpRequest, token: str) -> HttpResponse:
    """The photo of the card, if its member shows it to those whom they invite by e-mail."""
    person = _invitation_and_language(token)[0].sender
    photo = Photo.objects.filter(member=person, member__photo_in_first_contact=True).first()
    if photo is None:
        raise Http404
    return HttpResponse(bytes(photo.image), "image/webp")


def _invitation_and_language(token: str) -> tuple[Invitation, str]:
    """Raises `Http404`."""
    found = read_card_token(token)
    if found is None:
        raise Http404
    return found
