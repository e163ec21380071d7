"""Plays a story without a browser: through the real views, as the personas, with the demo's clock and worker."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

from django.conf import settings
from django.contrib.messages import get_messages
from django.db.models import QuerySet
from django.http import Http404
from django.test import Client

from invitations.worker import delivery
from network import clock
from network.common.toml_file import KeyPath, TomlFile
from network.demo import time_travel
from network.demo.participants import find_member
from network.demo.stories import pages, story_setup, verbs
from network.demo.stories.schema import Action, Scene, Story
from network.members.models import Member
from notifications.models import CapturedEmail

JOIN_LINK = re.compile(r"https?://[^/\s]+(/join/[^/\s]+/)")
GUEST_PASSWORD = "two desks apart"  # noqa: S105  of people who exist in a story only


class ActionFailed(Exception):
    """An action was not done, with the reason."""


class Player:
    """The site as the people of a story see it, and their actions. It is the `SiteReader` of checks (see `checks.py`).

    `scene` is the number of the current scene.
    """

    def __init__(self, story: Story) -> None:
        self.story, self.scene = story, 1
        self.client = Client(SERVER_NAME="localhost", raise_request_exception=False)

    def page(self, who: str, page: str) -> str:
        return str(self.get(self.page_url(who, page)).content.decode())

    def page_url(self, who: str, page: str) -> str:
        name = self.story.standing_page(who, self.scene) if page == "page" else page
        return pages.page_url(who, self.story.other_side(who), name)

    def mail_count(self, who: str) -> int:
        return mails_to(self.story, who).count()

    def narrator(self) -> str:
        left, right = (find_member(who) for who in (self.story.left, self.story.right))
        if left is None or right is None:
            return ""
        query = f"left={left.handle}&right={right.handle}"
        return str(self.get(f"/demo/narrator/?{query}").content.decode())

    def has_own_text(self, text: str) -> bool:
        names = [person.name for person in map(find_member, self.story.people) if person]
        return any(text in own for own in (*self.story.own_texts, *names))

    def now(self) -> datetime:
        return clock.now()

    def perform(self, action: Action) -> None:
        """Raises `ActionFailed`."""
        if action.clock:
            time_travel.move_clock(action.clock)
        elif action.visit:
            self.get(pages.page_url(action.who, self.story.other_side(action.who), action.visit))
        elif action.verb == verbs.JOIN:
            self._join(action)
        else:
            self._post(action)
        time_travel.process_queue()

    def get(self, url: str) -> Any:
        """Raises `ActionFailed` where there is no such page."""
        response = self.client.get(url, follow=True, secure=settings.HTTPS)
        if response.status_code != 200:
            raise ActionFailed(f"{url} answers {response.status_code}")
        return response

    def _post(self, action: Action) -> None:
        person = find_member(action.who)
        if person is None:
            raise ActionFailed(f"{action.who} is no member yet")
        try:
            url = f"/as/{person.handle}{verbs.path_of(action)}"
        except LookupError as error:
            raise ActionFailed(str(error)) from None
        response = self.client.post(url, verbs.post_data(action), secure=settings.HTTPS)
        if response.status_code != 302:
            raise ActionFailed(f"{url} answers {response.status_code}{_errors(response)}")
        told = [
            str(message) for message in get_messages(response.wsgi_request) if message.level_tag == "info"
        ]
        if told:
            raise ActionFailed(f"{url} answers: {told[0].rstrip('.')}")

    def _join(self, action: Action) -> None:
        link = join_link(action.who)
        data = {"name": action.fields.get("name", action.who), "password1": GUEST_PASSWORD}
        response = Client(SERVER_NAME="localhost").post(link, data, secure=settings.HTTPS)
        if response.status_code != 302:
            raise ActionFailed(f"{link} answers {response.status_code}{_errors(response)}")
        delivery.release_held()


def mails_to(story: Story, who: str) -> QuerySet[CapturedEmail]:
    """The e-mails to this person about those who play."""
    cast = list(Member.objects.joined().filter(handle__in=story.cast))
    guests = [guest for guest in map(find_member, [*story.others, *story.guests]) if guest]
    member = find_member(who)
    mails = story_setup.mail_among(story_setup.StoryPeople(cast, guests, story.others))
    return mails.filter(to=member.email if member else who)


def join_link(address: str) -> str:
    """The path of the link to join in the newest e-mail to this address. Raises `ActionFailed`."""
    mail = CapturedEmail.objects.filter(to=address).order_by("sent_at", "pk").last()
    match = JOIN_LINK.search(mail.text) if mail else None
    if match is None:
        raise ActionFailed(f"no e-mail to {address} has a link to join")
    return match[1]


def _errors(response: Any) -> str:
    """The errors of the form that the page shows."""
    form = (response.context or {}).get("form")
    errors = [f"{name}: {' '.join(texts)}" for name, texts in form.errors.items()] if form else []
    return f" ({'; '.join(errors)})" if errors else ""


def play_scene(player: Any, scene: Scene) -> None:
    """Perform the actions of a scene, then check it. `player` is a `Player` or does the same in a browser.

    Raises `TomlFileError` with the line of the action or check that failed.
    """
    file, player.scene = player.story.file, scene.number
    path = ("scenes", scene.number - 1)
    for side in ("left", "right"):
        _observe(partial(player.page, getattr(player.story, side), "page"), file, (*path, side))
    before = [
        _observe(partial(check.observe, player), file, (*path, "checks", index))
        for index, check in enumerate(scene.checks)
    ]
    for index, action in enumerate(scene.actions):
        try:
            player.perform(action)
        except ActionFailed as error:
            raise file.error((*path, "do", index), f"{error}.") from None
    for index, (check, observed) in enumerate(zip(scene.checks, before, strict=True)):
        where = (*path, "checks", index)
        after = _observe(partial(check.observe, player), file, where)
        if problem := check.problem(observed, after):
            raise file.error(where, f"“{check.sentence}” is not true: {problem}.")


def _observe(observe: Callable[[], Any], file: TomlFile, path: KeyPath) -> Any:
    """What the function returns. Raises `TomlFileError` where a page cannot be seen."""
    try:
        return observe()
    except ActionFailed as error:
        raise file.error(path, f"{error}.") from None


def play(story: Story) -> None:
    """Set the story up and play every scene. Raises `TomlFileError`."""
    try:
        story_setup.prepare(story)
    except Http404:
        raise story.file.error(("left",), "somebody who plays in this story has no account.") from None
    player = Player(story)
    for scene in story.scenes:
        play_scene(player, scene)
