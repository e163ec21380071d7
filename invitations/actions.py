"""The buttons of an invitation: their labels and URLs, what the other member will be told, what cannot be undone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from invitations import policy
from network.common.text import isolate

if TYPE_CHECKING:
    from invitations.models import Invitation, Message, Reception
    from network.members.models import Member


@dataclass(frozen=True)
class Action:
    """A button. `variant` is primary, plain, quiet or danger; `form` is the form on the detail page that it needs.

    With `has_page` the button is a link to a page with a form.
    `effect` says what the other member is told and what follows; `irreversible` what cannot be undone, if anything.
    """

    verb: str
    label: str
    full_label: str
    effect: str
    url: str
    variant: str = "plain"
    form: str = ""
    irreversible: str = ""
    has_page: bool = False

    @property
    def consequence(self) -> str:
        """The text beside the button."""
        return f"{self.effect} {self.irreversible}".strip()


def block_member_action(person: Member) -> Action:
    """The button that blocks a member, for any page."""
    name = {"name": isolate(person.name), "first": isolate(person.get_short_name())}
    return Action(
        "block",
        _("Block"),
        _("Block %(name)s") % name,
        _(
            "%(first)s is not told. Nothing that %(first)s sends reaches you any more. A connection between you "
            "ends, and so does any open invitation."
        )
        % name,
        reverse("invitations:block", args=[person.handle]),
        "danger",
        irreversible=_("Unblocking does not bring them back."),
    )


def unblock_member_action(person: Member) -> Action:
    name = {"name": isolate(person.name), "first": isolate(person.get_short_name())}
    return Action(
        "unblock",
        _("Unblock"),
        _("Unblock %(name)s") % name,
        _("%(first)s is not told. What %(first)s sends from now on can reach you. What ended stays ended.")
        % name,
        reverse("invitations:unblock", args=[person.handle]),
    )


def report_action(reception: Reception) -> Action:
    """The recipient's link to the report form, which shows the consequence again beside its button."""
    name = _names(reception)
    return Action(
        "report",
        _("Report"),
        _("Report %(name)s to the staff") % name,
        _("%(first)s is not told. The staff read the exchange and your words.") % name,
        _url("report", reception.invitation),
        "danger",
        irreversible=_(
            "It counts as “I don’t know %(first)s” and cannot be taken back: %(first)s cannot invite you again, "
            "and if several people say so, that account is limited."
        )
        % name,
    )


def report_reply_action(reply: Message) -> Action:
    """The sender's link to the report form."""
    name = {"name": isolate(reply.author.name), "first": isolate(reply.author.get_short_name())}
    return Action(
        "report",
        _("Report"),
        _("Report %(name)s to the staff") % name,
        _("%(first)s is not told. The staff read the exchange and your words. The invitation stays as it is.")
        % name,
        _url("report", reply.invitation),
        "danger",
    )


def report_by_email_action(name: str) -> Action:
    """The button with which somebody who is no member reports an invitation by e-mail; its form posts to its own page."""
    shown = {"name": isolate(name)}
    return Action(
        "report",
        _("Report"),
        _("Report %(name)s to the staff") % shown,
        _("%(name)s is not told. The staff read the invitation and your words.") % shown,
        "",
        "danger",
        irreversible=_("%(name)s can’t send e-mails to this address any more. You can’t undo this.") % shown,
    )


def recorded_message() -> str:
    """The message after every proposal; it is the same and true for every outcome."""
    return _("Recorded. You will hear if they accept or reply; we never tell more than that.")


def irrevocable_text() -> str:
    """The sentence that what is sent by e-mail cannot be undone."""
    return _("It cannot be called back.")


def accept_consequence(reception: Reception) -> str:
    """What the sender will be told, with or without the recipient's address, as the recipient has chosen."""
    if reception.member.share_address:
        effect = _(
            "%(first)s gets an e-mail with your profile, your address and a summary of your connections."
        )
    else:
        effect = _(
            "%(first)s gets an e-mail with your profile and a summary of your connections; "
            "your address is not shared."
        )
    return effect % _names(reception)


def recipient_actions(reception: Reception) -> list[Action]:
    """The recipient's buttons, in their order."""
    return [
        _RECIPIENT_ACTIONS[verb](reception)
        for verb in reception.legal_verbs
        if verb in _RECIPIENT_ACTIONS and (verb != "take_back_unknown" or reception.can_take_back)
    ]


def sender_actions(invitation: Invitation) -> list[Action]:
    """The sender's buttons. They depend only on the sender's half and the date."""
    if not invitation.is_open:
        return []
    return [
        *([_follow_up(invitation)] if invitation.may_follow_up else []),
        *([use_another_address_action(invitation)] if invitation.may_use_another_address else []),
        _withdraw(invitation),
    ]


