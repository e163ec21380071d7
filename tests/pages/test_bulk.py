"""Bulk actions on invitations, with a confirmation page for those that cannot be undone."""

import pytest
from django.db import OperationalError

from invitations.models import Invitation, Reception
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, response_snapshot, work
from tests.factories import MemberFactory

BULK_URL, CONFIRM_URL = "/invitations/bulk/", "/invitations/bulk/confirm/"
UNKNOWN_IDS = ["A" * 16, "no-id", "\x00", "é" * 16, "9" * 5000, ""]


@pytest.fixture
def invitations(anna, carla, bruno):
    """Invitations of Anna, Carla and Dora to Bruno."""
    dora = MemberFactory(name="Dora Neri")
    return [invite(sender, bruno) for sender in (anna, carla, dora)]


def ids(rows) -> list[str]:
    return [row.public_id for row in rows]


def text(response) -> str:
    return response.content.decode()


def places(member) -> list[str]:
    return list(Reception.objects.of(member).order_by("pk").values_list("place", flat=True))


def statuses(rows) -> list[str]:
    return [Invitation.objects.get(pk=row.pk).status for row in rows]


@pytest.mark.rule("R12")
def test_accept_selected(invitations, bruno, client_for):
    browser = client_for(bruno)
    response = browser.post(BULK_URL, {"action": "accept", "ids": ids(invitations[:2])})
    assert (response.status_code, response.url) == (302, "/invitations/")
    assert "You are connected with 2 more people." in text(browser.get(response.url))
    assert Connection.objects.of(bruno).count() == 2
    work()
    assert mails(invitations[0].sender, "Bruno")
    assert mails(invitations[1].sender, "Bruno")


@pytest.mark.rule("R20", "R21")
def test_ignore_selected_offers_one_undo(invitations, bruno, client_for):
    browser = client_for(bruno)
    browser.post(BULK_URL, {"action": "ignore", "ids": ids(invitations[1:])})
    assert places(bruno) == ["inbox", "archive", "archive"]
    page = text(browser.get("/invitations/"))
    assert "2 invitations are in your archive. Nobody is told." in page
    assert page.count(">Undo</button>") == 1
    undo = page.partition('class="messages"')[2].partition("</form>")[0]
    assert all(f'name="ids" value="{public_id}"' in undo for public_id in ids(invitations[1:]))
    assert f'action="{BULK_URL}"' in undo
    assert 'name="action" value="restore"' in undo


def test_restore_selected(invitations, bruno, client_for):
    for invitation in invitations:
        reception_of(invitation).ignore()
    browser = client_for(bruno)
    response = browser.post(BULK_URL, {"action": "restore", "ids": ids(invitations[:2]), "list": "archived"})
    assert response.url == "/invitations/archived/"
    assert "2 invitations are back in your inbox." in text(browser.get(response.url))
    assert places(bruno) == ["inbox", "inbox", "archive"]


@pytest.mark.rule("R29", "R30", "R32")
def test_withdraw_selected(anna, bruno, carla, client_for):
    sent = [
        invite(anna, bruno),
        invite(anna, carla),
        Invitation.objects.send_to_address(anna, "x@example.net"),
    ]
    browser = client_for(anna)
    response = browser.post(BULK_URL, {"action": "withdraw", "ids": ids(sent[1:])})
    assert (response.status_code, response.url) == (302, "/invitations/sent/")
    assert "2 invitations are withdrawn. Nobody is told." in text(browser.get(response.url))
    assert statuses(sent) == ["open", "withdrawn", "withdrawn"]
    work()
    assert not reception_of(sent[1]).is_live
    anna.allowance.refresh_from_db()
    assert anna.allowance.used == 3


@pytest.mark.parametrize("verb", ["accept", "ignore", "restore", "withdraw"])
def test_foreign_unknown_malformed_and_closed_ids_give_the_same_response(
    invitations, anna, carla, client_for, verb
):
    browser = client_for(carla)
    late = Invitation.objects.send_to_address(carla, "late@example.net")
    late.withdraw()
    public_ids = [invitations[0].public_id, late.public_id, *UNKNOWN_IDS]
    pages = [
        browser.post(BULK_URL, {"action": verb, "ids": [public_id]}, follow=True) for public_id in public_ids
    ]
    assert len({response_snapshot(page) for page in pages}) == 1
    assert "No longer open." in text(pages[0])
    assert places(invitations[0].recipient) == ["inbox"] * 3
    assert statuses(invitations) == ["open"] * 3


def test_sender_and_recipient_cannot_run_each_others_actions(invitations, anna, bruno, client_for):
    client_for(anna).post(BULK_URL, {"action": "accept", "ids": ids(invitations)})
    client_for(anna).post(BULK_URL, {"action": "ignore", "ids": ids(invitations)})
    client_for(bruno).post(BULK_URL, {"action": "withdraw", "ids": ids(invitations)})
    assert (statuses(invitations), places(bruno)) == (["open"] * 3, ["inbox"] * 3)


def test_rows_no_longer_open_are_counted_separately(invitations, bruno, client_for):
    invitations[0].withdraw()
    reception_of(invitations[1]).ignore()
    browser = client_for(bruno)
    browser.post(
        BULK_URL, {"action": "ignore", "ids": [*ids(invitations), "A" * 16, invitations[2].public_id]}
    )
    assert "1 invitation is in your archive. Nobody is told. 3 invitations were no longer open." in text(
        browser.get("/invitations/")
    )


