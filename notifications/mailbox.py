"""What the pages of a mailbox show: of a member's own one, and in the demo of that of any address.

What was opened is remembered in the session, so that opening an e-mail writes no table. Each function takes the e-mails
that the reader may see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.parser import Parser
from email.policy import default as mime_policy
from email.utils import parseaddr
from typing import Any

from django.db.models import Q
from django.db.models.functions import Substr
from django.http import HttpRequest, HttpResponse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language, get_language_info, gettext_lazy, pgettext_lazy

from invitations.lists.counts import MAX_COUNT, badge
from network.common.pagination import paginate
from network.common.text import direction
from network.members.list_filters import FilterSet, Label
from notifications.choices import Kind
from notifications.models import CapturedEmail
from notifications.models.captured_email import CapturedEmailQuerySet

OPENED_KEY, MAX_OPENED = "opened_emails", 300
"""Session key of the public ids of the e-mails that were opened, and how many of the latest it keeps."""
HEAD_LENGTH, PREVIEW_LENGTH = 4000, 160
TABS = {
    "html": "HTML",
    "text": gettext_lazy("Text"),
    "headers": gettext_lazy("Headers"),
    "source": gettext_lazy("Source"),
}


def opened_ids(request: HttpRequest) -> list[str]:
    return list(request.session.get(OPENED_KEY, []))


def mark_as_opened(request: HttpRequest, email: CapturedEmail) -> None:
    opened = opened_ids(request)
    if email.public_id not in opened:
        request.session[OPENED_KEY] = [*opened, email.public_id][-MAX_OPENED:]


def unread_badge(request: HttpRequest, emails: CapturedEmailQuerySet) -> str:
    """How many of the e-mails were not opened: empty for 0, "99+" from 100 on."""
    return badge(emails.exclude(public_id__in=opened_ids(request))[:MAX_COUNT].count())


class EmailFilterSet(FilterSet):
    """The search, in subject and text; only what is unread; and the kinds of e-mail that are in the mailbox."""

    def __init__(self, request: HttpRequest, emails: CapturedEmailQuerySet) -> None:
        found = set(emails.order_by().values_list("kind", flat=True).distinct())
        kinds: dict[str, Label] = {kind.value: kind.label for kind in Kind if kind.value in found}
        self.options = {"unread": {"1": pgettext_lazy("e-mails", "Unread")}, "kind": kinds}
        super().__init__(request)
        self._opened = opened_ids(request)

    def filter_queryset(self, emails: CapturedEmailQuerySet) -> CapturedEmailQuerySet:
        if self.query:
            emails = emails.filter(Q(subject__icontains=self.query) | Q(text__icontains=self.query))
        if "unread" in self.chosen:
            emails = emails.exclude(public_id__in=self._opened)
        if kind := self.chosen.get("kind"):
            emails = emails.filter(kind=kind)
        return emails


@dataclass(frozen=True)
class Row:
    """An e-mail in the list. `head` is the beginning of its source, `start` that of its text."""

    email: CapturedEmail
    url: str
    is_unread: bool

    @property
    def sender(self) -> str:
        head = Parser(policy=mime_policy).parsestr(getattr(self.email, "head", ""), headersonly=True)
        return sender_of([("From", str(head["From"] or ""))])

    @property
    def preview(self) -> str:
        """The beginning of the text, without a first line that repeats the subject, links and quotation marks."""
        lines = str(getattr(self.email, "start", "")).strip().splitlines()
        if lines and lines[0].strip(" .") == self.email.subject:
            del lines[0]
        words = " ".join(line.removeprefix("> ") for line in lines if "://" not in line)
        return " ".join(words.split())[:PREVIEW_LENGTH]


def sender_of(headers: list[tuple[str, str]]) -> str:
    """The name in From, or its address where it has no name."""
    name, address = parseaddr(dict(headers).get("From", ""))
    return name or address


def line_attributes(email: CapturedEmail, text: str) -> str:
    """The attributes of an element with one line of an e-mail: `dir`, and `lang` where it is another than the page's."""
    if not text:
        return ""
    if email.language in ("", get_language()):
        return format_html(' dir="{}"', direction(text))
    info = get_language_info(email.language)
    return format_html(' lang="{}" dir="{}"', email.language, "rtl" if info["bidi"] else "ltr")


def part_attributes(email: CapturedEmail) -> SafeString:
    """The same of the whole text part, where each paragraph has its own direction: a note may be in any language."""
    if email.language in ("", get_language()):
        return format_html(' dir="{}"', "auto")
    return format_html(' lang="{}" dir="auto"', email.language)


def list_context(
    request: HttpRequest, emails: CapturedEmailQuerySet, url_of: Callable[[CapturedEmail], str]
) -> dict[str, Any]:
    """The template context of one page of the list, newest first."""
    filters = EmailFilterSet(request, emails)
    beginnings = {"head": Substr("raw", 1, HEAD_LENGTH), "start": Substr("text", 1, 4 * PREVIEW_LENGTH)}
    matching = filters.filter_queryset(emails).defer("raw", "html", "text").annotate(**beginnings)
    page = paginate(matching, ("-sent_at", "-public_id"), request.GET.get("after", ""))
    opened = opened_ids(request)
    rows = [Row(email, url_of(email), email.public_id not in opened) for email in page.rows]
    return {"rows": rows, "next": page.next, "filters": filters, "q": filters.query}


def message_context(request: HttpRequest, email: CapturedEmail) -> dict[str, Any]:
    """The template context of one e-mail, which is marked as opened. `show` in the query string names the tab."""
    mark_as_opened(request, email)
    tabs = {name: label for name, label in TABS.items() if name != "html" or email.html}
    asked = request.GET.get("show", "")
    headers = email.headers()
    return {
        "mail": email,
        "tabs": tabs,
        "tab": asked if asked in tabs else next(iter(tabs)),
        "headers": headers,
        "sender": dict(headers).get("From", ""),
    }


def source_response(email: CapturedEmail) -> HttpResponse:
    """The message as it was captured, as a file."""
    name = f'attachment; filename="{email.public_id}.eml"'
    return HttpResponse(email.raw, content_type="message/rfc822", headers={"Content-Disposition": name})
