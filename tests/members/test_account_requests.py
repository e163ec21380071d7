"""Account requests: only the worker finds out whether an address belongs to a member."""

from __future__ import annotations

import pytest
from django_tasks_db.models import DBTaskResult

from network.common import jobs
from network.members.accounts import account_requests
from network.members.accounts.adapter import AccountAdapter
from network.members.models import AccountRequest, Member
from notifications.models import AccountEmail, Outbox
from tests.conftest import mails, work

NINA = "nina@example.org"
PASSWORD = "two desks apart"


def request_sign_up(address: str = NINA) -> AccountRequest:
    return AccountRequest.objects.request_signup("Nina Nuova", address, PASSWORD)


def subjects(address: str) -> list[str]:
    return [mail.subject for mail in mails(address)]


def test_a_new_address_gets_a_confirmation_email(db):
    request_sign_up("Nina@Example.ORG ")
    work()
    nina = Member.objects.get()
    assert (nina.email, nina.joined_at, nina.check_password(PASSWORD)) == (NINA, None, True)
    assert subjects(NINA) == ["Confirm your e-mail address"]
    assert not AccountRequest.objects.exists()


@pytest.mark.parametrize("address", [NINA, "nina@work.example"])
def test_a_member_gets_the_email_about_their_existing_account(db, address):
    nina = Member.objects.create_user(NINA, PASSWORD, "Nina Nuova", language="it")
    nina.emailaddress_set.create(email="nina@work.example", verified=True)
    request_sign_up(address)
    work()
    assert Outbox.objects.get().language == "it"
    assert Outbox.objects.get().address == address
    assert Member.objects.count() == 1


def test_a_code_is_sent_and_no_member_is_created(db):
    AccountRequest.objects.request_code("Nina Nuova", NINA, "BCDF-GHJK")
    work()
    assert "\nBCDF-GHJK\n" in mails(NINA)[0].text
    assert not Member.objects.exists()


def test_a_member_gets_no_code(anna):
    AccountRequest.objects.request_code("Nina Nuova", anna.email, "BCDF-GHJK")
    work()
    assert subjects(anna.email) == ["You already have an account"]
    assert "BCDF-GHJK" not in mails(anna.email)[0].text


def test_an_unverified_address_of_another_member_does_not_prevent_sign_up(db, anna):
    """Otherwise a member could block a sign-up by adding that address to their settings."""
    anna.emailaddress_set.create(email=NINA)
    request_sign_up()
    work()
    assert Member.objects.filter(email=NINA).exists()
    assert subjects(NINA) == ["Confirm your e-mail address"]


def test_a_password_reset_ignores_unverified_addresses(db, anna):
    anna.emailaddress_set.create(email=NINA)
    AccountRequest.objects.request_password_reset(NINA)
    work()
    assert subjects(NINA) == ["No account with this address"]


def test_a_second_sign_up_gets_the_address_and_leaves_the_first(db, clock):
    request_sign_up()
    work()
    clock.move(minutes=15)
    AccountRequest.objects.request_signup("Nina Vera", NINA, "three desks")
    work()
    first, nina = Member.objects.order_by("pk")
    assert (nina.name, nina.email, nina.check_password("three desks")) == ("Nina Vera", NINA, True)
    assert (first.name, first.email.endswith("@set-aside.invalid")) == ("Nina Nuova", True)
    assert {first.joined_at, nina.joined_at} == {None}
    assert subjects(NINA) == ["Confirm your e-mail address"] * 2


def test_a_code_is_sent_when_the_account_is_unverified(db):
    request_sign_up()
    work()
    AccountRequest.objects.request_code("Nina Vera", NINA, "BCDF-GHJK")
    work()
    assert "\nBCDF-GHJK\n" in mails(NINA)[-1].text
    assert Member.objects.get().name == "Nina Nuova"


def test_an_inactive_account_that_never_joined_is_not_replaced(db):
    request_sign_up()
    work()
    Member.objects.update(is_active=False)
    request_sign_up()
    work()
    assert subjects(NINA) == ["Confirm your e-mail address", "You already have an account"]
    assert not Member.objects.get().is_active


def test_an_inactive_account_cannot_reset_its_password(anna):
    Member.objects.filter(pk=anna.pk).update(is_active=False)
    AccountRequest.objects.request_password_reset(anna.email)
    work()
    assert subjects(anna.email) == ["No account with this address"]


def test_a_failing_request_is_postponed_and_the_others_are_processed(db, monkeypatch, clock):
    create_member = account_requests._create_member

    def failing(account_request):
        return 1 / 0 if account_request.address == NINA else create_member(account_request)

    monkeypatch.setattr(account_requests, "_create_member", failing)
    request_sign_up()
    request_sign_up("otto@example.org")
    work()
    assert mails("otto@example.org")
    assert AccountRequest.objects.get().address == NINA
    monkeypatch.setattr(account_requests, "_create_member", create_member)
    clock.move(minutes=1)
    work()
    assert mails(NINA)


def test_a_request_deleted_during_a_failure_does_not_stop_the_job(db, monkeypatch):
    request_sign_up()

    def delete_and_fail(pk):
        AccountRequest.objects.all().delete()
        raise RuntimeError("gone")

    monkeypatch.setattr(account_requests, "_answer", delete_and_fail)
    assert account_requests.job.run() == 0


def test_processing_is_rolled_back_when_the_email_fails(db, monkeypatch):
    monkeypatch.setattr(AccountAdapter, "send_mail", lambda *args, **kwargs: 1 / 0)
    request_sign_up()
    assert account_requests.job.run() == 0
    assert not Member.objects.exists()
    assert not AccountEmail.objects.exists()


def test_a_request_is_processed_once(db):
    pk = request_sign_up().pk
    assert account_requests._answer(pk)
    assert not account_requests._answer(pk)


def test_an_unprocessed_request_stalls_the_queue_and_is_pruned(db, clock):
    request_sign_up()
    assert not jobs.queue_is_stalled()
    clock.move(minutes=6)
    assert jobs.queue_is_stalled()
    clock.move(days=3)
    jobs.prune()
    assert not AccountRequest.objects.exists()


def test_tick_enqueues_a_lost_task_again(db):
    request_sign_up()
    DBTaskResult.objects.all().delete()
    jobs.tick()
    assert DBTaskResult.objects.get().task_path.endswith("tasks.answer_account_requests")


@pytest.fixture
def unverified(db):
    """The account of a sign-up that nobody has confirmed."""
    request_sign_up()
    work()
    return Member.objects.get()


@pytest.mark.parametrize(("days", "is_kept"), [(5, True), (7, False)])
def test_an_account_is_deleted_three_days_after_its_link_has_expired(unverified, clock, days, is_kept):
    clock.move(days=days)
    jobs.prune()
    assert Member.objects.filter(pk=unverified.pk).exists() == is_kept


def test_a_later_link_keeps_the_account_for_longer(unverified, clock):
    clock.move(days=5)
    AccountRequest.objects.request_confirmation(unverified, unverified.email, "BBBB-BBBB")
    work()
    clock.move(days=5)
    jobs.prune()
    assert Member.objects.get() == unverified


def test_members_and_staff_are_never_deleted_as_unverified(anna, clock):
    member = Member.objects.create(email="new@example.org", name="Nora New", is_staff=True)
    former = Member.objects.create(email="gone@example.org", name="Gina Gone")
    former.leave()
    clock.move(days=400)
    jobs.prune()
    assert {anna, member, former} <= set(Member.objects.all())
