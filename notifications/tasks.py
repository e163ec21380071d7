from django_tasks import task

from notifications import outbox_worker, suppressions
from notifications.models import Proof


@task()
def send_mail() -> int:
    """Send every e-mail that is due."""
    return outbox_worker.send_all()


@task()
def trust() -> int:
    """Write again to every address that somebody has verified."""
    return suppressions.trust_all()


@task()
def trust_again(address: str) -> int:
    """What the version before `Proof` has left in the queue comes by this name."""
    Proof.record(address)
    return suppressions.trust_all()
