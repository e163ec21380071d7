"""Named database constraints, dropped from the test database."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutation.source import Mutant, Source

KIND = "constraint"
CLASSES = {"UniqueConstraint", "CheckConstraint", "ExclusionConstraint"}


def find(source: Source) -> Iterator[Mutant]:
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and source.text(node.func).rpartition(".")[2] in CLASSES):
            continue
        for keyword in node.keywords:
            if keyword.arg == "name" and isinstance(keyword.value, ast.Constant):
                name = str(keyword.value.value)
                model = source.name_of(node).removesuffix(".Meta")
                yield Mutant(KIND, source.path, keyword.lineno, model, f"dropped: {name}", constraint=name)
