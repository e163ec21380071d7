"""The home page: invitations with their buttons, next steps of newcomers, nothing that is empty."""

from __future__ import annotations

import pytest

from network.members.models import Connection, Member
from tests.conftest import invite, reception_of

SECTIONS = [
    "Next steps",
    "Answers to your invitations",
    "Waiting for your answer",
    "Recently sent",
    "New connections",
]
STEPS = ["/settings/profile/", "/members/", "/invitations/by-email/"]


@pytest.fixture
def settled(anna, carla):
    """Anna has a profile and a connection."""
    Member.objects.filter(pk=anna.pk).update(about="I mend paper.")
    Connection.objects.connect(anna, carla)
    return anna


def sections(browser) -> list[str]:
    page = browser.get("/").content.decode()
    return [title for title in SECTIONS if f">{title}</h2>" in page]


def test_a_waiting_invitation_has_its_buttons(settled, bruno, client_for):
    invitation = invite(bruno, settled, "Two desks")
    page = client_for(settled).get("/").content.decode()
    for label in ("Accept Bruno Verdi", "Reply to Bruno Verdi", "Ignore Bruno Verdi"):
        assert f'aria-label="{label}"' in page
    assert f'id="card-{invitation.public_id}"' in page


def test_only_what_is_there_is_shown(settled, bruno, client_for):
    assert sections(client_for(settled)) == ["New connections"]
    reception_of(invite(settled, bruno)).reply("Who are you?")
    assert sections(client_for(settled)) == SECTIONS[1:2] + SECTIONS[3:]


def test_an_empty_page_says_what_will_appear(settled, client_for):
    page = client_for(settled).get("/").content.decode()
    assert "No invitations waiting" in page
    assert "Invitations that you receive or send, and answers to them, will appear here." in page


@pytest.mark.parametrize("columns", [{"about": ""}, {"headline": ""}, {"degree": 0}])
def test_newcomers_get_three_next_steps(settled, client_for, columns):
    Member.objects.filter(pk=settled.pk).update(**columns)
    page = client_for(settled).get("/").content.decode()
    steps = page.split('<ol class="steps"')[1].split("</ol>")[0]
    assert steps.count("<li") == 3
    assert ("Done" in steps) is ("degree" in columns)
    assert ('href="/settings/profile/"' in steps) is ("degree" not in columns)


def test_one_answer_is_dismissed(settled, bruno, client_for):
    invitation = invite(settled, bruno)
    reception_of(invitation).accept()
    assert 'aria-label="Dismiss: Bruno Verdi"' in client_for(settled).get("/").content.decode()
    client_for(settled).post(f"/invitations/{invitation.public_id}/noted/")
    assert "Answers to your invitations" not in sections(client_for(settled))
