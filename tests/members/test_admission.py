"""Who may join: each policy of the site record, by each way to an account."""

from __future__ import annotations

import re

import pytest
from django.core.exceptions import ValidationError

from network.members.accounts import applications
from network.members.accounts.admission import Admission, admission_of, may_be_added
from network.members.models import Application, Member
from network.site.models import Site
from tests.conftest import mails, work
from tests.factories import MemberFactory
from tests.members import account
from tests.site.edit import edit_site

NINA = "nina@example.org"
LISTED = "Example.org\nschule.münchen.example"
ADMITTED, MAY_APPLY, CLOSED = Admission.ADMITTED, Admission.MAY_APPLY, Admission.CLOSED


def subjects(address: str = NINA) -> list[str]:
    work()
    return [mail.subject for mail in mails(address)]


def signup_link(address: str = NINA) -> str:
    work()
    return re.findall(r"http://localhost:8000(/joining/link/\S+)", mails(address)[-1].text)[-1]


@pytest.fixture
def approval(db):
    edit_site(signup_policy="approval")


@pytest.fixture
def application(approval) -> Application:
    return Application.objects.apply(NINA, name="Nina Nuova", words="Class of 1998", language="en")


@pytest.mark.parametrize(
    ("policy", "listed", "other"),
    [
        ("open", ADMITTED, ADMITTED),
        ("invited", CLOSED, CLOSED),
        ("domains", ADMITTED, CLOSED),
        ("domains_or_invited", ADMITTED, CLOSED),
        ("approval", MAY_APPLY, MAY_APPLY),
    ],
)
def test_whom_each_policy_admits(db, policy, listed, other):
    edit_site(signup_policy=policy, signup_domains=LISTED)
    assert admission_of(NINA) == admission_of("a@schule.xn--mnchen-3ya.example") == listed
    assert admission_of("a@sub.example.org") == admission_of("a@notexample.org") == other


@pytest.mark.parametrize(
    ("policy", "admission"), [("invited", ADMITTED), ("domains", CLOSED), ("approval", MAY_APPLY)]
)
def test_an_invitation_admits_where_the_policy_says_so(anna, policy, admission):
    edit_site(signup_policy=policy)
    assert admission_of(NINA, anna) == admission


def test_only_the_invitations_of_staff_admit_where_the_policy_says_so(anna):
    edit_site(signup_policy="invited", signup_inviters="staff")
    assert admission_of(NINA, anna) == CLOSED
    assert admission_of(NINA, MemberFactory(is_staff=True)) == ADMITTED


@pytest.mark.parametrize("domains", ["exa mple", "a@b.org", "example", "-.org", ""])
def test_what_is_no_domain_is_refused(db, domains):
    with pytest.raises(ValidationError):
        Site(signup_policy="domains", signup_domains=domains).full_clean()


@pytest.mark.parametrize("path", ["/accounts/signup/", "/accounts/signup/passkey/"])
@pytest.mark.parametrize("policy", ["domains", "invited", "domains_or_invited"])
def test_who_may_not_join_is_told_by_email(client, db, path, policy):
    edit_site(signup_policy=policy, signup_domains="example.net", name="Guild")
    account.sign_up(client, path)
    assert subjects() == ["You can’t join Guild with this address"]
    assert not Member.objects.exists()


def test_an_address_of_a_listed_domain_joins_as_usual(client, db):
    edit_site(signup_policy="domains", signup_domains="example.org")
    account.sign_up(client)
    account.confirm(client)
    assert Member.objects.get(email=NINA).joined_at


def test_the_news_counts_among_the_letters_of_the_address(client, db):
    edit_site(signup_policy="invited")
    for _ in range(3):
        account.sign_up(client)
    assert len(subjects()) == 1


def test_with_approval_the_form_leads_to_an_application(client, approval):
    account.sign_up(client)
    link = signup_link()
    client.post(link, {"name": "Nina Nuova", "words": "Class of 1998"})
    application = Application.objects.get()
    assert (application.address, application.words, application.status) == (NINA, "Class of 1998", "pending")
    assert "Class of 1998" in client.get(link).text
    assert not Member.objects.exists()


