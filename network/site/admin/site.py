"""The admin of the site record: one page, which whoever may change the site can edit."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext_lazy as _

from network.common.admin import NoAddDeleteAdmin, change_url
from network.site.models import Logo, Site
from network.site.models.logo import Picture, make_logo

LOGO_HELP = _("JPEG, PNG or WebP, up to 2 MB. It is shown up to 48 pixels high, in place of the name.")


class SiteForm(forms.ModelForm[Site]):
    languages = forms.MultipleChoiceField(
        label=_("Languages offered"),
        choices=lambda: settings.LANGUAGES,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Without a choice, all of them."),
    )
    light_logo = forms.FileField(label=_("Logo"), required=False, help_text=LOGO_HELP)
    remove_light_logo = forms.BooleanField(label=_("Remove the logo"), required=False)
    dark_logo = forms.FileField(
        label=_("Logo on dark pages"),
        required=False,
        help_text=_("Without one, the logo is shown there too."),
    )
    remove_dark_logo = forms.BooleanField(label=_("Remove the logo on dark pages"), required=False)

    class Meta:
        model = Site
        fields = [
            "name", "tagline", "contact_address", "accent", "imprint_url", "privacy_url", "terms_url", "help_url",
            "default_language", "languages", "signup_policy", "signup_inviters", "signup_domains",
        ]  # fmt: skip
        help_texts = {
            "name": _("Stands on every page and in every e-mail, also as their sender."),
            "tagline": _("One sentence about the site, for search engines and the page for visitors."),
            "contact_address": _("People write to it when they need help. Without one, it is the address our e-mails come from."),
            "accent": _("Such as #1b4f9c. The shade for dark pages is made from it. Without one, it is green."),
            "imprint_url": _("A link in the foot of pages and e-mails. Without one, the legal page is linked once it is published."),
        }  # fmt: skip

    def clean_accent(self) -> str:
        return str(self.cleaned_data["accent"]).lower()

    def clean_light_logo(self) -> Picture | None:
        return self._picture("light_logo")

    def clean_dark_logo(self) -> Picture | None:
        return self._picture("dark_logo")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        offered, default = cleaned.get("languages"), cleaned.get("default_language")
        if offered and default and default not in offered:
            self.add_error("default_language", _("Choose one of the languages offered."))
        return cleaned

    def save_logos(self) -> None:
        for variant in Logo.Variant.values:
            if picture := self.cleaned_data[f"{variant}_logo"]:
                Logo.objects.set(variant, picture)
            elif self.cleaned_data[f"remove_{variant}_logo"]:
                Logo.objects.remove(variant)

    def _picture(self, name: str) -> Picture | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data[name]
        return make_logo(upload, upload.size or 0) if upload else None


@admin.register(Site)
class SiteAdmin(NoAddDeleteAdmin[Site]):
    form = SiteForm
    list_display = ["name"]
    fieldsets = [
        (None, {"fields": ["name", "tagline", "contact_address"]}),
        (_("Joining"), {"fields": ["signup_policy", "signup_inviters", "signup_domains"]}),
        (
            _("Look"),
            {"fields": ["accent", "light_logo", "remove_light_logo", "dark_logo", "remove_dark_logo"]},
        ),
        (_("Links in the foot"), {"fields": ["imprint_url", "privacy_url", "terms_url", "help_url"]}),
        (_("Languages"), {"fields": ["default_language", "languages"]}),
    ]

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """There is one row, so the list, where it may be seen, leads to it."""
        super().changelist_view(request, extra_context)
        row, _created = Site.objects.get_or_create(pk=Site.ONLY)
        return redirect(change_url(row))

    def get_fieldsets(self, request: HttpRequest, obj: Site | None = None) -> list[Any]:
        """Without the upload of logos for those who may only look: the admin shows them columns alone."""
        fieldsets = super().get_fieldsets(request, obj)
        if self.has_change_permission(request, obj):
            return fieldsets
        return [
            (
                title,
                options | {"fields": [name for name in options["fields"] if not str(name).endswith("_logo")]},
            )
            for title, options in fieldsets
        ]

    def save_model(self, request: HttpRequest, obj: Site, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        form.save_logos()
