"""Base classes and helpers for the admin of every app: read-only rows, links and filters."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cached_property
from typing import Any, ClassVar, TypeVar, cast
from urllib.parse import urlsplit

from django.conf import settings
from django.contrib import admin, messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db.models import BigIntegerField, IntegerField, Model, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.template.response import TemplateResponse
from django.urls import resolve, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext as _

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

    vars(column).update(refers_to=name, text=text_column(name, label))
    return column


def text_column(name: str, label: Any) -> Callable[[Model], str]:
    """The same without a link, for those who may not open the row that the foreign key leads to."""

    @admin.display(description=label, ordering=name, empty_value="–")
    def column(row: Model) -> str:
        return str(getattr(row, name) or "")

    column.__name__ = name
    return column


def _may_be_key(model: type[Model], text: str) -> bool:
    """Whether the text can be a primary key. The key of a related row is not checked by Django and can be too large."""
    column: Any = model._meta.pk
    while column.remote_field:
        column = column.target_field
    try:
        return not isinstance(column, IntegerField) or abs(int(text)) <= BigIntegerField.MAX_BIGINT
    except ValueError:
        return False


class NamedValuesFilter(admin.AllValuesFieldListFilter):
    """Filters by the values of a column, without the empty value, whose link would have no text.

    Language codes are shown as language names.
    """

    def choices(self, changelist: Any) -> Iterator[Any]:
        names = dict(settings.LANGUAGES)
        for choice in super().choices(changelist):
            if value := choice["display"]:
                yield choice | {"display": names.get(str(value), value)}


def may_view(member: Any, *models: type[Model]) -> bool:
    """Whether this member of staff may view the rows of all these models."""
    names = [(model._meta.app_label, model._meta.model_name) for model in models]
    return all(
        any(member.has_perm(f"{label}.{verb}_{name}") for verb in ("view", "change")) for label, name in names
    )


def may_open(request: HttpRequest, target: type[Model] | str) -> bool:
    """Whether the viewer may open the lists and pages of a model, or a URL of the admin."""
    if isinstance(target, str):
        model_admin = getattr(resolve(urlsplit(target).path).func, "model_admin", None)
        return model_admin is None or model_admin.has_view_permission(request)
    return admin.site.is_registered(target) and admin.site.get_model_admin(target).has_view_permission(
        request
    )


class RightsOfFields:
    """Mixin of an admin or inline: what tells of rows of other models is only for those who may view these.

    `rights` are the models by the name of the column or search field, or the parameter of the filter.
    """

    rights: ClassVar[Mapping[str, tuple[type[Model], ...]]] = {}

    def may_read(self, request: HttpRequest, name: str) -> bool:
        return may_view(request.user, *self.rights.get(name, ()))

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        fieldsets: Any = super().get_fieldsets(request, obj)  # type: ignore[misc]  # a mixin of BaseModelAdmin
        return [
            (title, options | {"fields": self._readable(request, options["fields"])})
            for title, options in fieldsets
        ]

    def _readable(self, request: HttpRequest, fields: Iterable[Any]) -> list[Any]:
        """Without the fields that the viewer may not read, and with text for links that lead nowhere for them.

        Fields of one line are a tuple.
        """
        lines = [
            tuple(self._readable(request, field)) if isinstance(field, (list, tuple)) else field
            for field in fields
        ]
        readable = [
            line for line in lines if line and (not isinstance(line, str) or self.may_read(request, line))
        ]
        return [self._texts[str(line)] if self._leads_nowhere(request, line) else line for line in readable]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> list[Any]:
        """With the texts that `get_fieldsets` puts in the place of links."""
        return [*super().get_readonly_fields(request, obj), *self._texts.values()]  # type: ignore[misc]  # as above

    @cached_property
    def _texts(self) -> dict[str, Callable[[Model], str]]:
        """Each foreign key of the rows, as text."""
        keys = [column for column in self.opts.concrete_fields if column.is_relation]  # type: ignore[attr-defined]
        return {column.name: text_column(column.name, column.verbose_name) for column in keys}

    def _leads_nowhere(self, request: HttpRequest, line: Any) -> bool:
        """Whether a line is a foreign key to a row that the viewer may not open."""
        return isinstance(line, str) and line in self._texts and not may_open(request, self._related(line))

    def _related(self, name: str) -> type[Model]:
        """The model that a foreign key of the rows leads to."""
        return cast(type[Model], self.opts.get_field(name).related_model)  # type: ignore[attr-defined]


class RightsAdmin(RightsOfFields, admin.ModelAdmin[Row]):
    """Links in lists and on pages lead only to what the viewer may open; elsewhere stands the text alone."""

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Use the plural name as the title instead of “Select … to change”."""
        title = {"title": capfirst(self.opts.verbose_name_plural)}
        return super().changelist_view(request, title | (extra_context or {}))

    def get_list_display(self, request: HttpRequest) -> list[Any]:
        columns = super().get_list_display(request)
        readable = [name for name in columns if not isinstance(name, str) or self.may_read(request, name)]
        return [self._column(request, column) for column in readable]

    def _column(self, request: HttpRequest, column: Any) -> Any:
        """A column with links, or its text if the viewer may not follow these."""
        name = getattr(column, "refers_to", None)
        return column.text if name and not may_open(request, self._related(name)) else column

    def get_list_filter(self, request: HttpRequest) -> list[Any]:
        return [each for each in super().get_list_filter(request) if self.may_read(request, _filtered(each))]

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        return [name for name in super().get_search_fields(request) if self.may_read(request, name)]


