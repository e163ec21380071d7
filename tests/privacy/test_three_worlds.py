"""Whether Bruno did nothing, ignored, refused, blocked or reported, Anna gets byte-identical responses."""

from __future__ import annotations

from functools import partial

import pytest

from bin.page_catalogue.invitations import RECIPIENT_VERBS
from invitations.views import lists
from network.common.pagination import paginate
from network.members.models import Member
from tests.conftest import work
from tests.members.fields import give, make_field
from tests.prepared import compose_each_time
from tests.privacy.leaks import LEAKS
from tests.privacy.scenarios import ENDINGS, SCRIPTS, client_of, compared, differences, run_script
from tests.privacy.steps import STEPS, script, steps_of

NEWS = (
    "look at home",
    "look at invitations:received",
    "look at invitations:receipts",
    "look at invitations:sent",
)
"""Where badge, news and receipts stand."""


@pytest.mark.rule("R04", "R20", "R21", "R22", "R24", "R25", "R27")
@pytest.mark.parametrize("replied", [False, True])
def test_scripts_of_anna_are_the_same_in_all_worlds(data, replied):
    data.replied = replied
    scripts = {seed: script(seed) for seed in range(int(replied), SCRIPTS, 2)}
    found = {seed: differences(data, steps_of(names), compared(seed)) for seed, names in scripts.items()}
    assert {" → ".join(scripts[seed]): sentences for seed, sentences in found.items() if sentences} == {}


@pytest.mark.run_first
@pytest.mark.rule("R21", "R24", "R27")
def test_all_steps_are_the_same_in_all_silences(data):
    assert differences(data, list(STEPS.values()), compared("all steps")) == []


@pytest.fixture
def profile_fields(anna, bruno):
    """Anna and Bruno have the same class, which stands on cards; only Bruno's connections see his room."""
    year = make_field(kind="year", is_on_card=True, is_filter=True, is_compared=True)
    room = make_field("Room", visible_to="connections")
    for member in (anna, bruno):
        give(member, year, "1998")
        give(member, room, "12")


def test_all_steps_are_the_same_where_members_have_profile_fields(profile_fields, data):
    assert differences(data, list(STEPS.values()), compared("profile fields")) == []


def test_the_compared_pages_have_profile_fields(profile_fields, data):
    client_of(data)
    record = run_script(data, "refused", [STEPS["look at members:directory"]])
    assert any("1998" in str(value) for _kind, value in record)


def test_the_compared_pages_are_not_redirects_to_the_login(data):
    client_of(data)
    names = ["look at invitations:sent", "look at invitations:detail", "try recipient verbs", "withdraw"]
    record = run_script(data, "refused", [STEPS[name] for name in names])
    statuses = [value for kind, value in record if kind == "status"]
    assert statuses == [200, 200, *[404] * len(RECIPIENT_VERBS), 302]


@pytest.mark.parametrize(
    "names",
    [
        ["withdraw", "preview with address"],
        ["half a year passes", "preview"],
        ["a week passes", "preview follow up"],
    ],
)
def test_a_preview_is_the_same_in_all_silences(data, names):
    bodies = []
    script = [*(STEPS[name] for name in names), lambda world: bodies.append(world.record[-2][1])]
    worlds = compared(names[-1])
    assert differences(data, script, worlds) == []
    assert all("Preview of the e-mail" in body for body in bodies)
    assert len(bodies) == len(worlds)


@pytest.mark.rule("R24", "R27")
def test_later_items_of_others_are_at_the_same_place(data, monkeypatch):
    monkeypatch.setattr(lists, "paginate", partial(paginate, size=1))
    names = ["withdraw", "invite with address", "a friend invites", "look at invitations:received"]
    names += ["three weeks pass", "read mail"]
    assert differences(data, steps_of(names)) == []


@pytest.mark.rule("R21", "R24", "R27")
@pytest.mark.parametrize("replied", [False, True])
def test_receipts_badge_and_news_are_the_same_in_all_silences(data, replied):
    """With news of others and, where he has replied, of Bruno."""
    data.replied = replied
    names = [*NEWS, "acknowledge", *NEWS, "acknowledge all", *NEWS, "accept carla", *NEWS, "message to furio"]
    script = steps_of([*names, *NEWS, "download export"])
    assert differences(data, script, compared(f"news, replied: {replied}")) == []


def test_the_compared_pages_have_badge_news_and_receipt(data):
    client_of(data)
    record = run_script(data, "refused", [STEPS[name] for name in NEWS])
    home, received, receipts, _sent = [str(value) for kind, value in record if kind == "body"]
    assert "(1 waiting)" in home
    assert "replied" in home
    assert all("Told to <bdi>Carla</bdi>: nothing." in page for page in (received, receipts))


def bruno_deletes_his_account(world):
    """Bruno deletes his account; Anna opens the pages on which he was."""
    Member.objects.get(handle="bruno").leave()
    work()
    for path in ("/", "/invitations/sent/", world.invitation.get_absolute_url(), "/mail/", "/members/bruno/"):
        world.get(path)


@pytest.mark.parametrize("replied", [False, True])
def test_his_account_deletion_is_the_same_in_all_silences(data, replied):
    data.replied = replied
    script = [
        bruno_deletes_his_account,
        *steps_of(["invite by email", "download export"])[:2],
        STEPS["half a year passes"],
    ]
    script.append(lambda world: world.get("/invitations/sent/"))
    assert differences(data, script, compared("deleted" if replied else "replied and deleted")) == []


def test_after_his_account_deletion_the_invitation_is_closed(data, client_for):
    data.bruno.leave()
    work()
    page = client_for(data.anna).get(data.to_bruno.get_absolute_url()).content.decode()
    assert "Closed" in page
    assert "A former member" in page


def test_blocking_a_connection_is_the_same_as_removing_it(data):
    assert differences(data, list(STEPS.values()), ENDINGS) == []


@pytest.mark.parametrize("leak", LEAKS)
def test_a_leak_is_detected(data, monkeypatch, leak):
    apply, names = LEAKS[leak]
    apply(monkeypatch, data)
    compose_each_time(monkeypatch)
    assert differences(data, [STEPS[name] for name in names])
