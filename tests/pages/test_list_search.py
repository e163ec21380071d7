"""Search in the inbox, in the archive and in what was sent, by the folding of the directory."""

from importlib import import_module

import pytest
from django.apps import apps

from invitations.models import Invitation, Reception
from invitations.models.pair import pair_columns
from invitations.privacy import erasure
from network.common import pagination
from tests.conftest import invite, invite_address, work
from tests.factories import MemberFactory

NOTES = {"zoe": "Grüße vom Büchermarkt", "layla": "تشرّفت بلقائك", "kai": "Vom Markt"}


@pytest.fixture
def inbox(bruno, clock):
    """Invitations to Bruno, oldest first."""
    for handle, name in (("zoe", "Zoë Ångström"), ("layla", "ليلى الحدّاد"), ("kai", "Kai Møller")):
        invite(MemberFactory(name=name, handle=handle), bruno, NOTES[handle])
        clock.move(hours=1)


def found(browser, query: str, path: str) -> list[str]:
    cards = browser.get(path, {"q": query}).context["cards"]
    return [card["person"].handle if "person" in card else card["invitation"].to for card in cards]


QUERIES = [
    ("zoe angstrom", ["zoe"]), ("gruesse", ["zoe"]), ("GRUSSE buchermarkt", ["zoe"]), ("markt", ["kai", "zoe"]),
    ("تشرفت", ["layla"]), ("layla", ["layla"]), ("moller", ["kai"]), ("kai markt", []), ("%", []), ("\u0301", []),
]  # fmt: skip


@pytest.mark.parametrize(("query", "handles"), QUERIES)
@pytest.mark.parametrize("path", ["/invitations/", "/invitations/archived/"])
def test_names_and_notes_are_found_as_in_the_directory(inbox, bruno, client_for, clock, path, query, handles):
    if "archived" in path:
        for reception in Reception.objects.order_by("pk"):
            reception.ignore()
            clock.move(hours=1)
    assert found(client_for(bruno), query, path) == handles


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ("angstrom", ["Zoë Ångström"]),
        ("gruesse", ["Zoë Ångström"]),
        ("buecher", ["o'hara@bücher.example"]),
        ("ohara", ["o'hara@bücher.example"]),
        ("O'Hara@BÜCHER.example", ["o'hara@bücher.example"]),
        ("o'hara@xn--bcher-kva.example", ["o'hara@bücher.example"]),
        ("example", ["o'hara@bücher.example"]),
    ],
)
def test_what_was_sent_is_found_by_name_note_and_typed_address(anna, client_for, query, names):
    invite(anna, MemberFactory(name="Zoë Ångström"), "Grüße")
    invite_address(anna, "o'hara@bücher.example")
    assert found(client_for(anna), query, "/invitations/sent/") == names


def test_the_recipient_finds_the_note_of_a_follow_up(anna, bruno, client_for, clock):
    invitation = invite(anna, bruno, "Ocarina")
    clock.move(days=30)
    invitation.follow_up("Xylophone")
    work()
    assert found(client_for(bruno), "xylophone", "/invitations/") == [anna.handle]
    assert found(client_for(bruno), "ocarina", "/invitations/") == []


def pages(browser, path: str, query: str) -> list[str]:
    """What all pages of a list show."""
    shown, after = [], ""
    while True:
        context = browser.get(path, {"q": query, "after": after}).context
        shown += [
            card["person"].pk if "person" in card else card["invitation"].pk for card in context["cards"]
        ]
        if not (after := context["next"]):
            return shown


@pytest.fixture
def long_lists(anna, clock):
    """Invitations from and to Anna, of which some have the same name or note."""
    for number in range(50):
        person = MemberFactory(name=f"Name {number % 7}", headline="Rare" if number == 40 else "")
        sender, recipient = (person, anna) if number % 2 else (anna, person)
        clock.move(minutes=1)
        invitation = Invitation.objects.create(
            sender=sender, recipient=recipient, note="Rare" if number % 24 == 3 else "Hello",
            sent_at=clock.now(), last_proposed_at=clock.now(), **pair_columns(sender, recipient),
        )  # fmt: skip
        if recipient == anna:
            Reception.receive(invitation, anna, clock.now(), invitation.note)


@pytest.mark.parametrize("path", ["/invitations/", "/invitations/sent/", "/members/"])
def test_pages_show_every_match_once_in_the_order_of_the_list(
    long_lists, anna, client_for, monkeypatch, path
):
    def found_after(walked: int) -> dict[str, list[str]]:
        monkeypatch.setattr(pagination, "WALKED_ROWS", walked)
        return {
            query: pages(client_for(anna), path, query) for query in ("hello", "name", "rare", "none", "he")
        }

    expected = found_after(10**6)
    assert [len(rows) for rows in expected.values()] != [0] * 5
    assert all(len(set(rows)) == len(rows) for rows in expected.values())
    for walked in (1, 4, 30):
        assert found_after(walked) == expected


def test_erased_texts_are_not_found(anna, bruno):
    invite(anna, bruno, "Ocarina")
    typed = invite_address(anna, "kai@bücher.example", "Ocarina")
    typed.withdraw()
    erasure.erase_sent_notes(anna)
    erasure.erase_received_notes(anna)
    assert Reception.objects.get().search_text == ""
    typed.refresh_from_db()
    assert (typed.note, "ocarina" in typed.search_text, "bucher" in typed.search_text) == ("", False, True)
    erasure.erase_typed_addresses(anna)
    typed.refresh_from_db()
    assert (typed.address, typed.search_text) == ("", "")


def test_the_migration_fills_what_is_stored(anna, bruno, monkeypatch):
    monkeypatch.setattr("network.common.search_columns.BATCH_SIZE", 2)
    for text in ("Grüße", "", "Ocarina"):
        invite(anna, MemberFactory(), text)
    invite_address(anna, "kai@bücher.example")
    for model in (Invitation, Reception):
        model.objects.update(search_text="")
    import_module("invitations.migrations.0012_fill_search_text").rewrite(apps, None)
    assert set(Reception.objects.values_list("search_text", flat=True)) == {"grusse gruesse", "", "ocarina"}
    assert "bucher" in Invitation.objects.get(recipient=None).search_text
