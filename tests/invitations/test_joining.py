"""The signed link of an invitation to join opens an account for its address, once."""

import re

import pytest
from django.core import signing

from invitations.models import Invitation, JoinLinkUse, Reception
from network.members.models import AccountRequest, Member
from notifications.emails import build
from notifications.models import Outbox
from tests.conftest import invite, invite_address, mails, reception_of, tick, work
from tests.factories import MemberFactory
from tests.invitations.conftest import ADDRESS, FORM, newest_link, nina
from tests.members.account import PASSWORD, is_signed_in


def page(browser, link) -> str:
    return browser.get(link).content.decode()


def test_the_email_says_whose_link_it_is(by_email):
    (mail,) = mails(ADDRESS)
    assert f"This link opens an account for {ADDRESS}; keep it to yourself." in mail.text
    assert f"This link opens an account for <bdi>{ADDRESS}</bdi>; keep it to yourself." in mail.html
    assert "/accounts/signup/" not in mail.raw


def test_the_form_shows_inviter_note_and_the_fixed_address(join_link, client):
    text = page(client, join_link)
    assert "<bdi>Anna Ricci</bdi> would like to connect with you" in text
    assert "Restorer of paper" in text
    assert "Two desks apart" in text
    assert re.search(rf'value="{ADDRESS}" readonly', text)
    assert text.count('type="password"') == 1


def test_one_form_opens_the_account_and_signs_in(join_link, by_email, client):
    response = client.post(join_link, FORM)
    assert response["Location"] == f"/joined/{by_email.public_id}/"
    assert is_signed_in(client)
    assert (nina().name, nina().addresses()) == ("Nina Nuova", [ADDRESS])
    assert nina().check_password(PASSWORD)


def test_the_new_member_finds_the_invitation(join_link, by_email, client):
    arriving = client.post(join_link, FORM, follow=True).content.decode()
    assert "<bdi>Anna Ricci</bdi>’s invitation is on its way to your inbox." in arriving
    tick()
    response = client.get(f"/joined/{by_email.public_id}/", follow=True)
    assert response.redirect_chain == [(f"/invitations/{by_email.public_id}/", 302)]
    assert "Two desks apart" in response.content.decode()
    assert reception_of(by_email).member == nina()


def test_the_posted_address_is_ignored(join_link, client):
    client.post(join_link, FORM | {"email": "mallory@example.net", "address": "mallory@example.net"})
    assert Member.objects.get(name="Nina Nuova").email == ADDRESS


def test_the_account_is_in_the_language_of_the_page(join_link, client):
    client.cookies["django_language"] = "it"
    client.post(join_link, FORM)
    assert nina().language == "it"


@pytest.mark.parametrize("language", ["it", "ar"])
def test_the_page_is_in_the_language_of_the_email(anna, client, language):
    Member.objects.filter(pk=anna.pk).update(language=language)
    invite_address(Member.objects.get(), ADDRESS)
    Member.objects.filter(pk=anna.pk).update(language="en")
    for link in (newest_link("/join/"), newest_link("/card/")):
        assert client.get(link)["Content-Language"] == language


@pytest.mark.parametrize(
    ("field", "value"),
    [("name", ""), ("name", "Win at https://evil.example"), ("password1", ""), ("password1", "123"),
     ("password1", ADDRESS)],
)  # fmt: skip
def test_a_wrong_field_is_named_and_opens_nothing(join_link, client, field, value):
    response = client.post(join_link, FORM | {field: value})
    assert (response.status_code, list(response.context["form"].errors)) == (200, [field])
    assert nina() is None


def test_without_a_password_a_passkey_follows(join_link, client):
    response = client.post(join_link, {"name": "Nina Nuova", "passkey": "1"})
    assert response["Location"] == "/accounts/2fa/webauthn/signup/"
    assert not nina().has_usable_password()
    assert not is_signed_in(client)


@pytest.mark.parametrize("method", ["get", "head"])
def test_opening_the_link_changes_nothing(join_link, client, method):
    assert getattr(client, method)(join_link).status_code == 200
    assert nina() is None
    assert not JoinLinkUse.objects.exists()


def test_an_unverified_account_is_replaced(join_link, client):
    Member.objects.create(email=ADDRESS, name="Mallory")
    client.post(join_link, FORM)
    assert Member.objects.get(email=ADDRESS).name == "Nina Nuova"


def test_a_reminder_has_a_link_of_its_own(join_link, by_email, clock, client):
    clock.move(days=7)
    tick()
    later = newest_link("/join/")
    assert later != join_link
    assert client.post(later, FORM).status_code == 302


