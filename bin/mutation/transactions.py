"""Locks and transactions."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator

from mutation.source import Mutant, Source

LOCK, ATOMIC = "lock", "atomic"
LOCK_METHOD = re.compile(r"_?lock(_\w+)?$")
UNLOCKED = '__import__("mutation.unlocked").unlocked.unlocked'
NO_TRANSACTION = '__import__("contextlib").nullcontext()'


def find_locks(source: Source) -> Iterator[Mutant]:
    """`x.select_for_update()` becomes `x.all()`, and a call of a locking method runs without its lock."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "select_for_update":
            span = (source.span(node.func.value)[1], source.span(node)[1])
            yield source.mutant(LOCK, node, ".all()", f"without select_for_update: {source.text(node)}", span)
        elif LOCK_METHOD.match(node.func.attr):
            new = f"{UNLOCKED}({source.text(node.func)})"
            yield source.mutant(
                LOCK, node, new, f"without its lock: {source.text(node)}", source.span(node.func)
            )


def transaction_decorators(sources: Iterable[Source]) -> set[str]:
    """Our own decorators that open a transaction: functions with a function in them that does."""
    return {
        outer.name
        for source in sources
        for outer in ast.walk(source.tree)
        if isinstance(outer, ast.FunctionDef)
        for inner in outer.body
        if isinstance(inner, ast.FunctionDef) and any(map(_is_atomic, ast.walk(inner)))
    }


def find_atomics(source: Source, decorators: set[str]) -> Iterator[Mutant]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.With):
            for item in node.items:
                if _is_atomic(item.context_expr):
                    change = f"without transaction: with {source.text(item.context_expr)}"
                    yield source.mutant(ATOMIC, item.context_expr, NO_TRANSACTION, change)
        elif isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if _is_atomic(decorator) or (isinstance(decorator, ast.Name) and decorator.id in decorators):
                    yield _undecorated(source, decorator)


def _undecorated(source: Source, decorator: ast.expr) -> Mutant:
    start, end = source.span(decorator)
    start = source.content.rindex(b"@", 0, start)
    return source.mutant(ATOMIC, decorator, "", f"without @{source.text(decorator)}", (start, end))


def _is_atomic(node: ast.AST) -> bool:
    called = node.func if isinstance(node, ast.Call) else node
    return isinstance(called, ast.Attribute) and called.attr == "atomic"
