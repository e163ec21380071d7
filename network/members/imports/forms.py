"""Forms of an import: what somebody who was imported corrects before joining, and the file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from network.members.accounts.forms import VerifiedSignupForm
from network.members.models import ImportedPerson, Member
from network.members.models.handles import validate_handle
from network.members.people.field_inputs import FieldInputs


class WelcomeForm(FieldInputs, VerifiedSignupForm):
    """What was imported, to be corrected, and a password; or without one, where a passkey follows. No profile field is required."""

    PROFILE = ("name", "handle", "headline", "location")

    headline = Member._meta.get_field("headline").formfield(widget=forms.TextInput(attrs={"dir": "auto"}))
    location = Member._meta.get_field("location").formfield(widget=forms.TextInput(attrs={"dir": "auto"}))
    handle = forms.CharField(
        label=_("Handle"),
        required=False,
        max_length=40,
        help_text=_("The end of your profile’s address. If you leave it empty, it’s made from your name."),
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "autocomplete": "off"}),
    )
    field_order = ["name", "headline", "location", "handle", "password1"]

    def __init__(self, data: Any, *, person: ImportedPerson, by_passkey: bool) -> None:
        self.instance = person
        super().__init__(data, address=person.address, by_passkey=by_passkey)
        self.order_fields(self.field_order)
        self.initial.update({name: getattr(person, name) for name in self.PROFILE})
        for bound in self.field_inputs:
            bound.field.required = False

    def clean_handle(self) -> str:
        handle = str(self.cleaned_data["handle"]).lower()
        if handle:
            validate_handle(handle)
            if Member.objects.filter(handle=handle).exists():
                raise ValidationError(_("Somebody else has this handle."), code="unique")
        return handle

    def profile(self) -> dict[str, Any]:
        """The columns of the member."""
        return {name: self.cleaned_data[name] for name in self.PROFILE}


class ImportForm(forms.Form):
    file = forms.FileField(
        label=_("CSV file"),
        help_text=_(
            "The first line names the columns: E-mail and Name, and if you like Handle, Headline, Place and Language."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,text/csv"}),
    )
