from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.members.forms import OwnForm, ProfileForm, SettingsForm
from network.members.models import Connection, Member, Photo
from network.members.paging import page
from network.members.viewer import searched, viewer_of

FOR_GOOD = "private, max-age=31536000, immutable"


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    viewer = viewer_of(request)
    words = searched(request)
    linked = Connection.objects.filter(owner=viewer, other=OuterRef("pk"))
    people = Member.objects.joined().exclude(pk=viewer.pk).search(words).annotate(connected=Exists(linked))
    found = page(people, ("name", "handle"), request.GET.get("after", ""))
    shared = Connection.objects.shared(viewer, found.rows)
    cards = [
        {
            "person": person,
            "degree": _degree(person.connected, person.pk in shared),
            "shared": shared.get(person.pk),
        }
        for person in found.rows
    ]
    return render(request, "members/directory.html", {"cards": cards, "next": found.next, "q": words})


@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    viewer = viewer_of(request)
    person = _person(viewer, handle)
    shared = Connection.objects.shared(viewer, [person]).get(person.pk)
    here: dict[str, Any] = {
        "person": person,
        "shared": shared,
        "degree": _degree(person.connected, bool(shared)),
        "shows_connections": person.shows_connections_to(viewer, person.connected),
    }
    return render(request, "members/profile.html", here)


@require_safe
def connections_of(request: HttpRequest, handle: str) -> HttpResponse:
    """Somebody's connections, for those whom they let see them."""
    viewer = viewer_of(request)
    person = _person(viewer, handle)
    if not person.shows_connections_to(viewer, person.connected):
        raise Http404
    theirs = Connection.objects.of(person).filter(other__is_active=True).select_related("other")
    found = page(theirs, ("-since", "-other"), request.GET.get("after", ""))
    here = {"person": person, "connections": found.rows, "next": found.next}
    return render(request, "members/connections_of.html", here)


@require_safe
def photo(request: HttpRequest, digest: str) -> HttpResponse:
    """A face. Its address is made from its content, so a browser need never ask again."""
    image = Photo.objects.filter(digest=digest).values_list("image", flat=True).first()
    if image is None:
        raise Http404
    return HttpResponse(bytes(image), "image/webp", headers={"Cache-Control": FOR_GOOD})


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    mine = Connection.objects.of(viewer_of(request)).select_related("other")
    found = page(mine, ("-since", "-other"), request.GET.get("after", ""))
    return render(request, "members/connections.html", {"connections": found.rows, "next": found.next})


@require_POST
def remove_connection(request: HttpRequest, handle: str) -> HttpResponse:
    viewer = viewer_of(request)
    other = get_object_or_404(Member, handle=handle)
    if Connection.objects.remove(viewer, other):
        messages.success(request, _("%(name)s is no longer among your connections.") % {"name": other.name})
    else:
        messages.info(request, _("No longer open."))
    return redirect("members:connections")


@require_http_methods(["GET", "HEAD", "POST"])
def edit_profile(request: HttpRequest) -> HttpResponse:
    return _edit(request, ProfileForm, "members/edit_profile.html")


@require_http_methods(["GET", "HEAD", "POST"])
def settings(request: HttpRequest) -> HttpResponse:
    return _edit(request, SettingsForm, "members/settings.html")


def _edit(request: HttpRequest, form_class: type[OwnForm], template: str) -> HttpResponse:
    own = Member.objects.get(pk=viewer_of(request).pk)
    form = form_class(request.POST or None, request.FILES or None, instance=own)
    if form.is_valid() and _saved(form):
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(request, template, {"form": form})


def _saved(form: OwnForm) -> bool:
    """False, and said on the form, where somebody took the handle between the look and the writing."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("handle", form.fields["handle"].error_messages["unique"])
        return False
    return True


def _person(viewer: Member, handle: str) -> Any:
    """A member who has joined, `connected` with the viewer or not; raises `Http404`."""
    linked = Connection.objects.filter(owner=viewer, other=OuterRef("pk"))
    return get_object_or_404(Member.objects.joined().annotate(connected=Exists(linked)), handle=handle)


def _degree(connected: bool, has_shared: bool) -> int:
    return 1 if connected else 2 if has_shared else 3
