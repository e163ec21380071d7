"""Whoever has the e-mail of an invitation, who may be its sender, does not read in its accept link what the recipient has done."""

import re

import pytest

from invitations.models import Invitation, Refusal
from invitations.tokens import accept_token
from network.members.models import Connection
from tests.conftest import invite, reception_of, work

SILENT = ["nothing", "ignore", "refuse", "report"]
TOKEN = re.compile(r'name="csrfmiddlewaretoken" value="\w+"')


def do(verb, reception) -> None:
    if verb == "refuse":
        reception.ignore()
        reception.say_unknown()
    elif verb == "report":
        reception.report("spam")
    elif verb != "nothing":
        getattr(reception, verb)()


def page(client, invitation, member) -> tuple[int, str]:
    response = client.get(f"/i/{accept_token(invitation, member)}/")
    return response.status_code, TOKEN.sub("", response.content.decode())


@pytest.mark.rule("R21", "R25")
@pytest.mark.parametrize("verb", SILENT)
def test_after_a_follow_up_the_page_is_the_same(anna, bruno, clock, client_for, verb):
    invitation = invite(anna, bruno, "The first note")
    before = page(client_for(), invitation, bruno)
    do(verb, reception_of(invitation))
    clock.move(days=8)
    invitation.follow_up("The second note")
    work()
    assert page(client_for(), invitation, bruno) == before
    assert Refusal.objects.exists() == (verb in ("refuse", "report"))


@pytest.mark.parametrize("is_his", [True, False])
def test_a_withdrawn_invitation_is_no_longer_open_whosever_another_address_is(
    anna, bruno, clock, client_for, is_his
):
    named = invite(anna, bruno)
    clock.move(days=8)
    Invitation.objects.send_to_address(anna, bruno.email if is_his else "nobody@example.org")
    work()
    assert page(client_for(), named, bruno)[0] == 200
    named.withdraw()
    work()
    status, text = page(client_for(), named, bruno)
    assert (status, "No longer open." in text) == (200, True)
    assert client_for().post(f"/i/{accept_token(named, bruno)}/").status_code == 302
    assert not Connection.objects.exists()
