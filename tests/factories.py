from __future__ import annotations

import factory
from factory.django import DjangoModelFactory

from network.members.models import Member


class MemberFactory(DjangoModelFactory):
    """A member with a verified address, as `create_user` makes one."""

    class Meta:
        model = Member

    name = factory.Sequence(lambda n: f"Member Number{n}")
    email = factory.Sequence(lambda n: f"member{n}@example.org")

    @classmethod
    def _create(cls, model_class, *args, **kwargs):
        return model_class.objects.create_user(*args, **kwargs)
