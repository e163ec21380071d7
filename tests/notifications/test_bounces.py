"""What a provider reports of our mail, and what comes of it."""

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
from notifications import webhooks
from notifications.models import AddressVerification, Outbox, Suppression
from tests.conftest import invite, mails, reception_of, tick, work
from tests.factories import MemberFactory

REPORTS = "/anymail/postmark/tracking/"
BOUNCE = {
    "RecordType": "Bounce", "ID": 4323372036, "Type": "HardBounce", "Email": "Bruno@example.org",
    "Details": "550 5.1.1 <bruno@example.org> no such\x00 user", "BouncedAt": "2026-11-22T08:00:00Z",
}  # fmt: skip
COMPLAINT = BOUNCE | {"RecordType": "SpamComplaint", "Type": "SpamComplaint", "ID": 7}
SIGNED_OFF = {
    "RecordType": "SubscriptionChange", "Recipient": "bruno@example.org", "SuppressSending": True,
    "SuppressionReason": "ManualSuppression", "ChangedAt": "2026-11-22T08:00:00Z",
}  # fmt: skip


def report(event: dict, secret: str = settings.ANYMAIL["WEBHOOK_SECRET"][0]) -> int:
    """As the provider does: with the secret, without a cookie."""
    browser = Client(enforce_csrf_checks=True)
    proof = {"Authorization": "Basic " + b64encode(secret.encode()).decode()}
    return browser.post(REPORTS, json.dumps(event), "application/json", headers=proof).status_code


@pytest.mark.parametrize(
    ("event", "reason"),
    [(BOUNCE, "address bounces"), (COMPLAINT, "complaint"), (SIGNED_OFF, "signed off at the provider")],
)
def test_nothing_more_is_mailed_and_the_inbox_stays(anna, bruno, event, reason):
    assert report(event) == 200
    invitation = invite(anna, bruno)
    row = Outbox.objects.get(kind="invitation")
    assert (row.status, row.reason) == ("cancelled", reason)
    assert not mails(bruno)
    assert reception_of(invitation).place == "inbox"


def test_only_who_knows_the_secret_is_heard(bruno):
    assert report(BOUNCE, "postmark:another-secret-of-theirs") == 400
    assert not Suppression.objects.exists()


def test_the_same_event_again_and_again_is_one(bruno):
    for event in (BOUNCE, BOUNCE, COMPLAINT, BOUNCE):
        assert report(event) == 200
    assert sorted(Suppression.objects.values_list("kind", flat=True)) == ["bounce", "complaint"]


def test_an_event_that_comes_again_after_the_lift_is_an_old_one(anna, bruno):
    report(BOUNCE)
    Suppression.objects.get().lift()
    report(BOUNCE)
    invite(anna, bruno)
    assert mails(bruno)


def test_a_complaint_weighs_more_than_a_bounce(anna, bruno):
    report(BOUNCE)
    report(COMPLAINT)
    invite(anna, bruno)
    assert Outbox.objects.get(kind="invitation").reason == "complaint"


def test_of_the_address_a_keyed_hash_is_kept_and_nothing_else(bruno):
    report(BOUNCE)
    row = Suppression.objects.get()
    assert "bruno" not in serialize("json", [row]).lower()
    assert (row.member, row.details) == (bruno, "550 5.1.1 … no such user")


@pytest.mark.parametrize(
    "passing",
    [
        {"Type": "SoftBounce"},
        {"Type": "Transient"},
        {"RecordType": "Delivery"},
        {"Type": "Blocked"},
        {"Email": None},
    ],
)
def test_what_passes_stops_nothing(anna, bruno, passing):
    assert report(BOUNCE | passing) == 200
    invite(anna, bruno)
    assert mails(bruno)


def test_of_passing_trouble_a_line_is_logged_without_the_address(db, caplog):
    report(BOUNCE | {"Type": "SoftBounce", "MessageID": "m-1"})
    assert caplog.messages == ["Postmark: bounced m-1 550 5.1.1 … no such user"]


@pytest.mark.parametrize(
    "said",
    [
        {"event": "soft_bounce"},
        {"type": "activity.soft_bounced"},
        {"bounce": {"bounceType": "Transient"}},
        {"msys": {"message_event": {"bounce_class": "22"}}},
        {"event": "bounce", "hard_bounce": False},
    ],
)
def test_every_provider_has_its_own_word_for_a_soft_bounce(said):
    event = AnymailTrackingEvent(event_type="bounced", reject_reason="bounced", esp_event=said)
    assert webhooks.kind_of(event) is None


