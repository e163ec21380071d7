"""Anna has invited Bruno by e-mail: her suggestions do not depend on who has the address and what he did."""

from __future__ import annotations

import pytest
from django.db.models import Exists, OuterRef, Q

from invitations import suggestions
from invitations.models import Block, Invitation, Reception, Refusal
from network.members.models import Connection
from tests.conftest import work
from tests.privacy.fixtures import PrivacyData
from tests.privacy.scenarios import client_of, compared, differences
from tests.privacy.sql_guard import ForeignRowsError
from tests.privacy.steps import STEPS

PAGES = [STEPS[f"look at {page}"] for page in ("home", "suggestions", "members:profile")]
CANDIDATE = OuterRef("pk")
LEAKS = {
    "who has the address": lambda anna: Reception.objects.filter(sender=anna, member=CANDIDATE),
    "who has archived it": lambda anna: Reception.objects.filter(
        sender=anna, member=CANDIDATE, place="archive"
    ),
    "who refused her": lambda anna: Refusal.objects.against(anna).filter(refuser=CANDIDATE),
    "who blocks her": lambda anna: Block.objects.against(anna).filter(blocker=CANDIDATE),
}


@pytest.fixture
def data(anna, bruno, carla, clock):
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(carla, bruno)
    anna.refresh_from_db()
    by_email = Invitation.objects.send_to_address(anna, bruno.email, "About Parma")
    work()
    return PrivacyData(anna, bruno, carla, [], clock, by_email, by_email)


@pytest.mark.parametrize("replied", [False, True])
def test_suggestions_are_the_same_in_all_worlds(data, replied):
    data.replied = replied
    script = [*PAGES, STEPS["acknowledge all"], STEPS["a week passes"], *PAGES]
    assert differences(data, script, compared(f"replied: {replied}")) == []


@pytest.mark.parametrize("address", ["bruno@example.org", "nobody@example.net", "carla@example.org"])
def test_inviting_an_address_changes_no_suggestion(data, address):
    Invitation.objects.sent_by(data.anna).get().withdraw()
    Invitation.objects.send_to_address(data.anna, address)
    work()
    assert [suggestion.person for suggestion in suggestions.may_know(data.anna, 10)] == [data.bruno]


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_raises(data, monkeypatch, leak):
    known = suggestions._known_to
    rows = LEAKS[leak](data.anna)
    monkeypatch.setattr(suggestions, "_known_to", lambda viewer: known(viewer) | Q(Exists(rows)))
    for path in ("/", "/people/you-may-know/"):
        with pytest.raises(ForeignRowsError):
            client_of(data).get(path)


def test_the_comparison_detects_a_leak(data, monkeypatch):
    """Without the guard: her suggestions would show who has archived her invitation."""
    known, archived = suggestions._known_to, LEAKS["who has archived it"](data.anna)
    monkeypatch.setattr(suggestions, "_known_to", lambda viewer: known(viewer) | Q(Exists(archived)))
    monkeypatch.setattr("tests.privacy.sql_guard.SqlGuard.allows", lambda *_: True)
    assert differences(data, PAGES)
