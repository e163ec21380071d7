from __future__ import annotations

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext_lazy as _

from invitations import policy
from invitations.models import Invitation, Report
from network.members.models import Member, normalise_address
from network.members.text import several_lines

ADDRESSES_AT_ONCE = 100
LONGEST_ADDRESS = 254


class WordsField(forms.CharField):
    """A note or a message: several lines, no control characters, as long as the policy allows."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 4)
        super().__init__(
            max_length=policy.NOTE_LENGTH,
            validators=[several_lines],
            widget=forms.Textarea(attrs={"rows": rows, "dir": "auto"}),
            **kwargs,
        )

    def to_python(self, value: Any) -> str:
        """Browsers send CRLF; a line break counts as one character."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class NoteForm(forms.Form):
    note = WordsField(label=_("Note"), required=False)


class InviteForm(NoteForm):
    reason = forms.ChoiceField(
        label=_("How do you know each other?"),
        required=False,
        choices=[("", _("Rather not say")), *Invitation.Reason.choices],
    )

    field_order = ["email", "reason", "note"]

    def __init__(self, *args: Any, sender: Member, gate: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender
        if gate:
            self.fields["email"] = forms.EmailField(
                label=gate, widget=forms.EmailInput(attrs={"autocomplete": "off"})
            )
            self.order_fields(self.field_order)

    def clean_email(self) -> str:
        return _foreign(self.cleaned_data["email"], self.sender.addresses())


class InviteByEmailForm(NoteForm):
    email = forms.CharField(
        label=_("E-mail addresses"),
        help_text=_("One or many, each on its own line or with commas between."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocomplete": "off"}),
    )

    field_order = ["email", "note"]

    def __init__(self, *args: Any, sender: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender

    def clean_email(self) -> list[str]:
        addresses = list(dict.fromkeys(re.findall(r"[^,;\s]+", self.cleaned_data["email"].lower())))
        if len(addresses) > ADDRESSES_AT_ONCE:
            raise ValidationError(_("Please send at most %(most)s at a time.") % {"most": ADDRESSES_AT_ONCE})
        own = self.sender.addresses()
        return [_foreign(address, own) for address in addresses]


def _foreign(address: str, own: list[str]) -> str:
    """The address in its stored form. Raises `ValidationError` for what is none, and for one's own."""
    address = normalise_address(address)
    try:
        if len(address) > LONGEST_ADDRESS:
            raise ValidationError("")
        validate_email(address)
    except ValidationError:
        raise ValidationError(_("“%(word)s” is not an e-mail address.") % {"word": address[:80]}) from None
    if address in own:
        raise ValidationError(_("%(address)s is your own address.") % {"address": address})
    return address


class MessageForm(forms.Form):
    message = WordsField(label=_("Message"))
    nonce = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)


class AskForMoreForm(forms.Form):
    text = WordsField(label=_("What would you like to do with more invitations?"), required=False)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=Report.Reason.choices, widget=forms.RadioSelect
    )
    words = WordsField(label=_("What should the staff know?"), required=False)
