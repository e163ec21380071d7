"""Profile fields and values for tests."""

from network.members.models import Member, ProfileField
from network.site import record


def make_field(label: str = "Class of", **columns) -> ProfileField:
    """A field as the admin makes it, seen at once by the next request of this process."""
    field = ProfileField(labels={"en": label}, **{"visible_to": "members"} | columns)
    field.full_clean(exclude=["slot"])
    field.save()
    record.forget()
    return field


def give(member: Member, field: ProfileField, value: str) -> None:
    ProfileField.objects.save_values(member, {field.pk: field.parse(value)})
    member.refresh_from_db()
