from __future__ import annotations

import pytest

from bin.page_catalogue import ROLES
from invitations.models import Batch, Invitation, JoinLinkUse
from network.members.models import Export, Photo
from network.members.people.images import Avatar
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
    return dict(zip(ROLES, (None, stranger, anna, bruno, carla, restricted, staff), strict=True))


@pytest.fixture
def invitation(people):
    """Anna's open invitation to Bruno; she also has a stopped batch and a non-member invited, he an export."""
    Batch.objects.submit(people["sender"], ["somebody@example.net", "nobody"]).stop()
    Export.objects.request(people["recipient"])
    publish("imprint")
    Invitation.objects.send_to_address(people["sender"], "new.comer@example.net")
    JoinLinkUse.objects.create(nonce="0" * 32, member=MemberFactory())
    return invite(people["sender"], people["recipient"], "We met in Modena.")
