"""The admin of e-mail: the outbox with what is never sent, captured e-mails, suppressions and preferences."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin

from invitations.admin import timeline, told
from invitations.admin.by_email import InvitedAdmin, addresses_typed_by, digests_concerning, invited_by
from invitations.admin.columns import (
    ADDRESS_OF_INVITATION,
    INVITATION,
    MEMBER,
    PARTIES_OF_INVITATION,
    SELECT_INVITATION,
)
from invitations.errors import NotOpen
from invitations.models import Block, Report
from invitations.models.non_member import address_digest
from network.common.admin import (
    Link,
    NamedValuesFilter,
    NoAddDeleteAdmin,
    ReadOnlyAdmin,
    change_url,
    changelist_url,
)
from network.common.queue import wake
from network.members.admin.members import MemberAdmin
from network.members.models import Member
from network.members.roles import SUPPORT, grant
from notifications import admin_letters as admin_letters
from notifications import admin_start as admin_start
from notifications import tasks
from notifications.choices import OPENS_AN_ACCOUNT, Kind, SilentKind
from notifications.mailbox import line_attributes, part_attributes
from notifications.models import (
    AccountEmail,
    AddressVerification,
    CapturedEmail,
    EmailPreferences,
    MailPause,
    Outbox,
    PreferenceChange,
    Suppression,
)
from notifications.restriction_sentences import restriction_entries
from notifications.sentences import email_entries
from notifications.told import told_lines
from notifications.views import frame_policy

timeline.SOURCES.extend([(Outbox, email_entries), (Outbox, restriction_entries)])
told.SOURCES.append((Outbox, told_lines))
grant(SUPPORT, "notifications", "view_suppression", "change_suppression")


@admin.register(Outbox)
class OutboxAdmin(ReadOnlyAdmin[Outbox]):
    """Includes the silence ledger: the status “not sent, by decision” with its reason."""

    rights: ClassVar = {"captured": (CapturedEmail,)}
    parties = ("member", "thread_message__author", *PARTIES_OF_INVITATION)
    party_addresses = ("address", *ADDRESS_OF_INVITATION)
    link_lookups = ("member__id__exact",)
    list_display = ["created_at", "kind", MEMBER, "address", "status", "explanation", INVITATION, "sent_at"]  # fmt: skip
    list_filter = ["status", "kind", ("language", NamedValuesFilter)]
    search_fields = ["key", "member__name", "address", "reason", "details", "message_id"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]
    list_select_related = ["member", *SELECT_INVITATION]
    readonly_fields = ["captured"]
    actions = ["send_again"]

    def concerning(self, member: Any) -> Q:
        """Also silences about the member's blocks and answers to reports about them, whose rows name these in their key alone,
        and mail about the accounts of people whom they invited, which would tell that these have joined."""
        no_invitation = Q(invitation=None)
        invited = no_invitation & (invited_by(member) | Q(address__in=addresses_typed_by(member)))
        blocks = Block.objects.filter(Q(blocker=member) | Q(blocked=member)).values_list("pk", flat=True)
        kinds = (SilentKind.BLOCKED, SilentKind.UNBLOCKED)
        reports = Report.objects.against(member).values_list("pk", flat=True)
        keys = [f"{kind}:{pk}" for pk in blocks for kind in kinds]
        keys += [f"{Kind.REPORT_HANDLED}:{pk}" for pk in reports]
        return super().concerning(member) | invited | Q(key__in=keys)

    @admin.display(description=gettext_lazy("reason"), ordering="reason")
    def explanation(self, row: Outbox) -> str:
        return row.explanation

    @admin.display(description=gettext_lazy("captured e-mail"))
    def captured(self, row: Outbox) -> SafeString | str:
        if not settings.CAPTURE_EMAIL:
            return "–"
        captured = CapturedEmail.objects.filter(message_id=row.message_id).exclude(message_id="")
        copies = captured.defer("raw", "html", "text").order_by("sent_at", "pk")
        return format_html_join(" · ", '<a href="{}">{}</a>', ((change_url(copy), copy) for copy in copies))

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Says why rows that are due wait."""
        for pause in MailPause.objects.order_by("since"):
            self.message_user(request, pause.sentence, messages.WARNING)
        return super().changelist_view(request, extra_context)

    @admin.action(description=gettext_lazy("Send again (failed or cancelled ones)"), permissions=["change"])
    def send_again(self, request: HttpRequest, rows: QuerySet[Outbox]) -> None:
        self.run_action(request, rows, Outbox.send_again, _("Queued again"), NotOpen)
        wake(tasks.send_mail)


