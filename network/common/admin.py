"""The manners that the admin of every app shares: rows are read, and what changes them are the product's own verbs."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import admin
from django.db.models import Model
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst

Row = TypeVar("Row", bound=Model)
Link = tuple[str, Any]


def change_url(row: Model) -> str:
    """Where the admin shows this row."""
    return reverse(_name_of(type(row), "change"), args=[row.pk])


def changelist_url(model: type[Model], **filters: Any) -> str:
    """Where the admin lists these rows of a model."""
    return f"{reverse(_name_of(model, 'changelist'))}?{urlencode(filters)}"


def _name_of(model: type[Model], page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def link_column(name: str, label: Any) -> Callable[[Model], str]:
    """A column that leads to the row behind a foreign key."""

    @admin.display(description=label, ordering=name, empty_value="–")
    def column(row: Model) -> str:
        other = getattr(row, name)
        return format_html('<a href="{}">{}</a>', change_url(other), other) if other else ""

    return column


class NamedValuesFilter(admin.AllValuesFieldListFilter):
    """The values of a column to choose from, without the empty one, which would be a link without words.

    A language is called by its name.
    """

    def choices(self, changelist: Any) -> Iterator[Any]:
        names = dict(settings.LANGUAGES)
        for choice in super().choices(changelist):
            if said := choice["display"]:
                yield choice | {"display": names.get(str(said), said)}


class NoAddDeleteAdmin(admin.ModelAdmin[Row]):
    """Rows that the product makes and unmakes; staff may set the columns that are not read-only."""

    view_on_site = False
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        save_edited(obj, form)


class ReadOnlyAdmin(NoAddDeleteAdmin[Row]):
    """Rows that staff read and only actions, which call the verbs, change."""

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return super().get_model_perms(request) | {"change": False}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Headed by what it lists: Django's “Select … to change” is not what one can do here."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))


def save_edited(row: Model, form: Any) -> None:
    """Write what was edited alone: the product may be writing the other columns at this moment."""
    columns = {field.name for field in row._meta.concrete_fields}
    if edited := columns.intersection(form.changed_data):
        row.save(update_fields=edited)
