"""Pages behind the links of e-mails name the person whom they concern, in that person's language."""

import pytest
from django.urls import reverse

from invitations.models import Invitation
from invitations.tokens import accept_token, report_token
from network.members.accounts.email_confirmation import Confirmation
from network.members.models import Connection, Member
from notifications.emails import build
from notifications.models import EmailPreferences, Outbox
from notifications.tokens import opt_out_token, unsubscribe_token
from tests.conftest import invite
from tests.factories import MemberFactory

SIGNED_IN_AS_CARLA = "You are signed in as <bdi>Carla Longo</bdi>."


@pytest.fixture
def accept_link(anna, bruno):
    return reverse(
        "invitations:accept_from_email", args=[accept_token(invite(anna, bruno, "Two desks"), bruno)]
    )


@pytest.fixture
def stop_link(bruno):
    return reverse("notifications:unsubscribe", args=[unsubscribe_token(bruno.pk, "reminders")])


@pytest.fixture
def confirm_link(bruno):
    address = bruno.emailaddress_set.create(email="bruno@work.example")
    return reverse("account_confirm_email", args=[Confirmation(address).key])


@pytest.fixture(params=["accept_link", "stop_link", "confirm_link"])
def link(request):
    """A link of an e-mail to Bruno."""
    return request.getfixturevalue(request.param)


def page(browser, link, **headers) -> str:
    return browser.get(link, headers=headers).content.decode()


@pytest.mark.rule("R11")
def test_the_page_says_whose_invitation_it_is(accept_link, client_for):
    assert "This invitation is for <bdi>Bruno Verdi</bdi>." in page(client_for(), accept_link)


def test_it_warns_whoever_is_signed_in_with_another_account(link, bruno, carla, client_for):
    assert SIGNED_IN_AS_CARLA in page(client_for(carla), link)
    for browser in (client_for(), client_for(bruno)):
        assert "You are signed in as" not in page(browser, link)


@pytest.mark.rule("R11")
def test_the_outcome_names_whose_invitation_was_accepted(accept_link, anna, bruno, carla, client_for):
    outcome = client_for(carla).post(accept_link, follow=True).content.decode()
    assert Connection.objects.are_connected(anna, bruno)
    assert "<bdi>Bruno Verdi</bdi> and <bdi>Anna Ricci</bdi> are connected." in outcome
    assert SIGNED_IN_AS_CARLA in outcome
    assert "You and" not in outcome


@pytest.mark.parametrize("reader", [None, "bruno"])
def test_the_outcome_speaks_to_the_recipient(accept_link, bruno, client_for, reader):
    outcome = client_for(bruno if reader else None).post(accept_link, follow=True).content.decode()
    assert "You and <bdi>Anna Ricci</bdi> are connected." in outcome
    assert "The invitation was for <bdi>Bruno Verdi</bdi>." in outcome


def test_an_ended_invitation_names_its_recipient(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    invitation.withdraw()
    link = reverse("invitations:accept_from_email", args=[accept_token(invitation, bruno)])
    assert "This invitation for <bdi>Bruno Verdi</bdi> has ended." in page(client_for(), link)


def test_no_link_to_the_pages_of_another_account(accept_link, stop_link, bruno, carla, client_for):
    """They would be those of whoever is signed in."""
    assert 'href="/invitations/">' in page(client_for(bruno), accept_link)
    assert 'href="/invitations/">' not in page(client_for(carla), accept_link)
    assert 'href="/settings/email/"' in client_for(bruno).post(stop_link).content.decode()
    assert 'href="/settings/email/"' not in client_for(carla).post(stop_link).content.decode()


@pytest.mark.rule("R09")
def test_the_preferences_name_the_account(bruno, client_for):
    assert "For <bdi>Bruno Verdi</bdi>, <bdi>bruno@example.org</bdi>." in page(
        client_for(bruno), "/settings/email/"
    )


def test_a_page_is_in_the_language_of_its_person(link, bruno, carla, client_for):
    Member.objects.filter(pk=bruno.pk).update(language="ar")
    for browser in (client_for(), client_for(carla)):
        response = browser.get(link, headers={"accept-language": "it"})
        assert '<html lang="ar" dir="rtl"' in response.content.decode()
        assert response["Content-Language"] == "ar"
        assert "Cookie" in response["Vary"]


def test_the_language_chosen_in_this_browser_comes_first(link, bruno, client_for):
    Member.objects.filter(pk=bruno.pk).update(language="ar")
    browser = client_for()
    browser.cookies["django_language"] = "it"
    response = browser.get(link)
    assert '<html lang="it" dir="ltr"' in response.content.decode()
    assert response["Content-Language"] == "it"


def test_a_language_that_the_site_has_not_is_ignored(link, bruno, client_for):
    Member.objects.filter(pk=bruno.pk).update(language="xx")
    browser = client_for()
    browser.cookies["django_language"] = "no such language"
    assert browser.get(link, headers={"accept-language": "it"})["Content-Language"] == "en"


def test_the_answer_is_in_that_language_too(stop_link, bruno, client_for):
    Member.objects.filter(pk=bruno.pk).update(language="it")
    assert client_for().post(stop_link)["Content-Language"] == "it"
    assert not EmailPreferences.objects.get(member=bruno).reminders


def test_a_non_member_reads_the_language_of_the_email(db, client_for):
    row = Outbox(key="join:1", kind="join", address="nina@example.net", language="it")
    sender = MemberFactory(language="it")
    row.invitation = sender.invitations_sent.create(
        sender=sender, address=row.address, sent_at=sender.joined_at, last_proposed_at=sender.joined_at
    )
    link = build(row).extra_headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost:8000")
    assert client_for().get(link, headers={"accept-language": "ar"})["Content-Language"] == "it"


def test_a_link_without_a_language_still_works(db, client_for):
    assert client_for().get(f"/u/{opt_out_token('nina@example.net')}/")["Content-Language"] == "en"


def test_an_expired_confirmation_link_is_in_the_language_of_the_browser(db, client_for):
    response = client_for().get("/accounts/confirm-email/a-key/", headers={"accept-language": "it"})
    assert response["Content-Language"] == "it"


def test_a_report_link_of_an_invitation_that_is_gone_is_not_found(anna, bruno, client_for):
    invitation = invite(anna, bruno)
    link = reverse("invitations:report_from_email", args=[report_token(invitation, bruno, "en")])
    Invitation.objects.filter(pk=invitation.pk).update(public_id="gone")
    assert client_for().get(link).status_code == 404
