"""Anna has written to Bruno's address alone: the people whom she may know are the same, whoever has it and whatever he did."""

from __future__ import annotations

import pytest
from django.db.models import Exists, OuterRef, Q

from invitations import suggestions
from invitations.models import Block, Invitation, Reception, Refusal
from network.members.models import Connection
from tests.conftest import work
from tests.privacy.fixtures import Stage
from tests.privacy.scenarios import SILENCES, browser_of, differences
from tests.privacy.sql_guard import Trespass
from tests.privacy.steps import STEPS

LOOKS = [STEPS[f"look at {page}"] for page in ("home", "suggestions", "members:profile")]
THEM = OuterRef("pk")
LEAKS = {
    "who has the address": lambda anna: Reception.objects.filter(sender=anna, member=THEM),
    "who has archived it": lambda anna: Reception.objects.filter(sender=anna, member=THEM, place="archive"),
    "who refused her": lambda anna: Refusal.objects.against(anna).filter(refuser=THEM),
    "who blocks her": lambda anna: Block.objects.against(anna).filter(blocker=THEM),
}


@pytest.fixture
def stage(anna, bruno, carla, clock):
    Connection.objects.connect(anna, carla)
    Connection.objects.connect(carla, bruno)
    anna.refresh_from_db()
    by_email = Invitation.objects.send_to_address(anna, bruno.email, "About Parma")
    work()
    return Stage(anna, bruno, carla, [], clock, by_email, by_email)


@pytest.mark.parametrize("replied", [False, True])
def test_none_of_his_silences_shows(stage, replied):
    stage.replied = replied
    assert differences(stage, [*LOOKS, STEPS["note all"], STEPS["a week passes"], *LOOKS], SILENCES) == []


@pytest.mark.parametrize("address", ["bruno@example.org", "nobody@example.net", "carla@example.org"])
def test_an_address_that_she_types_changes_nothing(stage, address):
    Invitation.objects.sent_by(stage.anna).get().withdraw()
    Invitation.objects.send_to_address(stage.anna, address)
    work()
    assert [each.person for each in suggestions.suggest(stage.anna, 10)] == [stage.bruno]


@pytest.mark.parametrize("leak", LEAKS)
def test_a_planted_leak_is_stopped_at_the_door(stage, monkeypatch, leak):
    known = suggestions._known_to
    rows = LEAKS[leak](stage.anna)
    monkeypatch.setattr(suggestions, "_known_to", lambda viewer: known(viewer) | Q(Exists(rows)))
    for path in ("/", "/people/you-may-know/"):
        with pytest.raises(Trespass):
            browser_of(stage).get(path)


def test_the_comparison_sees_it_too(stage, monkeypatch):
    """Where the door is open: whom she may know tells who has archived what she sent."""
    known, archived = suggestions._known_to, LEAKS["who has archived it"](stage.anna)
    monkeypatch.setattr(suggestions, "_known_to", lambda viewer: known(viewer) | Q(Exists(archived)))
    monkeypatch.setattr("tests.privacy.sql_guard.Door.admits", lambda *_: True)
    assert differences(stage, LOOKS)
