"""The registry of background jobs, and properties of every registered job."""

from datetime import timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils.module_loading import import_string

from invitations.models import Block, Invitation
from network.common import jobs
from network.members.models import Member
from tests.conftest import invite, work
from tests.factories import MemberFactory


class GreetingJob(jobs.RowJob):
    """Sets the headline of members, except the `failing` and `locked` ones."""

    name = "greetings"
    task = "tests.common.test_jobs.task"

    def __init__(self, failing=(), locked=(), error=RuntimeError):
        self.failing, self.locked, self.error, self.postponed = failing, locked, error, []

    def due(self):
        return Member.objects.filter(headline="").order_by("pk")

    def claim(self, pk):
        member = Member.objects.get(pk=pk)
        return None if member in self.locked else member

    def process(self, row):
        if row in self.failing:
            raise self.error
        return bool(Member.objects.filter(pk=row.pk).update(headline="Hello"))

    def postpone(self, row):
        self.postponed.append(row)


@pytest.fixture
def members(db):
    return MemberFactory.create_batch(5, headline="")


def test_the_retry_delay_doubles_up_to_a_day():
    minutes = [jobs.retry_delay(attempts) / timedelta(minutes=1) for attempts in range(1, 14)]
    assert minutes == [1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 1440, 1440]
    assert jobs.retry_delay(32_767) == timedelta(days=1)


def test_the_order_of_the_jobs():
    assert [job.name for job in jobs.all_jobs()] == [
        "account_requests", "batches", "blocks", "deliveries", "exports", "account_deletions",
        "address_verifications", "member_imports", "welcome_letters", "outbox",
    ]  # fmt: skip


def test_the_order_of_the_steps_of_tick():
    """Closing before reminding."""
    assert [(step.run.__module__, step.run.__name__) for step in jobs.tick_steps()] == [
        ("network.common.cache_outage", "repair"),
        ("invitations.models.policy_change", "notice"),
        ("invitations.worker.schedule", "run_daily"),
        ("invitations.worker.schedule", "close_expired"),
        ("invitations.worker.schedule", "remind"),
        ("invitations.worker.non_members", "remind"),
        ("invitations.worker.delivery", "release_held"),
        ("notifications.staff_letters", "write"),
    ]


def test_the_order_of_the_prunings():
    assert [f"{prune.__module__}.{prune.__name__}" for prune in jobs.prunings()] == [
        "network.common.cache.prune",
        "network.common.worker.prune_task_results",
        "network.members.accounts.account_requests.prune",
        "network.members.accounts.applications.prune",
        "network.members.accounts.devices.prune",
        "network.members.privacy.export.prune",
        "network.members.imports.job.prune",
        "network.members.accounts.sessions.prune",
        "invitations.models.join_link_use.prune",
        "invitations.models.recent_verbs.prune",
        "invitations.worker.batches.prune",
        "invitations.worker.schedule.delete_old_addresses",
        "notifications.account_letters.prune",
        "network.simulation.models.prune",
    ]


def test_a_job_without_a_place_in_the_order_is_refused():
    with pytest.raises(ImproperlyConfigured, match="greetings"):
        jobs.register(GreetingJob())


def test_the_jobs_run_in_the_order_of_the_setting(db, settings, monkeypatch):
    ran = []
    for job in jobs.all_jobs():
        monkeypatch.setattr(job, "run", lambda name=job.name: ran.append(name) or 1)
    settings.JOB_ORDER = settings.JOB_ORDER[::-1]
    assert jobs.run_all() == 10
    assert ran == settings.JOB_ORDER


@pytest.mark.parametrize("job", jobs.all_jobs(), ids=lambda job: job.name)
def test_the_task_of_a_job_runs_it(db, monkeypatch, job):
    monkeypatch.setattr(job, "run", lambda: 7)
    assert import_string(job.task).call() == 7


@pytest.mark.parametrize("job", jobs.all_jobs(), ids=lambda job: job.name)
def test_nothing_is_due_or_stalled_on_an_empty_site(db, job):
    assert not job.has_due()
    assert not job.is_stalled()
    assert job.run() == 0


def test_a_row_that_fails_is_postponed_and_logged_and_the_others_run(members, caplog):
    job = GreetingJob(failing=members[:1])
    assert job.run() == 4
    assert set(job.postponed) == set(members[:1])
    assert f"greetings: row {members[0].pk} failed and was postponed." in caplog.text


def test_a_row_that_raises_retry_later_is_postponed_and_not_logged(members, caplog):
    job = GreetingJob(failing=members, error=jobs.RetryLater)
    assert job.run() == 0
    assert job.postponed == members
    assert not caplog.text


def test_a_row_locked_by_another_worker_is_skipped(members):
    job = GreetingJob(locked=members[2:])
    assert job.run() == 2
    assert list(job.due()) == members[2:]
    assert not job.postponed


def test_chunk_by_chunk_until_nothing_is_due(members, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(GreetingJob, "chunk_size", 2)
    with django_assert_num_queries(4 + 5 + 5):
        assert GreetingJob().run() == 5


def test_without_chunks_each_row_is_tried_once(members, monkeypatch):
    monkeypatch.setattr(GreetingJob, "chunk_size", None)
    job = GreetingJob(failing=members[:2])
    assert job.run() == 3
    assert job.postponed == members[:2]


def test_tick_enqueues_the_task_of_each_due_job_once(anna, bruno, monkeypatch):
    """Blocks and deliveries share a task."""
    Invitation.objects.send(anna, bruno)
    Block.objects.block(bruno, anna)
    anna.leave()
    enqueued = []
    monkeypatch.setattr(jobs.Job, "enqueue", lambda job: enqueued.append(job.task))
    jobs.tick()
    assert enqueued == ["invitations.tasks.deliver", "network.members.tasks.delete_accounts"]


def test_tick_returns_the_result_of_each_step(anna, bruno, clock):
    invite(anna, bruno)
    clock.move(days=7)
    assert jobs.tick() == {"restricted": 0, "closed": 0, "reminders": 1}
    clock.move(days=400)
    assert jobs.tick() == {"restricted": 0, "closed": 1, "reminders": 0}


def test_tick_prunes_once_a_day(db, clock, monkeypatch):
    pruned = []
    monkeypatch.setattr(jobs, "prune", lambda: pruned.append(clock.now()))
    for hours in (0, 1, 24):
        clock.move(hours=hours)
        jobs.tick()
    assert len(pruned) == 2


def test_a_job_is_stalled_after_five_minutes(anna, bruno, clock):
    Invitation.objects.send(anna, bruno)
    clock.move(minutes=5)
    assert not jobs.queue_is_stalled()
    clock.move(seconds=1)
    assert [job.name for job in jobs.all_jobs() if job.is_stalled()] == ["deliveries"]
    work()
    assert not jobs.queue_is_stalled()
