"""The admin of profile fields: says before a change or deletion how many members' values are deleted with it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from network.common.admin import RightsAdmin
from network.common.names import validate_line
from network.common.validators import single_line
from network.members.models import ProfileField
from network.members.models.field_values import MAX_FIELDS, parse_text

LABEL_LENGTH = 40
MAX_CHOICES = 60
_LABEL, _SAME, _CHOICES = "label_", "same_", "choices_"


def _label_field(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LABEL_LENGTH,
        required=False,
        validators=[single_line, validate_line],
        **options,
    )


def _choices_field(label: str) -> forms.CharField:
    return forms.CharField(
        label=label, required=False, widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"})
    )


class ProfileFieldForm(forms.ModelForm[ProfileField]):
    position = forms.IntegerField(
        label=capfirst(_("position")),
        min_value=0,
        max_value=99,
        initial=1,
        help_text=_("Fields are shown in the order of this number."),
    )
    choices = forms.CharField(
        label=_("Choices"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 8, "dir": "auto"}),
        help_text=_(
            "One on each line. Below, you can say how they read in each language. For the kind “choice” only."
        ),
    )
    delete_values = forms.BooleanField(
        label=_("Delete the values that the changed field cannot have"), required=False
    )

    class Meta:
        model = ProfileField
        fields = [
            "position", "kind", "visible_to", "is_required", "is_on_card", "is_filter", "is_compared", "is_hidden",
        ]  # fmt: skip
        help_texts = {
            "visible_to": _(
                "Once members have entered values, it can only become narrower. Staff see all values in the admin."
            ),
            "is_required": _("Members are asked for it when they edit their profile; everything else works without it."),
            "is_on_card": _("Two fields at most."),
            "is_filter": _("For a choice or a year that every member sees."),
            "is_compared": _(
                "Beside “says you were classmates” and “says you are colleagues”, if the recipient sees the sender’s value."
            ),
            "is_hidden": _("The values are kept, and nobody is asked for them or sees them outside the admin."),
        }  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["choices"] = "\n".join(self.instance.choices)
        for code, _name in settings.LANGUAGES:
            self.initial[f"{_LABEL}{code}"] = self.instance.labels.get(code, "")
            self.initial[f"{_SAME}{code}"] = self.instance.same_labels.get(code, "")
            self.initial[f"{_CHOICES}{code}"] = self._choice_lines(code)

    def clean_choices(self) -> list[str]:
        choices = list(dict.fromkeys(_lines(self.cleaned_data["choices"])))
        if len({choice.casefold() for choice in choices}) < len(choices):
            raise forms.ValidationError(gettext("Two choices differ in capital letters only."))
        if len(choices) > MAX_CHOICES:
            raise forms.ValidationError(gettext("Use %(limit)d choices at most.") % {"limit": MAX_CHOICES})
        return choices

    def clean(self) -> dict[str, Any]:
        """Set what is made of several inputs; where values would be deleted, ask first."""
        cleaned = super().clean() or {}
        self.instance.labels = self._texts(cleaned, _LABEL)
        self.instance.same_labels = self._texts(cleaned, _SAME)
        is_choice = cleaned.get("kind") == ProfileField.Kind.CHOICE
        cleaned["choices"] = self.instance.choices = cleaned.get("choices", []) if is_choice else []
        self.instance.choice_labels = self._choice_labels(cleaned)
        if not self.instance.labels:
            self.add_error(None, gettext("Enter a label in at least one language."))
        return cleaned

    def _post_clean(self) -> None:
        super()._post_clean()  # type: ignore[misc]  # of ModelForm: copies the values to the instance
        if self.errors or self.cleaned_data["delete_values"]:
            return
        if lost := self.instance.lost_count():
            message = ngettext(
                "The value of %(count)d member does not fit the changed field. Tick the box below to delete it.",
                "The values of %(count)d members do not fit the changed field. Tick the box below to delete them.",
                lost,
            )
            self.add_error("delete_values", message % {"count": lost})

    def _choice_lines(self, code: str) -> str:
        """The labels in one language, a line for each choice; empty where there is none."""
        labels = [
            self.instance.choice_labels.get(choice, {}).get(code, "") for choice in self.instance.choices
        ]
        lines = [label or choice for label, choice in zip(labels, self.instance.choices, strict=True)]
        return "\n".join(lines) if any(labels) else ""

    def _choice_labels(self, cleaned: dict[str, Any]) -> dict[str, dict[str, str]]:
        """The labels by choice and language. A language with wrong lines gets an error."""
        labels: dict[str, dict[str, str]] = {choice: {} for choice in self.instance.choices}
        for code, _name in settings.LANGUAGES:
            try:
                lines = _parallel_lines(cleaned.get(f"{_CHOICES}{code}", ""), len(labels))
            except forms.ValidationError as error:
                self.add_error(f"{_CHOICES}{code}", error)
                continue
            for choice, line in zip(labels, lines, strict=False):
                labels[choice][code] = line
        return {choice: texts for choice, texts in labels.items() if texts}

    def _texts(self, cleaned: dict[str, Any], prefix: str) -> dict[str, str]:
        texts = {code: cleaned.get(f"{prefix}{code}", "") for code, _name in settings.LANGUAGES}
        return {code: text for code, text in texts.items() if text}


def _lines(text: str) -> list[str]:
    """The lines that are not empty, each a text that a field may have. Raises `ValidationError`."""
    lines = (" ".join(line.split()) for line in text.splitlines())
    return [parse_text(line) for line in lines if line]


def _parallel_lines(text: str, count: int) -> list[str]:
    """So many different lines, or none. Raises `ValidationError`. None are read for a field without choices."""
    lines = _lines(text) if count else []
    if lines and len(lines) != count:
        raise forms.ValidationError(
            gettext(
                "Enter a line for each choice, in the same order, or none: there are %(choices)d choices and %(lines)d lines."
            )
            % {"choices": count, "lines": len(lines)}
        )
    if len({line.casefold() for line in lines}) < len(lines):
        raise forms.ValidationError(gettext("Two choices read the same."))
    return lines


def _form() -> type[ProfileFieldForm]:
    """With a label, and what is said of two equal values, in each language of the site."""
    inputs: dict[str, Any] = {}
    for code, name in settings.LANGUAGES:
        inputs[f"{_LABEL}{code}"] = _label_field(name)
        inputs[f"{_SAME}{code}"] = _label_field(name, help_text=_("Such as “same class”."))
        inputs[f"{_CHOICES}{code}"] = _choices_field(name)
    return type("LabelledProfileFieldForm", (ProfileFieldForm,), inputs)


@admin.register(ProfileField)
class ProfileFieldAdmin(RightsAdmin[ProfileField]):
    form = _form()
    list_display = [
        "label", "kind", "visible_to", "is_required", "is_on_card", "is_filter", "is_compared", "is_hidden",
        "values_count",
    ]  # fmt: skip
    ordering = ["position", "pk"]
    fieldsets = [
        (_("Label"), {"fields": [f"{_LABEL}{code}" for code, _name in settings.LANGUAGES]}),
        (
            None,
            {"fields": ["kind", "choices", "delete_values", "visible_to", "is_required", "is_hidden"]},
        ),
        (
            _("How the choices read in each language"),
            {
                "fields": [f"{_CHOICES}{code}" for code, _name in settings.LANGUAGES],
                "description": _(
                    "A line for each choice, in the same order. Leave a language empty to show the choices as they are."
                ),
            },
        ),
        (_("Where it is shown"), {"fields": ["position", "is_on_card", "is_filter"]}),
        (
            _("What two members have in common"),
            {"fields": ["is_compared", *(f"{_SAME}{code}" for code, _name in settings.LANGUAGES)]},
        ),
    ]

    @admin.display(description=_("label"))
    def label(self, field: ProfileField) -> str:
        return field.label

    @admin.display(description=_("people with a value"))
    def values_count(self, field: ProfileField) -> int:
        return field.values_count()

    def has_add_permission(self, request: HttpRequest) -> bool:
        return super().has_add_permission(request) and ProfileField.objects.count() < MAX_FIELDS

    def save_model(self, request: HttpRequest, obj: ProfileField, form: Any, change: bool) -> None:
        if lost := obj.save_and_convert():
            message = ngettext("%(count)d value deleted.", "%(count)d values deleted.", lost)
            self.message_user(request, message % {"count": lost}, messages.WARNING)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[ProfileField]) -> None:
        """One by one: each empties its column."""
        for field in queryset:
            field.delete()

    def get_deleted_objects(self, objs: Any, request: HttpRequest) -> Any:
        """The page that confirms a deletion says what members lose."""
        listed, counts, missing, protected = super().get_deleted_objects(objs, request)
        for field in objs:
            count = field.values_count()
            text = ngettext("%(field)s: %(count)d value", "%(field)s: %(count)d values", count)
            listed.append(text % {"field": field.label, "count": count})
        return listed, counts, missing, protected
