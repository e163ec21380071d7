"""Receipts tell what the sender's mail says, tell the recipient nothing about the sender, and the sender nothing at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import pytest

from invitations import receipts
from invitations.models import InvitationEvent, Reception
from notifications.models import CapturedEmail
from tests.conftest import invite, reception_of, work
from tests.privacy.savepoints import rolled_back
from tests.privacy.scenarios import ENDINGS, SCRIPTS, SILENCES, part, run_script
from tests.privacy.steps import script, steps_of
from tests.privacy.three_members import Direction

MAX_STEPS = int(os.environ.get("PAIR_SCRIPT_STEPS", "3"))
STEPS = (
    "send", "by_email", "withdraw", "follow_up", "message", "invite_back", "accept", "reply", "ignore", "restore", "refuse",
    "take_back", "report", "block", "unblock", "remove", "tick",
)  # fmt: skip
SUBJECTS = {"accepted": "{} is now in your network", "replied": "{} replied to your invitation"}
NO_EFFECT = {"nothing there", "NotOpen", "AddressNeeded", "LimitReached", "AlreadyInvited", "Blocked"}


def told(reception: Reception) -> list[tuple[str, datetime]]:
    """Kind and time of the recipient's verbs of which the page of receipts says that they were told, oldest first."""
    own = Reception.objects.of(reception.member).filter(pk=reception.pk)
    events = InvitationEvent.objects.of(reception.member).about(own)
    return [(event.kind, event.at) for event in events if event.is_told]


def mailed(reception: Reception) -> list[str]:
    """The kinds of the e-mails to the sender about what the recipient did since the first delivery, oldest first."""
    since = CapturedEmail.objects.of(reception.sender).filter(sent_at__gte=reception.delivered_at)
    kinds = {subject.format(reception.member.name): kind for kind, subject in SUBJECTS.items()}
    return [kinds[mail.subject] for mail in since.order_by("sent_at", "pk") if mail.subject in kinds]


def wrong_receipts() -> list[str]:
    """A sentence for each receipt, of whomever, that says something else than the sender's e-mails."""
    found = []
    for reception in Reception.objects.shown().select_related("invitation", "sender", "member"):
        verbs, mails, receipt = told(reception), mailed(reception), reception.receipt.told
        if [kind for kind, _at in verbs] != mails or receipt != dict(verbs):
            found.append(f"{reception}: {receipt}, {verbs}, but mailed {mails}")
    return found


def wrong_scripts(pair: Direction, begun: tuple[str, ...] = ()) -> Iterator[str]:
    """The scripts that begin so and end with a wrong receipt. A step without effect is not continued."""
    for step in STEPS if begun else ("send", "by_email"):
        instant, longer = pair.clock.instant, (*begun, step)
        with rolled_back():
            pair.clock.move(minutes=1)
            answer = pair.do(step)
            yield from (f"{' → '.join(longer)}: {sentence}" for sentence in wrong_receipts())
            if len(longer) < MAX_STEPS and answer not in NO_EFFECT:
                yield from wrong_scripts(pair, longer)
        pair.clock.instant = instant


def test_receipts_equal_the_mail_in_every_short_script(anna, bruno, clock):
    assert list(wrong_scripts(Direction(anna, bruno, clock))) == []


@pytest.mark.parametrize("replied", [False, True])
def test_receipts_equal_the_mail_in_the_scripts_of_the_worlds(data, replied):
    data.replied, found = replied, {}
    for seed in range(int(replied), SCRIPTS, 2):
        steps = [*steps_of(script(seed)), lambda world: found[world.data.world].extend(wrong_receipts())]
        for world in part(seed, SILENCES | ENDINGS)[: SCRIPTS // 4]:
            found.setdefault(world, [])
            run_script(data, world, steps)
    assert {world: sentences for world, sentences in found.items() if sentences} == {}
    assert found


CLAIMED = replace(receipts.VERBS["ignored"], told="you ignored (%(day)s)")
HIDDEN = replace(receipts.VERBS["replied"], told=None)


@pytest.mark.parametrize(("kind", "verb"), [("ignored", CLAIMED), ("replied", HIDDEN)])
def test_a_mistake_in_the_catalogue_is_detected(anna, bruno, clock, monkeypatch, kind, verb):
    monkeypatch.setitem(receipts.VERBS, kind, verb)
    reception = reception_of(invite(anna, bruno))
    assert wrong_receipts() == []
    {"ignored": reception.ignore, "replied": lambda: reception.reply("Where?")}[kind]()
    work()
    assert len(wrong_receipts()) == 1
