"""The public card of the sender, for a non-member who was invited by e-mail."""

import pytest

from network.members.models import Member, Photo
from network.members.people.images import Avatar
from tests.conftest import mails, tick
from tests.invitations.conftest import ADDRESS, newest_link


@pytest.fixture
def card(by_email) -> str:
    return newest_link("/card/")


def page(browser, card) -> str:
    return browser.get(card).content.decode()


@pytest.mark.rule("R07")
def test_an_invitation_to_join_and_its_reminder_link_to_the_card_of_the_sender(by_email, clock):
    clock.move(days=7)
    tick()
    assert len(mails(ADDRESS)) == 2
    for mail in mails(ADDRESS):
        assert "http://localhost:8000/card/" in mail.text
        assert 'href="http://localhost:8000/card/' in mail.html


@pytest.mark.rule("R07")
def test_it_shows_name_headline_and_initials(card, anna, client):
    Member.objects.filter(pk=anna.pk).update(location="Cremona", about="I mend paper.")
    text = page(client, card)
    assert "<bdi>Anna Ricci</bdi>" in text
    assert "Restorer of paper" in text
    assert ">AR</span>" in text
    for private in ("Cremona", "I mend paper", "anna@example.org", "/members/anna/", ADDRESS):
        assert private not in text


@pytest.mark.parametrize("field", ["name", "headline"])
def test_it_carries_no_link(card, anna, client, field):
    Member.objects.filter(pk=anna.pk).update(**{field: "Win at evil.example.com"})
    assert "evil" not in page(client, card)


@pytest.mark.parametrize("shown", [False, True])
def test_the_photo_is_shown_only_if_its_member_says_so(card, anna, client, shown):
    Photo.objects.set(anna, Avatar(b"a square", 256))
    Member.objects.filter(pk=anna.pk).update(photo_in_first_contact=shown)
    assert (f'src="{card}photo.webp"' in page(client, card)) == shown
    photo = client.get(f"{card}photo.webp")
    assert photo.status_code == (200 if shown else 404)
    assert (photo.content == b"a square") == shown


def test_a_member_without_a_photo_has_initials(card, anna, client):
    Member.objects.filter(pk=anna.pk).update(photo_in_first_contact=True)
    assert ">AR</span>" in page(client, card)
    assert client.get(f"{card}photo.webp").status_code == 404


def test_the_switch_is_on_the_profile_form_and_off_at_first(anna, client_for):
    assert not anna.photo_in_first_contact
    client_for(anna).post("/settings/profile/", {"name": anna.name, "photo_in_first_contact": "on"})
    anna.refresh_from_db()
    assert anna.photo_in_first_contact


@pytest.mark.parametrize("change", ["withdrawn", "closed", "accepted", "sender deactivated"])
def test_it_is_gone_once_the_invitation_is_not_open(card, by_email, anna, bruno, client, change):
    if change == "withdrawn":
        by_email.withdraw()
    elif change == "closed":
        by_email.close()
    elif change == "accepted":
        bruno.emailaddress_set.create(email=ADDRESS, verified=True)
        tick()
        bruno.receptions.get().accept()
    else:
        Member.objects.filter(pk=anna.pk).update(is_active=False)
    for path in (card, f"{card}photo.webp"):
        assert client.get(path).status_code == 404


def test_it_has_no_form_of_its_own_and_takes_none(card, client):
    assert client.post(card).status_code == 405
    assert "noindex" in client.get(card)["X-Robots-Tag"]
