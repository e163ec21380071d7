"""The admin of invitations: both halves, deliveries, messages, refusals, allowances and batches."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, ClassVar

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.db.models import Exists, Max, OuterRef, QuerySet, Subquery
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.formats import localize
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from invitations.admin import by_email, moderation
from invitations.admin.columns import (
    ADDRESS_OF_INVITATION,
    INVITATION,
    INVITATION_PARTIES,
    MEMBER,
    OTHER_HALF,
    PARTIES_OF_INVITATION,
    REPORTED,
    RIGHTS_OF_RECEPTION,
    SEARCH_INVITATION,
    SELECT_INVITATION,
    SENDER,
)
from invitations.admin.statistics import StatusFilter, WeeklyStatisticsAdmin
from invitations.admin.timeline import timeline_of
from invitations.admin.told import may_view_told, told_about
from invitations.errors import NotOpen
from invitations.models import (
    Allowance,
    Delivery,
    Invitation,
    InvitationEvent,
    Message,
    Reception,
    Refusal,
    Report,
)
from network.common.admin import (
    Link,
    ReadOnlyAdmin,
    RightsOfFields,
    change_url,
    changelist_url,
    link_column,
    may_open,
)
from network.members.admin.members import MemberAdmin
from network.members.models import Member
from network.members.requests import current_member


class ReadOnlyInline(RightsOfFields):
    extra = 0
    can_delete = False
    show_change_link = True

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _without(fieldsets: list[Any], name: str) -> list[Any]:
    """The fieldsets, whose fields are lines of several, without this field."""
    return [
        (
            title,
            options
            | {"fields": [tuple(field for field in line if field != name) for line in options["fields"]]},
        )
        for title, options in fieldsets
    ]


class ReceptionInline(ReadOnlyInline, admin.StackedInline[Reception, Invitation]):
    model = Reception
    rights: ClassVar = RIGHTS_OF_RECEPTION
    fields = [("member", "place"), ("delivered_at", "last_delivered_at"), ("archived_at", "refused_at"), ("replied_at", "answered_at", "news_at"), ("ended_at", "reported_at"), ("reminders_from", "next_reminder_at"), ("reminders_sent", "reminders_stopped")]  # fmt: skip

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """Without the next reminder where none comes any more; the columns that say so are shown as well."""
        reception: Reception | None = getattr(obj, "reception", None)
        comes = reception and obj.is_open and reception.next_reminder_at and not reception.reminders_stopped
        fieldsets = super().get_fieldsets(request, obj)
        return fieldsets if comes else _without(fieldsets, "next_reminder_at")

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return may_open(request, Reception)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Reception]:
        rows = super().get_queryset(request)
        receptions = admin.site.get_model_admin(Reception)
        assert isinstance(receptions, ReceptionAdmin)
        return receptions.visible_to(request.user, rows)


class MessageInline(ReadOnlyInline, admin.StackedInline[Message, Invitation]):
    model = Message
    fields = [("number", "kind", "author", "at"), "text"]


@admin.register(Invitation)
class InvitationAdmin(WeeklyStatisticsAdmin, ReadOnlyAdmin[Invitation]):
    parties = INVITATION_PARTIES
    party_addresses = ("address",)
    partial_right = REPORTED
    rights: ClassVar = {
        "actual_status": OTHER_HALF,
        "last_answer": (Message,),
        StatusFilter.parameter_name: OTHER_HALF,
    }
    link_lookups = ("sender__id__exact",)
    list_display = ["sent_at", SENDER, link_column("recipient", gettext_lazy("recipient")), "address", "status", "actual_status", "told", "follow_ups"]  # fmt: skip
    list_filter = ["status", StatusFilter, "reason", ("address", admin.EmptyFieldListFilter)]
    search_fields = ["public_id", "sender__name", "sender__email", "recipient__name", "recipient__email", "address"]  # fmt: skip
    date_hierarchy = "sent_at"
    ordering = ["-sent_at", "-id"]
    list_select_related = ["sender", "recipient", "reception"]
    fieldsets = [
        (None, {"fields": ["public_id", "sender", "recipient", "address", "reason", "note"]}),
        (gettext_lazy("Status"), {"fields": ["status", "actual_status", "sent_at", "last_proposed_at", "follow_ups", "last_answer", "accepted_at", "closed_at", "news_at", "ended_by"]}),
    ]  # fmt: skip
    readonly_fields = ["public_id", "actual_status", "last_answer"]
    inlines = [ReceptionInline, MessageInline]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Invitation]:
        deliveries = Delivery.objects.filter(invitation=OuterRef("pk")).order_by("-pk")
        return super().get_queryset(request).annotate(last_outcome=Subquery(deliveries.values("outcome")[:1]))

    def partial_rows(self, rows: QuerySet[Invitation]) -> QuerySet[Invitation]:
        return rows.filter(Exists(Report.objects.filter(invitation=OuterRef("pk"))))

    def may_read(self, request: HttpRequest, name: str) -> bool:
        return may_view_told(request.user) if name == "told" else super().may_read(request, name)

    def get_changelist_instance(self, request: HttpRequest) -> ChangeList:
        """The rows of one page of the list, each with what was told about it."""
        changelist = super().get_changelist_instance(request)
        changelist.result_list = list(changelist.result_list)
        lines = told_about(changelist.result_list, request.user)
        for row in changelist.result_list:
            row.told_line = lines.get(row.pk)
        return changelist

    @admin.display(description=pgettext_lazy("what each side has been told", "told"), empty_value="–")
    def told(self, invitation: Invitation) -> SafeString | None:
        return getattr(invitation, "told_line", None)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        context["timeline"] = timeline_of([kwargs["obj"]], request.user)
        return super().render_change_form(request, context, *args, **kwargs)

    @admin.display(description=gettext_lazy("sender’s last answer"))
    def last_answer(self, invitation: Invitation) -> str:
        """When the sender last answered a reply."""
        answers = invitation.messages.filter(kind=Message.Kind.MESSAGE)
        answered_at = answers.aggregate(at=Max("at"))["at"]
        return localize(timezone.localtime(answered_at)) if answered_at else "–"

    @admin.display(description=gettext_lazy("actual status"))
    def actual_status(self, invitation: Invitation) -> str:
        """What the recipient or the worker has done, also before it was closed or withdrawn; its sender never learns it."""
        reception: Reception | None = getattr(invitation, "reception", None)
        if invitation.status in (Invitation.Status.WITHDRAWN, Invitation.Status.CLOSED):
            return _ended_status(invitation, reception)
        if not invitation.is_open:
            return invitation.get_status_display()
        if reception is None:
            return str(Delivery.Outcome(getattr(invitation, "last_outcome", None) or "").label)
        return (
            _("ended by a block")
            if reception.ended_at
            else _recipients_answer(reception) or _("waiting in the inbox")
        )


def _ended_status(invitation: Invitation, reception: Reception | None) -> str:
    """“Closed”, or “Closed; refused before” if the recipient had done something with it."""
    before = ""
    if reception and invitation.closed_at:
        is_blocked = reception.ended_at and reception.ended_at < invitation.closed_at
        before = _("ended by a block") if is_blocked else _recipients_answer(reception)
    names = {"status": invitation.get_status_display(), "before": before}
    return _("%(status)s; %(before)s before") % names if before else names["status"]


def _recipients_answer(reception: Reception) -> str:
    """What the recipient has done with it, empty if nothing."""
    if reception.refused_at:
        return pgettext("invitation", "reported") if reception.reported_at else _("refused")
    if reception.place == Reception.Place.ARCHIVE:
        return _("ignored")
    return _("replied") if reception.replied_at else ""


@admin.register(Reception)
class ReceptionAdmin(ReadOnlyAdmin[Reception]):
    """The recipients' half. Who may view only what was reported sees the receptions whose member reported them."""

    parties = ("member", "sender", *PARTIES_OF_INVITATION)
    rights: ClassVar = RIGHTS_OF_RECEPTION
    party_addresses = ADDRESS_OF_INVITATION
    partial_right = REPORTED
    link_lookups = ("member__id__exact",)
    list_display = [
        "last_delivered_at",
        SENDER,
        MEMBER,
        "place",
        "refused_at",
        "replied_at",
        "ended_at",
        INVITATION,
    ]
    list_filter = ["place", ("refused_at", admin.EmptyFieldListFilter), ("replied_at", admin.EmptyFieldListFilter), ("ended_at", admin.EmptyFieldListFilter)]  # fmt: skip
    search_fields = ["sender__name", "sender__email", "member__name", "member__email"]
    date_hierarchy = "delivered_at"
    ordering = ["-id"]
    list_select_related = ["sender", "member", *SELECT_INVITATION]

    def partial_rows(self, rows: QuerySet[Reception]) -> QuerySet[Reception]:
        reports = Report.objects.filter(invitation=OuterRef("invitation"), reporter=OuterRef("member"))
        return rows.filter(Exists(reports))


