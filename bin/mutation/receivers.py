"""Signal receivers that are not connected."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

from mutation.source import Function, Mutant, Source, body_lines

KIND = "receiver"
Entries = list[tuple[ast.AST, ast.AST]]
"""What is removed (one element of a list, one entry of a dictionary), and the node that may name its receiver."""


def find(source: Source) -> Iterator[Mutant]:
    """`signal.connect(receiver, …)`, once for each signal where a loop connects several, and `@receiver(signal)`."""
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Expr) and _connects(node.value):
            loops = [each for each in source.ancestors(node) if isinstance(each, ast.For)]
            yield from _in_a_loop(source, node, loops[0]) if loops else [_not_connected(source, node)]
        elif isinstance(node, ast.FunctionDef):
            for decorator in node.decorator_list:
                if _is_receiver(decorator):
                    yield from _decorated(source, node, decorator)  # type: ignore[arg-type]


def _connects(node: ast.expr) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr == "connect"
        and bool(node.args)
    )


def _not_connected(source: Source, statement: ast.Expr) -> Mutant:
    found = source.mutant(KIND, statement, "pass", f"not connected: {source.text(statement)}")
    assert isinstance(statement.value, ast.Call)
    return _with_tests_of(source, found, statement.value.args[0])


def _in_a_loop(source: Source, statement: ast.Expr, loop: ast.For) -> Iterator[Mutant]:
    assert isinstance(statement.value, ast.Call)
    for removed, named in _entries(source, loop.iter):
        start, end = _with_comma(source, removed, named)
        change = f"not connected: {source.content[start:end].decode().rstrip(',')}"
        found = source.mutant(KIND, removed, "", change, (start, end))
        handler = statement.value.args[0]
        yield _with_tests_of(source, found, handler if isinstance(handler, ast.Name) else named)


def _entries(source: Source, iterated: ast.expr) -> Entries:
    """Of a literal list, tuple or dictionary, or of one that stands under a name in the same file."""
    if isinstance(iterated, ast.Call) and isinstance(iterated.func, ast.Attribute):
        iterated = iterated.func.value  # .items()
    if isinstance(iterated, ast.Name):
        named = [
            node.value
            for node in ast.walk(source.tree)
            if isinstance(node, ast.Assign) and source.text(node.targets[0]) == iterated.id
        ]
        iterated = named[0] if named else iterated
    if isinstance(iterated, ast.Dict):
        return [(key, value) for key, value in zip(iterated.keys, iterated.values, strict=True) if key]
    if isinstance(iterated, ast.List | ast.Tuple):
        return [(element, element) for element in iterated.elts]
    return []


def _with_comma(source: Source, first: ast.AST, last: ast.AST) -> tuple[int, int]:
    start, end = source.span(first)[0], source.span(last)[1]
    rest = source.content[end:]
    gap = len(rest) - len(rest.lstrip())
    return start, end + gap + 1 if rest.lstrip().startswith(b",") else end


def _is_receiver(decorator: ast.expr) -> bool:
    called = decorator.func if isinstance(decorator, ast.Call) else None
    return isinstance(called, ast.Name) and called.id == "receiver"


def _decorated(source: Source, function: ast.FunctionDef, decorator: ast.Call) -> Iterator[Mutant]:
    signals = decorator.args[0] if decorator.args else None
    if isinstance(signals, ast.List | ast.Tuple) and len(signals.elts) > 1:
        for element in signals.elts:
            span = _with_comma(source, element, element)
            change = f"not connected to {source.text(element)}: {function.name}"
            yield replace(source.mutant(KIND, element, "", change, span), lines=body_lines(function))
    else:
        start = source.content.rindex(b"@", 0, source.span(decorator)[0])
        change = f"not connected: {function.name}, {source.text(decorator)}"
        yield source.mutant(KIND, decorator, "", change, (start, source.span(decorator)[1]))


def _with_tests_of(source: Source, found: Mutant, named: ast.AST) -> Mutant:
    """Connecting happens when Django starts, in no test: the tests are those that run the receiver."""
    name = named.value if isinstance(named, ast.Constant) else source.text(named)
    handler = next(
        (each for each in ast.walk(source.tree) if isinstance(each, Function) and each.name == name), None
    )
    return replace(found, lines=body_lines(handler) if handler else None)
