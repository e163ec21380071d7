"""Films a story of the demo: plays it on the split screen and writes an animated WebP.

Import it after `django.setup()`; it writes to the database of the settings, which must be empty.
"""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

from django.conf import settings
from PIL import Image
from playwright.sync_api import Page, sync_playwright

from bin.story_player import BrowserPlayer
from network import clock
from network.demo import seeding
from network.demo.stories import loader
from network.demo.stories.schema import Action, Story

WINDOW = {"width": 1280, "height": 780}
WIDTH = 1000
"""Of the film, in pixels."""
BEFORE, AFTER = 2000, 3000
"""Milliseconds for which a task is shown, and what is there when it is done."""
SETTLE = 3000
"""Milliseconds in which the frames begin to reload."""
TIMEOUT = 90_000
"""Milliseconds, on a machine that does much else."""
START = datetime(2026, 3, 2, 9, 0, 5, tzinfo=UTC)
STEP = timedelta(minutes=5)
"""By the product's clock, between two pictures: however slow the machine is, the same times are shown."""


def film(name: str, file: Path, chromium: dict[str, object]) -> None:
    """Write the film of this story to the file. Raises `LookupError` if there is no such story."""
    story = loader.find(name)
    if story is None:
        raise LookupError(f"there is no story “{name}”, but: {', '.join(loader.names())}")
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright runs an event loop in this thread
    clock.move(START - clock.now())
    seeding.seed()
    with sync_playwright() as tools:
        browser = tools.chromium.launch(**chromium)
        page = browser.new_page(
            viewport=WINDOW, locale="en-GB", color_scheme="light", reduced_motion="reduce"
        )
        page.set_default_timeout(TIMEOUT)
        page.goto(f"{settings.SITE_URL}/demo/")
        page.locator(f'form[action="/demo/stories/{name}/"] [type=submit]').click()
        pictures = Film(story, page).take()
        browser.close()
    save(pictures, file)


class Film:
    """Plays a story and takes pictures, each with the milliseconds for which it is shown."""

    def __init__(self, story: Story, page: Page) -> None:
        self.player, self.page, self.now = BrowserPlayer(story, page), page, START
        self.pictures: list[tuple[Image.Image, int]] = []

    def take(self) -> list[tuple[Image.Image, int]]:
        for scene in self.player.story.scenes:
            self._set_clock(self.now + STEP)
            self.player.scene = scene.number
            self.player.open_scene(scene.number)
            self._picture(BEFORE if scene.actions else AFTER)
            for action in scene.actions:
                self._set_clock(self.now + STEP)
                self._perform(action)
                self.now += action.clock
                self._picture(AFTER)
        return self.pictures

    def _perform(self, action: Action) -> None:
        """Returns when the frames reload, the last of which is the narrator's; a visit reloads none."""
        if action.visit:
            self.player.perform(action)
            return
        with self.page.expect_event("framenavigated", lambda frame: frame.name == "narrator"):
            self.player.perform(action)

    def _set_clock(self, moment: datetime) -> None:
        self.now = moment
        clock.move(moment - clock.now())

    def _picture(self, duration: int) -> None:
        self.page.wait_for_timeout(SETTLE)
        for frame in self.page.frames:
            frame.wait_for_load_state("load")
        png = self.page.screenshot(animations="disabled", caret="hide")
        self.pictures.append((Image.open(BytesIO(png)).convert("RGB"), duration))


def save(pictures: list[tuple[Image.Image, int]], file: Path) -> None:
    """Write the pictures, as wide as the film at most, as an animated WebP that repeats."""
    height = WINDOW["height"] * WIDTH // WINDOW["width"]
    first, *others = [picture.resize((WIDTH, height), Image.Resampling.LANCZOS) for picture, _ in pictures]
    durations = [duration for _, duration in pictures]
    first.save(file, save_all=True, append_images=others, duration=durations, loop=0, quality=80, method=6)
