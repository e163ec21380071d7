"""Whatever is typed: a clear message or a 404, never a 500, and the words are kept."""

import base64
import json

import pytest

from invitations.models import Invitation
from tests.conftest import invite, reception_of

NASTY = [
    "\x00",
    "a\x00b",
    "\u202eevil",
    "x\r\nBcc: a@b.c\x0b",
    "\x1c",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace") + "\x7f",
]
TOO_LONG = "é" * 301


@pytest.mark.parametrize("bad", [*NASTY, TOO_LONG])
def test_a_bad_note_is_answered_on_the_form(anna, bruno, client_for, bad):
    page = client_for(anna).post("/members/bruno/invite/", {"note": f"Two desks apart {bad}."})
    assert page.status_code == 200
    assert page.context["form"].errors["note"]
    assert "Two desks apart" in page.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("bad", ["", *NASTY, TOO_LONG])
def test_a_bad_reply_and_a_bad_message(anna, bruno, client_for, bad):
    invitation = invite(anna, bruno)
    page = client_for(bruno).post(
        f"/invitations/{invitation.public_id}/reply/", {"message": bad and f"x{bad}x"}
    )
    assert (page.status_code, bool(page.context["reply_form"].errors)) == (200, True)
    reception_of(invitation).reply("Who are you?")
    page = client_for(anna).post(
        f"/invitations/{invitation.public_id}/message/", {"message": bad and f"x{bad}x"}
    )
    assert (page.status_code, bool(page.context["message_form"].errors)) == (200, True)


def test_a_bad_follow_up_note(anna, bruno, client_for, clock):
    invitation = invite(anna, bruno)
    clock.move(days=7)
    page = client_for(anna).post(
        f"/invitations/{invitation.public_id}/follow-up/", {"note": "Once more " + TOO_LONG}
    )
    assert page.status_code == 200
    assert "Once more" in page.content.decode()


@pytest.mark.parametrize("bad", NASTY)
@pytest.mark.parametrize(
    "path", ["/members/", "/invitations/", "/invitations/archived/", "/invitations/sent/"]
)
def test_a_bad_search(anna, client_for, path, bad):
    for name in ("q", "note", "shared", "reason", "sort", "state"):
        assert client_for(anna).get(path, {name: bad}).status_code == 200


def cursor(*values) -> str:
    return base64.urlsafe_b64encode(json.dumps(values).encode()).decode()


@pytest.mark.parametrize(
    "cursor",
    [
        cursor("0001-01-01T00:00:00+23:00", "1"),
        cursor("9999-12-31T23:00:00-23:00", "1"),
        cursor("2026-01-01T00:00:00+00:00", "9" * 30),
        cursor("\x00", "a"),
        cursor("\ud800", "a"),
        "W" * 5000,
        "\x00",
        "9" * 400,
        "WyI5OTk5OTk5OTktMDEtMDEiLCAiMSJd",
        "WyIyMDI2LTAxLTAxIiwgIjk5OTk5OTk5OTk5OTk5OTk5OTk5OTkiXQ",
    ],
)
@pytest.mark.parametrize(
    "path",
    [
        "/invitations/",
        "/invitations/sent/",
        "/connections/",
        "/members/anna/connections/",
        "/mail/",
        "/members/",
    ],
)
def test_a_bad_cursor(anna, client_for, path, cursor):
    assert client_for(anna).get(path, {"after": cursor}).status_code in (200, 404)


@pytest.mark.parametrize("handle", ["nobody", "a" * 300, "%00", "..", "anna'--"])
def test_an_unknown_handle(anna, client_for, handle):
    for path in (f"/members/{handle}/", f"/members/{handle}/invite/"):
        assert client_for(anna).get(path).status_code == 404


def test_ones_own_handle_leads_to_ones_profile(anna, client_for):
    for answer in (
        client_for(anna).get("/members/anna/invite/"),
        client_for(anna).post("/members/anna/invite/"),
    ):
        assert answer["Location"] == "/members/anna/"


def test_ones_own_address_at_the_gate(anna, bruno, client_for):
    invite(anna, bruno).withdraw()
    page = client_for(anna).post("/members/bruno/invite/", {"email": "Anna@example.org", "note": "Two desks"})
    assert "is your own address" in page.content.decode()
    assert "Two desks" in page.content.decode()


@pytest.mark.parametrize("verb", ["accept", "reply", "ignore", "restore", "unknown", "take-back-unknown"])
def test_his_verbs_are_not_hers(anna, bruno, carla, client_for, verb):
    invitation = invite(anna, bruno)
    for person in (anna, carla):
        assert (
            client_for(person)
            .post(f"/invitations/{invitation.public_id}/{verb}/", {"message": "Hi"})
            .status_code
            == 404
        )


@pytest.mark.parametrize("verb", ["withdraw", "follow-up", "message"])
def test_her_verbs_are_not_his(anna, bruno, carla, client_for, verb):
    invitation = invite(anna, bruno)
    for person in (bruno, carla):
        assert (
            client_for(person)
            .post(f"/invitations/{invitation.public_id}/{verb}/", {"message": "Hi"})
            .status_code
            == 404
        )


@pytest.mark.parametrize("verb", ["accept", "reply", "ignore", "restore", "unknown", "take-back-unknown"])
def test_his_late_verbs_change_nothing_and_say_so(anna, bruno, client_for, verb):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    browser = client_for(bruno)
    answer = browser.post(f"/invitations/{invitation.public_id}/{verb}/", {"message": "Hi"})
    assert answer["Location"] == "/invitations/"
    assert "No longer open." in browser.get("/invitations/").content.decode()


@pytest.mark.parametrize("verb", ["withdraw", "follow-up", "message"])
def test_her_late_verbs_change_nothing_and_say_so(anna, bruno, client_for, verb):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    browser = client_for(anna)
    answer = browser.post(f"/invitations/{invitation.public_id}/{verb}/", {"message": "Hi"})
    assert answer["Location"] == "/invitations/sent/"
    assert "No longer open." in browser.get("/invitations/sent/").content.decode()


def test_a_second_invitation_by_form_is_too_late(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    browser = client_for(anna)
    assert browser.post("/members/bruno/invite/")["Location"] == "/invitations/sent/"
    assert browser.get("/members/bruno/invite/")["Location"] == invitation.get_absolute_url()


def test_inviting_back_by_form_connects(anna, bruno, client_for):
    invite(anna, bruno)
    assert client_for(bruno).post("/members/anna/invite/")["Location"] == "/members/anna/"
    assert client_for(bruno).get("/members/anna/invite/")["Location"] == "/members/anna/"


def test_a_wrong_method_says_what_to_do(anna, bruno, client_for):
    answer = client_for(anna).get("/connections/bruno/remove/")
    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert "<h1" in answer.content.decode()


def test_a_very_long_search(anna, client_for):
    assert client_for(anna).get("/members/", {"q": "x" * 100_000}).status_code == 200


def test_late_and_empty_is_late(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    assert (
        client_for(bruno).post(f"/invitations/{invitation.public_id}/reply/")["Location"] == "/invitations/"
    )
    assert (
        client_for(anna).post(f"/invitations/{invitation.public_id}/message/")["Location"]
        == "/invitations/sent/"
    )


def test_early_and_too_long_is_early(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    answer = client_for(anna).post(f"/invitations/{invitation.public_id}/follow-up/", {"note": TOO_LONG})
    assert answer["Location"] == "/invitations/sent/"


def test_an_empty_address_where_no_gate_is_up(anna, bruno, client_for):
    assert client_for(anna).post("/members/bruno/invite/", {"email": ""})["Location"] == "/invitations/sent/"
