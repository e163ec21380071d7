from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from invitations import contact_import, policy
from invitations.contact_import import AddressBook
from invitations.models import Invitation, Report
from network.common.validators import multi_line
from network.members.models import Member

MAX_FILE_SIZE = 1024 * 1024
INLINE_LIMIT = 10
"""So many addresses are sent at once and all or none; more are left to the worker, line by line."""


UNKNOWN = "unknown"
"""The answer that stops an invitation before it is sent. It is never stored."""


class CountedTextarea(forms.Textarea):
    """A textarea with a character counter."""


class RadioChips(forms.RadioSelect):
    """One of a few words, side by side; the last of them may be “I don’t know”, which the advice explains."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if option["value"] == UNKNOWN:
            option["attrs"]["aria-describedby"] = "unknown-advice"
        return option


def _up_to(most: int) -> str:
    return ngettext("Up to %(n)s character", "Up to %(n)s characters", most) % {"n": most}


class MessageField(forms.CharField):
    """A note or a message: several lines, no control characters, as long as the policy allows."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 4)
        most = policy.NOTE_LENGTH
        super().__init__(
            max_length=most,
            validators=[multi_line],
            widget=CountedTextarea(attrs={"rows": rows, "dir": "auto"}),
            help_text=lazy(_up_to, str)(most),
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """No `maxlength`: browsers count an emoji as two and cut off what is pasted. What is too long is kept."""
        return {"data-max-length": self.max_length}

    def to_python(self, value: Any) -> str:
        """Browsers send CRLF; a line break counts as one character."""
        return str(super().to_python(value)).replace("\r\n", "\n")


class NoteForm(forms.Form):
    note = MessageField(label=_("Note"), required=False)


class ProposalForm(NoteForm):
    reason = forms.ChoiceField(
        label=_("How do you know each other?"),
        required=False,
        choices=[*Invitation.Reason.choices, (UNKNOWN, _("I don’t know this person"))],
        widget=RadioChips,
    )

    field_order = ["email", "file", "reason", "note"]

    def clean_reason(self) -> str:
        """Whoever does not know the other is stopped here, before anything is sent, spent or counted."""
        if self.cleaned_data["reason"] == UNKNOWN:
            raise ValidationError(_("Nothing was sent, and it has cost you nothing."), code=UNKNOWN)
        return str(self.cleaned_data["reason"])


class InviteForm(ProposalForm):
    def __init__(self, *args: Any, sender: Member, recipient: Member, gate: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender
        first = {"first": recipient.short_name}
        reason = cast(forms.ChoiceField, self.fields["reason"])
        reason.label = gettext("How do you know %(first)s?") % first
        reason.choices = [
            *Invitation.Reason.choices, (UNKNOWN, gettext("I don’t know %(first)s") % first),
        ]  # fmt: skip
        if gate:
            self.fields["email"] = forms.EmailField(
                label=gate, widget=forms.EmailInput(attrs={"autocomplete": "off"})
            )
            self.order_fields(self.field_order)

    def clean_email(self) -> str:
        return _parse_foreign_address(self.cleaned_data["email"], self.sender.addresses())


class InviteByEmailForm(ProposalForm):
    """Addresses that were typed, or a file of them; a file only fills the field, so that people see whom they invite.

    `words` are what was meant as addresses; `book` what a file held.
    """

    email = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        help_text=_("One or many, each on its own line or with commas between."),
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("From your address book"),
        required=False,
        allow_empty_file=True,
        help_text=_("A CSV or vCard file, up to 1 MB. You see what was found before anything is sent."),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.vcf,.vcard,text/csv,text/vcard"}),
    )

    def __init__(self, *args: Any, sender: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender
        self.words: list[str] = []
        self.book: AddressBook | None = None

    @property
    def is_long(self) -> bool:
        return len(self.words) > INLINE_LIMIT

    def with_file_entries(self, book: AddressBook) -> InviteByEmailForm:
        """The form anew, with what stands in the file after what was typed."""
        names = dict.fromkeys(self.words, "") | {entry.address: entry.name for entry in book.entries}
        lines = [f"{name} <{address}>" if name else address for address, name in names.items()]
        kept = {name: self.cleaned_data[name] for name in ("reason", "note")}
        form = InviteByEmailForm(initial={"email": "\n".join(lines), **kept}, sender=self.sender)
        form.fields["email"].widget.attrs["rows"] = min(len(lines) + 1, 16)
        return form

    def clean_email(self) -> str:
        self.words = contact_import.split_addresses(self.cleaned_data["email"])
        if len(self.words) > contact_import.MAX_ADDRESSES:
            raise _too_many()
        if not self.is_long:
            self.words = [_parse_foreign_address(word, self.sender.addresses()) for word in self.words]
        elif not any(map(contact_import.parse_address, self.words)):
            raise ValidationError(_("None of this is an e-mail address."))
        return str(self.cleaned_data["email"])

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MAX_FILE_SIZE:
            raise ValidationError(_("This file is larger than 1 MB. Please send a part of it at a time."))
        self.book = contact_import.read_file(file.read(), file.name or "").without(self.sender.addresses())
        if not self.book.entries:
            raise ValidationError(_("No e-mail address was found in this file. Is it CSV or vCard?"))
        if len(self.book.entries) > contact_import.MAX_ADDRESSES:
            raise _too_many()
        return file

    def clean(self) -> dict[str, Any]:
        if not (self.words or self.book or self.errors):
            self.add_error("email", _("Please enter an address, or choose a file."))
        return self.cleaned_data


def _too_many() -> ValidationError:
    return ValidationError(
        _("Please send at most %(most)s at a time.") % {"most": contact_import.MAX_ADDRESSES}
    )


def _parse_foreign_address(word: str, own: list[str]) -> str:
    """The address in its stored form. Raises `ValidationError` for what is none, and for one's own."""
    address = contact_import.parse_address(word)
    if not address:
        raise ValidationError(_("“%(word)s” is not an e-mail address.") % {"word": word[:80]})
    if address in own:
        raise ValidationError(_("%(address)s is your own address.") % {"address": address})
    return address


class MessageForm(forms.Form):
    message = MessageField(label=_("Message"))
    nonce = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)


class AskForMoreForm(forms.Form):
    text = MessageField(label=_("What would you like to do with more invitations?"), required=False)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What is wrong?"), choices=Report.Reason.choices, widget=forms.RadioSelect
    )
    words = MessageField(label=_("What should the staff know?"), required=False)
