"""Reads the files of stories: those that are shipped and those in DATA_DIR/stories/."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

from django.conf import settings

from network.common.toml_file import TomlFile, TomlFileError, TomlTable
from network.demo import demo_data
from network.demo.stories import pages, verbs
from network.demo.stories.checks import Check, parse_check
from network.demo.stories.clock_moves import parse_move
from network.demo.stories.schema import (
    GUEST_DOMAIN,
    Action,
    BrokenStory,
    Scene,
    Step,
    Story,
    Text,
)

SHIPPED = Path(__file__).parent
EARLIER_VERBS = (
    "invite", "follow_up", "message", "withdraw", "accept", "reply", "ignore", "unknown", "remove",
)  # fmt: skip
_HANDLE = re.compile(r"[a-z][a-z0-9-]{1,30}")
_NAME = re.compile(r"[A-Za-z0-9][\w-]{0,60}")
LAST = 1000
"""The order of a story whose file gives none."""


def own_folder() -> Path:
    """Where teachers put their stories."""
    return Path(settings.DATA_DIR) / "stories"


def all_stories() -> list[Story | BrokenStory]:
    """The shipped stories in their order, then those of DATA_DIR/stories/; a file that is no story with its error."""
    own = [_load_or_error(path) for path in sorted(own_folder().glob("*.toml"))]
    return [*_shipped(), *sorted(own, key=_order)]


def playable() -> list[Story]:
    """All stories but those whose file is broken."""
    return [story for story in all_stories() if isinstance(story, Story)]


def names() -> list[str]:
    """Of all stories that can be played."""
    return [story.name for story in playable()]


def shipped_names() -> list[str]:
    """In their order."""
    return [story.name for story in _shipped()]


def _shipped() -> list[Story]:
    return sorted(map(load, SHIPPED.glob("*.toml")), key=_order)


def find(name: str) -> Story | None:
    """The story of this name, a shipped one first; None if there is none or its file is broken."""
    return next((story for story in playable() if story.name == name), None)


def after(name: str) -> Story | None:
    """The story that follows this one; None after the last."""
    return next((following for story, following in pairwise(playable()) if story.name == name), None)


def _order(story: Story | BrokenStory) -> tuple[int, str]:
    return (story.order, story.name) if isinstance(story, Story) else (LAST + 1, story.name)


def _load_or_error(path: Path) -> Story | BrokenStory:
    try:
        return load(path)
    except TomlFileError as error:
        return BrokenStory(path.stem, error)


def load(path: Path) -> Story:
    """The story in this file. Raises `TomlFileError`."""
    file = TomlFile(path)
    if not _NAME.fullmatch(path.stem):
        raise TomlFileError(path.name, 0, "", "name the file with letters, digits and hyphens.")
    table = TomlTable(file.data, (), file)
    return StoryReader(table).read(path.stem)


class StoryReader:
    """Reads one file. `people` is filled before scenes are read, so that they can name nobody else."""

    def __init__(self, table: TomlTable) -> None:
        self.table = table
        self.people: list[str] = []

    def read(self, name: str) -> Story:
        table = self.table
        title, about = _text(table, "title"), _text(table, "about")
        left, right = self._side("left"), self._side("right")
        guests = self._guests()
        if left == right or not any("@" not in who for who in (left, right)):
            raise table.error("right", "two different people are needed, and one must be a member.")
        self.people = [left, right, *guests]
        before = tuple(self._step(row, number) for number, row in enumerate(table.tables("before"), 1))
        scenes = tuple(self._scene(row, number) for number, row in enumerate(table.tables("scenes"), 1))
        order = table.get("order", int, LAST)
        table.close()
        if not scenes:
            raise table.error("scenes", "a story needs one [[scenes]] or more.")
        return Story(name, order, title, about, left, right, guests, before, scenes, table.file)

    def _side(self, key: str) -> str:
        who: str = self.table.get(key, str)
        cast = [person.handle for person in demo_data.PEOPLE]
        if who in cast or who.endswith(f"@{GUEST_DOMAIN}"):
            return who
        raise self.table.error(
            key, f"“{who}” is nobody of the cast ({', '.join(cast)}) and no address at {GUEST_DOMAIN}."
        )

    def _guests(self) -> dict[str, str]:
        guests = TomlTable(self.table.get("guests", dict, {}), ("guests",), self.table.file)
        names = {handle: str(guests.get(handle, str)) for handle in guests.data}
        for handle, name in names.items():
            if not _HANDLE.fullmatch(handle) or handle in {person.handle for person in demo_data.PEOPLE}:
                raise guests.error(handle, "choose a handle of small letters that nobody of the cast has.")
            if not name.strip():
                raise guests.error(handle, "a name is expected here.")
        return names

    def _step(self, row: TomlTable, number: int) -> Step:
        who, to = self._person(row, "who"), self._person(row, "to")
        verb, days_ago = row.get("verb", str), row.get("days_ago", float)
        if verb not in EARLIER_VERBS:
            raise row.error("verb", f"“{verb}” is none of: {', '.join(EARLIER_VERBS)}.")
        if not 0 < days_ago <= 300:
            raise row.error("days_ago", "0.1 to 300 days are possible.")
        step = Step(number, days_ago, who, verb, to, row.get("note", str, ""), row.get("reason", str, ""))
        row.close()
        return step

    def _scene(self, row: TomlTable, number: int) -> Scene:
        left, right = self._page(row, "left"), self._page(row, "right")
        task, look = _text(row, "task"), _text(row, "look", optional=True)
        actions = tuple(self._action(action) for action in row.tables("do"))
        checks = tuple(self._check(row, i, sentence) for i, sentence in enumerate(row.texts("checks")))
        row.close()
        return Scene(number, left, right, task, look, actions, checks)

    def _page(self, row: TomlTable, key: str) -> str:
        page: str = row.get(key, str)
        if not pages.is_page(page):
            raise row.error(key, f"“{page}” is no page. There are: {', '.join(pages.NAMES)}, or a path.")
        return page

    def _person(self, row: TomlTable, key: str, default: str | None = None) -> str:
        who: str = row.get(key, str, default)
        if who and who not in self.people:
            raise row.error(key, f"“{who}” does not play. There are: {', '.join(self.people)}.")
        return who

    def _action(self, row: TomlTable) -> Action:
        if "clock" in row.data:
            return self._clock(row)
        who = self._person(row, "who")
        if "visit" in row.data:
            visit = self._page(row, "visit")
            row.close()
            return Action(who, visit=visit)
        verb = row.get("verb", str)
        if verb not in verbs.VERBS and verb != verbs.JOIN:
            known = ", ".join([*verbs.VERBS, verbs.JOIN])
            raise row.error("verb", f"“{verb}” is none of: {known}.")
        return self._verb(row, who, verb)

    def _verb(self, row: TomlTable, who: str, verb: str) -> Action:
        about = "nothing" if verb == verbs.JOIN else verbs.VERBS[verb].about
        to = self._person(row, "to") if about != "nothing" else ""
        fields = {name: row.get(name, str) for name in verbs.fields_of(verb) if name in row.data}
        off = tuple(row.texts("off")) if verb == "email_settings" else ()
        for index, switch in enumerate(off):
            if switch not in (*verbs.SWITCHES, verbs.ALL_EMAILS):
                known = ", ".join([*verbs.SWITCHES, verbs.ALL_EMAILS])
                raise row.error(("off", index), f"“{switch}” is none of: {known}.")
        row.close(*verbs.fields_of(verb))
        return Action(who, verb, to, fields=fields, off=off)

    def _clock(self, row: TomlTable) -> Action:
        try:
            by = parse_move(row.get("clock", str))
        except ValueError as error:
            raise row.error("clock", str(error)) from None
        row.close()
        return Action(clock=by)

    def _check(self, row: TomlTable, index: int, sentence: str) -> Check:
        try:
            check = parse_check(sentence)
        except ValueError as error:
            raise row.error(("checks", index), f"{sentence}: {error}") from None
        who, page = getattr(check, "who", ""), getattr(check, "page", "page")
        if who and who not in self.people:
            raise row.error(("checks", index), f"{sentence}: “{who}” does not play.")
        if page != "page" and not pages.is_page(page):
            raise row.error(("checks", index), f"{sentence}: there is no page “{page}”.")
        return check


def _text(table: TomlTable, key: str, optional: bool = False) -> Text:
    """A text in English, which the catalogues translate, or a table with a text for each language."""
    if isinstance(table.data.get(key), dict):
        languages = TomlTable(table.get(key, dict), (*table.path, key), table.file)
        texts = {language: languages.get(language, str) for language in languages.data}
        if texts:
            return Text(by_language=texts)
    return Text(table.get(key, str, "" if optional else None))
