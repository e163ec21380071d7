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
    """Whether .dockerignore keeps this path out of the build. The last pattern that fits the path or a folder above it decides."""
    out, parts = False, path.split("/")
    above = ["/".join(parts[: n + 1]) for n in range(len(parts))]
    for line in (ROOT / ".dockerignore").read_text().splitlines():
        pattern = line.removeprefix("!").removeprefix("**/")
        anywhere = "**/" in line
        names = parts if anywhere else [*above]
        fits = any(
            fnmatch(name, pattern) and (anywhere or pattern.count("/") == name.count("/")) for name in names
        )
        if line and not line.startswith("#") and fits:
            out = not line.startswith("!")
    return out
