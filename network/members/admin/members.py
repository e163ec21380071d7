"""Admin of members, photos and account deletions."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, ClassVar, cast

from allauth.account.models import EmailAddress
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.admin.utils import unquote
from django.contrib.auth.admin import GroupAdmin, UserAdmin
from django.contrib.auth.models import Group
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db.models import EmailField, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from network import clock
from network.common.addresses import AddressField
from network.common.admin import (
    AddressSearch,
    Link,
    ReadOnlyAdmin,
    changelist_url,
    confirmation,
    link_column,
    may_change_member,
    may_open,
    save_edited,
)
from network.common.pagination import paginate
from network.members.accounts import admin as accounts_admin
from network.members.accounts import mfa
from network.members.admin.field_values import FieldValuesAdmin
from network.members.admin.forms import NewMemberForm, NewPasswordForm
from network.members.admin.imports import members_as_csv
from network.members.admin.role_actions import RoleActions, is_superuser
from network.members.errors import LastAdministrator
from network.members.models import (
    AccountDeletion,
    AccountRequest,
    Connection,
    Export,
    HashKeyCheck,
    Member,
    Photo,
    TermsAcceptance,
)

CONNECTIONS_PER_PAGE = 100
Fact = tuple[Any, str, str]
PERMISSION_FIELDS = ("is_active", "is_staff", "is_superuser", "groups", "user_permissions")


admin.site.unregister(Group)


@admin.register(Group)
class AccessibleGroupAdmin(GroupAdmin):
    """Groups with a plain multiple select: screen readers do not announce the labels of Django's two-list widget."""

    filter_horizontal = ()

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Only superusers decide what a group may: its members could give themselves every right."""
        return super().has_add_permission(request) and is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_change_permission(request, obj) and is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Group | None = None) -> bool:
        return super().has_delete_permission(request, obj) and is_superuser(request)


@admin.register(Member)
class MemberAdmin(FieldValuesAdmin, RoleActions, AddressSearch[Member], UserAdmin[Member]):
    """Members. Staff who add one vouch for the address, as `create_user` does.

    Only superusers set a password: whoever knows it can read all that is the member's.
    """

    links: ClassVar[list[Callable[[Member], Iterable[Link]]]] = []
    """Functions that return links for the page of a member; other apps add theirs."""

    facts: ClassVar[list[Callable[[Member, Any], Iterable[Fact]]]] = []
    """Functions that return a label, a text and a URL about a member, as far as a viewer may know it; other apps add theirs."""

    rights: ClassVar = {"emailaddress__email": (EmailAddress,)}
    add_form = NewMemberForm
    change_password_form = NewPasswordForm
    formfield_overrides: ClassVar[dict[Any, Any]] = {EmailField: {"form_class": AddressField}}
    list_display = [
        "name",
        "handle",
        "email",
        "joined_at",
        "connections_link",
        "is_active",
        "left_at",
        "is_staff",
    ]
    list_filter = [
        "is_staff",
        "is_active",
        "language",
        "invitable_by",
        "connections_visible_to",
        "share_address",
        ("photo", admin.EmptyFieldListFilter),
        ("joined_at", admin.EmptyFieldListFilter),
        ("left_at", admin.EmptyFieldListFilter),
    ]
    filter_horizontal = ()  # see AccessibleGroupAdmin
    search_fields = ["name", "handle", "email", "emailaddress__email"]
    date_hierarchy = "joined_at"
    ordering = ["sort_key", "id"]
    show_full_result_count = False
    actions = [
        "send_reset_letter",
        "reset_two_step",
        "delete_account",
        "export_csv",
        *RoleActions.ROLE_ACTIONS,
    ]
    readonly_fields = [
        "email",
        "photo_preview",
        "field_values",
        "time_zone",
        "degree",
        "joined_at",
        "left_at",
        "last_login",
        "related_links",
    ]
    fieldsets = [
        (None, {"fields": ["name", "handle", "email", "password", "related_links"]}),
        (
            _("Profile"),
            {
                "fields": [
                    "photo_preview",
                    "short_name",
                    "headline",
                    "location",
                    "about",
                    "field_values",
                    "language",
                    "time_zone",
                ]
            },
        ),
        (
            _("What others can do"),
            {"fields": ["invitable_by", "connections_visible_to", "share_address", "photo_in_first_contact"]},
        ),
        (_("Rights"), {"fields": PERMISSION_FIELDS}),
        (_("Dates"), {"fields": ["degree", "joined_at", "last_login", "left_at"]}),
    ]
    add_fieldsets = [
        (
            None,
            {"classes": ["wide"], "fields": ["email", "name", "usable_password", "password1", "password2"]},
        )
    ]

    def get_readonly_fields(self, request: HttpRequest, obj: Member | None = None) -> list[str]:
        """Only superusers can change permissions."""
        if obj is None:
            return []
        return [*self.readonly_fields, *([] if is_superuser(request) else PERMISSION_FIELDS)]

    def may_read(self, request: HttpRequest, name: str) -> bool:
        return super().may_read(request, name) and (name != "password" or is_superuser(request))

    def has_change_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        """Only superusers can change staff and superusers; deleted accounts cannot be changed."""
        protected = obj is not None and (obj.left_at or not may_change_member(request.user, obj))
        return super().has_change_permission(request, obj) and not protected

    def has_delete_permission(self, request: HttpRequest, obj: Member | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Member, form: Any, change: bool) -> None:
        if change:
            return save_edited(obj, form)
        obj.joined_at = clock.now()
        obj.save()
        obj.emailaddress_set.create(email=obj.email, verified=True, primary=True)
        return None

    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """One's own password is changed on the page of the site, which asks for the present one."""
        if not is_superuser(request):
            raise PermissionDenied
        if unquote(id) == str(request.user.pk):
            return redirect("account_change_password")
        return super().user_change_password(request, id, form_url)

    def render_change_form(
        self, request: HttpRequest, context: dict[str, Any], *args: Any, **kwargs: Any
    ) -> HttpResponse:
        member = kwargs.get("obj")
        found = [fact for facts in self.facts for fact in facts(member, request.user)] if member else []
        if member:
            links = (link for links_of in self.links for link in links_of(member))
            vars(member)["shown_links"] = [link for link in links if may_open(request, link[0])]
            context |= {
                "row_actions": self.actions_for(request, member),
                "actions_url": changelist_url(Member),
            }
        return super().render_change_form(request, context | {"facts": found}, *args, **kwargs)

    def view_on_site(self, member: Member) -> str:
        return member.get_absolute_url()

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.connections_view)
        return [path("<path:pk>/connections/", view, name="members_member_connections"), *super().get_urls()]

    def connections_view(self, request: HttpRequest, pk: str) -> HttpResponse:
        """A member's connections, newest first. A view of its own: the admin does not support composite primary keys."""
        member = self.get_object(request, unquote(pk))
        if member is None:
            raise Http404
        if not self.has_view_permission(request, member):
            raise PermissionDenied
        rows = Connection.objects.of(member).select_related("other")
        page = paginate(rows, ("-since", "-other"), request.GET.get("after", ""), CONNECTIONS_PER_PAGE)
        context = {
            **self.admin_site.each_context(request),
            "opts": self.opts,
            "title": _("Connections of %(name)s") % {"name": member},
            "member": member,
            "connections": page.rows,
            "next": page.next,
        }
        return TemplateResponse(request, "admin/members/member/connections.html", context)

    @admin.action(description=_("Send an e-mail to set a new password"), permissions=["change"])
    def send_reset_letter(self, request: HttpRequest, rows: QuerySet[Member]) -> None:
        """Queue the letter that the member could ask for themselves; it counts in the address’s account letters."""
        for member in rows:
            if self.has_change_permission(request, member):
                AccountRequest.objects.request_password_reset(member.email)
                self.log_change(request, member, gettext("Sent an e-mail to set a new password"))
                messages.success(
                    request, gettext("%(name)s gets an e-mail to set a new password.") % {"name": member}
                )

    @admin.action(description=_("Reset two-step sign-in (phone and codes lost)"), permissions=["change"])
    def reset_two_step(self, request: HttpRequest, rows: QuerySet[Member]) -> None:
        changeable = [member for member in rows if self.has_change_permission(request, member)]
        for member in filter(mfa.reset_mfa, changeable):
            self.log_change(request, member, gettext("Two-step sign-in reset"))
            messages.success(request, gettext("Two-step sign-in of %(name)s was reset.") % {"name": member})

    @admin.action(description=_("Delete the account"), permissions=["change"])
    def delete_account(self, request: HttpRequest, rows: QuerySet[Member]) -> HttpResponse | None:
        """Show a confirmation page first; after it delete the accounts, which is irrevocable."""
        if "sure" not in request.POST:
            consequence = gettext(
                "These accounts are deactivated at once; then the worker deletes their data. You can’t undo this. Nobody gets an e-mail about it."
            )
            texts = gettext("Delete accounts?"), consequence, gettext("Delete these accounts")
            return confirmation(self, request, rows, *texts)
        deleted = [member for member in rows if self._delete_one(request, member)]
        self._report_deleted(request, len(deleted), len(rows) - len(deleted))
        return None

    @admin.action(description=_("Export as CSV"), permissions=["export"])
    def export_csv(self, request: HttpRequest, rows: QuerySet[Member]) -> StreamingHttpResponse:
        LogEntry.objects.create(
            user_id=cast(int, request.user.pk), content_type=ContentType.objects.get_for_model(Member), action_flag=CHANGE,
            object_repr=str(self.opts.verbose_name_plural), change_message=gettext("Exported members as CSV"),
        )  # fmt: skip
        keys = rows.order_by().values("pk")
        return members_as_csv(Member.objects.filter(pk__in=keys))

    def has_export_permission(self, request: HttpRequest) -> bool:
        return bool(request.user.has_perm("members.export_member"))

    def _delete_one(self, request: HttpRequest, member: Member) -> bool:
        """Delete an account; False where it is protected or the last administrator's."""
        if not self.has_change_permission(request, member):
            return False
        try:
            member.leave()
        except LastAdministrator:
            return False
        self.log_change(request, member, gettext("Deleted the account"))
        return True

    def _report_deleted(self, request: HttpRequest, deleted: int, kept: int) -> None:
        if deleted:
            message = ngettext("%(count)d account deleted.", "%(count)d accounts deleted.", deleted)
            self.message_user(request, message % {"count": deleted}, messages.SUCCESS)
        if kept:
            message = ngettext(
                "%(count)d account was not changed: already deleted, staff, or the last administrator.",
                "%(count)d accounts were not changed: already deleted, staff, or the last administrator.",
                kept,
            )
            self.message_user(request, message % {"count": kept}, messages.WARNING)

    @admin.display(description=_("connections"), ordering="degree")
    def connections_link(self, member: Member) -> SafeString:
        return format_html('<a href="{}">{}</a>', _connections_url(member), member.degree)

    @admin.display(description=_("photo"), empty_value="–")
    def photo_preview(self, member: Member) -> str:
        url = member.photo and reverse("members:photo", args=[member.photo])
        return format_html('<img src="{}" width="96" height="96" alt="">', url) if url else ""

    @admin.display(description=_("related rows"))
    def related_links(self, member: Member) -> SafeString:
        """Links to the rows of this member in other lists of the admin, as far as the viewer may open these."""
        return format_html_join(" · ", '<a href="{}">{}</a>', vars(member)["shown_links"])


