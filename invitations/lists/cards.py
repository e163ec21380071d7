"""What stands on the cards of the lists, prepared here so that each card is one flat template."""

from __future__ import annotations

from typing import Any

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from invitations.models import Invitation, Message, Reception
from network.common.sentences import html_sentence
from network.common.templatetags.dates import ago
from network.members.models import MutualConnections
from network.members.people.field_values import Viewer, card_values, same_values

LONG_NOTE = 200
"""A card shows three lines of a note; of one with more characters two, and a link to the whole."""

_REASONS = {
    Invitation.Reason.COLLEAGUE.value: gettext_lazy("says you are colleagues"),
    Invitation.Reason.CLASSMATE.value: gettext_lazy("says you were classmates"),
    Invitation.Reason.BUSINESS.value: gettext_lazy("says you did business together"),
    Invitation.Reason.FRIEND.value: gettext_lazy("says you are friends"),
    Invitation.Reason.OTHER.value: gettext_lazy("says you know each other another way"),
}

_COMPARED_REASONS = {Invitation.Reason.COLLEAGUE.value, Invitation.Reason.CLASSMATE.value}


def received_texts(
    reception: Reception, shared: MutualConnections | None, viewer: Viewer = Viewer.MEMBER
) -> dict[str, Any]:
    """The texts of a received or archived card, as template context. `viewer`: what its reader is to the sender."""
    note = reception.note
    return {
        "facts": _facts(reception, shared, viewer),
        "field_facts": [*_field_values(reception, viewer), *_same_values(reception, viewer)],
        "answer": _answer(reception),
        "newest": _received_messages(reception),
        "note_is_long": len(note) > LONG_NOTE or note.count("\n") > 2,
    }


def sent_messages(invitation: Invitation, rows: list[dict[str, str]] | None) -> list[SafeString]:
    """The newest reply and what the sender wrote after it, the oldest first; `rows` of `with_newest_messages`."""
    if not rows:
        return []
    first = invitation.recipient.get_short_name() if invitation.recipient else invitation.to
    texts: dict[str, str] = {
        Message.Kind.REPLY: _("<b>%(first)s replied:</b> %(text)s"),
        Message.Kind.MESSAGE: _("<b>You answered:</b> %(text)s"),
    }
    return [html_sentence(texts[row["kind"]], first=first, text=row["text"]) for row in reversed(rows)]


def _received_messages(reception: Reception) -> list[SafeString]:
    """The newest message, if `with_newest_message` has read one."""
    rows = getattr(reception, "newest", None)
    if not rows:
        return []
    texts: dict[str, str] = {
        Message.Kind.REPLY: _("<b>You replied:</b> %(text)s"),
        Message.Kind.MESSAGE: _("<b>%(first)s answered:</b> %(text)s"),
    }
    first = reception.sender.get_short_name()
    return [html_sentence(texts[row["kind"]], first=first, text=row["text"]) for row in rows]


def _facts(reception: Reception, shared: MutualConnections | None, viewer: Viewer) -> list[object]:
    """The lines below the name: headline, shared connections, profile fields, how the sender knows the recipient."""
    headline = format_html("<bdi>{}</bdi>", reception.sender.headline) if reception.sender.headline else ""
    values, reason = _field_values(reception, viewer), _reason(reception, viewer)
    facts = [headline, shared_connections(shared) if shared else "", *values, reason]
    return [fact for fact in facts if fact]


def _reason(reception: Reception, viewer: Viewer) -> object:
    """How the sender says they know the recipient, and beside it what the profiles of both say."""
    reason, same = _REASONS.get(reception.invitation.reason, ""), _same_values(reception, viewer)
    if not same:
        return reason
    return format_html_join(" · ", "<span>{}</span>", ((text,) for text in (reason, *same)))


def _same_values(reception: Reception, viewer: Viewer) -> list[str]:
    if reception.invitation.reason not in _COMPARED_REASONS:
        return []
    return same_values(reception.member, reception.sender, viewer)


def _field_values(reception: Reception, viewer: Viewer) -> list[SafeString]:
    return [
        format_html("<bdi>{}</bdi>: <bdi>{}</bdi>", value.label, value.text)
        for value in card_values(reception.sender, viewer)
    ]


def shared_connections(shared: MutualConnections) -> str:
    return ngettext("%(n)s shared connection", "%(n)s shared connections", shared.count) % {
        "n": shared.count_label
    }


def _answer(reception: Reception) -> SafeString | str:
    """What the recipient has answered in silence."""
    first = reception.sender.get_short_name()
    if reception.reported_at:
        return html_sentence(_("You reported %(first)s to the staff."), first=first)
    if reception.refused_at:
        return html_sentence(_("You said you don’t know %(first)s."), first=first)
    if reception.archived_at and reception.is_live:
        return html_sentence(_("Ignored %(when)s"), when=ago(reception.archived_at))
    return ""
