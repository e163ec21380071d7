"""Acting on several invitations at once, and being asked first where it cannot be undone."""

import pytest
from django.db import OperationalError

from invitations.models import Invitation, Reception
from network.members.models import Connection
from tests.authz.test_table import whole
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory

BULK, CONFIRM = "/invitations/bulk/", "/invitations/bulk/confirm/"
NOT_HIS = ["A" * 16, "no-id", "\x00", "é" * 16, "9" * 5000, ""]


@pytest.fixture
def three(anna, carla, bruno):
    """In Bruno's inbox: from Anna, Carla and Dora."""
    dora = MemberFactory(name="Dora Neri")
    return [invite(sender, bruno) for sender in (anna, carla, dora)]


def ids(invitations) -> list[str]:
    return [each.public_id for each in invitations]


def text(answer) -> str:
    return answer.content.decode()


def places(member) -> list[str]:
    return list(Reception.objects.of(member).order_by("pk").values_list("place", flat=True))


def statuses(invitations) -> list[str]:
    return [Invitation.objects.get(pk=each.pk).status for each in invitations]


@pytest.mark.rule("R12")
def test_accepting_several(three, bruno, client_for):
    browser = client_for(bruno)
    answer = browser.post(BULK, {"action": "accept", "ids": ids(three[:2])})
    assert (answer.status_code, answer.url) == (302, "/invitations/")
    assert "You are connected with 2 more people." in text(browser.get(answer.url))
    assert Connection.objects.of(bruno).count() == 2
    work()
    assert mails(three[0].sender, "Bruno")
    assert mails(three[1].sender, "Bruno")


@pytest.mark.rule("R20", "R21")
def test_ignoring_several_and_undoing_it_once(three, bruno, client_for):
    browser = client_for(bruno)
    browser.post(BULK, {"action": "ignore", "ids": ids(three[1:])})
    assert places(bruno) == ["inbox", "archive", "archive"]
    page = text(browser.get("/invitations/"))
    assert "2 invitations are in your archive. Nobody is told." in page
    assert page.count(">Undo</button>") == 1
    undo = page.partition('class="messages"')[2].partition("</form>")[0]
    assert all(f'name="ids" value="{public_id}"' in undo for public_id in ids(three[1:]))
    assert f'action="{BULK}"' in undo
    assert 'name="action" value="restore"' in undo


def test_moving_several_back(three, bruno, client_for):
    for invitation in three:
        reception_of(invitation).ignore()
    browser = client_for(bruno)
    answer = browser.post(BULK, {"action": "restore", "ids": ids(three[:2]), "list": "archived"})
    assert answer.url == "/invitations/archived/"
    assert "2 invitations are back in your inbox." in text(browser.get(answer.url))
    assert places(bruno) == ["inbox", "inbox", "archive"]


@pytest.mark.rule("R29", "R30", "R32")
def test_withdrawing_several(anna, bruno, carla, client_for):
    sent = [
        invite(anna, bruno),
        invite(anna, carla),
        Invitation.objects.send_to_address(anna, "x@example.net"),
    ]
    browser = client_for(anna)
    answer = browser.post(BULK, {"action": "withdraw", "ids": ids(sent[1:])})
    assert (answer.status_code, answer.url) == (302, "/invitations/sent/")
    assert "2 invitations are withdrawn. Nobody is told." in text(browser.get(answer.url))
    assert statuses(sent) == ["open", "withdrawn", "withdrawn"]
    work()
    assert not reception_of(sent[1]).is_live
    anna.allowance.refresh_from_db()
    assert anna.allowance.used == 3


@pytest.mark.parametrize("verb", ["accept", "ignore", "restore", "withdraw"])
def test_foreign_is_unknown_is_malformed_is_late(three, anna, carla, client_for, verb):
    browser = client_for(carla)
    late = Invitation.objects.send_to_address(carla, "late@example.net")
    late.withdraw()
    asked = [three[0].public_id, late.public_id, *NOT_HIS]
    pages = [browser.post(BULK, {"action": verb, "ids": [each]}, follow=True) for each in asked]
    assert len({whole(page) for page in pages}) == 1
    assert "No longer open." in text(pages[0])
    assert places(three[0].recipient) == ["inbox"] * 3
    assert statuses(three) == ["open"] * 3


def test_the_other_halfs_rows_are_foreign(three, anna, bruno, client_for):
    client_for(anna).post(BULK, {"action": "accept", "ids": ids(three)})
    client_for(anna).post(BULK, {"action": "ignore", "ids": ids(three)})
    client_for(bruno).post(BULK, {"action": "withdraw", "ids": ids(three)})
    assert (statuses(three), places(bruno)) == (["open"] * 3, ["inbox"] * 3)


def test_what_came_too_late_is_counted_beside_what_is_done(three, bruno, client_for):
    three[0].withdraw()
    reception_of(three[1]).ignore()
    browser = client_for(bruno)
    browser.post(BULK, {"action": "ignore", "ids": [*ids(three), "A" * 16, three[2].public_id]})
    assert "1 invitation is in your archive. Nobody is told. 3 were no longer open." in text(
        browser.get("/invitations/")
    )


