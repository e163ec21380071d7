"""The buttons of an invitation: their labels and URLs. What each of them does, says `invitations/consequences.py`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from markupsafe import escape

from invitations import consequences
from invitations.lifecycle import RECIPIENT_MOVES, ReceptionState
from network.common.text import isolate
from network.common.url_patterns import url_of

if TYPE_CHECKING:
    from invitations.models import Invitation, Message, Reception
    from network.members.models import Member

BUTTON = (
    '<button type="submit" class="button button-{}" form="action-form" formaction="{}" hx-post="{}" '
    'aria-label="{}" aria-describedby="{}">{}</button>'
)
LINK = '<a class="button button-{}" href="{}" aria-label="{}" aria-describedby="{}">{}</a>'

Names = dict[str, str]
"""`name` and `first`, the short name, of the sender, isolated."""


@dataclass(frozen=True)
class Action:
    """A button. `variant` is primary, plain, quiet or danger; `form` is the form on the detail page that it needs.

    `consequence` says what the other member is told, what follows, and whether it can be undone. `key` names the
    invitation or member on a page. With a `page` the button is a link to that page; without, it posts to `url`.
    """

    verb: str
    label: str
    full_label: str
    consequence: SafeString
    url: str
    key: str
    variant: str = "plain"
    form: str = ""
    page: str = ""

    @property
    def consequence_id(self) -> str:
        """The id of the element with the consequence, which describes the button."""
        return f"{self.verb}-{self.key}"

    @property
    def button(self) -> SafeString:
        """The button or link as HTML, for a page that has the consequence under `consequence_id`."""
        texts = (self.full_label, self.consequence_id, self.label)
        if self.page:
            return _filled(LINK, self.variant, self.page, *texts)
        return _filled(BUTTON, self.variant, self.url, self.url, *texts)


def _filled(markup: str, *texts: str) -> SafeString:
    """The markup with these texts, escaped; as `format_html` does, in a third of the time."""
    return mark_safe(markup.format(*map(escape, texts)))  # noqa: S308


def block_member_action(person: Member) -> Action:
    """The button that blocks a member, for any page."""
    return Action(
        "block",
        _("Block"),
        _("Block %(name)s") % _name(person),
        consequences.block(person),
        url_of("invitations:block", person.handle),
        person.handle,
        "danger",
    )


def unblock_member_action(person: Member) -> Action:
    return Action(
        "unblock",
        _("Unblock"),
        _("Unblock %(name)s") % _name(person),
        consequences.unblock(person),
        url_of("invitations:unblock", person.handle),
        person.handle,
    )


def report_action(reception: Reception) -> Action:
    """The recipient's link to the report form, which shows the consequence again beside its button."""
    return _report(reception.sender, consequences.report(reception), reception.invitation)


def report_reply_action(reply: Message) -> Action:
    """The sender's link to the report form."""
    return _report(reply.author, consequences.report_reply(reply.author), reply.invitation)


def _report(person: Member, consequence: SafeString, invitation: Invitation) -> Action:
    return Action(
        "report",
        _("Report"),
        _("Report %(name)s to the staff") % _name(person),
        consequence,
        _url("report", invitation),
        invitation.public_id,
        "danger",
    )


def report_by_email_action(name: str) -> Action:
    """The button with which somebody who is no member reports an invitation by e-mail; its form posts to its own page."""
    label = _("Report %(name)s to the staff") % {"name": isolate(name)}
    return Action("report", _("Report"), label, consequences.report_by_email(name), "", "", "danger")


def recorded_message() -> str:
    """The message after every invitation; it is the same and true for every outcome."""
    return _("Invitation recorded. You’ll hear if they accept or reply, and nothing else.")


def recipient_actions(reception: Reception) -> list[Action]:
    """The recipient's buttons, in their order."""
    return make_recipient_actions(recipient_verbs(reception), reception, names_of(reception.sender))


def recipient_verbs(reception: Reception) -> tuple[str, ...]:
    """The verbs that have a button for the recipient now, in the order of the buttons."""
    return tuple(
        verb
        for verb in _VERBS_WITH_BUTTON[reception.state]
        if verb != "take_back_unknown" or reception.can_take_back
    )


def make_recipient_actions(verbs: tuple[str, ...], reception: Reception, names: Names) -> list[Action]:
    """The recipient's buttons for these verbs, whether or not the reception is in a state that allows them."""
    return [_RECIPIENT_ACTIONS[verb](reception, names) for verb in verbs]


def sender_actions(invitation: Invitation) -> list[Action]:
    """The sender's buttons. They depend only on the sender's half and the date."""
    return make_sender_actions(sender_verbs(invitation), invitation, isolate(invitation.to))


def sender_verbs(invitation: Invitation) -> tuple[str, ...]:
    """The verbs that have a button for the sender now, in the order of the buttons."""
    if not invitation.is_open:
        return ()
    follow_up = ("follow_up",) if invitation.may_follow_up else ()
    use_another_address = ("use_another_address",) if invitation.may_use_another_address else ()
    return (*follow_up, *use_another_address, "withdraw")


