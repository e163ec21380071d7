"""The admin of invitations by e-mail: non-members, invitations to join, and batches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from invitations.admin.columns import (
    ADDRESS_OF_INVITATION,
    INVITATION,
    MEMBER,
    PARTIES_OF_INVITATION,
    SEARCH_INVITATION,
    SELECT_INVITATION,
    SENDER,
)
from invitations.models import Batch, BatchLine, Invitation, JoinInvitation, NonMember, Reception
from invitations.models.non_member import mailbox_digests
from network.common.admin import Link, PartiesAdmin, ReadOnlyAdmin, Row, changelist_url, link_column
from network.members.models import Member


def addresses_typed_by(member: Any) -> set[str]:
    """The addresses that a member has typed to invite somebody."""
    typed = Invitation.objects.sent_by(member).exclude(address="").values_list("address", flat=True)
    in_batches = BatchLine.objects.filter(batch__member=member).values_list("address", flat=True)
    return {*typed, *in_batches} - {""}


def digests_concerning(member: Any) -> list[str]:
    """The keyed hashes of a member's own addresses, and of those that they have typed to invite somebody."""
    return mailbox_digests(*member.addresses(), *addresses_typed_by(member))


def invited_by(member: Any) -> Q:
    """The rows of members whom this member has invited, by name or by one of their addresses."""
    sent = Invitation.objects.sent_by(member)
    typed = EmailAddress.objects.filter(email__in=addresses_typed_by(member), verified=True)
    invited = Q(member__in=sent.exclude(recipient=None).values("recipient"))
    invited |= Q(member__in=Reception.objects.filter(sender=member).values("member"))
    return invited | Q(member__in=typed.values("user"))


class InvitedAdmin(PartiesAdmin[Row]):
    """To staff who invited its member, a row would tell what came of the invitation."""

    parties = ("member",)

    def concerning(self, member: Any) -> Q:
        return super().concerning(member) | invited_by(member)


@admin.register(NonMember)
class NonMemberAdmin(ReadOnlyAdmin[NonMember]):
    party_addresses = ("digest",)
    list_display = ["__str__", "opted_out_at"]
    search_fields = ["digest"]

    def concerning(self, member: Any) -> Q:
        """The rows of the member's own addresses, and of those that they typed: staff must not learn what came of these."""
        invited = Q(join_invitations__sender=member) | Q(reports__reported=member)
        return invited | Q(digest__in=digests_concerning(member))


@admin.register(JoinInvitation)
class JoinInvitationAdmin(ReadOnlyAdmin[JoinInvitation]):
    parties = ("sender", *PARTIES_OF_INVITATION)
    party_addresses = ADDRESS_OF_INVITATION
    list_display = [
        "first_mailed_at",
        INVITATION,
        SENDER,
        "last_mailed_at",
        "next_reminder_at",
        "reminders_sent",
    ]
    search_fields = SEARCH_INVITATION
    date_hierarchy = "first_mailed_at"
    ordering = ["-first_mailed_at"]
    list_select_related = ["sender", *SELECT_INVITATION]


@admin.register(Batch)
class BatchAdmin(ReadOnlyAdmin[Batch]):
    parties = ("member",)
    party_addresses = ("lines__address",)
    rights: ClassVar = dict.fromkeys(("progress", "lines_link", "lines__address"), (BatchLine,))
    link_lookups = ("member__id__exact",)
    list_display = ["requested_at", MEMBER, "state", "progress", "progressed_at"]
    list_filter = ["state"]
    search_fields = ["public_id", "member__name", "member__email", "lines__address"]
    date_hierarchy = "requested_at"
    ordering = ["-requested_at", "-id"]
    list_select_related = ["member"]
    readonly_fields = ["public_id", "progress", "lines_link"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Batch]:
        waiting = Count("lines", filter=Q(lines__state=BatchLine.State.WAITING))
        return super().get_queryset(request).annotate(total=Count("lines"), waiting=waiting)

    @admin.display(description=gettext_lazy("processed"))
    def progress(self, batch: Batch) -> str:
        total, waiting = getattr(batch, "total", 0), getattr(batch, "waiting", 0)
        return f"{total - waiting} / {total}"

    @admin.display(description=gettext_lazy("lines"))
    def lines_link(self, batch: Batch) -> SafeString:
        return format_html(
            '<a href="{}">{}</a>', changelist_url(BatchLine, batch__id__exact=batch.pk), self.progress(batch)
        )


@admin.register(BatchLine)
class BatchLineAdmin(ReadOnlyAdmin[BatchLine]):
    parties = ("batch__member", *PARTIES_OF_INVITATION)
    party_addresses = ("address", *ADDRESS_OF_INVITATION)
    link_lookups = ("batch__id__exact",)
    list_display = ["address", "state", link_column("batch", gettext_lazy("address import")), INVITATION]
    list_filter = ["state"]
    search_fields = ["address", "batch__member__name", "batch__public_id"]
    ordering = ["-batch", "number"]
    list_select_related = ["batch__member", *SELECT_INVITATION]


def links_of(member: Member) -> Iterable[Link]:
    """Links from a member's admin page to their batches."""
    yield changelist_url(Batch, member__id__exact=member.pk), _("Address imports")
