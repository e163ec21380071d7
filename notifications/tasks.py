from django_tasks import task

from notifications import sending
from notifications.models import Suppression


@task()
def send_mail() -> int:
    """Send every e-mail that is due."""
    return sending.send_all()


@task()
def trust_again(address: str) -> int:
    """Somebody has verified this address, so mail arrives there, and they want it."""
    return Suppression.objects.known_as(address).lift()