def make_sender_actions(verbs: tuple[str, ...], invitation: Invitation, name: str) -> list[Action]:
    """The sender's buttons for these verbs; `name` is that of the recipient, isolated."""
    return [_SENDER_ACTIONS[verb](invitation, name) for verb in verbs]


def names_of(person: Member) -> Names:
    return {"name": isolate(person.name), "first": isolate(person.get_short_name())}


def _url(verb: str, invitation: Invitation) -> str:
    return url_of(f"invitations:{verb}", invitation.public_id)


def _name(person: Member) -> dict[str, str]:
    return {"name": isolate(person.name)}


def _accept(reception: Reception, names: Names) -> Action:
    if reception.refused_at:
        return _recipient_action(
            reception,
            names,
            "accept",
            _("Accept after all"),
            _("Accept after all: %(name)s"),
            consequences.accept_after_all(reception),
        )
    return _recipient_action(
        reception,
        names,
        "accept",
        _("Accept"),
        _("Accept %(name)s"),
        consequences.accept(reception),
        "plain" if reception.archived_at else "primary",
    )


def _reply(reception: Reception, names: Names) -> Action:
    return _recipient_action(
        reception,
        names,
        "reply",
        _("Reply"),
        _("Reply to %(name)s"),
        consequences.reply(reception),
        form="reply",
    )


def _ignore(reception: Reception, names: Names) -> Action:
    return _recipient_action(
        reception, names, "ignore", _("Ignore"), _("Ignore %(name)s"), consequences.ignore(reception), "quiet"
    )


def _restore(reception: Reception, names: Names) -> Action:
    return _recipient_action(
        reception,
        names,
        "restore",
        _("Move back to inbox"),
        _("Move back to inbox: %(name)s"),
        consequences.restore(reception),
    )


def _unknown(reception: Reception, names: Names) -> Action:
    begins_alike = names["name"].startswith(names["first"])
    return _recipient_action(
        reception,
        names,
        "unknown",
        _("I don’t know %(first)s") % names,
        _("I don’t know %(name)s") if begins_alike else _("I don’t know %(first)s: %(name)s"),
        consequences.unknown(reception),
        "danger",
    )


def _take_back(reception: Reception, names: Names) -> Action:
    return _recipient_action(
        reception,
        names,
        "take_back_unknown",
        _("Undo “I don’t know”"),
        _("Undo “I don’t know”: %(name)s"),
        consequences.take_back_unknown(reception),
    )


def _recipient_action(
    reception: Reception,
    names: Names,
    verb: str,
    label: str,
    full_label: str,
    consequence: SafeString,
    variant: str = "plain",
    form: str = "",
) -> Action:
    invitation = reception.invitation
    return Action(
        verb, label, full_label % names, consequence, _url(verb, invitation), invitation.public_id,
        variant, form, _form_url(invitation, form),
    )  # fmt: skip


_RECIPIENT_ACTIONS: dict[str, Callable[[Reception, Names], Action]] = {
    "accept": _accept,
    "reply": _reply,
    "ignore": _ignore,
    "restore": _restore,
    "say_unknown": _unknown,
    "take_back_unknown": _take_back,
}
"""Verb of `Reception` → its button. `report` has a page of its own."""
_VERBS_WITH_BUTTON = {
    state: tuple(verb for verb in RECIPIENT_MOVES.get(state, ()) if verb in _RECIPIENT_ACTIONS)
    for state in ReceptionState
}


def _form_url(invitation: Invitation, form: str) -> str:
    return f"{invitation.get_absolute_url()}#{form}" if form else ""


def _follow_up(invitation: Invitation, name: str) -> Action:
    return Action(
        "follow_up",
        _("Follow up"),
        _("Follow up with %(name)s") % {"name": name},
        consequences.follow_up(),
        _url("follow_up", invitation),
        invitation.public_id,
        form="follow-up",
        page=_form_url(invitation, "follow-up"),
    )


def use_another_address_action(invitation: Invitation) -> Action:
    """The sender's link to the form, which shows the consequence again beside its button."""
    return _use_another_address(invitation, isolate(invitation.to))


def _use_another_address(invitation: Invitation, name: str) -> Action:
    url = _url("use_another_address", invitation)
    return Action(
        "use_another_address",
        _("Use another address"),
        _("Use another address for %(name)s") % {"name": name},
        consequences.use_another_address(),
        url,
        invitation.public_id,
        "quiet",
        page=url,
    )


def _withdraw(invitation: Invitation, name: str) -> Action:
    return Action(
        "withdraw",
        _("Withdraw"),
        _("Withdraw the invitation to %(name)s") % {"name": name},
        consequences.withdraw(invitation),
        _url("withdraw", invitation),
        invitation.public_id,
        "quiet",
    )


_SENDER_ACTIONS = {
    "follow_up": _follow_up,
    "use_another_address": _use_another_address,
    "withdraw": _withdraw,
}
