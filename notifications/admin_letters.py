"""The texts of the welcome letter in the admin, each with the letter as it will be read."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.admin.utils import unquote
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.members.models import WelcomeText
from notifications import emails
from notifications.choices import Kind
from notifications.previews import Preview, allow_email_style, placeholder_url, render

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


class WelcomeTextForm(forms.ModelForm[WelcomeText]):
    class Meta:
        model = WelcomeText
        fields = ["language", "subject", "text"]
        help_texts = {
            "text": gettext_lazy("{name} and {site} are replaced. An empty line starts a new paragraph.")
        }

    def clean_subject(self) -> str:
        return _with_known_placeholders(self.cleaned_data["subject"])

    def clean_text(self) -> str:
        return _with_known_placeholders(self.cleaned_data["text"])


def _with_known_placeholders(text: str) -> str:
    """Raises `ValidationError` for one that would be read as it stands."""
    for placeholder in _PLACEHOLDER.findall(text):
        if placeholder not in emails.PLACEHOLDERS:
            message = _("%(placeholder)s is not replaced. Write {name} or {site}.")
            raise ValidationError(message, "placeholder", params={"placeholder": placeholder})
    return text


@admin.register(WelcomeText)
class WelcomeTextAdmin(admin.ModelAdmin[WelcomeText]):
    form = WelcomeTextForm
    list_display = ["language", "subject"]
    change_form_template = "admin/members/welcometext/change_form.html"

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With a preview of what is saved."""
        written = self.get_object(request, unquote(object_id))
        if written is None:
            return super().change_view(request, object_id, form_url, extra_context)
        preview = preview_of(written)
        page = super().change_view(request, object_id, form_url, {"email_preview": preview})
        return allow_email_style(page, preview)


def preview_of(written: WelcomeText) -> Preview:
    """The letter to somebody invented, in the language of the text."""
    with translation.override(written.language):
        context = emails.welcome_context(_("Anna Example"), "anna@example.org", written, placeholder_url())
        return render(Kind.WELCOME, "", context)
