"""The form renderer: where a form comes back with errors, the first wrong field is focused, and long texts are cut."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxLengthValidator
from django.forms import BoundField, Field, Widget
from django.forms.renderers import TemplatesSetting

MIN_SHOWN = 2_000
"""Characters of a posted text that are shown again at least, so that one that is somewhat too long can be shortened."""


class FocusedBoundField(BoundField):
    """Adds `autofocus` to the first wrong field of a form, unless an error of the whole form stands above the fields.

    Radio buttons and other groups get none: each button would have it. A posted text that is twice as long as its
    field accepts, and longer than MIN_SHOWN, is cut where it is shown again: otherwise a page could be six times what was
    sent.
    """

    def value(self) -> Any:
        value = super().value()
        return value[: _shown_length(self.field)] if self.form.is_bound and isinstance(value, str) else value

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        return attrs | {"autofocus": True} if self._has_first_error and not self.use_fieldset else attrs

    @property
    def _has_first_error(self) -> bool:
        if not self.errors or self.form.non_field_errors():
            return False
        return next(name for name in self.form.fields if name in self.form.errors) == self.name


def _shown_length(field: Field) -> int:
    limits = [
        validator.limit_value for validator in field.validators if isinstance(validator, MaxLengthValidator)
    ]
    return max(MIN_SHOWN, 2 * max(limits, default=0))


class FormRenderer(TemplatesSetting):
    bound_field_class = FocusedBoundField