@pytest.mark.parametrize("path", [BULK, CONFIRM])
@pytest.mark.parametrize(("verb", "shelf", "back"), [
    ("accept", "", "/invitations/"), ("accept", "archived", "/invitations/archived/"),
    ("withdraw", "received", "/invitations/sent/"), ("withdraw", "\x00", "/invitations/sent/"),
])  # fmt: skip
def test_nothing_selected_and_too_much_say_so_where_one_was(
    three, bruno, client_for, path, verb, shelf, back
):
    browser = client_for(bruno)
    for chosen, sentence in (([], "Nothing was selected."), (range(101), "That is too many at once")):
        answer = browser.post(path, {"action": verb, "list": shelf, "ids": [*chosen]})
        assert (answer.status_code, answer.url) == (302, back)
        assert sentence in text(browser.get(back))
    assert statuses(three) == ["open"] * 3


@pytest.mark.parametrize("path", [BULK, CONFIRM])
@pytest.mark.parametrize("verb", ["", "reply", "unknown", "__init__", "\x00"])
def test_a_verb_that_is_none(three, bruno, client_for, path, verb):
    assert client_for(bruno).post(path, {"action": verb, "ids": ids(three)}).status_code == 404


def test_a_hundred_can_be_undone_once(bruno, client_for, monkeypatch):
    """What is to be undone travels in a cookie, which holds only so much."""
    monkeypatch.setattr("invitations.lists.bulk._in_time", lambda row, verb: True)
    monkeypatch.setattr("invitations.lists.bulk._in_order", lambda ids, rows: dict.fromkeys(ids))
    browser, many = client_for(bruno), [Invitation._meta.get_field("public_id").default() for _ in range(100)]
    browser.post(BULK, {"action": "ignore", "ids": many})
    page = text(browser.get("/invitations/"))
    assert "100 invitations are in your archive." in page
    assert page.count('name="ids"') == 100


@pytest.mark.parametrize("shares", [True, False])
def test_accepting_is_read_out_first_with_every_name(three, bruno, client_for, shares):
    bruno.share_address = shares
    bruno.save()
    page = client_for(bruno).post(CONFIRM, {"action": "accept", "ids": [*ids(three[:2]), *NOT_HIS]})
    assert page.status_code == 200
    said = text(page)
    assert "<h1>Accept 2 invitations</h1>" in said
    assert "Anna Ricci" in said
    assert "Carla Longo" in said
    assert "Dora Neri" not in said
    assert ("your address is not shared" in said) is not shares
    assert "This cannot be undone." in said
    assert said.count('name="ids"') == 2
    assert statuses(three) == ["open"] * 3


@pytest.mark.rule("R31", "R32")
def test_withdrawing_is_read_out_first_with_every_name(anna, bruno, client_for):
    sent = [invite(anna, bruno), Invitation.objects.send_to_address(anna, "x@example.net")]
    said = text(client_for(anna).post(CONFIRM, {"action": "withdraw", "ids": ids(sent)}))
    assert "<h1>Withdraw 2 invitations</h1>" in said
    assert "Bruno Verdi" in said
    assert "x@example.net" in said
    assert "you will need their e-mail addresses, and it does not give you invitations back" in said
    assert statuses(sent) == ["open", "open"]


@pytest.mark.parametrize("verb", ["ignore", "restore"])
def test_what_can_be_undone_is_not_asked(three, bruno, client_for, verb):
    assert client_for(bruno).post(CONFIRM, {"action": verb, "ids": ids(three)}).status_code == 404


def test_nobody_left_to_confirm(three, bruno, client_for):
    for invitation in three:
        invitation.withdraw()
    browser = client_for(bruno)
    assert browser.post(CONFIRM, {"action": "accept", "ids": ids(three)}).url == "/invitations/"
    assert "No longer open." in text(browser.get("/invitations/"))


def test_what_breaks_in_the_middle_leaves_the_done_done(three, bruno, client_for, monkeypatch, caplog):
    honest = Reception.ignore

    def tired(reception):
        if reception.sender.name == "Carla Longo":
            raise OperationalError("the lock was not to be had")
        honest(reception)

    monkeypatch.setattr(Reception, "ignore", tired)
    browser = client_for(bruno)
    assert browser.post(BULK, {"action": "ignore", "ids": ids(three)}).status_code == 302
    page = text(browser.get("/invitations/"))
    assert (
        "1 invitation is in your archive. Nobody is told. Something went wrong on our side before all was done"
        in page
    )
    assert places(bruno) == ["archive", "inbox", "inbox"]
    assert "Broke off after 1 of 3: ignore" in caplog.text


def test_a_box_for_each_card_that_can_be_chosen(three, bruno, anna, client_for):
    page = text(client_for(bruno).get("/invitations/"))
    assert page.count('name="ids"') == 3
    assert 'form="bulk-form" aria-label="Select Anna Ricci"' in page
    assert page.count(f'formaction="{CONFIRM}"') == 1
    three[0].withdraw()
    assert 'name="ids"' not in text(client_for(anna).get("/invitations/sent/"))
    assert 'id="bulk-form"' not in text(client_for(anna).get("/invitations/sent/"))


def test_what_was_refused_is_changed_one_by_one(three, bruno, client_for):
    for invitation in three[:2]:
        reception_of(invitation).ignore()
    reception_of(three[0]).say_unknown()
    page = text(client_for(bruno).get("/invitations/archived/"))
    assert "Select Carla Longo" in page
    assert "Select Anna Ricci" not in page