def _outbox_concerning(member: Any) -> QuerySet[Outbox]:
    outbox = admin.site.get_model_admin(Outbox)
    assert isinstance(outbox, OutboxAdmin)
    return Outbox.objects.filter(outbox.concerning(member))


@admin.register(MailPause)
class MailPauseAdmin(ReadOnlyAdmin[MailPause]):
    """Empty while e-mail leaves."""

    list_display = ["kind", "since", "next_at", "failures", "details"]
    ordering = ["since"]


@admin.register(AccountEmail)
class AccountEmailAdmin(ReadOnlyAdmin[AccountEmail]):
    """The outbox rows of account mail that waits; never its text, whose links give access to an account."""

    parties = ("row__member",)
    party_addresses = ("row__address",)
    list_display = ["row"]
    list_select_related = ["row"]
    search_fields = ["row__key", "row__address"]
    ordering = ["-row"]
    fields = ["row"]

    def concerning(self, member: Any) -> Q:
        return Q(row__in=_outbox_concerning(member).values("pk"))


class CapturedEmailAdmin(ReadOnlyAdmin[CapturedEmail]):
    """Copies of e-mails. Those with links that open or change an account are for superusers alone."""

    rights: ClassVar = {"cause": (Outbox,)}
    party_addresses = ("to",)
    link_lookups = ("to__in",)
    list_display = ["subject_line", "to", "sent_at"]
    list_filter = ["sent_at"]
    search_fields = ["to", "subject", "text", "message_id"]
    date_hierarchy = "sent_at"
    ordering = ["-sent_at", "-id"]
    fieldsets = [
        (None, {"fields": ["to", "subject_line", "language", "sent_at", "cause", "plain", "framed"]}),
        (gettext_lazy("Source"), {"classes": ["collapse"], "fields": ["header_lines", "source"]}),
    ]
    readonly_fields = ["subject_line", "cause", "plain", "framed", "header_lines", "source"]

    def concerning(self, member: Any) -> Q:
        """Also mail to others about an invitation, message or block of the member: its outbox row names them."""
        rows = _outbox_concerning(member).exclude(message_id="")
        return super().concerning(member) | Q(message_id__in=rows.values("message_id"))

    def visible_to(self, member: Any, rows: QuerySet[CapturedEmail]) -> QuerySet[CapturedEmail]:
        """Without an outbox row nothing says what a copy contains: it is kept from staff too."""
        if not member.is_superuser:
            known = Outbox.objects.exclude(message_id="")
            secret = known.filter(kind__in=OPENS_AN_ACCOUNT).values("message_id")
            rows = rows.filter(message_id__in=known.values("message_id")).exclude(message_id__in=secret)
        return super().visible_to(member, rows)

    def get_queryset(self, request: HttpRequest) -> QuerySet[CapturedEmail]:
        return super().get_queryset(request).defer("raw", "html", "text")

    def get_urls(self) -> list[URLPattern]:
        view = xframe_options_sameorigin(self.admin_site.admin_view(self.html_view))
        return [path("<path:pk>/html/", view, name="notifications_capturedemail_html"), *super().get_urls()]

    def html_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """The HTML part alone, with the Content-Security-Policy of the mailbox."""
        mail = self.get_object(request, pk)
        if mail is None or not mail.html or not self.has_view_permission(request, mail):
            raise Http404
        headers = {"Content-Security-Policy": frame_policy(mail.html)}
        return HttpResponse('<base target="_top">' + mail.html, headers=headers)

    @admin.display(description=gettext_lazy("subject"), ordering="subject")
    def subject_line(self, mail: CapturedEmail) -> SafeString:
        attributes = line_attributes(mail, mail.subject)
        return format_html("<bdi{}>{}</bdi>", attributes, mail.subject or _("(no subject)"))

    @admin.display(description=gettext_lazy("outbox row"))
    def cause(self, mail: CapturedEmail) -> SafeString:
        rows = Outbox.objects.filter(message_id=mail.message_id).exclude(message_id="")
        return format_html_join(" · ", '<a href="{}">{}</a>', ((change_url(row), row) for row in rows))

    @admin.display(description=gettext_lazy("text"))
    def plain(self, mail: CapturedEmail) -> SafeString:
        return format_html("<pre{}>{}</pre>", part_attributes(mail), mail.text)

    @admin.display(description="HTML")
    def framed(self, mail: CapturedEmail) -> SafeString | str:
        if not mail.html:
            return "–"
        url = reverse("admin:notifications_capturedemail_html", args=[mail.pk])
        frame = '<iframe src="{}" title="{}" width="640" height="640"></iframe>'
        return format_html(frame, url, mail.subject)

    @admin.display(description=gettext_lazy("headers"))
    def header_lines(self, mail: CapturedEmail) -> SafeString:
        return format_html("<pre>{}</pre>", "\n".join(f"{name}: {value}" for name, value in mail.headers()))

    @admin.display(description=gettext_lazy("source"))
    def source(self, mail: CapturedEmail) -> SafeString:
        return format_html("<pre>{}</pre>", mail.raw)


