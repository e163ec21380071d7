"""A town as JSON, for the process or the worker that simulates one of its seeds, and for its digest."""

from __future__ import annotations

import json
from dataclasses import asdict, fields
from datetime import date
from hashlib import sha256
from typing import Any

from invitations.policy import Policy
from network.simulation.town import Kind, Town


def dump(town: Town) -> str:
    """The same text for the same town."""
    return json.dumps(asdict(town), default=str, sort_keys=True)


def load(text: str) -> Town:
    data = json.loads(text)
    numbers: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in data["policy"].items()
    }
    kinds = tuple(_kind(each) for each in data["kinds"])
    return Town(
        **data | {"start": date.fromisoformat(data["start"]), "policy": Policy(**numbers), "kinds": kinds}
    )


def digest(town: Town) -> str:
    """Of all that decides what happens: not the name, not what is said about it."""
    neutral = json.loads(dump(town)) | {"name": "", "about": "", "sources": {}}
    return sha256(json.dumps(neutral, sort_keys=True).encode()).hexdigest()[:16]


def _kind(data: dict[str, Any]) -> Kind:
    tables = {each.name: each.metadata["table"] for each in fields(Kind) if "table" in each.metadata}
    return Kind(**data | {name: table(**data[name]) for name, table in tables.items()})
