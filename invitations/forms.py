from __future__ import annotations

from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import MaxLengthValidator
from django.utils.functional import lazy
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from invitations import contact_import, policy
from invitations.contact_import import AddressBook
from invitations.models import Invitation, Report
from network.common import addresses
from network.common.addresses import AddressField, readable_address
from network.common.text import isolate, typed_text
from network.common.validators import multi_line, validate_marks
from network.members.models import Member

MAX_FILE_SIZE = 1024 * 1024
MAX_TYPED = 350_000
"""Characters: so many addresses as may be sent at a time, each with the name of its owner."""
INLINE_LIMIT = 10
"""Up to this many addresses are sent in the request, all or none; more are a batch, which the worker sends."""


UNKNOWN = "unknown"
"""The choice “I don't know this person”, which stops the invitation. It is never stored."""


class CountedTextarea(forms.Textarea):
    """A textarea with a character counter."""


class RadioChips(forms.RadioSelect):
    """Radio buttons side by side. The choice `UNKNOWN` is described by the advice below them."""

    def create_option(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        option: dict[str, Any] = super().create_option(*args, **kwargs)
        if option["value"] == UNKNOWN:
            option["attrs"]["aria-describedby"] = "unknown-advice"
        return option


def _length_help(limit: int) -> str:
    return ngettext("Up to %(n)s character", "Up to %(n)s characters", limit) % {"n": limit}


class MessageField(forms.CharField):
    """A note or a message: several lines, no control characters, as long as the policy allows."""

    def __init__(self, **kwargs: Any) -> None:
        rows = kwargs.pop("rows", 4)
        super().__init__(
            max_length=policy.current().note_length,
            validators=[multi_line, validate_marks],
            widget=CountedTextarea(attrs={"rows": rows, "dir": "auto"}),
            help_text=lazy(_length_help, str)(policy.current().note_length),
            **kwargs,
        )

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Without `maxlength`: browsers count an emoji as two characters and cut off pasted text."""
        return {"data-max-length": self.max_length}

    def to_python(self, value: Any) -> str:
        return typed_text(str(super().to_python(value)))


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
        """Raises `ValidationError` for `UNKNOWN`, before anything is sent, spent or counted."""
        if self.cleaned_data["reason"] == UNKNOWN:
            raise ValidationError(_("Nothing was sent, and no invitation was used."), code=UNKNOWN)
        return str(self.cleaned_data["reason"])


class GateForm(forms.Form):
    """A form with the field of the address gate, for another person's address."""

    sender: Member

    def add_gate(self, label: str) -> None:
        self.fields["email"] = AddressField(
            label=label, widget=forms.EmailInput(attrs={"autocomplete": "off"})
        )
        self.order_fields(self.field_order)

    def clean_email(self) -> str:
        return _check_other(self.cleaned_data["email"], self.sender.addresses())


class InviteForm(GateForm, ProposalForm):
    """An invitation to a member. With an `address_label` it requires the recipient's address (the address gate)."""

    def __init__(
        self, *args: Any, sender: Member, recipient: Member, address_label: str = "", **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender
        name = {"first": isolate(recipient.get_short_name())}
        reason = cast(forms.ChoiceField, self.fields["reason"])
        reason.label = gettext("How do you know %(first)s?") % name
        reason.choices = [
            *Invitation.Reason.choices, (UNKNOWN, gettext("I don’t know %(first)s") % name),
        ]  # fmt: skip
        if address_label:
            self.add_gate(address_label)


class AnotherAddressForm(GateForm, NoteForm):
    """Another address for an open invitation, whose note is kept. It says what the address gate says, where it is asked."""

    field_order = ["email", "note"]

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["note"] = invitation.note
        self.sender = invitation.sender
        recipient = invitation.recipient
        self.add_gate(gate_label(recipient) if recipient else gettext("E-mail address"))


def gate_label(recipient: Member) -> str:
    """The label of the address gate's field."""
    label = gettext("To invite %(name)s, enter the e-mail address that you know them by.")
    return label % {"name": isolate(recipient.name)}


class InviteByEmailForm(ProposalForm):
    """Addresses that were typed, or a file of them. A file only fills the field, so that the sender can check it.

    `words` are the typed words, each meant as an address; `book` is the content of the file.
    """

    email = forms.CharField(
        label=_("E-mail addresses"),
        required=False,
        help_text=_("One or more addresses, on separate lines or separated by commas."),
        # No `max_length`: browsers would cut off what is pasted.
        validators=[MaxLengthValidator(MAX_TYPED)],
        widget=forms.Textarea(attrs={"rows": 3, "dir": "ltr", "autocomplete": "off"}),
    )
    file = forms.FileField(
        label=_("From your address book"),
        required=False,
        allow_empty_file=True,
        help_text=_(
            "A CSV, vCard or LDIF file, up to 1 MB. You can check the addresses before anything is sent."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,.tsv,.vcf,.vcard,.ldif,text/csv,text/vcard"}),
    )

    def __init__(self, *args: Any, sender: Member, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.sender = sender
        self.words: list[str] = []
        self.book: AddressBook | None = None

    @property
    def is_batch(self) -> bool:
        """Whether there are too many addresses to send them in the request."""
        return len(self.words) > INLINE_LIMIT

    def with_file_entries(self, book: AddressBook) -> InviteByEmailForm:
        """A new form with the typed addresses, then those of the file."""
        names = dict.fromkeys(self.words, "") | {entry.address: entry.name for entry in book.entries}
        lines = [f"{name} <{address}>" if name else address for address, name in names.items()]
        initial = {"email": "\n".join(lines)} | {name: self.cleaned_data[name] for name in ("reason", "note")}
        form = InviteByEmailForm(initial=initial, sender=self.sender)
        form.fields["email"].widget.attrs["rows"] = min(len(lines) + 1, 16)
        return form

    def clean_email(self) -> str:
        self.words = contact_import.split_addresses(self.cleaned_data["email"])
        if len(self.words) > contact_import.MAX_ADDRESSES:
            raise _too_many()
        if not self.is_batch:
            self.words = [_parse_other_address(word, self.sender.addresses()) for word in self.words]
        elif not any(map(contact_import.parse_address, self.words)):
            raise ValidationError(_("No valid e-mail address found."))
        return str(self.cleaned_data["email"])

    def clean_file(self) -> UploadedFile[bytes] | None:
        file: UploadedFile[bytes] | None = self.cleaned_data["file"]
        if file is None:
            return None
        if (file.size or 0) > MAX_FILE_SIZE:
            raise ValidationError(_("This file is larger than 1 MB. Please split it into smaller files."))
        self.book = contact_import.read_file(file.read(), file.name or "").without(self.sender.addresses())
        if not self.book.entries:
            raise ValidationError(_("No e-mail address found in this file. Is it a CSV, vCard or LDIF file?"))
        if len(self.book.entries) > contact_import.MAX_ADDRESSES:
            raise _too_many()
        return file

    def clean(self) -> dict[str, Any]:
        if not (self.words or self.book or self.errors):
            self.add_error("email", _("Please enter an address or choose a file."))
        return self.cleaned_data


def _too_many() -> ValidationError:
    return ValidationError(
        _("Please invite at most %(most)s people at a time.") % {"most": contact_import.MAX_ADDRESSES}
    )


def _parse_other_address(word: str, own_addresses: list[str]) -> str:
    """The address in its stored form. Raises `ValidationError` if it is not one or is the sender's own."""
    try:
        return _check_other(addresses.parse_address(word), own_addresses)
    except addresses.InvalidAddress as error:
        sentence = gettext("“%(word)s” is not an e-mail address.") % {"word": isolate(word[:80])}
        raise ValidationError(" ".join([sentence, *error.messages])) from None


def _check_other(address: str, own_addresses: list[str]) -> str:
    """The address. Raises `ValidationError` if it is the sender's own."""
    if address in own_addresses:
        raise ValidationError(
            _("%(address)s is your own address.") % {"address": isolate(readable_address(address))}
        )
    return address


class MessageForm(forms.Form):
    message = MessageField(label=_("Message"))
    nonce = forms.CharField(required=False, max_length=36, widget=forms.HiddenInput)


class AskForMoreForm(forms.Form):
    text = MessageField(label=_("What do you need more invitations for?"), required=False)


class ReportForm(forms.Form):
    reason = forms.ChoiceField(
        label=_("What’s wrong?"), choices=Report.Reason.choices, widget=forms.RadioSelect
    )
    comment = MessageField(label=_("What should the staff know?"), required=False)


class NonMemberReportForm(ReportForm):
    """As the form of members; they also may want no more e-mail at all, as by the stop link."""

    never_again = forms.BooleanField(
        label=_("Never write to this address again, whoever invites me"), required=False
    )
