"""Small towns for tests, whose people do only what a test says."""

from dataclasses import replace

from django.db import transaction

from invitations.policy import Policy
from network.simulation import recipients, senders, town_file
from network.simulation.measures import measure
from network.simulation.town import Answers, Notice, Whom
from network.simulation.world import World

NOTHING = Answers(accept=0, reply=0, ignore=0, unknown=0, report=0, block=0)
ALWAYS = Notice(mail=1, reminder=1, follow_up=1, visit=1)
NEVER = Notice(mail=0, reminder=0, follow_up=0, visit=0)
NOBODY = Whom(known=0, friend_of_friend=0, stranger=0, list=0)
DEFAULT = town_file.read(town_file.find("village"))
CAREFUL = DEFAULT.kinds[0]


def kind(name="quiet", share=1.0, **figures):
    """People who do nothing at all, but for these figures; what they do, they do at once."""
    silent = {
        "invites_a_week": 0, "whom": NOBODY, "notice": NEVER, "known": NOTHING, "stranger": NOTHING, "follow_up": 0,
        "withdraw": 0, "answer": 0, "lift": 0, "switch_off": 0, "join": 0, "note": 0, "delay": 0, "follow_up_days": 0,
        "knows_address": 0, "wrong_addresses": 0, "delay_spread": 0, "withdraw_days": 0, "lift_days": 0,
    }  # fmt: skip
    return replace(CAREFUL, name=name, share=share, **silent | figures)


def inviter(**figures):
    """Somebody who invites all whom they know within the first days."""
    return kind("inviter", 1 / 3, **{"invites_a_week": 100, "whom": replace(NOBODY, known=1)} | figures)


def answerer(answer, **figures):
    """Those who answer the first e-mail at once, like this."""
    answers = replace(NOTHING, **{answer: 1})
    return kind("answerer", 2 / 3, notice=ALWAYS, known=answers, stranger=answers, **figures)


def town(*kinds, people=3, days=10, policy=None, **figures):
    """A town in which everybody is a member, knows everybody and remembers it."""
    certain = {"members": 1, "joining": 0, "communities": 1, "connected": 0, "memory": 1}
    return replace(
        DEFAULT, people=people, days=days, kinds=kinds, policy=policy or Policy(), **certain | figures
    )


def live(a_town, seed=1, watch=None):
    """The world after all days of the town."""
    world = World(a_town, seed)
    senders.begin(world)
    recipients.begin(world)
    if watch:
        world.after_worker.append(lambda: watch(world))
    world.run()
    return world


def measured(a_town, seed=1):
    """The numbers of a town, whose rows are gone afterwards."""
    with transaction.atomic():
        result = measure(live(a_town, seed))
        transaction.set_rollback(True)
    return result
