"""The pages about invitations, for sender and recipient."""

import pytest

from invitations.lists import counts
from invitations.models import Allowance, Invitation
from invitations.templatetags import invitations as tags
from invitations.tokens import accept_token
from tests.conftest import invite, reception_of, work
from tests.factories import MemberFactory


@pytest.fixture
def invitation(anna, bruno):
    return invite(anna, bruno, "Two desks apart", reason="classmate")


def test_the_inbox_states_the_consequence_of_each_action(invitation, bruno, client_for):
    page = client_for(bruno).get("/invitations/").content.decode()
    assert "Two desks apart" in page
    assert (
        "<b>Accept</b> sends <bdi>Anna</bdi> your profile, your address, the number of your connections and some of their names."
        in page
    )
    assert "<b>Ignore</b> moves it to your archive; <bdi>Anna</bdi> is not told." in page


def test_the_inbox_can_be_searched(invitation, carla, bruno, client_for):
    invite(carla, bruno)
    browser = client_for(bruno)
    assert [card["person"].handle for card in browser.get("/invitations/?note=1").context["cards"]] == [
        "anna"
    ]
    assert [card["person"].handle for card in browser.get("/invitations/?q=longo").context["cards"]] == [
        "carla"
    ]


def test_twenty_cards_share_one_csrf_token(bruno, client_for):
    for person in MemberFactory.create_batch(20):
        invite(person, bruno)
    page = client_for(bruno).get("/invitations/").content.decode()
    assert page.count(">Accept</button>") == 20
    assert page.partition("<main")[2].partition("</main>")[0].count("csrfmiddlewaretoken") == 1
    assert page.count('<form id="bulk-form"') == 1
    assert page.count('<form id="action-form"') == 1


def test_a_refusal_can_be_taken_back_for_ten_minutes_and_accepted_later(invitation, bruno, client_for, clock):
    reception = reception_of(invitation)
    reception.ignore()
    reception.say_unknown()
    assert "Undo “I don’t know”" in client_for(bruno).get("/invitations/archived/").content.decode()
    clock.move(minutes=11)
    page = client_for(bruno).get("/invitations/archived/").content.decode()
    assert "Undo “I don’t know”" not in page
    assert "Accept after all" in page


def test_the_sent_list_shows_the_day_of_the_follow_up(invitation, anna, client_for, clock):
    assert "29 November" in client_for(anna).get("/invitations/sent/").content.decode()
    clock.move(days=7)
    page = client_for(anna).get("/invitations/sent/").content.decode()
    assert "Follow up with Bruno Verdi" in page


def test_the_consequence_of_withdrawing_is_shown(invitation, anna, client_for):
    page = client_for(anna).get("/invitations/sent/").content.decode()
    assert "it still counts as one of your invitations" in page


def test_what_sent_means_is_explained_while_the_invitation_is_open(invitation, anna, client_for):
    page = f"/invitations/{invitation.public_id}/"
    assert "What “Sent” means" in client_for(anna).get(page).content.decode()
    invitation.withdraw()
    assert "What “Sent” means" not in client_for(anna).get(page).content.decode()


def test_the_thread_is_on_both_pages(invitation, anna, bruno, client_for):
    reception_of(invitation).reply("Who are you?")
    invitation.message("From Modena.")
    work()
    for person in (anna, bruno):
        page = client_for(person).get(invitation.get_absolute_url()).content.decode()
        assert "Who are you?" in page
        assert "From Modena." in page


def test_the_sender_invites_follows_up_and_answers(invitation, anna, carla, client_for, clock):
    browser = client_for(anna)
    assert browser.get("/members/carla/invite/").status_code == 200
    clock.move(days=7)
    assert browser.post(f"{invitation.get_absolute_url()}follow-up/", {"note": "Again"}).status_code == 302
    reception_of(invitation).reply("Who?")
    assert browser.post(f"{invitation.get_absolute_url()}message/", {"message": "Me"}).status_code == 302
    assert (
        "Message recorded. You’ll hear if they accept or reply"
        in browser.get("/invitations/sent/").content.decode()
    )


