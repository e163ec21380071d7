"""Just enough of SQL to see to which owner a statement binds the tables that it reads.

`parse` makes flat statements: sub-queries stand alone, `⟦ ⟧` are the brackets that are left, `:0` the first parameter.
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
        """Whether it meets those rows of the table alone whose owner is one of the keys."""
        where = _WHERE.search(self.text)
        return where is not None and any(
            self._holds(condition, alias, owner, keys, params) for condition in conjuncts(where[1])
        )

    def _holds(self, condition: str, alias: str, owner: str, keys: set[Any], params: Any) -> bool:
        """An alternative binds if each branch does, or leaves the table alone while nothing of it is selected."""
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
    found: list[str] = []

    def lift(group: re.Match[str]) -> str:
        if not group[1].lstrip().startswith("SELECT"):
            return f"⟦{group[1]}⟧"
        found.append(group[1])
        return "⟦⟧"

    while _INNERMOST.search(text):
        text = _INNERMOST.sub(lift, text)
    return [Statement(part) for whole in (*found, text) for part in whole.split(" UNION ")]


def conjuncts(condition: str) -> list[str]:
    """What must hold together, brackets opened."""
    parts = split(condition, "AND")
    if len(parts) > 1:
        return [inner for part in parts for inner in conjuncts(part)]
    opened = _open(parts[0])
    return conjuncts(opened) if opened != parts[0] and len(split(opened, "OR")) == 1 else [opened]


def split(condition: str, word: str) -> list[str]:
    """Cut at this word where it stands outside all brackets."""
    parts, depth = [""], 0
    for token in _TOKEN.split(_open(condition)):
        depth += (token == "⟦") - (token == "⟧")
        if token == word and not depth:
            parts.append("")
        else:
            parts[-1] += token
    return [part.strip() for part in parts]


def _open(condition: str) -> str:
    """Without the brackets around the whole, if those are one pair."""
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
    found = _EQUALS.fullmatch(condition)
    if not found or found[1] != column:
        return False
    return all(params[int(place[1:])] in keys for place in (found[2] or found[3]).split(", "))
