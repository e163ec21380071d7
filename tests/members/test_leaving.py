"""A member leaves: the page, the guards, what others see, and the staff."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import Permission
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from invitations.models import Invitation, NonMember, Reception
from network.members.errors import LastAdministrator
from network.members.models import AccountDeletion, Connection, Member
from network.members.privacy import erasure
from network.members.tasks import delete_accounts
from notifications.models import CapturedEmail, Outbox
from tests.admin.conftest import act, list_url, page_url, staff
from tests.conftest import invite, mails, reception_of, tick, work
from tests.factories import MemberFactory
from tests.members.test_accounts import confirm_link, sign_up

__all__ = ["act", "staff"]
PASSWORD = "two desks apart"


@pytest.fixture
def nina(db):
    return Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")


@pytest.fixture
def hers(client, nina):
    client.post("/accounts/login/", {"login": nina.email, "password": PASSWORD})
    return client


def confirm(browser, **ticks) -> str:
    answer = browser.post("/settings/delete/", {"sure": "on"} | ticks)
    assert answer["Location"].startswith("/accounts/reauthenticate/")
    again = {"password": PASSWORD, "next": "/settings/delete/"}
    return browser.post("/accounts/reauthenticate/", again)["Location"]


def test_password_and_tick_and_the_account_is_off_at_once(hers, nina):
    elsewhere = type(hers)()
    elsewhere.post("/accounts/login/", {"login": nina.email, "password": PASSWORD})
    assert confirm(hers) == "/goodbye/"
    nina.refresh_from_db()
    assert (nina.is_active, nina.has_usable_password()) == (False, False)
    assert {browser.get("/invitations/").status_code for browser in (hers, elsewhere)} == {302}
    assert "Goodbye" in hers.get("/goodbye/").content.decode()


def test_without_the_tick_nothing_happens(nina, client_for):
    nina.set_unusable_password()
    nina.save()
    assert "sure" in client_for(nina).post("/settings/delete/").context["form"].errors
    assert Member.objects.joined().filter(pk=nina.pk).exists()


def invited_anew(sender, address) -> list:
    """The mails that come of it."""
    Invitation.objects.send_to_address(sender, address)
    work()
    return mails(address)


def test_with_another_tick_no_address_of_theirs_is_written_to_again(hers, nina, anna):
    nina.emailaddress_set.create(email="nina@work.example", verified=True)
    nina.emailaddress_set.create(email="somebody@example.com")
    confirm(hers, never_again="on")
    work()
    assert invited_anew(anna, "nina@example.org") == invited_anew(anna, "nina@work.example") == []
    assert len(invited_anew(anna, "somebody@example.com")) == 1
    assert not NonMember.objects.filter(digest__contains="nina").exists()


def test_without_it_somebody_else_may_ask_them_back(hers, nina, anna):
    confirm(hers)
    work()
    assert len(invited_anew(anna, "nina@example.org")) == 1


def test_who_comes_back_is_written_to_as_anybody(hers, nina, anna):
    confirm(hers, never_again="on")
    work()
    Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
    assert len(invited_anew(anna, "nina@example.org")) == 1


def test_the_worker_blanks_the_row_and_ends_the_sessions(hers, nina, client_for, anna):
    client_for(anna)
    confirm(hers)
    type(hers)().force_login(nina, backend="django.contrib.auth.backends.ModelBackend")
    work()
    nina.refresh_from_db()
    assert (nina.name, str(nina), nina.joined_at) == ("", "A former member", None)
    assert nina.email.endswith("@gone.invalid")
    assert not nina.emailaddress_set.exists()
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all() if session.get_decoded()] == [str(anna.pk)]  # fmt: skip
    assert nina.accountdeletion.finished_at


def test_the_only_administrator_stays(client_for, staff):
    ada = Member.objects.get(is_superuser=True)
    ada.set_unusable_password()
    ada.save()
    page = client_for(ada).post("/settings/delete/", {"sure": "on"})
    assert "only administrator" in page.content.decode()
    with pytest.raises(LastAdministrator):
        ada.leave()
    MemberFactory(is_superuser=True, is_staff=True)
    ada.leave()
    assert AccountDeletion.objects.get().member == ada


def test_leaving_twice_is_leaving_once(anna):
    anna.leave()
    anna.leave()
    assert AccountDeletion.objects.count() == 1


def test_what_others_see(anna, bruno, carla, client_for):
    to_bruno, to_carla = invite(anna, bruno, "Dear Bruno"), invite(anna, carla)
    reception_of(to_bruno).reply("Who are you?")
    reception_of(to_carla).accept()
    from_carla = invite(carla, bruno)
    for leaver in (bruno, carla):
        leaver.leave()
    work()
    browser = client_for(anna)
    assert Invitation.objects.get(pk=to_bruno.pk).status == "closed"
    assert Invitation.objects.get(pk=to_carla.pk).status == "ended"
    assert not Invitation.objects.get(pk=from_carla.pk).is_open
    sent = browser.get("/invitations/sent/").content.decode()
    assert sent.count("A former member") >= 2
    assert "Closed" in sent
    thread = browser.get(to_bruno.get_absolute_url()).content.decode()
    assert "Who are you?" not in thread
    assert "Bruno" not in thread.replace("Dear Bruno", "")
    assert browser.get("/members/bruno/").status_code == 404
    assert not browser.get("/connections/").context["connections"]
    anna.refresh_from_db()
    assert anna.degree == 0
    assert not mails(anna, "former")


def test_what_the_leaver_had_sent_vanishes_at_once(anna, bruno, client_for):
    invitation = invite(anna, bruno, "Dear Bruno")
    anna.leave()
    assert "Dear Bruno" not in client_for(bruno).get("/invitations/").content.decode()
    work()
    invitation.refresh_from_db()
    assert (invitation.status, invitation.note) == ("withdrawn", "")
    assert Reception.objects.get().note == ""


def test_a_proposal_that_met_the_departure_is_closed(anna, bruno):
    bruno.leave()
    invitation = Invitation.objects.send(anna, Member.objects.get(pk=bruno.pk))
    erasure.job.run()
    Invitation.objects.filter(pk=invitation.pk).update(status="open", closed_at=None)
    work()
    invitation.refresh_from_db()
    assert invitation.status == "closed"


def test_a_typed_address_stays_sent(anna, bruno, clock):
    typed = Invitation.objects.send_to_address(anna, bruno.email, "Dear Bruno")
    work()
    bruno.leave()
    work()
    clock.move(days=22)
    tick()
    typed.refresh_from_db()
    assert (typed.status, typed.address) == ("open", "bruno@example.org")
    assert not Reception.objects.exists()
    assert not mails("bruno@example.org")


def test_reminders_to_join_do_not_begin_anew(anna, clock):
    Invitation.objects.send_to_address(anna, "nina@example.org")
    work()
    nina = Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
    nina.leave()
    work()
    clock.move(days=30)
    tick()
    assert not mails("nina@example.org")


def test_the_same_address_joins_anew_and_is_still_not_written_to(anna, nina, client, clock):
    typed = Invitation.objects.send_to_address(anna, nina.email, "Dear Nina")
    work()
    NonMember.objects.lock(nina.email).opt_out()
    nina.leave()
    work()
    clock.move(days=8)
    typed.follow_up()
    work()
    assert not mails("nina@example.org")
    sign_up(client)
    client.post(confirm_link(), {"password": "two desks apart"})
    fresh = Member.objects.get(email="nina@example.org")
    assert (fresh.pk != nina.pk, fresh.handle) == (True, "nina-nuova")
    work()
    clock.move(days=8)
    typed.refresh_from_db()
    typed.follow_up()
    work()
    assert Reception.objects.get().member == fresh


def test_mail_that_waits_is_cancelled_both_ways(anna, bruno, carla):
    reply = reception_of(invite(anna, bruno)).reply("Who are you?")
    Invitation.objects.send(carla, bruno)
    bruno.leave()
    work()
    assert Outbox.objects.get(thread_message=reply, status="cancelled").reason == "the account is gone"
    assert not CapturedEmail.objects.filter(text__contains="Bruno").exists()


def test_mail_written_after_all_is_cancelled_when_it_would_leave(anna, bruno):
    invitation = invite(anna, bruno)
    bruno.leave()
    work()
    row = Outbox.objects.create(
        key="late", kind="invitation", member=bruno, address="nobody@gone.invalid", invitation=invitation
    )
    work()
    row.refresh_from_db()
    assert (row.status, row.reason) == ("cancelled", "the account is gone")


def test_what_another_worker_is_sending_is_waited_for(anna, bruno, clock):
    invite(anna, bruno)
    sending = Outbox.objects.filter(kind="invitation")
    sending.update(status="sending", sent_at=None, next_at=clock.now().replace(year=2999))
    bruno.leave()
    work()
    assert AccountDeletion.objects.get().finished_at is None
    sending.update(status="sent", sent_at=clock.now())
    clock.move(minutes=2)
    work()
    assert AccountDeletion.objects.get().finished_at


def test_one_that_fails_is_put_off_and_the_others_go_on(anna, bruno, monkeypatch, clock):
    with monkeypatch.context() as patch:
        patch.setattr(erasure, "blank_member", lambda member: 1 / 0 if member.pk == anna.pk else None)
        for member in (anna, bruno):
            member.leave()
        work()
    assert AccountDeletion.objects.get(finished_at=None).member == anna
    clock.move(minutes=2)
    tick()
    assert not AccountDeletion.objects.filter(finished_at=None).exists()


def test_two_workers_do_not_run_one_deletion(anna):
    anna.leave()
    assert erasure.job.run_one(anna.pk)
    assert not erasure.job.run_one(anna.pk)


def test_the_task_sees_off_all(anna, bruno):
    anna.leave()
    bruno.leave()
    assert delete_accounts.call() == 2


def test_a_claimed_address_is_left_to_whom_it_belongs(anna, bruno):
    bruno.emailaddress_set.create(email="anna@example.org", verified=False)
    invite(bruno, anna)
    count = len(mails(anna))
    squatter = Member.objects.create(email="nobody@example.com", name="Squatter")
    squatter.emailaddress_set.create(email="carla@example.org", verified=False)
    assert erasure.addresses_of(squatter) == []
    assert erasure.addresses_of(bruno) == ["bruno@example.org"]
    assert count == 1


def test_the_staff_delete_an_account_after_being_asked(staff, act, anna):
    data = {"action": "delete_account", "_selected_action": [anna.pk]}
    page = staff.post(list_url(Member), data)
    assert "Anna Ricci" in page.content.decode()
    assert Member.objects.joined().filter(pk=anna.pk).exists()
    answer = staff.post(list_url(Member), data | {"sure": "yes"}, follow=True)
    assert [str(each) for each in answer.context["messages"]] == ["1 account is gone."]
    work()
    page = staff.get(page_url(anna)).content.decode()
    assert "A former member" in page
    assert staff.post(page_url(anna), {"name": "Anna"}).status_code == 403


def test_the_staff_reach_neither_above_themselves_nor_the_last(client_for, anna, bruno, staff):
    ada = Member.objects.get(is_superuser=True)
    bruno.is_staff = True
    bruno.save()
    bruno.user_permissions.add(*Permission.objects.filter(codename__in=["change_member", "view_member"]))
    data = {"action": "delete_account", "_selected_action": [ada.pk], "sure": "yes"}
    for browser in (client_for(bruno), staff):
        answer = browser.post(list_url(Member), data, follow=True)
        assert "left as it is" not in str(answer.context["messages"])
        assert [str(each)[:29] for each in answer.context["messages"]] == ["1 account was left as it is: "]
    assert not AccountDeletion.objects.exists()


def test_a_sent_row_must_name_somebody_while_it_is_open(anna, bruno):
    invitation = invite(anna, bruno)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(recipient=None, low=None, high=None)


def test_another_queue_keeps_nothing_to_forget(anna, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    anna.leave()
    work()
    assert AccountDeletion.objects.get().finished_at


def test_sentences_call_them_a_former_member_at_once(anna):
    anna.leave()
    assert (str(anna), anna.short_name) == ("A former member", "A former member")


def test_connections_go_in_batches(anna, monkeypatch):
    monkeypatch.setattr(erasure, "CHUNK_SIZE", 2)
    friends = MemberFactory.create_batch(5)
    for friend in friends:
        Connection.objects.connect(anna, friend)
    anna.leave()
    work()
    assert not Connection.objects.exists()
    assert set(Member.objects.filter(pk__in=[f.pk for f in friends]).values_list("degree", flat=True)) == {0}