@pytest.mark.parametrize(
    ("kind", "reason", "verdict"),
    [
        ("bounced", None, "bounce"), ("bounced", "invalid", "bounce"), ("bounced", "spam", None),
        ("rejected", "bounced", "bounce"), ("rejected", "spam", "complaint"), ("rejected", None, None),
        ("rejected", "unsubscribed", "unsubscribe"), ("deferred", None, None), ("opened", None, None),
    ],
)  # fmt: skip
def test_what_stops_mail(kind, reason, verdict):
    event = AnymailTrackingEvent(event_type=kind, reject_reason=reason, esp_event={"event": "hard_bounce"})
    assert webhooks.kind_of(event) == verdict


def test_a_newcomer_s_address_too(anna):
    report(BOUNCE | {"Email": "new@example.com"})
    Invitation.objects.send_to_address(anna, "new@example.com")
    work()
    assert not mails("new@example.com")
    assert Outbox.objects.get(kind="join").reason == "address bounces"


def test_account_mail_is_tried_all_the_same(bruno):
    report(BOUNCE)
    bruno.allowance.restrict()
    work()
    assert mails(bruno)


def test_another_primary_address_is_written_to(anna, bruno):
    report(BOUNCE)
    bruno.email = "bruno@work.example"
    bruno.save()
    invite(anna, bruno)
    assert mails("bruno@work.example")


def test_whoever_verifies_the_address_is_written_to_again(anna, bruno, settings):
    report(BOUNCE)
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    verifies(bruno)
    invite(anna, bruno)
    assert mails(bruno)


def verifies(member) -> None:
    email_confirmed.send(sender=None, request=None, email_address=member.emailaddress_set.get())


@pytest.mark.django_db(transaction=True)
def test_a_lost_task_is_found_again(anna, bruno):
    report(BOUNCE)
    verifies(bruno)
    DBTaskResult.objects.all().delete()
    jobs.tick()
    tasks_found = DBTaskResult.objects.values_list("task_path", flat=True)
    assert [path.rpartition(".")[2] for path in tasks_found] == ["lift_suppressions"]
    worker.drain()
    assert not Suppression.objects.standing().exists()
    assert not AddressVerification.objects.exists()


def test_what_came_back_after_that_counts(bruno, clock):
    verifies(bruno)
    clock.move(seconds=1)
    report(BOUNCE)
    work()
    assert Suppression.objects.standing().exists()


def test_nobody_who_lifts_it_is_seen(bruno, clock):
    verifies(bruno)
    clock.move(minutes=6)
    assert jobs.queue_is_stalled()
    work()
    assert not jobs.queue_is_stalled()


@pytest.mark.parametrize("days", [-7, 7])
def test_that_the_demo_has_moved_its_clock_lets_nothing_lie(bruno, clock, days):
    with product_clock.frozen_at(clock.now() + timedelta(days=days)):
        verifies(bruno)
    assert not jobs.queue_is_stalled()
    clock.move(minutes=6)
    assert jobs.queue_is_stalled()


@pytest.mark.parametrize(
    ("event", "words"), [(BOUNCE, "comes back"), (COMPLAINT, "marked as spam"), (SIGNED_OFF, "signed off")]
)
def test_the_member_reads_why_and_can_ask_for_mail_again(anna, bruno, client_for, event, words):
    report(event)
    page = client_for(bruno).get("/settings/email/").content.decode()
    assert words in page
    assert "<bdi>bruno@example.org</bdi>" in page
    answer = client_for(bruno).post("/settings/email/again/", follow=True)
    assert "We will write to this address again." in answer.content.decode()
    assert words not in answer.content.decode()
    invite(anna, bruno)
    assert mails(bruno)


def test_nobody_lifts_what_stands_against_another(anna, bruno, client_for):
    report(BOUNCE)
    client_for(anna).post("/settings/email/again/")
    assert "comes back" not in client_for(anna).get("/settings/email/").content.decode()
    assert Suppression.objects.standing().exists()


def test_what_was_reported_before_somebody_joined_is_theirs_to_read_only_by_verifying(db):
    Suppression.objects.record("new@example.com", "complaint", "1", "", product_clock.now())
    member = MemberFactory(email="new@example.com")
    assert not Suppression.objects.of(member).exists()
    verifies(member)
    work()
    assert not Suppression.objects.standing().exists()


def test_reminders_stop_too_and_go_on_after_the_lift(anna, bruno, clock):
    invite(anna, bruno)
    report(BOUNCE)
    for _week in range(2):
        clock.move(days=7)
        tick()
        Suppression.objects.lift()
    reminders = Outbox.objects.filter(kind="reminder").order_by("pk")
    assert [row.reason for row in reminders] == ["address bounces", ""]
