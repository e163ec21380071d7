"""The admin site: no sign-in of its own, and lists that can be filtered by what they declare alone.

Django lets a query string filter by every column of a model, and by a regular expression: who may read a list could
read, letter by letter, columns that it does not show.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.contrib import admin
from django.contrib.auth.decorators import login_not_required
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import DateField, Model
from django.db.models.base import ModelBase
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, resolve_url
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from network.common.admin_start import start_page

SUFFIXES = ("", "__exact", "__in", "__isnull", "__id__exact")
"""What Django's filters append to the name of a declared column; those of dates have DATE_SUFFIXES too."""
DATE_SUFFIXES = ("__year", "__month", "__day", "__gte", "__lt")
UNUSED_URLS = {"view_on_site", "autocomplete", "password_change_done"}
"""Django's redirect to the page of any row, which would tell that a hidden row exists, and pages that nothing leads to."""


class DeclaredLookups(admin.ModelAdmin[Any]):
    """Allows the filters and the date hierarchy of the list, and `link_lookups`, which our own links use.

    Filters show no counts: these would tell of rows that the list does not show.
    """

    show_facets = admin.ShowFacets.NEVER
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
    """Registers every model with `DeclaredLookups`, those of other packages too.

    Members sign in and change their password on the pages of the site, which have rate limits, second factors and notices.
    """

    def get_urls(self) -> list[Any]:
        return [url for url in super().get_urls() if getattr(url, "name", "") not in UNUSED_URLS]

    @method_decorator(never_cache)
    @login_not_required
    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Never looks at a password: leads to the sign-in of the site, and whoever is signed in to the index."""
        if self.has_permission(request):
            return redirect("admin:index")
        if request.user.is_authenticated:
            raise PermissionDenied
        return redirect_to_login(
            request.GET.get("next") or reverse("admin:index"), resolve_url(settings.LOGIN_URL)
        )

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> TemplateResponse:
        """The start page: what waits, and the lists of all models folded below."""
        return super().index(request, start_page(request) | (extra_context or {}))

    def password_change(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> Any:
        return redirect("account_change_password")

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
