"""“Use another address”: withdraw an open invitation that has an address and send it with another one, as one verb."""

import pytest

from invitations import policy
from invitations.errors import AlreadyInvited, LimitReached, NotOpen
from invitations.models import Allowance, Block, Delivery, Invitation, Reception
from network.members.models import Connection
from tests.conftest import invite, invite_address, mails, reception_of, response_snapshot, work
from tests.factories import MemberFactory

WRONG, OTHER = "brumo@example.org", "other@example.org"


@pytest.fixture
def by_email(anna):
    invitation = Invitation.objects.send_to_address(anna, WRONG, "Two desks apart", "colleague")
    work()
    return invitation


@pytest.fixture
def at_the_gate(anna, bruno):
    Allowance.objects.get(pk=anna.pk).restrict()
    return invite(anna, bruno, "Two desks apart", reason="colleague", address=WRONG)


@pytest.fixture(params=["by_email", "at_the_gate"])
def invitation(request):
    return request.getfixturevalue(request.param)


def url(invitation) -> str:
    return f"/invitations/{invitation.public_id}/another-address/"


def state() -> list[tuple]:
    """What must not change where the verb is refused."""
    rows = Invitation.objects.order_by("pk").values_list("pk", "status", "address")
    return [*rows, *Allowance.objects.order_by("pk").values_list("used"), Delivery.objects.count()]


def test_it_withdraws_and_sends_with_the_note_and_reason(invitation, anna, bruno):
    sent = invitation.use_another_address(bruno.email, "Three desks apart")
    work()
    invitation.refresh_from_db()
    assert (invitation.status, sent.status, sent.address) == ("withdrawn", "open", bruno.email)
    assert (sent.note, sent.reason, sent.recipient) == (
        "Three desks apart",
        "colleague",
        invitation.recipient,
    )
    assert reception_of(sent).member == bruno
    assert len(mails(bruno)) == 1


@pytest.mark.rule("R32")
def test_it_costs_one_unit(invitation, anna, bruno):
    invitation.use_another_address(bruno.email)
    assert Allowance.objects.get(pk=anna.pk).used == 2


def test_it_costs_a_try_of_the_gate_only_there(at_the_gate, anna, bruno):
    second = at_the_gate.use_another_address(OTHER)
    third = second.use_another_address("third@example.org")
    assert policy.current().gate_tries == 3
    with pytest.raises(LimitReached):
        third.use_another_address(bruno.email)


def test_by_email_it_costs_no_try(by_email, anna, bruno):
    for number in range(policy.current().gate_tries + 1):
        by_email = by_email.use_another_address(f"{number}@example.org")
    Allowance.objects.get(pk=anna.pk).restrict()
    assert invite(anna, bruno, address=bruno.email).is_open


@pytest.mark.parametrize("limit", ["limit", "weekly_limit"])
def test_where_the_allowance_is_spent_the_row_stays_open_and_the_text_is_kept(
    invitation, anna, client_for, limit
):
    Allowance.objects.filter(pk=anna.pk).update(**{limit: 1})
    before = state()
    response = client_for(anna).post(url(invitation), {"email": OTHER, "note": "What I typed"})
    page = response.content.decode()
    assert (response.status_code, state()) == (429, before)
    assert "What I typed" in page
    assert OTHER in page


def test_where_the_tries_are_spent_the_row_stays_open(at_the_gate, anna, client_for, set_policy):
    set_policy(gate_tries=1)
    before = state()
    assert client_for(anna).post(url(at_the_gate), {"email": OTHER}).status_code == 429
    assert state() == before


def test_the_answer_is_the_same_for_the_right_and_a_wrong_address(anna, bruno, client_for, set_policy):
    set_policy(gate_tries=4)
    Allowance.objects.get(pk=anna.pk).restrict()
    answers = []
    for address in (OTHER, bruno.email):
        invitation = invite(anna, bruno, address=WRONG)
        answers.append(response_snapshot(client_for(anna).post(url(invitation), {"email": address}))[:3])
        Invitation.objects.open().get().withdraw()
    assert answers[0] == answers[1]
    assert dict(answers[0][2])["Location"] == "/invitations/sent/"