@admin.register(InvitationEvent)
class InvitationEventAdmin(ReadOnlyAdmin[InvitationEvent]):
    parties = PARTIES_OF_INVITATION
    party_addresses = ADDRESS_OF_INVITATION
    link_lookups = ("actor__id__exact",)
    list_display = ["at", "kind", link_column("actor", gettext_lazy("who")), "reason", INVITATION]
    list_filter = ["kind"]
    search_fields = ["actor__name", *SEARCH_INVITATION]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["actor", *SELECT_INVITATION]


@admin.register(Delivery)
class DeliveryAdmin(ReadOnlyAdmin[Delivery]):
    parties = ("member", *PARTIES_OF_INVITATION)
    party_addresses = ADDRESS_OF_INVITATION
    list_display = ["requested_at", "kind", "outcome", "decided_at", INVITATION, MEMBER, "attempts"]
    list_filter = ["kind", "outcome"]
    search_fields = ["member__name", *SEARCH_INVITATION]
    date_hierarchy = "requested_at"
    ordering = ["-id"]
    list_select_related = ["member", *SELECT_INVITATION]


@admin.register(Message)
class MessageAdmin(ReadOnlyAdmin[Message]):
    parties = ("author", *PARTIES_OF_INVITATION)
    party_addresses = ADDRESS_OF_INVITATION
    list_display = [
        "__str__",
        "kind",
        link_column("author", gettext_lazy("author")),
        INVITATION,
        "number",
        "at",
    ]
    list_filter = ["kind"]
    search_fields = ["text", "author__name", *SEARCH_INVITATION]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["author", *SELECT_INVITATION]


