"""Which values of profile fields a viewer may see: the only place that decides it, for every page, card and filter."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from network import site
from network.members.models import Member, ProfileField
from network.members.models.field_values import host_of

NAME = "profile_fields"
"""Of the fields among the extras of the site record."""
Visible = ProfileField.VisibleTo


class Viewer(Enum):
    """Who looks, as far as it matters; staff see all values in the admin, and on pages what other members see."""

    SELF = frozenset(Visible)
    CONNECTION = frozenset({Visible.MEMBERS, Visible.CONNECTIONS})
    MEMBER = frozenset({Visible.MEMBERS})

    @classmethod
    def of(cls, viewer: Member, person: Member, connected: bool) -> Viewer:
        return cls.SELF if viewer == person else cls.CONNECTION if connected else cls.MEMBER


@dataclass(frozen=True)
class FieldValue:
    """A value as a page shows it; `href` is that of a link, whose text is the host."""

    label: str
    text: str
    href: str = ""


def load() -> tuple[ProfileField, ...]:
    return tuple(ProfileField.objects.filter(is_hidden=False).in_order())


def current_fields() -> tuple[ProfileField, ...]:
    """The fields that are not hidden, in their order, from the site record: no query."""
    fields: tuple[ProfileField, ...] = site.current().extras.get(NAME, ())
    return fields


def filter_fields() -> list[ProfileField]:
    """The fields by which members may filter: those that every member sees."""
    return [field for field in current_fields() if field.is_filter and field.visible_to == Visible.MEMBERS]


def profile_values(person: Member, viewer: Viewer) -> list[FieldValue]:
    """All that this viewer may see."""
    return [_shown(field, person) for field in _visible(person, viewer)]


def card_values(person: Member, viewer: Viewer) -> list[FieldValue]:
    """Those of them that stand on cards."""
    return [_shown(field, person) for field in _visible(person, viewer) if field.is_on_card]


def same_values(recipient: Member, sender: Member, viewer: Viewer) -> list[str]:
    """What the two have in common, such as “same class”, as far as the recipient may see the sender's values.

    `viewer` is what the recipient is to the sender. It compares values only, whatever the sender says in the invitation.
    """
    return [
        field.same_label
        for field in _visible(sender, viewer)
        if field.is_compared and field.value_of(sender).casefold() == field.value_of(recipient).casefold()
    ]


def missing_fields(member: Member) -> list[ProfileField]:
    """The required fields in which this member has no value."""
    return [field for field in current_fields() if field.is_required and not field.value_of(member)]


def _visible(person: Member, viewer: Viewer) -> list[ProfileField]:
    """The fields with a value that the viewer may see; none of somebody who has left."""
    if not (fields := current_fields()) or person.left_at:
        return []
    return [field for field in fields if field.visible_to in viewer.value and field.value_of(person)]


def _shown(field: ProfileField, person: Member) -> FieldValue:
    value = field.value_of(person)
    is_link = field.kind == ProfileField.Kind.LINK
    return FieldValue(
        field.label, host_of(value) if is_link else field.label_of(value), value if is_link else ""
    )