def test_the_form_is_filled_with_the_note(invitation, anna, client_for):
    page = client_for(anna).get(url(invitation)).content.decode()
    assert "Two desks apart</textarea>" in page
    assert "can’t undo" in page


def test_the_gate_names_the_recipient_and_the_address(at_the_gate, anna, client_for):
    page = client_for(anna).get(url(at_the_gate)).content.decode()
    assert "To invite Bruno Verdi, enter the e-mail address that you know them by." in page
    assert WRONG in page


@pytest.mark.parametrize("address", ["nonsense", "", "anna@example.org", WRONG, "Brumo@Example.ORG"])
def test_a_bad_own_or_equal_address_keeps_the_row_and_the_note(invitation, anna, client_for, address):
    before = state()
    response = client_for(anna).post(url(invitation), {"email": address, "note": "What I typed"})
    assert (response.status_code, state()) == (200, before)
    assert "What I typed" in response.content.decode()


def test_an_address_that_is_invited_already(by_email, anna, client_for):
    Invitation.objects.send_to_address(anna, OTHER)
    before = state()
    page = client_for(anna).post(url(by_email), {"email": OTHER}).content.decode()
    assert "You have invited this address already." in page
    assert state() == before
    with pytest.raises(AlreadyInvited):
        by_email.use_another_address(OTHER)


def test_both_lists_offer_it_for_rows_with_an_address_only(invitation, anna, client_for):
    invite(anna, MemberFactory(), address=OTHER)
    client = client_for(anna)
    for page in ("/invitations/sent/", invitation.get_absolute_url()):
        assert f'href="{url(invitation)}"' in client.get(page).content.decode()


def test_a_plain_row_has_no_address_to_change(anna, bruno, client_for):
    plain = invite(anna, bruno)
    assert "another-address" not in client_for(anna).get("/invitations/sent/").content.decode()
    with pytest.raises(NotOpen):
        plain.use_another_address(OTHER)
    for method in ("get", "post"):
        response = getattr(client_for(anna), method)(url(plain), {"email": OTHER})
        assert response["Location"] == "/invitations/sent/"
    assert Invitation.objects.get().is_open


def test_nobody_else_can_use_it(invitation, bruno, carla, client_for):
    before = state()
    for stranger in (bruno, carla):
        assert client_for(stranger).get(url(invitation)).status_code == 404
        assert client_for(stranger).post(url(invitation), {"email": OTHER}).status_code == 404
    assert state() == before


def test_a_row_that_ends_meanwhile_is_no_longer_open(by_email, anna, client_for, monkeypatch):
    monkeypatch.setattr(Invitation, "may_use_another_address", property(lambda row: True))
    by_email.withdraw()
    before = state()
    response = client_for(anna).post(url(by_email), {"email": OTHER})
    assert (response["Location"], state()) == ("/invitations/sent/", before)


def test_a_third_member_keeps_what_they_have(invitation, anna, bruno, carla):
    to_carla = reception_of(invite(carla, bruno))
    invitation.use_another_address(bruno.email)
    work()
    to_carla.refresh_from_db()
    assert to_carla.is_live
    assert Reception.objects.of(bruno).standing().count() == 2


def test_it_crosses_an_invitation_of_the_recipient(at_the_gate, anna, bruno, client_for):
    invite_address(bruno, anna.email)
    used = Allowance.objects.get(pk=anna.pk).used
    response = client_for(anna).post(url(at_the_gate), {"email": OTHER})
    assert response["Location"] == bruno.get_absolute_url()
    assert Connection.objects.are_connected(anna, bruno)
    assert Allowance.objects.get(pk=anna.pk).used == used


def test_a_recipient_whom_the_sender_blocks_meanwhile(at_the_gate, anna, bruno, client_for, clock):
    Block.objects.create(blocker=anna, blocked=bruno, at=clock.now())
    response = client_for(anna).post(url(at_the_gate), {"email": OTHER})
    assert response["Location"] == bruno.get_absolute_url()
    assert Invitation.objects.get().is_open


def test_it_sends_no_second_email_on_the_same_day(anna, bruno):
    bruno.emailaddress_set.create(email="bruno@work.example", verified=True)
    invitation = invite_address(anna, bruno.email)
    sent = invitation.use_another_address("bruno@work.example")
    work()
    assert reception_of(sent).is_live
    assert len(mails(bruno)) == 1
