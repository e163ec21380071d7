"""The profile fields of the site in the form of one's own profile."""

from __future__ import annotations

from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from network.members.models import ProfileField
from network.members.models.field_values import MAX_LINK, MAX_TEXT
from network.members.people.field_values import current_fields

Kind, Visible = ProfileField.Kind, ProfileField.VisibleTo
AUDIENCES: dict[str, Promise] = {
    Visible.MEMBERS: _("Every member can see this."),
    Visible.CONNECTIONS: _("Only your connections can see this."),
    Visible.STAFF: _("Only you and the staff of this site can see this."),
}


class FieldInputs(forms.BaseForm):
    """Mixin of a form about a member: an input for each field.

    The name of an input says whose eyes it was filled in for: what was typed on a page from before a change of the audience
    is not saved, and asked for again where it is required. A missing input keeps the value.
    """

    instance: Any
    """A member, or somebody who was imported."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._inputs = {f"field-{field.pk}-{field.visible_to}": field for field in current_fields()}
        for name, field in self._inputs.items():
            value = field.value_of(self.instance)
            self.initial[name] = value
            self.fields[name] = _input(field, value, is_sent=not self.is_bound or name in self.data)

    @property
    def field_inputs(self) -> list[BoundField]:
        return [self[name] for name in self._inputs]

    def field_values(self) -> dict[int, str | None]:
        """What was sent, by the key of the field."""
        return {
            field.pk: self.cleaned_data[name] for name, field in self._inputs.items() if name in self.data
        }


class _FieldValue(forms.CharField):
    def __init__(self, field: ProfileField, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.profile_field = field

    def clean(self, value: Any) -> str | None:
        return self.profile_field.parse(super().clean(value))


def _input(field: ProfileField, value: str, is_sent: bool) -> _FieldValue:
    """Required, unless the member has a value and the form was sent without the input."""
    return _FieldValue(
        field,
        label=field.label,
        required=field.is_required and (is_sent or not value),
        max_length=MAX_LINK if field.kind == Kind.LINK else MAX_TEXT,
        help_text=AUDIENCES[field.visible_to],
        widget=_widget(field),
    )


def _widget(field: ProfileField) -> forms.Widget:
    if field.kind == Kind.CHOICE:
        return forms.Select(choices=[("", "–"), *field.options.items()])
    if field.kind == Kind.YEAR:
        return forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "maxlength": 4})
    if field.kind == Kind.LINK:
        return forms.URLInput(attrs={"dir": "ltr", "placeholder": "https://"})
    return forms.TextInput(attrs={"dir": "auto"})