def test_a_follow_up_beyond_the_allowance_keeps_the_note(invitation, anna, client_for, clock):
    clock.move(days=7)
    Allowance.objects.filter(pk=anna.pk).update(limit=0)
    page = client_for(anna).post(f"{invitation.get_absolute_url()}follow-up/", {"note": "Once more"})
    assert page.status_code == 429
    assert "Once more" in page.content.decode()


def test_the_form_asks_for_the_address_after_a_withdrawal(invitation, anna, client_for):
    invitation.withdraw()
    assert 'name="email"' in client_for(anna).get("/members/bruno/invite/").content.decode()


def test_inviting_an_address_twice_sends_one_invitation(anna, client_for):
    for _ in range(2):
        assert client_for(anna).post("/invitations/by-email/", {"email": "x@example.org"}).status_code == 302
    assert Invitation.objects.count() == 1


def test_too_many_addresses_are_a_form_error(anna, client_for):
    addresses = " ".join(f"p{n}@example.org" for n in range(1001))
    assert client_for(anna).post("/invitations/by-email/", {"email": addresses}).status_code == 200
    assert not Invitation.objects.exists()


def test_the_accept_page_after_acceptance(invitation, bruno, client_for):
    link = f"/i/{accept_token(invitation, bruno)}/"
    client_for().post(link)
    assert "connected" in client_for().get(link).content.decode()
    client_for().post(link)


def test_the_accept_page_of_a_withdrawn_invitation(invitation, bruno, client_for):
    link = f"/i/{accept_token(invitation, bruno)}/"
    invitation.withdraw()
    assert "No longer open." in client_for().get(link).content.decode()


def test_the_accept_link_of_a_merged_invitation_accepts_the_open_one(
    invitation, anna, bruno, client_for, clock
):
    clock.move(days=8)
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    client_for().post(f"/i/{accept_token(typed, bruno)}/")
    invitation.refresh_from_db()
    assert invitation.status == "accepted"


def test_the_link_of_a_deleted_invitation_is_not_found(invitation, bruno, client_for):
    token = accept_token(invitation, bruno)
    Invitation.objects.filter(pk=invitation.pk).update(public_id="A" * 16)
    assert client_for().get(f"/i/{token}/").status_code == 404


def test_a_withdrawn_merged_invitation_is_no_longer_open(invitation, anna, bruno, client_for):
    typed = Invitation.objects.send_to_address(anna, bruno.email)
    work()
    typed.withdraw()
    assert "No longer open." in client_for().get(f"/i/{accept_token(typed, bruno)}/").content.decode()


def test_posting_the_etiquette_page_without_a_restriction_shows_an_error(anna, client_for):
    browser = client_for(anna)
    assert browser.get("/invitations/etiquette/").status_code == 200
    assert browser.get("/invitations/more/").status_code == 200
    browser.post("/invitations/etiquette/")
    assert "No longer open." in browser.get("/invitations/sent/").content.decode()


def test_the_button_on_the_profile_depends_on_the_relation(invitation, anna, bruno, carla, client_for):
    assert invitation.get_absolute_url() in client_for(anna).get("/members/bruno/").content.decode()
    assert invitation.get_absolute_url() in client_for(bruno).get("/members/anna/").content.decode()
    assert "/members/carla/invite/" in client_for(anna).get("/members/carla/").content.decode()
    reception_of(invitation).accept()
    assert "/connections/bruno/remove/" in client_for(anna).get("/members/bruno/").content.decode()


def test_the_badge_counts_up_to_its_maximum(bruno, monkeypatch):
    assert tags.inbox_count(bruno) == ""
    for person in MemberFactory.create_batch(3):
        invite(person, bruno)
    assert tags.inbox_count(bruno) == "3"
    monkeypatch.setattr("invitations.lists.counts.MAX_COUNT", 3)
    assert tags.inbox_count(bruno) == "2+"


def test_the_home_page_counts_the_inbox_alone(invitation, carla, bruno):
    reception_of(invite(carla, bruno)).ignore()
    assert counts.home_context(counts.HOME_COUNTS.fetch(bruno.pk))["waiting_count"] == "1"
