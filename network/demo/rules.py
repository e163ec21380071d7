"""The rules R01 to R32 in plain sentences: what the product does, what it never tells, and why where one would ask."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

RULES = {
    "R01": _("Two people are connected only because one invited the other and the other accepted: a connection means that the two know each other."),
    "R02": _("Every account can send a limited number of invitations, so that nobody invites everybody."),
    "R03": _("Nobody is told what the limit is, or how much of it is left, so that nobody invites up to it."),
    "R04": _("Senders get an e-mail about some answers and never about others: they hear of an acceptance and of a reply, and of nothing else, so that nobody has to answer."),
    "R05": _("An invitation sends the recipient one e-mail at once, unless they got one about the same sender lately: inviting again is no way to write again."),
    "R06": _("While an invitation waits, reminders by e-mail follow for several weeks, because one e-mail is easily overlooked. They follow the person: sending again doesn’t start them anew."),
    "R07": _("The e-mails about an invitation link to the sender’s profile, so that the recipient sees who is asking; those to people who aren’t members link to the sender’s card."),
    "R08": _("The e-mails about an invitation link to the recipient’s own inbox, where it waits with all possible answers."),
    "R09": _("The e-mails about an invitation link to the preferences, so that nobody has to get them: whoever switches them off there gets no more."),
    "R10": _("When an invitation is accepted, its sender gets an e-mail that their network has grown, unless the sender has switched it off."),
    "R11": _("An invitation can be accepted from a link in the e-mail, without signing in."),
    "R12": _("An invitation can be accepted on the site. It is the same as from the e-mail."),
    "R13": _("The e-mail about an acceptance links to the profile of the new connection."),
    "R14": _("The e-mail about an acceptance gives the e-mail address of the new connection, if they share it, so that the two can write to each other."),
    "R15": _("The e-mail about an acceptance says how many connections the new connection has, and names some of them, first those that the two share."),
    "R16": _("Recipients may reply instead of accepting, for example to ask where the two have met."),
    "R17": _("The sender sees a reply in an e-mail and on the invitation’s page, because it is written to the sender."),
    "R18": _("A reply is no refusal, because a question is neither yes nor no: the invitation stays open."),
    "R19": _("After a reply an invitation can still be accepted, as long as its sender leaves it open."),
    "R20": _("Ignoring archives an invitation. It is neither accepted nor refused, so the recipient can still decide."),
    "R21": _("Ignoring tells nobody, in any way, so that nobody has to answer. Nor does moving an invitation back to the inbox."),
    "R22": _("Ignored isn’t refused, so the sender may follow up. The recipient gets one e-mail, unless they got one about the same sender lately."),
    "R23": _("“I don’t know” is offered only for an invitation that has been ignored, because it has graver consequences."),
    "R24": _("“I don’t know” refuses an invitation, and nobody is told, so that nobody has to be afraid to say it."),
    "R25": _("After “I don’t know” no further invitation of that sender reaches that recipient, who has already refused."),
    "R26": _("An account that too many people say they don’t know is limited, because it invites strangers: every invitation then needs the other person’s e-mail address. It is counted once a day, so that the moment tells nothing about who said it."),
    "R27": _("Senders can’t find out how many people said “I don’t know”, or who did, so that saying it stays without consequences for those who do."),
    "R28": _("Beside “I don’t know” stands when to use it, and why: only for somebody you truly don’t recognise, because their account can be limited."),
    "R29": _("Senders may withdraw an invitation that wasn’t accepted, for example one that was sent by mistake."),
    "R30": _("A withdrawn invitation disappears from the recipient’s inbox and archive, and nobody gets an e-mail, because there is nothing left to answer."),
    "R31": _("After withdrawing an invitation that named its recipient, the sender can invite that person again only with the person’s e-mail address, so that withdrawing is no way to ask again and again."),
    "R32": _("Withdrawing gives nothing back: the invitation still counts against the sender’s limit, because it has been sent."),
}  # fmt: skip
"""By the ids of docs/rules.md."""
