"""All mutants of a checkout."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mutation import conditions, constraints, queries, receivers, statements, targets, transactions
from mutation.source import Mutant, Source

KINDS = (
    constraints.KIND,
    transactions.LOCK,
    transactions.ATOMIC,
    receivers.KIND,
    conditions.KIND,
    queries.KIND,
    statements.STATEMENT,
    statements.VALUE,
)


def find(root: Path) -> dict[str, Mutant]:
    """By an id that stays the same while neither the function's name nor the changed code does change."""
    mutants: dict[str, Mutant] = {}
    times: Counter[str] = Counter()
    for mutant in _find(root):
        name = f"{mutant.path} {mutant.function}: {mutant.change}"
        times[name] += 1
        mutants[name if times[name] == 1 else f"{name} ({times[name]})"] = mutant
    return mutants


def _find(root: Path) -> Iterator[Mutant]:
    product = _read(root, targets.PRODUCT)
    decorators = transactions.transaction_decorators(product.values())
    methods = queries.queryset_methods(product.values())
    for path in _paths(root, targets.MODELS):
        yield from constraints.find(product[path])
    for path in _paths(root, targets.TRANSACTIONS):
        yield from transactions.find_locks(product[path])
        yield from transactions.find_atomics(product[path], decorators)
    for path in _paths(root, targets.RECEIVERS):
        yield from receivers.find(product[path])
    for path in _paths(root, targets.CONDITIONS):
        yield from conditions.find(product[path])
        yield from queries.find(product[path], methods)
        yield from statements.find_values(product[path])
    for path in sorted({*_paths(root, targets.PRIVATE_HALF_CHECKS)} - {*_paths(root, targets.CONDITIONS)}):
        yield from queries.find(product[path], methods)
    for path in _paths(root, targets.STATEMENTS):
        yield from statements.find_statements(product[path])


def _paths(root: Path, globs: tuple[str, ...]) -> list[str]:
    return [path.as_posix() for path in targets.files(root, globs)]


def _read(root: Path, globs: tuple[str, ...]) -> dict[str, Source]:
    return {path.as_posix(): Source.read(root, path) for path in targets.files(root, globs)}
