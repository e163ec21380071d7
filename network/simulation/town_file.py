"""Reads a town file. Each fault is one sentence with its line and key."""

from __future__ import annotations

from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

from invitations import policy_file
from network.common.toml_file import TomlFile, TomlTable
from network.simulation.town import Kind, Meaning, Town

TOWNS = Path(__file__).parent / "towns"
DEFAULTS = "defaults.toml"
DEFAULT_KIND = "careful"


def shipped() -> list[Path]:
    """The town files that come with the product."""
    return sorted(path for path in TOWNS.glob("*.toml") if path.name != DEFAULTS)


def find(name: str) -> Path:
    """The file of this path or, where there is none, the shipped one of this name."""
    path = Path(name)
    return path if path.exists() else TOWNS / (path.name if path.suffix else f"{path.name}.toml")


def read(path: Path) -> Town:
    """The town of a file, with what it leaves out from the defaults. Raises `TomlFileError`."""
    file, defaults = TomlFile(path), TomlFile(TOWNS / DEFAULTS)
    table, base = TomlTable(file.data, (), file), TomlTable(defaults.data, (), defaults)
    sources = {each.get("of", str): each.get("text", str) for each in base.tables("source")}
    changed = {each.get("of", str): each.get("text", str) for each in table.tables("source")}
    shipped_kinds = {each.get("name", str): each for each in base.tables("kind")}
    kinds = tuple(_read_kind(each, shipped_kinds) for each in table.tables("kind"))
    _refuse_unless_whole(table, "kind", [each.share for each in kinds], exactly=True)
    start = table.data.get("start", base.data["start"])
    if type(start) is not date:
        raise table.error("start", "a date is expected here, as 2026-01-05.")
    numbers = _figures(Town, table, base)
    policy_table = TomlTable(table.get("policy", dict, {}), ("policy",), file)
    town = Town(
        name=table.get("name", str), about=table.get("about", str), start=start, kinds=kinds,
        policy=policy_file.read(policy_table), sources=sources | changed, **numbers,
    )  # fmt: skip
    table.read.add("start")
    table.close()
    return town


def _read_kind(table: TomlTable, shipped_kinds: dict[str, TomlTable]) -> Kind:
    """A kind of the file: the shipped one of its name, or the one that `like` names, with what is changed."""
    name = table.get("name", str)
    like = table.get("like", str, name if name in shipped_kinds else DEFAULT_KIND)
    if like not in shipped_kinds:
        raise table.error("like", f"there is no kind {like!r}, only {', '.join(shipped_kinds)}.")
    base = shipped_kinds[like]
    kind = Kind(name=name, **_figures(Kind, table, base), **_tables(table, base))
    table.close()
    return kind


def _tables(table: TomlTable, base: TomlTable) -> dict[str, Any]:
    """The inner tables of a kind."""
    inner: dict[str, Any] = {}
    for each in fields(Kind):
        if owner := each.metadata.get("table"):
            ours = TomlTable(table.get(each.name, dict, {}), (*table.path, each.name), table.file)
            theirs = TomlTable(base.data[each.name], (*base.path, each.name), base.file)
            inner[each.name] = owner(**(shares := _figures(owner, ours, theirs)))
            ours.close()
            if each.name != "notice":
                _refuse_unless_whole(table, each.name, list(shares.values()))
    return inner


def _figures(owner: type, table: TomlTable, base: TomlTable) -> dict[str, Any]:
    """The figures of this class by name, from the file or the defaults. Raises `TomlFileError`."""
    return {
        each.name: _figure(each.name, each.type, each.metadata["meaning"], table, base)
        for each in fields(owner)
        if "meaning" in each.metadata
    }


def _figure(name: str, kind: Any, meaning: Meaning, table: TomlTable, base: TomlTable) -> Any:
    if name not in table.data:
        return base.data[name]
    if kind == "bool":
        return _flag(name, table)
    value = table.get(name, int if kind == "int" else float)
    if value < meaning.lowest:
        raise table.error(name, f"it must be at least {meaning.lowest:g}.")
    if meaning.highest is not None and value > meaning.highest:
        raise table.error(name, f"it must be at most {meaning.highest:g}.")
    return value


def _flag(name: str, table: TomlTable) -> bool:
    table.read.add(name)
    value = table.data[name]
    if type(value) is not bool:
        raise table.error(name, "true or false is expected here.")
    return value


def _refuse_unless_whole(table: TomlTable, key: str, shares: list[float], exactly: bool = False) -> None:
    """Raises `TomlFileError` where shares are more than 1 together, or not 1."""
    whole = sum(shares)
    if whole > 1 + 1e-9 or (exactly and whole < 1 - 1e-9):
        raise table.error(key, f"the shares add up to {whole:g}, not to {'1' if exactly else '1 at most'}.")
