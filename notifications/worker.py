"""Working off what is due in this process: for small hosts, for tests, and for `WORKER=thread`."""

from __future__ import annotations

import logging
import threading
import time
from datetime import timedelta

from django.core.cache import caches
from django.core.management import call_command
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks import task_backends
from django_tasks_db.backend import DatabaseBackend
from django_tasks_db.management.commands.db_worker import Worker

from invitations import tasks as invitation_tasks
from invitations.worker import batches, delivery, non_members, schedule
from network import clock
from network.common.cache import ExactDatabaseCache
from network.members import tasks as member_tasks
from network.members.accounts import account_requests, sessions
from network.members.privacy import erasure, export
from notifications import outbox_worker, suppressions
from notifications import tasks as mail_tasks
from notifications.models import Outbox

log = logging.getLogger(__name__)
TICK_SECONDS = 10
STILL = timedelta(minutes=5)
LEFT_LYING = (
    account_requests.is_stalled,
    batches.is_stalled,
    delivery.is_stalled,
    export.is_stalled,
    erasure.is_stalled,
    suppressions.is_stalled,
)


def tick() -> dict[str, int]:
    """One idempotent pass over all that time brings about; what it finds it leaves to the workers.

    It closes before it reminds, so that nothing is written about what ends in the same pass.
    """
    restricted = schedule.look_for_restrictions()
    if restricted is not None:
        prune()
    found = {
        "closed": schedule.close_the_old(),
        "reminders": schedule.remind() + non_members.remind(),
        "restricted": restricted or 0,
    }
    delivery.find_their_members()
    if account_requests.has_due():
        member_tasks.answer.enqueue()
    if batches.has_due():
        invitation_tasks.send_batches.enqueue()
    if delivery.has_due():
        invitation_tasks.deliver.enqueue()
    if suppressions.has_due():
        mail_tasks.trust.enqueue()
    if outbox_worker.has_due():
        mail_tasks.send_mail.enqueue()
    if export.has_due():
        member_tasks.write_copies.enqueue()
    if erasure.has_due():
        member_tasks.delete_accounts.enqueue()
    return found


def drain() -> None:
    """Work everything off here, until nothing is due."""
    while True:
        if _queue_is_database():
            _run_queue()
        if not work_off():
            return


def work_off() -> int:
    """One round of all that waits, by the rows themselves, whatever has become of the tasks. Returns how many."""
    return (
        account_requests.answer_all()
        + batches.send_all()
        + delivery.deliver_all()
        + export.write_all()
        + erasure.process_all()
        + suppressions.trust_all()
        + outbox_worker.send_all()
    )


def queue_is_stalled() -> bool:
    """Whether something has been due for five minutes and nobody has taken it: no worker runs."""
    left = Outbox.objects.due().filter(next_at__lt=clock.real_now() - STILL)
    return any(lies(STILL) for lies in LEFT_LYING) or left.exists()


def oldest_due() -> timedelta | None:
    """For how long the oldest e-mail that should have left has been due."""
    since = Outbox.objects.due().order_by("next_at").values_list("next_at", flat=True).first()
    return clock.real_now() - since if since else None


def prune() -> None:
    """Forget finished tasks and expired sessions, and all that is kept for a while only."""
    if isinstance(shared := caches["default"], ExactDatabaseCache):
        shared.delete_expired()
    account_requests.forget_the_old()
    batches.forget()
    export.prune()
    schedule.forget_old_addresses()
    if _queue_is_database():
        call_command("prune_db_task_results", min_age_days=1, verbosity=0)
    call_command("clearsessions", verbosity=0)
    sessions.delete_ended()


def start() -> None:
    """A small worker inside the web process (WORKER=thread)."""
    threading.Thread(target=_work_forever, name="worker", daemon=True).start()


def _queue_is_database() -> bool:
    return isinstance(task_backends["default"], DatabaseBackend)


def _run_queue() -> None:
    worker = Worker(
        queue_names=["*"], excluded_queue_names=[], interval=0, batch=True, backend_name="default",
        startup_delay=False, max_tasks=None, worker_id=get_random_string(16),
    )  # fmt: skip
    worker.run()


def _work_forever() -> None:
    last = clock.real_now().timestamp() - TICK_SECONDS
    while True:
        try:
            if clock.real_now().timestamp() - last >= TICK_SECONDS:
                last = clock.real_now().timestamp()
                tick()
            drain()
        except Exception:
            log.exception("The worker thread will try again.")
        close_old_connections()
        time.sleep(1)