def test_the_link_is_the_same_however_often_an_email_is_built(by_email):
    row = Outbox.objects.get(kind="join")
    assert build(row).body == build(row).body


def test_the_token_has_no_key_of_the_database(join_link, by_email):
    payload = signing.Signer(salt="invitations.join").unsign_object(join_link.split("/")[2])
    public_id, language, nonce, seconds = payload
    assert (public_id, language) == (by_email.public_id, "en")
    assert re.fullmatch(r"[0-9a-f]{32}", nonce)
    assert seconds == int(by_email.sent_at.timestamp())


def test_a_plain_address_in_the_url_proves_nothing(by_email, client):
    text = page(client, f"/accounts/signup/?email={ADDRESS}")
    assert "Anna" not in text
    assert "Two desks" not in text
    client.post(f"/accounts/signup/?email={ADDRESS}", FORM | {"email": ADDRESS})
    assert nina() is None
    assert AccountRequest.objects.get().address == ADDRESS


@pytest.mark.parametrize("path", ["/join/", "/card/", "/not-me/"])
def test_a_forged_link_is_unknown(by_email, client, path):
    assert client.get(f"{path}WyJhIl0:forged/").status_code == 404
    assert client.post(f"{path}WyJhIl0:forged/").status_code in (404, 405)


def test_links_of_one_kind_are_not_of_another(join_link, client):
    token, card = join_link.split("/")[2], newest_link("/card/").split("/")[2]
    for path in (f"/join/{card}/", f"/not-me/{card}/", f"/card/{token}/", f"/i/{token}/"):
        assert client.get(path).status_code == 404


def test_no_page_with_a_secret_tells_its_url(join_link, client):
    for link in (join_link, f"{join_link}again/", newest_link("/card/")):
        response = client.get(link)
        assert response["Referrer-Policy"] == "no-referrer"
        assert "noindex" in response["X-Robots-Tag"]


def test_the_account_letter_is_the_only_one_about_the_account(join_link, client):
    client.post(join_link, FORM)
    work()
    about_account = Outbox.objects.exclude(kind__in=["join", "invitation"]).exclude(status="silent")
    assert [row.kind for row in about_account] == ["joined"]
    assert mails(ADDRESS, "Your account on Acquaint is ready")


class TestJoinedPage:
    def test_it_is_for_the_owner_of_the_address_alone(self, by_email, client_for):
        other = client_for(MemberFactory())
        for public_id in (by_email.public_id, "A" * 16):
            assert other.get(f"/joined/{public_id}/")["Location"] == "/invitations/"

    def test_it_waits_for_a_minute_at_most(self, join_link, by_email, client, clock):
        client.post(join_link, FORM)
        page = f"/joined/{by_email.public_id}/"
        assert client.get(page).status_code == 200
        clock.move(minutes=1)
        assert client.get(page)["Location"] == "/invitations/"

    def test_an_invitation_that_ended_leads_to_the_inbox(self, by_email, client_for, clock):
        member = MemberFactory(email=ADDRESS)
        by_email.withdraw()
        clock.move(minutes=1)
        assert client_for(member).get(f"/joined/{by_email.public_id}/")["Location"] == "/invitations/"

    def test_another_invitation_of_the_same_sender_is_found(self, by_email, anna, client_for):
        member = MemberFactory(email=ADDRESS)
        plain = invite(anna, member)
        work()
        location = client_for(member).get(f"/joined/{by_email.public_id}/")["Location"]
        assert location == f"/invitations/{plain.public_id}/"


def test_uses_are_forgotten_when_their_links_have_expired(join_link, client, clock):
    client.post(join_link, FORM)
    clock.move(days=13)
    JoinLinkUse.objects.prune()
    assert JoinLinkUse.objects.exists()
    clock.move(days=1)
    JoinLinkUse.objects.prune()
    assert not JoinLinkUse.objects.exists()


def test_the_inbox_is_filled_by_the_worker_alone(join_link, client):
    client.post(join_link, FORM)
    assert not Reception.objects.exists()


@pytest.mark.rule("R31")
@pytest.mark.parametrize("through_the_gate", [True, False])
def test_whether_an_address_was_typed_is_not_told(anna, bruno, client_for, through_the_gate):
    if through_the_gate:
        invite(anna, bruno).withdraw()
    invitation = Invitation.objects.send(anna, bruno, address=bruno.email)
    work()
    location = client_for(bruno).get(f"/joined/{invitation.public_id}/")["Location"]
    assert location == f"/invitations/{invitation.public_id}/"
