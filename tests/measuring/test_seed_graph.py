"""`manage.py seed_graph`: as many people and connections as asked for, the same ones every time."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db.models import Count, F

from invitations.models import Invitation, Reception
from network.loadtest import seeding
from network.members.models import Connection, Member

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(seeding, "CHUNK_SIZE", 40)


def seed(*words: str) -> str:
    said = StringIO()
    call_command("seed_graph", *words, stdout=said)
    return said.getvalue()


def network() -> set[tuple[str, str]]:
    return set(Connection.objects.values_list("owner__handle", "other__handle"))


@pytest.mark.parametrize(("members", "connections"), [(150, 900), (150, 0), (100, 1250), (2, 1), (2, 0)])
def test_as_many_as_asked_for(members, connections):
    most = members * members // 8
    seed("--members", str(members), "--connections", str(min(connections, most)))
    assert Member.objects.joined().count() == members
    assert Connection.objects.count() == 2 * min(connections, most)


def test_the_number_of_connections_is_right_for_each():
    seed("--members", "150", "--connections", "900")
    counted = Member.objects.annotate(number=Count("connections"))
    assert not counted.exclude(degree=F("number")).exists()
    assert {(b, a) for a, b in network()} == network()


def test_a_few_know_far_more_people_than_the_others():
    seed("--members", "2000", "--connections", "8000")
    degrees = sorted(Member.objects.values_list("degree", flat=True))
    assert degrees[-1] > 20 * degrees[len(degrees) // 2]


def test_the_same_figures_make_the_same_network():
    seed("--members", "120", "--connections", "500", "--seed", "7")
    first, names = network(), set(Member.objects.values_list("handle", "name", "headline"))
    Member.objects.all().delete()
    seed("--members", "120", "--connections", "500", "--seed", "7")
    assert (network(), set(Member.objects.values_list("handle", "name", "headline"))) == (first, names)


def test_another_seed_makes_another_one_beside_it():
    seed("--members", "120", "--connections", "500", "--seed", "7")
    seed("--members", "120", "--connections", "500", "--seed", "8")
    assert Member.objects.count() == 240
    assert not {pair for pair in network() if pair[0][:2] != pair[1][:2]}


def test_a_run_that_was_stopped_goes_on_to_the_same_end(monkeypatch):
    seed("--members", "120", "--connections", "500", "--seed", "7")
    whole = network()
    Member.objects.all().delete()
    with monkeypatch.context() as patch:
        write, turns = seeding._insert_connections, iter([True, False])
        patch.setattr(seeding, "_insert_connections", lambda rows: write(rows) if next(turns) else stop())
        assert "Stopped" in seed("--members", "120", "--connections", "500", "--seed", "7")
    assert Member.objects.count() == 40
    seed("--members", "120", "--connections", "500", "--seed", "7")
    assert network() == whole


def stop() -> None:
    raise KeyboardInterrupt


def test_people_of_several_scripts_who_can_be_found(client_for, anna):
    seed("--members", "200")
    names = "".join(Member.objects.values_list("name", flat=True))
    assert all(
        any(low <= letter <= high for letter in names) for low, high in ("az", "ءي", "αω", "ая", "一鿿")
    )
    somebody = Member.objects.exclude(location="").exclude(pk=anna.pk).first()
    found = client_for(anna).get("/members/", {"q": f"{somebody.location} {somebody.name}".upper()})
    assert somebody in [card["person"] for card in found.context["cards"]]


def test_invitations_wait_between_strangers_in_inboxes_and_archives():
    seed("--members", "120", "--connections", "500", "--invitations", "300")
    pairs = set(Invitation.objects.values_list("sender__handle", "recipient__handle"))
    assert 200 < len(pairs) <= 300
    assert not pairs & network()
    assert Reception.objects.count() == len(pairs)
    assert set(Reception.objects.values_list("place", flat=True)) == {"inbox", "archive"}


def test_the_same_invitations_are_not_sent_twice():
    for _ in range(2):
        seed("--members", "120", "--invitations", "300")
        sent = set(Invitation.objects.values_list("public_id", flat=True))
    assert Invitation.objects.count() == len(sent) <= 300


def test_nobody_signs_in_as_them_unless_a_password_is_given(client):
    seed("--members", "2")
    assert not Member.objects.get(handle="g1-0").has_usable_password()
    seed("--members", "2", "--seed", "2", "--password", "acquaint")
    assert Member.objects.get(handle="g2-1").check_password("acquaint")


def test_not_among_real_people_unless_it_is_said(settings):
    settings.IS_LOCAL = False
    with pytest.raises(CommandError, match="SITE_URL"):
        seed("--members", "2")
    assert "2 people" in seed("--members", "2", "--invented-people-among-real-ones")


@pytest.mark.parametrize(
    "wrong",
    [
        ["--members", "1"],
        ["--members", "10", "--connections", "-1"],
        ["--members", "10", "--connections", "46"],
        ["--seed", "-1"],
        ["--members", "10", "--invitations", "-1"],
    ],
)
def test_figures_that_cannot_be_are_refused(wrong):
    with pytest.raises(CommandError):
        seed(*wrong)
    assert not Member.objects.exists()
