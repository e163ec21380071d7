"""Forms of sign-up, profile, settings and account deletion."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest
from django.utils.text import format_lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network import site
from network.common import languages, time_zones
from network.common.images import MAX_MEGABYTES
from network.common.names import MAX_LENGTH, validate_name
from network.common.text import typed_text
from network.common.validators import multi_line, single_line, validate_marks
from network.members.models import Member, Photo, ProfileField
from network.members.models.handles import MIN_HANDLE_LENGTH
from network.members.models.member import ABOUT_LENGTH
from network.members.people.field_inputs import FieldInputs
from network.members.people.images import Avatar, make_avatar

NAME_ATTRIBUTES = {"autocomplete": "name", "dir": "auto"}


class SignupForm(forms.Form):
    """The fields of sign-up beside address and password: allauth's `ACCOUNT_SIGNUP_FORM_CLASS`."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=MAX_LENGTH,
        validators=[single_line, validate_name],
        widget=forms.TextInput(attrs=NAME_ATTRIBUTES),
    )

    field_order = ["name", "email", "password1"]

    @property
    def terms(self) -> int:
        """The version of the terms that the form names; 0 where there are none."""
        return site.current().terms_version

    @property
    def accepted_terms(self) -> int:
        """The version that was shown; 0 where it is no longer the newest, so that the new member is asked as usual."""
        return self.terms if self.data.get("terms") == str(self.terms) else 0

    def signup(self, request: HttpRequest, user: Member) -> None:
        """Required by allauth; does nothing, because the account request stores the name."""


class DeleteAccountForm(forms.Form):
    sure = forms.BooleanField(label=_("Yes, delete my account for good"))
    opt_out = forms.BooleanField(
        label=_("Never write to my addresses again, whoever invites me"), required=False
    )


class PartialUpdateForm(forms.ModelForm[Member]):
    """Saves only the columns of this form, so that simultaneous changes of other columns are not lost.

    Fields named in `keep_if_blank` keep their value where they are left empty.
    """

    keep_if_blank: tuple[str, ...] = ()

    def clean(self) -> dict[str, Any]:
        blank_names = [name for name in self.keep_if_blank if self.cleaned_data.get(name) in (None, "")]
        return self.cleaned_data | {name: getattr(self.instance, name) for name in blank_names}

    def save(self, commit: bool = True) -> Member:
        self.instance.save(update_fields=self._meta.fields)
        return self.instance


class AboutField(forms.CharField):
    """Multi-line text."""

    widget = forms.Textarea(attrs={"rows": 8, "dir": "auto"})

    def to_python(self, value: Any) -> str:
        return typed_text(str(super().to_python(value)))


class ProfileForm(FieldInputs, PartialUpdateForm):
    photo = forms.FileField(
        label=_("Photo"),
        required=False,
        help_text=format_lazy(
            _(
                "JPEG, PNG or WebP, up to {most} MB. We crop it to a square, and remove data such as place and camera."
            ),
            most=MAX_MEGABYTES,
        ),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp"}),
    )
    remove_photo = forms.BooleanField(label=_("Show my initials instead of the photo"), required=False)
    about = AboutField(
        label=_("About you"),
        required=False,
        max_length=ABOUT_LENGTH,
        validators=[multi_line, validate_marks],
        help_text=_("An empty line starts a new paragraph."),
    )
    handle = forms.CharField(
        label=_("Handle"),
        required=False,
        min_length=MIN_HANDLE_LENGTH,
        max_length=40,
        help_text=_(
            "The end of your profile’s address. If you change it, links to the old address stop working. Leave it empty to keep it."
        ),
        error_messages={"unique": _("Somebody else has this handle.")},
        widget=forms.TextInput(attrs={"dir": "ltr", "autocapitalize": "none", "autocomplete": "off"}),
    )
    keep_if_blank = ("handle",)

    class Meta:
        model = Member
        fields = ["name", "short_name", "headline", "location", "about", "handle", "photo_in_first_contact"]
        labels = {"short_name": _("What should we call you?")}
        help_texts = {
            "short_name": _(
                "Used in sentences such as “Anna replied”. If you leave it empty, we use your full name."
            )
        }
        widgets = {
            "name": forms.TextInput(attrs=NAME_ATTRIBUTES),
            "short_name": forms.TextInput(attrs={"dir": "auto", "autocomplete": "nickname"}),
            "headline": forms.TextInput(attrs={"dir": "auto"}),
            "location": forms.TextInput(attrs={"dir": "auto"}),
        }

    field_order = ["photo", "remove_photo", *Meta.fields]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.photo:
            del self.fields["remove_photo"]

    def clean_photo(self) -> Avatar | None:
        upload: UploadedFile[bytes] | None = self.cleaned_data["photo"]
        return make_avatar(upload, upload.size or 0) if upload else None

    def save(self, commit: bool = True) -> Member:
        ProfileField.objects.save_values(self.instance, self.field_values())
        member = super().save()
        if avatar := self.cleaned_data["photo"]:
            Photo.objects.set(member, avatar)
        elif self.cleaned_data.get("remove_photo"):
            Photo.objects.remove(member)
        return member


class SettingsForm(PartialUpdateForm):
    time_zone = forms.ChoiceField(label=_("Time zone"), choices=lambda: _time_zone_choices())
    share_address = forms.TypedChoiceField(
        label=_("My e-mail address"),
        required=False,
        choices=[("True", _("Shared with my connections")), ("False", _("Not shared"))],
        coerce=lambda value: value == "True",
        widget=forms.RadioSelect,
        help_text=_(
            "Your connections see your address on your profile, and in the e-mail that tells them you’ve accepted."
        ),
    )
    keep_if_blank = ("invitable_by", "connections_visible_to", "share_address")

    class Meta:
        model = Member
        fields = ["invitable_by", "connections_visible_to", "share_address", "language", "time_zone"]
        widgets = {"invitable_by": forms.RadioSelect, "connections_visible_to": forms.RadioSelect}
        help_texts = {
            "connections_visible_to": _(
                "How many connections you have, and who they are. You both always see the connections you share."
            )
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in self.keep_if_blank:
            self.fields[name].required = False
        self.initial["language"] = languages.for_member(self.instance.language)
        self.fields["language"] = forms.ChoiceField(label=_("Language"), choices=languages.offered())
        self.initial["time_zone"] = zone = time_zones.current_name(self.instance.time_zone)
        if zone not in time_zones.offered_zones():
            self.initial["time_zone"] = settings.TIME_ZONE
            self.fields["time_zone"].help_text = gettext(
                "“%(zone)s” is no longer a known time zone. Times are shown in the time zone of the site."
            ) % {"zone": zone}


def _time_zone_choices() -> list[tuple[str, Any]]:
    names = {*time_zones.offered_zones(), settings.TIME_ZONE}
    return [(name, name.replace("_", " ")) for name in sorted(names)]
