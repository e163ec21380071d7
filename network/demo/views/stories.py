"""One scene of a story on the split screen, and recording a story by clicking."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.views.decorators.http import require_POST, require_safe

from network.common.toml_file import TomlFileError
from network.demo import story_starts
from network.demo.participants import find_member
from network.demo.stories import loader, recording, story_setup
from network.demo.views.request_values import parse_number, without_nul
from network.demo.views.split_screen import render_split_screen

DONE_KEY = "stories_done"
"""Session key: the names of the stories whose last scene was opened."""


@login_not_required
def story(request: HttpRequest, name: str) -> HttpResponse:
    """GET shows one scene of the story, POST prepares its data."""
    selected = loader.find(name)
    if selected is None:
        return redirect("demo:index")
    if request.method == "POST":
        try:
            story_setup.prepare(selected)
        except TomlFileError as error:
            messages.error(request, str(error))
            return redirect("demo:index")
        return redirect("demo:story", name)
    number = min(max(1, parse_number(request.GET.get("scene", "")) or 1), len(selected.scenes))
    if number == len(selected.scenes):
        request.session[DONE_KEY] = sorted({*request.session.get(DONE_KEY, []), name})
    scene = selected.scenes[number - 1]
    names = selected.left, selected.right
    first = "right" if scene.actions and scene.actions[0].who == selected.right else "left"
    context = {"story": selected, "scene": scene, "number": number, "next_story": loader.after(name)}
    since = story_starts.began_at(*names)
    return render_split_screen(request, names, (scene.left, scene.right), since, first, **context)


@login_not_required
@require_POST
def start_recording(request: HttpRequest) -> HttpResponse:
    """Delete all that is between the two and note what their personas do from now on, in this browser."""
    left, right = (without_nul(request.POST.get(side, "")) for side in ("left", "right"))
    if left == right or not all(map(find_member, (left, right))):
        raise Http404
    story_setup.clear([left, right], [])
    query = urlencode({"left": left, "right": right})
    response = redirect(f"{reverse('demo:side_by_side')}?{query}")
    recording.start(response, left, right)
    return response


@login_not_required
@require_POST
def stop_recording(request: HttpRequest) -> HttpResponse:
    current = recording.of(request)
    if current is None:
        return redirect("demo:index")
    current.stop()
    return redirect("demo:recording")


@login_not_required
@require_safe
def show_recording(request: HttpRequest) -> HttpResponse:
    """The recorded story as a file to read and to download."""
    current = recording.of(request, stopped=True)
    if current is None:
        return redirect("demo:index")
    context = {"file": current.as_toml(), "folder": loader.own_folder()}
    return render(request, "demo/recording.html", context)


@login_not_required
@require_safe
def download_recording(request: HttpRequest) -> HttpResponse:
    current = recording.of(request, stopped=True)
    if current is None:
        raise Http404
    headers = {"Content-Disposition": 'attachment; filename="my-story.toml"'}
    return HttpResponse(current.as_toml(), content_type="application/toml; charset=utf-8", headers=headers)
