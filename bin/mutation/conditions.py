"""Conditions that become true or false, lose an operand, or are negated."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from mutation.source import Mutant, Source

KIND = "condition"
Branching = ast.If | ast.While | ast.IfExp


def find(source: Source) -> Iterator[Mutant]:
    tests = {id(test) for test in _tests(source.tree)}
    for node in ast.walk(source.tree):
        if _is_for_type_checkers(source, node):
            continue
        if id(node) in tests:
            yield from _constant_conditions(source, node)
        elif _is_boolean(node) and not isinstance(source.parents[node], ast.BoolOp | ast.UnaryOp):
            yield source.mutant(KIND, node, f"(not ({source.text(node)}))", f"negate: {source.text(node)}")
        if isinstance(node, ast.BoolOp):
            yield from _without_an_operand(source, node)
        elif isinstance(node, ast.match_case):
            yield from _case_that_never_matches(source, node)


def _tests(tree: ast.AST) -> Iterator[ast.expr]:
    for node in ast.walk(tree):
        if isinstance(node, Branching):
            yield node.test
        elif isinstance(node, ast.comprehension):
            yield from node.ifs
        elif isinstance(node, ast.match_case) and node.guard:
            yield node.guard


def _constant_conditions(source: Source, test: ast.AST) -> Iterator[Mutant]:
    """A loop that never ends would prove nothing, so `while` only becomes false."""
    text, keeps = source.text(test), any(isinstance(each, ast.NamedExpr) for each in ast.walk(test))
    loops = isinstance(source.parents[test], ast.While)
    for value, join in (("False", "and"),) if loops else (("True", "or"), ("False", "and")):
        new = f"(({text}) {join} {value})" if keeps else value  # a name that is bound here stays bound
        yield source.mutant(KIND, test, new, f"{value} instead of: {text}")


def _without_an_operand(source: Source, node: ast.BoolOp) -> Iterator[Mutant]:
    word = " and " if isinstance(node.op, ast.And) else " or "
    for dropped in node.values:
        kept = [f"({source.text(each)})" for each in node.values if each is not dropped]
        change = f"without `{source.text(dropped)}`: {source.text(node)}"
        yield source.mutant(KIND, node, f"({word.join(kept)})", change)


def _case_that_never_matches(source: Source, case: ast.match_case) -> Iterator[Mutant]:
    if case.guard is None and not isinstance(case.pattern, ast.MatchAs):
        text = source.text(case.pattern)
        end = source.span(case.pattern)[1]
        yield source.mutant(KIND, case.pattern, " if False", f"never matches: case {text}", (end, end))


def _is_boolean(node: ast.AST) -> bool:
    return isinstance(node, ast.Compare) or (isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.Not))


def _is_for_type_checkers(source: Source, node: ast.AST) -> bool:
    holders = [node, *source.ancestors(node)]
    return any(isinstance(each, ast.If) and source.text(each.test) == "TYPE_CHECKING" for each in holders)
