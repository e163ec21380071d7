from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.http import HttpRequest
from django.utils.translation import get_language

from network.members.models import Member


class AccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    def save_user(self, request: HttpRequest, user: Member, form: Any, commit: bool = True) -> Member:
        """The name goes in before the first save, because the handle is made from it."""
        user.name = form.cleaned_data["name"]
        user.language = (get_language() or "en").split("-")[0]
        saved: Member = super().save_user(request, user, form, commit)
        return saved
