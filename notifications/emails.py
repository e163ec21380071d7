"""One short function for each e-mail, and three templates of the same name: subject, text, HTML."""

from __future__ import annotations

import re
from collections.abc import Callable
from email.utils import format_datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.core.mail import BadHeaderError, EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.crypto import salted_hmac

from invitations.tokens import accept_token
from network import clock
from network.members.models import Connection, Member, MutualConnections
from notifications.models import EmailPreferences, Kind, Outbox
from notifications.tokens import never_again_token, unsubscribe_token

Context = dict[str, Any]
NAMES = 5
_SEPARATOR = re.compile(r"[\x00\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
_LINK = re.compile(r"\w+://|\bwww\.|\b[\w-]+\.(?:[a-z]{2,}|[A-Z]{2,})\b|\b\d{1,3}(?:\.\d{1,3}){3}\b")


def build(row: Outbox) -> EmailMultiAlternatives:
    """The message of an outbox row, in its reader's language, with everything RFC 8058 asks for."""
    if row.kind == Kind.ACCOUNT:
        return account(row)
    with translation.override(row.language):
        here = WRITERS[Kind(row.kind)](row) | _frame(row)
        parts = written(Kind(row.kind), here)
    return _message(row, *parts, here["stop_url"])


def written(kind: Kind, here: Context) -> tuple[str, str, str]:
    """Subject, text and HTML of one kind of e-mail, in the language that is spoken now."""
    here = here | {
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    subject = " ".join(one_line(render_to_string(f"emails/{kind}.subject.txt", here).strip()).split())
    text = render_to_string(f"emails/{kind}.txt", here).strip() + "\n"
    return subject, text, render_to_string(f"emails/{kind}.html", here)


def account(row: Outbox) -> EmailMultiAlternatives:
    """A letter about the account, written already; to the address that it is about, and with no way to stop it."""
    mail = row.account_email
    return _message(row, mail.subject, mail.text, mail.html)


def _message(row: Outbox, subject: str, text: str, html: str, stop: str = "") -> EmailMultiAlternatives:
    headers = {
        "Message-ID": message_id(row.key),
        "Date": format_datetime(clock.now()),
        "Auto-Submitted": "auto-generated",
    }
    if stop:
        headers |= {"List-Unsubscribe": f"<{stop}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    mail = EmailMultiAlternatives(
        subject, text, settings.DEFAULT_FROM_EMAIL, [one_line(row.to_address)], headers=headers
    )
    mail.attach_alternative(html, "text/html")
    return mail


def one_line(value: str) -> str:
    """The same. Raises `BadHeaderError` for what could begin another header."""
    if _SEPARATOR.search(value):
        raise BadHeaderError("A line break or a NUL stands in a header.")
    return value


def message_id(key: str) -> str:
    """The same row always has the same Message-ID, so a copy sent twice is recognised as one."""
    digest = salted_hmac("notifications.message-id", key, settings.HASH_KEY).hexdigest()[:32]
    return f"<{digest}@{urlsplit(settings.SITE_URL).hostname}>"


def url(name: str, *args: Any) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def carries_link(note: str) -> bool:
    """Whether a note must stay on the site: first contact carries no link of the sender's."""
    return bool(_LINK.search(note))


def invitation(row: Outbox) -> Context:
    """Also the follow-up and the reminder: note, profile, inbox, accept link (R05–R09, R11)."""
    assert row.invitation is not None
    assert row.member is not None
    accept_url = url("invitations:accept_from_email", accept_token(row.invitation, row.member))
    return asked(row.invitation.sender, _note(row), accept_url)


def asked(sender: Member, note: str, accept_url: str) -> Context:
    return {
        **_first_contact(sender, note),
        "note_on_site": carries_link(note),
        "profile_url": url("members:profile", sender.handle),
        "inbox_url": url("invitations:received"),
        "accept_url": accept_url,
    }


def join(row: Outbox) -> Context:
    """To somebody who is no member yet, and its reminder: the note, where to join, how to stop it for good."""
    assert row.invitation is not None
    join_url = f"{url('account_signup')}?{urlencode({'email': row.address})}"
    return joining(row.invitation.sender, _note(row), join_url)


def joining(sender: Member, note: str, join_url: str) -> Context:
    return {**_first_contact(sender, note), "join_url": join_url}


def _note(row: Outbox) -> str:
    """What the sender wrote last; the first note, where a follow-up has none."""
    assert row.invitation is not None
    return (row.said.text if row.said else "") or row.invitation.note


def _first_contact(sender: Member, note: str) -> Context:
    return {
        "person": sender,
        "headline": "" if carries_link(sender.headline) else sender.headline,
        "note": "" if carries_link(note) else note,
    }


def said(row: Outbox) -> Context:
    """A reply or a message: its words, and where the thread is (R17)."""
    assert row.invitation is not None
    assert row.said is not None
    return {
        "person": row.said.author,
        "message": row.said.text,
        "profile_url": url("members:profile", row.said.author.handle),
        "thread_url": url("invitations:detail", row.invitation.public_id),
    }


def accepted(row: Outbox) -> Context:
    """Profile, address if it is shared, and a summary of the new connection's connections (R10, R13–R15)."""
    assert row.invitation is not None
    assert row.member is not None
    them = row.invitation.recipient
    assert them is not None
    shared = Connection.objects.shared(row.member, [them]).get(them.pk)
    return {
        "person": them,
        "address": them.email if them.share_address else "",
        "profile_url": url("members:profile", them.handle),
        "degree": them.degree,
        "shared": shared,
        "names": [person.name for person in _some_connections(them, row.member, shared)],
    }


def _some_connections(them: Member, reader: Member, shared: MutualConnections | None) -> list[Member]:
    """A few of their connections, the shared ones first; those alone if they show the others to nobody."""
    known = shared.faces if shared else []
    if not them.shows_connections_to(reader, connected=True):
        return known
    others = Connection.objects.of(them).exclude(other__in=[reader, *known]).select_related("other")
    few = others.order_by("-since", "-other")[: NAMES - len(known)]
    return [*known, *(edge.other for edge in few)]


def restricted(row: Outbox) -> Context:
    """A plain notice; no cause is named."""
    return {"etiquette_url": url("invitations:etiquette")}


def lifted(row: Outbox) -> Context:
    return {"home_url": url("home")}


def export_ready(row: Outbox) -> Context:
    """The copy itself is never in the mail: the link leads to a page behind the login."""
    return {"export_url": url("members:export")}


WRITERS: dict[Kind, Callable[[Outbox], Context]] = {
    Kind.INVITATION: invitation,
    Kind.FOLLOW_UP: invitation,
    Kind.REMINDER: invitation,
    Kind.JOIN: join,
    Kind.JOIN_REMINDER: join,
    Kind.MESSAGE: said,
    Kind.REPLY: said,
    Kind.ACCEPTED: accepted,
    Kind.RESTRICTED: restricted,
    Kind.LIFTED: lifted,
    Kind.EXPORT_READY: export_ready,
}


def _frame(row: Outbox) -> Context:
    return {
        "preferences_url": url("notifications:preferences") if row.member else "",
        "stop_url": _stop_url(row),
    }


def _stop_url(row: Outbox) -> str:
    """One click stops this kind of mail for a member, and every mail for an address that no member has."""
    if row.member is None:
        return url("notifications:unsubscribe", never_again_token(row.address))
    switch = EmailPreferences.FIELD_OF.get(Kind(row.kind))
    return url("notifications:unsubscribe", unsubscribe_token(row.member.pk, switch)) if switch else ""
