"""The fields that a host adds to profiles. Their values are columns of `Member`, so that a list of members needs no join for them."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from network import site
from network.members.models.field_values import FIELD_COLUMNS, MAX_FIELDS, parse_link, parse_text, parse_year
from network.members.models.member import Member, active_language, default_language
from network.members.models.member_import import ImportedPerson
from network.site.models import Site

MAX_ON_CARD = 2


class ProfileFieldQuerySet(models.QuerySet["ProfileField"]):
    def in_order(self) -> ProfileFieldQuerySet:
        return self.order_by("position", "pk")

    def locked(self) -> ProfileFieldQuerySet:
        """So that none is changed, and none takes the place of a deleted one, before the transaction ends.

        Whoever writes values locks the fields before the members.
        """
        return self.order_by("pk").select_for_update(no_key=True)

    @transaction.atomic
    def save_values(self, member: Member, values: dict[int, str | None]) -> None:
        """Write a member's values, parsed already, by the key of the field; a field deleted meanwhile is left out.

        The fields are locked, so that one that takes the place of a deleted one never gets its values.
        """
        columns = {field.column: values[field.pk] for field in self.filter(pk__in=values).locked()}
        if columns:
            Member.objects.filter(pk=member.pk).update(**columns)


class ProfileField(models.Model):
    """One field. `slot` is the number of its column; `labels` and `same_labels` are texts by language.

    Values are texts as `parse` returns them. `choices` are the values of a choice, the same in every language; `choice_labels`
    are what pages show for them: by value, then by language.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("Text")
        YEAR = "year", _("Year")
        CHOICE = "choice", _("Choice")
        LINK = "link", _("Link")

    class VisibleTo(models.TextChoices):
        MEMBERS = "members", _("Every member")
        CONNECTIONS = "connections", _("Connections of the member")
        STAFF = "staff", _("Only the member and staff")

    slot = models.PositiveSmallIntegerField(unique=True, editable=False)
    position = models.PositiveSmallIntegerField(_("position"), default=1)
    labels = models.JSONField(_("label"), default=dict)
    same_labels = models.JSONField(default=dict, blank=True)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind, default=Kind.TEXT)
    choices = models.JSONField(_("choices"), default=list, blank=True)
    choice_labels = models.JSONField(default=dict, blank=True)
    visible_to = models.CharField(
        _("who sees it"), max_length=12, choices=VisibleTo, default=VisibleTo.CONNECTIONS
    )
    is_required = models.BooleanField(_("required"), default=False)
    is_on_card = models.BooleanField(_("on cards"), default=False)
    is_filter = models.BooleanField(_("filter of the directory"), default=False)
    is_compared = models.BooleanField(_("tell recipients when both have the same"), default=False)
    is_hidden = models.BooleanField(_("hidden"), default=False)

    objects = ProfileFieldQuerySet.as_manager()

    class Meta:
        verbose_name = _("profile field")
        verbose_name_plural = _("profile fields")
        constraints = [
            models.CheckConstraint(condition=Q(slot__range=(1, MAX_FIELDS)), name="profile_field_slot")
        ]

    def __str__(self) -> str:
        return self.label

    @transaction.atomic
    def save(self, *args: Any, **kwargs: Any) -> None:
        """Every process sees the change with its next request. Raises `ValidationError` where there are six already."""
        if not self.slot:
            free = {*range(1, MAX_FIELDS + 1)} - {*ProfileField.objects.values_list("slot", flat=True)}
            if not free:
                raise ValidationError(gettext("There are six fields already."))
            self.slot = min(free)
        super().save(*args, **kwargs)
        Site.objects.touch()

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """With all values: the next field may get the column."""
        deleted = super().delete(*args, **kwargs)
        for rows in self._values():
            rows.update(**{self.column: None})
        Site.objects.touch()
        return deleted

    @property
    def column(self) -> str:
        """The column of `Member` with the values."""
        return FIELD_COLUMNS[self.slot - 1]

    @property
    def label(self) -> str:
        """In the language of the response, else in that of the site, else in any."""
        return _in_language(self.labels)

    @property
    def same_label(self) -> str:
        """What a recipient reads of a sender with the same value, such as “same class”."""
        return _in_language(self.same_labels) or gettext("%(field)s: same as yours") % {"field": self.label}

    def label_of(self, value: str) -> str:
        """What a page shows for a value: its label in the language of the response, else in that of the site, else the value."""
        return next(_preferred(self.choice_labels.get(value, {})), value)

    @property
    def options(self) -> dict[str, str]:
        """The labels of the choices by value, in their order."""
        return {choice: self.label_of(choice) for choice in self.choices}

    def value_of(self, member: Member | ImportedPerson) -> str:
        return getattr(member, self.column) or ""

    def parse(self, text: str) -> str | None:
        """The value that a typed or imported text stands for; None for an empty one. Raises `ValidationError`.

        It does not decide whether a value is required.
        """
        text = " ".join(text.split(" ")).strip()
        if not text:
            return None
        if self.kind == self.Kind.YEAR:
            return parse_year(text)
        if self.kind == self.Kind.LINK:
            return parse_link(text)
        return self._parse_choice(text) if self.kind == self.Kind.CHOICE else parse_text(text)

    def clean(self) -> None:
        """Raises `ValidationError` for what would show, or let somebody guess, what its audience may not see."""
        errors = {}
        if self.is_filter and self.visible_to != self.VisibleTo.MEMBERS:
            errors["is_filter"] = gettext("Members can only filter by what every member sees.")
        elif self.is_filter and self.kind not in (self.Kind.CHOICE, self.Kind.YEAR):
            errors["is_filter"] = gettext("Members can only filter by a choice or a year.")
        if self.kind == self.Kind.LINK and self.is_on_card:
            errors["is_on_card"] = gettext("A link stands on the profile only.")
        if self.kind == self.Kind.LINK and self.is_compared:
            errors["is_compared"] = gettext("Links are not compared.")
        if self.kind == self.Kind.CHOICE and not self.choices:
            errors["choices"] = gettext("Enter at least one choice.")
        others = ProfileField.objects.exclude(pk=self.pk)
        if self.is_on_card and others.filter(is_on_card=True).count() >= MAX_ON_CARD:
            errors["is_on_card"] = gettext("Two fields stand on cards already.")
        if self._widens() and self._values()[0].exists():
            errors["visible_to"] = gettext(
                "Members entered their values for fewer people to see. Make another field instead, or delete this one."
            )
        if errors:
            raise ValidationError(errors)

    @transaction.atomic
    def save_and_convert(self) -> int:
        """Save, write the values as the changed field has them, and delete the others. How many were deleted."""
        if self.pk:
            ProfileField.objects.select_for_update().get(pk=self.pk)
        lost = self.lost_count()
        self.save()
        for rows in self._values():
            for value, _count, converted in self._converted(rows):
                if converted != value:
                    rows.filter(**{self.column: value}).update(**{self.column: converted})
        return lost

    def values_count(self) -> int:
        """How many people have a value: members, and those who were imported and have not joined."""
        return sum(rows.count() for rows in self._current_values())

    def lost_count(self) -> int:
        """How many of these values would be deleted if it were saved as it is now."""
        found = chain.from_iterable(self._converted(rows) for rows in self._current_values())
        return sum(count for _value, count, converted in found if not converted)

    def convert(self, value: str) -> str | None:
        """What becomes of a value from before a change of the field; None where it does not fit any more."""
        try:
            return self.parse(value)
        except ValidationError:
            return None

    def _values(self) -> list[models.QuerySet[Any]]:
        """The rows with a value: of members, and what was imported about people."""
        if not self.slot:
            return []
        return [rows.objects.filter(**{f"{self.column}__isnull": False}) for rows in (Member, ImportedPerson)]

    def _current_values(self) -> list[models.QuerySet[Any]]:
        """The same, but of people who have joined only what they have as members."""
        return [rows.filter(member=None) if rows.model is ImportedPerson else rows for rows in self._values()]

    def _converted(self, rows: models.QuerySet[Any]) -> list[tuple[str, int, str | None]]:
        """Each value, how many rows have it, and what becomes of it."""
        values = rows.order_by().values_list(self.column).annotate(Count("pk"))
        return [(value, count, self.convert(value)) for value, count in values]

    def _widens(self) -> bool:
        """Whether more people would see it than now, by its audience."""
        before = ProfileField.objects.filter(pk=self.pk).first()
        order = [choice.value for choice in self.VisibleTo]
        return before is not None and order.index(self.visible_to) < order.index(before.visible_to)

    def _parse_choice(self, text: str) -> str:
        labels = {
            label.casefold(): choice
            for choice in self.choices
            for label in self.choice_labels.get(choice, {}).values()
        }
        known: dict[str, str] = labels | {choice.casefold(): choice for choice in self.choices}
        if found := known.get(text.casefold()):
            return found
        raise ValidationError(
            gettext("“%(value)s” is not one of the choices."), "choice", params={"value": text[:80]}
        )


def _preferred(texts: dict[str, str]) -> Iterator[str]:
    """The text in the language of the response, then that in the language of the site, as far as there are any."""
    languages = (active_language(), site.current().default_language or default_language())
    return (texts[language] for language in languages if texts.get(language))


def _in_language(texts: dict[str, str]) -> str:
    return next(chain(_preferred(texts), filter(None, texts.values())), "")
