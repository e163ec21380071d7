"""Clock jumps cause at most one reminder per invitation and jump, no duplicate e-mail, closing on time."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone

from invitations.models import Invitation, InvitationEvent, Reception, RestrictionRun
from invitations.worker import reminder_batches, schedule
from notifications.models import Outbox
from tests.conftest import invite, invite_address, mails, tick, work
from tests.factories import MemberFactory

JUMPS = {
    "a quarter forward": [90],
    "a week back": [8, -7, 7],
    "forward and back and forward": [90, -7, 90],
    "back before the start": [-30, 37, 7],
    "back and forth": [7, -7, 7, -7, 7, 7, 7],
    "day by day over a jump back": [1] * 8 + [-7] + [1] * 14,
    "half a year and back": [181, -7, 7],
}


@pytest.fixture
def invitations(anna, bruno):
    """Anna has invited a member and a non-member."""
    invite(anna, bruno)
    invite_address(anna, "nina@example.org")


def reminder_counts() -> list[int]:
    """Number of reminders of each invitation."""
    rows = Outbox.objects.filter(kind__in=["reminder", "join_reminder"])
    return [rows.filter(invitation=invitation).count() for invitation in Invitation.objects.order_by("pk")]


@pytest.mark.parametrize("jumps", JUMPS.values(), ids=JUMPS)
def test_at_most_one_reminder_per_jump_and_three_in_total(invitations, bruno, clock, jumps):
    for days in jumps:
        counts = reminder_counts()
        clock.move(days=days)
        tick()
        tick()
        added = [after - before for before, after in zip(counts, reminder_counts(), strict=True)]
        assert max(added) <= (1 if days > 0 else 0)
    assert max(reminder_counts()) <= 3
    assert not Outbox.objects.filter(status__in=["waiting", "sending", "failed"]).exists()
    assert len(mails(bruno, "would like to connect")) == 1
    assert len(mails("nina@example.org", "would like to connect")) == 1
    sent = Outbox.objects.filter(kind="reminder", member=bruno, status="sent").count()
    assert len(mails(bruno, "is still waiting")) == sent


def test_an_invitation_closes_on_its_day_and_stays_closed(invitations, clock):
    clock.move(days=180, seconds=-1)
    tick()
    assert Invitation.objects.open().count() == 2
    clock.move(seconds=1)
    tick()
    clock.move(days=-7)
    tick()
    assert not Invitation.objects.open().exists()
    assert InvitationEvent.objects.filter(kind="closed").count() == 2


def test_no_reminder_when_the_same_tick_closes_the_invitation(invitations, clock):
    clock.move(days=180)
    tick()
    assert not Outbox.objects.filter(kind__in=["reminder", "join_reminder"]).exists()
    assert not InvitationEvent.objects.filter(kind="reminded").exists()
    assert not Reception.objects.filter(next_reminder_at__isnull=False).exists()


def test_a_follow_up_on_the_last_day_keeps_it_open(invitations, clock):
    clock.move(days=180, seconds=-1)
    for invitation in Invitation.objects.open():
        invitation.follow_up()
    clock.move(seconds=1)
    tick()
    assert Invitation.objects.open().count() == 2


def test_a_clock_set_back_does_not_close_early(invitations, clock):
    clock.move(days=90)
    tick()
    clock.move(days=-7)
    tick()
    assert Invitation.objects.open().count() == 2
    clock.move(days=97)
    tick()
    assert not Invitation.objects.open().exists()


@pytest.fixture
def rome(settings):
    settings.TIME_ZONE = "Europe/Rome"


def runs_on_day(clock, day: date) -> int:
    """Run the restriction check every half hour from before to after a day in Rome; number of runs for that day."""
    clock.instant = datetime.combine(day, datetime.min.time(), UTC) - timedelta(hours=3)
    for _ in range(60):
        clock.move(minutes=30)
        schedule.restrict_refused_members()
    return RestrictionRun.objects.filter(day=day).count()


@pytest.mark.django_db
@pytest.mark.parametrize(
    "day",
    [date(2026, 3, 29), date(2026, 10, 25), date(2028, 2, 29)],
    ids=["23 hours", "25 hours", "29 February"],
)
def test_one_restriction_run_per_calendar_day_in_rome(rome, clock, day):
    assert runs_on_day(clock, day) == 1
    assert RestrictionRun.objects.count() == 3
    assert all(
        timezone.localtime(run.at, timezone.get_default_timezone()).date() == run.day
        for run in RestrictionRun.objects.all()
    )


@pytest.mark.django_db
def test_a_run_counts_for_the_day_in_the_time_zone_of_the_site(rome, clock):
    clock.instant = datetime(2026, 11, 22, 23, 30, tzinfo=UTC)
    with timezone.override("Pacific/Honolulu"):
        schedule.restrict_refused_members()
    assert RestrictionRun.objects.get().day == date(2026, 11, 23)


@pytest.mark.parametrize(
    "start", [datetime(2026, 3, 25, 1, 30, tzinfo=UTC), datetime(2026, 10, 21, 0, 30, tzinfo=UTC)]
)
def test_a_reminder_is_sent_once_over_a_daylight_saving_change(rome, anna, bruno, clock, start):
    clock.instant = start
    invite(anna, bruno)
    clock.move(days=6, hours=20)
    for hour in range(8):
        tick()
        assert len(mails(bruno, "is still waiting")) == (hour >= 4)
        clock.move(hours=1)


@pytest.mark.parametrize("hour", [0, 22])
def test_an_invitation_sent_on_29_february(rome, anna, bruno, clock, client_for, hour):
    clock.instant = datetime(2028, 2, 29, hour, 30, tzinfo=UTC)
    invitation = invite(anna, bruno)
    assert "29 February" in client_for(anna).get("/invitations/sent/").content.decode()
    for days in (*[6] * 5, 60, 60, 30, 180):  # the reminders, the 180th day, another year
        clock.move(days=days)
        tick()
    invitation.refresh_from_db()
    assert (len(mails(bruno, "is still waiting")), invitation.status) == (3, "closed")
    assert invitation.closed_at == invitation.sent_at + timedelta(days=180)
    assert "2028" in client_for(anna).get("/invitations/sent/").content.decode()


def test_overdue_reminders_in_several_chunks_are_sent_once_each(anna, clock, monkeypatch):
    monkeypatch.setattr(reminder_batches, "BATCH_SIZE", 4)
    for person in MemberFactory.create_batch(9):
        Invitation.objects.send(person, anna)
    work()
    clock.move(days=90)
    tick()
    tick()
    assert set(Reception.objects.values_list("reminders_sent", flat=True)) == {1}
    assert len(mails(anna, "is still waiting")) == 9
