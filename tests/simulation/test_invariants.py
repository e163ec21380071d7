"""What holds in every town, whatever its people do and its policy says."""

from dataclasses import replace

import pytest
from django.db.models import Count, F

from invitations.models import Allowance, Invitation, InvitationEvent, Reception
from invitations.policy import Policy
from network.members.models import Connection
from network.simulation.town import Answers, Notice
from notifications.models import Outbox
from tests.simulation.towns import DEFAULT, kind, live, measured, town

pytestmark = pytest.mark.usefixtures("simulated")
EVERYTHING = Answers(accept=0.3, reply=0.15, ignore=0.2, unknown=0.15, report=0.05, block=0.05)
OFTEN = Notice(mail=0.5, reminder=0.5, follow_up=0.6, visit=0.2)
RESTLESS = {
    "invites_a_week": 6, "notice": OFTEN, "known": EVERYTHING, "stranger": EVERYTHING, "follow_up": 0.7, "withdraw": 0.2,
    "withdraw_days": 5, "answer": 0.7, "switch_off": 0.1, "join": 0.6, "knows_address": 0.5, "wrong_addresses": 0.2,
    "delay": 1, "delay_spread": 1, "list_length": 4, "lift": 0.8, "lift_days": 1,
}  # fmt: skip


def restless(share=1.0, **figures):
    mixed = replace(DEFAULT.kinds[0].whom, known=0.4, friend_of_friend=0.2, stranger=0.3, list=0.1)
    return kind("restless", share, **{"whom": mixed} | RESTLESS | figures)


class Watch:
    """Fails as soon as something does not hold."""

    def __init__(self):
        self.used = {}

    def __call__(self, world):
        used = dict(Allowance.objects.values_list("pk", "used"))
        assert all(used[pk] >= before for pk, before in self.used.items())
        self.used = used
        live_rows = Invitation.objects.filter(status__in=["open", "accepted"], recipient__isnull=False)
        pairs = live_rows.values("low", "high").annotate(number=Count("pk"))
        assert not pairs.filter(number__gt=1).exists()
        assert not Reception.objects.filter(reminders_sent__gt=3).exists()


@pytest.mark.parametrize("seed", [1, 2])
def test_invariants_hold_throughout(seed):
    a_town = town(restless(), people=10, days=25, members=0.7, joining=1, acquaintances=5, policy=Policy())
    live(a_town, seed, Watch())
    assert Invitation.objects.count() > 40
    accepted = Invitation.objects.filter(status="accepted").values_list("low", "high")
    connected = Connection.objects.filter(owner__lt=F("other")).values_list("owner", "other")
    assert set(accepted) == set(connected)


def test_nothing_is_mailed_to_somebody_after_their_refusal():
    live(town(restless(), people=10, days=25), 3)
    refused = InvitationEvent.objects.filter(kind="refused").values_list("invitation", "at")
    about = Outbox.objects.filter(kind__in=["invitation", "follow_up", "reminder", "message"], status="sent")
    assert refused
    for invitation, at in refused:
        accepted_after_all = InvitationEvent.objects.filter(invitation=invitation, kind="accepted", at__gt=at)
        if not accepted_after_all.exists():
            assert not about.filter(invitation=invitation, sent_at__gt=at).exists()


def test_who_invites_only_whom_they_know_is_never_restricted():
    """Without spammers, and with perfect memory: even with the lowest threshold there is."""
    honest = replace(
        DEFAULT.kinds[0], share=1.0, whom=replace(DEFAULT.kinds[0].whom, known=1, friend_of_friend=0, list=0)
    )
    lowest = Policy(restriction_min=1, restriction_max=1)
    result = measured(
        town(replace(honest, invites_a_week=3), people=20, days=25, policy=lowest, acquaintances=8)
    )
    assert result["restricted"] == []
    assert sum(result["weekly"]["sent"]) > 40


def test_twice_as_many_spammers_are_restricted_more_often():
    spammer = kind(
        "spammer",
        0.1,
        spammer=True,
        invites_a_week=20,
        whom=replace(DEFAULT.kinds[0].whom, known=0, stranger=1),
    )
    others = kind("other", 0.9, notice=OFTEN, stranger=replace(EVERYTHING, unknown=0.4, report=0, block=0))
    policy = Policy(restriction_min=3, restriction_max=3)
    few = measured(town(spammer, others, people=20, days=14, policy=policy, acquaintances=0))
    many = town(
        replace(spammer, share=0.2),
        replace(others, share=0.8),
        people=20,
        days=14,
        policy=policy,
        acquaintances=0,
    )
    assert len(measured(many)["restricted"]) > len(few["restricted"]) > 0
