"""The values of profile fields on the admin's pages of members and of imported people."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.utils.html import format_html_join
from django.utils.translation import gettext_lazy as _

from network.members.models import ProfileField


class FieldValuesAdmin:
    """Mixin of a `ModelAdmin`: the readonly field `field_values`."""

    @admin.display(description=_("profile fields"), empty_value="–")
    def field_values(self, person: Any) -> str:
        """All values, also those that other members do not see."""
        fields = ProfileField.objects.in_order()
        rows = ((field.label, field.label_of(value)) for field in fields if (value := field.value_of(person)))
        return format_html_join("", "<div><bdi>{}</bdi>: <bdi>{}</bdi></div>", rows)
