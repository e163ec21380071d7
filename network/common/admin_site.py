"""The admin site: lists can be filtered by what they declare alone.

Django lets a query string filter by every column of a model, and by a regular expression: who may read a list could
read, letter by letter, columns that it does not show.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib import admin
from django.db.models import DateField, Model
from django.db.models.base import ModelBase
from django.http import HttpRequest

SUFFIXES = ("", "__exact", "__in", "__isnull", "__id__exact")
"""What Django's filters append to the name of a declared column; those of dates have DATE_SUFFIXES too."""
DATE_SUFFIXES = ("__year", "__month", "__day", "__gte", "__lt")


class DeclaredLookups(admin.ModelAdmin[Any]):
    """Allows the filters and the date hierarchy of the list, and `link_lookups`, which our own links use."""

    link_lookups: tuple[str, ...] = ()

    def lookup_allowed(self, lookup: str, value: str, request: HttpRequest) -> bool:
        dates = {f"{self.date_hierarchy}{suffix}" for suffix in DATE_SUFFIXES}
        filters = set().union(*map(self._lookups_of, self.get_list_filter(request)))
        return lookup in {*self.link_lookups, *dates, *filters}

    def _lookups_of(self, declared: Any) -> set[str]:
        """The lookups of one entry of `list_filter`."""
        if isinstance(declared, type) and issubclass(declared, admin.SimpleListFilter):
            return {str(declared.parameter_name)}
        column, kind = declared if isinstance(declared, tuple) else (declared, None)
        if kind is admin.EmptyFieldListFilter:
            return {f"{column}__isempty"}
        is_date = isinstance(self.opts.get_field(column), DateField)
        return {f"{column}{suffix}" for suffix in (*SUFFIXES, *(DATE_SUFFIXES if is_date else ()))}


class Site(admin.AdminSite):
    """Registers every model with `DeclaredLookups`, those of other packages too."""

    def get_urls(self) -> list[Any]:
        """Without Django's redirect to the page of any row of any model, which would tell that a hidden row exists."""
        return [url for url in super().get_urls() if getattr(url, "name", "") != "view_on_site"]

    def register(
        self,
        model_or_iterable: type[Model] | Iterable[type[Model]],
        admin_class: type[admin.ModelAdmin[Any]] | None = None,
        **options: Any,
    ) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, ModelBase) else model_or_iterable
        base = admin_class or admin.ModelAdmin
        bases = (base, DeclaredLookups) if base is not admin.ModelAdmin else (DeclaredLookups,)
        strict = type(base.__name__, bases, {"__module__": base.__module__})
        super().register(models, strict, **options)
