"""Account deletion: the page, its conditions, what other members see, and the admin action."""

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
from tests.conftest import invite, invite_address, mails, reception_of, tick, work
from tests.factories import MemberFactory
from tests.members.account import PASSWORD
from tests.members.test_accounts import confirm_link, sign_up

__all__ = ["act", "staff"]


def confirm(browser, **checkboxes) -> str:
    """Request the deletion and reauthenticate; return the URL of the next page."""
    response = browser.post("/settings/delete/", {"sure": "on"} | checkboxes)
    assert response["Location"].startswith("/accounts/reauthenticate/")
    data = {"password": PASSWORD, "next": "/settings/delete/"}
    return browser.post("/accounts/reauthenticate/", data)["Location"]


def test_confirming_deactivates_the_account_and_ends_its_sessions(nina_browser, nina):
    other_browser = type(nina_browser)()
    other_browser.post("/accounts/login/", {"login": nina.email, "password": PASSWORD})
    assert confirm(nina_browser) == "/goodbye/"
    nina.refresh_from_db()
    assert (nina.is_active, nina.has_usable_password()) == (False, False)
    assert {browser.get("/invitations/").status_code for browser in (nina_browser, other_browser)} == {302}
    assert "Goodbye" in nina_browser.get("/goodbye/").content.decode()


def test_the_confirmation_checkbox_is_required(nina, confirmed_client_for):
    assert "sure" in confirmed_client_for(nina).post("/settings/delete/").context["form"].errors
    assert Member.objects.joined().filter(pk=nina.pk).exists()


def invite_to_join(sender, address) -> list:
    """Invite the address; return the e-mails sent to it."""
    invite_address(sender, address)
    return mails(address)


def test_never_again_stops_emails_to_every_verified_address(nina_browser, nina, anna):
    nina.emailaddress_set.create(email="nina@work.example", verified=True)
    nina.emailaddress_set.create(email="somebody@example.com")
    confirm(nina_browser, opt_out="on")
    work()
    assert invite_to_join(anna, "nina@example.org") == invite_to_join(anna, "nina@work.example") == []
    assert len(invite_to_join(anna, "somebody@example.com")) == 1
    assert not NonMember.objects.filter(digest__contains="nina").exists()


def test_without_never_again_the_address_can_be_invited(nina_browser, nina, anna):
    confirm(nina_browser)
    work()
    assert len(invite_to_join(anna, "nina@example.org")) == 1


def test_a_new_account_with_the_address_gets_emails_again(nina_browser, nina, anna):
    confirm(nina_browser, opt_out="on")
    work()
    Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
    assert len(invite_to_join(anna, "nina@example.org")) == 1


def test_the_worker_blanks_the_member_and_deletes_the_sessions(nina_browser, nina, client_for, anna):
    client_for(anna)
    confirm(nina_browser)
    type(nina_browser)().force_login(nina, backend="django.contrib.auth.backends.ModelBackend")
    work()
    nina.refresh_from_db()
    assert (nina.name, str(nina), nina.joined_at) == ("", "A former member", None)
    assert nina.email.endswith("@gone.invalid")
    assert not nina.emailaddress_set.exists()
    assert [session.get_decoded()["_auth_user_id"] for session in Session.objects.all() if session.get_decoded()] == [str(anna.pk)]  # fmt: skip
    assert nina.accountdeletion.finished_at


def test_the_only_administrator_cannot_be_deleted(confirmed_client_for, staff):
    ada = Member.objects.get(is_superuser=True)
    page = confirmed_client_for(ada).post("/settings/delete/", {"sure": "on"})
    assert "only administrator" in page.content.decode()
    with pytest.raises(LastAdministrator):
        ada.leave()
    MemberFactory(is_superuser=True, is_staff=True)
    ada.leave()
    assert AccountDeletion.objects.get().member == ada


def test_requesting_deletion_twice_creates_one_row(anna):
    anna.leave()
    anna.leave()
    assert AccountDeletion.objects.count() == 1


def test_what_other_members_see(anna, bruno, carla, client_for):
    to_bruno, to_carla = invite(anna, bruno, "Dear Bruno"), invite(anna, carla)
    reception_of(to_bruno).reply("Who are you?")
    reception_of(to_carla).accept()
    from_carla = invite(carla, bruno)
    for member in (bruno, carla):
        member.leave()
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


def test_invitations_of_a_deleted_account_disappear(anna, bruno, client_for):
    invitation = invite(anna, bruno, "Dear Bruno")
    anna.leave()
    assert "Dear Bruno" not in client_for(bruno).get("/invitations/").content.decode()
    work()
    invitation.refresh_from_db()
    assert (invitation.status, invitation.note) == ("withdrawn", "")
    assert Reception.objects.get().note == ""


def test_an_invitation_sent_during_the_deletion_is_closed(anna, bruno):
    bruno.leave()
    invitation = Invitation.objects.send(anna, Member.objects.get(pk=bruno.pk))
    erasure.job.run()
    Invitation.objects.filter(pk=invitation.pk).update(status="open", closed_at=None)
    work()
    invitation.refresh_from_db()
    assert invitation.status == "closed"


def test_an_invitation_by_address_stays_open_for_the_sender(anna, bruno, clock):
    invitation = invite_address(anna, bruno.email, "Dear Bruno")
    bruno.leave()
    work()
    clock.move(days=22)
    tick()
    invitation.refresh_from_db()
    assert (invitation.status, invitation.address) == ("open", "bruno@example.org")
    assert not Reception.objects.exists()
    assert not mails("bruno@example.org")


