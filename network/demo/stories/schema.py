"""What a story is: people, steps that have happened before, scenes with actions and checks."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

from django.conf import settings
from django.utils.translation import get_language, gettext

from network.common.toml_file import TomlFile, TomlFileError
from network.demo.stories.checks import Check

GUEST_DOMAIN = "story.example"
"""Of the addresses of people who exist in a story only."""


@dataclass(frozen=True)
class Text:
    """A text for readers: either a message of the catalogues, or one text for each language."""

    message: str = ""
    by_language: dict[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        if self.message:
            return gettext(self.message)
        language = (get_language() or settings.LANGUAGE_CODE).split("-")[0]
        texts = self.by_language
        return texts.get(language) or texts.get("en") or next(iter(texts.values()), "")


@dataclass(frozen=True)
class Step:
    """What somebody did before the story begins. `number` is its place in the file."""

    number: int
    days_ago: float
    who: str
    verb: str
    to: str
    note: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Action:
    """What one person does in a scene: a verb, a visit of a page, or a move of the clock by `clock`."""

    who: str = ""
    verb: str = ""
    to: str = ""
    visit: str = ""
    clock: timedelta = timedelta()
    fields: dict[str, str] = field(default_factory=dict)
    off: tuple[str, ...] = ()


@dataclass(frozen=True)
class Scene:
    """`left` and `right` are pages (see `pages.py`): where the two sides stand."""

    number: int
    left: str
    right: str
    task: Text
    look: Text
    actions: tuple[Action, ...]
    checks: tuple[Check, ...]


@dataclass(frozen=True)
class Story:
    """`left` and `right` are handles of the cast or addresses of guests; `guests` has handle → name of further people."""

    name: str
    order: int
    title: Text
    about: Text
    left: str
    right: str
    guests: dict[str, str]
    before: tuple[Step, ...]
    scenes: tuple[Scene, ...]
    file: TomlFile

    @property
    def cast(self) -> list[str]:
        """The handles of those who play and belong to the demo data."""
        return [who for who in (self.left, self.right) if "@" not in who]

    @property
    def others(self) -> list[str]:
        """The addresses of those who play and are no members yet."""
        return [who for who in (self.left, self.right) if "@" in who]

    @property
    def people(self) -> list[str]:
        return [self.left, self.right, *self.guests]

    @property
    def own_texts(self) -> list[str]:
        """What members write in it."""
        fields = [
            text for scene in self.scenes for action in scene.actions for text in action.fields.values()
        ]
        return [*(step.note for step in self.before), *fields, *self.guests.values()]

    def other_side(self, who: str) -> str:
        return self.right if who == self.left else self.left

    def standing_page(self, who: str, number: int) -> str:
        """The page on which this side stands in the scene."""
        scene = self.scenes[number - 1]
        return scene.left if who == self.left else scene.right


@dataclass(frozen=True)
class BrokenStory:
    """A file that is no story, with what is wrong in it."""

    name: str
    error: TomlFileError
