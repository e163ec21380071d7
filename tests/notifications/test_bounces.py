"""Bounces and complaints reported by the e-mail provider, and the suppressions that they cause."""

from __future__ import annotations

import json
from base64 import b64encode
from datetime import timedelta

import pytest
from allauth.account.signals import email_confirmed
from anymail.signals import AnymailTrackingEvent
from django.conf import settings
from django.core.serializers import serialize
from django.test import Client
from django_tasks_db.models import DBTaskResult

from invitations.models import Invitation
from network import clock as product_clock
from network.common import jobs, worker
from notifications import suppressions, webhooks
from notifications.models import AddressVerification, Outbox, Suppression
from tests.conftest import invite, mails, reception_of, tick, work
from tests.factories import MemberFactory

WEBHOOK_URL = "/anymail/postmark/tracking/"
BOUNCE = {
    "RecordType": "Bounce", "ID": 4323372036, "Type": "HardBounce", "Email": "Bruno@example.org",
    "Details": "550 5.1.1 <bruno@example.org> no such\x00 user", "BouncedAt": "2026-11-22T08:00:00Z",
}  # fmt: skip
COMPLAINT = BOUNCE | {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": 7}
UNSUBSCRIBED = {
    "RecordType": "SubscriptionChange", "Recipient": "bruno@example.org", "SuppressSending": True,
    "SuppressionReason": "ManualSuppression", "ChangedAt": "2026-11-22T08:00:00Z",
}  # fmt: skip


def report(event: dict, secret: str = settings.ANYMAIL["WEBHOOK_SECRET"][0]) -> int:
    """Post an event as the provider does: with the secret, without a cookie. Returns the status code."""
    browser = Client(enforce_csrf_checks=True)
    headers = {"Authorization": "Basic " + b64encode(secret.encode()).decode()}
    return browser.post(WEBHOOK_URL, json.dumps(event), "application/json", headers=headers).status_code


@pytest.mark.parametrize(
    ("event", "reason"),
    [(BOUNCE, "address bounces"), (COMPLAINT, "complaint"), (UNSUBSCRIBED, "signed off at the provider")],
)
def test_a_suppressed_address_gets_no_email_but_the_invitation_is_delivered(anna, bruno, event, reason):
    assert report(event) == 200
    invitation = invite(anna, bruno)
    row = Outbox.objects.get(kind="invitation")
    assert (row.status, row.reason) == ("cancelled", reason)
    assert not mails(bruno)
    assert reception_of(invitation).place == "inbox"


@pytest.mark.parametrize(
    "body", ["a string", [], [1], None, 7, {"RecordType": ["Bounce"]}, {"Email": {}}], ids=repr
)
def test_an_odd_body_is_refused(bruno, body):
    assert report(body) in (200, 400)
    assert not Suppression.objects.exists()


def test_a_wrong_secret_is_refused(bruno):
    assert report(BOUNCE, "postmark:another-secret-of-theirs") == 400
    assert not Suppression.objects.exists()


def test_a_repeated_event_is_recorded_once(bruno):
    for event in (BOUNCE, BOUNCE, COMPLAINT, BOUNCE):
        assert report(event) == 200
    assert sorted(Suppression.objects.values_list("kind", flat=True)) == ["bounce", "complaint"]


def test_an_event_repeated_after_the_lift_is_ignored(anna, bruno):
    report(BOUNCE)
    Suppression.objects.get().lift()
    report(BOUNCE)
    invite(anna, bruno)
    assert mails(bruno)


def test_a_complaint_takes_precedence_over_a_bounce(anna, bruno):
    report(BOUNCE)
    report(COMPLAINT)
    invite(anna, bruno)
    assert Outbox.objects.get(kind="invitation").reason == "complaint"


def test_only_a_keyed_hash_of_the_address_is_stored(bruno):
    report(BOUNCE)
    row = Suppression.objects.get()
    assert "bruno" not in serialize("json", [row]).lower()
    assert (row.member, row.details) == (bruno, "550 5.1.1 … no such user")


@pytest.mark.parametrize(
    "fields",
    [
        {"Type": "SoftBounce"},
        {"Type": "Transient"},
        {"RecordType": "Delivery"},
        {"Type": "Blocked"},
        {"Email": None},
    ],
)
def test_temporary_failures_suppress_nothing(anna, bruno, fields):
    assert report(BOUNCE | fields) == 200
    invite(anna, bruno)
    assert mails(bruno)


def test_a_temporary_failure_is_logged_without_the_address(db, caplog):
    report(BOUNCE | {"Type": "SoftBounce", "MessageID": "m-1"})
    assert caplog.messages == ["Postmark: bounced m-1 550 5.1.1 … no such user"]


@pytest.mark.parametrize(
    "esp_event",
    [
        {"event": "soft_bounce"},
        {"type": "activity.soft_bounced"},
        {"bounce": {"bounceType": "Transient"}},
        {"bounce": {"bounceType": "Undetermined"}},
        {"msys": {"message_event": {"bounce_class": "22"}}},
        {"event": "bounce", "hard_bounce": False},
    ],
)
def test_soft_bounces_of_every_provider_are_recognized(esp_event):
    event = AnymailTrackingEvent(event_type="bounced", reject_reason="bounced", esp_event=esp_event)
    assert webhooks.kind_of(event) is None


@pytest.mark.parametrize(
    ("event_type", "reject_reason", "kind"),
    [
        ("bounced", None, "bounce"), ("bounced", "invalid", "bounce"), ("bounced", "spam", None),
        ("rejected", "bounced", "bounce"), ("rejected", "spam", "complaint"), ("rejected", None, None),
        ("rejected", "unsubscribed", "unsubscribe"), ("deferred", None, None), ("opened", None, None),
    ],
)  # fmt: skip
def test_the_kind_of_suppression(event_type, reject_reason, kind):
    event = AnymailTrackingEvent(
        event_type=event_type, reject_reason=reject_reason, esp_event={"event": "hard_bounce"}
    )
    assert webhooks.kind_of(event) == kind


def test_the_address_of_a_non_member_is_suppressed(anna):
    report(BOUNCE | {"Email": "new@example.com"})
    Invitation.objects.send_to_address(anna, "new@example.com")
    work()
    assert not mails("new@example.com")
    assert Outbox.objects.get(kind="join").reason == "address bounces"


def test_account_emails_ignore_suppressions(bruno):
    report(BOUNCE)
    bruno.allowance.restrict()
    work()
    assert mails(bruno)


def test_a_new_primary_address_is_not_suppressed(anna, bruno):
    report(BOUNCE)
    bruno.email = "bruno@work.example"
    bruno.save()
    invite(anna, bruno)
    assert mails("bruno@work.example")


def test_verifying_the_address_lifts_the_suppression(anna, bruno, settings):
    report(BOUNCE)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    verify_address(bruno)
    invite(anna, bruno)
    assert mails(bruno)


def verify_address(member) -> None:
    email_confirmed.send(sender=None, request=None, email_address=member.emailaddress_set.get())


@pytest.mark.django_db(transaction=True)
def test_tick_enqueues_a_lost_task_again(anna, bruno):
    report(BOUNCE)
    verify_address(bruno)
    DBTaskResult.objects.all().delete()
    jobs.tick()
    task_paths = DBTaskResult.objects.values_list("task_path", flat=True)
    assert [path.rpartition(".")[2] for path in task_paths] == ["lift_suppressions"]
    worker.drain()
    assert not Suppression.objects.standing().exists()
    assert not AddressVerification.objects.exists()


def test_a_verification_that_another_worker_has_processed_is_skipped(bruno):
    verify_address(bruno)
    pk = AddressVerification.objects.get().pk
    assert [suppressions.job.run_one(pk), suppressions.job.run_one(pk)] == [True, False]


def test_a_bounce_after_the_verification_is_kept(bruno, clock):
    verify_address(bruno)
    clock.move(seconds=1)
    report(BOUNCE)
    work()
    assert Suppression.objects.standing().exists()


def test_an_unprocessed_verification_stalls_the_queue(bruno, clock):
    verify_address(bruno)
    clock.move(minutes=6)
    assert jobs.queue_is_stalled()
    work()
    assert not jobs.queue_is_stalled()


@pytest.mark.parametrize("days", [-7, 7])
def test_stalling_is_measured_in_real_time(bruno, clock, days):
    with product_clock.frozen_at(clock.now() + timedelta(days=days)):
        verify_address(bruno)
    assert not jobs.queue_is_stalled()
    clock.move(minutes=6)
    assert jobs.queue_is_stalled()


@pytest.mark.parametrize(
    ("event", "text"), [(BOUNCE, "came back"), (COMPLAINT, "marked as spam"), (UNSUBSCRIBED, "unsubscribed")]
)
def test_the_preferences_explain_the_suppression_and_can_lift_it(anna, bruno, client_for, event, text):
    report(event)
    page = client_for(bruno).get("/settings/email/").content.decode()
    assert text in page
    assert "<bdi>bruno@example.org</bdi>" in page
    response = client_for(bruno).post("/settings/email/again/", follow=True)
    assert "We’ll send e-mails to this address again." in response.content.decode()
    assert text not in response.content.decode()
    invite(anna, bruno)
    assert mails(bruno)


def test_a_member_cannot_lift_the_suppression_of_another(anna, bruno, client_for):
    report(BOUNCE)
    client_for(anna).post("/settings/email/again/")
    assert "came back" not in client_for(anna).get("/settings/email/").content.decode()
    assert Suppression.objects.standing().exists()


def test_a_suppression_from_before_joining_is_lifted_by_verification(db):
    Suppression.objects.record("new@example.com", "complaint", "1", "", product_clock.now())
    member = MemberFactory(email="new@example.com")
    assert not Suppression.objects.of(member).exists()
    verify_address(member)
    work()
    assert not Suppression.objects.standing().exists()


def test_reminders_continue_after_the_lift(anna, bruno, clock):
    invite(anna, bruno)
    report(BOUNCE)
    for _week in range(2):
        clock.move(days=7)
        tick()
        Suppression.objects.lift()
    reminders = Outbox.objects.filter(kind="reminder").order_by("pk")
    assert [row.reason for row in reminders] == ["address bounces", ""]
