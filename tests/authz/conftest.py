from __future__ import annotations

import pytest

from invitations.models import Batch
from network.members.models import Export, Photo
from network.members.people.images import Avatar
from tests.authz.table import ROLES
from tests.conftest import invite, reception_of
from tests.factories import MemberFactory


@pytest.fixture
def people(anna, bruno, carla):
    """One person for each role annotate_for Anna's open invitation to Bruno."""
    stranger, restricted = MemberFactory(), MemberFactory()
    restricted.allowance.restrict()
    staff = MemberFactory(is_staff=True, is_superuser=True)
    reception_of(invite(bruno, carla)).accept()
    Photo.objects.set(bruno, Avatar(b"a square", 256))
    return dict(zip(ROLES, (None, stranger, anna, bruno, carla, restricted, staff), strict=True))


@pytest.fixture
def invitation(people):
    Batch.objects.submit(people["sender"], ["somebody@example.net", "nobody"]).stop()
    Export.objects.request(people["recipient"])
    return invite(people["sender"], people["recipient"], "We met in Modena.")
