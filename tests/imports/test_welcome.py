"""The welcome letter and its link: one use, 14 days, and until then no member."""

import pytest
from django.core.cache import cache
from django.test import Client

from invitations.models import NonMember
from network.members.imports import job
from network.members.imports.welcome import welcome_token
from network.members.models import ImportedPerson, Member, WelcomeText
from notifications.models import Outbox
from tests.conftest import mails, tick, work
from tests.factories import MemberFactory
from tests.imports.conftest import NINA, ROLL, bring_in, link_in, person, send_letters
from tests.members.account import PASSWORD, is_signed_in
from tests.members.ended_links import answers, differences
from tests.privacy.savepoints import rolled_back

pytestmark = pytest.mark.django_db
FORM = {
    "name": "Nina Nuova",
    "handle": "nina",
    "headline": "Binder",
    "location": "Turin",
    "password1": PASSWORD,
}


def nina():
    return Member.objects.filter(email=NINA).first()


def test_one_letter_in_the_language_of_its_reader_with_the_way_out():
    bring_in(ROLL)
    WelcomeText.objects.create(language="it", subject="Benvenuta {name}", text="Ciao {name} <b>")
    (mail,) = send_letters()
    assert mail.subject == "Benvenuta Nina Nuova"
    assert "<b>" not in mail.html.split("Ciao")[1].split("</p>")[0]
    assert "/u/" in mail.text
    assert len(send_letters()) == 1


def test_sent_again_once_to_those_who_have_not_joined(link):
    assert len(send_letters(again=True)) == 2
    assert len(send_letters(again=True)) == 2


def test_the_link_opens_an_account_with_what_was_corrected(link, client):
    response = client.post(link, FORM)
    assert (response.status_code, is_signed_in(client)) == (302, True)
    assert (nina().headline, nina().handle, nina().addresses()) == ("Binder", "nina", [NINA])
    assert person().member == nina()


def test_without_a_password_a_passkey_follows(link, client):
    response = client.post(link, {"name": "Nina Nuova", "passkey": "1"})
    assert response["Location"] == "/accounts/2fa/webauthn/signup/"


def test_opening_the_link_changes_nothing_and_keeps_it_secret(link, client):
    for method in (client.get, client.head):
        assert method(link)["Referrer-Policy"] == "no-referrer"
    assert nina() is None
    assert 'value="Restorer of paper"' in client.get(link).content.decode()


def test_it_works_once_and_for_14_days(link, client, clock):
    clock.move(days=14)
    client.post(link, FORM)
    assert nina() is None
    clock.move(days=-1)
    client.post(link, FORM)
    client.logout()
    assert not is_signed_in(client)
    client.post(link, FORM)
    assert not is_signed_in(client)


def test_a_fresh_link_goes_to_the_address(link, client, clock):
    clock.move(days=15)
    client.post(f"{link}again/")
    work()
    newest = link_in(mails(NINA)[-1])
    assert newest != link
    client.post(newest, FORM)
    assert nina()


def test_whoever_says_never_is_removed_for_good(link, client):
    opt_out = mails(NINA)[-1].text.split("/u/")[1].split()[0]
    client.post(f"/u/{opt_out}")
    assert person() is None
    assert NonMember.objects.has_opted_out(NINA)
    assert bring_in(ROLL).counts == {"skipped": 1}
    client.post(link, FORM)
    assert nina() is None


def test_a_letter_does_not_leave_to_who_joined_or_said_never_meanwhile():
    bring_in(ROLL)
    ImportedPerson.objects.request_letters()

    job.letter_job.run()
    NonMember.objects.lock(NINA).opt_out()
    work()
    assert mails(NINA) == []
    assert Outbox.objects.get().status == Outbox.Status.CANCELLED


def test_nobody_learns_of_an_imported_address(client):
    answers = []
    for _each in range(2):
        response = client.post("/accounts/signup/", {"name": "N N", "email": NINA, "password1": PASSWORD})
        answers.append((response.status_code, response["Location"]))
        bring_in(ROLL)
    assert answers[0] == answers[1]


def test_the_owner_may_close_the_account_and_is_left_out_afterwards(link, client):
    client.post(link, FORM)
    tick()
    work()
    (mail,) = [each for each in mails(NINA) if "/not-me/" in each.text]
    client.post("/not-me/" + mail.text.split("/not-me/")[1].split()[0])
    work()
    assert person() is None
    assert bring_in(ROLL).counts == {"skipped": 1}


def used(link, _clock):
    Client().post(link, FORM)


def old(_link, clock):
    clock.move(days=-15)


def gone(_link, _clock):
    person().delete()


def of_a_member(_link, _clock):
    MemberFactory(email=NINA)


def of_a_deactivated_member(_link, _clock):
    MemberFactory(email=NINA, is_active=False)


def test_a_link_does_not_tell_why_it_ended(link, clock):
    """What a third party gets who has it: pages, and the statements that made them."""
    seen, now = {}, clock.instant
    for world in (used, old, gone, of_a_member, of_a_deactivated_member):
        with rolled_back():
            imported = person()
            world(link, clock)
            token, clock.instant = welcome_token(imported, "en"), now
            cache.clear()
            seen[world.__name__] = answers(f"/welcome/{token}/", FORM)
    assert "This link no longer works" in str(seen["used"])
    assert differences(seen, "used") == []


@pytest.mark.parametrize("token", ["x", "AAAA", "\u0661", "x" * 3000])
def test_an_invalid_token_is_unknown(client, token):
    assert client.get(f"/welcome/{token}/").status_code == 404


@pytest.mark.parametrize(
    ("meanwhile", "reason"),
    [
        (lambda: Member.objects.create_user(NINA, name="Nina Nuova"), "joined before it left"),
        (lambda: ImportedPerson.objects.all().delete(), "given up before it left"),
    ],
)
def test_a_letter_does_not_leave_to_who_has_an_account_or_is_gone(meanwhile, reason):
    bring_in(ROLL)
    ImportedPerson.objects.request_letters()
    job.letter_job.run()
    meanwhile()
    work()
    assert Outbox.objects.get().reason == reason


def test_without_a_handle_one_is_made_of_the_name(client):
    bring_in("name,e-mail\nNina Nuova,nina@example.org\n")
    client.post(link_in(send_letters()[-1]), FORM | {"handle": "", "name": "Nina Corretta"})
    assert nina().handle == "nina-corretta"
