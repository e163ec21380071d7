"""Profiles, photos and the forms that change a member's own profile and settings."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import OuterRef, QuerySet, Subquery
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from network.common.prepared_query import PreparedQuery
from network.members.models import Connection, Member, Photo
from network.members.people.directory import member_card
from network.members.people.field_values import Viewer, missing_fields, profile_values
from network.members.people.forms import PartialUpdateForm, ProfileForm, SettingsForm
from network.members.requests import current_member

PHOTO_CACHE_CONTROL = "private, max-age=31536000, immutable"


@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    """The profile of a member who has joined; 404 for any other handle."""
    viewer = current_member(request)
    found = _BY_HANDLE.fetch(viewer.pk, viewer.degree, handle)
    if not found:
        raise Http404
    [person] = found
    shows_connections = person.shows_connections_to(viewer, person.connected)
    card = member_card(person)
    is_self = person == viewer
    context = {
        "cards": [card],
        "shows_connections": shows_connections,
        "is_self": is_self,
        "field_values": profile_values(person, Viewer.of(viewer, person, person.connected)),
        "missing_fields": missing_fields(person) if is_self else (),
    }
    return render(request, "members/profile.html", {**card, **context})


def _compose_by_handle(viewer: int, degree: int, handle: str) -> QuerySet[Any]:
    since = Connection.objects.filter(owner=viewer, other=OuterRef("pk")).values("since")
    members = Connection.objects.annotate_for(Member(pk=viewer, degree=degree), Member.objects.joined())
    rows: QuerySet[Any] = members.annotate(connected_since=Subquery(since)).filter(handle=handle)
    return rows


_BY_HANDLE = PreparedQuery(_compose_by_handle, 2, 1)


@require_safe
def photo(request: HttpRequest, digest: str) -> HttpResponse:
    """A photo as WebP. The URL contains the digest of the content, so browsers may cache it for ever."""
    image = Photo.objects.filter(digest=digest).values_list("image", flat=True).first()
    if image is None:
        raise Http404
    return HttpResponse(bytes(image), "image/webp", headers={"Cache-Control": PHOTO_CACHE_CONTROL})


@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: HttpRequest) -> HttpResponse:
    return _edit(request, ProfileForm, "members/edit_profile.html")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    return _edit(request, SettingsForm, "members/settings.html")


def _edit(request: HttpRequest, form_class: type[PartialUpdateForm], template: str) -> HttpResponse:
    """Show and save a form about the viewer, on a fresh instance: invalid values must not reach the page."""
    member = Member.objects.get(pk=current_member(request).pk)
    form = form_class(request.POST or None, request.FILES or None, instance=member)
    if form.is_valid() and _save(form):
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(request, template, {"form": form})


def _save(form: PartialUpdateForm) -> bool:
    """Save the form. False, with a form error, where another member took the handle after validation."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("handle", form.fields["handle"].error_messages["unique"])
        return False
    return True
