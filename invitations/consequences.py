"""What the other member is told of each action and what follows: whole sentences that begin with the button's label."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from invitations import policy
from network.common.sentences import html_sentence

if TYPE_CHECKING:
    from invitations.models import Invitation, Reception
    from network.members.models import Member


def accept(reception: Reception) -> SafeString:
    """With or without the recipient's address, as the recipient has chosen."""
    if reception.member.share_address:
        text = _(
            "<b>Accept</b> sends %(first)s your profile, your address, the number of your connections "
            "and some of their names. You can’t undo this."
        )
    else:
        text = _(
            "<b>Accept</b> sends %(first)s your profile, the number of your connections and some of their "
            "names, but not your address. You can’t undo this."
        )
    return html_sentence(text, first=_first(reception))


def accept_after_all(reception: Reception) -> SafeString:
    if reception.member.share_address:
        text = _(
            "<b>Accept after all</b> sends %(first)s your profile, your address, the number of your connections "
            "and some of their names. You can’t undo this."
        )
    else:
        text = _(
            "<b>Accept after all</b> sends %(first)s your profile, the number of your connections and some of "
            "their names, but not your address. You can’t undo this."
        )
    return html_sentence(text, first=_first(reception))


def reply(reception: Reception) -> SafeString:
    return html_sentence(
        _(
            "<b>Reply</b> sends %(first)s your message; you won’t be connected yet. You can’t undo this."
        ),
        first=_first(reception),
    )  # fmt: skip


def ignore(reception: Reception) -> SafeString:
    return html_sentence(
        _("<b>Ignore</b> moves it to your archive; %(first)s is not told."), first=_first(reception)
    )


def restore(reception: Reception) -> SafeString:
    return html_sentence(
        _("<b>Move back to inbox</b> puts it in your inbox again; %(first)s is not told."),
        first=_first(reception),
    )


def unknown(reception: Reception) -> SafeString:
    minutes = policy.current().take_back_minutes
    if minutes:
        text = ngettext(
            "<b>I don’t know %(first)s</b> is for people you truly don’t recognise. %(first)s is not told and can’t "
            "invite you again; if several people say so, that account is limited. "
            "You can undo this for %(n)s minute.",
            "<b>I don’t know %(first)s</b> is for people you truly don’t recognise. %(first)s is not told and can’t "
            "invite you again; if several people say so, that account is limited. "
            "You can undo this for %(n)s minutes.",
            minutes,
        )
    else:
        text = _(
            "<b>I don’t know %(first)s</b> is for people you truly don’t recognise. %(first)s is not told and can’t "
            "invite you again; if several people say so, that account is limited. You can’t undo this."
        )
    return html_sentence(text, first=_first(reception), n=minutes)


def take_back_unknown(reception: Reception) -> SafeString:
    return html_sentence(
        _("<b>Undo “I don’t know”</b> removes your answer; %(first)s is not told."), first=_first(reception)
    )


def report(reception: Reception) -> SafeString:
    return html_sentence(
        _(
            "%(first)s is not told. The staff read the conversation and your words. It counts as “I don’t know "
            "%(first)s”: %(first)s can’t invite you again, and if several people say so, that account is limited. "
            "You can’t undo this."
        ),
        first=_first(reception),
    )


def report_reply(author: Member) -> SafeString:
    return html_sentence(
        _(
            "%(first)s is not told. The staff read the conversation and your words. The invitation stays as it is. "
            "You can’t undo this."
        ),
        first=author.get_short_name(),
    )


def report_by_email(name: str) -> SafeString:
    return html_sentence(
        _(
            "%(name)s is not told. The staff read the invitation and your words. %(name)s can’t send e-mails to this "
            "address any more. You can’t undo this."
        ),
        name=name,
    )


def block(person: Member) -> SafeString:
    return html_sentence(
        _(
            "%(first)s is not told. Nothing that %(first)s sends reaches you any more. A connection between you "
            "ends, and so does any open invitation. Unblocking doesn’t bring them back."
        ),
        first=person.get_short_name(),
    )


def unblock(person: Member) -> SafeString:
    return html_sentence(
        _(
            "%(first)s is not told. What %(first)s sends from now on can reach you. What the block ended stays ended."
        ),
        first=person.get_short_name(),
    )  # fmt: skip


def follow_up() -> SafeString:
    """The same whatever the recipient has done."""
    return html_sentence(
        _("<b>Follow up</b>: you’ll hear if they accept or reply, and nothing else. You can’t undo this.")
    )


def use_another_address() -> SafeString:
    return html_sentence(
        _(
            "<b>Use another address</b> withdraws this invitation and sends it with the address that you enter. "
            "It counts as one more of your invitations. You can’t undo this."
        )
    )


def withdraw(invitation: Invitation) -> SafeString:
    if invitation.recipient is None:
        return html_sentence(
            _(
                "<b>Withdraw</b> removes it wherever it is waiting; nobody is told. It still counts as one of your "
                "invitations. You can’t undo this."
            )
        )
    return html_sentence(
        _(
            "<b>Withdraw</b> removes it from the inbox of %(first)s, who is not told. To invite %(first)s again you’ll "
            "need their e-mail address, and it still counts as one of your invitations. You can’t undo this."
        ),
        first=invitation.recipient.get_short_name(),
    )


def _first(reception: Reception) -> str:
    return reception.sender.get_short_name()
