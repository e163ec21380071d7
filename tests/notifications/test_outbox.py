import pytest
from django.core import mail as django_mail
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django_tasks_db.models import DBTaskResult

from invitations.models import Invitation
from invitations.worker import delivery
from network.common import jobs
from notifications import outbox_worker
from notifications.backends import CapturingEmailBackend
from notifications.models import CapturedEmail, EmailPreferences, Outbox
from tests.conftest import invite, mails, reception_of, tick, work


def deliver_only(anna, bruno) -> Outbox:
    """Deliver an invitation; return the unsent outbox row of its e-mail."""
    Invitation.objects.send(anna, bruno)
    delivery.deliver_all()
    return Outbox.objects.get(kind="invitation")


@pytest.mark.parametrize("verb", ["ignore", "accept"])
def test_an_invitation_answered_before_sending_is_cancelled(anna, bruno, verb):
    row = deliver_only(anna, bruno)
    getattr(reception_of(row.invitation), verb)()
    work()
    row.refresh_from_db()
    assert row.status == Outbox.Status.CANCELLED
    assert row.reason in ("ignored before it left", "accepted before it left")
    assert not mails(bruno)


def test_a_follow_up_is_cancelled_if_another_invitation_was_accepted(anna, bruno, clock):
    """Bruno has two invitations: the e-mail about the second is cancelled when he accepts the first."""
    first = invite(anna, bruno)
    clock.move(days=8)
    Invitation.objects.send_to_address(anna, bruno.email)
    delivery.deliver_all()
    reception_of(first).accept()
    work()
    assert Outbox.objects.get(kind="follow_up").reason == "ended before it left"


def test_a_claimed_row_is_not_sent_by_another_worker(anna, bruno):
    row = deliver_only(anna, bruno)
    outbox_worker._claim(row.pk)
    assert not outbox_worker.send(row.pk, CapturingEmailBackend())
    assert not mails(bruno)


@pytest.mark.rule("R30")
def test_an_invitation_withdrawn_before_sending_is_cancelled(anna, bruno):
    row = deliver_only(anna, bruno)
    row.invitation.withdraw()
    work()
    row.refresh_from_db()
    assert (row.status, row.reason) == (Outbox.Status.CANCELLED, "withdrawn before it left")


def test_an_invitation_refused_before_sending_is_cancelled(anna, bruno):
    row = deliver_only(anna, bruno)
    reception = reception_of(row.invitation)
    reception.ignore()
    reception.say_unknown()
    work()
    row.refresh_from_db()
    assert row.reason == "refused before it left"


def test_a_reminder_is_cancelled_after_a_reply(anna, bruno, clock):
    reception = reception_of(invite(anna, bruno))
    clock.move(days=7)
    jobs.tick()
    reception.reply("Who are you?")
    work()
    assert Outbox.objects.get(kind="reminder").reason == "answered before it left"


@pytest.mark.rule("R09")
def test_disabled_invitation_emails_do_not_affect_the_inbox(anna, bruno):
    EmailPreferences.objects.filter(member=bruno).update(invitations=False)
    invitation = invite(anna, bruno)
    assert not mails(bruno)
    assert Outbox.objects.get(kind="invitation").reason == "switched off"
    assert reception_of(invitation).place == "inbox"


@pytest.mark.rule("R10")
def test_acceptance_emails_respect_the_preferences_of_the_sender(anna, bruno):
    EmailPreferences.objects.filter(member=anna).update(none=True)
    reception_of(invite(anna, bruno)).accept()
    work()
    assert not mails(anna)
    assert Outbox.objects.get(kind="accepted").status == Outbox.Status.SILENT


def test_the_key_is_unique(anna, bruno):
    row = deliver_only(anna, bruno)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbox.objects.create(key=row.key, kind=row.kind, address=row.address)


def failing_for(member, function):
    """Wrap a function of an outbox row or e-mail so that it fails for one recipient."""

    def wrapper(row_or_mail):
        if member.email in (getattr(row_or_mail, "address", ""), *getattr(row_or_mail, "to", [])):
            raise RuntimeError("broken")
        return function(row_or_mail)

    return wrapper


def test_a_row_that_cannot_be_built_fails_and_others_are_sent(anna, bruno, carla, monkeypatch):
    monkeypatch.setattr(outbox_worker.emails, "build", failing_for(bruno, outbox_worker.emails.build))
    invite(anna, bruno)
    invite(anna, carla)
    row = Outbox.objects.get(member=bruno)
    assert (row.status, row.details) == ("failed", "RuntimeError: broken")
    assert mails(carla)


