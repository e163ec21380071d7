"""What a town file says: who lives there, how they invite and answer, and the policy.

Each figure has a unit, a sentence and bounds. A town file changes those of `towns/defaults.toml`, which names a source
for each figure that has one; all others are assumed, and the report says so.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from invitations.policy import Policy

LARGEST_PEOPLE, LONGEST_DAYS = 20_000, 3_650


@dataclass(frozen=True)
class Meaning:
    """What a figure is. Its value is between `lowest` and `highest`; `highest` None is no bound."""

    sentence: str | Promise
    lowest: float = 0
    highest: float | None = 1


def _figure(sentence: str | Promise, lowest: float = 0, highest: float | None = 1) -> Any:
    return field(metadata={"meaning": Meaning(sentence, lowest, highest)})


@dataclass(frozen=True)
class Whom:
    """Shares of the people whom somebody invites. They add up to 1 at most; the rest of the time nobody is invited."""

    known: float = _figure(_("Share of invitations to people whom one knows."))
    friend_of_friend: float = _figure(_("Share to people whom a connection knows."))
    stranger: float = _figure(_("Share to members by chance."))
    list: float = _figure(_("Share that are lists of e-mail addresses, imported at once."))


@dataclass(frozen=True)
class Notice:
    """How often something makes somebody act."""

    mail: float = _figure(_("Share of first e-mails about an invitation after which its reader acts."))
    reminder: float = _figure(_("Share of reminders after which the reader acts."))
    follow_up: float = _figure(_("Share of follow-ups after which the reader acts."))
    visit: float = _figure(_("Share of waiting invitations that are found on a visit, without an e-mail."))


@dataclass(frozen=True)
class Answers:
    """What somebody does who acts. The shares add up to 1 at most; the rest looks, and does nothing yet."""

    accept: float = _figure(_("Share that accepts."))
    reply: float = _figure(_("Share that replies."))
    ignore: float = _figure(_("Share that ignores."))
    unknown: float = _figure(_("Share that ignores, then says “I don’t know”."))
    report: float = _figure(_("Share that reports."))
    block: float = _figure(_("Share that blocks the sender."))


@dataclass(frozen=True)
class Kind:
    """A kind of people."""

    name: str
    whom: Whom = field(metadata={"table": Whom})
    notice: Notice = field(metadata={"table": Notice})
    known: Answers = field(metadata={"table": Answers})
    stranger: Answers = field(metadata={"table": Answers})
    share: float = _figure(_("Share of the people."))
    spammer: bool = _figure(_("Whether they are those whom a restriction ought to catch."))
    invites_a_week: float = _figure(_("Invitations that one of them sends in a week."), highest=1000)
    note: float = _figure(_("Share of invitations with a note."))
    list_length: int = _figure(_("Addresses in an imported list."), lowest=1, highest=100)
    wrong_addresses: float = _figure(_("Share of the addresses in a list that nobody has."))
    knows_address: float = _figure(_("Share of known people whose e-mail address they know."))
    follow_up: float = _figure(_("Share of possible follow-ups that they send."))
    follow_up_days: float = _figure(
        _("Days until they do, once it is possible (median)."), highest=LONGEST_DAYS
    )
    withdraw: float = _figure(_("Share of their open invitations that they withdraw."))
    withdraw_days: float = _figure(_("Days until they do (median)."), highest=LONGEST_DAYS)
    answer: float = _figure(_("Share of replies that they answer."))
    lift: float = _figure(_("Share that reads the etiquette, when their account is limited, and lifts it."))
    lift_days: float = _figure(_("Days until they do (median)."), highest=LONGEST_DAYS)
    delay: float = _figure(_("Days from seeing an invitation to an answer (median)."), highest=LONGEST_DAYS)
    visit_days: float = _figure(
        _("Days until an invitation is found on a visit, without an e-mail (median)."), highest=LONGEST_DAYS
    )
    delay_spread: float = _figure(_("Spread of all delays: deviation of their logarithm."), highest=5)
    switch_off: float = _figure(_("Share of reminders after which they switch reminders off."))
    join: float = _figure(_("Share of invited people who join, if they know the sender."))


@dataclass(frozen=True)
class Town:
    """All of a town file. `sources` is the source of each figure that has one, by its name."""

    name: str
    about: str
    start: date
    people: int = _figure(_("People who live there."), lowest=2, highest=LARGEST_PEOPLE)
    days: int = _figure(_("Days that are simulated."), lowest=1, highest=LONGEST_DAYS)
    members: float = _figure(_("Share of the people who are members on the first day."))
    joining: float = _figure(_("Share of the others who join by themselves within the days."))
    communities: int = _figure(_("Communities."), lowest=1, highest=LARGEST_PEOPLE)
    acquaintances: float = _figure(_("People whom one knows (median)."), highest=LARGEST_PEOPLE)
    acquaintances_spread: float = _figure(_("Its spread: deviation of the logarithm."), highest=5)
    within: float = _figure(_("Share of them that are of one’s own community."))
    connected: float = _figure(_("Share of acquaintances of members who are connected on the first day."))
    memory: float = _figure(_("Share of the people they know whom people recognise."))
    kinds: tuple[Kind, ...] = ()
    policy: Policy = field(default_factory=Policy)
    sources: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Figure:
    """One figure of a town as the report lists it. `source` is empty where it is assumed."""

    name: str
    value: float
    sentence: str | Promise
    source: str


def figures(town: Town) -> Iterator[Figure]:
    """Every figure of the town and its kinds, but the policy."""
    yield from _figures_of(town, "", town.sources)
    for kind in town.kinds:
        yield from _figures_of(kind, f"{kind.name}.", town.sources)


def _figures_of(owner: Any, prefix: str, sources: dict[str, str]) -> Iterator[Figure]:
    for each in fields(owner):
        value = getattr(owner, each.name)
        if meaning := each.metadata.get("meaning"):
            source = sources.get(prefix + each.name) or sources.get(
                f"*{'.' if prefix else ''}{each.name}", ""
            )
            yield Figure(prefix + each.name, value, meaning.sentence, source)
        elif is_dataclass(value) and each.metadata.get("table"):
            yield from _figures_of(value, f"{prefix}{each.name}.", sources)
