from django_tasks import task

from invitations import delivering


@task()
def deliver() -> int:
    """Work off every delivery that waits."""
    return delivering.deliver_all()


@task()
def claim(address: str) -> int:
    """Deliver what was held for an address that somebody has verified."""
    return delivering.claim(address)
