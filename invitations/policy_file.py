"""The table `[policy]` of a TOML file: `manage.py policy --toml` writes it, towns and replays read it."""

from __future__ import annotations

from typing import Any

from invitations import policy
from invitations.policy import InvalidNumber, Policy
from network.common.toml_file import TomlTable

TABLE = "policy"


def write(numbers: Policy) -> str:
    """The table with every number, and above each what it is."""
    lines = [
        f"# {each.sentence} In {each.unit}.\n{each.name} = {_listed(each.value)}\n"
        for each in numbers.numbers()
    ]
    return "\n".join([f"[{TABLE}]", *lines])


def read(table: TomlTable) -> Policy:
    """The policy in force with the numbers of the table. Raises `TomlFileError` with line and key."""
    base = policy.current()
    numbers: dict[str, Any] = {}
    for each in base.numbers():
        value = table.get(each.name, list if isinstance(each.value, tuple) else int, _listed(each.value))
        if isinstance(value, list) and not all(type(part) is int for part in value):
            raise table.error(each.name, "a list of whole numbers is expected here.")
        numbers[each.name] = tuple(value) if isinstance(value, list) else value
    table.close()
    try:
        return Policy(**numbers)
    except InvalidNumber as error:
        raise table.error(error.name, f"it {error.reason}") from None


def _listed(value: policy.Value) -> int | list[int]:
    return list(value) if isinstance(value, tuple) else value
