"""Sending one e-mail looks at, and changes, only the rows that it is about."""

from __future__ import annotations

from datetime import timedelta
from smtplib import SMTPAuthenticationError

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from invitations.choices import CancelReason
from invitations.models import Block, Invitation, Reception
from invitations.worker import delivery, schedule
from notifications import outbox_worker
from notifications.backends import CapturingEmailBackend
from notifications.models import EmailPreferences, Outbox
from tests.conftest import invite, mails, reception_of, work

Status = Outbox.Status


class RefusingBackend(CapturingEmailBackend):
    """Cannot sign in at the mail server."""

    def open(self):
        raise SMTPAuthenticationError(535, b"no")


@pytest.fixture
def rows(anna, bruno, carla):
    """The unsent e-mails to Bruno and to Carla, in this order, about Anna's invitations."""
    for member in (bruno, carla):
        Invitation.objects.send(anna, member)
    delivery.deliver_all()
    return list(Outbox.objects.filter(status=Status.WAITING).order_by("member__handle"))


def test_another_members_preferences_stop_nothing(anna, bruno):
    EmailPreferences.objects.filter(member=anna).update(none=True)
    invite(anna, bruno)
    assert mails(bruno)


def test_finishing_one_row_leaves_another_that_is_being_sent(rows):
    for row in rows:
        outbox_worker._claim(row.pk)
        row.refresh_from_db()
    outbox_worker._finish(rows[0], Status.FAILED)
    assert [Outbox.objects.get(pk=row.pk).status for row in rows] == [Status.FAILED, Status.SENDING]


def test_a_mail_server_that_refuses_the_password_fails_no_email(rows):
    assert not outbox_worker.send(rows[0].pk, RefusingBackend())
    rows[0].refresh_from_db()
    assert rows[0].status == Status.WAITING


def test_a_reminder_that_was_answered_before_it_left_is_cancelled(anna, bruno, clock):
    invitation = invite(anna, bruno)
    clock.move(days=8)
    schedule.remind()
    reception_of(invitation).reply("Was it there?")
    work()
    assert Outbox.objects.get(kind="reminder").reason == CancelReason.ANSWERED


def test_the_acceptance_of_a_member_who_deletes_the_account_is_cancelled(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    bruno.leave()
    outbox_worker.job.run()
    assert Outbox.objects.get(kind="accepted").reason == CancelReason.ACCOUNT_GONE


def test_a_block_that_was_lifted_brings_no_email_back(anna, bruno, rows):
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    work()
    assert Outbox.objects.get(pk=rows[0].pk).reason == CancelReason.ENDED


def test_a_block_that_was_lifted_stops_no_email(anna, bruno):
    Block.objects.block(bruno, anna)
    Block.objects.unblock(bruno, anna)
    invite(anna, bruno)
    assert mails(bruno)


def test_only_account_mail_has_a_stored_text_to_delete(rows):
    with CaptureQueriesContext(connection) as queries:
        outbox_worker.send(rows[0].pk, CapturingEmailBackend())
    assert "accountemail" not in str(queries.captured_queries)


def test_a_row_that_was_cancelled_while_it_was_being_sent_stays_so(rows):
    outbox_worker._claim(rows[0].pk)
    rows[0].refresh_from_db()
    Outbox.objects.filter(pk=rows[0].pk).update(status=Status.CANCELLED)
    outbox_worker._finish(rows[0], Status.FAILED)
    assert Outbox.objects.get(pk=rows[0].pk).status == Status.CANCELLED


def test_the_reply_of_a_member_who_deletes_the_account_is_cancelled(anna, bruno):
    Invitation.objects.send_to_address(anna, bruno.email)
    work()
    Reception.objects.get().reply("Was it there?")
    bruno.leave()
    outbox_worker.job.run()
    assert Outbox.objects.get(kind="reply").reason == CancelReason.ACCOUNT_GONE


def test_an_email_about_a_merged_invitation_waits_for_no_withdrawn_one(anna, bruno, clock):
    first = invite(anna, bruno)
    clock.move(days=8)
    Invitation.objects.send_to_address(anna, bruno.email)
    delivery.deliver_all()
    first.withdraw()
    outbox_worker.job.run()
    assert Outbox.objects.get(kind="follow_up").reason == CancelReason.ENDED


def test_the_oldest_due_email_has_not_been_sent(rows, clock):
    outbox_worker.send(rows[0].pk, CapturingEmailBackend())
    clock.move(minutes=5)
    assert outbox_worker.oldest_due() == timedelta(minutes=5)
