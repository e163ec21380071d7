from django_tasks import task

from notifications import outbox_worker, suppressions
from notifications.models import AddressVerification


@task()
def send_mail() -> int:
    """Send every e-mail that is due."""
    return outbox_worker.send_all()


@task()
def trust() -> int:
    """Write again to every address that somebody has verified."""
    return suppressions.lift_verified_suppressions()


@task()
def trust_again(address: str) -> int:
    """What the version before `AddressVerification` has left in the queue comes by this name."""
    AddressVerification.record(address)
    return suppressions.lift_verified_suppressions()
