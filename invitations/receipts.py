"""Receipts: what the sender of an invitation can read of what its recipient did with it.

They are made of the recipient's own verbs and of this catalogue alone. They are never made of an outbox row: whether an
e-mail left depends on the sender's preferences, address and blocks, of which the recipient may not learn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import TYPE_CHECKING

from django.utils.functional import Promise
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from markupsafe import escape

from network.common.sentences import html_sentence
from network.common.templatetags.dates import day_text

if TYPE_CHECKING:
    from invitations.models import Reception


@dataclass(frozen=True)
class Verb:
    """What a verb of the recipient tells.

    `did` is its sentence for the recipient. `told` is what the sender can read of it, None if nothing. `at` is the attribute
    of a `Reception` with the time of the verb, if it has one.
    """

    did: Promise
    told: Promise | None = None
    at: str = ""


VERBS = {
    "replied": Verb(gettext_lazy("You replied."), gettext_lazy("you replied (%(day)s)"), "replied_at"),
    "accepted": Verb(
        gettext_lazy("You accepted."), gettext_lazy("you accepted (%(day)s)"), "invitation.accepted_at"
    ),
    "ignored": Verb(gettext_lazy("You ignored the invitation."), at="archived_at"),
    "restored": Verb(gettext_lazy("You moved the invitation back to your inbox.")),
    "refused": Verb(gettext_lazy("You said “I don’t know”."), at="refused_at"),
    "taken_back": Verb(gettext_lazy("You undid “I don’t know”.")),
    "reported": Verb(gettext_lazy("You reported the invitation to the staff."), at="reported_at"),
    "blocked": Verb(gettext_lazy("You blocked the sender.")),
}
"""Kind of the recipient's `InvitationEvent` → what it tells. The signals of the verbs: `signals.py`."""


@dataclass(frozen=True)
class Receipt:
    """What a sender was told of one invitation: kind of verb → when last, oldest first. Empty for nothing.

    A template shows the sentence with `{{ receipt }}`, as HTML with the sender's short name in a <bdi>.
    """

    name: str
    told: dict[str, datetime]

    def __str__(self) -> SafeString:
        name = SafeString(escape(self.name))
        if self.told:
            text = _("Told to <bdi>%(name)s</bdi>: %(what)s.")
            return html_sentence(text, name=name, what=SafeString(escape(self.what)))
        sentence = html_sentence(_("Told to <bdi>%(name)s</bdi>: nothing."), name=name)
        return SafeString(f'<span class="told-nothing">{sentence}</span>')

    __html__ = __str__

    @property
    def what(self) -> str:
        """What was told, as text: “you replied (25 November)”, or “nothing”."""
        phrases = [str(VERBS[kind].told) % {"day": day_text(at)} for kind, at in self.told.items()]
        return pgettext("between phrases", "; ").join(phrases) or pgettext("told to somebody", "nothing")


def receipt_of(reception: Reception) -> Receipt:
    """The receipt of a reception whose invitation and sender are loaded; it needs no query."""
    times = [(attrgetter(verb.at)(reception), kind) for kind, verb in VERBS.items() if verb.told and verb.at]
    told = {kind: at for at, kind in sorted((at, kind) for at, kind in times if at)}
    return Receipt(reception.sender.get_short_name(), told)
