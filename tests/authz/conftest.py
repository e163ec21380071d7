from __future__ import annotations

import pytest

from bin.page_catalogue import ROLES
from bin.page_catalogue.definitions import HELPERS
from invitations.models import Batch, Invitation, JoinLinkUse
from network.members import roles
from network.members.models import Export, Member, Photo
from network.members.people.images import Avatar
from network.members.roles import NAMES
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory
from tests.site.edit import publish


@pytest.fixture
def people(anna, bruno, carla):
    """Role → the person who has it towards Anna's open invitation to Bruno; None is a visitor who is not signed in."""
    stranger, restricted = MemberFactory(), MemberFactory()
    restricted.allowance.restrict()
    staff = MemberFactory(is_staff=True, is_superuser=True)
    reception_of(invite(bruno, carla)).accept()
    Photo.objects.set(bruno, Avatar(b"a square", 256))
    members = dict(zip(ROLES, (None, stranger, anna, bruno, carla, restricted, staff), strict=True))
    return members | {role: helper(key) for role, key in zip(HELPERS, NAMES, strict=True)}


def helper(key):
    """Somebody with one of the roles that come with the site."""
    member = MemberFactory()
    roles.give(member, key)
    return Member.objects.get(pk=member.pk)


@pytest.fixture
def invitation(people):
    """Anna's open invitation to Bruno; she also has a stopped batch and a non-member invited, he an export."""
    Batch.objects.submit(people["sender"], ["somebody@example.net", "nobody"]).stop()
    Export.objects.request(people["recipient"])
    publish("imprint")
    Invitation.objects.send_to_address(people["sender"], "new.comer@example.net")
    JoinLinkUse.objects.create(nonce="0" * 32, member=MemberFactory())
    return invite(people["sender"], people["recipient"], "We met in Modena.")