@admin.register(Refusal)
class RefusalAdmin(ReadOnlyAdmin[Refusal]):
    parties = ("refuser", "refused")
    link_lookups = ("refuser__id__exact", "refused__id__exact")
    list_display = ["__str__", link_column("refuser", gettext_lazy("refuser")), link_column("refused", pgettext_lazy("person", "refused")), "at", "voided_at"]  # fmt: skip
    list_filter = [("voided_at", admin.EmptyFieldListFilter)]
    search_fields = ["refuser__name", "refuser__email", "refused__name", "refused__email"]
    date_hierarchy = "at"
    ordering = ["-at", "-id"]
    list_select_related = ["refuser", "refused"]
    actions = ["void"]

    @admin.action(description=gettext_lazy("Void the refusal (it no longer counts)"), permissions=["change"])
    def void(self, request: HttpRequest, rows: QuerySet[Refusal]) -> None:
        self.run_action(
            request, rows, lambda refusal: refusal.void(current_member(request)), _("Voided"), NotOpen
        )


def links_of(member: Member) -> Iterable[Link]:
    """Links from a member's admin page to their invitations."""
    yield changelist_url(Invitation, sender__id__exact=member.pk), _("Invitations sent")
    yield from by_email.links_of(member)
    yield changelist_url(Reception, member__id__exact=member.pk), _("Invitations received")
    yield changelist_url(Refusal, refuser__id__exact=member.pk), _("Refusals made")
    yield changelist_url(Refusal, refused__id__exact=member.pk), _("Refusals received")
    yield from moderation.links_of(member)
    yield changelist_url(InvitationEvent, actor__id__exact=member.pk), _("Events")
    yield change_url(Allowance(pk=member.pk)), _("Allowance")


MemberAdmin.links.append(links_of)
