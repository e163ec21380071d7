from django_tasks import task

from invitations import batches, delivering


@task()
def deliver() -> int:
    """Work off every delivery that waits."""
    return delivering.deliver_all()


@task()
def claim(address: str) -> int:
    """Deliver what was held for an address that somebody has verified."""
    return delivering.claim(address)


@task()
def send_batches() -> int:
    """Go on with every long list of addresses."""
    return batches.send_all()
