"""One record for each kind of e-mail: a function for its context, and three templates named after it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import format_datetime
from enum import Enum, auto
from types import SimpleNamespace
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext, gettext_noop, pgettext

from invitations.join_links import join_token
from invitations.models import Report
from invitations.tokens import accept_token, card_token, not_me_token, report_token
from network import clock, site
from network.common import languages
from network.common.addresses import readable_address
from network.common.admin_start import waiting_for
from network.common.hashing import keyed_hash
from network.common.links import carries_link
from network.common.templatetags.dates import day_text
from network.common.text import isolate
from network.members.imports.welcome import welcome_token
from network.members.models import Connection, ImportedPerson, Member, MutualConnections, WelcomeText
from network.site.context import for_email
from network.site.sender import from_header
from notifications.bounce_address import envelope_sender
from notifications.choices import Kind
from notifications.headers import FoldedEmail, literal_address, one_line
from notifications.models import Outbox
from notifications.tokens import opt_out_token, unsubscribe_token

Context = dict[str, Any]
MAX_NAMES = 5
WELCOME_TEXT = gettext_noop(
    "Hello {name},\n\nwe have prepared an account on {site} for you. Open the link, look at what we have filled in, and choose "
    "a password. Until then nobody sees anything about you."
)
"""What a welcome letter says where staff have not written it."""
PLACEHOLDERS = ("{name}", "{site}")
"""What is replaced in the text that staff have written."""


def build(row: Outbox) -> EmailMultiAlternatives:
    """The message of an outbox row, in its reader's language, with the unsubscribe headers of RFC 8058."""
    kind = Kind(row.kind)
    get_context = MAIL_KINDS[kind].get_context
    if get_context is None:
        return account_email(row)
    language = languages.for_member(row.language)
    with translation.override(language):
        context = get_context(row) | _footer(row)
        parts = render(kind, context)
    mail = _message(row, *parts, context["unsubscribe_url"])
    mail.language = language
    return mail


def render(kind: Kind, context: Context) -> tuple[str, str, str]:
    """Subject, text and HTML of one kind of e-mail, in the active language."""
    context = context | {
        **for_email(),
        "language": translation.get_language(),
        "direction": "rtl" if translation.get_language_bidi() else "ltr",
    }
    subject = " ".join(one_line(render_to_string(f"emails/{kind}.subject.txt", context).strip()).split())
    text = render_to_string(f"emails/{kind}.txt", context).strip() + "\n"
    return subject, text, render_to_string(f"emails/{kind}.html", context | {"subject": subject})


def account_email(row: Outbox) -> EmailMultiAlternatives:
    """Account mail: pre-rendered, no List-Unsubscribe."""
    mail = row.account_email
    return _message(row, mail.subject, mail.text, mail.html)


