"""A mutant, and a Python file with the positions that are needed to make one."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

Function = ast.FunctionDef | ast.AsyncFunctionDef
LONGEST = 90


@dataclass(frozen=True)
class Mutant:
    """One change of one file: the bytes from `start` to `end` give way to `new`.

    `lines` are those whose tests are run; none where a module's own code is changed. `constraint` names a database
    constraint that is dropped instead of a change of the file.
    """

    kind: str
    path: str
    line: int
    function: str
    change: str
    lines: tuple[int, int] | None = None
    start: int = 0
    end: int = 0
    new: str = ""
    constraint: str = ""

    @property
    def place(self) -> str:
        return f"{self.path}:{self.line} {self.function}".rstrip()

    def apply(self, source: bytes) -> bytes:
        return source[: self.start] + self.new.encode() + source[self.end :]


class Source:
    """A parsed file; every position is an offset in bytes."""

    def __init__(self, path: str, content: bytes) -> None:
        self.path = path
        self.content = content
        self.tree = ast.parse(content)
        self._lines = content.splitlines(keepends=True)

    @classmethod
    def read(cls, root: Path, path: Path) -> Source:
        return cls(path.as_posix(), (root / path).read_bytes())

    def span(self, node: ast.AST) -> tuple[int, int]:
        begin = self._offset(node.lineno, node.col_offset)  # type: ignore[attr-defined]
        return begin, self._offset(node.end_lineno, node.end_col_offset)  # type: ignore[attr-defined]

    def text(self, node: ast.AST) -> str:
        start, end = self.span(node)
        return self.content[start:end].decode()

    def mutant(
        self, kind: str, node: ast.AST, new: str, change: str, span: tuple[int, int] | None = None
    ) -> Mutant:
        """The node, or the given span, becomes `new`; the tests of the node's lines are run."""
        start, end = span or self.span(node)
        function = self.function_of(node)
        lines = (node.lineno, node.end_lineno) if function else None  # type: ignore[attr-defined]
        if function and node in function.decorator_list:
            lines = body_lines(function)
        return Mutant(
            kind, self.path, node.lineno, self.name_of(node), shorten(change), lines, start, end, new  # type: ignore[attr-defined]
        )  # fmt: skip

    @cached_property
    def parents(self) -> dict[ast.AST, ast.AST]:
        return {child: node for node in ast.walk(self.tree) for child in ast.iter_child_nodes(node)}

    def ancestors(self, node: ast.AST) -> Iterator[ast.AST]:
        while node in self.parents:
            node = self.parents[node]
            yield node

    def function_of(self, node: ast.AST) -> Function | None:
        return next((each for each in self.ancestors(node) if isinstance(each, Function)), None)

    def name_of(self, node: ast.AST) -> str:
        """`Class.method`, empty at the module's own level."""
        named = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
        return ".".join(reversed([each.name for each in self.ancestors(node) if isinstance(each, named)]))

    def _offset(self, line: int, column: int) -> int:
        return self._starts[line - 1] + column

    @cached_property
    def _starts(self) -> list[int]:
        starts = [0]
        for line in self._lines:
            starts.append(starts[-1] + len(line))
        return starts


def body_lines(function: Function) -> tuple[int, int]:
    """The lines that run when the function is called: neither its decorators nor its signature nor its docstring."""
    has_docstring = ast.get_docstring(function) is not None and len(function.body) > 1
    return function.body[1 if has_docstring else 0].lineno, function.end_lineno or function.lineno


def shorten(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 2 * LONGEST else f"{text[:LONGEST]} … {text[-LONGEST:]}"
