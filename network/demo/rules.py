"""The rules R01 to R32 in plain sentences: what the product does, and what it never tells."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RULES = {
    "R01": _("Two people are connected only because one invited the other and the other accepted."),
    "R02": _("Every account can send a limited number of invitations."),
    "R03": _("Nobody is told what the limit is, or how much of it is left."),
    "R04": _("Senders get an e-mail about some answers and never about others: they hear of an acceptance and of a reply, and of nothing else."),
    "R05": _("An invitation sends the recipient one e-mail at once, unless they got one about the same sender lately."),
    "R06": _("While an invitation waits, reminders by e-mail follow for several weeks. They follow the person: sending again doesn’t start them anew."),
    "R07": _("The e-mails about an invitation link to the sender’s profile; those to people who aren’t members link to the sender’s card."),
    "R08": _("The e-mails about an invitation link to the recipient’s own inbox, where it waits."),
    "R09": _("The e-mails about an invitation link to the preferences. Whoever switches them off there gets no more."),
    "R10": _("When an invitation is accepted, its sender gets an e-mail, unless the sender has switched it off."),
    "R11": _("An invitation can be accepted from a link in the e-mail."),
    "R12": _("An invitation can be accepted on the site. It is the same as from the e-mail."),
    "R13": _("The e-mail about an acceptance links to the profile of the new connection."),
    "R14": _("The e-mail about an acceptance gives the e-mail address of the new connection, if they share it."),
    "R15": _("The e-mail about an acceptance sums up who the new connection is connected with."),
    "R16": _("Recipients may reply instead of accepting."),
    "R17": _("The sender sees a reply in an e-mail and on the invitation’s page."),
    "R18": _("A reply is no refusal: the invitation stays open."),
    "R19": _("After a reply an invitation can still be accepted, as long as its sender leaves it open."),
    "R20": _("Ignoring archives an invitation. It is neither accepted nor refused."),
    "R21": _("Ignoring tells nobody, in any way. Nor does moving an invitation back to the inbox."),
    "R22": _("Ignored isn’t refused, so the sender may follow up. The recipient gets one e-mail, unless they got one about the same sender lately."),
    "R23": _("“I don’t know” is offered only for an invitation that has been ignored."),
    "R24": _("“I don’t know” refuses an invitation, and nobody is told."),
    "R25": _("After “I don’t know” no further invitation of that sender reaches that recipient."),
    "R26": _("An account that too many people say they don’t know is limited."),
    "R27": _("Senders can’t find out how many people said “I don’t know”, or who did."),
    "R28": _("Beside “I don’t know” stands when to use it, and why: only for somebody you truly don’t recognise, because their account can be limited."),
    "R29": _("Senders may withdraw an invitation that wasn’t accepted."),
    "R30": _("A withdrawn invitation disappears from the recipient’s inbox and archive, and nobody gets an e-mail."),
    "R31": _("After withdrawing an invitation that named its recipient, the sender can invite that person again only with the person’s e-mail address."),
    "R32": _("Withdrawing gives nothing back: the invitation still counts against the sender’s limit."),
}  # fmt: skip
"""By the ids of docs/rules.md."""
