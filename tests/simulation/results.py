"""Results as seeds bring them, without simulating: of a short town, with numbers that a test can recognise."""

from network.simulation.measures import MAILS, WEEKLY
from network.simulation.variants import Variant, swept
from tests.simulation.towns import kind, town

DAYS = 14
TOWN = town(kind("careful"), days=DAYS)


def result(accepted=10, restricted=()):
    """One seed; `restricted` are the first restrictions."""
    return {
        "weekly": {name: [accepted, 0] for name in WEEKLY},
        "days_to_acceptance": [accepted] + [0] * 30,
        "mails": {kind.value: [3, 4] for kind in MAILS},
        "brought": {"reminders": [6, 3, 1], "follow_ups": [10]},
        "undelivered": {"refused": {"honest": 2, "spammers": 0}, "held": {"honest": 0, "spammers": 1}},
        "restricted": list(restricted),
        "allowance": {"careful": {"mean": 2.5, "most": 4, "limit": 1, "address_needed": 0}},
        "network": {"members": [3, 3], "connections": [1, 2], "degrees": [0, 2, 1], "clustering": 0.25},
        "headline": {
            "sent": 20, "accepted_per_1000": 50.0 * accepted, "mails": 70, "mails_per_1000": 3500.0, "reminders": 7,
            "refused_per_1000": 0.0, "days_to_acceptance": 1.5, "switched_off": 1, "honest_undelivered_per_1000": 100.0,
            "honest_restricted": 0, "spammers_restricted": 0, "share_of_spammers_caught": 0.0, "days_until_caught": 0.0,
            "connections": 2,
        },
    }  # fmt: skip


def two_policies():
    """Variants with one and three reminders, and their results for three seeds."""
    variants = swept(TOWN, "reminder_days", ["7", "7,14,21"])
    return variants, [[result(each) for each in (8, 9, 10)], [result(each) for each in (11, 13, 12)]]


def one_town():
    return [Variant("A town", TOWN)], [[result(), result(12)]]
