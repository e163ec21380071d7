from __future__ import annotations

import zoneinfo
from typing import Any

from django import forms
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from network.members.models import Member
from network.members.text import one_line


class SignupForm(forms.Form):
    """What signing up asks beside address and password."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=80,
        validators=[one_line],
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    field_order = ["name", "email", "password1"]

    def signup(self, request: HttpRequest, user: Member) -> None:
        """allauth asks for this hook; the adapter has saved the name already."""


class LeaveForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, delete my account for good"))


class ProfileForm(forms.ModelForm[Member]):
    class Meta:
        model = Member
        fields = ["name", "headline", "location"]


class SettingsForm(forms.ModelForm[Member]):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: _zones())

    class Meta:
        model = Member
        fields = ["language", "time_zone", "invited_by"]
        widgets = {"invited_by": forms.RadioSelect}


def _zones() -> list[tuple[str, Any]]:
    return [(name, name.replace("_", " ")) for name in sorted(zoneinfo.available_timezones())]
