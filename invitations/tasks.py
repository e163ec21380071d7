from django_tasks import task

from invitations.worker import batches, delivery


@task()
def deliver() -> int:
    """Work off every delivery that waits."""
    return delivery.deliver_all()


@task()
def claim(address: str) -> int:
    """Deliver what was held for an address that somebody has verified."""
    return delivery.claim(address)


@task()
def send_batches() -> int:
    """Go on with every long list of addresses."""
    return batches.send_all()