def test_a_row_that_cannot_be_sent_is_postponed_and_others_are_sent(anna, bruno, carla, clock, monkeypatch):
    capture = CapturingEmailBackend._capture
    monkeypatch.setattr(
        CapturingEmailBackend,
        "_capture",
        lambda self, mail: failing_for(bruno, lambda m: capture(self, m))(mail),
    )
    invite(anna, bruno)
    invite(anna, carla)
    row = Outbox.objects.get(member=bruno)
    assert (row.status, row.attempts, row.details) == ("waiting", 1, "RuntimeError: broken")
    assert mails(carla)
    monkeypatch.setattr(CapturingEmailBackend, "_capture", capture)
    work()
    assert not mails(bruno)
    clock.move(minutes=1)
    tick()
    assert mails(bruno)


def test_an_expired_lease_is_claimed_again(anna, bruno, clock):
    row = deliver_only(anna, bruno)
    assert outbox_worker._claim(row.pk)
    assert not outbox_worker._claim(row.pk)
    clock.move(minutes=6)
    work()
    assert mails(bruno)


def test_a_worker_with_an_expired_lease_does_not_postpone_a_sent_row(anna, bruno, clock, monkeypatch):
    row = deliver_only(anna, bruno)
    build = outbox_worker.emails.build

    def build_slowly(row):
        monkeypatch.setattr(outbox_worker.emails, "build", build)
        clock.move(minutes=6)
        outbox_worker.job.run()
        raise RuntimeError("too late")

    monkeypatch.setattr(outbox_worker.emails, "build", build_slowly)
    outbox_worker.send(row.pk, CapturingEmailBackend())
    row.refresh_from_db()
    assert (row.status, len(mails(bruno))) == ("sent", 1)


@pytest.mark.parametrize(
    ("owner", "step"),
    [(outbox_worker.emails, "build"), (CapturingEmailBackend, "_capture")],
    ids=["build", "send"],
)
def test_a_worker_with_an_expired_lease_does_not_change_a_row_being_sent(
    anna, bruno, clock, monkeypatch, owner, step
):
    row = deliver_only(anna, bruno)

    def fail_late(*args):
        clock.move(minutes=6)
        assert outbox_worker._claim(row.pk)
        raise RuntimeError("too late")

    monkeypatch.setattr(owner, step, fail_late)
    outbox_worker.send(row.pk, CapturingEmailBackend())
    row.refresh_from_db()
    assert (row.status, row.attempts, row.reason) == ("sending", 2, "")


def test_tick_enqueues_a_lost_task_again(anna, bruno, db):
    Invitation.objects.send(anna, bruno)
    DBTaskResult.objects.all().delete()
    jobs.tick()
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_tick_drain_processes_everything(anna, bruno, capsys):
    Invitation.objects.send(anna, bruno)
    call_command("tick", "--drain")
    assert mails(bruno)
    assert not Outbox.objects.due().exists()


def test_the_configured_email_backend_is_used(anna, bruno, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invite(anna, bruno)
    assert django_mail.outbox[0].to == ["bruno@example.org"]
    assert not CapturedEmail.objects.exists()


def test_an_unavailable_server_postpones_the_row(anna, bruno, clock, monkeypatch):
    original = CapturingEmailBackend.open

    def refuse(self):
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr(CapturingEmailBackend, "open", refuse)
    invite(anna, bruno)
    assert Outbox.objects.get().details == "ConnectionRefusedError: no server"
    monkeypatch.setattr(CapturingEmailBackend, "open", original)
    clock.move(minutes=1)
    tick()
    assert mails(bruno)


def test_the_current_primary_address_is_used(anna, bruno):
    row = deliver_only(anna, bruno)
    type(bruno).objects.filter(pk=bruno.pk).update(email="bruno@work.example")
    work()
    row.refresh_from_db()
    assert row.address == "bruno@work.example"
    assert mails("bruno@work.example")


def test_an_email_to_a_sender_whose_invitation_is_gone_fails_alone(anna, bruno):
    reception_of(invite(anna, bruno)).accept()
    Outbox.objects.filter(kind="accepted").update(status="waiting", invitation=None)
    Outbox.objects.filter(kind="accepted").update(next_at="2026-01-01T00:00Z")
    work()
    assert Outbox.objects.get(kind="accepted").status == Outbox.Status.FAILED