def _filtered(declared: Any) -> str:
    """The column, or the parameter, of one entry of `list_filter`."""
    if isinstance(declared, type) and issubclass(declared, admin.SimpleListFilter):
        return str(declared.parameter_name)
    return str(declared[0] if isinstance(declared, tuple) else declared)


class AddressSearch(RightsAdmin[Row]):
    """Finds an e-mail address in any spelling.

    The address of something that a row refers to must be typed in full: no list shows it, and parts of it would let whoever
    may view the list read it letter by letter.
    """

    def get_search_fields(self, request: HttpRequest) -> list[str]:
        fields = super().get_search_fields(request)
        return [f"={name}" if name.endswith(("__email", "__address")) else name for name in fields]

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Row], search_term: str
    ) -> tuple[QuerySet[Row], bool]:
        term = normalise_address(search_term) if "@" in search_term else search_term
        return super().get_search_results(request, queryset, term)


class PartiesAdmin(AddressSearch[Row]):
    """Staff do not see rows that are about themselves: another moderator does. Superusers see them, which is logged.

    `parties` are the lookups that lead from a row to the members whom it is about, `party_addresses` those that lead to
    e-mail addresses; with neither every row is shown. A hidden row is unknown to lists, filters, searches, actions and
    URLs; that it exists, nothing tells.
    """

    parties: tuple[str, ...] = ()
    party_addresses: tuple[str, ...] = ()

    partial_right = ""
    """Whoever has this right, and not that to view the model, views its `partial_rows` alone."""

    def partial_rows(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        return rows.none()

    def has_view_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return super().has_view_permission(request, obj) or self.shows_part_to(request.user)

    def shows_part_to(self, member: Any) -> bool:
        return (
            bool(self.partial_right)
            and member.has_perm(self.partial_right)
            and not may_view(member, self.model)
        )

    def may_handle(self, member: Any) -> bool:
        """Whether this member of staff may decide about rows that they see, and not only view them."""
        return bool(member.has_perm(f"{self.opts.app_label}.change_{self.opts.model_name}"))

    @property
    def has_parties(self) -> bool:
        return bool(self.parties or self.party_addresses)

    def concerning(self, member: Any) -> Q:
        """The rows that are about this member or one of their verified addresses."""
        addresses = member.addresses() if self.party_addresses else []
        lookups: dict[str, Any] = dict.fromkeys(self.parties, member.pk)
        lookups |= {f"{name}__in": addresses for name in self.party_addresses}
        return Q(*lookups.items(), _connector=Q.OR)

    def without_own(self, member: Any, rows: QuerySet[Row]) -> QuerySet[Row]:
        return rows.exclude(self.concerning(member)) if self.has_parties else rows

    def visible_to(self, member: Any, rows: QuerySet[Row]) -> QuerySet[Row]:
        if self.shows_part_to(member):
            rows = self.partial_rows(rows)
        return rows if member.is_superuser else self.without_own(member, rows)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Row]:
        return self.visible_to(request.user, super().get_queryset(request))

    def get_object(self, request: HttpRequest, object_id: str, from_field: str | None = None) -> Row | None:
        row = (
            super().get_object(request, object_id, from_field) if _may_be_key(self.model, object_id) else None
        )
        if row is not None:
            self._log_own(request, [row])
        return row

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Says that own rows are missing, on every list that can have some, whether one is missing or not."""
        hides = self.has_parties and not getattr(request.user, "is_superuser", False)
        subtitle = (
            {"subtitle": _("Rows about you are not listed. Another moderator sees them.")} if hides else {}
        )
        response = super().changelist_view(request, subtitle | (extra_context or {}))
        if changelist := (getattr(response, "context_data", None) or {}).get("cl"):
            self._log_own(request, list(changelist.result_list))
            self._log_counted(request, changelist)
        return response

    def _log_counted(self, request: HttpRequest, changelist: Any) -> None:
        """Log that the counts and dates of a list told a superuser of rows about themselves on its other pages."""
        user: Any = request.user
        if user.is_superuser and self.has_parties:
            shown = [row.pk for row in changelist.result_list]
            if changelist.queryset.filter(self.concerning(user)).exclude(pk__in=shown).exists():
                LogEntry.objects.create(
                    user_id=user.pk, content_type=ContentType.objects.get_for_model(self.model), action_flag=CHANGE,
                    object_repr=str(self.opts.verbose_name_plural), change_message=gettext("Counted rows about themselves"),
                )  # fmt: skip

    def _log_own(self, request: HttpRequest, rows: list[Row]) -> None:
        """Log that a superuser has looked at rows about themselves."""
        user: Any = request.user
        if user.is_superuser and self.has_parties and rows:
            keys = [row.pk for row in rows]
            own = self.model._default_manager.filter(self.concerning(user), pk__in=keys).distinct()
            if found := list(own):
                LogEntry.objects.log_actions(user.pk, found, CHANGE, gettext("Viewed rows about themselves"))


def countable_by(member: Any, rows: QuerySet[Row]) -> QuerySet[Row]:
    """The rows of a model that counts and statistics may show this member of staff: none about themselves.

    Superusers neither, because a count shows rows without a log entry.
    """
    model_admin = admin.site.get_model_admin(rows.model)
    if not isinstance(model_admin, PartiesAdmin):
        return rows
    return model_admin.without_own(member, model_admin.visible_to(member, rows))


def may_change_member(viewer: Any, member: Any) -> bool:
    """Whether this member of staff may change what belongs to a member: what is staff's, as a superuser alone."""
    return bool(viewer.is_superuser or not (member and (member.is_staff or member.is_superuser)))


