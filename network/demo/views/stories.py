"""One scene of a story on the split screen."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect

from network.demo import story_setup
from network.demo.stories import RECIPIENT, SENDER, STORIES
from network.demo.views.requests import parse_number
from network.demo.views.split_screen import render_split_screen
from network.members.models import Member


@login_not_required
def story(request: HttpRequest, name: str) -> HttpResponse:
    """GET shows one scene of the story, POST prepares its data."""
    selected = STORIES.get(name)
    if selected is None:
        return redirect("demo:index")
    if request.method == "POST":
        story_setup.prepare(selected)
        return redirect("demo:story", name)
    number = min(max(1, parse_number(request.GET.get("scene", ""))), len(selected.scenes))
    scene = selected.scenes[number - 1]
    left, right = (get_object_or_404(Member, handle=handle) for handle in (SENDER, RECIPIENT))
    context = {"story": selected, "scene": scene, "number": number, "stories": STORIES.values()}
    return render_split_screen(request, left, right, scene.left, scene.right, **context)
