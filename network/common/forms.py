"""The form renderer: where a form comes back with errors, the first wrong field is focused."""

from __future__ import annotations

from typing import Any

from django.forms import BoundField, Widget
from django.forms.renderers import TemplatesSetting


class FocusedBoundField(BoundField):
    """Adds `autofocus` to the first wrong field of a form, unless an error of the whole form stands above the fields.

    Radio buttons and other groups get none: each button would have it.
    """

    def build_widget_attrs(self, attrs: dict[str, Any], widget: Widget | None = None) -> dict[str, Any]:
        attrs = super().build_widget_attrs(attrs, widget)
        return attrs | {"autofocus": True} if self._has_first_error and not self.use_fieldset else attrs

    @property
    def _has_first_error(self) -> bool:
        if not self.errors or self.form.non_field_errors():
            return False
        return next(name for name in self.form.fields if name in self.form.errors) == self.name


class FormRenderer(TemplatesSetting):
    bound_field_class = FocusedBoundField
