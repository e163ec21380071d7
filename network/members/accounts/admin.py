"""Admin of the accounts: e-mail addresses, second factors, sessions and account requests."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount, SocialApp, SocialToken
from allauth.usersessions.models import UserSession
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.text import Truncator
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from network.common.admin import (
    Link,
    ReadOnlyAdmin,
    changelist_url,
    confirmation,
    link_column,
    may_view,
)
from network.common.admin_start import QUEUES, TILES, Queue, Tile
from network.members.accounts import sessions
from network.members.accounts.admission import may_be_added
from network.members.accounts.verified_signup import verify_address
from network.members.errors import NotPending
from network.members.models import AccountRequest, Application, DeviceCookie, LetterBudget, Member


@admin.register(AccountRequest)
class AccountRequestAdmin(ReadOnlyAdmin[AccountRequest]):
    """Requests that no worker has answered yet; a row that stays points to a failing worker."""

    list_display = ["address", "kind", "at", "next_at"]
    list_filter = ["kind", "language"]
    search_fields = ["address", "name"]
    ordering = ["-at", "-id"]
    fields = ["kind", "address", "name", "language", "at", "next_at"]


def tiles(request: HttpRequest) -> Iterator[Tile]:
    if may_view(request.user, AccountRequest):
        count = AccountRequest.objects.count()
        label = ngettext("account request", "account requests", count)
        yield Tile(str(count), label, changelist_url(AccountRequest))


TILES.append(tiles)
QUEUES.append(
    Queue(
        Application,
        lambda: Application.objects.pending(),
        lambda count: ngettext("application to join", "applications to join", count),
        lambda count: (
            ngettext("%(count)d application to join", "%(count)d applications to join", count)
            % {"count": count}
        ),
        lambda: {"status__exact": Application.Status.PENDING},
    )
)


@admin.register(Application)
class ApplicationAdmin(ReadOnlyAdmin[Application]):
    """People who ask to join. Who may decide has the right `decide_application`; the answer is e-mailed."""

    list_display = ["name", "address", "excerpt", "status", "at"]
    list_filter = ["status", "language"]
    search_fields = ["address", "name"]
    date_hierarchy = "at"
    ordering = ["at", "id"]
    fields = ["name", "address", "words", "language", "status", "at", "changed_at"]
    actions = ["approve", "decline"]

    def has_decide_permission(self, request: HttpRequest) -> bool:
        return self.may_handle(request.user)

    def may_handle(self, member: Any) -> bool:
        return bool(member.has_perm("members.decide_application"))

    @admin.display(description=_("what they wrote"))
    def excerpt(self, application: Application) -> str:
        return Truncator(application.words).chars(120)

    @admin.action(description=_("Approve"), permissions=["decide"])
    def approve(self, request: HttpRequest, rows: QuerySet[Application]) -> None:
        self.run_action(request, rows, Application.approve, gettext("Approved"), NotPending)

    @admin.action(description=_("Decline"), permissions=["decide"])
    def decline(self, request: HttpRequest, rows: QuerySet[Application]) -> HttpResponse | None:
        """Ask once more first, because the answer is e-mailed."""
        if "sure" in request.POST:
            self.run_action(request, rows, Application.decline, gettext("Declined"), NotPending)
            return None
        consequence = gettext(
            "Each person gets an e-mail that the application was declined. You can’t undo this."
        )
        texts = gettext("Decline applications?"), consequence, gettext("Decline these applications")
        return confirmation(self, request, rows, *texts)


@admin.register(LetterBudget)
class LetterBudgetAdmin(ReadOnlyAdmin[LetterBudget]):
    """How many account letters an address has got; the outbox has those that were held.

    Their kinds would tell whether the address has an account.
    """

    list_display = ["__str__", "letters_sent", "updated_at"]
    date_hierarchy = "updated_at"
    ordering = ["-updated_at", "digest"]
    fields = ["digest", "letters_sent", "sent_at", "updated_at"]
    readonly_fields = ["letters_sent", "sent_at"]

    @admin.display(description=_("e-mails in the last day"))
    def letters_sent(self, budget: LetterBudget) -> int:
        return len(budget.letters)

    @admin.display(description=_("sent at"))
    def sent_at(self, budget: LetterBudget) -> str:
        return ", ".join(at for _kind, at in budget.letters_to_the_minute)


@admin.register(DeviceCookie)
class DeviceCookieAdmin(ReadOnlyAdmin[DeviceCookie]):
    """Browsers that the failed sign-ins of others do not keep out."""

    link_lookups = ("member__id__exact",)
    list_display = ["__str__", link_column("member", _("member")), "created_at"]
    search_fields = ["member__name", "member__email", "member__handle"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]
    list_select_related = ["member"]
    fields = ["member", "created_at"]


# Replace allauth's own admin classes, which can write rows and show secrets.
for model in (EmailAddress, Authenticator, UserSession, SocialAccount, SocialApp, SocialToken):
    import_module(f"{model.__module__.rpartition('.')[0]}.admin")
    admin.site.unregister(model)


@admin.register(EmailAddress)
class EmailAddressAdmin(ReadOnlyAdmin[EmailAddress]):
    """E-mail addresses. A verified one gives access to the account, so marking one needs the right to change its member."""

    owner = "user"
    link_lookups = ("user__id__exact",)
    list_display = ["email", link_column("user", _("member")), "primary", "verified"]
    list_filter = ["primary", "verified"]
    search_fields = ["email", "user__name", "user__email", "user__handle"]
    ordering = ["email", "id"]
    list_select_related = ["user"]
    actions = ["make_verified"]

    @admin.action(description=_("Mark as verified"), permissions=["change"])
    def make_verified(self, request: HttpRequest, rows: QuerySet[EmailAddress]) -> None:
        members = self.admin_site.get_model_admin(Member)
        for address in rows.filter(verified=False):
            if not members.has_change_permission(request, address.user):
                message = gettext("%(address)s was not changed: you may not change its member.")
                messages.warning(request, message % {"address": address.email})
            elif address.user.is_unverified and not may_be_added(address.email):
                message = gettext(
                    "%(address)s was not changed: its domain is not one of those that may join."
                )
                messages.warning(request, message % {"address": address.email})
            elif verify_address(request, address):
                members.log_change(request, address.user, gettext("Marked an address as verified"))


@admin.register(Authenticator)
class AuthenticatorAdmin(ReadOnlyAdmin[Authenticator]):
    """Second factors: type and dates, never the secret."""

    owner = "user"
    link_lookups = ("user__id__exact",)
    list_display = ["__str__", link_column("user", _("member")), "type", "created_at", "last_used_at"]
    list_filter = ["type", ("last_used_at", admin.EmptyFieldListFilter)]
    search_fields = ["user__name", "user__email", "user__handle"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]
    list_select_related = ["user"]
    fields = ["user", "type", "created_at", "last_used_at"]


@admin.register(SocialAccount)
class SocialAccountAdmin(ReadOnlyAdmin[SocialAccount]):
    """Accounts at the sign-in provider that members have linked."""

    owner = "user"
    link_lookups = ("user__id__exact",)
    list_display = ["uid", link_column("user", _("member")), "provider", "date_joined", "last_login"]
    search_fields = ["uid", "user__name", "user__email", "user__handle"]
    date_hierarchy = "date_joined"
    ordering = ["-date_joined", "-id"]
    list_select_related = ["user"]
    fields = ["user", "provider", "uid", "extra_data", "date_joined", "last_login"]


@admin.register(UserSession)
class UserSessionAdmin(ReadOnlyAdmin[UserSession]):
    """The browsers in which members are signed in."""

    owner = "user"
    link_lookups = ("user__id__exact",)
    list_display = ["browser", link_column("user", _("member")), "created_at", "ip"]
    search_fields = ["user__name", "user__email", "user__handle", "ip"]
    date_hierarchy = "created_at"
    ordering = ["-created_at", "-id"]
    list_select_related = ["user"]
    fields = ["user", "browser", "user_agent", "ip", "created_at"]
    readonly_fields = ["browser"]
    actions = ["sign_out"]

    @admin.display(description=_("browser"))
    def browser(self, session: UserSession) -> str:
        return sessions.browser_label(session.user_agent)

    @admin.action(description=_("Sign out"), permissions=["change"])
    def sign_out(self, request: HttpRequest, rows: QuerySet[UserSession]) -> None:
        members = self.admin_site.get_model_admin(Member)
        beyond = {row.user_id for row in rows if not members.has_change_permission(request, row.user)}
        reachable = rows.exclude(user__in=beyond)
        messages.success(request, gettext("Signed out: %(count)s") % {"count": len(reachable)})
        sessions.end_sessions(reachable)


def links_of(member: Member) -> Iterable[Link]:
    """Links from a member's admin page to the rows about their account."""
    yield changelist_url(EmailAddress, user__id__exact=member.pk), _("E-mail addresses")
    yield changelist_url(Authenticator, user__id__exact=member.pk), _("Two-step sign-in")
    yield changelist_url(SocialAccount, user__id__exact=member.pk), _("Linked sign-ins")
    yield changelist_url(UserSession, user__id__exact=member.pk), _("Active sessions")
