from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from network.common.pagination import paginate
from network.members.models import Connection, Member, MutualConnections, Photo
from network.members.models.connection import ConnectionQuerySet
from network.members.people.forms import PartialUpdateForm, ProfileForm, SettingsForm
from network.members.requests import current_member, search_query

ORDERS = {
    "newest": ("-since", "-other"),
    "oldest": ("since", "other"),
    "name": ("other__name", "other__handle"),
}
TRIGRAM_LENGTH = 3
"""Shorter words have no index, and stand nearly everywhere."""
CACHE_FOREVER = "private, max-age=31536000, immutable"


@require_safe
def directory(request: HttpRequest) -> HttpResponse:
    viewer, words = current_member(request), search_query(request)
    others = Member.objects.joined().exclude(pk=viewer.pk).search(words)
    selective = any(len(word) >= TRIGRAM_LENGTH for word in words.split())
    annotate_for = partial(Connection.objects.annotate_for, viewer)
    found = paginate(
        others, ("name", "handle"), request.GET.get("after", ""), selective=selective, enrich=annotate_for
    )
    cards = [_card(person) for person in found.rows]
    return render(request, "members/directory.html", {"cards": cards, "next": found.next, "q": words})


@require_safe
def profile(request: HttpRequest, handle: str) -> HttpResponse:
    viewer = current_member(request)
    people = Connection.objects.annotate_for(viewer, Member.objects.joined())
    person: Any = get_object_or_404(people, handle=handle)
    shows = person.shows_connections_to(viewer, person.connected)
    return render(request, "members/profile.html", _card(person) | {"shows_connections": shows})


@require_safe
def connections_of(request: HttpRequest, handle: str) -> HttpResponse:
    """Somebody's connections, for those whom they let see them."""
    viewer = current_member(request)
    linked = Connection.objects.filter(owner=viewer, other=OuterRef("pk"))
    people = Member.objects.joined().annotate(connected=Exists(linked))
    person: Any = get_object_or_404(people, handle=handle)
    if not person.shows_connections_to(viewer, person.connected):
        raise Http404
    theirs = Connection.objects.of(person).filter(other__is_active=True)
    return _list(request, theirs, "members/member_connections.html", person=person)


@require_safe
def photo(request: HttpRequest, digest: str) -> HttpResponse:
    """A face. Its address is made from its content, so a browser need never ask again."""
    image = Photo.objects.filter(digest=digest).values_list("image", flat=True).first()
    if image is None:
        raise Http404
    return HttpResponse(bytes(image), "image/webp", headers={"Cache-Control": CACHE_FOREVER})


@require_safe
def connections(request: HttpRequest) -> HttpResponse:
    mine = Connection.objects.of(current_member(request))
    return _list(request, mine, "members/connections.html")


@require_POST
def remove_connection(request: HttpRequest, handle: str) -> HttpResponse:
    viewer = current_member(request)
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


def _edit(request: HttpRequest, form_class: type[PartialUpdateForm], template: str) -> HttpResponse:
    own = Member.objects.get(pk=current_member(request).pk)
    form = form_class(request.POST or None, request.FILES or None, instance=own)
    if form.is_valid() and _saved(form):
        messages.success(request, _("Saved."))
        return redirect(request.path)
    return render(request, template, {"form": form})


def _saved(form: PartialUpdateForm) -> bool:
    """False, and said on the form, where somebody took the handle between the look and the writing."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.add_error("handle", form.fields["handle"].error_messages["unique"])
        return False
    return True


def _card(person: Any) -> dict[str, Any]:
    """What is shown of somebody who was fetched `annotate_for` the viewer."""
    shared = MutualConnections.from_annotations(person)
    return {"person": person, "shared": shared, "degree": 1 if person.connected else 2 if shared else 3}


def _list(request: HttpRequest, rows: ConnectionQuerySet, template: str, **more: Any) -> HttpResponse:
    """Connections of one member: search_query, sorted, page by page."""
    words, sort = search_query(request), request.GET.get("sort", "")
    sort = sort if sort in ORDERS else "newest"
    found = paginate(rows.search(words).select_related("other"), ORDERS[sort], request.GET.get("after", ""))
    here = {"connections": found.rows, "next": found.next, "q": words, "sort": sort}
    return render(request, template, here | more)
