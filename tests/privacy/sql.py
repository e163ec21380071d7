"""Parses as much SQL as is needed to see to which owner a statement restricts the rows of a table.

`parse` returns flat statements: sub-queries are statements of their own, `⟦ ⟧` the other brackets, `:0` the first parameter.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import count
from typing import Any

_TABLE = re.compile(r"\b(?:FROM|JOIN|UPDATE)\s+(\w+)(?:\s+(?:AS\s+)?([A-Z]+\d+)\b)?")
_WHERE = re.compile(r"\bWHERE\b(.*?)(?=\b(?:GROUP BY|ORDER BY|LIMIT|FOR UPDATE|RETURNING)\b|$)", re.DOTALL)
_INNERMOST = re.compile(r"\(([^()]*)\)")
_TOKEN = re.compile(r"(⟦|⟧|\bAND\b|\bOR\b)")
_EQUALS = re.compile(r"(\w+\.\w+) (?:= (:\d+)|IN ⟦(:\d+(?:, :\d+)*)⟧)")


@dataclass(frozen=True)
class Statement:
    text: str

    @cached_property
    def tables(self) -> dict[str, str]:
        """Alias and name of every table that it reads or changes; inserting does neither."""
        return {alias or table: table for table, alias in _TABLE.findall(self.text)}

    def binds(self, alias: str, owner: str, keys: set[Any], params: Any) -> bool:
        """Whether it selects only rows of the table whose owner is one of the keys."""
        where = _WHERE.search(self.text)
        return where is not None and any(
            self._holds(condition, alias, owner, keys, params) for condition in conjuncts(where[1])
        )

    def _holds(self, condition: str, alias: str, owner: str, keys: set[Any], params: Any) -> bool:
        """An OR restricts if each branch does; a branch may leave out the table if none of its columns is selected."""
        if _equals(condition, f"{alias}.{owner}", keys, params):
            return True
        branches = split(condition, "OR")
        if len(branches) == 1 or f"{alias}." in self.text.partition(" FROM ")[0]:
            return False
        bound = [any(_equals(c, f"{alias}.{owner}", keys, params) for c in conjuncts(b)) for b in branches]
        return any(bound) and all(
            b or f"{alias}." not in branch for b, branch in zip(bound, branches, strict=True)
        )


@cache
def parse(sql: str) -> list[Statement]:
    number = count()
    text = re.sub("%s", lambda _: f":{next(number)}", sql.replace('"', ""))
    subqueries: list[str] = []

    def extract(group: re.Match[str]) -> str:
        if not group[1].lstrip().startswith("SELECT"):
            return f"⟦{group[1]}⟧"
        subqueries.append(group[1])
        return "⟦⟧"

    while _INNERMOST.search(text):
        text = _INNERMOST.sub(extract, text)
    return [Statement(part) for query in (*subqueries, *text.split("; ")) for part in query.split(" UNION ")]


def conjuncts(condition: str) -> list[str]:
    """The parts of a condition that are joined by AND, without brackets."""
    parts = split(condition, "AND")
    if len(parts) > 1:
        return [inner for part in parts for inner in conjuncts(part)]
    opened = _open(parts[0])
    return conjuncts(opened) if opened != parts[0] and len(split(opened, "OR")) == 1 else [opened]


def split(condition: str, word: str) -> list[str]:
    """Split at this word outside of brackets."""
    parts, depth = [""], 0
    for token in _TOKEN.split(_open(condition)):
        depth += (token == "⟦") - (token == "⟧")
        if token == word and not depth:
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts]


def _open(condition: str) -> str:
    """Remove a pair of brackets around the whole condition."""
    condition = condition.strip()
    inner = condition[1:-1]
    return (
        _open(inner)
        if condition.startswith("⟦") and condition.endswith("⟧") and _balanced(inner)
        else condition
    )


def _balanced(text: str) -> bool:
    depth = 0
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        if depth < 0:
            return False
    return True


def _equals(condition: str, column: str, keys: set[Any], params: Any) -> bool:
    match = _EQUALS.fullmatch(condition)
    if not match or match[1] != column:
        return False
    return all(params[int(place[1:])] in keys for place in (match[2] or match[3]).split(", "))
