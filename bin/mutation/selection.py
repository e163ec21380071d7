"""Which tests are run for a mutant, and which mutants are run."""

from __future__ import annotations

import random
import re
from collections.abc import Iterable
from pathlib import Path

from mutation import constraints, targets, transactions
from mutation.coverage_map import CoverageMap
from mutation.source import Mutant

TRANSACTIONAL = (transactions.LOCK, transactions.ATOMIC)


def tests_for(mutant: Mutant, map_: CoverageMap, root: Path) -> list[str]:
    """The tests to run on SQLite; none for a lock, because SQLite has no row locks.

    For a constraint the test files that name it, or else those that name its model.
    """
    if mutant.kind == transactions.LOCK:
        return []
    if mutant.kind == constraints.KIND:
        model = mutant.function.rpartition(".")[2]
        return map_.of_files(files_with(root, mutant.constraint)) or map_.of_files(files_with(root, model))
    return _covering(mutant, map_)


def race_tests_for(mutant: Mutant, map_: CoverageMap) -> list[str]:
    """The tests to run on PostgreSQL; none but for locks and transactions."""
    if mutant.kind not in TRANSACTIONAL:
        return []
    return _each_once([*_covering(mutant, map_), *map_.of_files([targets.PROCESS_RACES])])


def _covering(mutant: Mutant, map_: CoverageMap) -> list[str]:
    """Where the line runs when the module is imported, any test of the file's functions may notice."""
    return map_.covering(mutant.path, *mutant.lines) if mutant.lines else map_.covering_file(mutant.path)


def _each_once(tests: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(tests))


def files_with(root: Path, word: str) -> list[str]:
    """The test files that mention this name."""
    whole = re.compile(rf"\b{re.escape(word)}\b")
    paths = sorted((root / targets.TESTS).rglob("*.py"))
    return [path.relative_to(root).as_posix() for path in paths if whole.search(path.read_text())]


def chosen(mutants: dict[str, Mutant], pattern: str, seed: int) -> list[str]:
    """The ids of the mutants whose kind or id matches the pattern, in an order drawn from the seed."""
    names = [name for name, mutant in mutants.items() if re.search(pattern, f"{mutant.kind} {name}")]
    random.Random(seed).shuffle(names)
    return names
