"""Reads Dockerfile and .dockerignore."""

from __future__ import annotations

import json
import re
from fnmatch import fnmatch
from typing import NamedTuple

from tests.bin.scripts import ROOT


class Instruction(NamedTuple):
    name: str
    arguments: str
    """Without line breaks."""

    def words(self) -> list[str]:
        """The list of an instruction in exec form. Raises `ValueError` for the shell form."""
        return list(json.loads(self.arguments))


def stages(text: str) -> list[list[Instruction]]:
    """The instructions of each stage, which begins with FROM; those before the first stage come first."""
    found: list[list[Instruction]] = [[]]
    for line in re.sub(r"\\\n", " ", re.sub(r"^\s*#.*\n", "", text, flags=re.MULTILINE)).splitlines():
        name, _, arguments = line.strip().partition(" ")
        if name == "FROM":
            found.append([])
        if name:
            found[-1].append(Instruction(name, re.sub(r"\s+", " ", arguments.strip())))
    return found


def read() -> list[list[Instruction]]:
    return stages((ROOT / "Dockerfile").read_text())


def ignored(path: str) -> bool:
    """Whether .dockerignore keeps this path out of the build: the last pattern that fits it, or a folder above it, decides."""
    parts = path.split("/")
    above = ["/".join(parts[:count]) for count in range(1, len(parts) + 1)]
    lines = [line for line in (ROOT / ".dockerignore").read_text().splitlines() if not line.startswith("#")]
    fitting = [line for line in lines if any(_fits(line.removeprefix("!"), name) for name in above)]
    return bool(fitting) and not fitting[-1].startswith("!")


def _fits(pattern: str, path: str) -> bool:
    if pattern.startswith("**/"):
        return fnmatch(path.rpartition("/")[2], pattern.removeprefix("**/"))
    return fnmatch(path, pattern)
