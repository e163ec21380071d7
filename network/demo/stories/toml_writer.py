"""Writes a recorded story as a TOML file."""

from __future__ import annotations

import json
from typing import Any

HEAD = """\
# A recorded story. Give it a title, say in each scene what to do and what to look at, and add checks such as
#   checks = ["anna's page is unchanged", "bruno's mailbox has 1 new", "narrator says …"]
# docs/stories.md lists them. `manage.py stories check FILE` says whether they are true.
title = "My story"
about = "What it shows."
"""


def write_story(left: str, right: str, notes: list[dict[str, Any]]) -> str:
    """Each verb and move of the clock is a scene, on the pages that the two sides had open; later pages are a last one."""
    standing = {left: "home", right: "home"}
    scenes: list[str] = []
    visited = False
    for note in notes:
        if "page" in note:
            standing[note["who"]] = note["page"]
            visited = True
        else:
            scenes.append(_scene(standing[left], standing[right], note))
            visited = False
    if visited or not scenes:
        scenes.append(_scene(standing[left], standing[right], None))
    sides = f"left = {quoted(left)}\nright = {quoted(right)}\n"
    return "\n".join([HEAD + sides, *scenes])


def _scene(left: str, right: str, action: dict[str, Any] | None) -> str:
    task = "Look at both sides." if action is None else _task(action)
    lines = [
        "[[scenes]]",
        f"left = {quoted(left)}",
        f"right = {quoted(right)}",
        f"task = {quoted(task)}",
        'look = ""',
    ]
    if action:
        pairs = ", ".join(f"{key} = {_value(value)}" for key, value in action.items())
        lines.append(f"do = [\n  {{ {pairs} }},\n]")
    return "\n".join([*lines, "checks = []", ""])


def _task(action: dict[str, Any]) -> str:
    if "clock" in action:
        return f"Move the clock: {action['clock']}."
    return f"{action['who']}: {action['verb'].replace('_', ' ')}."


def _value(value: Any) -> str:
    return f"[{', '.join(map(quoted, value))}]" if isinstance(value, list) else quoted(value)


def quoted(text: str) -> str:
    """A basic string of TOML; its escapes are those of JSON, which writes DEL as it is."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
