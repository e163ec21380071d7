"""Forms of the admin of members."""

from __future__ import annotations

from typing import cast

from allauth.account.adapter import get_adapter
from allauth.account.models import EmailAddress
from django.contrib.auth.forms import AdminPasswordChangeForm, AdminUserCreationForm
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from network.members.accounts import sessions
from network.members.accounts.admission import may_be_added
from network.members.models import Member


class NewMemberForm(AdminUserCreationForm[Member]):
    def clean_email(self) -> str:
        """The normalised address. Raises `ValidationError` if a member has it, or the policy does not admit its domain."""
        email = str(self.cleaned_data["email"])
        taken = EmailAddress.objects.filter(email=email, verified=True).exists()
        if taken or Member.objects.filter(email=email).exists():
            raise ValidationError(_("A member already has this address."), code="unique")
        if not may_be_added(email):
            raise ValidationError(
                _("The domain of this address is not one of those that may join."), code="domain"
            )
        return email


class NewPasswordForm(AdminPasswordChangeForm):  # type: ignore[type-arg]  # not generic at run time
    """The member is told of it and signed out everywhere, as after a change of their own."""

    @transaction.atomic
    def save(self, commit: bool = True) -> Member:
        member = cast(Member, super().save(commit))
        sessions.end_other_sessions(member, None)
        get_adapter().send_notification_mail("account/email/password_changed", member)
        return member
