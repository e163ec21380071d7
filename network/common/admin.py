"""Base classes and helpers for the admin of every app: read-only rows, links and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeVar

from django.conf import settings
from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import ngettext

from network.common.addresses import normalise_address

Row = TypeVar("Row", bound=Model)
Link = tuple[str, Any]


def change_url(row: Model) -> str:
    """The URL of the row's page in the admin."""
    return reverse(_url_name(type(row), "change"), args=[row.pk])


def changelist_url(model: type[Model], **filters: Any) -> str:
    """The URL of the admin's list of a model, with filters as its query string."""
    return f"{reverse(_url_name(model, 'changelist'))}?{urlencode(filters)}"


def _url_name(model: type[Model], page: str) -> str:
    return f"admin:{model._meta.app_label}_{model._meta.model_name}_{page}"


def link_column(name: str, label: Any) -> Callable[[Model], str]:
    """A list column that links to the row of the foreign key `name`."""

    @admin.display(description=label, ordering=name, empty_value="–")
    def column(row: Model) -> str:
        related = getattr(row, name)
        return format_html('<a href="{}">{}</a>', change_url(related), related) if related else ""

    return column


class NamedValuesFilter(admin.AllValuesFieldListFilter):
    """Filters by the values of a column, without the empty value, whose link would have no text.

    Language codes are shown as language names.
    """

    def choices(self, changelist: Any) -> Iterator[Any]:
        names = dict(settings.LANGUAGES)
        for choice in super().choices(changelist):
            if value := choice["display"]:
                yield choice | {"display": names.get(str(value), value)}


class AddressSearch(admin.ModelAdmin[Row]):
    """Finds an e-mail address in any spelling."""

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        term = normalise_address(search_term) if "@" in search_term else search_term
        return super().get_search_results(request, queryset, term)


class NoAddDeleteAdmin(AddressSearch[Row]):
    """Rows that staff can neither add nor delete; columns that are not read-only can be changed."""

    view_on_site = False
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Row, form: Any, change: bool) -> None:
        save_edited(obj, form)

    def run_action(
        self,
        request: HttpRequest,
        rows: QuerySet[Row],
        method: Callable[[Row], Any],
        label: str,
        skip_on: type[Exception],
    ) -> None:
        """Call the method for each row, log each change as `label`, and tell staff how many rows were changed.

        Rows for which the method raises `skip_on` are counted as not changed.
        """
        skipped = 0
        for row in rows:
            try:
                method(row)
            except skip_on:
                skipped += 1
            else:
                self.log_change(request, row, label)
        if changed := len(rows) - skipped:
            self.message_user(request, f"{label}: {changed}", messages.SUCCESS)
        if skipped:
            text = ngettext(
                "%(count)d row was left as it is: too late, too early or not for this.",
                "%(count)d rows were left as they are: too late, too early or not for this.",
                skipped,
            )
            self.message_user(request, text % {"count": skipped}, messages.WARNING)


class ReadOnlyAdmin(NoAddDeleteAdmin[Row]):
    """Rows that staff can view; only admin actions change them."""

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return super().get_model_perms(request) | {"change": False}

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Use the plural name as the title instead of “Select … to change”."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))


def save_edited(row: Model, form: Any) -> None:
    """Save only the changed columns, so that simultaneous changes of other columns are not lost."""
    columns = {field.name for field in row._meta.concrete_fields}
    if changed := columns.intersection(form.changed_data):
        row.save(update_fields=changed)
