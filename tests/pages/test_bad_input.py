"""Invalid input gives a form error or a 404, never a 500, and the form keeps the typed text."""

import base64
import json

import pytest

from bin.page_catalogue.invitations import RECIPIENT_VERBS
from invitations.models import Invitation
from tests.conftest import invite, reception_of

CONTROL_CHARACTERS = [
    "\x00",
    "a\x00b",
    "\u202eevil",
    "x\r\nBcc: a@b.c\x0b",
    "\x1c",
    "\ud800".encode("utf-8", "surrogatepass").decode("utf-8", "replace") + "\x7f",
]
INVISIBLE = ["\u200b", "\u3164 \u2800", "\ufeff\r\n\u2060", "\u200d\ufe0f"]
TOO_LONG = "é" * 301


@pytest.mark.parametrize("bad", [*CONTROL_CHARACTERS, TOO_LONG])
def test_an_invalid_note_is_a_form_error(anna, bruno, client_for, bad):
    page = client_for(anna).post("/members/bruno/invite/", {"note": f"Two desks apart {bad}."})
    assert page.status_code == 200
    assert page.context["form"].errors["note"]
    assert "Two desks apart" in page.content.decode()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize("invisible", INVISIBLE)
def test_a_note_of_invisible_characters_is_empty(anna, bruno, client_for, clock, invisible):
    client = client_for(anna)
    client.post("/members/bruno/invite/", {"note": invisible})
    client.post("/invitations/by-email/", {"note": invisible, "email": "nina@example.org"})
    clock.move(days=7)
    first = Invitation.objects.get(recipient=bruno)
    client.post(f"/invitations/{first.public_id}/follow-up/", {"note": invisible})
    assert [row.note for row in Invitation.objects.all()] == ["", ""]
    assert first.messages.get().text == ""


@pytest.mark.parametrize("invisible", INVISIBLE)
def test_a_reply_or_message_of_invisible_characters_is_empty(anna, bruno, client_for, invisible):
    invitation = invite(anna, bruno)
    url = f"/invitations/{invitation.public_id}"
    page = client_for(bruno).post(f"{url}/reply/", {"message": invisible})
    assert page.context["reply_form"].errors["message"] == ["This field is required."]
    reception_of(invitation).reply("Who are you?")
    page = client_for(anna).post(f"{url}/message/", {"message": invisible})
    assert page.context["message_form"].errors["message"] == ["This field is required."]
    assert invitation.messages.count() == 1


def test_what_is_invisible_within_a_text_stays(anna, bruno, client_for):
    note = "می\u200cخواهم 👩\u200d🔬"
    client_for(anna).post("/members/bruno/invite/", {"note": note})
    assert Invitation.objects.get().note == note


@pytest.mark.parametrize("bad", ["", *CONTROL_CHARACTERS, TOO_LONG])
def test_invalid_replies_and_messages_are_form_errors(anna, bruno, client_for, bad):
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


def test_an_invalid_follow_up_note_is_kept_on_the_form(anna, bruno, client_for, clock):
    invitation = invite(anna, bruno)
    clock.move(days=7)
    page = client_for(anna).post(
        f"/invitations/{invitation.public_id}/follow-up/", {"note": "Once more " + TOO_LONG}
    )
    assert page.status_code == 200
    assert "Once more" in page.content.decode()


@pytest.mark.parametrize("bad", CONTROL_CHARACTERS)
@pytest.mark.parametrize(
    "path", ["/members/", "/invitations/", "/invitations/archived/", "/invitations/sent/"]
)
def test_invalid_filters_are_ignored(anna, client_for, path, bad):
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
def test_an_invalid_cursor(anna, client_for, path, cursor):
    assert client_for(anna).get(path, {"after": cursor}).status_code in (200, 404)


@pytest.mark.parametrize("handle", ["nobody", "a" * 300, "%00", "..", "anna'--"])
def test_an_unknown_handle(anna, client_for, handle):
    for path in (f"/members/{handle}/", f"/members/{handle}/invite/"):
        assert client_for(anna).get(path).status_code == 404


def test_inviting_oneself_redirects_to_the_profile(anna, client_for):
    for response in (
        client_for(anna).get("/members/anna/invite/"),
        client_for(anna).post("/members/anna/invite/"),
    ):
        assert response["Location"] == "/members/anna/"