if settings.CAPTURE_EMAIL:
    admin.site.register(CapturedEmail, CapturedEmailAdmin)


@admin.register(Suppression)
class SuppressionAdmin(ReadOnlyAdmin[Suppression]):
    """Addresses that no mail is sent to, and why. Only their keyed hash is stored: search by a whole address.

    To staff who invited somebody, a row would tell what came of it, or whose the typed address is.
    """

    parties = ("member",)
    party_addresses = ("digest",)
    link_lookups = ("member__id__exact",)
    list_display = ["digest_start", "kind", MEMBER, "details", "at", "lifted_at"]
    list_filter = ["kind", ("lifted_at", admin.EmptyFieldListFilter), "at"]
    search_fields = ["member__name", "member__handle"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["member"]
    actions = ["lift"]

    def concerning(self, member: Any) -> Q:
        """The member's own rows, those of addresses that they typed, and those of members whom they invited."""
        return Q(member=member) | Q(digest__in=digests_concerning(member)) | invited_by(member)

    def get_search_results(
        self, request: HttpRequest, rows: QuerySet[Suppression], search_term: str
    ) -> tuple[QuerySet[Suppression], bool]:
        """Search an address by its keyed hash."""
        if "@" in search_term:
            return rows.filter(digest=address_digest(search_term)), False
        return super().get_search_results(request, rows, search_term)

    @admin.display(description=gettext_lazy("keyed hash of the address"), ordering="digest")
    def digest_start(self, row: Suppression) -> str:
        return row.digest[:12]

    @admin.action(description=gettext_lazy("Lift: e-mail this address again"), permissions=["change"])
    def lift(self, request: HttpRequest, rows: QuerySet[Suppression]) -> None:
        self.run_action(request, rows, Suppression.lift, _("Lifted"), NotOpen)


@admin.register(AddressVerification)
class AddressVerificationAdmin(ReadOnlyAdmin[AddressVerification]):
    """Verified addresses whose suppressions the worker has not lifted yet."""

    party_addresses = ("digest",)
    list_display = ["__str__", "at"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]

    def concerning(self, member: Any) -> Q:
        """The addresses that are the member's own or that they typed: staff must not learn that one has been verified."""
        return Q(digest__in=digests_concerning(member))


@admin.register(EmailPreferences)
class EmailPreferencesAdmin(InvitedAdmin[EmailPreferences], NoAddDeleteAdmin[EmailPreferences]):
    list_display = ["__str__", *EmailPreferences.SWITCHES, *EmailPreferences.STAFF_SWITCHES]
    list_filter = (*EmailPreferences.SWITCHES, *EmailPreferences.STAFF_SWITCHES)
    search_fields = ["member__name", "member__email", "member__handle"]
    ordering = ["member__name", "member"]
    list_select_related = ["member"]
    fields = ["member", *EmailPreferences.SWITCHES, *EmailPreferences.STAFF_SWITCHES]
    readonly_fields = ["member"]


@admin.register(PreferenceChange)
class PreferenceChangeAdmin(InvitedAdmin[PreferenceChange], ReadOnlyAdmin[PreferenceChange]):
    list_display = ["member", "switch", "old", "new", "at"]
    list_filter = ["switch"]
    search_fields = ["member__name", "member__email", "member__handle"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["member"]


def links_of(member: Member) -> Iterable[Link]:
    """Links from a member's page to their mail."""
    yield changelist_url(Outbox, member__id__exact=member.pk), _("Outbox")
    if settings.CAPTURE_EMAIL:
        yield changelist_url(CapturedEmail, to__in=",".join(member.addresses())), _("Mailbox")
    yield changelist_url(Suppression, member__id__exact=member.pk), _("Suppressed addresses")
    yield change_url(EmailPreferences(pk=member.pk)), _("E-mail preferences")


MemberAdmin.links.append(links_of)
