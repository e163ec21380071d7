"""Bruno has invited Nina by e-mail: nothing tells her whether he has withdrawn the invitation or blocked her.

A typed invitation stays open in Bruno's half after a block, because he must not learn from it whose address it is.
"""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from invitations.models import Block, Invitation
from invitations.tokens import accept_token, card_token, report_token
from tests.conftest import invite_address, reception_of, tick, work
from tests.factories import MemberFactory
from tests.invitations.conftest import ADDRESS, newest_link
from tests.members.test_export import export_archive
from tests.privacy.savepoints import rolled_back
from tests.privacy.scenarios import mask

WORLDS: dict[str, Callable[[Invitation], object]] = {
    "withdrawn": lambda invitation: invitation.withdraw(),
    "blocked": lambda invitation: Block.objects.block(invitation.sender, invitation.reception.member),
}


@pytest.fixture
def invited(bruno):
    """Bruno's invitation to Nina, who has joined, replied and got an answer."""
    invitation = invite_address(bruno, ADDRESS, "Two desks apart")
    invitation.join_path = newest_link("/join/")
    nina = MemberFactory(name="Nina Nuova", handle="nina", email=ADDRESS)
    tick()
    reception_of(invitation).reply("Was it in Parma?")
    work()
    invitation.message("It was.")
    work()
    return invitation, nina


def paths(invitation, nina) -> list[str]:
    public_id, card = invitation.public_id, card_token(invitation, "en")
    emailed = [invitation.join_path, f"/card/{card}/", f"/card/{card}/photo.webp"]
    emailed += [f"/i/{report_token(invitation, None, 'en')}/report/", f"/i/{accept_token(invitation, nina)}/"]
    own = ["", "archived/", "sent/", f"{public_id}/", f"{public_id}/report/"]
    pages = [f"/invitations/{path}" for path in own]
    return ["/", "/members/bruno/", "/members/", f"/joined/{public_id}/", *pages, *emailed]


def seen(browser, path) -> tuple[int, str, str]:
    response = browser.get(path)
    return (response.status_code, response.headers.get("Location", ""), mask(response.content.decode()))


def exported(nina) -> dict[str, object]:
    archive = export_archive(nina)
    return {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}


def world_of(end, days, invited, client_for, clock) -> dict[str, object]:
    """What Nina gets, signed in or not, some days after Bruno's verb."""
    invitation, nina = invited
    instant = clock.instant
    with rolled_back():
        end(invitation)
        work()
        for part in (days // 2, days - days // 2):
            clock.move(days=part)
            tick()
        pages = {path: seen(client_for(nina), path) for path in paths(invitation, nina)}
        pages |= {f"signed out {path}": seen(client_for(), path) for path in paths(invitation, nina)}
        result = {**pages, **exported(nina)}
    clock.instant = instant
    return result


@pytest.mark.rule("R27", "R30")
@pytest.mark.parametrize("days", [0, 29, 31, 181, 215])
def test_the_recipient_cannot_tell_a_block_from_a_withdrawal(invited, client_for, clock, days):
    clock.move(hours=1)
    withdrawn, blocked = (world_of(end, days, invited, client_for, clock) for end in WORLDS.values())
    assert [key for key in withdrawn if withdrawn[key] != blocked[key]] == []


def test_the_pages_are_those_that_exist(invited, client_for, clock):
    """Before the end Nina finds the invitation: the comparison reads real pages."""
    found = world_of(lambda invitation: None, 0, invited, client_for, clock)
    statuses = {path: answer[0] for path, answer in found.items() if isinstance(answer, tuple)}
    invitation, nina = invited
    assert statuses[f"/invitations/{invitation.public_id}/"] == 200
    assert [statuses[path] for path in paths(invitation, nina)[-2:]] == [200, 200]
    assert {row["text"] for row in found["my-data/messages.json"]} == {"Was it in Parma?", "It was."}
