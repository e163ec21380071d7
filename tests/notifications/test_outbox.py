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
    """Delivered, its mail not yet sent."""

    Invitation.objects.send(anna, bruno)
    delivery.deliver_all()
    return Outbox.objects.get(kind="invitation")


@pytest.mark.parametrize("verb", ["ignore", "accept"])
def test_asked_again_before_it_leaves(anna, bruno, verb):
    row = deliver_only(anna, bruno)
    getattr(reception_of(row.invitation), verb)()
    work()
    row.refresh_from_db()
    assert row.status == Outbox.Status.CANCELLED
    assert row.reason in ("ignored before it left", "accepted before it left")
    assert not mails(bruno)


def test_accepted_another_way_before_it_left(anna, bruno, clock):
    """Two ways to Bruno: the mail about the second is not due once he has accepted the first."""
    first = invite(anna, bruno)
    clock.move(days=8)
    Invitation.objects.send_to_address(anna, bruno.email)
    delivery.deliver_all()
    reception_of(first).accept()
    work()
    assert Outbox.objects.get(kind="follow_up").reason == "ended before it left"


def test_a_row_that_another_worker_took_is_left_alone(anna, bruno):
    row = deliver_only(anna, bruno)
    outbox_worker._claim(row.pk)
    assert not outbox_worker.send(row.pk, CapturingEmailBackend())
    assert not mails(bruno)


@pytest.mark.rule("R30")
def test_withdrawn_before_it_left(anna, bruno):
    row = deliver_only(anna, bruno)
    row.invitation.withdraw()
    work()
    row.refresh_from_db()
    assert (row.status, row.reason) == (Outbox.Status.CANCELLED, "withdrawn before it left")


def test_refused_before_it_left(anna, bruno):
    row = deliver_only(anna, bruno)
    reception = reception_of(row.invitation)
    reception.ignore()
    reception.say_unknown()
    work()
    row.refresh_from_db()
    assert row.reason == "refused before it left"


def test_a_reminder_is_not_due_once_answered(anna, bruno, clock):
    reception = reception_of(invite(anna, bruno))
    clock.move(days=7)
    jobs.tick()
    reception.reply("Who are you?")
    work()
    assert Outbox.objects.get(kind="reminder").reason == "answered before it left"


@pytest.mark.rule("R09")
def test_switched_off_they_stop_and_the_inbox_does_not(anna, bruno):
    EmailPreferences.objects.filter(member=bruno).update(invitations=False)
    invitation = invite(anna, bruno)
    assert not mails(bruno)
    assert Outbox.objects.get(kind="invitation").reason == "switched off"
    assert reception_of(invitation).place == "inbox"


@pytest.mark.rule("R10")
def test_an_acceptance_obeys_the_senders_preferences(anna, bruno):
    EmailPreferences.objects.filter(member=anna).update(none=True)
    reception_of(invite(anna, bruno)).accept()
    work()
    assert not mails(anna)
    assert Outbox.objects.get(kind="accepted").status == Outbox.Status.SILENT


def test_one_key_one_row(anna, bruno):
    row = deliver_only(anna, bruno)
    with pytest.raises(IntegrityError), transaction.atomic():
        Outbox.objects.create(key=row.key, kind=row.kind, address=row.address)


def broken_for(member, whole):
    def broken(row_or_mail):
        if member.email in (getattr(row_or_mail, "address", ""), *getattr(row_or_mail, "to", [])):
            raise RuntimeError("broken")
        return whole(row_or_mail)

    return broken


def test_what_cannot_be_built_fails_alone(anna, bruno, carla, monkeypatch):
    monkeypatch.setattr(outbox_worker.emails, "build", broken_for(bruno, outbox_worker.emails.build))
    invite(anna, bruno)
    invite(anna, carla)
    row = Outbox.objects.get(member=bruno)
    assert (row.status, row.details) == ("failed", "RuntimeError: broken")
    assert mails(carla)


def test_what_cannot_be_sent_is_put_off_alone(anna, bruno, carla, clock, monkeypatch):
    capture = CapturingEmailBackend._capture
    monkeypatch.setattr(
        CapturingEmailBackend,
        "_capture",
        lambda self, mail: broken_for(bruno, lambda m: capture(self, m))(mail),
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


def test_a_lease_that_ran_out_is_taken_up_again(anna, bruno, clock):
    row = deliver_only(anna, bruno)
    assert outbox_worker._claim(row.pk)
    assert not outbox_worker._claim(row.pk)
    clock.move(minutes=6)
    work()
    assert mails(bruno)


def test_a_worker_whose_lease_ran_out_does_not_put_off_what_another_has_sent(anna, bruno, clock, monkeypatch):
    row = deliver_only(anna, bruno)
    build = outbox_worker.emails.build

    def slowly(slow):
        monkeypatch.setattr(outbox_worker.emails, "build", build)
        clock.move(minutes=6)
        outbox_worker.job.run()
        raise RuntimeError("too late")

    monkeypatch.setattr(outbox_worker.emails, "build", slowly)
    outbox_worker.send(row.pk, CapturingEmailBackend())
    row.refresh_from_db()
    assert (row.status, len(mails(bruno))) == ("sent", 1)


@pytest.mark.parametrize(
    ("owner", "step"),
    [(outbox_worker.emails, "build"), (CapturingEmailBackend, "_capture")],
    ids=["build", "send"],
)
def test_a_worker_whose_lease_ran_out_leaves_alone_what_another_is_sending(
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


def test_tick_puts_back_what_a_lost_task_left(anna, bruno, db):
    Invitation.objects.send(anna, bruno)

    DBTaskResult.objects.all().delete()
    jobs.tick()
    assert DBTaskResult.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_tick_drain_works_everything_off(anna, bruno, capsys):
    Invitation.objects.send(anna, bruno)
    call_command("tick", "--drain")
    assert mails(bruno)
    assert not Outbox.objects.due().exists()


def test_mail_goes_through_the_connection_of_the_settings(anna, bruno, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    invite(anna, bruno)
    assert django_mail.outbox[0].to == ["bruno@example.org"]
    assert not CapturedEmail.objects.exists()


def test_a_server_that_does_not_answer_puts_off_and_is_asked_again(anna, bruno, clock, monkeypatch):
    whole = CapturingEmailBackend.open

    def refuse(self):
        raise ConnectionRefusedError("no server")

    monkeypatch.setattr(CapturingEmailBackend, "open", refuse)
    invite(anna, bruno)
    assert Outbox.objects.get().details == "ConnectionRefusedError: no server"
    monkeypatch.setattr(CapturingEmailBackend, "open", whole)
    clock.move(minutes=1)
    tick()
    assert mails(bruno)


def test_mail_goes_to_the_primary_address_of_the_day(anna, bruno):
    row = deliver_only(anna, bruno)
    type(bruno).objects.filter(pk=bruno.pk).update(email="bruno@work.example")
    work()
    row.refresh_from_db()
    assert row.address == "bruno@work.example"
    assert mails("bruno@work.example")