def test_an_approved_person_opens_the_account_by_the_link_of_the_answer(client, application):
    application.approve()
    client.post(signup_link(), {"name": "Nina Nuova", "password1": account.PASSWORD})
    assert account.is_signed_in(client)
    assert not Application.objects.exists()


def test_who_was_declined_is_told_so_and_cannot_apply_again(client, application):
    application.decline()
    account.sign_up(client)
    assert [subject.partition(" to ")[0] for subject in subjects()] == [
        "Your application",
        "You can’t join Acquaint with this address",
    ]
    assert Application.objects.get().status == "declined"


def test_an_application_can_be_withdrawn_by_its_link(client, application):
    account.sign_up(client)
    client.post(signup_link(), {"withdraw": "1"})
    assert not Application.objects.exists()


def test_an_application_waits_for_thirty_days(application, clock):
    clock.move(days=29)
    applications.prune()
    assert Application.objects.exists()
    clock.move(days=1)
    applications.prune()
    assert subjects() == ["Your application to join Acquaint"]
    assert not Application.objects.exists()


@pytest.mark.parametrize(
    ("policy", "status"), [("open", "approved"), ("domains", "approved"), ("invited", "pending")]
)
def test_applications_that_a_new_policy_admits_are_approved(application, policy, status):
    edit_site(signup_policy=policy, signup_domains="example.org")
    applications.prune()
    assert Application.objects.get().status == status


def test_an_approval_outlives_the_policy(client, application):
    application.approve()
    edit_site(signup_policy="invited")
    assert client.post(signup_link(), {"name": "Nina", "password1": account.PASSWORD}).status_code == 302
    assert account.is_signed_in(client)


def test_an_account_that_is_not_confirmed_yet_obeys_a_new_policy(client, db):
    account.sign_up(client)
    link = account.find_link(account.latest_email_text())
    edit_site(signup_policy="invited")
    client.post(link, {"password": account.PASSWORD})
    assert Member.objects.get().joined_at is None
    assert "can’t join" in subjects()[-1]


def test_a_code_obeys_a_new_policy(client, db):
    account.sign_up(client, "/accounts/signup/passkey/")
    code = account.find_code(account.latest_email_text())
    edit_site(signup_policy="approval")
    response = client.post("/joining/code/", {"code": code})
    assert response.url == "/joining/"
    assert "Your link to join" in subjects()[-1]


def test_a_request_that_waits_for_the_worker_obeys_a_new_policy(client, db):
    account.sign_up(client)
    Site.objects.update(signup_policy="invited")
    edit_site(signup_policy="invited")
    assert "can’t join" in subjects()[0]


def test_an_address_alone_opens_an_account_once_everybody_may_join(client, approval):
    account.sign_up(client)
    link = signup_link()
    edit_site(signup_policy="open")
    client.post(link, {"name": "Nina", "password1": account.PASSWORD})
    assert account.is_signed_in(client)


@pytest.mark.parametrize(
    ("policy", "may"),
    [("invited", True), ("approval", True), ("domains_or_invited", True), ("domains", False)],
)
def test_staff_add_whom_the_domains_admit(db, policy, may):
    edit_site(signup_policy=policy, signup_domains="example.net")
    assert may_be_added(NINA) == may
    assert may_be_added("nina@example.net")


def test_an_old_or_used_link_or_one_of_a_member_says_the_same(client, approval, clock):
    account.sign_up(client)
    link = signup_link()
    MemberFactory(email=NINA)
    taken = client.get(link).text
    clock.move(days=14)
    assert "This link no longer works" in taken
    assert client.get(link).status_code == 200
    assert client.get("/joining/link/wrong/").status_code == 404


def test_the_landing_page_says_how_to_join(client, db):
    edit_site(signup_policy="domains", signup_domains=LISTED, contact_address="host@example.org")
    page = client.get("/").text
    assert "example.org, schule.münchen.example" in page
    assert "mailto:host@example.org" in page
