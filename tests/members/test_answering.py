"""The worker at the door: who has an address is for it alone to find out."""

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


def knock_to_join(address: str = NINA) -> AccountRequest:
    return AccountRequest.objects.request_signup("Nina Nuova", address, PASSWORD)


def subjects(address: str) -> list[str]:
    return [mail.subject for mail in mails(address)]


def test_whoever_is_new_is_asked_to_confirm(db):
    knock_to_join("Nina@Example.ORG ")
    work()
    nina = Member.objects.get()
    assert (nina.email, nina.joined_at, nina.check_password(PASSWORD)) == (NINA, None, True)
    assert subjects(NINA) == ["Confirm your e-mail address"]
    assert not AccountRequest.objects.exists()


@pytest.mark.parametrize("address", [NINA, "nina@work.example"])
def test_whoever_is_a_member_is_told_so(db, address):
    nina = Member.objects.create_user(NINA, PASSWORD, "Nina Nuova", language="it")
    nina.emailaddress_set.create(email="nina@work.example", verified=True)
    knock_to_join(address)
    work()
    assert Outbox.objects.get().language == "it"
    assert Outbox.objects.get().address == address
    assert Member.objects.count() == 1


def test_whoever_wants_a_code_is_sent_it_and_is_no_member_yet(db):
    AccountRequest.objects.request_code("Nina Nuova", NINA, "BCDF-GHJK")
    work()
    assert "\nBCDF-GHJK\n" in mails(NINA)[0].text
    assert not Member.objects.exists()


def test_a_member_is_sent_no_code(anna):
    AccountRequest.objects.request_code("Nina Nuova", anna.email, "BCDF-GHJK")
    work()
    assert subjects(anna.email) == ["You have an account already"]
    assert "BCDF-GHJK" not in mails(anna.email)[0].text


def test_an_address_that_somebody_else_only_claims_is_free(db, anna):
    """Nobody keeps another from joining by typing their address into the own settings."""
    anna.emailaddress_set.create(email=NINA)
    knock_to_join()
    work()
    assert Member.objects.filter(email=NINA).exists()
    assert subjects(NINA) == ["Confirm your e-mail address"]


def test_an_address_that_somebody_else_only_claims_opens_no_account(db, anna):
    anna.emailaddress_set.create(email=NINA)
    AccountRequest.objects.request_password_reset(NINA)
    work()
    assert subjects(NINA) == ["No account with this address"]


def test_the_first_of_two_who_want_the_same_address_gives_way(db):
    knock_to_join()
    work()
    AccountRequest.objects.request_signup("Nina Vera", NINA, "three desks")
    work()
    nina = Member.objects.get()
    assert (nina.name, nina.joined_at, nina.check_password("three desks")) == ("Nina Vera", None, True)
    assert subjects(NINA) == ["Confirm your e-mail address"] * 2


def test_whoever_wants_a_code_is_sent_it_where_an_account_only_waits(db):
    knock_to_join()
    work()
    AccountRequest.objects.request_code("Nina Vera", NINA, "BCDF-GHJK")
    work()
    assert "\nBCDF-GHJK\n" in mails(NINA)[-1].text
    assert Member.objects.get().name == "Nina Nuova"


def test_an_account_that_was_switched_off_before_it_joined_stays_so(db):
    knock_to_join()
    work()
    Member.objects.update(is_active=False)
    knock_to_join()
    work()
    assert subjects(NINA) == ["Confirm your e-mail address", "You have an account already"]
    assert not Member.objects.get().is_active


def test_an_account_that_was_switched_off_gets_no_new_password(anna):
    Member.objects.filter(pk=anna.pk).update(is_active=False)
    AccountRequest.objects.request_password_reset(anna.email)
    work()
    assert subjects(anna.email) == ["No account with this address"]


def test_what_cannot_be_answered_is_put_off_alone(db, monkeypatch, clock):
    whole = account_requests._create_member

    def broken(knock):
        return 1 / 0 if knock.address == NINA else whole(knock)

    monkeypatch.setattr(account_requests, "_create_member", broken)
    knock_to_join()
    knock_to_join("otto@example.org")
    work()
    assert mails("otto@example.org")
    assert AccountRequest.objects.get().address == NINA
    monkeypatch.setattr(account_requests, "_create_member", whole)
    clock.move(minutes=1)
    work()
    assert mails(NINA)


def test_whoever_is_forgotten_while_the_answer_fails_stops_nothing(db, monkeypatch):
    knock_to_join()

    def forgotten_meanwhile(pk):
        AccountRequest.objects.all().delete()
        raise RuntimeError("gone")

    monkeypatch.setattr(account_requests, "_answer", forgotten_meanwhile)
    assert account_requests.job.run() == 0


def test_half_an_answer_is_none(db, monkeypatch):
    monkeypatch.setattr(AccountAdapter, "send_mail", lambda *args, **kwargs: 1 / 0)
    knock_to_join()
    assert account_requests.job.run() == 0
    assert not Member.objects.exists()
    assert not AccountEmail.objects.exists()


def test_one_that_another_worker_took_is_left_alone(db):
    pk = knock_to_join().pk
    assert account_requests._answer(pk)
    assert not account_requests._answer(pk)


def test_whom_no_worker_answers_is_seen_and_in_the_end_forgotten(db, clock):
    knock_to_join()
    assert not jobs.queue_is_stalled()
    clock.move(minutes=6)
    assert jobs.queue_is_stalled()
    clock.move(days=3)
    jobs.prune()
    assert not AccountRequest.objects.exists()


def test_a_lost_task_is_found_again(db):
    knock_to_join()
    DBTaskResult.objects.all().delete()
    jobs.tick()
    assert DBTaskResult.objects.get().task_path.endswith("tasks.answer_account_requests")
