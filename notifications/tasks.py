from django_tasks import task

from notifications import sending, suppressions


@task()
def send_mail() -> int:
    """Send every e-mail that is due."""
    return sending.send_all()


@task()
def trust() -> int:
    """Write again to every address that somebody has verified."""
    return suppressions.trust_all()
