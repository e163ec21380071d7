import pytest

from invitations import policy
from invitations.errors import AddressNeeded, LimitReached
from invitations.models import Allowance, Delivery, Invitation
from network.members.models import Connection
from tests.conftest import invite, mails, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def withdrew(anna, bruno):
    invite(anna, bruno).withdraw()
    work()


@pytest.mark.rule("R31")
def test_the_right_address_arrives_and_the_wrong_one_looks_the_same(withdrew, anna, bruno, client_for):
    browser, answers = client_for(anna), []
    for address in ("wrong@example.org", "Bruno@Example.org "):
        answers.append(browser.post("/members/bruno/invite/", {"email": address}))
        page = browser.get("/invitations/sent/").content.decode()
        assert "Recorded." in page
        work()
        Invitation.objects.open().get().withdraw()
    assert [(answer.status_code, answer["Location"]) for answer in answers] == [
        (302, "/invitations/sent/")
    ] * 2
    assert len(mails(bruno)) == 2
    assert not mails("wrong@example.org")


def test_the_wrong_address_is_charged_and_reaches_nobody(withdrew, anna, bruno):
    invitation = Invitation.objects.send(anna, bruno, address="wrong@example.org")
    work()
    assert invitation.deliveries.get().outcome == Delivery.Outcome.WRONG_ADDRESS
    anna.allowance.refresh_from_db()
    assert anna.allowance.used == 2


def test_three_tries_a_pair(withdrew, anna, bruno):
    for n in range(policy.GATE_TRIES):
        Invitation.objects.send(anna, bruno, address=f"guess{n}@example.org").withdraw()
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, bruno, address=bruno.email)


def test_ten_tries_a_day(anna, clock):
    Allowance.objects.get(pk=anna.pk).restrict()
    for _ in range(policy.GATE_TRIES_A_DAY):
        Invitation.objects.send(anna, MemberFactory(), address="guess@example.org")
    with pytest.raises(LimitReached):
        Invitation.objects.send(anna, MemberFactory(), address="guess@example.org")
    clock.move(days=1, seconds=1)
    assert Invitation.objects.send(anna, MemberFactory(), address="guess@example.org").is_open


def test_he_removed_the_connection(anna, bruno, clock):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(bruno, anna)
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, bruno)


def test_she_removed_the_connection(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    Connection.objects.remove(anna, bruno)
    assert Invitation.objects.send(anna, bruno).is_open


def test_his_public_setting(anna):
    shy = MemberFactory(invitable_by="address", email="shy@example.org")
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, shy)
    Invitation.objects.send(anna, shy, address="shy@example.org")
    work()
    assert mails("shy@example.org")


@pytest.mark.rule("R26")
def test_restricted_means_the_gate_for_everybody(anna, bruno):
    Allowance.objects.get(pk=anna.pk).restrict()
    with pytest.raises(AddressNeeded):
        Invitation.objects.send(anna, bruno)


def test_closed_by_age_opens_the_plain_way(anna, bruno, clock):
    invitation = invite(anna, bruno)
    invitation.close()
    assert Invitation.objects.send(anna, bruno).address == ""


def test_the_form_asks_for_the_address_and_keeps_the_note(withdrew, anna, client_for):
    page = client_for(anna).post("/members/bruno/invite/", {"note": "Two desks apart"})
    assert page.status_code == 200
    assert "enter the e-mail address that you know them by" in page.content.decode()
    assert "Two desks apart" in page.content.decode()


def test_an_address_where_no_gate_is_up_is_not_used(anna, bruno):
    assert Invitation.objects.send(anna, bruno, address="x@example.org").address == ""
