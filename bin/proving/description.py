"""Reads the description of a site (docs/prove.md): how people sign in, what they do, what is looked at, what is masked."""

from __future__ import annotations

import re
import tomllib
from dataclasses import MISSING, dataclass, field, fields
from pathlib import Path
from typing import Any, TypeVar

from proving.errors import CannotProve
from proving.people import Person

SITES = Path(__file__).with_name("sites")
SENDER, RECIPIENT = "sender", "recipient"


@dataclass(frozen=True)
class Verb:
    """A form: posted to `path` with the token of `page`, by `who`. Where all is well the status is `answer`."""

    path: str
    who: str = SENDER
    page: str = ""
    fields: dict[str, str] = field(default_factory=dict)
    answer: int = 302
    observed: bool = True
    """False where the page behind it depends on how far background work has come."""


@dataclass(frozen=True)
class Value:
    """A word of later paths, such as the id of the invitation: the group of `pattern` on a page of `who`."""

    page: str
    pattern: str
    who: str = SENDER


@dataclass(frozen=True)
class Mask:
    """What differs by chance: the group `secret` of `pattern` is replaced. `why` stands in the report.

    Its length is compared, and which secrets of a text are equal, unless it is `loose`.
    """

    pattern: str
    why: str
    loose: bool = False


@dataclass(frozen=True)
class Silence:
    """What the recipient does in one world, and does instead in the other. `told`: the sender shall learn of it."""

    steps: list[str]
    instead: list[str] = field(default_factory=list)
    first: bool = False
    """Before the first step of the script instead of after it, such as a block before any invitation."""
    told: bool = False


@dataclass(frozen=True)
class Script:
    """What both senders do: verbs, `clock +7d`, `look`. `timed`: so are response times, right after the silence."""

    after: list[str]
    before: list[str]
    timed: bool = False


@dataclass(frozen=True)
class Join:
    """How to open an account in a demo: a form, the link in the e-mail that follows, the form behind it."""

    page: str
    fields: dict[str, str]
    link: str
    link_fields: dict[str, str]


@dataclass(frozen=True)
class Mail:
    """Where the sender's e-mails are: a URL that answers with JSON, or a Maildir."""

    url: str = ""
    maildir: str = ""
    key: str = "emails"
    without: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Wait:
    """Until background work is done: a URL whose JSON has `key` true, or a number of seconds."""

    url: str = ""
    key: str = "idle"
    seconds: float = 0.0


@dataclass(frozen=True)
class Pace:
    """A verb of the sender that causes an e-mail to the sender: the time until it is there is measured."""

    verb: str


@dataclass(frozen=True)
class Site:
    name: str
    sign_in: Verb
    verbs: dict[str, Verb]
    pages: list[str]
    silences: dict[str, Silence]
    scripts: dict[str, Script]
    values: dict[str, Value] = field(default_factory=dict)
    timed: list[str] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    masks: list[Mask] = field(default_factory=list)
    token: str = ""
    session_cookies: list[str] = field(default_factory=list)
    wait: Wait = field(default_factory=Wait)
    mail: Mail | None = None
    clock: str = ""
    join: Join | None = None
    pace: Pace | None = None
    accounts: list[Person] = field(default_factory=list)


KINDS: dict[str, Any] = {
    "sign_in": Verb, "wait": Wait, "mail": Mail, "join": Join, "pace": Pace,
}  # fmt: skip
TABLES: dict[str, Any] = {"verbs": Verb, "values": Value, "silences": Silence, "scripts": Script}
LISTS: dict[str, Any] = {"masks": Mask, "accounts": Person}
T = TypeVar("T")


def read(file: Path, accounts: Path | None = None) -> Site:
    """The description in a file, with what the file that it `extends` says otherwise. Raises `CannotProve`."""
    data = _load(file)
    if accounts:
        data |= _load(accounts)
    made: dict[str, Any] = dict(data)
    for name, kind in KINDS.items():
        if name in data:
            made[name] = _make(kind, data[name], f"[{name}]")
    for name, kind in TABLES.items():
        made[name] = {
            key: _make(kind, row, f"[{name}.{key}]") for key, row in _table(data.get(name, {}), name).items()
        }
    for name, kind in LISTS.items():
        made[name] = [_make(kind, row, f"[[{name}]]") for row in data.get(name, [])]
    site = _make(Site, made, file.name)
    _check(site)
    return site


def find(name: str) -> Path:
    """A shipped description by its name, or a file."""
    shipped = SITES / f"{name}.toml"
    return shipped if shipped.exists() else Path(name)


def _load(file: Path) -> dict[str, Any]:
    try:
        data = tomllib.loads(file.read_text())
    except (OSError, ValueError) as error:
        raise CannotProve(f"{file} cannot be read: {error}.") from error
    base = data.pop("extends", "")
    if not base:
        return data
    below = _load(file.with_name(base))
    return below | {key: _merged(below.get(key), value) for key, value in data.items()}


def _merged(below: Any, above: Any) -> Any:
    return below | above if isinstance(below, dict) and isinstance(above, dict) else above


def _table(rows: Any, name: str) -> dict[str, Any]:
    if not isinstance(rows, dict):
        raise CannotProve(f"[{name}] is no table.")
    return rows


def _make(kind: type[T], data: Any, where: str) -> T:
    """Raises `CannotProve` with the key that is missing or unknown."""
    known = {each.name: each for each in fields(kind)}  # type: ignore[arg-type]
    if unknown := sorted(set(_table(data, where)) - set(known)):
        raise CannotProve(f"{where} has an unknown key: {unknown[0]}.")
    for name, each in known.items():
        if name not in data and each.default is MISSING and each.default_factory is MISSING:
            raise CannotProve(f"{where} lacks the key {name}.")
    return kind(**data)


def _check(site: Site) -> None:
    """Every step is a verb, a look or a move of the clock; every pattern is one."""
    steps = [
        step
        for each in [*site.silences.values(), *site.scripts.values()]
        for step in [*getattr(each, "steps", ()), *getattr(each, "instead", ()), *getattr(each, "before", ()),
                     *getattr(each, "after", ())]
    ]  # fmt: skip
    for step in steps:
        if step not in site.verbs and step != "look" and not step.startswith("clock "):
            raise CannotProve(f"“{step}” is no verb of {site.name}.")
    for pattern in [each.pattern for each in [*site.masks, *site.values.values()]]:
        try:
            re.compile(pattern)
        except re.error as error:
            raise CannotProve(f"The pattern {pattern} is wrong: {error}.") from error
    if not site.join and len(site.accounts) < 4:
        raise CannotProve("A case needs four accounts: give them as [[accounts]], docs/prove.md says how.")