@admin.register(Photo)
class PhotoAdmin(ReadOnlyAdmin[Photo]):
    """Members' photos; staff can remove them."""

    list_display = ["photo_preview", link_column("member", _("member")), "digest", "width"]
    search_fields = ["member__name", "member__handle", "digest"]
    fields = ["photo_preview", "member", "digest", "width"]
    readonly_fields = ["photo_preview"]
    actions = ["remove_photos"]

    def get_queryset(self, request: HttpRequest) -> QuerySet[Photo]:
        return super().get_queryset(request).select_related("member").defer("image")

    @admin.display(description=_("photo"))
    def photo_preview(self, photo: Photo) -> SafeString:
        return format_html(
            '<img src="{}" width="96" height="96" alt="{}">', photo.get_absolute_url(), photo.member
        )

    @admin.action(description=_("Remove the photo"), permissions=["change"])
    def remove_photos(self, request: HttpRequest, photos: QuerySet[Photo]) -> None:
        members = [photo.member for photo in photos if self.reaches(request, photo)]
        for member in members:
            Photo.objects.remove(member)
        self.message_user(request, _("Photos removed: %(count)s") % {"count": len(members)})


def _connections_url(member: Member) -> str:
    return reverse("admin:members_member_connections", args=[member.pk])


@admin.register(AccountDeletion)
class AccountDeletionAdmin(ReadOnlyAdmin[AccountDeletion]):
    list_display = ["requested_at", link_column("member", _("member")), "attempts", "next_at", "finished_at"]
    list_filter = [("finished_at", admin.EmptyFieldListFilter)]
    search_fields = ["member__name", "member__handle"]
    date_hierarchy = "requested_at"
    ordering = ["-requested_at"]
    list_select_related = ["member"]


@admin.register(TermsAcceptance)
class TermsAcceptanceAdmin(ReadOnlyAdmin[TermsAcceptance]):
    owner = "member"
    list_display = ["__str__", link_column("member", _("member")), "version", "accepted_at"]
    list_filter = ["version"]
    search_fields = ["member__name", "member__handle"]
    date_hierarchy = "accepted_at"
    ordering = ["-accepted_at", "-id"]
    list_select_related = ["member"]
    fields = ["member", "version", "accepted_at"]


@admin.register(HashKeyCheck)
class HashKeyCheckAdmin(ReadOnlyAdmin[HashKeyCheck]):
    """Since when the database belongs to the current HASH_KEY."""

    list_display = ["__str__", "written_at"]
    fields = ["written_at"]
    ordering = ["pk"]


def links_of(member: Member) -> Iterable[Link]:
    """Links from a member's admin page to connections, account and exports."""
    yield _connections_url(member), _("Connections")
    yield from accounts_admin.links_of(member)
    yield changelist_url(Export, member__id__exact=member.pk), _("Data exports")


MemberAdmin.links.append(links_of)
