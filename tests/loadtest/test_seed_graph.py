"""`manage.py seed_graph`: the requested numbers of members and connections, reproducible by seed."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F

from invitations.models import Invitation, Reception
from network.common.text import searchable
from network.loadtest import seeding
from network.members.models import Connection, Member
from tests.races import invariants

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_chunks(monkeypatch):
    monkeypatch.setattr(seeding, "CHUNK_SIZE", 40)


def seed(*arguments: str) -> str:
    output = StringIO()
    call_command("seed_graph", *arguments, stdout=output)
    return output.getvalue()


def edges() -> set[tuple[str, str]]:
    return set(Connection.objects.values_list("owner__handle", "other__handle"))


@pytest.mark.parametrize(("members", "connections"), [(150, 900), (150, 0), (100, 1250), (2, 1), (2, 0)])
def test_the_numbers_of_members_and_connections(members, connections):
    maximum = members * members // 8
    seed("--members", str(members), "--connections", str(min(connections, maximum)))
    assert Member.objects.joined().count() == members
    assert Connection.objects.count() == 2 * min(connections, maximum)


def test_degrees_match_the_connections():
    seed("--members", "150", "--connections", "900")
    counted = Member.objects.annotate(number=Count("connections"))
    assert not counted.exclude(degree=F("number")).exists()
    assert {(b, a) for a, b in edges()} == edges()


def test_degrees_are_skewed():
    seed("--members", "2000", "--connections", "8000")
    degrees = sorted(Member.objects.values_list("degree", flat=True))
    assert degrees[-1] > 20 * degrees[len(degrees) // 2]


def test_the_same_seed_makes_the_same_network():
    seed("--members", "120", "--connections", "500", "--seed", "7")
    first, names = edges(), set(Member.objects.values_list("handle", "name", "headline"))
    Member.objects.all().delete()
    seed("--members", "120", "--connections", "500", "--seed", "7")
    assert (edges(), set(Member.objects.values_list("handle", "name", "headline"))) == (first, names)


def test_another_seed_adds_a_separate_network():
    seed("--members", "120", "--connections", "500", "--seed", "7")
    seed("--members", "120", "--connections", "500", "--seed", "8")
    assert Member.objects.count() == 240
    assert not {pair for pair in edges() if pair[0][:2] != pair[1][:2]}


def test_an_interrupted_run_continues_to_the_same_result(monkeypatch):
    seed("--members", "120", "--connections", "500", "--seed", "7")
    expected = edges()
    Member.objects.all().delete()
    with monkeypatch.context() as patch:
        write, results = seeding._insert_connections, iter([True, False])
        patch.setattr(
            seeding, "_insert_connections", lambda rows: write(rows) if next(results) else interrupt()
        )
        assert "Stopped" in seed("--members", "120", "--connections", "500", "--seed", "7")
    assert Member.objects.count() == 40
    seed("--members", "120", "--connections", "500", "--seed", "7")
    assert edges() == expected


def interrupt() -> None:
    raise KeyboardInterrupt


def test_names_in_several_scripts_can_be_searched(client_for, anna):
    seed("--members", "200")
    names = "".join(Member.objects.values_list("name", flat=True))
    assert all(
        any(low <= letter <= high for letter in names) for low, high in ("az", "ءي", "αω", "ая", "一鿿")
    )
    member = Member.objects.exclude(location="").exclude(pk=anna.pk).first()
    page = client_for(anna).get("/members/", {"q": f"{member.location} {member.name}".upper()})
    assert member in [card["person"] for card in page.context["cards"]]


def test_invitations_are_between_unconnected_members_in_inbox_and_archive():
    seed("--members", "120", "--connections", "500", "--invitations", "300")
    pairs = set(Invitation.objects.values_list("sender__handle", "recipient__handle"))
    assert 200 < len(pairs) <= 300
    assert not pairs & edges()
    assert Reception.objects.count() == len(pairs)
    assert set(Reception.objects.values_list("place", flat=True)) == {"inbox", "archive"}


def test_a_network_breaks_no_rule_of_the_database():
    seed("--members", "120", "--connections", "500", "--invitations", "300")
    made_by_hand = (
        invariants.connected_pairs_have_one_accepted_invitation,
        invariants.allowance_equals_number_of_proposals,
    )
    checks = [check for check in invariants.CHECKS if check not in made_by_hand]
    assert [sentence for check in checks for sentence in check()] == []


def test_both_halves_of_an_invitation_agree():
    seed("--members", "120", "--invitations", "300")
    columns = ("sender_id", "low", "high", "note", "search_text")
    for row in Reception.objects.select_related("invitation"):
        assert row.member_id == row.invitation.recipient_id
        assert [getattr(row, name) for name in columns] == [getattr(row.invitation, name) for name in columns]
        assert row.search_text == searchable(row.note)


def test_invitations_are_not_sent_again():
    for _ in range(2):
        seed("--members", "120", "--invitations", "300")
        sent = set(Invitation.objects.values_list("public_id", flat=True))
    assert Invitation.objects.count() == len(sent) <= 300


def test_passwords_are_unusable_unless_given(client):
    seed("--members", "2")
    assert not Member.objects.get(handle="g1-0").has_usable_password()
    seed("--members", "2", "--seed", "2", "--password", "acquaint")
    assert Member.objects.get(handle="g2-1").check_password("acquaint")


def test_a_public_site_requires_an_explicit_option(settings):
    settings.IS_LOCAL = False
    with pytest.raises(CommandError, match="SITE_URL"):
        seed("--members", "2")
    assert "2 people" in seed("--members", "2", "--invented-people-among-real-ones")


@pytest.mark.parametrize(
    "arguments",
    [
        ["--members", "1"],
        ["--members", "10", "--connections", "-1"],
        ["--members", "10", "--connections", "46"],
        ["--seed", "-1"],
        ["--members", "10", "--invitations", "-1"],
    ],
)
def test_invalid_numbers_are_refused(arguments):
    with pytest.raises(CommandError):
        seed(*arguments)
    assert not Member.objects.exists()
