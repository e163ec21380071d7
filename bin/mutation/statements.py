"""Statements that are removed, and values of the policy that are lost on their way."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutation.source import Mutant, Source

STATEMENT, VALUE = "statement", "value"


def find_statements(source: Source) -> Iterator[Mutant]:
    """Each call and each assignment to an attribute in a function, as a statement of its own."""
    for node in ast.walk(source.tree):
        if source.function_of(node) and _acts(node):
            yield source.mutant(STATEMENT, node, "pass", f"removed: {source.text(node)}")


def _acts(node: ast.AST) -> bool:
    if isinstance(node, ast.Expr):
        return isinstance(node.value, ast.Call)
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [each for target in targets for each in getattr(target, "elts", [target])]
        return all(isinstance(name, ast.Attribute) for name in names)
    return False


def find_values(source: Source) -> Iterator[Mutant]:
    """Yields mutants: `localtime(x)` becomes `x`, each argument of a function of `policy` becomes 0."""
    for node in ast.walk(source.tree):
        if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
            continue
        if node.func.attr == "localtime" and node.args:
            new = source.text(node.args[0])
            yield source.mutant(VALUE, node, new, f"in UTC: {source.text(node)}")
        elif source.text(node.func.value) == "policy":
            for argument in node.args:
                change = f"0 instead of `{source.text(argument)}`: {source.text(node)}"
                yield source.mutant(VALUE, argument, "0", change)