def _url(verb: str, invitation: Invitation) -> str:
    return reverse(f"invitations:{verb}", args=[invitation.public_id])


def _names(reception: Reception) -> dict[str, str]:
    return {"name": isolate(reception.sender.name), "first": isolate(reception.sender.get_short_name())}


def _accept(reception: Reception) -> Action:
    name, after_all = _names(reception), reception.refused_at is not None
    return Action(
        "accept",
        _("Accept after all") if after_all else _("Accept"),
        (_("Accept after all: %(name)s") if after_all else _("Accept %(name)s")) % name,
        accept_consequence(reception),
        _url("accept", reception.invitation),
        "plain" if after_all else "primary",
        irreversible=irrevocable_text(),
    )


def _reply(reception: Reception) -> Action:
    name = _names(reception)
    return Action(
        "reply",
        _("Reply"),
        _("Reply to %(name)s") % name,
        _("%(first)s gets your message by e-mail. You stay unconnected for now.") % name,
        _url("reply", reception.invitation),
        form="reply",
        irreversible=irrevocable_text(),
    )


def _ignore(reception: Reception) -> Action:
    name = _names(reception)
    return Action(
        "ignore",
        _("Ignore"),
        _("Ignore %(name)s") % name,
        _("Goes to your archive. %(first)s is not told.") % name,
        _url("ignore", reception.invitation),
        "quiet",
    )


def _restore(reception: Reception) -> Action:
    name = _names(reception)
    return Action(
        "restore",
        _("Move back to inbox"),
        _("Move back to inbox: %(name)s") % name,
        _("%(first)s is not told.") % name,
        _url("restore", reception.invitation),
    )


def _unknown(reception: Reception) -> Action:
    name = _names(reception)
    begins_alike = name["name"].startswith(name["first"])
    return Action(
        "unknown",
        _("I don’t know %(first)s") % name,
        (_("I don’t know %(name)s") if begins_alike else _("I don’t know %(first)s: %(name)s")) % name,
        _(
            "Only if you truly do not recognise %(first)s, who is not told and cannot invite you again; "
            "if several people say so, that account is limited."
        )
        % name,
        _url("unknown", reception.invitation),
        "danger",
        irreversible=_take_back_limit(),
    )


def _take_back_limit() -> str:
    minutes = policy.TAKE_BACK_MINUTES
    if not minutes:
        return _("It cannot be taken back.")
    return ngettext(
        "It can be taken back for %(n)s minute, and not later.",
        "It can be taken back for %(n)s minutes, and not later.",
        minutes,
    ) % {"n": minutes}


def _take_back(reception: Reception) -> Action:
    name = _names(reception)
    return Action(
        "take_back_unknown",
        _("Take back"),
        _("Take back: %(name)s") % name,
        _("As if you had not said it. %(first)s is not told.") % name,
        _url("take_back_unknown", reception.invitation),
    )


_RECIPIENT_ACTIONS: dict[str, Callable[[Reception], Action]] = {
    "accept": _accept,
    "reply": _reply,
    "ignore": _ignore,
    "restore": _restore,
    "say_unknown": _unknown,
    "take_back_unknown": _take_back,
}
"""Verb of `Reception` → its button. `report` has a page of its own."""


def _follow_up(invitation: Invitation) -> Action:
    return Action(
        "follow_up",
        _("Follow up"),
        _("Follow up with %(name)s") % {"name": isolate(invitation.to)},
        recorded_message(),
        _url("follow_up", invitation),
        form="follow-up",
        irreversible=irrevocable_text(),
    )


def use_another_address_action(invitation: Invitation) -> Action:
    """The sender's link to the form, which shows the consequence again beside its button."""
    return Action(
        "use_another_address",
        _("Use another address"),
        _("Use another address for %(name)s") % {"name": isolate(invitation.to)},
        _(
            "Withdraws this invitation and sends it with the address that you enter. "
            "It counts as one more of your invitations."
        ),
        _url("use_another_address", invitation),
        "quiet",
        irreversible=_("It cannot be undone."),
        has_page=True,
    )


def _withdraw(invitation: Invitation) -> Action:
    return Action(
        "withdraw",
        _("Withdraw"),
        _("Withdraw the invitation to %(name)s") % {"name": isolate(invitation.to)},
        _withdraw_consequence(invitation.recipient),
        _url("withdraw", invitation),
        "quiet",
        irreversible=_("It cannot be undone."),
    )


def _withdraw_consequence(recipient: Member | None) -> str:
    if recipient is None:
        return _("Disappears wherever it waits. Nobody is told, and it does not give you an invitation back.")
    return _(
        "Disappears from the inbox of %(first)s, who is not told. To invite again you will need the e-mail "
        "address, and it does not give you an invitation back."
    ) % {"first": isolate(recipient.get_short_name())}