@pytest.mark.parametrize("path", [BULK_URL, CONFIRM_URL])
@pytest.mark.parametrize(("verb", "list_name", "redirect_url"), [
    ("accept", "", "/invitations/"), ("accept", "archived", "/invitations/archived/"),
    ("withdraw", "received", "/invitations/sent/"), ("withdraw", "\x00", "/invitations/sent/"),
])  # fmt: skip
def test_an_empty_or_too_large_selection_shows_an_error_on_the_list(
    invitations, bruno, client_for, path, verb, list_name, redirect_url
):
    browser = client_for(bruno)
    for selected, message in (
        ([], "Nothing was selected."),
        (range(101), "Nothing was done: too many invitations were selected."),
    ):
        response = browser.post(path, {"action": verb, "list": list_name, "ids": [*selected]})
        assert (response.status_code, response.url) == (302, redirect_url)
        assert message in text(browser.get(redirect_url))
    assert statuses(invitations) == ["open"] * 3


@pytest.mark.parametrize("path", [BULK_URL, CONFIRM_URL])
@pytest.mark.parametrize("verb", ["", "reply", "unknown", "__init__", "\x00"])
def test_an_unknown_action_is_not_found(invitations, bruno, client_for, path, verb):
    assert client_for(bruno).post(path, {"action": verb, "ids": ids(invitations)}).status_code == 404


def test_one_hundred_ignored_invitations_can_be_undone(bruno, client_for, monkeypatch):
    """The ids for the undo are kept in the messages cookie, whose size is limited."""
    monkeypatch.setattr("invitations.lists.bulk._perform_one", lambda row, verb: True)
    monkeypatch.setattr("invitations.lists.bulk._in_order", lambda ids, rows: dict.fromkeys(ids))
    browser = client_for(bruno)
    many_ids = [Invitation._meta.get_field("public_id").default() for _ in range(100)]
    browser.post(BULK_URL, {"action": "ignore", "ids": many_ids})
    page = text(browser.get("/invitations/"))
    assert "100 invitations are in your archive." in page
    assert page.count('name="ids"') == 100


@pytest.mark.parametrize("shares", [True, False])
def test_the_confirmation_of_accept_names_every_sender(invitations, bruno, client_for, shares):
    bruno.share_address = shares
    bruno.save()
    page = client_for(bruno).post(
        CONFIRM_URL, {"action": "accept", "ids": [*ids(invitations[:2]), *UNKNOWN_IDS]}
    )
    assert page.status_code == 200
    html = text(page)
    assert "<h1>Accept 2 invitations</h1>" in html
    assert "Anna Ricci" in html
    assert "Carla Longo" in html
    assert "Dora Neri" not in html
    assert ("but not your address" in html) is not shares
    assert "You can’t undo this." in html
    assert html.count('name="ids"') == 2
    assert statuses(invitations) == ["open"] * 3


@pytest.mark.rule("R31", "R32")
def test_the_confirmation_of_withdraw_names_every_recipient(anna, bruno, client_for):
    sent = [invite(anna, bruno), Invitation.objects.send_to_address(anna, "x@example.net")]
    html = text(client_for(anna).post(CONFIRM_URL, {"action": "withdraw", "ids": ids(sent)}))
    assert "<h1>Withdraw 2 invitations</h1>" in html
    assert "Bruno Verdi" in html
    assert "x@example.net" in html
    assert "you’ll need their e-mail addresses, and each still counts as one of your invitations" in html
    assert statuses(sent) == ["open", "open"]


@pytest.mark.parametrize("verb", ["ignore", "restore"])
def test_reversible_actions_have_no_confirmation(invitations, bruno, client_for, verb):
    assert client_for(bruno).post(CONFIRM_URL, {"action": verb, "ids": ids(invitations)}).status_code == 404


def test_confirming_only_closed_invitations_redirects(invitations, bruno, client_for):
    for invitation in invitations:
        invitation.withdraw()
    browser = client_for(bruno)
    assert browser.post(CONFIRM_URL, {"action": "accept", "ids": ids(invitations)}).url == "/invitations/"
    assert "No longer open." in text(browser.get("/invitations/"))


def test_a_database_error_keeps_what_was_done_before(invitations, bruno, client_for, monkeypatch, caplog):
    original = Reception.ignore

    def fail_for_carla(reception):
        if reception.sender.name == "Carla Longo":
            raise OperationalError("the lock was not to be had")
        original(reception)

    monkeypatch.setattr(Reception, "ignore", fail_for_carla)
    browser = client_for(bruno)
    assert browser.post(BULK_URL, {"action": "ignore", "ids": ids(invitations)}).status_code == 302
    page = text(browser.get("/invitations/"))
    assert (
        "1 invitation is in your archive. Nobody is told. Something went wrong on our side, so the others are as they were"
        in page
    )
    assert places(bruno) == ["archive", "inbox", "inbox"]
    assert "Bulk action ignore stopped after 1 of 3" in caplog.text


def test_each_card_with_bulk_actions_has_a_checkbox(invitations, bruno, anna, client_for):
    page = text(client_for(bruno).get("/invitations/"))
    assert page.count('name="ids"') == 3
    assert 'form="bulk-form" aria-label="Select Anna Ricci"' in page
    assert page.count(f'formaction="{CONFIRM_URL}"') == 1
    invitations[0].withdraw()
    assert 'name="ids"' not in text(client_for(anna).get("/invitations/sent/"))
    assert 'id="bulk-form"' not in text(client_for(anna).get("/invitations/sent/"))


def test_refused_invitations_have_no_checkbox(invitations, bruno, client_for):
    for invitation in invitations[:2]:
        reception_of(invitation).ignore()
    reception_of(invitations[0]).say_unknown()
    page = text(client_for(bruno).get("/invitations/archived/"))
    assert "Select Carla Longo" in page
    assert "Select Anna Ricci" not in page