class NoAddDeleteAdmin(PartiesAdmin[Row]):
    """Rows that staff can neither add nor delete; columns that are not read-only can be changed.

    `owner` is the foreign key to the member to whom a row belongs: see `may_change_member`.
    """

    owner = "member"
    view_on_site = False
    show_full_result_count = False

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return super().has_change_permission(request, obj) and self.reaches(request, obj)

    def reaches(self, request: HttpRequest, row: Row | None) -> bool:
        """Whether staff may change the row, as far as that depends on whose it is."""
        return may_change_member(request.user, getattr(row, self.owner, None))

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

        Rows that are beyond reach, and those for which the method raises `skip_on`, are counted as not changed.
        """
        reachable = [row for row in rows if self.reaches(request, row)]
        skipped = len(rows) - len(reachable)
        for row in reachable:
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
                "%(count)d row was not changed: this is not possible for it now.",
                "%(count)d rows were not changed: this is not possible for them now.",
                skipped,
            )
            self.message_user(request, text % {"count": skipped}, messages.WARNING)


class ReadOnlyAdmin(NoAddDeleteAdmin[Row]):
    """Rows that staff can view; only admin actions change them."""

    def has_change_permission(self, request: HttpRequest, obj: Row | None = None) -> bool:
        return obj is None and super().has_change_permission(request)

    def get_model_perms(self, request: HttpRequest) -> dict[str, bool]:
        return super().get_model_perms(request) | {"change": False}


def confirmation(
    model_admin: admin.ModelAdmin[Row], request: HttpRequest, rows: QuerySet[Row], *texts: str
) -> TemplateResponse:
    """The page that asks once more before an action: its form sends the action again, with `sure`.

    `texts` are its title, the consequence, and the label of the button.
    """
    context = {
        **model_admin.admin_site.each_context(request),
        **dict(zip(("title", "consequence", "button"), texts, strict=True)),
        "action": request.POST["action"],
        "rows": rows,
        "list_url": changelist_url(rows.model),
        "opts": model_admin.opts,
    }
    return TemplateResponse(request, "admin/confirmation.html", context)


def save_edited(row: Model, form: Any) -> None:
    """Save only the changed columns, so that simultaneous changes of other columns are not lost."""
    columns = {field.name for field in row._meta.concrete_fields}
    if changed := columns.intersection(form.changed_data):
        row.save(update_fields=changed)