def test_the_own_address_at_the_address_gate_is_an_error(anna, bruno, client_for):
    invite(anna, bruno).withdraw()
    page = client_for(anna).post("/members/bruno/invite/", {"email": "Anna@example.org", "note": "Two desks"})
    assert "is your own address" in page.content.decode()
    assert "Two desks" in page.content.decode()


@pytest.mark.parametrize("verb", RECIPIENT_VERBS)
def test_only_the_recipient_can_post_recipient_actions(anna, bruno, carla, client_for, verb):
    invitation = invite(anna, bruno)
    for person in (anna, carla):
        assert (
            client_for(person)
            .post(f"/invitations/{invitation.public_id}/{verb}/", {"message": "Hi"})
            .status_code
            == 404
        )


@pytest.mark.parametrize("verb", ["withdraw", "follow-up", "message"])
def test_only_the_sender_can_post_sender_actions(anna, bruno, carla, client_for, verb):
    invitation = invite(anna, bruno)
    for person in (bruno, carla):
        assert (
            client_for(person)
            .post(f"/invitations/{invitation.public_id}/{verb}/", {"message": "Hi"})
            .status_code
            == 404
        )


@pytest.mark.parametrize("verb", RECIPIENT_VERBS)
def test_recipient_actions_on_a_withdrawn_invitation_show_an_error(anna, bruno, client_for, verb):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    browser = client_for(bruno)
    response = browser.post(f"/invitations/{invitation.public_id}/{verb}/", {"message": "Hi"})
    assert response["Location"] == "/invitations/"
    assert "No longer open." in browser.get("/invitations/").content.decode()


@pytest.mark.parametrize("verb", ["withdraw", "follow-up", "message"])
def test_sender_actions_on_an_accepted_invitation_show_an_error(anna, bruno, client_for, verb):
    invitation = invite(anna, bruno)
    reception_of(invitation).accept()
    browser = client_for(anna)
    response = browser.post(f"/invitations/{invitation.public_id}/{verb}/", {"message": "Hi"})
    assert response["Location"] == "/invitations/sent/"
    assert "No longer open." in browser.get("/invitations/sent/").content.decode()


def test_a_second_invitation_redirects_to_the_first(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    browser = client_for(anna)
    assert browser.post("/members/bruno/invite/")["Location"] == "/invitations/sent/"
    assert browser.get("/members/bruno/invite/")["Location"] == invitation.get_absolute_url()


def test_inviting_the_sender_connects(anna, bruno, client_for):
    invite(anna, bruno)
    assert client_for(bruno).post("/members/anna/invite/")["Location"] == "/members/anna/"
    assert client_for(bruno).get("/members/anna/invite/")["Location"] == "/members/anna/"


def test_a_wrong_method_has_an_error_page(anna, bruno, client_for):
    response = client_for(anna).get("/connections/bruno/remove/")
    assert response.status_code == 405
    assert response["Allow"] == "POST"
    assert "<h1" in response.content.decode()


def test_a_very_long_search_query(anna, client_for):
    assert client_for(anna).get("/members/", {"q": "x" * 100_000}).status_code == 200


def test_an_empty_message_on_a_withdrawn_invitation_redirects(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    assert (
        client_for(bruno).post(f"/invitations/{invitation.public_id}/reply/")["Location"] == "/invitations/"
    )
    assert (
        client_for(anna).post(f"/invitations/{invitation.public_id}/message/")["Location"]
        == "/invitations/sent/"
    )


@pytest.mark.parametrize(("verb", "field"), [("follow-up", "note"), ("message", "message")])
@pytest.mark.parametrize("text", ["Once more", TOO_LONG])
def test_what_was_done_in_another_window_is_not_done_again(anna, bruno, client_for, verb, field, text):
    invitation = invite(anna, bruno)
    browser = client_for(anna)
    browser.post(f"/invitations/{invitation.public_id}/{verb}/", {field: text})
    page = browser.get("/invitations/sent/").content.decode()
    assert "You did this already. Nothing was sent again." in page


def test_an_empty_address_is_ignored_without_an_address_gate(anna, bruno, client_for):
    assert client_for(anna).post("/members/bruno/invite/", {"email": ""})["Location"] == "/invitations/sent/"