def test_no_reminders_to_join_are_sent_after_the_deletion(anna, clock):
    invite_address(anna, "nina@example.org")
    nina = Member.objects.create_user("nina@example.org", PASSWORD, "Nina Nuova")
    nina.leave()
    work()
    clock.move(days=30)
    tick()
    assert not mails("nina@example.org")


def test_signing_up_again_with_the_address_of_a_deleted_account(anna, nina, client, clock):
    invitation = invite_address(anna, nina.email, "Dear Nina")
    NonMember.objects.lock(nina.email).opt_out()
    nina.leave()
    work()
    clock.move(days=8)
    invitation.follow_up()
    work()
    assert not mails("nina@example.org")
    sign_up(client)
    client.post(confirm_link(), {"password": "two desks apart"})
    new_member = Member.objects.get(email="nina@example.org")
    assert (new_member.pk != nina.pk, new_member.handle) == (True, "nina-nuova")
    work()
    clock.move(days=8)
    invitation.refresh_from_db()
    invitation.follow_up()
    work()
    assert Reception.objects.get().member == new_member


def test_unsent_emails_from_and_to_the_member_are_cancelled(anna, bruno, carla):
    reply = reception_of(invite(anna, bruno)).reply("Who are you?")
    Invitation.objects.send(carla, bruno)
    bruno.leave()
    work()
    assert Outbox.objects.get(thread_message=reply, status="cancelled").reason == "the account is gone"
    assert not CapturedEmail.objects.filter(text__contains="Bruno").exists()


def test_an_email_created_after_the_deletion_is_cancelled_when_due(anna, bruno):
    invitation = invite(anna, bruno)
    bruno.leave()
    work()
    row = Outbox.objects.create(
        key="late", kind="invitation", member=bruno, address="nobody@gone.invalid", invitation=invitation
    )
    work()
    row.refresh_from_db()
    assert (row.status, row.reason) == ("cancelled", "the account is gone")


def test_the_deletion_waits_for_emails_being_sent(anna, bruno, clock):
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


def test_a_failing_deletion_is_postponed_and_the_others_run(anna, bruno, monkeypatch, clock):
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


def test_the_task_runs_all_deletions(anna, bruno):
    anna.leave()
    bruno.leave()
    assert delete_accounts.call() == 2


def test_unverified_addresses_are_not_erased(anna, bruno):
    bruno.emailaddress_set.create(email="anna@example.org", verified=False)
    invite(bruno, anna)
    count = len(mails(anna))
    squatter = Member.objects.create(email="nobody@example.com", name="Squatter")
    squatter.emailaddress_set.create(email="carla@example.org", verified=False)
    assert erasure.addresses_of(squatter) == []
    assert erasure.addresses_of(bruno) == ["bruno@example.org"]
    assert count == 1


def test_the_admin_action_asks_for_confirmation(staff, act, anna):
    data = {"action": "delete_account", "_selected_action": [anna.pk]}
    page = staff.post(list_url(Member), data)
    assert "Anna Ricci" in page.content.decode()
    assert Member.objects.joined().filter(pk=anna.pk).exists()
    response = staff.post(list_url(Member), data | {"sure": "yes"}, follow=True)
    assert [str(message) for message in response.context["messages"]] == ["1 account deleted."]
    work()
    page = staff.get(page_url(anna)).content.decode()
    assert "A former member" in page
    assert staff.post(page_url(anna), {"name": "Anna"}).status_code == 403


def test_staff_cannot_delete_superusers_or_the_only_administrator(client_for, anna, bruno, staff):
    ada = Member.objects.get(is_superuser=True)
    bruno.is_staff = True
    bruno.save()
    bruno.user_permissions.add(*Permission.objects.filter(codename__in=["change_member", "view_member"]))
    data = {"action": "delete_account", "_selected_action": [ada.pk], "sure": "yes"}
    for browser in (client_for(bruno), staff):
        response = browser.post(list_url(Member), data, follow=True)
        assert "was not changed" not in str(response.context["messages"])
        assert [str(message)[:27] for message in response.context["messages"]] == [
            "1 account was not changed: "
        ]
    assert not AccountDeletion.objects.exists()


def test_an_open_invitation_needs_a_recipient(anna, bruno):
    invitation = invite(anna, bruno)
    with pytest.raises(IntegrityError), transaction.atomic():
        Invitation.objects.filter(pk=invitation.pk).update(recipient=None, low=None, high=None)


def test_deletion_without_a_database_task_queue(anna, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.dummy.DummyBackend"}}
    anna.leave()
    work()
    assert AccountDeletion.objects.get().finished_at


def test_the_name_becomes_a_former_member_immediately(anna):
    anna.leave()
    assert (str(anna), anna.get_short_name()) == ("A former member", "A former member")


def test_connections_are_deleted_in_chunks(anna, monkeypatch):
    monkeypatch.setattr(erasure, "CHUNK_SIZE", 2)
    connections = MemberFactory.create_batch(5)
    for member in connections:
        Connection.objects.connect(anna, member)
    anna.leave()
    work()
    assert not Connection.objects.exists()
    assert set(
        Member.objects.filter(pk__in=[member.pk for member in connections]).values_list("degree", flat=True)
    ) == {0}


def test_a_failure_at_the_end_of_a_deletion_leaves_what_it_had_to_delete(anna, monkeypatch):
    anna.leave()
    monkeypatch.setattr(erasure, "blank_member", lambda member: 1 / 0)
    erasure.job.run()
    assert anna.emailaddress_set.exists()
