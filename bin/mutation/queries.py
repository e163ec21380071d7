"""Query conditions: a call of `filter`, `exclude` or of a queryset's own method, and each condition within one."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from mutation.source import Mutant, Source

KIND = "query"
FILTERS = {"filter", "exclude"}


def queryset_methods(sources: Iterable[Source]) -> set[str]:
    """The methods of our querysets that narrow what they give: `open`, `standing`, `of` …"""
    return {
        method.name
        for source in sources
        for node in ast.walk(source.tree)
        if isinstance(node, ast.ClassDef) and node.name.endswith("QuerySet")
        for method in node.body
        if isinstance(method, ast.FunctionDef) and _narrows(source, method)
    }


def _narrows(source: Source, method: ast.FunctionDef) -> bool:
    result = source.text(method.returns) if method.returns else ""
    called = {node.func.attr for node in ast.walk(method) if _is_method_call(node)}  # type: ignore[attr-defined]
    return result.endswith("QuerySet") and bool(called - {"select_related", "order_by", "annotate"})


def find(source: Source, methods: set[str]) -> Iterator[Mutant]:
    skipped = _annotations(source.tree) | _meta(source.tree)
    for node in ast.walk(source.tree):
        if id(node) in skipped:
            continue
        if _is_method_call(node):
            yield from _of_a_call(source, node, methods)  # type: ignore[arg-type]
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Q":
            yield from _without_a_condition(source, node, source.span(node.func)[1])
        elif isinstance(node, ast.BinOp) and _joins_conditions(source, node):
            yield from _one_side(source, node)


def _annotations(tree: ast.AST) -> set[int]:
    """Every node of a type annotation, where `|` is no condition."""
    roots = [
        each
        for node in ast.walk(tree)
        for each in (getattr(node, "annotation", None), getattr(node, "returns", None))
        if each is not None
    ]
    return {id(node) for root in roots for node in ast.walk(root)}


def _meta(tree: ast.AST) -> set[int]:
    """Constraints and indexes reach the database through migrations: a change of them here changes nothing."""
    classes = [node for node in ast.walk(tree) if isinstance(node, ast.ClassDef) and node.name == "Meta"]
    return {id(node) for each in classes for node in ast.walk(each)}


def _joins_conditions(source: Source, node: ast.BinOp) -> bool:
    """Types and dictionaries are joined by `|` too: those are plain names outside of querysets."""
    plain = not any(isinstance(each, ast.Call | ast.Attribute) for each in (node.left, node.right))
    in_queryset = "QuerySet." in source.name_of(node)
    return isinstance(node.op, ast.BitOr | ast.BitAnd) and (in_queryset or not plain)


def _is_method_call(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)


def _of_a_call(source: Source, call: ast.Call, methods: set[str]) -> Iterator[Mutant]:
    """`x.filter(a, b)` loses a, then b; `x.filter(a)` and `x.open()` become `x.all()`."""
    assert isinstance(call.func, ast.Attribute)
    name, receiver = call.func.attr, call.func.value
    if name in FILTERS and _number_of_conditions(call) > 1:
        yield from _without_a_condition(source, call, source.span(call.func)[1])
    elif name in FILTERS or (name in methods and not isinstance(receiver, ast.Name | ast.Constant)):
        span = (source.span(receiver)[1], source.span(call)[1])
        dropped = source.content[slice(*span)].decode().strip()
        yield _at(source, call, ".all()", f"without `{dropped}`: {source.text(call)}", span)


def _number_of_conditions(call: ast.Call) -> int:
    return len(call.args) + len(call.keywords)


def _without_a_condition(source: Source, call: ast.Call, begin: int) -> Iterator[Mutant]:
    conditions: list[ast.expr | ast.keyword] = [*call.args, *call.keywords]
    if len(conditions) < 2:
        return
    for dropped in conditions:
        kept = ", ".join(source.text(each) for each in conditions if each is not dropped)
        change = f"without `{source.text(dropped)}`: {source.text(call)}"
        yield _at(source, call, f"({kept})", change, (begin, source.span(call)[1]))


def _one_side(source: Source, node: ast.BinOp) -> Iterator[Mutant]:
    for dropped, kept in ((node.left, node.right), (node.right, node.left)):
        change = f"without `{source.text(dropped)}`: {source.text(node)}"
        yield source.mutant(KIND, node, f"({source.text(kept)})", change)


def _at(source: Source, call: ast.Call, new: str, change: str, span: tuple[int, int]) -> Mutant:
    return source.mutant(KIND, call, new, change, span)
