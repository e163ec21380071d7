from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef
from django.forms import ModelForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.members.forms import ProfileForm, SettingsForm
from network.members.models import Connection, Member
from network.members.paging import page
from network.members.viewer import searched, viewer_of


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
    linked = Connection.objects.filter(owner=viewer, other=OuterRef("pk"))
    person = get_object_or_404(Member.objects.joined().annotate(connected=Exists(linked)), handle=handle)
    shared = Connection.objects.shared(viewer, [person]).get(person.pk)
    here: dict[str, Any] = {
        "person": person,
        "shared": shared,
        "degree": _degree(person.connected, bool(shared)),
    }
    return render(request, "members/profile.html", here)


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


def _edit(request: HttpRequest, form_class: type[ModelForm[Member]], template: str) -> HttpResponse:
    form = form_class(request.POST or None, instance=Member.objects.get(pk=viewer_of(request).pk))
    if form.is_valid():
        form.save()
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(request, template, {"form": form})


def _degree(connected: bool, has_shared: bool) -> int:
    return 1 if connected else 2 if has_shared else 3
