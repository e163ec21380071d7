"""The numbers of a town that are compared between policies, and what they say in words."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _g
from django.utils.translation import gettext_lazy as _

from network.simulation.intervals import Interval


@dataclass(frozen=True)
class Headline:
    """One number; `digits` after the point are shown."""

    name: str
    label: str | Promise
    digits: int = 1

    def shown(self, value: float) -> str:
        return f"{value:,.{self.digits}f}"


HEADLINES = [
    Headline("sent", _("Invitations sent"), 0),
    Headline("accepted_per_1000", _("Acceptances per 1,000 invitations")),
    Headline("days_to_acceptance", _("Days until an acceptance (median)"), 2),
    Headline("mails", _("E-mails in all"), 0),
    Headline("mails_per_1000", _("E-mails per 1,000 invitations"), 0),
    Headline("reminders", _("Reminders"), 0),
    Headline("switched_off", _("Members who switched reminders off")),
    Headline("refused_per_1000", _("“I don’t know” per 1,000 invitations")),
    Headline(
        "honest_undelivered_per_1000",
        _("Honest people’s proposals silently not delivered, per 1,000 invitations"),
    ),
    Headline("spammers_restricted", _("Spammers restricted")),
    Headline("share_of_spammers_caught", _("Share of spammers restricted"), 2),
    Headline("days_until_caught", _("Day on which a spammer is restricted (median)")),
    Headline("honest_restricted", _("Honest people restricted")),
    Headline("connections", _("Connections at the end"), 0),
]


def difference_in_words(headline: Headline, difference: Interval) -> str:
    """What a paired difference says to somebody who knows no statistics."""
    low, high = headline.shown(abs(difference.low)), headline.shown(abs(difference.high))
    number = headline.shown(abs(difference.mean))
    if difference.low > 0:
        return _g("%(number)s more (between %(low)s and %(high)s)") % {
            "number": number,
            "low": low,
            "high": high,
        }
    if difference.high < 0:
        return _g("%(number)s fewer (between %(low)s and %(high)s)") % {
            "number": number,
            "low": high,
            "high": low,
        }
    if difference.low == difference.high:
        return _g("no difference")
    return _g("no difference that can be told from chance (between %(low)s fewer and %(high)s more)") % {
        "low": low, "high": high,
    }  # fmt: skip