def _message(row: Outbox, subject: str, text: str, html: str, unsubscribe_url: str = "") -> FoldedEmail:
    to_address = literal_address(row.to_address)
    headers = {
        "Message-ID": message_id(row.key),
        "Date": format_datetime(clock.now()),
        "Auto-Submitted": "auto-generated",
    }
    if settings.BOUNCE_ADDRESS:  # else the sender of the envelope is the From
        headers["From"] = from_header()
    if unsubscribe_url:
        headers |= {
            "List-Unsubscribe": f"<{unsubscribe_url}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        }
    mail = FoldedEmail(subject, text, envelope_sender(to_address), [to_address], headers=headers)
    mail.attach_alternative(html, "text/html")
    mail.kind, mail.language = row.kind, row.language
    return mail


def message_id(key: str) -> str:
    """The Message-ID, always the same for one row, so that a mail sent twice is recognised as one."""
    return f"<{keyed_hash('notifications.message-id', key)[:32]}@{urlsplit(settings.SITE_URL).hostname}>"


def url(name: str, *args: Any) -> str:
    """The absolute URL of a page."""
    return settings.SITE_URL + reverse(name, args=args)


def invitation(row: Outbox) -> Context:
    """Invitation, follow-up and reminder: note, profile, inbox, accept link (R05–R09, R11)."""
    assert row.invitation is not None
    assert row.member is not None
    accept_url = url("invitations:accept_from_email", accept_token(row.invitation, row.member))
    return invitation_context(row.invitation.sender, _note(row), accept_url, _report_url(row))


def invitation_context(sender: Member, note: str, accept_url: str, report_url: str) -> Context:
    return {
        **_first_contact(sender, note),
        "note_on_site": carries_link(note),
        "profile_url": url("members:profile", sender.handle),
        "inbox_url": url("invitations:received"),
        "accept_url": accept_url,
        "report_url": report_url,
    }


def join(row: Outbox) -> Context:
    """Invitation to a non-member, its reminders and a new link: the note, the sender's card, the link to join (R07)."""
    assert row.invitation is not None
    token = join_token(row.invitation, row.language, keyed_hash("notifications.join-link", row.key)[:32])
    return join_context(
        row.invitation.sender,
        _note(row),
        join_url=url("invitations:join", token),
        profile_url=url("invitations:card", card_token(row.invitation, row.language)),
        address=readable_address(row.address),
        report_url=_report_url(row),
    )


def join_context(
    sender: Member, note: str, *, join_url: str, profile_url: str, address: str, report_url: str
) -> Context:
    return {
        **_first_contact(sender, note),
        "join_url": join_url,
        "profile_url": profile_url,
        "address": address,
        "report_url": report_url,
    }


def welcome(row: Outbox) -> Context:
    """The letter to somebody whom staff have imported: what staff have written, and the link that opens the account."""
    person = ImportedPerson.objects.get(address=row.address)
    language = languages.for_member(row.language)
    written = WelcomeText.objects.filter(language=language).first()
    link = url("members:welcome", welcome_token(person, language))
    return welcome_context(person.name, row.address, written, link)


def welcome_context(name: str, address: str, written: WelcomeText | None, link: str) -> Context:
    """In the active language; with our text where staff have `written` none."""
    site_name = site.current().name
    text = written.text if written else gettext(WELCOME_TEXT)
    subject = written.subject if written else gettext("Your account on {site}")
    return {
        "welcome_subject": subject.replace("{site}", site_name).replace("{name}", name),
        "paragraphs": [
            paragraph.replace("{site}", isolate(site_name)).replace("{name}", isolate(name))
            for paragraph in text.replace("\r\n", "\n").strip().split("\n\n")
        ],
        "welcome_url": link,
        "address": readable_address(address),
    }


def joined(row: Outbox) -> Context:
    """Notice that an account was opened with the link of an invitation, with the link that closes it."""
    assert row.member is not None
    not_me_url = url("invitations:not_me", not_me_token(row.member.join_link_use))
    return {"address": readable_address(row.address), "not_me_url": not_me_url}


def _report_url(row: Outbox) -> str:
    assert row.invitation is not None
    return url("invitations:report_from_email", report_token(row.invitation, row.member, row.language))


def _note(row: Outbox) -> str:
    """The note of the follow-up or, if it has none, of the invitation."""
    assert row.invitation is not None
    return (row.thread_message.text if row.thread_message else "") or row.invitation.note


def _first_contact(sender: Member, note: str) -> Context:
    return {
        "person": SimpleNamespace(name=sender.name_in_first_contact),
        "headline": sender.headline_in_first_contact,
        "note": "" if carries_link(note) else note,
    }


def thread_message(row: Outbox) -> Context:
    """Reply or message: its text and a link to the thread (R17)."""
    assert row.invitation is not None
    assert row.thread_message is not None
    return {
        "person": row.thread_message.author,
        "message": row.thread_message.text,
        "profile_url": url("members:profile", row.thread_message.author.handle),
        "thread_url": url("invitations:detail", row.invitation.public_id),
    }


def accepted(row: Outbox) -> Context:
    """Profile, address if it is shared, and a summary of the new connection's connections (R10, R13–R15)."""
    assert row.invitation is not None
    assert row.member is not None
    recipient = row.invitation.recipient
    assert recipient is not None
    shared = Connection.objects.shared(row.member, [recipient]).get(recipient.pk)
    return {
        "person": recipient,
        "address": recipient.email if recipient.share_address else "",
        "profile_url": url("members:profile", recipient.handle),
        "degree": recipient.degree,
        "shared": shared,
        "connections": _some_connections(recipient, row.member, shared),
    }


@dataclass(frozen=True)
class ListedConnection:
    """A name in the summary of somebody's connections, and whether the reader is connected with them as well."""

    name: str
    is_shared: bool = False


def _some_connections(
    member: Member, reader: Member, shared: MutualConnections | None
) -> list[ListedConnection]:
    """Up to MAX_NAMES connections of the member, shared ones first; only those if the member hides the others."""
    shared_people = shared.members if shared else []
    listed = [ListedConnection(person.name, is_shared=True) for person in shared_people]
    if not member.shows_connections_to(reader, connected=True):
        return listed
    others = Connection.objects.of(member).exclude(other__in=[reader, *shared_people]).select_related("other")
    newest = others.order_by("-since", "-other")[: MAX_NAMES - len(shared_people)]
    return [*listed, *(ListedConnection(connection.other.name) for connection in newest)]


def restricted(row: Outbox) -> Context:
    """Notice that the account is restricted, without the cause."""
    return {"etiquette_url": url("invitations:etiquette")}


def lifted(row: Outbox) -> Context:
    """Notice that the restriction was lifted."""
    return {"home_url": url("home")}


def more_granted(row: Outbox) -> Context:
    """Answer to a request for more invitations, without a number (R03)."""
    return {"sent_url": url("invitations:sent")}


def more_declined(row: Outbox) -> Context:
    """Answer to a request for more invitations, without a number (R03)."""
    return {"ask_url": url("invitations:ask_for_more")}


def report_handled(row: Outbox) -> Context:
    """Answer to the member who reported, the same whatever was decided, and without a name: it would tell who has left."""
    report = Report.objects.select_related("invitation").get(pk=row.key.partition(":")[2])
    return {"day": day_text(report.at), "is_about_reply": report.is_about_reply}


def staff(row: Outbox) -> Context:
    """What waits for a member of staff, as of now, each with its list. Raises `ValueError` if nothing does."""
    lines = [
        StaffLine(found.sentence, settings.SITE_URL + found.queue.url) for found in waiting_for(row.member)
    ]
    if not lines:
        raise ValueError("Nothing waits.")
    summary = pgettext("between names", ", ").join(line.sentence for line in lines)
    return {"lines": lines, "summary": summary, "admin_url": url("admin:index")}


class StaffLine(NamedTuple):
    """How much waits of one kind, and the list of the admin that shows it."""

    sentence: str
    url: str


def export_ready(row: Outbox) -> Context:
    """Link to the page with the member's data export, which requires a login. The export is not attached."""
    return {"export_url": url("members:export")}


class Audience(Enum):
    """Who gets a kind of e-mail, and so which conditions are checked again before it is sent."""

    RECIPIENT = auto()
    SENDER = auto()
    NON_MEMBER = auto()
    IMPORTED = auto()
    ACCOUNT = auto()
    STAFF = auto()


@dataclass(frozen=True)
class MailKind:
    """How a kind of e-mail is written and who gets it.

    `get_context` returns the context of its three templates; None for account mail, which is rendered beforehand.
    `switch` is the field of `EmailPreferences` that stops it, if one does.
    """

    audience: Audience
    get_context: Callable[[Outbox], Context] | None
    switch: str = ""

    @property
    def respects_suppressions(self) -> bool:
        """False for mail about the account, which is sent to suppressed addresses too: its owner asked for it or must know."""
        return self.audience != Audience.ACCOUNT


MAIL_KINDS = {
    Kind.INVITATION: MailKind(Audience.RECIPIENT, invitation, "invitations"),
    Kind.FOLLOW_UP: MailKind(Audience.RECIPIENT, invitation, "invitations"),
    Kind.REMINDER: MailKind(Audience.RECIPIENT, invitation, "reminders"),
    Kind.MESSAGE: MailKind(Audience.RECIPIENT, thread_message, "replies"),
    Kind.REPLY: MailKind(Audience.SENDER, thread_message, "replies"),
    Kind.ACCEPTED: MailKind(Audience.SENDER, accepted, "acceptances"),
    Kind.JOIN: MailKind(Audience.NON_MEMBER, join),
    Kind.JOIN_REMINDER: MailKind(Audience.NON_MEMBER, join),
    Kind.JOIN_LINK: MailKind(Audience.NON_MEMBER, join),
    Kind.WELCOME: MailKind(Audience.IMPORTED, welcome),
    Kind.WELCOME_LINK: MailKind(Audience.IMPORTED, welcome),
    Kind.JOINED: MailKind(Audience.ACCOUNT, joined),
    Kind.RESTRICTED: MailKind(Audience.ACCOUNT, restricted),
    Kind.LIFTED: MailKind(Audience.ACCOUNT, lifted),
    Kind.MORE_GRANTED: MailKind(Audience.ACCOUNT, more_granted),
    Kind.MORE_DECLINED: MailKind(Audience.ACCOUNT, more_declined),
    Kind.LIMIT_KEPT: MailKind(Audience.ACCOUNT, restricted),
    Kind.REPORT_HANDLED: MailKind(Audience.ACCOUNT, report_handled),
    Kind.STAFF: MailKind(Audience.STAFF, staff, "staff_letters"),
    Kind.EXPORT_READY: MailKind(Audience.ACCOUNT, export_ready),
    Kind.ACCOUNT: MailKind(Audience.ACCOUNT, None),
}


def _footer(row: Outbox) -> Context:
    return {
        "preferences_url": url("notifications:preferences") if row.member else "",
        "unsubscribe_url": _unsubscribe_url(row),
    }


def _unsubscribe_url(row: Outbox) -> str:
    """The link that stops this kind of mail for a member, or all mail for an address that no member has."""
    if row.member is None:
        return url("notifications:unsubscribe", opt_out_token(row.address, row.language))
    switch = MAIL_KINDS[Kind(row.kind)].switch
    return url("notifications:unsubscribe", unsubscribe_token(row.member.pk, switch)) if switch else ""
