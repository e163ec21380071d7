"""Why an e-mail did not leave, for its reader: the rows keep it in English, as logs do."""

from __future__ import annotations

import re

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from invitations.models import Delivery

SENTENCES = [
    gettext_noop("accepted before it left"),
    gettext_noop("address bounces"),
    gettext_noop("answered before it left"),
    gettext_noop("blocked before it left"),
    gettext_noop("complaint"),
    gettext_noop("closed before it left"),
    gettext_noop("ended before it left"),
    gettext_noop("given up before it left"),
    gettext_noop("ignored before it left"),
    gettext_noop("joined before it left"),
    gettext_noop("never to be written to again"),
    gettext_noop("refused before it left"),
    gettext_noop("signed off at the provider"),
    gettext_noop("silent by decision: nobody learns of a block"),
    gettext_noop("switched off"),
    gettext_noop("the account is gone"),
    gettext_noop("too late"),
    gettext_noop("withdrawn before it left"),
]
RULE = re.compile(r"silent by rule (R\d\d)")
OUTCOME = re.compile(r"not delivered: ([a-z ]+)")


def in_words(reason: str) -> str:
    """The reason of a row in the reader's language; what a mail server said stays as it is."""
    if rule := RULE.fullmatch(reason):
        return _("silent by rule %(rule)s") % {"rule": rule[1]}
    if outcome := OUTCOME.fullmatch(reason):
        return _("not delivered: %(why)s") % {"why": Delivery.Outcome(outcome[1].replace(" ", "_")).label}
    return _(reason) if reason in SENTENCES else reason
