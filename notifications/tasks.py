from django_tasks import task

from notifications import outbox_worker, suppressions


@task()
def send_mail() -> int:
    """Send every e-mail that is due."""
    return outbox_worker.job.run()


@task()
def lift_suppressions() -> int:
    """Lift the suppressions of addresses that their owners have verified."""
    return suppressions.job.run()
