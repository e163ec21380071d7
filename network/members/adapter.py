from __future__ import annotations

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from django.contrib.auth.models import AbstractBaseUser
from django.http import HttpRequest
from django.utils.translation import get_language


class AccountAdapter(DefaultAccountAdapter):
    def save_user(self, request: HttpRequest, user: Any, form: Any, commit: bool = True) -> AbstractBaseUser:
        """The name goes in before the first save, because the handle is made from it."""
        user.name = form.cleaned_data["name"]
        user.language = (get_language() or "en").split("-")[0]
        return super().save_user(request, user, form, commit)
