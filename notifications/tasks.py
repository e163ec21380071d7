from django_tasks import task

from notifications import sending


@task()
def send_mail() -> int:
    """Send every e-mail that is due."""
    return sending.send_all()
